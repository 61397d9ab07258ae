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

    /** On the keys of {@link Sorting}, for which 0 and −0 are one, and so is any NaN. */
    static Unique unique(Tensor x) {
        Tensor dense = x.rowMajor();
        long[] keys = new long[x.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Sorting.key(dense.array(), dense.offset() + i);
        }
        dense.storage().requireIntact();
        long[] different = keys.clone();
        Arrays.sort(different);
        int count = 0;
        for (int i = 0; i < different.length; i++) {
            if (i == 0 || different[i] != different[count - 1]) {
                different[count++] = different[i];
            }
        }
        int[] inverse = new int[keys.length];
        int[] places = new int[count];
        long[] counts = new long[count];
        for (int i = keys.length - 1; i >= 0; i--) {
            inverse[i] = Arrays.binarySearch(different, 0, count, keys[i]);
            places[inverse[i]] = i;
            counts[inverse[i]]++;
        }
        Tensor values = new Indexing.IndexSelect(0).compute(dense.flatInMemory(),
                Tensor.copyOf(places, places.length));
        return new Unique(x.dtype().isFloating() ? Binary.ADD.compute(values, Tensor.zeros(x.dtype())) : values, // −0 becomes 0
                Tensor.copyOf(counts, counts.length), Tensor.copyOf(inverse, inverse.length).reshape(x.shape().toArray()));
    }
}
