package gradus.simd;

import java.util.Arrays;

import static gradus.simd.VectorFloatTilePanels.row;
import static gradus.simd.VectorFloatTilePanels.START;
import static gradus.simd.VectorFloatTileShape.*;

/** A product with so few columns that one vector holds a row of it; a tile two vectors wide would compute as much in vain. */
final class VectorFloatNarrow {

    private static final float[] ZEROS = new float[LANES];

    private VectorFloatNarrow() {}

    /** Packs b as the one panel that {@link #product} reads: b's columns lie one behind the other, from x[from] on, a distance apart. */
    static void pack(VectorFloatTilePanels panels, float[] x, int from, int apart, int depth, int columns) {
        if (columns < LANES) Arrays.fill(panels.wide.array(), START, START + depth * LANES, 0);
        VectorFloatTransposition.columns(x, from, apart, columns, depth, panels.wide.array(), START, LANES);
    }

    /** c[co + i · LANES + j] = a · b, or besides what c holds if not fresh, for packed rows of a, up to the last tile's last. */
    static void product(VectorFloatTilePanels panels, float[] c, int co, int rows, int depth, boolean fresh) {
        float[] a = panels.rows.array(), b = panels.wide.array(), s = fresh ? ZEROS : c;
        for (int i = 0, q = co; i < rows; i += TALL, q += TALL * LANES) {
            int high = height(rows - i), so = fresh ? 0 : q, lds = fresh ? 0 : LANES;
            switch (high) {
                case 4 -> VectorFloatNarrowTile4.compute(a, row(i), b, START, depth, s, so, lds, c, q);
                case 6 -> VectorFloatNarrowTile6.compute(a, row(i), b, START, depth, s, so, lds, c, q);
                case 8 -> VectorFloatNarrowTile8.compute(a, row(i), b, START, depth, s, so, lds, c, q);
                case 12 -> VectorFloatNarrowTile.compute(a, row(i), b, START, depth, s, so, lds, c, q);
            }
        }
    }
}
