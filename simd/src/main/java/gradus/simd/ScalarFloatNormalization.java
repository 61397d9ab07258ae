package gradus.simd;

import java.util.Arrays;

/** What normalising a run takes beyond its sum: with x̂ = (x − mean) · factor, the squares before, and the gradients after. */
final class ScalarFloatNormalization {

    private static final int LANES = ScalarFloatReductions.LANES;

    private ScalarFloatNormalization() {}

    static float squaredDeviations(float[] x, int xo, float mean, int n) {
        float[] lanes = new float[LANES];
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            Arrays.fill(lanes, 0);
            int chunk = Math.min(Kernels.CHUNK, n - c);
            for (int i = 0; i < chunk; i++) {
                float d = x[xo + c + i] - mean;
                lanes[i % LANES] = Math.fma(d, d, lanes[i % LANES]);
            }
            sum += ScalarFloatReductions.fold(lanes);
        }
        return sum;
    }

    static void normalize(float[] x, int xo, float mean, float factor, float[] scale, int so, float[] shift, int to,
                          float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Math.fma((x[xo + i] - mean) * factor, scale[so + i], shift[to + i]);
        }
    }

    static float normalizeSums(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                               float[] u, int uo, float[] v, int vo, int n) {
        float[] lanes = new float[LANES];
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            Arrays.fill(lanes, 0);
            int chunk = Math.min(Kernels.CHUNK, n - c);
            for (int k = 0; k < chunk; k++) {
                int i = c + k;
                float s = g[go + i] * ((x[xo + i] - mean) * factor);
                u[uo + i] += s;
                v[vo + i] += g[go + i];
                lanes[k % LANES] = Math.fma(s, scale[so + i], lanes[k % LANES]);
            }
            sum += ScalarFloatReductions.fold(lanes);
        }
        return sum;
    }

    static void normalizeGradient(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                                  float a, float b, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            float d = (x[xo + i] - mean) * factor;
            z[zo + i] = factor * Math.fma(-b, d, Math.fma(g[go + i], scale[so + i], -a));
        }
    }
}
