package gradus.simd;

import gradus.simd.VectorFloatTilePanels.Operand;
import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatMatmul.ZEROS;
import static gradus.simd.VectorFloatTileShape.*;
import static java.lang.invoke.VarHandle.loadLoadFence;

/**
 * The innermost loops of the matrix product: a tile of c, twelve rows high and two vectors wide, is held in registers while k
 * runs, and so is the next one below. Its chains start at the tile s, which is c itself, sums put aside or {@code ZEROS}, and
 * end in c. This tile reads a where a column's elements stand next to each other, as they do in a transposed operand, and b as
 * it lies. The build makes more of it by putting constants for strides, {@code VectorFloatRowTile} for packed rows of a,
 * {@code VectorFloatPanelTile} for packed panels of b, {@code VectorFloatRowPanelTile} for both, and lower ones of each by
 * leaving out the lines of the last rows, {@code VectorFloatTile8}, {@code VectorFloatTile6} and so on.
 *
 * <p>What C2 makes of these loops was measured and read. Where all strides are constants it checks the bounds of arrays once,
 * before the loop; elsewhere the checks take up to a sixth of the time. Each such check is made again for each tile, which is why
 * a turn is one k, not two, and why zeros are not loaded. Left alone, C2 would put several turns of low tiles together,
 * load everything first and run out of registers: the fences, which are no instructions, keep each load near its use. Strides and arrays that are
 * fetched just before the loop, and addresses that are stepped from row to row, leave it enough general registers; strides passed
 * as plain arguments were moved to vector registers, and the same loop took a quarter longer. A call for each tile cost a
 * product of 96 another 4 %: what it puts on the stack has to wait behind the stores of c.
 */
final class VectorFloatTile {

    /** How far apart the rows of a are. */
    private static final int NEXT = 1;

    private VectorFloatTile() {}

    /** c[co + i · ldc + j] = s[so + i · lds + j] + Σ a[ao + k · stride + i · NEXT] b[bo + k · stride + j], a chain over k, for so many tiles. */
    static void compute(Operand a, int ao, Operand b, int bo, int depth,
                        float[] s, int so, int lds, float[] c, int co, int ldc, int tiles) {
        for (int i = 0; i < tiles; i++, ao += a.next(), so += TALL * lds, co += TALL * ldc) {
            FloatVector o = FloatVector.zero(SPECIES);
            FloatVector x0 = o, y0 = o;
            FloatVector x1 = o, y1 = o;
            FloatVector x2 = o, y2 = o;
            FloatVector x3 = o, y3 = o;
            FloatVector x4 = o, y4 = o;
            FloatVector x5 = o, y5 = o;
            FloatVector x6 = o, y6 = o;
            FloatVector x7 = o, y7 = o;
            FloatVector x8 = o, y8 = o;
            FloatVector x9 = o, y9 = o;
            FloatVector x10 = o, y10 = o;
            FloatVector x11 = o, y11 = o;
            if (s != ZEROS) {
                int q = so;
                x0 = FloatVector.fromArray(SPECIES, s, q);
                y0 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x1 = FloatVector.fromArray(SPECIES, s, q += lds);
                y1 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x2 = FloatVector.fromArray(SPECIES, s, q += lds);
                y2 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x3 = FloatVector.fromArray(SPECIES, s, q += lds);
                y3 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x4 = FloatVector.fromArray(SPECIES, s, q += lds);
                y4 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x5 = FloatVector.fromArray(SPECIES, s, q += lds);
                y5 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x6 = FloatVector.fromArray(SPECIES, s, q += lds);
                y6 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x7 = FloatVector.fromArray(SPECIES, s, q += lds);
                y7 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x8 = FloatVector.fromArray(SPECIES, s, q += lds);
                y8 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x9 = FloatVector.fromArray(SPECIES, s, q += lds);
                y9 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x10 = FloatVector.fromArray(SPECIES, s, q += lds);
                y10 = FloatVector.fromArray(SPECIES, s, q + LANES);
                x11 = FloatVector.fromArray(SPECIES, s, q += lds);
                y11 = FloatVector.fromArray(SPECIES, s, q + LANES);
            }
            FloatVector x, y, f;
            float[] as = a.array(), bs = b.array();
            int lda = a.stride(), ldb = b.stride(), k = 0, p = ao, q = bo;
            for (; k < depth; k++, p += lda, q += ldb) {
                x = FloatVector.fromArray(SPECIES, bs, q);
                y = FloatVector.fromArray(SPECIES, bs, q + LANES);
                f = FloatVector.broadcast(SPECIES, as[p]);
                x0 = f.fma(x, x0);
                y0 = f.fma(y, y0);
                loadLoadFence(); // row 1
                f = FloatVector.broadcast(SPECIES, as[p + NEXT]);
                x1 = f.fma(x, x1);
                y1 = f.fma(y, y1);
                loadLoadFence(); // row 2
                f = FloatVector.broadcast(SPECIES, as[p + 2 * NEXT]);
                x2 = f.fma(x, x2);
                y2 = f.fma(y, y2);
                loadLoadFence(); // row 3
                f = FloatVector.broadcast(SPECIES, as[p + 3 * NEXT]);
                x3 = f.fma(x, x3);
                y3 = f.fma(y, y3);
                loadLoadFence(); // row 4
                f = FloatVector.broadcast(SPECIES, as[p + 4 * NEXT]);
                x4 = f.fma(x, x4);
                y4 = f.fma(y, y4);
                loadLoadFence(); // row 5
                f = FloatVector.broadcast(SPECIES, as[p + 5 * NEXT]);
                x5 = f.fma(x, x5);
                y5 = f.fma(y, y5);
                loadLoadFence(); // row 6
                f = FloatVector.broadcast(SPECIES, as[p + 6 * NEXT]);
                x6 = f.fma(x, x6);
                y6 = f.fma(y, y6);
                loadLoadFence(); // row 7
                f = FloatVector.broadcast(SPECIES, as[p + 7 * NEXT]);
                x7 = f.fma(x, x7);
                y7 = f.fma(y, y7);
                loadLoadFence(); // row 8
                f = FloatVector.broadcast(SPECIES, as[p + 8 * NEXT]);
                x8 = f.fma(x, x8);
                y8 = f.fma(y, y8);
                loadLoadFence(); // row 9
                f = FloatVector.broadcast(SPECIES, as[p + 9 * NEXT]);
                x9 = f.fma(x, x9);
                y9 = f.fma(y, y9);
                loadLoadFence(); // row 10
                f = FloatVector.broadcast(SPECIES, as[p + 10 * NEXT]);
                x10 = f.fma(x, x10);
                y10 = f.fma(y, y10);
                loadLoadFence(); // row 11
                f = FloatVector.broadcast(SPECIES, as[p + 11 * NEXT]);
                x11 = f.fma(x, x11);
                y11 = f.fma(y, y11);
            }
            x0.intoArray(c, q = co);
            y0.intoArray(c, q + LANES);
            x1.intoArray(c, q += ldc);
            y1.intoArray(c, q + LANES);
            x2.intoArray(c, q += ldc);
            y2.intoArray(c, q + LANES);
            x3.intoArray(c, q += ldc);
            y3.intoArray(c, q + LANES);
            x4.intoArray(c, q += ldc);
            y4.intoArray(c, q + LANES);
            x5.intoArray(c, q += ldc);
            y5.intoArray(c, q + LANES);
            x6.intoArray(c, q += ldc);
            y6.intoArray(c, q + LANES);
            x7.intoArray(c, q += ldc);
            y7.intoArray(c, q + LANES);
            x8.intoArray(c, q += ldc);
            y8.intoArray(c, q + LANES);
            x9.intoArray(c, q += ldc);
            y9.intoArray(c, q + LANES);
            x10.intoArray(c, q += ldc);
            y10.intoArray(c, q + LANES);
            x11.intoArray(c, q += ldc);
            y11.intoArray(c, q + LANES);
        }
    }
}
