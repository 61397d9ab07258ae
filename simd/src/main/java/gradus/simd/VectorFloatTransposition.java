package gradus.simd;

/** {@link ScalarFloatTransposition} on vectors, four rows at a time. */
final class VectorFloatTransposition {

    private static final int TILE = ScalarFloatTransposition.TILE;

    private VectorFloatTransposition() {}

    static void transpose(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        for (int j = 0; j < columns; j += TILE) {
            int width = Math.min(TILE, columns - j);
            for (int i = 0; i < rows; i += TILE) {
                tile(x, xo + i * xs + j, xs, Math.min(TILE, rows - i), width, z, zo + j * zs + i, zs);
            }
        }
    }

    private static void tile(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        int i = 0;
        for (; i < rows - 3; i += 4) {
            VectorFloatTileTranspose.rows4(x, xo + i * xs, xs, columns, z, zo + i, zs);
        }
        ScalarFloatTransposition.tile(x, xo + i * xs, xs, rows - i, columns, z, zo + i, zs);
    }
}
