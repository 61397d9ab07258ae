package gradus.simd;

import java.util.Arrays;

/** Softmax down the columns of a matrix and its gradient, row by row, so that memory is read in its order. */
final class ScalarFloatColumnSoftmax {

    private ScalarFloatColumnSoftmax() {}

    /** @see Kernels#softmaxColumns */
    static void softmax(float factor, float[] x, int xo, float[] z, int zo, int rows, int columns) {
        softmax(factor, x, xo, z, zo, rows, columns, 0);
    }

    /** From a column on. */
    static void softmax(float factor, float[] x, int xo, float[] z, int zo, int rows, int columns, int from) {
        int n = columns - from;
        float[] max = new float[n], sums = new float[n];
        ScalarFloatReductions.maxColumns(x, xo + from, columns, rows, n, max, 0);
        for (int i = 0; i < rows; i++) {
            exp(factor, x, xo + i * columns + from, max, z, zo + i * columns + from, n);
        }
        ScalarFloatReductions.sumColumns(z, zo + from, columns, rows, n, sums, 0);
        for (int j = 0; j < n; j++) {
            sums[j] = 1 / sums[j];
        }
        for (int i = 0; i < rows; i++) {
            int row = zo + i * columns + from;
            for (int j = 0; j < n; j++) {
                z[row + j] *= sums[j];
            }
        }
    }

    private static void exp(float factor, float[] x, int xo, float[] max, float[] z, int zo, int n) {
        for (int j = 0; j < n; j++) {
            z[zo + j] = FloatMath.exp((x[xo + j] - max[j]) * factor);
        }
    }

    /** @see Kernels#softmaxColumnsGradient */
    static void gradient(float factor, float[] y, int yo, float[] g, int go, float[] z, int zo, int rows, int columns) {
        gradient(factor, y, yo, g, go, z, zo, rows, columns, 0);
    }

    /** From a column on. */
    static void gradient(float factor, float[] y, int yo, float[] g, int go, float[] z, int zo, int rows, int columns, int from) {
        int n = columns - from;
        float[] sums = new float[n], chunk = new float[n];
        for (int c = 0; c < rows; c += Kernels.ROW_CHUNK) {
            Arrays.fill(chunk, 0);
            for (int i = c; i < Math.min(rows, c + Kernels.ROW_CHUNK); i++) {
                addProducts(y, yo + i * columns + from, g, go + i * columns + from, chunk, n);
            }
            for (int j = 0; j < n; j++) {
                sums[j] += chunk[j];
            }
        }
        for (int i = 0; i < rows; i++) {
            int at = i * columns + from;
            for (int j = 0; j < n; j++) {
                z[zo + at + j] = y[yo + at + j] * (g[go + at + j] - sums[j]) * factor;
            }
        }
    }

    private static void addProducts(float[] y, int yo, float[] g, int go, float[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(y[yo + j], g[go + j], sums[j]);
        }
    }
}
