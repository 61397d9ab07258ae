package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.ConvolutionShape.up;
import static gradus.simd.VectorFloatDirectPanels.BLOCK;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static gradus.simd.VectorFloatTileShape.WIDTH;

/**
 * Convolution of small images, whose vectors hold the same element of many: nothing is computed in vain where rows end, nothing
 * unfolded. Operands are transposed so that images come last, and so is the result.
 */
final class VectorFloatImagesLast {

    /** The most elements of operand and result that stay in the cache together. */
    static final int CACHED = 1 << 17;

    /** What transposing an element costs, in multiply-adds. Measured. */
    static final int TRANSPOSITION = 8;

    private VectorFloatImagesLast() {}

    /** {@return what an image costs for each element of a window, in multiply-adds of a product of unfolded windows} */
    static long work(ConvolutionShape s) {
        return work(s, s.outputs, s.depth(), s.plain ? 1 : 2);
    }

    /** As {@link #work}, for an element of a window and an output, of the transposed convolution. */
    static long workTransposed(ConvolutionShape s) {
        return work(s, s.channels, s.kernel * s.outputs, 1);
    }

    private static long work(ConvolutionShape s, long rows, int depth, int moves) {
        long slopes = (long) s.outputs * s.places();
        if (s.batch == 0 || depth == 0 || (s.laid + slopes) * WIDTH > CACHED) return Long.MAX_VALUE;
        return (rows * s.places() + TRANSPOSITION * ((long) moves * s.channels * s.area + slopes) / depth) * up(s.batch, WIDTH) / s.batch;
    }

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        int depth = s.depth(), places = s.places(), room = up(s.outputs, BLOCK);
        FloatImage weights = VectorFloatDirectPanels.weights(s, w, wo, b, bo);
        int[] laidAt = s.plain ? null : s.laidAt(), taps = new int[depth];
        for (int k = 0; k < depth; k++) taps[k] = s.taps[k] * WIDTH;
        forEach(s, s.outputs, s.channels, (image, images, part, outputs) -> {
            FloatImage space = FloatImage.SPARES.take().prepare(s.laid * WIDTH, s.area * WIDTH, (outputs + BLOCK) * places * WIDTH);
            lay(s, laidAt, s.channels, x, xo + image * s.channels * s.area, images, space, WIDTH);
            for (int o = part, high; o < part + outputs; o += high) {
                high = VectorFloatDirectPanels.high(o, s.outputs);
                int at = image % s.groups * room + o;
                for (int place = 0; place < places; place++)
                    VectorFloatDirectPanels.tile(high, weights.columns, at * depth, taps, 0, depth, space.laid, s.start(place) * WIDTH,
                                                 weights.sums, at, space.sums, ((o - part) * places + place) * WIDTH, places * WIDTH);
            }
            for (int o = 0; o < outputs; o++)
                VectorFloatTransposition.transpose(space.sums, o * places * WIDTH, WIDTH, places, images,
                                                   y, yo + (image * s.outputs + part + o) * places, s.groups * s.outputs * places);
            FloatImage.SPARES.giveBack(space);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    /** @see Kernels#convolveTransposed */
    static void convolveTransposed(ConvolutionShape s, float[] y, int yo, float[] w, int wo, float[] x, int xo) {
        int chain = s.outputs, depth = s.depth(), all = s.kernel * chain, places = s.places(), area = s.area, room = up(s.channels, BLOCK);
        FloatImage weights = FloatImage.SPARES.take().prepare(0, s.groups * room * all, 0);
        float[] packed = weights.columns;
        int[] sources = new int[all], elements = new int[s.kernel * places], from = new int[s.kernel * places];
        int[] lists = s.reaching(elements, from);
        for (int i = 0; i < all; i++) sources[i] = i / chain + i % chain * depth;
        for (int g = 0; g < s.groups; g++)
            VectorFloatDirectPanels.pack(w, wo + g * chain * depth, s.kernel, sources, s.channels, packed, g * room * all);
        forEach(s, s.channels, s.outputs, (image, images, part, channels) -> {
            FloatImage space = FloatImage.SPARES.take().prepare(0, chain * places * WIDTH, (channels + BLOCK) * area * WIDTH);
            for (int o = 0; o < chain; o++)
                VectorFloatTransposition.transpose(y, yo + (image * chain + o) * places, s.groups * chain * places, images, places,
                                                   space.columns, o * WIDTH, chain * WIDTH);
            for (int c = part, high; c < part + channels; c += high) {
                high = VectorFloatDirectPanels.high(c, s.channels);
                for (int e = 0; e < area; e++)
                    tile(high, packed, (image % s.groups * room + c) * all, elements, from, lists[e], lists[e + 1], chain,
                         space.columns, space.sums, ((c - part) * area + e) * WIDTH, area * WIDTH);
            }
            for (int c = 0; c < channels; c++)
                VectorFloatTransposition.transpose(space.sums, c * area * WIDTH, WIDTH, area, images,
                                                   x, xo + (image * s.channels + part + c) * area, s.groups * s.channels * area);
            FloatImage.SPARES.giveBack(space);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    private static void tile(int high, float[] w, int wo, int[] elements, int[] places, int from, int to, int chain, float[] y,
                             float[] z, int zo, int across) {
        switch (high) {
            case 4 -> VectorFloatImagesLastTile4.compute(w, wo, elements, places, from, to, chain, y, z, zo, across);
            case 6 -> VectorFloatImagesLastTile6.compute(w, wo, elements, places, from, to, chain, y, z, zo, across);
            case 8 -> VectorFloatImagesLastTile8.compute(w, wo, elements, places, from, to, chain, y, z, zo, across);
            case 12 -> VectorFloatImagesLastTile.compute(w, wo, elements, places, from, to, chain, y, z, zo, across);
        }
    }

    /** Some images of one group, which have so many groups between them, and some rows of the result. */
    private interface Part {
        void compute(int image, int images, int first, int rows);
    }

    private static void forEach(ConvolutionShape s, int rows, int depth, Part part) {
        MatmulParts.forEach(Math.ceilDiv(s.batch, WIDTH) * s.groups, rows, 1, s.work((long) depth * WIDTH), (p, first, some, _, _) -> {
            int from = p / s.groups * WIDTH;
            part.compute(from * s.groups + p % s.groups, Math.min(WIDTH, s.batch - from), first, some);
        });
    }

    /** Lays channels of some images out, where {@code laidAt} says or as they are. What stands in lanes of no image counts for nothing. */
    static void lay(ConvolutionShape s, int[] laidAt, int channels, float[] x, int xo, int images, FloatImage space, int width) {
        for (int c = 0; c < channels; c++) {
            int at = c * s.pitch * width, apart = s.groups * s.channels * s.area;
            if (laidAt == null) {
                VectorFloatTransposition.transpose(x, xo + c * s.area, apart, images, s.area, space.laid, at, width);
                continue;
            }
            VectorFloatTransposition.transpose(x, xo + c * s.area, apart, images, s.area, space.columns, 0, width);
            for (int e = 0; e < s.area; e++) {
                if (laidAt[e] < 0) continue;
                for (int j = 0; j < width; j += LANES)
                    FloatVector.fromArray(SPECIES, space.columns, e * width + j).intoArray(space.laid, at + laidAt[e] * width + j);
            }
        }
    }
}
