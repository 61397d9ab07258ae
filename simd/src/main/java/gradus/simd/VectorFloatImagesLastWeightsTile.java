package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static java.lang.invoke.VarHandle.loadLoadFence;

/**
 * The innermost loop of {@link VectorFloatImagesLastWeights}: of six elements of windows and four outputs, a vector of images
 * each, the sums are held in registers while i runs over the places. The build makes one of three elements by
 * leaving out the lines of the last, and of the fences (see {@link VectorFloatTile}): with them that of six is a tenth faster, and
 * that of three a tenth slower.
 */
final class VectorFloatImagesLastWeightsTile {

    private VectorFloatImagesLastWeightsTile() {}

    /** z[zo + (n · across + m) · LANES + j] = Σ x[at[i] + taps[k + m] + j] y[yo + n · apart + i · LANES + j], a chain over i. */
    static void compute(float[] x, int[] at, int[] taps, int k, float[] y, int yo, int apart, float[] z, int zo, int across) {
        int t0 = taps[k];
        int t1 = taps[k + 1];
        int t2 = taps[k + 2];
        int t3 = taps[k + 3];
        int t4 = taps[k + 4];
        int t5 = taps[k + 5];
        FloatVector v0 = FloatVector.zero(SPECIES), w0 = v0, x0 = v0, y0 = v0;
        FloatVector v1 = v0, w1 = v0, x1 = v0, y1 = v0;
        FloatVector v2 = v0, w2 = v0, x2 = v0, y2 = v0;
        FloatVector v3 = v0, w3 = v0, x3 = v0, y3 = v0;
        FloatVector v4 = v0, w4 = v0, x4 = v0, y4 = v0;
        FloatVector v5 = v0, w5 = v0, x5 = v0, y5 = v0;
        for (int i = 0, p = yo; i < at.length; i++, p += LANES) {
            int q = at[i];
            FloatVector u0 = FloatVector.fromArray(SPECIES, x, q + t0);
            FloatVector u1 = FloatVector.fromArray(SPECIES, x, q + t1);
            FloatVector u2 = FloatVector.fromArray(SPECIES, x, q + t2);
            FloatVector u3 = FloatVector.fromArray(SPECIES, x, q + t3);
            FloatVector u4 = FloatVector.fromArray(SPECIES, x, q + t4);
            FloatVector u5 = FloatVector.fromArray(SPECIES, x, q + t5);
            FloatVector f = FloatVector.fromArray(SPECIES, y, p);
            v0 = u0.fma(f, v0);
            v1 = u1.fma(f, v1);
            v2 = u2.fma(f, v2);
            v3 = u3.fma(f, v3);
            v4 = u4.fma(f, v4);
            v5 = u5.fma(f, v5);
            loadLoadFence(); // row 3
            f = FloatVector.fromArray(SPECIES, y, p + apart);
            w0 = u0.fma(f, w0);
            w1 = u1.fma(f, w1);
            w2 = u2.fma(f, w2);
            w3 = u3.fma(f, w3);
            w4 = u4.fma(f, w4);
            w5 = u5.fma(f, w5);
            loadLoadFence(); // row 3
            f = FloatVector.fromArray(SPECIES, y, p + 2 * apart);
            x0 = u0.fma(f, x0);
            x1 = u1.fma(f, x1);
            x2 = u2.fma(f, x2);
            x3 = u3.fma(f, x3);
            x4 = u4.fma(f, x4);
            x5 = u5.fma(f, x5);
            loadLoadFence(); // row 3
            f = FloatVector.fromArray(SPECIES, y, p + 3 * apart);
            y0 = u0.fma(f, y0);
            y1 = u1.fma(f, y1);
            y2 = u2.fma(f, y2);
            y3 = u3.fma(f, y3);
            y4 = u4.fma(f, y4);
            y5 = u5.fma(f, y5);
        }
        v0.intoArray(z, zo);
        v1.intoArray(z, zo + LANES);
        v2.intoArray(z, zo + 2 * LANES);
        v3.intoArray(z, zo + 3 * LANES);
        v4.intoArray(z, zo + 4 * LANES);
        v5.intoArray(z, zo + 5 * LANES);
        w0.intoArray(z, zo += across * LANES);
        w1.intoArray(z, zo + LANES);
        w2.intoArray(z, zo + 2 * LANES);
        w3.intoArray(z, zo + 3 * LANES);
        w4.intoArray(z, zo + 4 * LANES);
        w5.intoArray(z, zo + 5 * LANES);
        x0.intoArray(z, zo += across * LANES);
        x1.intoArray(z, zo + LANES);
        x2.intoArray(z, zo + 2 * LANES);
        x3.intoArray(z, zo + 3 * LANES);
        x4.intoArray(z, zo + 4 * LANES);
        x5.intoArray(z, zo + 5 * LANES);
        y0.intoArray(z, zo += across * LANES);
        y1.intoArray(z, zo + LANES);
        y2.intoArray(z, zo + 2 * LANES);
        y3.intoArray(z, zo + 3 * LANES);
        y4.intoArray(z, zo + 4 * LANES);
        y5.intoArray(z, zo + 5 * LANES);
    }
}
