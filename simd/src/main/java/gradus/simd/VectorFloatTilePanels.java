package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * Work space of a matrix product: blocks of a and b copied into panels, which a tile reads from front to back. Panels at the
 * lower and right edge are filled up, and the tile that belongs there is computed aside, in {@code c}.
 */
final class VectorFloatTilePanels {

    static final Spares<VectorFloatTilePanels> SPARES = new Spares<>(VectorFloatTilePanels::new);

    /**
     * The largest blocks. The block of a stays in the L2 cache while b's panels come by, one of which is read from there or
     * from the L1 cache by the tiles below one another.
     */
    static final int ROWS = 96, DEEP = 4096 / Float.BYTES, COLUMNS = 512;

    /** The most rows of c whose sums are put aside. */
    static final int HIGH = 1536;

    /** How far apart packed rows stand: a cache line more than they hold, else all would compete for the same few sets. */
    static final int DEPTH = DEEP + 64 / Float.BYTES;

    /**
     * Where panels start in their arrays, so that their rows fill whole cache lines: measured, a tile reads rows of b that lie
     * across lines an eighth more slowly.
     */
    static final int START = CacheLines.START_BYTES / Float.BYTES;

    /** Room for b's panels, beyond the last of which an unfolding may reach, and more than half a region of G1: a heap has 1024 or more. */
    private static final int WIDE = WIDTH + (int) Math.max(START + DEEP * COLUMNS,
            Math.min(Runtime.getRuntime().maxMemory() / 2048, 16 << 20) / Float.BYTES);

    /**
     * An operand as tiles read it: {@code stride} on stands the next k, {@code next} on what the tile below
     * reads first, of b the same. It can be changed, so that a product makes none.
     */
    static final class Operand {

        private float[] array;
        private int stride, next;

        private Operand(float[] array, int stride, int next) {
            of(array, stride, next);
        }

        Operand of(float[] array, int stride, int next) {
            this.array = array;
            this.stride = stride;
            this.next = next;
            return this;
        }

        float[] array() {
            return array;
        }

        int stride() {
            return stride;
        }

        int next() {
            return next;
        }
    }

    private final float[] block = new float[row(ROWS)];
    final Operand rows = new Operand(block, 1, TALL * DEPTH), tall = new Operand(block, TALL, TALL * DEPTH);
    final Operand wide = new Operand(new float[WIDE], WIDTH, 0);
    final Operand lyingA = new Operand(null, 0, 0), lyingB = new Operand(null, 0, 0); // read in place
    final float[] c = new float[TALL * WIDTH];
    final int[] source = new int[WIDTH + 2], target = new int[WIDTH + 2]; // of what an unfolding copies to a panel
    private float[] aside = new float[0];

    private VectorFloatTilePanels() {}

    /** Lets go of the arrays that were read in place, and is spare again. */
    void giveBack() {
        lyingA.of(null, 0, 0);
        lyingB.of(null, 0, 0);
        SPARES.giveBack(this);
    }

    /** {@return where row i begins among the packed rows} */
    static int row(int i) {
        return START + i * DEPTH;
    }

    /**
     * Makes room for the sums of a block of c while they wait for the next k. They lie tile behind tile, from {@code START} on, in
     * the order of computation, so that prefetchers bring them, as they do not bring the rows of c.
     */
    void roomAside(int rows, int columns) {
        int n = START + Math.ceilDiv(rows, TALL) * TALL * Math.ceilDiv(columns, WIDTH) * WIDTH;
        if (aside.length < n) aside = new float[n];
    }

    /** {@return where sums are put aside} */
    float[] aside() {
        return aside;
    }

    /**
     * Packs a[from + i · rowStride + k · columnStride] as rows and fills up the last tile with zeros.
     * A tile that broadcasts from rows a constant apart spares a's usual rows the transposition.
     */
    void packRows(Matrices<float[]> a, int from, int rows, int depth) {
        float[] x = a.array(), z = block;
        int across = a.rowStride(), along = a.columnStride(), p = from;
        for (int i = 0, q = row(0); i < rows; i++, p += across, q += DEPTH)
            if (along == 1) copy(x, p, z, q, depth);
            else if (along == 0) Arrays.fill(z, q, q + depth, x[p]); // as in the gradient of a sum
            else for (int k = 0, r = p; k < depth; k++, r += along) z[q + k] = x[r];
        fillUp(rows, depth);
    }

    /** Fills up the last tile of rows with zeros. */
    void fillUp(int rows, int depth) {
        for (int i = rows; i % TALL != 0; i++) Arrays.fill(block, row(i), row(i) + depth, 0);
    }

    /** As System.arraycopy, which takes as long to call as to copy a row of few vectors. */
    private static void copy(float[] x, int from, float[] z, int to, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) FloatVector.fromArray(SPECIES, x, from + i).intoArray(z, to + i);
        for (; i < n; i++) z[to + i] = x[from + i];
    }

    /**
     * Packs a whose columns' elements stand next to each other in panels of TALL rows, each where its first row would begin. Four
     * panels are packed abreast: a column's lines are read once, and what is written goes on where it left off.
     */
    void packColumns(Matrices<float[]> a, int from, int rows, int depth) {
        int along = a.columnStride(), i = 0;
        for (; i + 4 * TALL <= rows; i += 4 * TALL) fourColumns(a.array(), from + i, along, depth, block, row(i));
        for (; i < rows; i += TALL) columns(a.array(), from + i, along, Math.min(TALL, rows - i), depth, block, row(i));
    }

    /** Four panels as by {@code columns}, whose panels are TALL · DEPTH apart. */
    private static void fourColumns(float[] x, int from, int along, int depth, float[] z, int to) {
        int k = 0, p = from, q = to;
        for (int end = x.length - 4 * TALL - LANES; k < depth && p <= end; k++, p += along, q += TALL)
            for (int i = 0; i < TALL; i += LANES) {
                FloatVector.fromArray(SPECIES, x, p + i).intoArray(z, q + i);
                FloatVector.fromArray(SPECIES, x, p + i + TALL).intoArray(z, q + i + TALL * DEPTH);
                FloatVector.fromArray(SPECIES, x, p + i + 2 * TALL).intoArray(z, q + i + 2 * TALL * DEPTH);
                FloatVector.fromArray(SPECIES, x, p + i + 3 * TALL).intoArray(z, q + i + 3 * TALL * DEPTH);
            }
        for (int i = 0; i < 4; i++) columns(x, p + i * TALL, along, TALL, depth - k, z, q + i * TALL * DEPTH);
    }

    /** z[to + k · TALL + i] = x[from + k · along + i] for i below n, else 0. */
    private static void columns(float[] x, int from, int along, int n, int depth, float[] z, int to) {
        int k = 0, p = from, q = to;
        if (n < TALL) Arrays.fill(z, to, to + depth * TALL, 0);
        else // what vectors copy beyond the column is overwritten by the next
            for (int end = x.length - TALL - LANES; k < depth && p <= end; k++, p += along, q += TALL)
                for (int i = 0; i < TALL; i += LANES) FloatVector.fromArray(SPECIES, x, p + i).intoArray(z, q + i);
        for (; k < depth; k++, p += along, q += TALL) System.arraycopy(x, p, z, q, n);
    }

    /** Packs b[from + k · rowStride + j · columnStride]; column j begins a panel at j · depth. */
    void packB(Matrices<float[]> b, int from, int depth, int columns) {
        int j = 0, whole = b.columnStride() == 1 ? columns - columns % WIDTH : 0;
        for (; j + 2 * WIDTH <= whole; j += 2 * WIDTH)
            copyTwo(b.array(), from + j, b.rowStride(), depth, wide.array(), START + j * depth);
        for (; j < whole; j += WIDTH) copyOne(b.array(), from + j, b.rowStride(), depth, wide.array(), START + j * depth);
        for (; j < columns; j += WIDTH)
            pack(b.array(), from + j * b.columnStride(), b.columnStride(), b.rowStride(), Math.min(WIDTH, columns - j), depth,
                 wide.array(), START + j * depth);
    }

    /** z[to + k · WIDTH + j] = x[from + j · across + k · along] for j below n; what fills up the panel counts for nothing. */
    private static void pack(float[] x, int from, int across, int along, int n, int depth, float[] z, int to) {
        if (n < WIDTH) Arrays.fill(z, to, to + depth * WIDTH, 0);
        if (across == 1) {
            for (int k = 0; k < depth; k++) System.arraycopy(x, from + k * along, z, to + k * WIDTH, n);
            return;
        }
        if (along == 1)
            for (int j = 0; j < n; j += LANES)
                VectorFloatTransposition.columns(x, from + j * across, across, Math.min(LANES, n - j), depth, z, to + j, WIDTH);
        else
            for (int k = 0; k < depth; k++)
                for (int j = 0, p = from + k * along, q = to + k * WIDTH; j < n; j++, p += across) z[q + j] = x[p];
    }

    /** A panel whose rows stand in x, so far apart. */
    private static void copyOne(float[] x, int from, int along, int depth, float[] z, int to) {
        for (int k = 0, p = from, q = to; k < depth; k++, p += along, q += WIDTH) {
            FloatVector.fromArray(SPECIES, x, p).intoArray(z, q);
            FloatVector.fromArray(SPECIES, x, p + LANES).intoArray(z, q + LANES);
        }
    }

    /** Two panels abreast, for the reason that columns are. */
    private static void copyTwo(float[] x, int from, int along, int depth, float[] z, int to) {
        for (int k = 0, p = from, q = to, r = to + depth * WIDTH; k < depth; k++, p += along, q += WIDTH, r += WIDTH) {
            FloatVector.fromArray(SPECIES, x, p).intoArray(z, q);
            FloatVector.fromArray(SPECIES, x, p + LANES).intoArray(z, q + LANES);
            FloatVector.fromArray(SPECIES, x, p + 2 * LANES).intoArray(z, r);
            FloatVector.fromArray(SPECIES, x, p + 3 * LANES).intoArray(z, r + LANES);
        }
    }
}
