package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import static gradus.simd.VectorFloatReductions.BY_1;
import static gradus.simd.VectorFloatReductions.BY_2;
import static gradus.simd.VectorFloatReductions.BY_4;
import static gradus.simd.VectorFloatReductions.BY_8;

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
        for (int quarter = 0; i < n; i += QUARTER, quarter++) {
            FloatVector sum = switch (quarter) { case 0 -> a; case 1 -> b; case 2 -> c; default -> d; };
            VectorMask<Float> here = SPECIES.indexInRange(i, n);
            FloatVector p = FloatVector.fromArray(SPECIES, x, xo + i, here).sub(mean);
            sum = sum.blend(p.fma(p, sum), here);
            switch (quarter) { case 0 -> a = sum; case 1 -> b = sum; case 2 -> c = sum; default -> d = sum; }
        }
        FloatVector sum = a.add(c).add(b.add(d));
        sum = sum.add(sum.rearrange(BY_1));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        return sum.lane(0);
    }

    static void normalize(float[] x, int xo, float mean, float factor, float[] scale, int so, float[] shift, int to,
                          float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).sub(mean).mul(factor).fma(load(scale, so + i), load(shift, to + i)).intoArray(z, zo + i);
        }
        ScalarFloatNormalization.normalize(x, xo + i, mean, factor, scale, so + i, shift, to + i, z, zo + i, n - i);
    }

    /** In three loops, since C2 stops inlining, and makes objects of vectors, in one that did it all. */
    static float normalizeSums(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                               float[] u, int uo, float[] v, int vo, int n) {
        int i = addProducts(x, xo, mean, factor, g, go, u, uo, n);
        for (; i < n; i++) u[uo + i] += g[go + i] * ((x[xo + i] - mean) * factor);
        i = add(g, go, v, vo, n);
        for (; i < n; i++) v[vo + i] += g[go + i];
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            sum += sumOfChunk(x, xo + c, mean, factor, g, go + c, scale, so + c, Math.min(Kernels.CHUNK, n - c));
        }
        return sum;
    }

    /** Adds g · x̂ to u as far as vectors go. */
    private static int addProducts(float[] x, int xo, float mean, float factor, float[] g, int go, float[] u, int uo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(u, uo + i).add(load(g, go + i).mul(load(x, xo + i).sub(mean).mul(factor))).intoArray(u, uo + i);
        }
        return i;
    }

    /** Adds g to v as far as vectors go. */
    private static int add(float[] g, int go, float[] v, int vo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(v, vo + i).add(load(g, go + i)).intoArray(v, vo + i);
        }
        return i;
    }

    private static float sumOfChunk(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so, int n) {
        float first = sumOfStrip(x, xo, mean, factor, g, go, scale, so, 0, n);
        if (LANES == QUARTER) return first;
        first += sumOfStrip(x, xo, mean, factor, g, go, scale, so, LANES, n);
        if (2 * LANES == QUARTER) return first;
        return first + (sumOfStrip(x, xo, mean, factor, g, go, scale, so, 2 * LANES, n)
            + sumOfStrip(x, xo, mean, factor, g, go, scale, so, 3 * LANES, n));
    }

    private static float sumOfStrip(float[] x, int xo, float mean, float factor, float[] g, int go, float[] scale, int so,
                                    int lane, int n) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        int i = lane;
        for (int whole = n & -ALL; i < whole; i += ALL) {
            int j = i + QUARTER, k = j + QUARTER, l = k + QUARTER;
            a = load(g, go + i).mul(load(x, xo + i).sub(mean).mul(factor)).fma(load(scale, so + i), a);
            b = load(g, go + j).mul(load(x, xo + j).sub(mean).mul(factor)).fma(load(scale, so + j), b);
            c = load(g, go + k).mul(load(x, xo + k).sub(mean).mul(factor)).fma(load(scale, so + k), c);
            d = load(g, go + l).mul(load(x, xo + l).sub(mean).mul(factor)).fma(load(scale, so + l), d);
        }
        for (int quarter = 0; i < n; i += QUARTER, quarter++) {
            FloatVector sum = switch (quarter) { case 0 -> a; case 1 -> b; case 2 -> c; default -> d; };
            VectorMask<Float> here = SPECIES.indexInRange(i, n);
            FloatVector gs = FloatVector.fromArray(SPECIES, g, go + i, here), xs = FloatVector.fromArray(SPECIES, x, xo + i, here);
            sum = sum.blend(gs.mul(xs.sub(mean).mul(factor)).fma(FloatVector.fromArray(SPECIES, scale, so + i, here), sum), here);
            switch (quarter) { case 0 -> a = sum; case 1 -> b = sum; case 2 -> c = sum; default -> d = sum; }
        }
        FloatVector sum = a.add(c).add(b.add(d));
        sum = sum.add(sum.rearrange(BY_1));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        return sum.lane(0);
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
