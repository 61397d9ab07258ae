package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.FloatFewWeights.COLUMNS;
import static gradus.simd.FloatFewWeights.ROWS;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;

/** The loops of {@link FloatFewWeights} on vectors: the sums of three or four outputs and three k at a time are held in registers. */
final class VectorFloatFewWeights implements FloatFewWeights.Loops {

    private static final int ALL = FloatFewWeights.LANES;

    @Override
    public void lay(ConvolutionShape s, float[] y, int yo, float[] laid, int at) {
        VectorFloatDirectTile.lay(s, y, yo, laid, at);
    }

    @Override
    public void add(int images, int outputs, int n, float[] x, int[] taps, int xs, float[] y, int ys, float[] sums) {
        int across = taps.length * ALL;
        for (int o = 0, high; o < outputs; o += high) {
            int left = outputs - o;
            high = left == 4 || left > 6 ? ROWS : ROWS - 1;
            for (int k = 0; k < taps.length; k += COLUMNS)
                for (int l = 0; l < ALL; l += LANES) {
                    int t0 = taps[k] + l, t1 = taps[k + 1] + l, t2 = taps[k + 2] + l, yo = o * n + l, zo = o * across + k * ALL + l;
                    if (high == ROWS) rows4(images, n, x, t0, t1, t2, xs, y, yo, ys, sums, zo, across);
                    else rows3(images, n, x, t0, t1, t2, xs, y, yo, ys, sums, zo, across);
                }
        }
    }

    private static void rows4(int images, int n, float[] x, int t0, int t1, int t2, int xs, float[] y, int yo, int ys,
                              float[] z, int zo, int across) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, z, zo);
        FloatVector a1 = FloatVector.fromArray(SPECIES, z, zo + ALL);
        FloatVector a2 = FloatVector.fromArray(SPECIES, z, zo + 2 * ALL);
        FloatVector b0 = FloatVector.fromArray(SPECIES, z, zo + across);
        FloatVector b1 = FloatVector.fromArray(SPECIES, z, zo + across + ALL);
        FloatVector b2 = FloatVector.fromArray(SPECIES, z, zo + across + 2 * ALL);
        FloatVector c0 = FloatVector.fromArray(SPECIES, z, zo + 2 * across);
        FloatVector c1 = FloatVector.fromArray(SPECIES, z, zo + 2 * across + ALL);
        FloatVector c2 = FloatVector.fromArray(SPECIES, z, zo + 2 * across + 2 * ALL);
        FloatVector d0 = FloatVector.fromArray(SPECIES, z, zo + 3 * across);
        FloatVector d1 = FloatVector.fromArray(SPECIES, z, zo + 3 * across + ALL);
        FloatVector d2 = FloatVector.fromArray(SPECIES, z, zo + 3 * across + 2 * ALL);
        for (int i = 0; i < images; i++, t0 += xs, t1 += xs, t2 += xs, yo += ys)
            for (int p = 0; p < n; p += ALL) {
                FloatVector x0 = FloatVector.fromArray(SPECIES, x, t0 + p), x1 = FloatVector.fromArray(SPECIES, x, t1 + p);
                FloatVector x2 = FloatVector.fromArray(SPECIES, x, t2 + p), f;
                f = FloatVector.fromArray(SPECIES, y, yo + p);
                a0 = f.fma(x0, a0);
                a1 = f.fma(x1, a1);
                a2 = f.fma(x2, a2);
                f = FloatVector.fromArray(SPECIES, y, yo + p + n);
                b0 = f.fma(x0, b0);
                b1 = f.fma(x1, b1);
                b2 = f.fma(x2, b2);
                f = FloatVector.fromArray(SPECIES, y, yo + p + 2 * n);
                c0 = f.fma(x0, c0);
                c1 = f.fma(x1, c1);
                c2 = f.fma(x2, c2);
                f = FloatVector.fromArray(SPECIES, y, yo + p + 3 * n);
                d0 = f.fma(x0, d0);
                d1 = f.fma(x1, d1);
                d2 = f.fma(x2, d2);
            }
        a0.intoArray(z, zo);
        a1.intoArray(z, zo + ALL);
        a2.intoArray(z, zo + 2 * ALL);
        b0.intoArray(z, zo + across);
        b1.intoArray(z, zo + across + ALL);
        b2.intoArray(z, zo + across + 2 * ALL);
        c0.intoArray(z, zo + 2 * across);
        c1.intoArray(z, zo + 2 * across + ALL);
        c2.intoArray(z, zo + 2 * across + 2 * ALL);
        d0.intoArray(z, zo + 3 * across);
        d1.intoArray(z, zo + 3 * across + ALL);
        d2.intoArray(z, zo + 3 * across + 2 * ALL);
    }

    private static void rows3(int images, int n, float[] x, int t0, int t1, int t2, int xs, float[] y, int yo, int ys,
                              float[] z, int zo, int across) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, z, zo);
        FloatVector a1 = FloatVector.fromArray(SPECIES, z, zo + ALL);
        FloatVector a2 = FloatVector.fromArray(SPECIES, z, zo + 2 * ALL);
        FloatVector b0 = FloatVector.fromArray(SPECIES, z, zo + across);
        FloatVector b1 = FloatVector.fromArray(SPECIES, z, zo + across + ALL);
        FloatVector b2 = FloatVector.fromArray(SPECIES, z, zo + across + 2 * ALL);
        FloatVector c0 = FloatVector.fromArray(SPECIES, z, zo + 2 * across);
        FloatVector c1 = FloatVector.fromArray(SPECIES, z, zo + 2 * across + ALL);
        FloatVector c2 = FloatVector.fromArray(SPECIES, z, zo + 2 * across + 2 * ALL);
        for (int i = 0; i < images; i++, t0 += xs, t1 += xs, t2 += xs, yo += ys)
            for (int p = 0; p < n; p += ALL) {
                FloatVector x0 = FloatVector.fromArray(SPECIES, x, t0 + p), x1 = FloatVector.fromArray(SPECIES, x, t1 + p);
                FloatVector x2 = FloatVector.fromArray(SPECIES, x, t2 + p), f;
                f = FloatVector.fromArray(SPECIES, y, yo + p);
                a0 = f.fma(x0, a0);
                a1 = f.fma(x1, a1);
                a2 = f.fma(x2, a2);
                f = FloatVector.fromArray(SPECIES, y, yo + p + n);
                b0 = f.fma(x0, b0);
                b1 = f.fma(x1, b1);
                b2 = f.fma(x2, b2);
                f = FloatVector.fromArray(SPECIES, y, yo + p + 2 * n);
                c0 = f.fma(x0, c0);
                c1 = f.fma(x1, c1);
                c2 = f.fma(x2, c2);
            }
        a0.intoArray(z, zo);
        a1.intoArray(z, zo + ALL);
        a2.intoArray(z, zo + 2 * ALL);
        b0.intoArray(z, zo + across);
        b1.intoArray(z, zo + across + ALL);
        b2.intoArray(z, zo + across + 2 * ALL);
        c0.intoArray(z, zo + 2 * across);
        c1.intoArray(z, zo + 2 * across + ALL);
        c2.intoArray(z, zo + 2 * across + 2 * ALL);
    }
}
