package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTilePanels.DEPTH;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;

/**
 * The innermost loop of {@link VectorFloatNarrow}: a tile of c, twelve rows high and one vector wide, is held in registers while k
 * runs. The build makes lower ones by leaving out the lines of the last rows.
 */
final class VectorFloatNarrowTile {

    private VectorFloatNarrowTile() {}

    /** c[co + i · LANES + j] = s[so + i · lds + j] + Σ a[p + k + i · DEPTH] b[q + k · LANES + j], a chain over k. */
    static void compute(float[] a, int p, float[] b, int q, int depth, float[] s, int so, int lds, float[] c, int co) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, s, so);
        FloatVector x1 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x2 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x3 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x4 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x5 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x6 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x7 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x8 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x9 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x10 = FloatVector.fromArray(SPECIES, s, so += lds);
        FloatVector x11 = FloatVector.fromArray(SPECIES, s, so += lds);
        for (int k = 0; k < depth; k++, p++, q += LANES) {
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
}
