package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.*;

/** Products with a single row: b is read once, straight from where it is, so eight vectors of c side by side need no tile. */
final class VectorFloatFlat {

    static final int COLUMNS = 8 * LANES;

    private static final float[] ZEROS = new float[COLUMNS];

    private VectorFloatFlat() {}

    /** As {@link VectorFloatMatmul}, for columns a multiple of ours that stand next to each other; c starts from zeros if fresh. */
    static void product(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                        int columns, boolean fresh) {
        for (int j = 0; j < columns; j += COLUMNS)
            row8(a.array(), ao, a.columnStride(), b.array(), bo + j, b.rowStride(), a.columns(),
                 fresh ? ZEROS : c.array(), fresh ? 0 : co + j, c.array(), co + j);
    }

    private static void row8(float[] a, int ao, int lda, float[] b, int bo, int ldb, int depth,
                             float[] s, int so, float[] c, int co) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so), x1 = FloatVector.fromArray(SPECIES, s, so + LANES);
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so + 2 * LANES), x3 = FloatVector.fromArray(SPECIES, s, so + 3 * LANES);
        FloatVector x4 = FloatVector.fromArray(SPECIES, s, so + 4 * LANES), x5 = FloatVector.fromArray(SPECIES, s, so + 5 * LANES);
        FloatVector x6 = FloatVector.fromArray(SPECIES, s, so + 6 * LANES), x7 = FloatVector.fromArray(SPECIES, s, so + 7 * LANES);
        for (int k = 0, p = ao, q = bo; k < depth; k++, p += lda, q += ldb) {
            FloatVector f = FloatVector.broadcast(SPECIES, a[p]);
            x0 = f.fma(FloatVector.fromArray(SPECIES, b, q), x0);
            x1 = f.fma(FloatVector.fromArray(SPECIES, b, q + LANES), x1);
            x2 = f.fma(FloatVector.fromArray(SPECIES, b, q + 2 * LANES), x2);
            x3 = f.fma(FloatVector.fromArray(SPECIES, b, q + 3 * LANES), x3);
            x4 = f.fma(FloatVector.fromArray(SPECIES, b, q + 4 * LANES), x4);
            x5 = f.fma(FloatVector.fromArray(SPECIES, b, q + 5 * LANES), x5);
            x6 = f.fma(FloatVector.fromArray(SPECIES, b, q + 6 * LANES), x6);
            x7 = f.fma(FloatVector.fromArray(SPECIES, b, q + 7 * LANES), x7);
        }
        x0.intoArray(c, co);
        x1.intoArray(c, co + LANES);
        x2.intoArray(c, co + 2 * LANES);
        x3.intoArray(c, co + 3 * LANES);
        x4.intoArray(c, co + 4 * LANES);
        x5.intoArray(c, co + 5 * LANES);
        x6.intoArray(c, co + 6 * LANES);
        x7.intoArray(c, co + 7 * LANES);
    }
}
