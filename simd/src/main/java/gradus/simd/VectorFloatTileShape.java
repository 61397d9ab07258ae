package gradus.simd;

import jdk.incubator.vector.VectorSpecies;

/** The sizes of the tiles of a matrix product, in rows and in columns. */
final class VectorFloatTileShape {

    static final VectorSpecies<Float> SPECIES = VectorWidth.SHAPE.withLanes(float.class);
    static final int LANES = SPECIES.length();

    /** Rows of the tall tile: its 24 sums need the 32 registers of AVX-512; with 16 registers only twelve fit. */
    static final int TALL = SPECIES.vectorBitSize() == 512 ? 12 : 6;

    /** The heights of the others. */
    private static final int LOW = 4, HALF = 6, MEDIUM = Math.min(8, TALL);

    /** Columns of each. */
    static final int WIDTH = 2 * LANES;

    private VectorFloatTileShape() {}

    /** {@return the height of the lowest tile that holds so many rows, or of the tall one} */
    static int height(int left) {
        return left > MEDIUM ? TALL : left > HALF ? MEDIUM : left > LOW ? HALF : LOW;
    }
}
