package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatUpdates} on vectors. */
final class VectorFloatUpdates {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorFloatUpdates() {}

    static void sgd(float[] w, int wo, float[] g, int go, float[] v, int vo, int n, boolean first,
                    double rate, double momentum, double dampening, boolean nesterov, double l2, double decay) {
        FloatVector shrink = all(-rate * decay), l = all(l2), r = all(-rate), mu = all(momentum), fresh = all(1 - dampening);
        int i = 0, end = SPECIES.loopBound(n);
        if (momentum == 0) {
            for (; i < end; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, w, wo + i), p = shrink.fma(x, x);
                FloatVector d = l.fma(x, FloatVector.fromArray(SPECIES, g, go + i));
                r.fma(d, p).intoArray(w, wo + i);
            }
        } else if (first) {
            for (; i < end; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, w, wo + i), p = shrink.fma(x, x);
                FloatVector d = l.fma(x, FloatVector.fromArray(SPECIES, g, go + i));
                d.intoArray(v, vo + i);
                r.fma(nesterov ? mu.fma(d, d) : d, p).intoArray(w, wo + i);
            }
        } else {
            for (; i < end; i += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, w, wo + i), p = shrink.fma(x, x);
                FloatVector d = l.fma(x, FloatVector.fromArray(SPECIES, g, go + i));
                FloatVector u = flushed(mu.fma(FloatVector.fromArray(SPECIES, v, vo + i), fresh.mul(d)));
                u.intoArray(v, vo + i);
                r.fma(nesterov ? mu.fma(u, d) : u, p).intoArray(w, wo + i);
            }
        }
        ScalarFloatUpdates.sgd(w, wo + i, g, go + i, v, vo + i, n - i, first, rate, momentum, dampening, nesterov, l2, decay);
    }

    static void adam(float[] w, int wo, float[] g, int go, float[] m, int mo, float[] v, int vo, int n, long step,
                     double rate, double beta1, double beta2, double epsilon, double l2, double decay) {
        FloatVector shrink = all(-rate * decay), l = all(l2), e = all(epsilon);
        FloatVector b1 = all(beta1), fresh1 = all(1 - beta1), b2 = all(beta2), fresh2 = all(1 - beta2);
        FloatVector r = all(ScalarFloatUpdates.adamRate(rate, beta1, step)), c = all(ScalarFloatUpdates.adamScale(beta2, step));
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, w, wo + i), p = shrink.fma(x, x);
            FloatVector d = l.fma(x, FloatVector.fromArray(SPECIES, g, go + i));
            FloatVector mean = flushed(b1.fma(FloatVector.fromArray(SPECIES, m, mo + i), fresh1.mul(d)));
            FloatVector square = flushed(b2.fma(FloatVector.fromArray(SPECIES, v, vo + i), fresh2.mul(d).mul(d)));
            mean.intoArray(m, mo + i);
            square.intoArray(v, vo + i);
            r.fma(mean.div(square.sqrt().fma(c, e)), p).intoArray(w, wo + i);
        }
        if (i < n) { // else it would work out the powers again
            ScalarFloatUpdates.adam(w, wo + i, g, go + i, m, mo + i, v, vo + i, n - i, step, rate, beta1, beta2, epsilon, l2, decay);
        }
    }

    private static FloatVector all(double x) {
        return FloatVector.broadcast(SPECIES, FloatMath.of(x));
    }

    /** {@link ScalarFloatUpdates#flushed}. */
    private static FloatVector flushed(FloatVector x) {
        return x.blend(0, x.abs().lt(Float.MIN_NORMAL));
    }
}
