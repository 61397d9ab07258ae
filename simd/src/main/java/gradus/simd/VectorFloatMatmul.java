package gradus.simd;

import gradus.simd.VectorFloatTilePanels.Operand;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * The matrix product on the Vector API: loops over blocks that fit the caches (Goto and van de Geijn 2008), around a tile of c
 * that fits the registers. An operand that already lies as the tile reads it, b by rows or a by columns, is packed only when
 * it will be read often enough to pay for the copy.
 */
final class VectorFloatMatmul {

    /** What a tile starts from where c is not added to. */
    static final float[] ZEROS = new float[WIDTH];

    /**
     * Where copying an operand that could be read in place starts to pay, measured: the columns of c for a, the rows of c
     * for b, fewer where the operand's lines lie farther apart than prefetchers reach.
     */
    static final int PACK_A_COLUMNS = 256, PACK_FAR_A_COLUMNS = 128, PACK_B_ROWS = 48, PACK_FAR_B_ROWS = 32, FAR = 256;

    /** Where the sums of a tile so far are found, and where they are put. */
    private enum Sums { NONE, IN_C, ASIDE }

    private VectorFloatMatmul() {}

    /** @see Kernels#matmul */
    static void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        MatmulParts.forEach(c.batch(), c.rows(), c.columns(), a.columns(), (p, i, rows, j, columns) ->
            product(a, a.offset() + p * a.batchStride() + i * a.rowStride(), b, b.offset() + p * b.batchStride() + j * b.columnStride(),
                    c, c.offset() + p * c.batchStride() + i * c.rowStride() + j, rows, columns, accumulate));
    }

    /** The product that gives rows × columns of c, from its element co on; ao and bo are the operands' first elements for it. */
    static void product(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                        int rows, int columns, boolean accumulate) {
        int depth = a.columns();
        boolean column = columns == 1 && a.columnStride() == 1, row = rows == 1 && b.rowStride() == 1;
        if (!accumulate && (depth == 0 || column || row)) ScalarFloatMatmul.clear(c, co, rows, columns);
        if (column)
            VectorFloatDots.dots(a.array(), ao, a.rowStride(), b.array(), bo, b.rowStride(), depth, c.array(), co, c.rowStride(), rows);
        else if (row)
            VectorFloatDots.dots(b.array(), bo, b.columnStride(), a.array(), ao, a.columnStride(), depth, c.array(), co, 1, columns);
        else if (columns == 1 && a.rowStride() == 1 && c.rowStride() == 1)
            flat(b.transpose(), bo, a.transpose(), ao, c, co, rows, accumulate);
        else if (rows == 1 && b.columnStride() == 1)
            flat(a, ao, b, bo, c, co, columns, accumulate);
        else if (depth < VectorFloatShallow.DEPTH && b.columnStride() == 1)
            VectorFloatShallow.product(a, ao, b, bo, c, co, rows, columns, !accumulate);
        else
            blocks(a, ao, b, bo, c, co, rows, columns, accumulate);
    }

    /** One row of c. */
    private static void flat(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                             int columns, boolean accumulate) {
        int wide = columns - columns % VectorFloatFlat.COLUMNS;
        VectorFloatFlat.product(a, ao, b, bo, c, co, wide, !accumulate);
        if (wide < columns) blocks(a, ao, b, bo + wide, c, co + wide, 1, columns - wide, accumulate);
    }

    private static void blocks(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                               int rows, int columns, boolean accumulate) {
        int depth = a.columns();
        boolean packA = !lying(a) || columns >= (Math.abs(a.columnStride()) > FAR ? PACK_FAR_A_COLUMNS : PACK_A_COLUMNS);
        boolean packB = b.columnStride() != 1 || rows >= (Math.abs(b.rowStride()) > FAR ? PACK_FAR_B_ROWS : PACK_B_ROWS);
        int high = share(rows, VectorFloatTilePanels.HIGH, TALL), broad = share(columns, VectorFloatTilePanels.COLUMNS, WIDTH);
        int deep = share(depth, VectorFloatTilePanels.DEEP, 1);
        VectorFloatTilePanels panels = VectorFloatTilePanels.SPARES.take();
        for (int i = 0; i < rows; i += high)
            for (int j = 0; j < columns; j += broad)
                for (int k = 0; k < depth; k += deep)
                    stripe(panels, a, ao + i * a.rowStride() + k * a.columnStride(), packA,
                           b, bo + k * b.rowStride() + j * b.columnStride(), packB, c, co + i * c.rowStride() + j,
                           Math.min(high, rows - i), Math.min(deep, depth - k), Math.min(broad, columns - j),
                           k > 0 ? Sums.ASIDE : accumulate ? Sums.IN_C : Sums.NONE, k + deep < depth ? Sums.ASIDE : Sums.IN_C);
        panels.giveBack();
    }

    /** {@return whether the tile finds the elements of a column next to each other} */
    private static boolean lying(Matrices<float[]> a) {
        return a.rowStride() == 1 && a.columnStride() != 1;
    }

    /** {@return n cut evenly into as few blocks as can be, none above most and all but the last multiples} */
    static int share(int n, int most, int multiple) {
        int blocks = Math.max(1, Math.ceilDiv(n, most));
        return Math.max(1, Math.ceilDiv(Math.ceilDiv(n, blocks), multiple) * multiple);
    }

    /** One block of b, and a's columns over against it, some rows at a time. */
    private static void stripe(VectorFloatTilePanels panels, Matrices<float[]> a, int ao, boolean packA,
                               Matrices<float[]> b, int bo, boolean packB, Matrices<float[]> c, int co,
                               int rows, int depth, int columns, Sums from, Sums to) {
        Operand straightA = packA ? panels.rows : panels.lyingA.of(a.array(), a.columnStride());
        Operand straightB = packB ? panels.wide : panels.lyingB.of(b.array(), b.rowStride());
        boolean lying = lying(a);
        int straightColumns = packB ? 0 : columns - columns % WIDTH;
        panels.packB(b, bo + straightColumns * b.columnStride(), depth, columns - straightColumns);
        float[] sums = panels.sums(from == Sums.ASIDE || to == Sums.ASIDE ? rows : 0, columns);
        int most = share(rows, VectorFloatTilePanels.ROWS, TALL), aside = VectorFloatTilePanels.START;
        for (int i = 0; i < rows; i += most) {
            int high = Math.min(most, rows - i), ai = ao + i * a.rowStride(), ci = co + i * c.rowStride();
            int straightRows = packA ? 0 : high - high % TALL, packed = ai + straightRows * a.rowStride();
            if (lying) panels.packColumns(a, packed, high - straightRows, depth);
            else panels.packRows(a, packed, high, depth);
            for (int j = 0; j < columns; j += WIDTH, aside += Math.ceilDiv(high, TALL) * TALL * WIDTH)
                if (j < straightColumns)
                    column(panels, lying, straightA, ai, straightRows, straightB, bo + j,
                           c, ci + j, high, depth, WIDTH, sums, aside, from, to);
                else
                    column(panels, lying, straightA, ai, straightRows, panels.wide, VectorFloatTilePanels.START + (j - straightColumns) * depth,
                           c, ci + j, high, depth, Math.min(WIDTH, columns - j), sums, aside, from, to);
        }
    }

    /** Rows of c, a block of columns wide, with panels of b that have been packed before. */
    static void packed(VectorFloatTilePanels panels, Matrices<float[]> a, int ao, Matrices<float[]> c, int co,
                       int rows, int depth, int columns, boolean fresh) {
        int most = share(rows, VectorFloatTilePanels.ROWS, TALL);
        for (int i = 0; i < rows; i += most) {
            int high = Math.min(most, rows - i);
            panels.packRows(a, ao + i * a.rowStride(), high, depth);
            packed(panels, c, co + i * c.rowStride(), high, depth, columns, fresh);
        }
    }

    /** The same for some rows of a that have been packed, too. */
    static void packed(VectorFloatTilePanels panels, Matrices<float[]> c, int co, int rows, int depth, int columns, boolean fresh) {
        for (int j = 0; j < columns; j += WIDTH)
            column(panels, false, panels.rows, 0, 0, panels.wide, VectorFloatTilePanels.START + j * depth, c, co + j, rows, depth,
                   Math.min(WIDTH, columns - j), panels.sums(0, 0), 0, fresh ? Sums.NONE : Sums.IN_C, Sums.IN_C);
    }

    /** The tiles one below the other that share a panel of b; a's rows are read in place as far as straightRows. */
    private static void column(VectorFloatTilePanels panels, boolean lying, Operand straightA, int ao, int straightRows,
                               Operand b, int bo, Matrices<float[]> c, int co, int rows, int depth, int columns,
                               float[] sums, int aside, Sums from, Sums to) {
        float[] z = c.array(), t = panels.c;
        int ldc = c.rowStride();
        Operand packedA = lying ? panels.tall : panels.rows;
        boolean packedB = b == panels.wide;
        for (int i = 0; i < rows; i += TALL, co += TALL * ldc, aside += TALL * WIDTH) {
            int left = rows - i, high = height(left);
            Operand a = i < straightRows ? straightA : packedA;
            int ai = i < straightRows ? ao + i : (i - straightRows) * VectorFloatTilePanels.DEPTH;
            boolean edge = columns < WIDTH || left < high; // only a part of the tile belongs to c
            if (edge && from == Sums.IN_C) copy(z, co, ldc, t, 0, WIDTH, Math.min(high, left), columns);
            float[] s = switch (from) { case NONE -> ZEROS; case IN_C -> edge ? t : z; case ASIDE -> sums; };
            int so = switch (from) { case NONE -> 0; case IN_C -> edge ? 0 : co; case ASIDE -> aside; };
            int lds = switch (from) { case NONE -> 0; case IN_C -> edge ? WIDTH : ldc; case ASIDE -> WIDTH; };
            if (to == Sums.ASIDE)
                tile(high, lying, packedB, a, ai, b, bo, depth, s, so, lds, sums, aside, WIDTH);
            else if (edge)
                tile(high, lying, packedB, a, ai, b, bo, depth, s, so, lds, t, 0, WIDTH);
            else
                tile(high, lying, packedB, a, ai, b, bo, depth, s, so, lds, z, co, ldc);
            if (edge && to == Sums.IN_C) copy(t, 0, WIDTH, z, co, ldc, Math.min(high, left), columns);
        }
    }

    private static void copy(float[] x, int xo, int ldx, float[] z, int zo, int ldz, int rows, int columns) {
        for (int i = 0; i < rows; i++) System.arraycopy(x, xo + i * ldx, z, zo + i * ldz, columns);
    }

    private static void tile(int high, boolean lying, boolean packedB, Operand a, int ao, Operand b, int bo, int depth,
                             float[] s, int so, int lds, float[] c, int co, int ldc) {
        if (lying && packedB) switch (high) {
            case 4 -> VectorFloatPanelTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 6 -> VectorFloatPanelTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 8 -> VectorFloatPanelTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 12 -> VectorFloatPanelTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
        }
        else if (lying) switch (high) {
            case 4 -> VectorFloatTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 6 -> VectorFloatTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 8 -> VectorFloatTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 12 -> VectorFloatTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
        }
        else if (packedB) switch (high) {
            case 4 -> VectorFloatRowPanelTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 6 -> VectorFloatRowPanelTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 8 -> VectorFloatRowPanelTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 12 -> VectorFloatRowPanelTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
        }
        else switch (high) {
            case 4 -> VectorFloatRowTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 6 -> VectorFloatRowTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 8 -> VectorFloatRowTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
            case 12 -> VectorFloatRowTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc);
        }
    }
}
