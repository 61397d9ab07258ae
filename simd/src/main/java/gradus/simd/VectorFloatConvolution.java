package gradus.simd;

import java.util.Arrays;

import static gradus.simd.VectorFloatMatmul.share;
import static gradus.simd.VectorFloatTilePanels.COLUMNS;
import static gradus.simd.VectorFloatTilePanels.DEEP;
import static gradus.simd.VectorFloatTilePanels.DEPTH;
import static gradus.simd.VectorFloatTilePanels.ROWS;
import static gradus.simd.VectorFloatTilePanels.START;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.TALL;
import static gradus.simd.VectorFloatTileShape.WIDTH;

/**
 * Convolution on the Vector API: the matrix product of {@link VectorFloatMatmul}, whose panels are filled with windows straight
 * from the image.
 */
final class VectorFloatConvolution {

    /** What unfolding costs, in rows of a product that take as long. */
    private static final int UNFOLDING = 8;

    /** For the weights' gradient: what an element costs in a narrow product, in eighths; to unfold one; and to add up one's sums. Measured. */
    private static final int NARROW = 11, WINDOWS = 18, SUMS = 32;

    private static final FloatFewWeights.Loops FEW = new VectorFloatFewWeights();

    private VectorFloatConvolution() {}

    /** {@return how many rows of places are taken together, so that they have at most so many places} */
    private static int high(ConvolutionShape s, int most) {
        return share(s.starts.length, Math.max(1, most / s.width), 1);
    }

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        if (b != null) s.checkBias(b.length, bo);
        long unfolded = (s.outputs + UNFOLDING) * (long) Math.ceilDiv(s.places(), WIDTH) * WIDTH;
        long direct = VectorFloatDirect.work(s), channelsLast = VectorFloatChannelsLast.work(s), imagesLast = VectorFloatImagesLast.work(s);
        long least = Math.min(Math.min(unfolded, direct), Math.min(channelsLast, imagesLast));
        if (s.depth() == 0 || channelsLast == least) VectorFloatChannelsLast.convolve(s, x, xo, w, wo, b, bo, y, yo);
        else if (imagesLast == least) VectorFloatImagesLast.convolve(s, x, xo, w, wo, b, bo, y, yo);
        else if (unfolded == least) convolveUnfolded(s, x, xo, w, wo, b, bo, y, yo);
        else VectorFloatDirect.convolve(s, x, xo, w, wo, b, bo, y, yo);
    }

    private static void convolveUnfolded(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        int depth = s.depth(), places = s.places(), deep = share(depth, DEEP, 1), high = high(s, COLUMNS), wide = share(s.width, COLUMNS, 1);
        Matrices<float[]> weights = Matrices.one(w, wo, s.outputs, depth), result = Matrices.one(y, yo, s.outputs, places);
        MatmulParts.forEach(s.batch * s.groups, s.outputs, 1, s.work(s.channels), (p, o, outputs, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s.laid, 0, 0);
            VectorFloatTilePanels panels = VectorFloatTilePanels.SPARES.take();
            FloatImage.lay(s, s.channels, x, xo + p * s.channels * s.area, image.laid, 0);
            int output = p % s.groups * s.outputs + o, wp = wo + output * depth, yp = yo + (p * s.outputs + o) * places;
            if (b != null) ScalarFloatConvolution.repeat(b, bo + output, outputs, y, yp, places);
            for (int row = 0; row < s.starts.length; row += high)
                for (int first = 0; first < s.width; first += wide)
                    for (int k = 0; k < depth; k += deep) {
                        int rows = Math.min(high, s.starts.length - row), width = Math.min(wide, s.width - first), n = Math.min(deep, depth - k);
                        VectorFloatUnfolding.panels(image.laid, s.taps, k, n, s.starts, row, rows, first, width, panels);
                        VectorFloatMatmul.packed(panels, weights, wp + k, result, yp + row * s.width + first,
                                                 outputs, n, rows * width, k == 0 && b == null);
                    }
            panels.giveBack();
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** @see Kernels#convolveTransposed */
    static void convolveTransposed(ConvolutionShape s, float[] y, int yo, float[] w, int wo, float[] x, int xo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        boolean imagesLast = VectorFloatImagesLast.workTransposed(s) < VectorFloatDirect.workTransposed(s);
        if (imagesLast) VectorFloatImagesLast.convolveTransposed(s, y, yo, w, wo, x, xo);
        else VectorFloatDirect.convolveTransposed(s, y, yo, w, wo, x, xo);
    }

    /** @see Kernels#convolveWeights */
    static void convolveWeights(ConvolutionShape s, float[] x, int xo, float[] y, int yo, float[] w, int wo) {
        s.check(x.length, xo, w.length, wo, y.length, yo);
        if (FloatFewWeights.are(s)) {
            FloatFewWeights.convolveWeights(s, x, xo, y, yo, w, wo, FEW);
            return;
        }
        if (VectorFloatImagesLastWeights.work(s) < workOfWeights(s)) {
            VectorFloatImagesLastWeights.convolveWeights(s, x, xo, y, yo, w, wo);
            return;
        }
        int depth = s.depth(), places = s.places(), high = high(s, DEEP), wide = share(s.width, DEEP, 1);
        Matrices<float[]> slopes = new Matrices<>(y, yo, 1, 0, places, s.outputs, 1, places);
        MatmulParts.forWeights(s.groups, s.channels, 1, s.work((long) s.batch * s.outputs), (g, c, channels, _, _) -> {
            if (s.outputs <= LANES) {
                narrow(s, x, xo, y, yo, w, wo, g, c, channels);
                return;
            }
            int rows = channels * s.kernel, size = rows * s.outputs;
            FloatImage image = FloatImage.SPARES.take().prepare(channels * s.pitch, 0, 2 * size);
            VectorFloatTilePanels panels = VectorFloatTilePanels.SPARES.take();
            Arrays.fill(image.sums, 0, size, 0);
            Matrices<float[]> sums = Matrices.one(image.sums, size, rows, s.outputs);
            for (int p = g; p < s.batch * s.groups; p += s.groups) {
                int yp = yo + p * s.outputs * places;
                FloatImage.lay(s, channels, x, xo + (p * s.channels + c) * s.area, image.laid, 0);
                for (int row = 0; row < s.starts.length; row += high)
                    for (int first = 0; first < s.width; first += wide)
                        weights(s, panels, image.laid, row, Math.min(high, s.starts.length - row), first, Math.min(wide, s.width - first),
                                slopes, yp + row * s.width + first, sums, row + first == 0);
                ScalarFloatConvolution.addInto(image.sums, size);
            }
            for (int o = 0; o < s.outputs; o++)
                for (int k = 0, q = wo + (g * s.outputs + o) * depth + c * s.kernel; k < rows; k++)
                    w[q + k] = image.sums[k * s.outputs + o];
            panels.giveBack();
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** {@return what the weights' gradient costs an image, in multiply-adds} */
    private static long workOfWeights(ConvolutionShape s) {
        long across = s.outputs <= LANES ? NARROW * LANES / 8 : Math.ceilDiv(s.outputs, WIDTH) * WIDTH;
        return (long) s.channels * s.kernel * (s.places() * (across + WINDOWS) + SUMS * s.outputs);
    }

    /** sums = sums + X y over a block of places, the first of which y has at yo, or X y if fresh. */
    private static void weights(ConvolutionShape s, VectorFloatTilePanels panels, float[] laid, int row, int high, int first, int width,
                                Matrices<float[]> y, int yo, Matrices<float[]> sums, boolean fresh) {
        int n = high * width;
        for (int o = 0; o < s.outputs; o += COLUMNS) {
            int outputs = Math.min(COLUMNS, s.outputs - o);
            panels.packB(y, yo + o * y.columnStride(), n, outputs);
            for (int k = 0, most = share(sums.rows(), ROWS, TALL); k < sums.rows(); k += most) {
                int rows = Math.min(most, sums.rows() - k);
                VectorFloatUnfolding.rows(laid, s.taps, k, rows, s.starts, row, high, first, width, panels.rows.array(), START, DEPTH);
                panels.fillUp(rows, n);
                VectorFloatMatmul.packed(panels, sums, sums.offset() + k * s.outputs + o, rows, n, outputs, fresh);
            }
        }
    }

    /** As {@link #convolveWeights} for some channels of a group, where a vector holds all outputs. */
    private static void narrow(ConvolutionShape s, float[] x, int xo, float[] y, int yo, float[] w, int wo, int g, int c, int channels) {
        int depth = s.depth(), places = s.places(), rows = channels * s.kernel, most = share(rows, ROWS, TALL);
        int high = high(s, DEEP), wide = share(s.width, DEEP, 1);
        int size = Math.ceilDiv(rows, TALL) * TALL * LANES;
        FloatImage image = FloatImage.SPARES.take().prepare(channels * s.pitch, 0, 2 * size);
        VectorFloatTilePanels panels = VectorFloatTilePanels.SPARES.take();
        Arrays.fill(image.sums, 0, size, 0);
        for (int p = g; p < s.batch * s.groups; p += s.groups) {
            int yp = yo + p * s.outputs * places;
            FloatImage.lay(s, channels, x, xo + (p * s.channels + c) * s.area, image.laid, 0);
            for (int row = 0; row < s.starts.length; row += high)
                for (int first = 0; first < s.width; first += wide) {
                    int down = Math.min(high, s.starts.length - row), width = Math.min(wide, s.width - first), n = down * width;
                    VectorFloatNarrow.pack(panels, y, yp + row * s.width + first, places, n, s.outputs);
                    for (int k = 0; k < rows; k += most) {
                        int some = Math.min(most, rows - k);
                        VectorFloatUnfolding.rows(image.laid, s.taps, k, some, s.starts, row, down, first, width,
                                                  panels.rows.array(), START, DEPTH);
                        panels.fillUp(some, n);
                        VectorFloatNarrow.product(panels, image.sums, size + k * LANES, some, n, row + first == 0);
                    }
                }
            ScalarFloatConvolution.addInto(image.sums, size);
        }
        for (int o = 0; o < s.outputs; o++)
            for (int k = 0, q = wo + (g * s.outputs + o) * depth + c * s.kernel; k < rows; k++) w[q + k] = image.sums[k * LANES + o];
        panels.giveBack();
        FloatImage.SPARES.giveBack(image);
    }
}
