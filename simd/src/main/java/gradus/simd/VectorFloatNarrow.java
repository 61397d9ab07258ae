package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTilePanels.DEPTH;
import static gradus.simd.VectorFloatTilePanels.START;
import static gradus.simd.VectorFloatTileShape.*;

/** A product with so few columns that one vector holds a row of it; a tile two vectors wide would compute as much in vain. */
final class VectorFloatNarrow {

    private static final float[] ZEROS = new float[LANES];

    private VectorFloatNarrow() {}

    /** Packs b as the one panel that {@link #product} reads: b's columns lie one behind the other, from x[from] on, a distance apart. */
    static void pack(VectorFloatTilePanels panels, float[] x, int from, int apart, int depth, int columns) {
        float[] z = panels.wide.array();
        if (columns < LANES) Arrays.fill(z, START, START + depth * LANES, 0);
        for (int j = 0; j < columns; j += 4)
            if (columns >= 4) {
                int first = Math.min(j, columns - 4);
                VectorFloatTileTranspose.rows4(x, from + first * apart, apart, depth, z, START + first, LANES);
            } else
                for (int i = j; i < columns; i++)
                    for (int k = 0; k < depth; k++) z[START + k * LANES + i] = x[from + i * apart + k];
    }

    /** c[co + i · LANES + j] = a · b, or besides what c holds if not fresh, for packed rows of a, up to the last of a low tile. */
    static void product(VectorFloatTilePanels panels, float[] c, int co, int rows, int depth, boolean fresh) {
        float[] a = panels.rows.array(), b = panels.wide.array(), s = fresh ? ZEROS : c;
        for (int i = 0, q = co; i < rows; i += TALL, q += TALL * LANES) {
            int high = height(rows - i), so = fresh ? 0 : q, lds = fresh ? 0 : LANES;
            if (high == LOW) rows4(a, i * DEPTH, b, depth, s, so, lds, c, q);
            else if (high == MEDIUM) rows8(a, i * DEPTH, b, depth, s, so, lds, c, q);
            else rows12(a, i * DEPTH, b, depth, s, so, lds, c, q);
        }
    }

    private static void rows12(float[] a, int ao, float[] b, int depth, float[] s, int so, int lds, float[] c, int co) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so + lds);
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so + 2 * lds);
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so + 3 * lds);
        FloatVector x4 = FloatVector.fromArray(SPECIES, s, so + 4 * lds);
        FloatVector x5 = FloatVector.fromArray(SPECIES, s, so + 5 * lds);
        FloatVector x6 = FloatVector.fromArray(SPECIES, s, so + 6 * lds);
        FloatVector x7 = FloatVector.fromArray(SPECIES, s, so + 7 * lds);
        FloatVector x8 = FloatVector.fromArray(SPECIES, s, so + 8 * lds);
        FloatVector x9 = FloatVector.fromArray(SPECIES, s, so + 9 * lds);
        FloatVector x10 = FloatVector.fromArray(SPECIES, s, so + 10 * lds);
        FloatVector x11 = FloatVector.fromArray(SPECIES, s, so + 11 * lds);
        for (int k = 0, p = ao, q = START; k < depth; k++, p++, q += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, b, q);
            x0 = FloatVector.broadcast(SPECIES, a[p]).fma(y, x0);
            x1 = FloatVector.broadcast(SPECIES, a[p + DEPTH]).fma(y, x1);
            x2 = FloatVector.broadcast(SPECIES, a[p + 2 * DEPTH]).fma(y, x2);
            x3 = FloatVector.broadcast(SPECIES, a[p + 3 * DEPTH]).fma(y, x3);
            x4 = FloatVector.broadcast(SPECIES, a[p + 4 * DEPTH]).fma(y, x4);
            x5 = FloatVector.broadcast(SPECIES, a[p + 5 * DEPTH]).fma(y, x5);
            x6 = FloatVector.broadcast(SPECIES, a[p + 6 * DEPTH]).fma(y, x6);
            x7 = FloatVector.broadcast(SPECIES, a[p + 7 * DEPTH]).fma(y, x7);
            x8 = FloatVector.broadcast(SPECIES, a[p + 8 * DEPTH]).fma(y, x8);
            x9 = FloatVector.broadcast(SPECIES, a[p + 9 * DEPTH]).fma(y, x9);
            x10 = FloatVector.broadcast(SPECIES, a[p + 10 * DEPTH]).fma(y, x10);
            x11 = FloatVector.broadcast(SPECIES, a[p + 11 * DEPTH]).fma(y, x11);
        }
        x0.intoArray(c, co);
        x1.intoArray(c, co + LANES);
        x2.intoArray(c, co + 2 * LANES);
        x3.intoArray(c, co + 3 * LANES);
        x4.intoArray(c, co + 4 * LANES);
        x5.intoArray(c, co + 5 * LANES);
        x6.intoArray(c, co + 6 * LANES);
        x7.intoArray(c, co + 7 * LANES);
        x8.intoArray(c, co + 8 * LANES);
        x9.intoArray(c, co + 9 * LANES);
        x10.intoArray(c, co + 10 * LANES);
        x11.intoArray(c, co + 11 * LANES);
    }

    private static void rows8(float[] a, int ao, float[] b, int depth, float[] s, int so, int lds, float[] c, int co) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so + lds);
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so + 2 * lds);
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so + 3 * lds);
        FloatVector x4 = FloatVector.fromArray(SPECIES, s, so + 4 * lds);
        FloatVector x5 = FloatVector.fromArray(SPECIES, s, so + 5 * lds);
        FloatVector x6 = FloatVector.fromArray(SPECIES, s, so + 6 * lds);
        FloatVector x7 = FloatVector.fromArray(SPECIES, s, so + 7 * lds);
        for (int k = 0, p = ao, q = START; k < depth; k++, p++, q += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, b, q);
            x0 = FloatVector.broadcast(SPECIES, a[p]).fma(y, x0);
            x1 = FloatVector.broadcast(SPECIES, a[p + DEPTH]).fma(y, x1);
            x2 = FloatVector.broadcast(SPECIES, a[p + 2 * DEPTH]).fma(y, x2);
            x3 = FloatVector.broadcast(SPECIES, a[p + 3 * DEPTH]).fma(y, x3);
            x4 = FloatVector.broadcast(SPECIES, a[p + 4 * DEPTH]).fma(y, x4);
            x5 = FloatVector.broadcast(SPECIES, a[p + 5 * DEPTH]).fma(y, x5);
            x6 = FloatVector.broadcast(SPECIES, a[p + 6 * DEPTH]).fma(y, x6);
            x7 = FloatVector.broadcast(SPECIES, a[p + 7 * DEPTH]).fma(y, x7);
        }
        x0.intoArray(c, co);
        x1.intoArray(c, co + LANES);
        x2.intoArray(c, co + 2 * LANES);
        x3.intoArray(c, co + 3 * LANES);
        x4.intoArray(c, co + 4 * LANES);
        x5.intoArray(c, co + 5 * LANES);
        x6.intoArray(c, co + 6 * LANES);
        x7.intoArray(c, co + 7 * LANES);
    }

    private static void rows4(float[] a, int ao, float[] b, int depth, float[] s, int so, int lds, float[] c, int co) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so + lds);
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so + 2 * lds);
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so + 3 * lds);
        for (int k = 0, p = ao, q = START; k < depth; k++, p++, q += LANES) {
            FloatVector y = FloatVector.fromArray(SPECIES, b, q);
            x0 = FloatVector.broadcast(SPECIES, a[p]).fma(y, x0);
            x1 = FloatVector.broadcast(SPECIES, a[p + DEPTH]).fma(y, x1);
            x2 = FloatVector.broadcast(SPECIES, a[p + 2 * DEPTH]).fma(y, x2);
            x3 = FloatVector.broadcast(SPECIES, a[p + 3 * DEPTH]).fma(y, x3);
        }
        x0.intoArray(c, co);
        x1.intoArray(c, co + LANES);
        x2.intoArray(c, co + 2 * LANES);
        x3.intoArray(c, co + 3 * LANES);
    }
}
