package gradus.simd;

import java.util.Arrays;

/** Convolution in plain Java: matrix products with the columns X, some rows of places or some channels at a time. */
final class ScalarFloatConvolution {

    /** Elements of X that stay in the L2 cache. */
    static final int BLOCK = 1 << 16;

    private ScalarFloatConvolution() {}

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        if (b != null) s.checkBias(b.length, bo);
        int depth = s.depth(), places = s.places(), high = s.rowsOf(BLOCK);
        MatmulParts.forEach(s.batch * s.groups, s.outputs, 1, s.work(s.channels), (p, o, outputs, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s, s.channels, depth * high * s.width, 0);
            FloatImage.lay(s, s.channels, x, xo + p * s.channels * s.area, image.laid);
            Matrices<float[]> weights = Matrices.one(w, wo + (p % s.groups * s.outputs + o) * depth, outputs, depth);
            if (b != null) repeat(b, bo + p % s.groups * s.outputs + o, outputs, y, yo + (p * s.outputs + o) * places, places);
            for (int i = 0; i < s.starts.length; i += high) {
                int n = Math.min(high, s.starts.length - i) * s.width;
                unfold(s, image.laid, s.channels, i, n, image.columns);
                ScalarFloatMatmul.matmul(weights, Matrices.one(image.columns, 0, depth, n),
                    new Matrices<>(y, yo + (p * s.outputs + o) * places + i * s.width, 1, 0, outputs, n, places, 1), b != null);
            }
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** @see Kernels#convolveTransposed */
    static void convolveTransposed(ConvolutionShape s, float[] y, int yo, float[] w, int wo, float[] x, int xo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        int depth = s.depth(), places = s.places(), most = s.channelsOf(BLOCK);
        MatmulParts.forEach(s.batch * s.groups, s.channels, 1, s.work(s.outputs), (p, c, channels, _, _) -> {
            for (int first = c; first < c + channels; first += most) {
                int m = Math.min(most, c + channels - first), rows = m * s.kernel;
                FloatImage image = FloatImage.SPARES.take().prepare(s, m, rows * places, 0);
                ScalarFloatMatmul.matmul(
                    new Matrices<>(w, wo + p % s.groups * s.outputs * depth + first * s.kernel, 1, 0, rows, s.outputs, 1, depth),
                    Matrices.one(y, yo + p * s.outputs * places, s.outputs, places), Matrices.one(image.columns, 0, rows, places), false);
                fold(s, image.columns, m, image.laid);
                FloatImage.take(s, m, image.laid, x, xo + (p * s.channels + first) * s.area);
                FloatImage.SPARES.giveBack(image);
            }
        });
    }

    /** @see Kernels#convolveWeights */
    static void convolveWeights(ConvolutionShape s, float[] x, int xo, float[] y, int yo, float[] w, int wo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        int depth = s.depth(), places = s.places(), high = s.rowsOf(BLOCK);
        MatmulParts.forEach(s.groups, s.channels, 1, s.work((long) s.batch * s.outputs), (g, c, channels, _, _) -> {
            int rows = channels * s.kernel, size = rows * s.outputs;
            FloatImage image = FloatImage.SPARES.take().prepare(s, channels, rows * high * s.width, 2 * size);
            Arrays.fill(image.sums, 0, size, 0);
            for (int p = g; p < s.batch * s.groups; p += s.groups) {
                FloatImage.lay(s, channels, x, xo + (p * s.channels + c) * s.area, image.laid);
                for (int i = 0; i < s.starts.length; i += high) {
                    int n = Math.min(high, s.starts.length - i) * s.width;
                    unfold(s, image.laid, channels, i, n, image.columns);
                    ScalarFloatMatmul.matmul(Matrices.one(image.columns, 0, rows, n),
                        new Matrices<>(y, yo + p * s.outputs * places + i * s.width, 1, 0, n, s.outputs, 1, places),
                        Matrices.one(image.sums, size, rows, s.outputs), i > 0);
                }
                addInto(image.sums, size);
            }
            for (int o = 0; o < s.outputs; o++)
                for (int k = 0; k < rows; k++)
                    w[wo + (g * s.outputs + o) * depth + c * s.kernel + k] = image.sums[k * s.outputs + o];
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** z[i, j] = b[i]. */
    static void repeat(float[] b, int bo, int n, float[] z, int zo, int times) {
        for (int i = 0; i < n; i++) Arrays.fill(z, zo + i * times, zo + (i + 1) * times, b[bo + i]);
    }

    /** sums[i] = sums[i] + sums[n + i]. */
    static void addInto(float[] sums, int n) {
        for (int i = 0; i < n; i++) sums[i] += sums[n + i];
    }

    /** z[k, j] = X[k, first · width + j] for j below n. */
    private static void unfold(ConvolutionShape s, float[] laid, int channels, int first, int n, float[] z) {
        for (int k = 0, q = 0; k < channels * s.kernel; k++)
            for (int i = first; i < first + n / s.width; i++, q += s.width)
                System.arraycopy(laid, s.taps[k] + s.starts[i], z, q, s.width);
    }

    /** Adds z to the places in the laid-out channels where X was read, in the order of the window's elements. */
    private static void fold(ConvolutionShape s, float[] z, int channels, float[] laid) {
        for (int k = 0, p = 0; k < channels * s.kernel; k++)
            for (int start : s.starts)
                for (int j = 0, q = s.taps[k] + start; j < s.width; j++) laid[q + j] += z[p++];
    }
}
