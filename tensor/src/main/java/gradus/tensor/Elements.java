package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Simd;
import gradus.tensor.internal.Storage;
import java.util.Arrays;

/** Moves runs of elements between Java arrays of any element type. Offsets and strides count elements. */
final class Elements {

    private Elements() {
    }

    /** {@return the kernels for a float type; the arrays passed to them must be of that type} */
    @SuppressWarnings("unchecked")
    static Kernels<Object> kernels(DType dtype) {
        return (Kernels<Object>) (Kernels<?>) (dtype == DType.FLOAT32 ? Simd.FLOAT : Simd.DOUBLE);
    }

    /** {@return an array of unknown content, for use within one op; on the arena of a tape it goes back when the op has ended} */
    static Object scratch(DType dtype, int length) {
        return Storage.allocate(dtype, length, "scratch").array();
    }

    static double getDouble(Object x, int i) {
        return switch (x) {
            case float[] a -> a[i];
            case double[] a -> a[i];
            default -> getLong(x, i);
        };
    }

    static long getLong(Object x, int i) {
        return switch (x) {
            case int[] a -> a[i];
            case long[] a -> a[i];
            case boolean[] a -> a[i] ? 1 : 0;
            case float[] a -> (long) a[i];
            case double[] a -> (long) a[i];
            default -> throw new AssertionError(x.getClass());
        };
    }

    static void setDouble(Object z, int i, double value) {
        switch (z) {
            case float[] a -> a[i] = (float) value;
            case double[] a -> a[i] = value;
            case int[] a -> a[i] = (int) value;
            case long[] a -> a[i] = (long) value;
            case boolean[] a -> a[i] = value != 0;
            default -> throw new AssertionError(z.getClass());
        }
    }

    static void setLong(Object z, int i, long value) {
        switch (z) {
            case float[] a -> a[i] = value;
            case double[] a -> a[i] = value;
            case int[] a -> a[i] = (int) value;
            case long[] a -> a[i] = value;
            case boolean[] a -> a[i] = value != 0;
            default -> throw new AssertionError(z.getClass());
        }
    }

    /** z[i] = x[i · stride], exact but for large int64 values. */
    static void toDoubles(Object x, int xo, int stride, double[] z, int n) {
        switch (x) {
            case float[] a -> {
                for (int i = 0; i < n; i++) {
                    z[i] = a[xo + i * stride];
                }
            }
            case double[] a -> {
                for (int i = 0; i < n; i++) {
                    z[i] = a[xo + i * stride];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    z[i] = getLong(x, xo + i * stride);
                }
            }
        }
    }

    /** z[i] = x[i · stride], fractions cut off. */
    static void toLongs(Object x, int xo, int stride, long[] z, int n) {
        switch (x) {
            case int[] a -> {
                for (int i = 0; i < n; i++) {
                    z[i] = a[xo + i * stride];
                }
            }
            case long[] a -> {
                for (int i = 0; i < n; i++) {
                    z[i] = a[xo + i * stride];
                }
            }
            case boolean[] a -> {
                for (int i = 0; i < n; i++) {
                    z[i] = a[xo + i * stride] ? 1 : 0;
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    z[i] = getLong(x, xo + i * stride);
                }
            }
        }
    }

    /** z[i] = x[i], rounded, or cut off for integers. */
    static void fromDoubles(double[] x, Object z, int zo, int n) {
        switch (z) {
            case float[] a -> {
                for (int i = 0; i < n; i++) {
                    a[zo + i] = (float) x[i];
                }
            }
            case double[] a -> System.arraycopy(x, 0, a, zo, n);
            default -> {
                for (int i = 0; i < n; i++) {
                    setDouble(z, zo + i, x[i]);
                }
            }
        }
    }

    /** z[i] = x[i], rounded for floats, the low bits for int32, whether nonzero for bool. */
    static void fromLongs(long[] x, Object z, int zo, int n) {
        switch (z) {
            case int[] a -> {
                for (int i = 0; i < n; i++) {
                    a[zo + i] = (int) x[i];
                }
            }
            case long[] a -> System.arraycopy(x, 0, a, zo, n);
            case float[] a -> {
                for (int i = 0; i < n; i++) {
                    a[zo + i] = x[i];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    setLong(z, zo + i, x[i]);
                }
            }
        }
    }

    /** z[i · zs] = x[i · xs], both of one type. */
    static void copy(Object x, int xo, int xs, Object z, int zo, int zs, int n) {
        if (xs == 1 && zs == 1) {
            System.arraycopy(x, xo, z, zo, n);
            return;
        }
        if (xs == 0 && zs == 1 && n > 1) { // repeats one element
            fill(x, xo, z, zo, n);
            return;
        }
        switch (x) {
            case float[] a -> {
                float[] b = (float[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] = a[xo + i * xs];
                }
            }
            case double[] a -> {
                double[] b = (double[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] = a[xo + i * xs];
                }
            }
            case int[] a -> {
                int[] b = (int[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] = a[xo + i * xs];
                }
            }
            case long[] a -> {
                long[] b = (long[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] = a[xo + i * xs];
                }
            }
            case boolean[] a -> {
                boolean[] b = (boolean[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] = a[xo + i * xs];
                }
            }
            default -> throw new AssertionError(x.getClass());
        }
    }

    private static void fill(Object x, int xo, Object z, int zo, int n) {
        switch (x) {
            case float[] a -> Arrays.fill((float[]) z, zo, zo + n, a[xo]);
            case double[] a -> Arrays.fill((double[]) z, zo, zo + n, a[xo]);
            case int[] a -> Arrays.fill((int[]) z, zo, zo + n, a[xo]);
            case long[] a -> Arrays.fill((long[]) z, zo, zo + n, a[xo]);
            case boolean[] a -> Arrays.fill((boolean[]) z, zo, zo + n, a[xo]);
            default -> throw new AssertionError(x.getClass());
        }
    }

    /** z[i · zs] = z[i · zs] + x[i · xs], both of one float type. */
    static void add(Object x, int xo, int xs, Object z, int zo, int zs, int n) {
        if (xs == 1 && zs == 1) {
            kernels(DType.ofArray(x)).add(z, zo, x, xo, z, zo, n);
            return;
        }
        switch (x) {
            case float[] a -> {
                float[] b = (float[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] += a[xo + i * xs];
                }
            }
            case double[] a -> {
                double[] b = (double[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs] += a[xo + i * xs];
                }
            }
            default -> throw new AssertionError(x.getClass());
        }
    }

    /** {@return whether two arrays of one type hold the same; NaN equals NaN, and 0 differs from −0} */
    static boolean equal(Object x, Object y) {
        return switch (x) {
            case float[] a -> Arrays.equals(a, (float[]) y);
            case double[] a -> Arrays.equals(a, (double[]) y);
            case int[] a -> Arrays.equals(a, (int[]) y);
            case long[] a -> Arrays.equals(a, (long[]) y);
            case boolean[] a -> Arrays.equals(a, (boolean[]) y);
            default -> throw new AssertionError(x.getClass());
        };
    }

    /** z[i] = value in an array of floats. */
    static void fill(Object z, int zo, int n, double value) {
        switch (z) {
            case float[] a -> Arrays.fill(a, zo, zo + n, (float) value);
            case double[] a -> Arrays.fill(a, zo, zo + n, value);
            default -> throw new AssertionError(z.getClass());
        }
    }

    static void fillZero(Object z, int zo, int n) {
        switch (z) {
            case float[] a -> Arrays.fill(a, zo, zo + n, 0);
            case double[] a -> Arrays.fill(a, zo, zo + n, 0);
            case int[] a -> Arrays.fill(a, zo, zo + n, 0);
            case long[] a -> Arrays.fill(a, zo, zo + n, 0);
            case boolean[] a -> Arrays.fill(a, zo, zo + n, false);
            default -> throw new AssertionError(z.getClass());
        }
    }

    /** z[i] = x[i] where conditions[i] holds, else y[i]; arrays of one type. */
    static void where(boolean[] conditions, int co, Object x, int xo, Object y, int yo, Object z, int zo, int n) {
        switch (x) {
            case float[] _, double[] _ -> kernels(DType.ofArray(x)).where(conditions, co, x, xo, y, yo, z, zo, n);
            case int[] a -> {
                int[] b = (int[]) y;
                int[] c = (int[]) z;
                for (int i = 0; i < n; i++) {
                    c[zo + i] = conditions[co + i] ? a[xo + i] : b[yo + i];
                }
            }
            case long[] a -> {
                long[] b = (long[]) y;
                long[] c = (long[]) z;
                for (int i = 0; i < n; i++) {
                    c[zo + i] = conditions[co + i] ? a[xo + i] : b[yo + i];
                }
            }
            case boolean[] a -> {
                boolean[] b = (boolean[]) y;
                boolean[] c = (boolean[]) z;
                for (int i = 0; i < n; i++) {
                    c[zo + i] = conditions[co + i] ? a[xo + i] : b[yo + i];
                }
            }
            default -> throw new AssertionError(x.getClass());
        }
    }
}
