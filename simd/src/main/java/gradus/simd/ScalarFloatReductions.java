package gradus.simd;

import java.util.Arrays;

/** Reductions in the order {@link Kernels} fixes. */
final class ScalarFloatReductions {

    /** The lanes of a reduction; a power of two. */
    static final int LANES = Kernels.LANE_BYTES / Float.BYTES;

    private ScalarFloatReductions() {}

    static float sum(float[] x, int xo, int n) {
        float[] lanes = new float[LANES];
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) { // n - c, as c may pass the largest int
            sum += sumChunk(x, xo + c, Math.min(Kernels.CHUNK, n - c), lanes);
        }
        return sum;
    }

    /** As {@link #sum}, of at most a quarter of the lanes: of folding, only the pairs are left. */
    static float sumOfFew(float[] x, int xo, int n) {
        return four(x, xo, 0, n) + four(x, xo, 4, n) + (four(x, xo, 8, n) + four(x, xo, 12, n)) + 0; // no −0
    }

    private static float four(float[] x, int xo, int i, int n) {
        return at(x, xo, i, n) + at(x, xo, i + 1, n) + (at(x, xo, i + 2, n) + at(x, xo, i + 3, n));
    }

    private static float at(float[] x, int xo, int i, int n) {
        return i < n ? x[xo + i] : 0;
    }

    private static float sumChunk(float[] x, int xo, int n, float[] lanes) {
        Arrays.fill(lanes, 0);
        int whole = n & -LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] += x[xo + i + lane];
            }
        }
        for (int i = whole; i < n; i++) {
            lanes[i - whole] += x[xo + i];
        }
        return fold(lanes);
    }

    static float dot(float[] x, int xo, float[] y, int yo, int n) {
        float[] lanes = new float[LANES];
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            sum += dotChunk(x, xo + c, y, yo + c, Math.min(Kernels.CHUNK, n - c), lanes);
        }
        return sum;
    }

    private static float dotChunk(float[] x, int xo, float[] y, int yo, int n, float[] lanes) {
        Arrays.fill(lanes, 0);
        int whole = n & -LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] = Math.fma(x[xo + i + lane], y[yo + i + lane], lanes[lane]);
            }
        }
        for (int i = whole; i < n; i++) {
            lanes[i - whole] = Math.fma(x[xo + i], y[yo + i], lanes[i - whole]);
        }
        return fold(lanes);
    }

    /** Adds the upper half of the lanes to the lower twice, then neighbours in pairs until one is left. */
    static float fold(float[] lanes) {
        for (int half = LANES / 2; half >= LANES / 4; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                lanes[lane] += lanes[lane + half];
            }
        }
        for (int pairs = LANES / 8; pairs > 0; pairs /= 2) {
            for (int lane = 0; lane < pairs; lane++) {
                lanes[lane] = lanes[2 * lane] + lanes[2 * lane + 1];
            }
        }
        return lanes[0];
    }

    static float max(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    static float min(float[] x, int xo, int n) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    // Columns: row by row, so that memory is read in its order. The first chunk of rows is added up in z itself, the others
    // in an array of their own; 0 + x rather than x, as a sum starts from 0 and 0 + −0 is 0.

    static void sumColumns(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        sumRows(x, xo, stride, Math.min(rows, Kernels.ROW_CHUNK), columns, z, zo);
        if (rows > Kernels.ROW_CHUNK) {
            float[] chunk = new float[columns];
            for (int r = Kernels.ROW_CHUNK; rows - r > 0; r += Kernels.ROW_CHUNK) {
                sumRows(x, xo + r * stride, stride, Math.min(rows - r, Kernels.ROW_CHUNK), columns, chunk, 0);
                for (int j = 0; j < columns; j++) {
                    z[zo + j] += chunk[j];
                }
            }
        }
    }

    private static void sumRows(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        Arrays.fill(z, zo, zo + columns, 0);
        for (int r = 0; r < rows; r++) {
            int row = xo + r * stride;
            for (int j = 0; j < columns; j++) {
                z[zo + j] += x[row + j];
            }
        }
    }

    static void maxColumns(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        Arrays.fill(z, zo, zo + columns, Float.NEGATIVE_INFINITY);
        for (int r = 0; r < rows; r++) {
            int row = xo + r * stride;
            for (int j = 0; j < columns; j++) {
                z[zo + j] = Math.max(z[zo + j], x[row + j]);
            }
        }
    }

    static void minColumns(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        Arrays.fill(z, zo, zo + columns, Float.POSITIVE_INFINITY);
        for (int r = 0; r < rows; r++) {
            int row = xo + r * stride;
            for (int j = 0; j < columns; j++) {
                z[zo + j] = Math.min(z[zo + j], x[row + j]);
            }
        }
    }
}
