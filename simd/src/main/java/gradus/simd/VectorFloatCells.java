package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatCells} on vectors. */
final class VectorFloatCells {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorFloatCells() {}

    private static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(SPECIES, x, i);
    }

    static void lstm(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po,
                     float[] c, int co, float[] h, int ho, int rows, int units) {
        for (int r = 0; r < rows; r++, xo += 4 * units, go += 4 * units, po += units, co += units, ho += units) {
            sigmoids(x, xo, b, bo, gates, go, 0, 2 * units);
            tanhs(x, xo, b, bo, gates, go, 2 * units, 3 * units);
            sigmoids(x, xo, b, bo, gates, go, 3 * units, 4 * units);
            lstmStates(gates, go, before, po, c, co, h, ho, units);
        }
    }

    private static void sigmoids(float[] x, int xo, float[] b, int bo, float[] z, int zo, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVectorMath.sigmoid(load(x, xo + i).add(load(b, bo + i)).add(load(z, zo + i))).intoArray(z, zo + i);
        }
        ScalarFloatCells.sigmoids(x, xo, b, bo, z, zo, i, to);
    }

    private static void tanhs(float[] x, int xo, float[] b, int bo, float[] z, int zo, int from, int to) {
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVectorMath.tanh(load(x, xo + i).add(load(b, bo + i)).add(load(z, zo + i))).intoArray(z, zo + i);
        }
        ScalarFloatCells.tanhs(x, xo, b, bo, z, zo, i, to);
    }

    private static void lstmStates(float[] gates, int go, float[] before, int po, float[] c, int co, float[] h, int ho, int units) {
        int j = 0;
        for (; j <= units - LANES; j += LANES) {
            int q = go + j;
            FloatVector next = load(gates, q + units).fma(load(before, po + j), load(gates, q).mul(load(gates, q + 2 * units)));
            next.intoArray(c, co + j);
            load(gates, q + 3 * units).mul(FloatVectorMath.tanh(next)).intoArray(h, ho + j);
        }
        ScalarFloatCells.lstmStates(gates, go, before, po, c, co, h, ho, j, units, units);
    }

    static void lstmGradient(float[] gates, int go, float[] before, int po, float[] c, int co, float[] gh, int gho, float[] gc, int gco,
                             float[] dh, int dho, float[] dc, int dco, float[] dx, int dxo, int rows, int units) {
        for (int r = 0; r < rows; r++) {
            int at = r * units, wide = 4 * at;
            lstmSlopes(gates, go + wide, before, po + at, c, co + at, gh, gho + at, gc, gco + at, dh, dho + at, dc, dco + at,
                       dx, dxo + wide, units);
        }
    }

    private static void lstmSlopes(float[] gates, int go, float[] before, int po, float[] c, int co, float[] gh, int gho, float[] gc, int gco,
                                   float[] dh, int dho, float[] dc, int dco, float[] dx, int dxo, int units) {
        int j = 0;
        for (; j <= units - LANES; j += LANES) {
            FloatVector t = FloatVectorMath.tanh(load(c, co + j)), s = load(gh, gho + j).add(load(dh, dho + j));
            FloatVector o = load(gates, go + j + 3 * units), u = s.mul(o);
            FloatVector d = u.mul(t).neg().fma(t, u).add(load(gc, gco + j).add(load(dc, dco + j)));
            s.mul(t).mul(o.neg().fma(o, o)).intoArray(dx, dxo + j + 3 * units);
            FloatVector i = load(gates, go + j), g = load(gates, go + j + 2 * units);
            d.mul(g).mul(i.neg().fma(i, i)).intoArray(dx, dxo + j);
            d.mul(i).mul(g.neg().fma(g, g.broadcast(1))).intoArray(dx, dxo + j + 2 * units);
            FloatVector f = load(gates, go + j + units);
            d.mul(load(before, po + j)).mul(f.neg().fma(f, f)).intoArray(dx, dxo + j + units);
            d.mul(f).intoArray(dc, dco + j);
        }
        ScalarFloatCells.lstmSlopes(gates, go, before, po, c, co, gh, gho, gc, gco, dh, dho, dc, dco, dx, dxo, j, units);
    }

    static void gru(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po, float[] h, int ho,
                    int rows, int units) {
        for (int r = 0; r < rows; r++, xo += 3 * units, go += 4 * units, po += units, ho += units) {
            sigmoids(x, xo, b, bo, gates, go, 0, 2 * units);
            gruStates(x, xo, b, bo, gates, go, before, po, h, ho, units);
        }
    }

    private static void gruStates(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po, float[] h, int ho,
                                  int units) {
        int j = 0;
        for (; j <= units - LANES; j += LANES) {
            int q = go + j;
            FloatVector a = load(gates, q + 2 * units).add(load(b, bo + j + 2 * units));
            FloatVector input = load(x, xo + j + 2 * units).add(load(b, bo + j + 3 * units));
            FloatVector n = FloatVectorMath.tanh(load(gates, q).fma(a, input));
            a.intoArray(gates, q + 2 * units);
            n.intoArray(gates, q + 3 * units);
            load(gates, q + units).fma(load(before, po + j).sub(n), n).intoArray(h, ho + j);
        }
        ScalarFloatCells.gruStates(x, xo, b, bo, gates, go, before, po, h, ho, j, units);
    }

    static void gruGradient(float[] gates, int go, float[] before, int po, float[] gh, int gho, float[] dh, int dho,
                            float[] dx, int dxo, float[] da, int dao, int rows, int units) {
        for (int r = 0; r < rows; r++) {
            int at = r * units;
            gruSlopes(gates, go + 4 * at, before, po + at, gh, gho + at, dh, dho + at, dx, dxo + 3 * at, da, dao + 4 * at, units);
        }
    }

    private static void gruSlopes(float[] gates, int go, float[] before, int po, float[] gh, int gho, float[] dh, int dho,
                                  float[] dx, int dxo, float[] da, int dao, int units) {
        int j = 0;
        for (; j <= units - LANES; j += LANES) {
            FloatVector z = load(gates, go + j + units), n = load(gates, go + j + 3 * units), d = load(gh, gho + j).add(load(dh, dho + j));
            d.mul(z).intoArray(dh, dho + j);
            FloatVector dz = d.mul(load(before, po + j).sub(n)).mul(z.neg().fma(z, z));
            dz.intoArray(dx, dxo + j + units);
            dz.intoArray(da, dao + j + units);
            FloatVector dn = d.neg().fma(z, d).mul(n.neg().fma(n, n.broadcast(1))), r = load(gates, go + j);
            dn.intoArray(dx, dxo + j + 2 * units);
            dn.intoArray(da, dao + j + 3 * units);
            dn.mul(r).intoArray(da, dao + j + 2 * units);
            FloatVector dr = dn.mul(load(gates, go + j + 2 * units)).mul(r.neg().fma(r, r));
            dr.intoArray(dx, dxo + j);
            dr.intoArray(da, dao + j);
        }
        ScalarFloatCells.gruSlopes(gates, go, before, po, gh, gho, dh, dho, dx, dxo, da, dao, j, units);
    }
}
