package gradus.tensor;

/**
 * Dense loops over integers. int32 tensors pass through them too, widened and narrowed by the caller: the low 32 bits of
 * these functions depend only on the low 32 bits of their operands, or the operands are compared with their signs.
 */
final class IntegerLoops {

    private IntegerLoops() {
    }

    static void neg(long[] x, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -x[i];
        }
    }

    static void abs(long[] x, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    static void sign(long[] x, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Long.signum(x[i]);
        }
    }

    static void square(long[] x, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * x[i];
        }
    }

    static void relu(long[] x, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], 0);
        }
    }

    static void add(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    static void sub(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    static void mul(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    static void max(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], y[i]);
        }
    }

    static void min(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], y[i]);
        }
    }

    /** Integers are their own floor. */
    static void same(long[] x, long[] z, int n) {
        System.arraycopy(x, 0, z, 0, n);
    }

    /** Wraps around, for y ≥ 0. */
    static void pow(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            long power = 1;
            long square = x[i];
            for (long bits = y[i]; bits != 0; bits >>>= 1) {
                power *= (bits & 1) != 0 ? square : 1;
                square *= square;
            }
            z[i] = power;
        }
    }

    /** For y ≠ 0. */
    static void remainder(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.floorMod(x[i], y[i]);
        }
    }

    static void equal(long[] x, long[] y, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[i] == y[i];
        }
    }

    static void notEqual(long[] x, long[] y, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[i] != y[i];
        }
    }

    static void less(long[] x, long[] y, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[i] < y[i];
        }
    }

    static void lessEqual(long[] x, long[] y, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[i] <= y[i];
        }
    }

    static void greater(long[] x, long[] y, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[i] > y[i];
        }
    }

    static void greaterEqual(long[] x, long[] y, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[i] >= y[i];
        }
    }
}
