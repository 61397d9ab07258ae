package gradus.tensor;

import java.util.Arrays;

/** Computes {@link Tensor#bincount} and {@link Tensor#unique}, of which no tape needs to know. */
final class Counting {

    private Counting() {
    }

    static Tensor bincount(Tensor x, int length) {
        if (!x.dtype().isInteger()) {
            throw new IllegalArgumentException("bincount: not defined for " + x.dtype() + x.shape()
                    + "; convert with .to(INT32)");
        }
        if (length < 0) {
            throw new IllegalArgumentException("bincount: a length of " + length + "; give 0 or more");
        }
        long[] numbers = x.toLongArray();
        long largest = length - 1;
        for (long number : numbers) {
            if (number < 0 || number >= Integer.MAX_VALUE) {
                throw new IllegalArgumentException("bincount: " + number + " in " + x.shape()
                        + " is out of range; numbers from 0 to 2³¹ − 2 are counted");
            }
            largest = Math.max(largest, number);
        }
        long[] counts = new long[(int) largest + 1];
        for (long number : numbers) {
            counts[(int) number]++;
        }
        return Tensor.copyOf(counts, counts.length);
    }

    static Unique unique(Tensor x) {
        return x.dtype().isFloating() ? uniqueDoubles(x) : uniqueLongs(x);
    }

    private static Unique uniqueDoubles(Tensor x) {
        double[] elements = x.toDoubleArray();
        for (int i = 0; i < elements.length; i++) {
            elements[i] += 0.0; // −0 becomes 0
        }
        double[] values = elements.clone();
        Arrays.sort(values);
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || Double.compare(values[i], values[count - 1]) != 0) {
                values[count++] = values[i];
            }
        }
        int[] inverse = new int[elements.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = Arrays.binarySearch(values, 0, count, elements[i]);
        }
        return result(x, Tensor.of(Arrays.copyOf(values, count)), inverse);
    }

    private static Unique uniqueLongs(Tensor x) {
        long[] elements = x.toLongArray();
        long[] values = elements.clone();
        Arrays.sort(values);
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[count - 1]) {
                values[count++] = values[i];
            }
        }
        int[] inverse = new int[elements.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = Arrays.binarySearch(values, 0, count, elements[i]);
        }
        return result(x, Tensor.of(Arrays.copyOf(values, count)), inverse);
    }

    private static Unique result(Tensor x, Tensor values, int[] inverse) {
        long[] counts = new long[values.size()];
        for (int place : inverse) {
            counts[place]++;
        }
        return new Unique(values.to(x.dtype()), Tensor.copyOf(counts, counts.length),
                Tensor.copyOf(inverse, inverse.length).reshape(x.shape().toArray()));
    }
}
