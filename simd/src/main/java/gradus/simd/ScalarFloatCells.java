package gradus.simd;

/** One step of recurrent units, a row for each sequence of the batch, unit by unit. */
final class ScalarFloatCells {

    private ScalarFloatCells() {}

    /** @see Kernels#lstm */
    static void lstm(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po,
                     float[] c, int co, float[] h, int ho, int rows, int units) {
        for (int r = 0; r < rows; r++, xo += 4 * units, go += 4 * units, po += units, co += units, ho += units) {
            sigmoids(x, xo, b, bo, gates, go, 0, 2 * units);
            tanhs(x, xo, b, bo, gates, go, 2 * units, 3 * units);
            sigmoids(x, xo, b, bo, gates, go, 3 * units, 4 * units);
            lstmStates(gates, go, before, po, c, co, h, ho, 0, units);
        }
    }

    /** z = σ(x + b + z) from one element to before another. */
    static void sigmoids(float[] x, int xo, float[] b, int bo, float[] z, int zo, int from, int to) {
        for (int i = from; i < to; i++) {
            z[zo + i] = FloatMath.sigmoid(x[xo + i] + b[bo + i] + z[zo + i]);
        }
    }

    static void tanhs(float[] x, int xo, float[] b, int bo, float[] z, int zo, int from, int to) {
        for (int i = from; i < to; i++) {
            z[zo + i] = FloatMath.tanh(x[xo + i] + b[bo + i] + z[zo + i]);
        }
    }

    static void lstmStates(float[] gates, int go, float[] before, int po, float[] c, int co, float[] h, int ho,
                           int from, int units) {
        for (int j = from; j < units; j++) {
            int q = go + j;
            float next = Math.fma(gates[q + units], before[po + j], gates[q] * gates[q + 2 * units]);
            c[co + j] = next;
            h[ho + j] = gates[q + 3 * units] * FloatMath.tanh(next);
        }
    }

    /** @see Kernels#lstmGradient */
    static void lstmGradient(float[] gates, int go, float[] before, int po, float[] c, int co, float[] gh, int gho, float[] gc, int gco,
                             float[] dh, int dho, float[] dc, int dco, float[] dx, int dxo, int rows, int units) {
        for (int r = 0; r < rows; r++) {
            int at = r * units, wide = 4 * at;
            lstmSlopes(gates, go + wide, before, po + at, c, co + at, gh, gho + at, gc, gco + at, dh, dho + at, dc, dco + at,
                       dx, dxo + wide, 0, units);
        }
    }

    static void lstmSlopes(float[] gates, int go, float[] before, int po, float[] c, int co, float[] gh, int gho, float[] gc, int gco,
                           float[] dh, int dho, float[] dc, int dco, float[] dx, int dxo, int from, int units) {
        for (int j = from; j < units; j++) {
            float i = gates[go + j], f = gates[go + j + units], g = gates[go + j + 2 * units], o = gates[go + j + 3 * units];
            float t = FloatMath.tanh(c[co + j]), s = gh[gho + j] + dh[dho + j], u = s * o;
            float d = Math.fma(-u * t, t, u) + (gc[gco + j] + dc[dco + j]);
            dx[dxo + j] = d * g * Math.fma(-i, i, i);
            dx[dxo + j + units] = d * before[po + j] * Math.fma(-f, f, f);
            dx[dxo + j + 2 * units] = d * i * Math.fma(-g, g, 1);
            dx[dxo + j + 3 * units] = s * t * Math.fma(-o, o, o);
            dc[dco + j] = d * f;
        }
    }

    /** @see Kernels#gru */
    static void gru(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po, float[] h, int ho,
                    int rows, int units) {
        for (int r = 0; r < rows; r++, xo += 3 * units, go += 4 * units, po += units, ho += units) {
            sigmoids(x, xo, b, bo, gates, go, 0, 2 * units);
            candidates(x, xo, b, bo, gates, go, 0, units);
            gruStates(gates, go, before, po, h, ho, 0, units);
        }
    }

    /** a and n, from one unit on. */
    static void candidates(float[] x, int xo, float[] b, int bo, float[] gates, int go, int from, int units) {
        for (int j = from; j < units; j++) {
            float a = gates[go + j + 2 * units] + b[bo + j + 2 * units];
            gates[go + j + 2 * units] = a;
            gates[go + j + 3 * units] = FloatMath.tanh(Math.fma(gates[go + j], a, x[xo + j + 2 * units] + b[bo + j + 3 * units]));
        }
    }

    static void gruStates(float[] gates, int go, float[] before, int po, float[] h, int ho, int from, int units) {
        for (int j = from; j < units; j++) {
            float n = gates[go + j + 3 * units];
            h[ho + j] = Math.fma(gates[go + j + units], before[po + j] - n, n);
        }
    }

    /** @see Kernels#gruGradient */
    static void gruGradient(float[] gates, int go, float[] before, int po, float[] gh, int gho, float[] dh, int dho,
                            float[] dx, int dxo, float[] da, int dao, int rows, int units) {
        for (int r = 0; r < rows; r++) {
            int at = r * units;
            gruSlopes(gates, go + 4 * at, before, po + at, gh, gho + at, dh, dho + at, dx, dxo + 3 * at, da, dao + 4 * at, 0, units);
        }
    }

    static void gruSlopes(float[] gates, int go, float[] before, int po, float[] gh, int gho, float[] dh, int dho,
                          float[] dx, int dxo, float[] da, int dao, int from, int units) {
        for (int j = from; j < units; j++) {
            float r = gates[go + j], z = gates[go + j + units], a = gates[go + j + 2 * units], n = gates[go + j + 3 * units];
            float d = gh[gho + j] + dh[dho + j], dn = Math.fma(-d, z, d) * Math.fma(-n, n, 1);
            float dr = dn * a * Math.fma(-r, r, r), dz = d * (before[po + j] - n) * Math.fma(-z, z, z);
            dx[dxo + j] = dr;
            dx[dxo + j + units] = dz;
            dx[dxo + j + 2 * units] = dn;
            da[dao + j] = dr;
            da[dao + j + units] = dz;
            da[dao + j + 2 * units] = dn * r;
            da[dao + j + 3 * units] = dn;
            dh[dho + j] = d * z;
        }
    }
}
