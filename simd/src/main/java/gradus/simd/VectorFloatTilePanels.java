package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * Work space of a matrix product: blocks of a and b copied into panels, which a tile reads from front to back. Panels at the
 * lower and right edge are filled up with zeros, and the tile that belongs there is computed aside, in {@code c}.
 */
final class VectorFloatTilePanels {

    static final Spares<VectorFloatTilePanels> SPARES = new Spares<>(VectorFloatTilePanels::new);

    /**
     * The largest blocks. The rows of a and one panel of b (32 KB with AVX-512) stay in the L1 cache together, the block of b
     * (1 MB) stays in the L2 cache. A low tile alone would read b's panels from L2 too often, so it gets more rows.
     */
    static final int ROWS = TALL > LOW ? TALL : 48, DEPTH = 256, COLUMNS = 1024;

    /**
     * Where b's panels start in their array. G1 lays an array of this size at the start of a region; its elements follow a
     * header of 16 bytes, so from here on a panel's rows fill whole cache lines, which saves the tile up to 5 %.
     */
    static final int START = 48 / Float.BYTES;

    /** An operand as a tile reads it: {@code stride} on stands the next k. */
    record Operand(float[] array, int stride) {}

    /** With room for the vectors of an unfolding that reach beyond the last panel. */
    final Operand rows = new Operand(new float[ROWS * DEPTH + WIDTH], 1);
    final Operand wide = new Operand(new float[START + DEPTH * COLUMNS + WIDTH], WIDTH);
    final float[] c = new float[TALL * WIDTH];

    private VectorFloatTilePanels() {}

    /**
     * Packs a[from + i · rowStride + k · columnStride] as rows, row i from i · DEPTH on, and fills up the last tile with zeros.
     * A tile that broadcasts from rows a constant apart spares a's usual rows the transposition.
     */
    void packA(Matrices<float[]> a, int from, int rows, int depth) {
        float[] x = a.array(), z = this.rows.array();
        int across = a.rowStride(), along = a.columnStride();
        if (along == 1)
            for (int i = 0; i < rows; i++) System.arraycopy(x, from + i * across, z, i * DEPTH, depth);
        else
            transpose(x, from, across, along, rows, depth, z);
        fillUp(rows, depth);
    }

    /** Fills up the last tile of rows with zeros. */
    void fillUp(int rows, int depth) {
        for (int i = rows; i < Math.ceilDiv(rows, LOW) * LOW; i++) Arrays.fill(this.rows.array(), i * DEPTH, i * DEPTH + depth, 0);
    }

    private static void transpose(float[] x, int from, int across, int along, int rows, int depth, float[] z) {
        int k = 0;
        if (across == 1)
            for (; k + 4 <= depth; k += 4) VectorFloatTileTranspose.rows4(x, from + k * along, along, rows, z, k, DEPTH);
        for (int p = from + k * along; k < depth; k++, p += along)
            for (int i = 0, q = p; i < rows; i++, q += across) z[i * DEPTH + k] = x[q];
    }

    /** Packs b[from + k · rowStride + j · columnStride]; column j begins a panel at j · depth. */
    void packB(Matrices<float[]> b, int from, int depth, int columns) {
        for (int j = 0; j < columns; j += WIDTH)
            pack(b.array(), from + j * b.columnStride(), b.columnStride(), b.rowStride(), Math.min(WIDTH, columns - j), depth,
                 wide.array(), START + j * depth);
    }

    /** z[to + k · WIDTH + j] = x[from + j · across + k · along] for j below n, else 0. */
    private static void pack(float[] x, int from, int across, int along, int n, int depth, float[] z, int to) {
        if (across == 1 && n == WIDTH) {
            copyWide(x, from, along, depth, z, to);
            return;
        }
        if (n < WIDTH) Arrays.fill(z, to, to + depth * WIDTH, 0);
        if (across == 1) {
            for (int k = 0; k < depth; k++) System.arraycopy(x, from + k * along, z, to + k * WIDTH, n);
            return;
        }
        int j = 0;
        if (along == 1)
            for (; j + 4 <= n; j += 4) VectorFloatTileTranspose.rows4(x, from + j * across, across, depth, z, to + j, WIDTH);
        for (; j < n; j++)
            for (int k = 0, p = from + j * across, q = to + j; k < depth; k++, p += along, q += WIDTH) z[q] = x[p];
    }

    private static void copyWide(float[] x, int from, int along, int depth, float[] z, int to) {
        for (int k = 0, p = from, q = to; k < depth; k++, p += along, q += WIDTH) {
            FloatVector.fromArray(SPECIES, x, p).intoArray(z, q);
            FloatVector.fromArray(SPECIES, x, p + LANES).intoArray(z, q + LANES);
        }
    }
}
