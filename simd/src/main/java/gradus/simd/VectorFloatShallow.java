package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static gradus.simd.VectorFloatTileShape.WIDTH;

/**
 * Products of little depth, such as the outer product of two vectors: bound by writing c, with nothing to pack. They have a
 * loop of their own also for the sake of the others: a tile that has mostly run once around its loop is compiled as if it
 * always would, and was seen to take twice as long from then on.
 */
final class VectorFloatShallow {

    /** Below this depth a tile does not earn what it takes to fill and to empty it. */
    static final int DEPTH = 4;

    private VectorFloatShallow() {}

    /** As {@link VectorFloatMatmul}, for b with columns next to each other; c starts from zeros if fresh. */
    static void product(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                        int rows, int columns, boolean fresh) {
        int wide = columns - columns % WIDTH;
        for (int i = 0; i < rows; i++) {
            int ai = ao + i * a.rowStride(), ci = co + i * c.rowStride();
            row(a.array(), ai, a.columnStride(), b.array(), bo, b.rowStride(), c.array(), ci, a.columns(), wide, fresh);
            tail(a.array(), ai, a.columnStride(), b.array(), bo + wide, b.rowStride(), c.array(), ci + wide,
                 a.columns(), columns - wide, fresh);
        }
    }

    private static void row(float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
                            int depth, int columns, boolean fresh) {
        float[] s = fresh ? VectorFloatMatmul.ZEROS : c;
        for (int j = 0; j < columns; j += WIDTH) {
            int so = fresh ? 0 : co + j;
            FloatVector x = FloatVector.fromArray(SPECIES, s, so), y = FloatVector.fromArray(SPECIES, s, so + LANES);
            for (int k = 0, p = ao, q = bo + j; k < depth; k++, p += lda, q += ldb) {
                FloatVector f = FloatVector.broadcast(SPECIES, a[p]);
                x = f.fma(FloatVector.fromArray(SPECIES, b, q), x);
                y = f.fma(FloatVector.fromArray(SPECIES, b, q + LANES), y);
            }
            x.intoArray(c, co + j);
            y.intoArray(c, co + j + LANES);
        }
    }

    private static void tail(float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co,
                             int depth, int columns, boolean fresh) {
        for (int j = 0; j < columns; j++) {
            float sum = fresh ? 0 : c[co + j];
            for (int k = 0; k < depth; k++) sum = Math.fma(a[ao + k * lda], b[bo + j + k * ldb], sum);
            c[co + j] = sum;
        }
    }
}
