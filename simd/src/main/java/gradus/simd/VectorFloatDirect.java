package gradus.simd;

import static gradus.simd.ConvolutionShape.up;
import static gradus.simd.VectorFloatTileShape.TALL;
import static gradus.simd.VectorFloatTileShape.WIDTH;

/**
 * Convolution that reads windows straight from the image laid out, place by place as they lie there: those between the rows of
 * places are computed in vain, which costs less than to unfold windows.
 */
final class VectorFloatDirect {

    /** What a product of windows read in place costs, in eighths of one of those unfolded. */
    private static final int EIGHTHS = 9;

    private VectorFloatDirect() {}

    /** {@return what an image costs for each element of a window, in multiply-adds of a product of unfolded windows} */
    static long work(ConvolutionShape s) {
        return EIGHTHS * s.outputs * (long) up(s.span, WIDTH) / 8;
    }

    /** As {@link #work}, for an element of a window and an output, of the transposed convolution. */
    static long workTransposed(ConvolutionShape s) {
        return EIGHTHS * s.channels * (s.span + WIDTH - 1L) / 8;
    }

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        int depth = s.depth(), places = s.places(), room = up(s.outputs, VectorFloatDirectPanels.BLOCK), across = up(s.span, WIDTH);
        FloatImage weights = VectorFloatDirectPanels.weights(s, w, wo, b, bo);
        MatmulParts.forEach(s.batch * s.groups, s.outputs, 1, s.work(s.channels), (p, part, outputs, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s.laid, TALL * across, 0);
            FloatImage.lay(s, s.channels, x, xo + p * s.channels * s.area, image.laid, 0);
            for (int o = part, high; o < part + outputs; o += high) {
                high = VectorFloatDirectPanels.high(o, s.outputs);
                int at = p % s.groups * room + o;
                for (int j = 0; j < across; j += WIDTH)
                    VectorFloatDirectPanels.tile(high, weights.columns, at * depth, s.taps, 0, depth, image.laid, j,
                                                 weights.sums, at, image.columns, j, across);
                for (int i = 0; i < Math.min(high, s.outputs - o); i++)
                    VectorFloatDirectPanels.take(s, image.columns, i * across, y, yo + (p * s.outputs + o + i) * places);
            }
            FloatImage.SPARES.giveBack(image);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    /**
     * Each remainder of x is a convolution of y, laid out as far apart as x is, with those elements of windows that stand there.
     *
     * @see Kernels#convolveTransposed
     */
    static void convolveTransposed(ConvolutionShape s, float[] y, int yo, float[] w, int wo, float[] x, int xo) {
        if (s.channels == 0) return;
        int kernel = s.kernel, depth = s.depth(), chain = s.outputs, all = kernel * chain, places = s.places();
        int room = up(s.channels, VectorFloatDirectPanels.BLOCK), across = s.pitch + WIDTH;
        FloatImage weights = FloatImage.SPARES.take().prepare(0, s.groups * room * all, 0);
        float[] packed = weights.columns;
        int[] order = s.byRemainder(), sources = new int[all], taps = new int[all];
        for (int i = 0; i < all; i++) {
            sources[i] = order[i / chain] + i % chain * depth;
            taps[i] = (i % chain + 1) * s.plane - s.taps[order[i / chain]] % s.plane;
        }
        boolean finite = true;
        for (int g = 0; g < s.groups; g++)
            finite &= VectorFloatDirectPanels.pack(w, wo + g * chain * depth, kernel, sources, s.channels, packed, g * room * all);
        if (!finite) { // 0 · ∞, computed in vain, would show
            FloatImage.SPARES.giveBack(weights);
            ScalarFloatConvolution.convolveTransposed(s, y, yo, w, wo, x, xo);
            return;
        }
        MatmulParts.forEach(s.batch * s.groups, s.channels, 1, s.work(s.outputs), (p, part, channels, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare((chain + 1) * s.plane, TALL * across, 0);
            for (int o = 0; o < chain; o++)
                VectorFloatDirectPanels.lay(s, y, yo + (p * chain + o) * places, image.laid, (o + 1) * s.plane);
            for (int c = part, high; c < part + channels; c += high) {
                high = VectorFloatDirectPanels.high(c, s.channels);
                remainders(s, high, packed, (p % s.groups * room + c) * all, order, taps, image, across);
                for (int i = 0; i < Math.min(high, s.channels - c); i++)
                    FloatImage.take(s, 1, image.columns, i * across, x, xo + (p * s.channels + c + i) * s.area);
            }
            FloatImage.SPARES.giveBack(image);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    /** Some channels laid out, from y laid out: of the elements of windows, only those that reach a place are asked. */
    private static void remainders(ConvolutionShape s, int high, float[] packed, int wo, int[] order, int[] taps, FloatImage image, int across) {
        int chain = s.outputs;
        for (int q = 0, k = 0, end; q < s.pitch; q += s.plane, k = end) {
            end = k;
            while (end < order.length && s.taps[order[end]] < q + s.plane) end++;
            for (int j = 0, from = k, to = k; j < s.plane; j += WIDTH) {
                while (to < end && s.taps[order[to]] - q < j + WIDTH) to++;
                while (from < to && s.taps[order[from]] - q + s.span <= j) from++;
                VectorFloatDirectPanels.tile(high, packed, wo + from * chain * high, taps, from * chain, to * chain, image.laid, j,
                                           VectorFloatDirectPanels.ZEROS, 0, image.columns, q + j, across);
            }
        }
    }
}
