package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import static gradus.simd.VectorFloatReductions.BY_1;
import static gradus.simd.VectorFloatReductions.BY_2;
import static gradus.simd.VectorFloatReductions.BY_4;
import static gradus.simd.VectorFloatReductions.BY_8;

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
        exp(x, xo, z, zo, n, max);
        scale(z, zo, n, 1 / VectorFloatReductions.sum(z, zo, n));
    }

    /** z = e^(x − max). */
    private static void exp(float[] x, int xo, float[] z, int zo, int n, float max) {
        for (int i = 0; i < n; i += LANES) { // with one exponential in the code, as C2 does not always inline two
            boolean whole = n - i >= LANES;
            FloatVector v = whole ? FloatVector.fromArray(SPECIES, x, xo + i)
                : FloatVector.fromArray(SPECIES, x, xo + i, SPECIES.indexInRange(i, n));
            v = exp(v, max);
            if (whole) v.intoArray(z, zo + i);
            else v.intoArray(z, zo + i, SPECIES.indexInRange(i, n));
        }
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
        FloatVector sum = even.add(odd);
        sum = sum.add(sum.rearrange(BY_1));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        return sum.lane(0);
    }
}
