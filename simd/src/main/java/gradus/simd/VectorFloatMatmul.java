package gradus.simd;

import gradus.simd.VectorFloatTilePanels.Operand;
import jdk.incubator.vector.FloatVector;

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
     * for b, other numbers where the operand's lines lie farther apart than prefetchers reach. Twelve tiles one below the other
     * do not yet pay for packing b; narrower ones, of half as many rows, read it too often to go without.
     */
    static final int PACK_A_COLUMNS = 256, PACK_FAR_A_COLUMNS = 128, FAR = 256,
        PACK_B_ROWS = TALL == 12 ? 144 : 48, PACK_FAR_B_ROWS = TALL == 12 ? 144 : 32;

    /** The longest block of b that is read in place: deeper ones, whose rows lie far apart, were gone from the L2 cache too soon. */
    private static final int DEEP_IN_PLACE = 3072 / Float.BYTES;

    private VectorFloatMatmul() {}

    /** @see Kernels#matmul */
    static void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        compute(a, b, c, accumulate, null, 0);
    }

    /** @see Kernels#affine */
    static void affine(Matrices<float[]> a, Matrices<float[]> b, float[] s, int so, Matrices<float[]> c) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        MatmulShapes.checkShift(s.length, so, c);
        compute(a, b, c, false, s, so);
    }

    /** s is null where nothing is added at the end. */
    private static void compute(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate, float[] s, int so) {
        MatmulParts.forEach(c.batch(), c.rows(), c.columns(), a.columns(), (p, i, rows, j, columns) ->
            product(a, a.offset() + p * a.batchStride() + i * a.rowStride(), b, b.offset() + p * b.batchStride() + j * b.columnStride(),
                    c, c.offset() + p * c.batchStride() + i * c.rowStride() + j, rows, columns, accumulate, s, so + j));
    }

    /** The product that gives rows × columns of c, from its element co on; ao and bo are the operands' first elements for it. */
    private static void product(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                                int rows, int columns, boolean accumulate, float[] s, int so) {
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
        else if (depth > 0) {
            blocks(a, ao, b, bo, c, co, rows, columns, accumulate, s, so);
            return;
        }
        shift(c.array(), co, c.rowStride(), rows, columns, s, so);
    }

    /** Adds the run s, if there is one, to rows of c. */
    private static void shift(float[] c, int co, int ldc, int rows, int columns, float[] s, int so) {
        if (s != null) for (int i = 0, q = co; i < rows; i++, q += ldc) addTo(c, q, s, so, columns);
    }

    private static void addTo(float[] c, int co, float[] s, int so, int n) {
        int j = 0;
        for (int end = SPECIES.loopBound(n); j < end; j += LANES)
            FloatVector.fromArray(SPECIES, c, co + j).add(FloatVector.fromArray(SPECIES, s, so + j)).intoArray(c, co + j);
        for (; j < n; j++) c[co + j] += s[so + j];
    }

    /** One row of c. */
    private static void flat(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                             int columns, boolean accumulate) {
        int wide = columns - columns % VectorFloatFlat.COLUMNS;
        VectorFloatFlat.product(a, ao, b, bo, c, co, wide, !accumulate);
        if (wide < columns) blocks(a, ao, b, bo + wide, c, co + wide, 1, columns - wide, accumulate, null, 0);
    }

    private static void blocks(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                               int rows, int columns, boolean accumulate, float[] s, int so) {
        int depth = a.columns();
        boolean packA = !lying(a) || columns >= (Math.abs(a.columnStride()) > FAR ? PACK_FAR_A_COLUMNS : PACK_A_COLUMNS);
        boolean packB = b.columnStride() != 1 || rows >= (Math.abs(b.rowStride()) > FAR ? PACK_FAR_B_ROWS : PACK_B_ROWS);
        int high = share(rows, VectorFloatTilePanels.HIGH, TALL), broad = share(columns, VectorFloatTilePanels.COLUMNS, WIDTH);
        int deep = share(depth, packB ? VectorFloatTilePanels.DEEP : DEEP_IN_PLACE, 1);
        VectorFloatTilePanels panels = VectorFloatTilePanels.SPARES.take();
        for (int i = 0; i < rows; i += high)
            for (int j = 0; j < columns; j += broad)
                for (int k = 0; k < depth; k += deep)
                    stripe(panels, a, ao + i * a.rowStride() + k * a.columnStride(), packA,
                           b, bo + k * b.rowStride() + j * b.columnStride(), packB, c, co + i * c.rowStride() + j,
                           Math.min(high, rows - i), Math.min(deep, depth - k), Math.min(broad, columns - j),
                           k == 0, k + deep >= depth, accumulate, s, so + j);
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

    /**
     * One block of b, and a's columns over against it, some rows at a time. The first block of a depth starts from c or zeros, the
     * last ends in c, to which s is added while it is in the cache; sums are put aside in between.
     */
    private static void stripe(VectorFloatTilePanels panels, Matrices<float[]> a, int ao, boolean packA,
                               Matrices<float[]> b, int bo, boolean packB, Matrices<float[]> c, int co,
                               int rows, int depth, int columns, boolean first, boolean last, boolean accumulate, float[] s, int so) {
        Operand straightA = packA ? panels.rows : panels.lyingA.of(a.array(), a.columnStride(), TALL);
        Operand straightB = packB ? panels.wide : panels.lyingB.of(b.array(), b.rowStride(), 0);
        boolean lying = lying(a);
        int straightColumns = packB ? 0 : columns - columns % WIDTH;
        panels.packB(b, bo + straightColumns * b.columnStride(), depth, columns - straightColumns);
        if (!first || !last) panels.roomAside(rows, columns);
        float[] from = !first ? panels.aside() : accumulate ? c.array() : ZEROS, to = last ? c.array() : panels.aside();
        int lds = !first ? WIDTH : accumulate ? c.rowStride() : 0, ldz = last ? c.rowStride() : WIDTH;
        int most = share(rows, VectorFloatTilePanels.ROWS, TALL), aside = VectorFloatTilePanels.START;
        for (int i = 0; i < rows; i += most) {
            int high = Math.min(most, rows - i), ai = ao + i * a.rowStride(), ci = co + i * c.rowStride();
            int straightRows = packA ? 0 : high - high % TALL, packed = ai + straightRows * a.rowStride();
            if (lying) panels.packColumns(a, packed, high - straightRows, depth);
            else panels.packRows(a, packed, high, depth);
            for (int j = 0; j < columns; j += WIDTH, aside += Math.ceilDiv(high, TALL) * TALL * WIDTH) {
                boolean straight = j < straightColumns;
                column(panels, lying, straightA, ai, straightRows, straight ? straightB : panels.wide,
                       straight ? bo + j : VectorFloatTilePanels.START + (j - straightColumns) * depth,
                       from, !first ? aside : accumulate ? ci + j : 0, lds, to, last ? ci + j : aside, ldz,
                       high, depth, Math.min(WIDTH, columns - j));
            }
            if (last) shift(to, ci, ldz, high, columns, s, so);
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
        float[] z = c.array();
        for (int j = 0; j < columns; j += WIDTH)
            column(panels, false, panels.rows, 0, 0, panels.wide, VectorFloatTilePanels.START + j * depth,
                   fresh ? ZEROS : z, fresh ? 0 : co + j, fresh ? 0 : c.rowStride(), z, co + j, c.rowStride(),
                   rows, depth, Math.min(WIDTH, columns - j));
    }

    /** The tiles one below the other, from s to z, that share a panel of b; a's rows are read in place as far as straightRows. */
    private static void column(VectorFloatTilePanels panels, boolean lying, Operand straightA, int ao, int straightRows,
                               Operand b, int bo, float[] s, int so, int lds, float[] z, int zo, int ldz,
                               int rows, int depth, int columns) {
        float[] t = panels.c, aside = panels.aside();
        Operand packedA = lying ? panels.tall : panels.rows;
        boolean packedB = b == panels.wide;
        for (int i = 0, down; i < rows; i += down, so += down * lds, zo += down * ldz) {
            int left = rows - i, high = height(left), tiles = columns == WIDTH ? Math.max(1, left / TALL) : 1;
            down = tiles * TALL;
            Operand a = i < straightRows ? straightA : packedA;
            int ai = i < straightRows ? ao + i : VectorFloatTilePanels.row(i - straightRows);
            boolean edge = columns < WIDTH || left < high; // only a part of the tile belongs to c
            boolean fromPart = edge && s != aside && s != ZEROS, toPart = edge && z != aside;
            if (fromPart) copy(s, so, lds, t, 0, WIDTH, Math.min(high, left), columns);
            tile(high, lying, packedB, a, ai, b, bo, depth, fromPart ? t : s, fromPart ? 0 : so, fromPart ? WIDTH : lds,
                 toPart ? t : z, toPart ? 0 : zo, toPart ? WIDTH : ldz, tiles);
            if (toPart) copy(t, 0, WIDTH, z, zo, ldz, Math.min(high, left), columns);
        }
    }

    private static void copy(float[] x, int xo, int ldx, float[] z, int zo, int ldz, int rows, int columns) {
        for (int i = 0; i < rows; i++) System.arraycopy(x, xo + i * ldx, z, zo + i * ldz, columns);
    }

    private static void tile(int high, boolean lying, boolean packedB, Operand a, int ao, Operand b, int bo, int depth,
                             float[] s, int so, int lds, float[] c, int co, int ldc, int tiles) {
        if (lying && packedB) switch (high) {
            case 4 -> VectorFloatPanelTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 6 -> VectorFloatPanelTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 8 -> VectorFloatPanelTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 12 -> VectorFloatPanelTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
        }
        else if (lying) switch (high) {
            case 4 -> VectorFloatTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 6 -> VectorFloatTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 8 -> VectorFloatTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 12 -> VectorFloatTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
        }
        else if (packedB) switch (high) {
            case 4 -> VectorFloatRowPanelTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 6 -> VectorFloatRowPanelTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 8 -> VectorFloatRowPanelTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 12 -> VectorFloatRowPanelTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
        }
        else switch (high) {
            case 4 -> VectorFloatRowTile4.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 6 -> VectorFloatRowTile6.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 8 -> VectorFloatRowTile8.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
            case 12 -> VectorFloatRowTile.compute(a, ao, b, bo, depth, s, so, lds, c, co, ldc, tiles);
        }
    }
}
