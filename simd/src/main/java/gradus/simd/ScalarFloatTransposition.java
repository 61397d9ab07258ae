package gradus.simd;

/** Transposed copies, tile by tile. */
final class ScalarFloatTransposition {

    static final int TILE = 64 / Float.BYTES; // a line of the cache: read and written whole while it is near

    private ScalarFloatTransposition() {}

    static void transpose(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        for (int j = 0; j < columns; j += TILE) {
            int width = Math.min(TILE, columns - j);
            for (int i = 0; i < rows; i += TILE) {
                tile(x, xo + i * xs + j, xs, Math.min(TILE, rows - i), width, z, zo + j * zs + i, zs);
            }
        }
    }

    static void tile(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                z[zo + j * zs + i] = x[xo + i * xs + j];
            }
        }
    }
}
