package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatNormalization} on vectors; its sums in the strips of {@link VectorFloatReductions}. */
final class VectorFloatNormalization {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ALL = ScalarFloatReductions.LANES, QUARTER = ALL / 4;

    private VectorFloatNormalization() {}

    private static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(SPECIES, x, i);
    }

    static float squaredDeviations(float[] x, int xo, float mean, int n) {
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            sum += squaresOfChunk(x, xo + c, mean, Math.min(Kernels.CHUNK, n - c));
        }
        return sum;
    }

    private static float squaresOfChunk(float[] x, int xo, float mean, int n) {
        return switch (QUARTER / LANES) {
            case 1 -> squaresOfStrip(x, xo, mean, 0, n);
            case 2 -> squaresOfStrip(x, xo, mean, 0, n) + squaresOfStrip(x, xo, mean, LANES, n);
            default -> squaresOfStrip(x, xo, mean, 0, n) + squaresOfStrip(x, xo, mean, LANES, n)
                + (squaresOfStrip(x, xo, mean, 2 * LANES, n) + squaresOfStrip(x, xo, mean, 3 * LANES, n));
        };
    }

    private static float squaresOfStrip(float[] x, int xo, float mean, int lane, int n) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        int i = lane;
        for (int whole = n & -ALL; i < whole; i += ALL) {
            FloatVector p = load(x, xo + i).sub(mean), q = load(x, xo + i + QUARTER).sub(mean);
            FloatVector r = load(x, xo + i + 2 * QUARTER).sub(mean), s = load(x, xo + i + 3 * QUARTER).sub(mean);
            a = p.fma(p, a);
            b = q.fma(q, b);
            c = r.fma(r, c);
            d = s.fma(s, d);
        }
        if (i < n) a = squaresOfRest(x, xo, mean, i, n, a);
        if (i + QUARTER < n) b = squaresOfRest(x, xo, mean, i + QUARTER, n, b);
        if (i + 2 * QUARTER < n) c = squaresOfRest(x, xo, mean, i + 2 * QUARTER, n, c);
        if (i + 3 * QUARTER < n) d = squaresOfRest(x, xo, mean, i + 3 * QUARTER, n, d);
        return VectorFloatReductions.addPairs(a.add(c).add(b.add(d)));
    }

    private static FloatVector squaresOfRest(float[] x, int xo, float mean, int i, int n, FloatVector sum) {
        VectorMask<Float> here = SPECIES.indexInRange(i, n);
        FloatVector d = FloatVector.fromArray(SPECIES, x, xo + i, here).sub(mean);
        return sum.blend(d.fma(d, sum), here);
    }

    static void normalize(float[] x, int xo, float mean, float factor, float[] scale, int so, float[] shift, int to,
                          float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).sub(mean).mul(factor).fma(load(scale, so + i), load(shift, to + i)).intoArray(z, zo + i);
        }
        ScalarFloatNormalization.normalize(x, xo + i, mean, factor, scale, so + i, shift, to + i, z, zo + i, n - i);
    }

    static float normalizeSums(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                               float[] u, int uo, float[] v, int vo, int n) {
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            sum += sumsOfChunk(x, xo + c, mean, factor, g, go + c, scale, so + c, u, uo + c, v, vo + c, Math.min(Kernels.CHUNK, n - c));
        }
        return sum;
    }

    private static float sumsOfChunk(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                                     float[] u, int uo, float[] v, int vo, int n) {
        float first = sumsOfStrip(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, 0, n);
        if (LANES == QUARTER) return first;
        first += sumsOfStrip(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, LANES, n);
        if (2 * LANES == QUARTER) return first;
        return first + (sumsOfStrip(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, 2 * LANES, n)
            + sumsOfStrip(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, 3 * LANES, n));
    }

    private static float sumsOfStrip(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                                     float[] u, int uo, float[] v, int vo, int lane, int n) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        int i = lane;
        for (int whole = n & -ALL; i < whole; i += ALL) {
            a = products(x, xo + i, mean, factor, g, go + i, u, uo + i, v, vo + i).fma(load(scale, so + i), a);
            int j = i + QUARTER;
            b = products(x, xo + j, mean, factor, g, go + j, u, uo + j, v, vo + j).fma(load(scale, so + j), b);
            j += QUARTER;
            c = products(x, xo + j, mean, factor, g, go + j, u, uo + j, v, vo + j).fma(load(scale, so + j), c);
            j += QUARTER;
            d = products(x, xo + j, mean, factor, g, go + j, u, uo + j, v, vo + j).fma(load(scale, so + j), d);
        }
        if (i < n) a = sumsOfRest(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, i, n, a);
        i += QUARTER;
        if (i < n) b = sumsOfRest(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, i, n, b);
        i += QUARTER;
        if (i < n) c = sumsOfRest(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, i, n, c);
        i += QUARTER;
        if (i < n) d = sumsOfRest(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, i, n, d);
        return VectorFloatReductions.addPairs(a.add(c).add(b.add(d)));
    }

    /** g · x̂, added to u, as g is to v. */
    private static FloatVector products(float[] x, int xo, float mean, float factor, float[] g, int go,
                                        float[] u, int uo, float[] v, int vo) {
        FloatVector y = load(g, go), s = y.mul(load(x, xo).sub(mean).mul(factor));
        load(u, uo).add(s).intoArray(u, uo);
        load(v, vo).add(y).intoArray(v, vo);
        return s;
    }

    private static FloatVector sumsOfRest(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                                          float[] u, int uo, float[] v, int vo, int i, int n, FloatVector sum) {
        VectorMask<Float> here = SPECIES.indexInRange(i, n);
        FloatVector y = FloatVector.fromArray(SPECIES, g, go + i, here);
        FloatVector s = y.mul(FloatVector.fromArray(SPECIES, x, xo + i, here).sub(mean).mul(factor));
        FloatVector.fromArray(SPECIES, u, uo + i, here).add(s).intoArray(u, uo + i, here);
        FloatVector.fromArray(SPECIES, v, vo + i, here).add(y).intoArray(v, vo + i, here);
        return sum.blend(s.fma(FloatVector.fromArray(SPECIES, scale, so + i, here), sum), here);
    }

    static void normalizeGradient(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                                  float a, float b, float[] z, int zo, int n) {
        FloatVector less = FloatVector.broadcast(SPECIES, -a), slope = FloatVector.broadcast(SPECIES, -b);
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector d = load(x, xo + i).sub(mean).mul(factor);
            slope.fma(d, load(g, go + i).fma(load(scale, so + i), less)).mul(factor).intoArray(z, zo + i);
        }
        ScalarFloatNormalization.normalizeGradient(x, xo + i, mean, factor, g, go + i, scale, so + i, a, b, z, zo + i, n - i);
    }
}
