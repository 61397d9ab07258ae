package gradus.simd;

/** Optimiser steps, element by element; {@link Kernels} has the formulas and their sources. */
final class ScalarFloatUpdates {

    private ScalarFloatUpdates() {}

    static void sgd(float[] w, int wo, float[] g, int go, float[] v, int vo, int n, boolean first,
                    double rate, double momentum, double dampening, boolean nesterov, double l2, double decay) {
        float shrink = FloatMath.of(-rate * decay), l = FloatMath.of(l2), r = FloatMath.of(-rate);
        float mu = FloatMath.of(momentum), fresh = FloatMath.of(1 - dampening);
        for (int i = 0; i < n; i++) {
            float x = w[wo + i], p = Math.fma(shrink, x, x);
            float d = Math.fma(l, x, g[go + i]);
            if (momentum != 0) {
                float u = first ? d : flushed(Math.fma(mu, v[vo + i], fresh * d));
                v[vo + i] = u;
                d = nesterov ? Math.fma(mu, u, d) : u;
            }
            w[wo + i] = Math.fma(r, d, p);
        }
    }

    static void adam(float[] w, int wo, float[] g, int go, float[] m, int mo, float[] v, int vo, int n, long step,
                     double rate, double beta1, double beta2, double epsilon, double l2, double decay) {
        float shrink = FloatMath.of(-rate * decay), l = FloatMath.of(l2), e = FloatMath.of(epsilon);
        float b1 = FloatMath.of(beta1), fresh1 = FloatMath.of(1 - beta1);
        float b2 = FloatMath.of(beta2), fresh2 = FloatMath.of(1 - beta2);
        float r = FloatMath.of(adamRate(rate, beta1, step));
        float c = FloatMath.of(adamScale(beta2, step));
        for (int i = 0; i < n; i++) {
            float x = w[wo + i], p = Math.fma(shrink, x, x);
            float d = Math.fma(l, x, g[go + i]);
            float mean = flushed(Math.fma(b1, m[mo + i], fresh1 * d));
            float square = flushed(Math.fma(b2, v[vo + i], fresh2 * d * d));
            m[mo + i] = mean;
            v[vo + i] = square;
            w[wo + i] = Math.fma(r, mean / Math.fma(FloatMath.sqrt(square), c, e), p);
        }
    }

    /**
     * 0 in place of a subnormal number. An average whose gradients have ended, such as that of a dead relu's weight, decays
     * into these and stays, and each operation on one takes some fifty times as long.
     */
    private static float flushed(float x) {
        return Math.abs(x) < Float.MIN_NORMAL ? 0 : x;
    }

    /** −rate / (1 − β₁ᵗ); StrictMath, as Math.pow may differ between machines. */
    static double adamRate(double rate, double beta1, long step) {
        return -rate / (1 - StrictMath.pow(beta1, step));
    }

    /** 1 / √(1 − β₂ᵗ). */
    static double adamScale(double beta2, long step) {
        return 1 / Math.sqrt(1 - StrictMath.pow(beta2, step));
    }
}
