package gradus.tensor;

import java.util.Arrays;

/** Computes the {@link Ordering} ops, row by row, on keys: longs in the order of the elements. */
final class Sorting {

    private static final long NAN = key(Double.NaN);

    private Sorting() {
    }

    static Tensor argExtreme(Ordering op, boolean largest, Tensor x) {
        int n = x.shape().get(Axes.normalize(op, op.axis(), x.shape()));
        Tensor z = Tensor.result(op, DType.INT32, x.shape().without(op.axis()));
        if (n == 0 && z.size() > 0) {
            throw new IllegalArgumentException(op + ": " + x.shape() + ": no element to choose from; "
                    + "choose along an axis that is not empty");
        }
        int[] positions = (int[]) z.array();
        Tensor rows = x.moveToLast(op.axis()).rowMajor();
        boolean floating = x.dtype().isFloating();
        for (int i = 0; i < z.size(); i++) {
            int best = 0;
            long champion = Long.MIN_VALUE;
            for (int j = 0; j < n; j++) {
                long key = key(rows.array(), rows.offset() + i * n + j);
                if (!largest && !(floating && key == NAN)) { // NaN is chosen before the smallest, too
                    key = ~key;
                }
                if (key > champion) {
                    champion = key;
                    best = j;
                }
            }
            positions[z.offset() + i] = best;
        }
        return z;
    }

    static Tensor argsort(Ordering.ArgSort op, Tensor x) {
        int n = x.shape().get(Axes.normalize(op, op.axis(), x.shape()));
        Tensor rows = x.moveToLast(op.axis()).rowMajor();
        Tensor z = Tensor.result(op, DType.INT32, rows.shape());
        int[] positions = (int[]) z.array();
        long[] keys = new long[n];
        for (int at = 0; at < z.size(); at += n) {
            for (int j = 0; j < n; j++) {
                long key = key(rows.array(), rows.offset() + at + j);
                keys[j] = op.descending() ? ~key : key;
            }
            sort(keys, positions, z.offset() + at);
        }
        return z.moveFromLast(op.axis());
    }

    /** Puts the positions of the keys in rising order; the JDK sorts the keys, and each then finds its place among them. */
    private static void sort(long[] keys, int[] positions, int at) {
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        int[] equals = new int[keys.length]; // how many of those equal to a key have their place
        for (int j = 0; j < keys.length; j++) {
            int first = firstPlace(sorted, keys[j]);
            positions[at + first + equals[first]++] = j;
        }
    }

    private static int firstPlace(long[] sorted, long key) {
        int low = 0;
        int high = sorted.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** {@return a long in the order of the elements of one array, the same for 0 and −0, and the largest for any NaN} */
    static long key(Object array, int i) {
        return switch (array) {
            case float[] x -> key(x[i]);
            case double[] x -> key(x[i]);
            default -> Elements.getLong(array, i);
        };
    }

    private static long key(double x) {
        long bits = Double.doubleToLongBits(x + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }
}
