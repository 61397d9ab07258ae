package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileTranspose.*;

/**
 * A matrix times a vector, where the matrix' rows lie as they are multiplied: sixteen rows side by side, four elements of each
 * turned into columns at a time, since a sum is one chain and cannot run along the row.
 */
final class VectorFloatDots {

    private static final int ROWS = 16;

    private VectorFloatDots() {}

    /** As {@link ScalarFloatMatmul#dots}. */
    static void dots(float[] x, int xo, int xs, float[] y, int yo, int ys, int depth, float[] z, int zo, int zs, int n) {
        int i = 0;
        if (VECTORS && zs == 1)
            for (; i <= n - ROWS; i += ROWS) rows16(x, xo + i * xs, xs, y, yo, ys, depth, z, zo + i);
        ScalarFloatMatmul.dots(x, xo + i * xs, xs, y, yo, ys, depth, z, zo + i * zs, zs, n - i);
    }

    private static void rows16(float[] x, int xo, int xs, float[] y, int yo, int ys, int depth, float[] z, int zo) {
        FloatVector s0 = FloatVector.fromArray(FOUR, z, zo), s1 = FloatVector.fromArray(FOUR, z, zo + 4);
        FloatVector s2 = FloatVector.fromArray(FOUR, z, zo + 8), s3 = FloatVector.fromArray(FOUR, z, zo + 12);
        int k = 0, p = xo, r = yo;
        for (; k < depth - 3; k += 4, p += 4, r += 4 * ys) {
            FloatVector y0 = FloatVector.broadcast(FOUR, y[r]), y1 = FloatVector.broadcast(FOUR, y[r + ys]);
            FloatVector y2 = FloatVector.broadcast(FOUR, y[r + 2 * ys]), y3 = FloatVector.broadcast(FOUR, y[r + 3 * ys]);
            s0 = rows4(x, p, xs, y0, y1, y2, y3, s0);
            s1 = rows4(x, p + 4 * xs, xs, y0, y1, y2, y3, s1);
            s2 = rows4(x, p + 8 * xs, xs, y0, y1, y2, y3, s2);
            s3 = rows4(x, p + 12 * xs, xs, y0, y1, y2, y3, s3);
        }
        s0.intoArray(z, zo);
        s1.intoArray(z, zo + 4);
        s2.intoArray(z, zo + 8);
        s3.intoArray(z, zo + 12);
        if (k < depth) ScalarFloatMatmul.dots(x, p, xs, y, r, ys, depth - k, z, zo, 1, ROWS);
    }

    /** sum + Σ x[from + i · stride + k] · yk, for the rows i and k = 0 … 3, turned as by {@link VectorFloatTileTranspose}. */
    private static FloatVector rows4(float[] x, int from, int stride, FloatVector y0, FloatVector y1, FloatVector y2, FloatVector y3,
                                     FloatVector sum) {
        FloatVector r0 = FloatVector.fromArray(FOUR, x, from);
        FloatVector r1 = FloatVector.fromArray(FOUR, x, from + stride).rearrange(BY3);
        FloatVector r2 = FloatVector.fromArray(FOUR, x, from + 2 * stride).rearrange(BY2);
        FloatVector r3 = FloatVector.fromArray(FOUR, x, from + 3 * stride).rearrange(BY1);
        FloatVector s = r0.blend(r2, UPPER), t = r2.blend(r0, UPPER);
        FloatVector u = r3.blend(r1, INNER), v = r1.blend(r3, INNER);
        sum = s.blend(u, ODD).fma(y0, sum);
        sum = u.blend(s, ODD).rearrange(BY1).fma(y1, sum);
        sum = t.blend(v, ODD).rearrange(BY2).fma(y2, sum);
        return v.blend(t, ODD).rearrange(BY3).fma(y3, sum);
    }
}
