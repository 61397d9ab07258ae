package gradus.simd;

import java.util.Arrays;

/** Softmax and its logarithms over one run: with m = max x and s = Σ e^(x − m) nothing overflows, and 1 ≤ s ≤ n. */
final class ScalarFloatSoftmax {

    private static final int LANES = ScalarFloatReductions.LANES;

    private ScalarFloatSoftmax() {}

    static float logSumExp(float[] x, int xo, int n) {
        float max = ScalarFloatReductions.max(x, xo, n);
        return Float.isInfinite(max) ? max : max + FloatMath.log(sumOfExp(x, xo, n, max)); // ∞ − ∞ would be NaN
    }

    static void softmax(float[] x, int xo, float[] z, int zo, int n) {
        float max = ScalarFloatReductions.max(x, xo, n);
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.exp(x[xo + i] - max);
        }
        float scale = 1 / ScalarFloatReductions.sum(z, zo, n);
        for (int i = 0; i < n; i++) {
            z[zo + i] *= scale;
        }
    }

    static void logSoftmax(float[] x, int xo, float[] z, int zo, int n) {
        float max = ScalarFloatReductions.max(x, xo, n);
        float log = FloatMath.log(sumOfExp(x, xo, n, max));
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] - max - log;
        }
    }

    private static float sumOfExp(float[] x, int xo, int n, float max) {
        float[] lanes = new float[LANES];
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            Arrays.fill(lanes, 0);
            int chunk = Math.min(Kernels.CHUNK, n - c);
            for (int i = 0; i < chunk; i++) {
                lanes[i % LANES] += FloatMath.exp(x[xo + c + i] - max);
            }
            sum += ScalarFloatReductions.fold(lanes);
        }
        return sum;
    }
}
