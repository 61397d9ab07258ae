package gradus.simd;

import static gradus.simd.VectorFloatTileShape.LANES;

/** {@link ScalarFloatTransposition} on vectors, as many rows at a time as a vector has lanes. */
final class VectorFloatTransposition {

    private static final int TILE = ScalarFloatTransposition.TILE;

    private VectorFloatTransposition() {}

    static void transpose(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        if (rows < LANES || columns < LANES) {
            ScalarFloatTransposition.transpose(x, xo, xs, rows, columns, z, zo, zs);
            return;
        }
        for (int j = 0; j < columns; j += TILE) { // the last rows and columns of tiles reach back
            int width = Math.min(TILE, columns), from = Math.min(j, columns - width);
            for (int i = 0; i < rows; i += LANES) {
                int first = Math.min(i, rows - LANES);
                columns(x, xo + first * xs + from, xs, LANES, width, z, zo + from * zs + first, zs);
            }
        }
    }

    /**
     * z[to + k · width + i] = x[from + i · stride + k] for k below depth and i below rows, which a vector has lanes for. What
     * stands beyond, up to a vector's width, may be overwritten.
     */
    static void columns(float[] x, int from, int stride, int rows, int depth, float[] z, int to, int width) {
        if (depth < LANES) ScalarFloatTransposition.tile(x, from, stride, rows, depth, z, to, width);
        else switch (LANES) {
            case 2 -> VectorFloatTransposeTile2.columns(x, from, stride, rows, depth, z, to, width);
            case 4 -> VectorFloatTransposeTile4.columns(x, from, stride, rows, depth, z, to, width);
            case 8 -> VectorFloatTransposeTile8.columns(x, from, stride, rows, depth, z, to, width);
            case 16 -> VectorFloatTransposeTile.columns(x, from, stride, rows, depth, z, to, width);
        }
    }
}
