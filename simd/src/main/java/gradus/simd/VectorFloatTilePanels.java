package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTile.*;

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

    final Operand tall = new Operand(new float[ROWS * DEPTH], TALL);
    final Operand low = new Operand(tall.array(), LOW);
    final Operand wide = new Operand(new float[DEPTH * COLUMNS], WIDTH);
    final float[] c = new float[TALL * WIDTH];

    private VectorFloatTilePanels() {}

    /** {@return the height of the tile, and of its panel, when so many rows are left} */
    static int height(int left) {
        return left >= TALL ? TALL : LOW;
    }

    /** Packs a[from + i · rowStride + k · columnStride]; row i begins a panel at i · depth. */
    void packA(Matrices<float[]> a, int from, int rows, int depth) {
        for (int i = 0, high; i < rows; i += high) {
            high = height(rows - i);
            pack(a.array(), from + i * a.rowStride(), a.rowStride(), a.columnStride(), Math.min(high, rows - i), depth,
                 tall.array(), i * depth, high);
        }
    }

    /** Packs b[from + k · rowStride + j · columnStride]; column j begins a panel at j · depth. */
    void packB(Matrices<float[]> b, int from, int depth, int columns) {
        for (int j = 0; j < columns; j += WIDTH)
            pack(b.array(), from + j * b.columnStride(), b.columnStride(), b.rowStride(), Math.min(WIDTH, columns - j), depth,
                 wide.array(), j * depth, WIDTH);
    }

    /** z[to + k · width + i] = x[from + i · across + k · along] for i below n, else 0. */
    private static void pack(float[] x, int from, int across, int along, int n, int depth, float[] z, int to, int width) {
        if (across == 1 && n == WIDTH && width == WIDTH) {
            copyWide(x, from, along, depth, z, to);
            return;
        }
        if (n < width) Arrays.fill(z, to, to + depth * width, 0);
        if (across == 1) {
            for (int k = 0; k < depth; k++) System.arraycopy(x, from + k * along, z, to + k * width, n);
            return;
        }
        int i = 0;
        if (along == 1)
            for (; i + 4 <= n; i += 4) VectorFloatTileTranspose.rows4(x, from + i * across, across, depth, z, to + i, width);
        for (; i < n; i++)
            for (int k = 0, p = from + i * across, q = to + i; k < depth; k++, p += along, q += width) z[q] = x[p];
    }

    private static void copyWide(float[] x, int from, int along, int depth, float[] z, int to) {
        for (int k = 0, p = from, q = to; k < depth; k++, p += along, q += WIDTH) {
            FloatVector.fromArray(SPECIES, x, p).intoArray(z, q);
            FloatVector.fromArray(SPECIES, x, p + LANES).intoArray(z, q + LANES);
        }
    }
}
