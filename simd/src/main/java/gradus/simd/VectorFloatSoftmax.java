package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatSoftmax} on vectors. */
final class VectorFloatSoftmax {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ALL = Kernels.LANE_BYTES / Float.BYTES, QUARTER = ALL / 4;

    private VectorFloatSoftmax() {}

    static float logSumExp(float[] x, int xo, int n) {
        float max = VectorFloatReductions.max(x, xo, n);
        return Float.isInfinite(max) ? max : max + FloatMath.log(sumOfExp(x, xo, n, max));
    }

    static void softmax(float[] x, int xo, float[] z, int zo, int n) {
        float max = VectorFloatReductions.max(x, xo, n);
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            exp(FloatVector.fromArray(SPECIES, x, xo + i), max).intoArray(z, zo + i);
        }
        if (i < n) {
            VectorMask<Float> here = SPECIES.indexInRange(i, n);
            exp(FloatVector.fromArray(SPECIES, x, xo + i, here), max).intoArray(z, zo + i, here);
        }
        float scale = 1 / VectorFloatReductions.sum(z, zo, n);
        i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector.fromArray(SPECIES, z, zo + i).mul(scale).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] *= scale;
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
        return VectorFloatReductions.halve(switch (QUARTER / LANES) {
            case 1 -> sumStrip(x, xo, 0, n, max);
            case 2 -> sumStrip(x, xo, 0, n, max).add(sumStrip(x, xo, LANES, n, max));
            default -> sumStrip(x, xo, 0, n, max).add(sumStrip(x, xo, 2 * LANES, n, max))
                .add(sumStrip(x, xo, LANES, n, max).add(sumStrip(x, xo, 3 * LANES, n, max)));
        });
    }

    private static FloatVector sumStrip(float[] x, int xo, int lane, int n, float max) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        int i = lane;
        for (int whole = n & -ALL; i < whole; i += ALL) {
            a = a.add(exp(FloatVector.fromArray(SPECIES, x, xo + i), max));
            b = b.add(exp(FloatVector.fromArray(SPECIES, x, xo + i + QUARTER), max));
            c = c.add(exp(FloatVector.fromArray(SPECIES, x, xo + i + 2 * QUARTER), max));
            d = d.add(exp(FloatVector.fromArray(SPECIES, x, xo + i + 3 * QUARTER), max));
        }
        if (i < n) a = a.add(expRest(x, xo, i, n, max));
        if (i + QUARTER < n) b = b.add(expRest(x, xo, i + QUARTER, n, max));
        if (i + 2 * QUARTER < n) c = c.add(expRest(x, xo, i + 2 * QUARTER, n, max));
        if (i + 3 * QUARTER < n) d = d.add(expRest(x, xo, i + 3 * QUARTER, n, max));
        return a.add(c).add(b.add(d));
    }

    private static FloatVector expRest(float[] x, int xo, int i, int n, float max) {
        if (n - i >= LANES) return exp(FloatVector.fromArray(SPECIES, x, xo + i), max);
        VectorMask<Float> here = SPECIES.indexInRange(i, n);
        return FloatVector.zero(SPECIES).blend(exp(FloatVector.fromArray(SPECIES, x, xo + i, here), max), here);
    }
}
