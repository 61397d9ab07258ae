package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * A matrix times a vector, where the matrix' rows lie as they are multiplied: as many rows side by side as a vector has lanes, whose
 * elements are turned into columns first, since a sum is one chain and cannot run along the row.
 */
final class VectorFloatDots {

    /** How much of the rows is turned at a time. */
    private static final int DEPTH = 64;

    private static final Spares<float[]> SPARES = new Spares<>(() -> new float[DEPTH * LANES]);

    private VectorFloatDots() {}

    /** As {@link ScalarFloatMatmul#dots}. */
    static void dots(float[] x, int xo, int xs, float[] y, int yo, int ys, int depth, float[] z, int zo, int zs, int n) {
        int i = 0, turned = zs == 1 && n >= LANES ? depth - depth % LANES : 0;
        if (turned > 0) {
            float[] columns = SPARES.take();
            for (; i <= n - LANES; i += LANES) {
                int p = xo + i * xs;
                for (int k = 0; k < turned; k += DEPTH) {
                    int deep = Math.min(DEPTH, turned - k);
                    VectorFloatTransposition.columns(x, p + k, xs, LANES, deep, columns, 0, LANES);
                    chain(columns, y, yo + k * ys, ys, deep, z, zo + i);
                }
                ScalarFloatMatmul.dots(x, p + turned, xs, y, yo + turned * ys, ys, depth - turned, z, zo + i, 1, LANES);
            }
            SPARES.giveBack(columns);
        }
        ScalarFloatMatmul.dots(x, xo + i * xs, xs, y, yo, ys, depth, z, zo + i * zs, zs, n - i);
    }

    private static void chain(float[] columns, float[] y, int yo, int ys, int depth, float[] z, int zo) {
        FloatVector sum = FloatVector.fromArray(SPECIES, z, zo);
        for (int k = 0, r = yo; k < depth; k++, r += ys)
            sum = FloatVector.fromArray(SPECIES, columns, k * LANES).fma(FloatVector.broadcast(SPECIES, y[r]), sum);
        sum.intoArray(z, zo);
    }
}
