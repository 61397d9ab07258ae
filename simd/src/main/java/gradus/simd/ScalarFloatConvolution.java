package gradus.simd;

import java.util.Arrays;

import static gradus.simd.FloatFewWeights.LANES;

/** Convolution in plain Java: matrix products with the columns X, some rows of places or some channels at a time. */
final class ScalarFloatConvolution {

    /** Elements of X that stay in the L2 cache. */
    static final int BLOCK = 1 << 16;

    private static final FloatFewWeights.Loops FEW = new FloatFewWeights.Loops() {

        @Override
        public void lay(ConvolutionShape s, float[] y, int yo, float[] laid, int at) {
            for (int i = 0; i < s.starts.length; i++) System.arraycopy(y, yo + i * s.width, laid, at + s.starts[i], s.width);
        }

        @Override
        public void add(int images, int outputs, int n, float[] x, int[] taps, int xs, float[] y, int ys, float[] sums) {
            for (int i = 0; i < images; i++)
                for (int o = 0; o < outputs; o++)
                    for (int k = 0, z = o * taps.length * LANES; k < taps.length; k++, z += LANES)
                        for (int j = 0, p = i * xs + taps[k], q = i * ys + o * n; j < n; j += LANES)
                            for (int l = 0; l < LANES; l++) sums[z + l] = Math.fma(x[p + j + l], y[q + j + l], sums[z + l]);
        }
    };

    private ScalarFloatConvolution() {}

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        if (b != null) s.checkBias(b.length, bo);
        int depth = s.depth(), places = s.places(), high = s.rowsOf(BLOCK);
        MatmulParts.forEach(s.batch * s.groups, s.outputs, 1, s.work(s.channels), (p, o, outputs, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s.laid, depth * high * s.width, 0);
            FloatImage.lay(s, s.channels, x, xo + p * s.channels * s.area, image.laid, 0);
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
        int depth = s.depth(), places = s.places();
        MatmulParts.forEach(s.batch * s.groups, s.channels, 1, s.work(s.outputs), (p, c, channels, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(channels * s.pitch, 0, 0);
            for (int k = 0, q = wo + p % s.groups * s.outputs * depth + c * s.kernel; k < channels * s.kernel; k++)
                for (int o = 0; o < s.outputs; o++)
                    add(s, w[q + k + o * depth], y, yo + (p * s.outputs + o) * places, image.laid, s.taps[k]);
            FloatImage.take(s, channels, image.laid, 0, x, xo + (p * s.channels + c) * s.area);
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** laid[tap + starts[i] + j] += f · y[i, j], rounded once. */
    private static void add(ConvolutionShape s, float f, float[] y, int yo, float[] laid, int tap) {
        for (int i = 0; i < s.starts.length; i++, yo += s.width)
            for (int j = 0, q = tap + s.starts[i]; j < s.width; j++) laid[q + j] = Math.fma(f, y[yo + j], laid[q + j]);
    }

    /** @see Kernels#convolveWeights */
    static void convolveWeights(ConvolutionShape s, float[] x, int xo, float[] y, int yo, float[] w, int wo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        if (FloatFewWeights.are(s)) {
            FloatFewWeights.convolveWeights(s, x, xo, y, yo, w, wo, FEW);
            return;
        }
        int depth = s.depth(), places = s.places(), high = s.rowsOf(BLOCK);
        MatmulParts.forWeights(s.groups, s.channels, 1, s.work((long) s.batch * s.outputs), (g, c, channels, _, _) -> {
            int rows = channels * s.kernel, size = rows * s.outputs;
            FloatImage image = FloatImage.SPARES.take().prepare(channels * s.pitch, rows * high * s.width, 2 * size);
            Arrays.fill(image.sums, 0, size, 0);
            for (int p = g; p < s.batch * s.groups; p += s.groups) {
                FloatImage.lay(s, channels, x, xo + (p * s.channels + c) * s.area, image.laid, 0);
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
}
