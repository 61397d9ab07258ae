package gradus.simd;

import gradus.simd.VectorFloatTilePanels.Operand;
import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * The innermost loops of the matrix product: a tile of c, a few rows high and two vectors wide, is held in registers while
 * k runs. Its chains start at the tile s, which is c itself, zeros or sums put aside, and end in c. This tile reads a where a
 * column's elements stand next to each other, as they do in a transposed operand, and b as it lies. The build makes three more
 * of it by putting constants for strides: {@code VectorFloatRowTile} reads packed rows of a, {@code VectorFloatPanelTile} packed
 * panels of b, {@code VectorFloatRowPanelTile} both.
 *
 * <p>What C2 makes of these loops was measured and read. Where all strides are constants it checks the bounds of arrays once,
 * before the loop, which then runs at the peak; elsewhere the checks take up to a sixth of the time. Strides and arrays that
 * are fetched just before the loop, and addresses that are stepped from row to row, leave it enough general registers. Passed
 * as plain arguments, with rows addressed as {@code co + i * ldc}, strides were moved to vector registers and the same loop
 * took a quarter longer.
 */
final class VectorFloatTile {

    /** How far apart the rows of a are. */
    private static final int NEXT = 1;

    private VectorFloatTile() {}

    /** The tall tile. */
    static void rows12(Operand a, int ao, Operand b, int bo, int depth,
                       float[] s, int so, int lds, float[] c, int co, int ldc) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so), y0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so), y1 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so), y2 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so), y3 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x4 = FloatVector.fromArray(SPECIES, s, so), y4 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x5 = FloatVector.fromArray(SPECIES, s, so), y5 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x6 = FloatVector.fromArray(SPECIES, s, so), y6 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x7 = FloatVector.fromArray(SPECIES, s, so), y7 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x8 = FloatVector.fromArray(SPECIES, s, so), y8 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x9 = FloatVector.fromArray(SPECIES, s, so), y9 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x10 = FloatVector.fromArray(SPECIES, s, so), y10 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x11 = FloatVector.fromArray(SPECIES, s, so), y11 = FloatVector.fromArray(SPECIES, s, so + LANES);
        float[] as = a.array(), bs = b.array();
        int lda = a.stride(), ldb = b.stride();
        for (int k = 0, p = ao, q = bo; k < depth; k++, p += lda, q += ldb) {
            FloatVector x = FloatVector.fromArray(SPECIES, bs, q), y = FloatVector.fromArray(SPECIES, bs, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, as[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, as[p + NEXT]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, as[p + 2 * NEXT]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, as[p + 3 * NEXT]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
            f = FloatVector.broadcast(SPECIES, as[p + 4 * NEXT]);
            x4 = f.fma(x, x4);
            y4 = f.fma(y, y4);
            f = FloatVector.broadcast(SPECIES, as[p + 5 * NEXT]);
            x5 = f.fma(x, x5);
            y5 = f.fma(y, y5);
            f = FloatVector.broadcast(SPECIES, as[p + 6 * NEXT]);
            x6 = f.fma(x, x6);
            y6 = f.fma(y, y6);
            f = FloatVector.broadcast(SPECIES, as[p + 7 * NEXT]);
            x7 = f.fma(x, x7);
            y7 = f.fma(y, y7);
            f = FloatVector.broadcast(SPECIES, as[p + 8 * NEXT]);
            x8 = f.fma(x, x8);
            y8 = f.fma(y, y8);
            f = FloatVector.broadcast(SPECIES, as[p + 9 * NEXT]);
            x9 = f.fma(x, x9);
            y9 = f.fma(y, y9);
            f = FloatVector.broadcast(SPECIES, as[p + 10 * NEXT]);
            x10 = f.fma(x, x10);
            y10 = f.fma(y, y10);
            f = FloatVector.broadcast(SPECIES, as[p + 11 * NEXT]);
            x11 = f.fma(x, x11);
            y11 = f.fma(y, y11);
        }
        x0.intoArray(c, co);
        y0.intoArray(c, co + LANES);
        co += ldc;
        x1.intoArray(c, co);
        y1.intoArray(c, co + LANES);
        co += ldc;
        x2.intoArray(c, co);
        y2.intoArray(c, co + LANES);
        co += ldc;
        x3.intoArray(c, co);
        y3.intoArray(c, co + LANES);
        co += ldc;
        x4.intoArray(c, co);
        y4.intoArray(c, co + LANES);
        co += ldc;
        x5.intoArray(c, co);
        y5.intoArray(c, co + LANES);
        co += ldc;
        x6.intoArray(c, co);
        y6.intoArray(c, co + LANES);
        co += ldc;
        x7.intoArray(c, co);
        y7.intoArray(c, co + LANES);
        co += ldc;
        x8.intoArray(c, co);
        y8.intoArray(c, co + LANES);
        co += ldc;
        x9.intoArray(c, co);
        y9.intoArray(c, co + LANES);
        co += ldc;
        x10.intoArray(c, co);
        y10.intoArray(c, co + LANES);
        co += ldc;
        x11.intoArray(c, co);
        y11.intoArray(c, co + LANES);
    }

    /** The medium tile. */
    static void rows8(Operand a, int ao, Operand b, int bo, int depth,
                      float[] s, int so, int lds, float[] c, int co, int ldc) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so), y0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so), y1 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so), y2 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so), y3 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x4 = FloatVector.fromArray(SPECIES, s, so), y4 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x5 = FloatVector.fromArray(SPECIES, s, so), y5 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x6 = FloatVector.fromArray(SPECIES, s, so), y6 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x7 = FloatVector.fromArray(SPECIES, s, so), y7 = FloatVector.fromArray(SPECIES, s, so + LANES);
        float[] as = a.array(), bs = b.array();
        int lda = a.stride(), ldb = b.stride();
        for (int k = 0, p = ao, q = bo; k < depth; k++, p += lda, q += ldb) {
            FloatVector x = FloatVector.fromArray(SPECIES, bs, q), y = FloatVector.fromArray(SPECIES, bs, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, as[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, as[p + NEXT]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, as[p + 2 * NEXT]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, as[p + 3 * NEXT]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
            f = FloatVector.broadcast(SPECIES, as[p + 4 * NEXT]);
            x4 = f.fma(x, x4);
            y4 = f.fma(y, y4);
            f = FloatVector.broadcast(SPECIES, as[p + 5 * NEXT]);
            x5 = f.fma(x, x5);
            y5 = f.fma(y, y5);
            f = FloatVector.broadcast(SPECIES, as[p + 6 * NEXT]);
            x6 = f.fma(x, x6);
            y6 = f.fma(y, y6);
            f = FloatVector.broadcast(SPECIES, as[p + 7 * NEXT]);
            x7 = f.fma(x, x7);
            y7 = f.fma(y, y7);
        }
        x0.intoArray(c, co);
        y0.intoArray(c, co + LANES);
        co += ldc;
        x1.intoArray(c, co);
        y1.intoArray(c, co + LANES);
        co += ldc;
        x2.intoArray(c, co);
        y2.intoArray(c, co + LANES);
        co += ldc;
        x3.intoArray(c, co);
        y3.intoArray(c, co + LANES);
        co += ldc;
        x4.intoArray(c, co);
        y4.intoArray(c, co + LANES);
        co += ldc;
        x5.intoArray(c, co);
        y5.intoArray(c, co + LANES);
        co += ldc;
        x6.intoArray(c, co);
        y6.intoArray(c, co + LANES);
        co += ldc;
        x7.intoArray(c, co);
        y7.intoArray(c, co + LANES);
    }

    /** The low tile. */
    static void rows4(Operand a, int ao, Operand b, int bo, int depth,
                      float[] s, int so, int lds, float[] c, int co, int ldc) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so), y0 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so), y1 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so), y2 = FloatVector.fromArray(SPECIES, s, so + LANES);
        so += lds;
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so), y3 = FloatVector.fromArray(SPECIES, s, so + LANES);
        float[] as = a.array(), bs = b.array();
        int lda = a.stride(), ldb = b.stride();
        for (int k = 0, p = ao, q = bo; k < depth; k++, p += lda, q += ldb) {
            FloatVector x = FloatVector.fromArray(SPECIES, bs, q), y = FloatVector.fromArray(SPECIES, bs, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, as[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, as[p + NEXT]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, as[p + 2 * NEXT]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, as[p + 3 * NEXT]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
        }
        x0.intoArray(c, co);
        y0.intoArray(c, co + LANES);
        co += ldc;
        x1.intoArray(c, co);
        y1.intoArray(c, co + LANES);
        co += ldc;
        x2.intoArray(c, co);
        y2.intoArray(c, co + LANES);
        co += ldc;
        x3.intoArray(c, co);
        y3.intoArray(c, co + LANES);
    }
}
