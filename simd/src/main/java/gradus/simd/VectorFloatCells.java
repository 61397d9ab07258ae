package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatCells} on vectors. */
final class VectorFloatCells {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    /**
     * A part of a step with one elementary function at most, for one row. C2 would inline calls of all parts into one compilation,
     * which has no room for their functions (see {@link FloatVectorMath}); where three and more are called in one place, it does not.
     */
    private interface Part {
        void compute(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po,
                     float[] c, int co, float[] h, int ho, int units);
    }

    private static final Part[] LSTM = {
        (x, xo, b, bo, gates, go, _, _, _, _, _, _, units) -> sigmoids(x, xo, b, bo, gates, go, 0, 2 * units),
        (x, xo, b, bo, gates, go, _, _, _, _, _, _, units) -> tanhs(x, xo, b, bo, gates, go, 2 * units, 3 * units),
        (x, xo, b, bo, gates, go, _, _, _, _, _, _, units) -> sigmoids(x, xo, b, bo, gates, go, 3 * units, 4 * units),
        (_, _, _, _, gates, go, before, po, c, co, h, ho, units) -> lstmStates(gates, go, before, po, c, co, h, ho, units)};

    private static final Part[] GRU = {
        (x, xo, b, bo, gates, go, _, _, _, _, _, _, units) -> sigmoids(x, xo, b, bo, gates, go, 0, 2 * units),
        (x, xo, b, bo, gates, go, _, _, _, _, _, _, units) -> candidates(x, xo, b, bo, gates, go, units),
        (_, _, _, _, gates, go, before, po, _, _, h, ho, units) -> gruStates(gates, go, before, po, h, ho, units)};

    private VectorFloatCells() {}

    private static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(SPECIES, x, i);
    }

    static void lstm(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po,
                     float[] c, int co, float[] h, int ho, int rows, int units) {
        for (int r = 0, at = 0; r < rows; r++, at += units) {
            for (Part part : LSTM) {
                part.compute(x, xo + 4 * at, b, bo, gates, go + 4 * at, before, po + at, c, co + at, h, ho + at, units);
            }
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
        ScalarFloatCells.lstmStates(gates, go, before, po, c, co, h, ho, j, units);
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
            // The API's own load, as C2 inlines no other by then.
            FloatVector t = FloatVectorMath.tanh(FloatVector.fromArray(SPECIES, c, co + j)), s = FloatVector.fromArray(SPECIES, gh, gho + j).add(FloatVector.fromArray(SPECIES, dh, dho + j));
            FloatVector o = FloatVector.fromArray(SPECIES, gates, go + j + 3 * units), u = s.mul(o);
            FloatVector d = u.mul(t).neg().fma(t, u).add(FloatVector.fromArray(SPECIES, gc, gco + j).add(FloatVector.fromArray(SPECIES, dc, dco + j)));
            s.mul(t).mul(o.neg().fma(o, o)).intoArray(dx, dxo + j + 3 * units);
            FloatVector i = FloatVector.fromArray(SPECIES, gates, go + j), g = FloatVector.fromArray(SPECIES, gates, go + j + 2 * units);
            d.mul(g).mul(i.neg().fma(i, i)).intoArray(dx, dxo + j);
            d.mul(i).mul(g.neg().fma(g, g.broadcast(1))).intoArray(dx, dxo + j + 2 * units);
            FloatVector f = FloatVector.fromArray(SPECIES, gates, go + j + units);
            d.mul(FloatVector.fromArray(SPECIES, before, po + j)).mul(f.neg().fma(f, f)).intoArray(dx, dxo + j + units);
            d.mul(f).intoArray(dc, dco + j);
        }
        ScalarFloatCells.lstmSlopes(gates, go, before, po, c, co, gh, gho, gc, gco, dh, dho, dc, dco, dx, dxo, j, units);
    }

    static void gru(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po, float[] h, int ho,
                    int rows, int units) {
        for (int r = 0, at = 0; r < rows; r++, at += units) {
            for (Part part : GRU) {
                part.compute(x, xo + 3 * at, b, bo, gates, go + 4 * at, before, po + at, null, 0, h, ho + at, units);
            }
        }
    }

    private static void candidates(float[] x, int xo, float[] b, int bo, float[] gates, int go, int units) {
        int j = 0;
        for (; j <= units - LANES; j += LANES) {
            FloatVector a = load(gates, go + j + 2 * units).add(load(b, bo + j + 2 * units));
            a.intoArray(gates, go + j + 2 * units);
            FloatVector in = load(x, xo + j + 2 * units).add(load(b, bo + j + 3 * units));
            FloatVectorMath.tanh(load(gates, go + j).fma(a, in)).intoArray(gates, go + j + 3 * units);
        }
        ScalarFloatCells.candidates(x, xo, b, bo, gates, go, j, units);
    }

    private static void gruStates(float[] gates, int go, float[] before, int po, float[] h, int ho, int units) {
        int j = 0;
        for (; j <= units - LANES; j += LANES) {
            FloatVector n = load(gates, go + j + 3 * units);
            load(gates, go + j + units).fma(load(before, po + j).sub(n), n).intoArray(h, ho + j);
        }
        ScalarFloatCells.gruStates(gates, go, before, po, h, ho, j, units);
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
