package gradus.simd;

import java.util.Arrays;

import static gradus.simd.ConvolutionShape.up;

/**
 * The adjoint of a convolution in few weights, see {@link Kernels#convolveWeights}: each has so many sums that a vector holds,
 * over places as far as images are laid out, so that neither images nor y have to be unfolded or transposed.
 */
final class FloatFewWeights {

    /** Sums of a weight: they fill 64 bytes. */
    static final int LANES = 64 / Float.BYTES;

    /** Weights of neighbouring k, and of neighbouring outputs, that may be summed together, more than there are at the ends. */
    static final int COLUMNS = 3, ROWS = 4;

    /** Elements of images that stay in the L2 cache. */
    private static final int BLOCK = 1 << 16;

    /** What is done to a block of images. */
    interface Loops {

        /** Lays the places of one channel out. */
        void lay(ConvolutionShape s, float[] y, int yo, float[] laid, int at);

        /**
         * sums[(o · taps.length + k) · LANES + l] += Σ x[i · xs + taps[k] + p · LANES + l] · y[i · ys + o · n + p · LANES + l] over
         * images i and p · LANES below n, a chain in this order.
         */
        void add(int images, int outputs, int n, float[] x, int[] taps, int xs, float[] y, int ys, float[] sums);
    }

    private FloatFewWeights() {}

    /** {@return whether the weights of a group are so few that their sums stay in the L1 cache} */
    static boolean are(ConvolutionShape s) {
        return (long) s.outputs * s.depth() <= Kernels.FEW_WEIGHTS;
    }

    /** @see Kernels#convolveWeights */
    static void convolveWeights(ConvolutionShape s, float[] x, int xo, float[] y, int yo, float[] w, int wo, Loops loops) {
        int depth = s.depth(), n = up(s.span, LANES), apart = s.pitch + LANES; // what is read behind a channel are zeros
        MatmulParts.forWeights(s.groups, s.channels, s.outputs, s.work(s.batch), (g, c, channels, first, outputs) -> {
            int rows = channels * s.kernel, xs = channels * apart, ys = outputs * n;
            int most = Math.clamp(BLOCK / (xs + ys), 1, Math.max(1, s.batch));
            int[] taps = new int[up(rows, COLUMNS)];
            for (int k = 0; k < taps.length; k++) taps[k] = s.taps[Math.min(k, rows - 1)] + Math.min(k, rows - 1) / s.kernel * LANES;
            int room = most * ys + ROWS * n, size = (outputs + ROWS) * taps.length * LANES;
            FloatImage image = FloatImage.SPARES.take().prepare(most * xs, room, size);
            Arrays.fill(image.columns, 0, room, 0);
            Arrays.fill(image.sums, 0, size, 0);
            for (int start = 0; start < s.batch; start += most) {
                int images = Math.min(most, s.batch - start);
                for (int i = 0; i < images; i++) {
                    int p = (start + i) * s.groups + g;
                    for (int q = 0; q < channels; q++)
                        FloatImage.lay(s, 1, x, xo + (p * s.channels + c + q) * s.area, image.laid, i * xs + q * apart);
                    for (int o = 0; o < outputs; o++)
                        loops.lay(s, y, yo + (p * s.outputs + first + o) * s.places(), image.columns, i * ys + o * n);
                }
                loops.add(images, outputs, n, image.laid, taps, xs, image.columns, ys, image.sums);
            }
            for (int o = 0; o < outputs; o++)
                for (int k = 0, q = wo + (g * s.outputs + first + o) * depth + c * s.kernel; k < rows; k++)
                    w[q + k] = sum(image.sums, (o * taps.length + k) * LANES);
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** The sums of a weight, of which the upper half is added to the lower until one is left. */
    private static float sum(float[] sums, int at) {
        for (int half = LANES / 2; half > 0; half /= 2)
            for (int l = at; l < at + half; l++) sums[l] += sums[l + half];
        return sums[at];
    }
}
