package gradus.simd;

import static gradus.simd.VectorFloatMatmul.share;
import static gradus.simd.VectorFloatTileShape.LANES;

/**
 * Convolution whose vectors hold the outputs of one place, where there are enough of them to fill vectors: windows are read in
 * place, and nothing is computed between the rows of places. The result, in which channels come last, is transposed.
 */
final class VectorFloatChannelsLast {

    /** The most places of a tile, and of a block whose result stays in the cache until it is transposed. */
    private static final int TALL = 12, BLOCK = 1024;

    /**
     * What transposing a place costs, in elements of a window; and a multiply-add, in eighths of one in a tile two vectors wide, where
     * two share a broadcast element. Measured.
     */
    private static final int TRANSPOSITION = 16, EIGHTHS = 11;

    private VectorFloatChannelsLast() {}

    /** {@return the vectors that the outputs of a place fill} */
    private static int vectors(ConvolutionShape s) {
        return Math.ceilDiv(s.outputs, LANES);
    }

    /** {@return the height of the tiles of a row of places, all but the last} */
    private static int high(ConvolutionShape s) {
        return share(s.width, TALL, 2);
    }

    /** {@return the height of the tile that begins at place j of a row} */
    private static int high(ConvolutionShape s, int j) {
        int left = s.width - j;
        return Math.max(4, Math.min(left + left % 2, high(s)));
    }

    /** {@return where the last tile of a row begins} */
    private static int last(ConvolutionShape s) {
        return (s.width - 1) / high(s) * high(s);
    }

    /** {@return what an image costs for each element of a window, in multiply-adds of a product of unfolded windows} */
    static long work(ConvolutionShape s) {
        int across = last(s) + high(s, last(s));
        return (long) vectors(s) * LANES * s.starts.length * across * (s.depth() + TRANSPOSITION) * EIGHTHS / (8 * Math.max(1, s.depth()));
    }

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        int depth = s.depth(), places = s.places(), vectors = vectors(s), panel = depth * LANES;
        int high = high(s), last = last(s), most = share(s.starts.length, Math.max(1, BLOCK / s.width), 1);
        FloatImage weights = FloatImage.SPARES.take().prepare(0, s.groups * vectors * panel, s.groups * vectors * LANES);
        float[] packed = weights.columns, from = weights.sums;
        for (int g = 0; g < s.groups; g++)
            for (int v = 0; v < vectors; v++) { // what stands in lanes of no output counts for nothing
                int o = g * s.outputs + v * LANES, n = Math.min(LANES, s.outputs - v * LANES), at = g * vectors + v;
                VectorFloatTransposition.columns(w, wo + o * depth, depth, n, depth, packed, at * panel, LANES);
                for (int i = 0; i < LANES; i++) from[at * LANES + i] = b == null || i >= n ? 0 : b[bo + o + i];
            }
        MatmulParts.forEach(s.batch * s.groups, vectors, 1, s.work((long) LANES * s.channels), (p, first, some, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s.laid, (most * s.width + TALL) * LANES, 0);
            FloatImage.lay(s, s.channels, x, xo + p * s.channels * s.area, image.laid, 0);
            for (int v = first; v < first + some; v++) {
                int at = p % s.groups * vectors + v, o = v * LANES, yp = yo + (p * s.outputs + o) * places;
                for (int row = 0; row < s.starts.length; row += most) {
                    int rows = Math.min(most, s.starts.length - row);
                    for (int j = last; j >= 0; j -= high) // what the last tiles write beyond their rows is written over
                        tiles(high(s, j), packed, at * panel, s.taps, image.laid, s.starts, row, rows, j, from, at * LANES,
                              image.columns, j * LANES, s.width);
                    VectorFloatTransposition.transpose(image.columns, 0, LANES, rows * s.width, Math.min(LANES, s.outputs - o),
                                                       y, yp + row * s.width, places);
                }
            }
            FloatImage.SPARES.giveBack(image);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    private static void tiles(int high, float[] w, int wo, int[] taps, float[] laid, int[] starts, int row, int rows, int first,
                              float[] b, int bo, float[] z, int zo, int across) {
        switch (high) {
            case 4 -> VectorFloatChannelsLastTile4.compute(w, wo, taps, laid, starts, row, rows, first, b, bo, z, zo, across);
            case 6 -> VectorFloatChannelsLastTile6.compute(w, wo, taps, laid, starts, row, rows, first, b, bo, z, zo, across);
            case 8 -> VectorFloatChannelsLastTile8.compute(w, wo, taps, laid, starts, row, rows, first, b, bo, z, zo, across);
            case 10 -> VectorFloatChannelsLastTile10.compute(w, wo, taps, laid, starts, row, rows, first, b, bo, z, zo, across);
            case 12 -> VectorFloatChannelsLastTile.compute(w, wo, taps, laid, starts, row, rows, first, b, bo, z, zo, across);
        }
    }
}
