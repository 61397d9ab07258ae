package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatSoftmax} on vectors. */
final class VectorFloatSoftmax {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ALL = ScalarFloatReductions.LANES, QUARTER = ALL / 4;

    private VectorFloatSoftmax() {}

    static float logSumExp(float[] x, int xo, int n) {
        float max = VectorFloatReductions.max(x, xo, n);
        return Float.isInfinite(max) ? max : max + FloatMath.log(sumOfExp(x, xo, n, max));
    }

    static void softmax(float[] x, int xo, float[] z, int zo, int n) {
        float max = VectorFloatReductions.max(x, xo, n);
        int i = exp(x, xo, z, zo, n, max);
        if (i < n) expOfRest(x, xo + i, z, zo + i, max, n - i);
        scale(z, zo, n, 1 / VectorFloatReductions.sum(z, zo, n));
    }

    /** z = e^(x − max) as far as vectors go. */
    private static int exp(float[] x, int xo, float[] z, int zo, int n, float max) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            exp(FloatVector.fromArray(SPECIES, x, xo + i), max).intoArray(z, zo + i);
        }
        return i;
    }

    private static void expOfRest(float[] x, int xo, float[] z, int zo, float max, int n) {
        VectorMask<Float> here = SPECIES.indexInRange(0, n);
        exp(FloatVector.fromArray(SPECIES, x, xo, here), max).intoArray(z, zo, here);
    }

    private static void scale(float[] z, int zo, int n, float factor) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector.fromArray(SPECIES, z, zo + i).mul(factor).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] *= factor;
        }
    }

    static void logSoftmax(float[] x, int xo, float[] z, int zo, int n) {
        float max = VectorFloatReductions.max(x, xo, n);
        float log = FloatMath.log(sumOfExp(x, xo, n, max));
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector.fromArray(SPECIES, x, xo + i).sub(max).sub(log).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = x[xo + i] - max - log;
        }
    }

    private static FloatVector exp(FloatVector x, float max) {
        return FloatVectorMath.exp(x.sub(max));
    }

    private static float sumOfExp(float[] x, int xo, int n, float max) {
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            sum += sumChunk(x, xo + c, Math.min(Kernels.CHUNK, n - c), max);
        }
        return sum;
    }

    private static float sumChunk(float[] x, int xo, int n, float max) {
        return switch (QUARTER / LANES) {
            case 1 -> sumStrip(x, xo, 0, n, max);
            case 2 -> sumStrip(x, xo, 0, n, max) + sumStrip(x, xo, LANES, n, max);
            default -> sumStrip(x, xo, 0, n, max) + sumStrip(x, xo, LANES, n, max)
                + (sumStrip(x, xo, 2 * LANES, n, max) + sumStrip(x, xo, 3 * LANES, n, max));
        };
    }

    /** As in {@link VectorFloatReductions}, but quarter after quarter: a loop has room for few exponentials. */
    private static float sumStrip(float[] x, int xo, int lane, int n, float max) {
        FloatVector even = FloatVector.zero(SPECIES), odd = even;
        for (int q = 0; q < 4; q++) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = lane + q * QUARTER; i < n; i += ALL) { // masked throughout, as C2 inlines one exponential, not always two
                VectorMask<Float> here = SPECIES.indexInRange(i, n);
                sum = sum.add(exp(FloatVector.fromArray(SPECIES, x, xo + i, here), max), here);
            }
            if (q % 2 == 0) {
                even = even.add(sum);
            } else {
                odd = odd.add(sum);
            }
        }
        return VectorFloatReductions.addPairs(even.add(odd));
    }
}
