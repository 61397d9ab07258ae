package gradus.simd;

import gradus.simd.VectorFloatTile.Operand;

import static gradus.simd.VectorFloatTile.*;
import static gradus.simd.VectorFloatTilePanels.height;

/**
 * The matrix product on the Vector API: loops over blocks that fit the caches (Goto and van de Geijn 2008), around a tile of c
 * that fits the registers. An operand that already lies as the tile reads it, b by rows or a by columns, is packed only when
 * it will be read often enough to pay for the copy.
 */
final class VectorFloatMatmul {

    private static final float[] ZEROS = new float[WIDTH];

    /** Where packing an operand that need not be packed starts to pay: the rows of c for b, the columns of c for a. */
    private static final int PACK_B_ROWS = Integer.getInteger("pb", 128), PACK_A_COLUMNS = Integer.getInteger("pa", 512);

    private VectorFloatMatmul() {}

    /** @see Kernels#matmul */
    static void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        for (int p = 0; p < c.batch(); p++)
            product(a, a.offset() + p * a.batchStride(), b, b.offset() + p * b.batchStride(),
                    c, c.offset() + p * c.batchStride(), c.rows(), c.columns(), accumulate);
    }

    /** The product that gives rows × columns of c, from its element co on; ao and bo are the operands' first elements for it. */
    private static void product(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                                int rows, int columns, boolean accumulate) {
        int depth = a.columns();
        if (depth == 0 && !accumulate)
            for (int i = 0; i < rows; i++)
                java.util.Arrays.fill(c.array(), co + i * c.rowStride(), co + i * c.rowStride() + columns, 0);
        boolean packA = a.rowStride() != 1 || columns >= PACK_A_COLUMNS;
        boolean packB = b.columnStride() != 1 || rows >= PACK_B_ROWS;
        int broad = share(columns, VectorFloatTilePanels.COLUMNS, WIDTH), deep = share(depth, VectorFloatTilePanels.DEPTH, 1);
        VectorFloatTilePanels panels = VectorFloatTilePanels.SPARES.take();
        for (int j = 0; j < columns; j += broad)
            for (int k = 0; k < depth; k += deep)
                stripe(panels, a, ao + k * a.columnStride(), packA, b, bo + k * b.rowStride() + j * b.columnStride(), packB,
                       c, co + j, rows, Math.min(deep, depth - k), Math.min(broad, columns - j), k == 0 && !accumulate);
        VectorFloatTilePanels.SPARES.giveBack(panels);
    }

    /** {@return n cut evenly into as few blocks as can be, none above most and all but the last multiples} */
    private static int share(int n, int most, int multiple) {
        int blocks = Math.max(1, Math.ceilDiv(n, most));
        return Math.max(1, Math.ceilDiv(Math.ceilDiv(n, blocks), multiple) * multiple);
    }

    /** One block of b, and a's columns over against it, block by block. */
    private static void stripe(VectorFloatTilePanels panels, Matrices<float[]> a, int ao, boolean packA,
                               Matrices<float[]> b, int bo, boolean packB, Matrices<float[]> c, int co,
                               int rows, int depth, int columns, boolean fresh) {
        Operand straightA = new Operand(a.array(), a.columnStride()), straightB = new Operand(b.array(), b.rowStride());
        int straightColumns = packB ? 0 : columns - columns % WIDTH;
        panels.packB(b, bo + straightColumns * b.columnStride(), depth, columns - straightColumns);
        for (int i = 0; i < rows; i += VectorFloatTilePanels.ROWS) {
            int high = Math.min(VectorFloatTilePanels.ROWS, rows - i), ai = ao + i * a.rowStride(), ci = co + i * c.rowStride();
            int straightRows = packA ? 0 : high - high % LOW;
            panels.packA(a, ai + straightRows * a.rowStride(), high - straightRows, depth);
            for (int j = 0; j < columns; j += WIDTH)
                if (j < straightColumns)
                    column(panels, straightA, ai, straightRows, straightB, bo + j,
                           c, ci + j, high, depth, WIDTH, fresh);
                else
                    column(panels, straightA, ai, straightRows, panels.wide, (j - straightColumns) * depth,
                           c, ci + j, high, depth, Math.min(WIDTH, columns - j), fresh);
        }
    }

    /** The tiles one below the other that share a panel of b. */
    private static void column(VectorFloatTilePanels panels, Operand straightA, int ao, int straightRows, Operand b, int bo,
                               Matrices<float[]> c, int co, int rows, int depth, int columns, boolean fresh) {
        float[] z = c.array();
        int ldc = c.rowStride();
        for (int i = 0, high; i < rows; i += high, co += high * ldc) {
            high = height(rows - i);
            Operand a = i < straightRows ? straightA : high == LOW ? panels.low : panels.tall;
            int ai = i < straightRows ? ao + i : (i - straightRows) * depth;
            if (columns < WIDTH || rows - i < LOW)
                edge(panels.c, a, ai, b, bo, depth, z, co, ldc, Math.min(high, rows - i), columns, fresh);
            else if (high == LOW)
                rows4(a, ai, b, bo, depth, fresh ? ZEROS : z, fresh ? 0 : co, fresh ? 0 : ldc, z, co, ldc);
            else
                rows12(a, ai, b, bo, depth, fresh ? ZEROS : z, fresh ? 0 : co, fresh ? 0 : ldc, z, co, ldc);
        }
    }

    /** A tile of which only some rows or columns belong to c. */
    private static void edge(float[] t, Operand a, int ao, Operand b, int bo, int depth,
                             float[] c, int co, int ldc, int rows, int columns, boolean fresh) {
        if (!fresh)
            for (int i = 0; i < rows; i++) System.arraycopy(c, co + i * ldc, t, i * WIDTH, columns);
        if (rows <= LOW)
            rows4(a, ao, b, bo, depth, fresh ? ZEROS : t, 0, fresh ? 0 : WIDTH, t, 0, WIDTH);
        else
            rows12(a, ao, b, bo, depth, fresh ? ZEROS : t, 0, fresh ? 0 : WIDTH, t, 0, WIDTH);
        for (int i = 0; i < rows; i++) System.arraycopy(t, i * WIDTH, c, co + i * ldc, columns);
    }
}
