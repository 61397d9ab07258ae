package gradus.simd;

import java.util.Arrays;

import static gradus.simd.ConvolutionShape.up;
import static gradus.simd.VectorFloatImagesLast.CACHED;
import static gradus.simd.VectorFloatImagesLast.TRANSPOSITION;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;

/** As {@link VectorFloatImagesLast} for the gradient of the weights: a vector holds a sum for each of its images, which are added last. */
final class VectorFloatImagesLastWeights {

    /** The elements of windows and the outputs of a tile: with 16 registers only twelve sums fit. */
    private static final int ELEMENTS = SPECIES.vectorBitSize() == 512 ? 6 : 3, OUTPUTS = 4;

    /** The most sums of all images. */
    private static final int MOST = 1 << 18;

    /** What a multiply-add costs, whose operands are both loaded, in eighths of one in other tiles; and to add up a weight's sums. Measured. */
    private static final int EIGHTHS = 10, SUMS = 24;

    private VectorFloatImagesLastWeights() {}

    /** {@return what an image costs, in multiply-adds} */
    static long work(ConvolutionShape s) {
        long rows = up(s.channels * s.kernel, ELEMENTS), sums = rows * up(s.outputs, OUTPUTS), slopes = (long) s.outputs * s.places();
        if (s.batch == 0 || (s.laid + slopes) * LANES > CACHED || sums * LANES > MOST) return Long.MAX_VALUE;
        long moved = TRANSPOSITION * ((s.plain ? 1L : 2L) * s.channels * s.area + slopes) + SUMS * sums;
        return (sums * s.places() * EIGHTHS / 8 + moved) * up(s.batch, LANES) / s.batch;
    }

    /** @see Kernels#convolveWeights */
    static void convolveWeights(ConvolutionShape s, float[] x, int xo, float[] y, int yo, float[] w, int wo) {
        int depth = s.depth(), places = s.places(), outputs = up(s.outputs, OUTPUTS);
        int[] laidAt = s.plain ? null : s.laidAt(), at = new int[places];
        for (int i = 0; i < places; i++) at[i] = s.start(i) * LANES;
        MatmulParts.forWeights(s.groups, s.channels, 1, s.work((long) s.batch * s.outputs), (g, c, channels, _, _) -> {
            int rows = channels * s.kernel, across = up(rows, ELEMENTS), size = s.outputs * across;
            int[] taps = new int[across];
            for (int k = 0; k < across; k++) taps[k] = s.taps[Math.min(k, rows - 1)] * LANES;
            int totals = outputs * across * LANES, turned = totals + size;
            FloatImage space = FloatImage.SPARES.take().prepare(channels * s.pitch * LANES, s.area * LANES, turned + LANES * size);
            FloatImage slopes = FloatImage.SPARES.take().prepare(0, outputs * places * LANES, 0);
            Arrays.fill(space.sums, totals, turned, 0);
            for (int first = 0; first < s.batch; first += LANES) {
                int images = Math.min(LANES, s.batch - first), image = first * s.groups + g;
                VectorFloatImagesLast.lay(s, laidAt, channels, x, xo + (image * s.channels + c) * s.area, images, space, LANES);
                for (int o = 0; o < s.outputs; o++)
                    VectorFloatTransposition.transpose(y, yo + (image * s.outputs + o) * places, s.groups * s.outputs * places, images, places,
                                                       slopes.columns, o * places * LANES, LANES);
                for (int o = 0; o < outputs; o += OUTPUTS)
                    for (int k = 0; k < across; k += ELEMENTS)
                        tile(space.laid, at, taps, k, slopes.columns, o * places * LANES, places * LANES,
                             space.sums, (o * across + k) * LANES, across);
                // the totals so far stand before the images' sums, and are added up with them in order
                VectorFloatTransposition.transpose(space.sums, 0, LANES, size, images, space.sums, turned, size);
                VectorFloatColumns.sum(space.sums, totals, size, 1 + images, size, space.sums, totals);
            }
            for (int o = 0; o < s.outputs; o++)
                System.arraycopy(space.sums, totals + o * across, w, wo + (g * s.outputs + o) * depth + c * s.kernel, rows);
            FloatImage.SPARES.giveBack(slopes);
            FloatImage.SPARES.giveBack(space);
        });
    }

    private static void tile(float[] x, int[] at, int[] taps, int k, float[] y, int yo, int apart, float[] z, int zo, int across) {
        switch (ELEMENTS) {
            case 3 -> VectorFloatImagesLastWeightsTile3.compute(x, at, taps, k, y, yo, apart, z, zo, across);
            case 6 -> VectorFloatImagesLastWeightsTile.compute(x, at, taps, k, y, yo, apart, z, zo, across);
        }
    }
}
