package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

import static java.lang.invoke.VarHandle.loadLoadFence;

/**
 * Reductions in the order {@link Kernels} fixes, at any vector width. Lanes a quarter of all apart meet in the first two steps
 * of folding. So four accumulators, a quarter apart, run over a chunk and folded twice, leave one vector of neighbours, which
 * are added in pairs down to one number. That is a strip; side by side the strips fill a quarter: one of 512 bits, two of
 * 256 or four of 128.
 */
final class VectorFloatReductions {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ALL = ScalarFloatReductions.LANES, QUARTER = ALL / 4;

    /**
     * Turns by so many lanes: adding a vector to itself turned, by 1, 2, 4 and 8, adds neighbours in pairs until lane 0 holds the
     * sum of all. That is written out in each strip, as is what is left at its end: to a method of ours that C2 does not inline,
     * since a kernel grew too large or the call is rare, a vector goes as an object.
     */
    static final VectorShuffle<Float> BY_1 = turn(1), BY_2 = turn(2), BY_4 = turn(4), BY_8 = turn(8);

    private static VectorShuffle<Float> turn(int lanes) {
        return VectorShuffle.fromOp(SPECIES, i -> (i + lanes) % LANES);
    }

    private VectorFloatReductions() {}

    static float sum(float[] x, int xo, int n) {
        if (n <= QUARTER) return ScalarFloatReductions.sumOfFew(x, xo, n);
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) { // n - c, as c may pass the largest int
            sum += sumChunk(x, xo + c, Math.min(Kernels.CHUNK, n - c));
        }
        return sum;
    }

    private static float sumChunk(float[] x, int xo, int n) {
        return switch (QUARTER / LANES) {
            case 1 -> sumStrip(x, xo, 0, n);
            case 2 -> sumTwoStrips(x, xo, 0, n);
            default -> sumTwoStrips(x, xo, 0, n) + sumTwoStrips(x, xo, 2 * LANES, n);
        };
    }

    /** Two strips side by side, at once unless the end is ragged: a long row that is read twice takes two fifths longer. */
    private static float sumTwoStrips(float[] x, int xo, int lane, int n) {
        if (n % ALL != 0) return sumStrip(x, xo, lane, n) + sumStrip(x, xo, lane + LANES, n);
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a, a2 = a, b2 = a, c2 = a, d2 = a;
        for (int i = lane; i < n; i += ALL) {
            a = a.add(FloatVector.fromArray(SPECIES, x, xo + i));
            a2 = a2.add(FloatVector.fromArray(SPECIES, x, xo + i + LANES));
            b = b.add(FloatVector.fromArray(SPECIES, x, xo + i + QUARTER));
            b2 = b2.add(FloatVector.fromArray(SPECIES, x, xo + i + QUARTER + LANES));
            c = c.add(FloatVector.fromArray(SPECIES, x, xo + i + 2 * QUARTER));
            c2 = c2.add(FloatVector.fromArray(SPECIES, x, xo + i + 2 * QUARTER + LANES));
            d = d.add(FloatVector.fromArray(SPECIES, x, xo + i + 3 * QUARTER));
            d2 = d2.add(FloatVector.fromArray(SPECIES, x, xo + i + 3 * QUARTER + LANES));
            loadLoadFence();
        }
        FloatVector sum = a.add(c).add(b.add(d)), sum2 = a2.add(c2).add(b2.add(d2));
        sum = sum.add(sum.rearrange(BY_1));
        sum2 = sum2.add(sum2.rearrange(BY_1));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        if (LANES > 2) sum2 = sum2.add(sum2.rearrange(BY_2));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 4) sum2 = sum2.add(sum2.rearrange(BY_4));
        return sum.lane(0) + sum2.lane(0);
    }

    private static float sumStrip(float[] x, int xo, int lane, int n) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        int i = lane;
        for (int whole = n & -ALL; i < whole; i += ALL) {
            a = a.add(FloatVector.fromArray(SPECIES, x, xo + i));
            b = b.add(FloatVector.fromArray(SPECIES, x, xo + i + QUARTER));
            c = c.add(FloatVector.fromArray(SPECIES, x, xo + i + 2 * QUARTER));
            d = d.add(FloatVector.fromArray(SPECIES, x, xo + i + 3 * QUARTER));
            loadLoadFence(); // no instruction: keeps C2 from mixing the loads of several turns, which memory brings more slowly
        }
        for (int quarter = 0; i < n; i += QUARTER, quarter++) { // one masked vector in the code, as C2 makes many nodes of each
            // 0 after the last element: a lane of a sum, never −0, stays as it is when 0 is added
            FloatVector v = FloatVector.fromArray(SPECIES, x, xo + i, SPECIES.indexInRange(i, n));
            switch (quarter) {
                case 0 -> a = a.add(v);
                case 1 -> b = b.add(v);
                case 2 -> c = c.add(v);
                default -> d = d.add(v);
            }
        }
        FloatVector sum = a.add(c).add(b.add(d));
        sum = sum.add(sum.rearrange(BY_1));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        return sum.lane(0);
    }

    static float dot(float[] x, int xo, float[] y, int yo, int n) {
        float sum = 0;
        for (int c = 0; n - c > 0; c += Kernels.CHUNK) {
            sum += dotChunk(x, xo + c, y, yo + c, Math.min(Kernels.CHUNK, n - c));
        }
        return sum;
    }

    private static float dotChunk(float[] x, int xo, float[] y, int yo, int n) {
        return switch (QUARTER / LANES) {
            case 1 -> dotStrip(x, xo, y, yo, 0, n);
            case 2 -> dotStrip(x, xo, y, yo, 0, n) + dotStrip(x, xo, y, yo, LANES, n);
            default -> dotStrip(x, xo, y, yo, 0, n) + dotStrip(x, xo, y, yo, LANES, n)
                + (dotStrip(x, xo, y, yo, 2 * LANES, n) + dotStrip(x, xo, y, yo, 3 * LANES, n));
        };
    }

    private static float dotStrip(float[] x, int xo, float[] y, int yo, int lane, int n) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        int i = lane;
        for (int whole = n & -ALL; i < whole; i += ALL) {
            a = FloatVector.fromArray(SPECIES, x, xo + i).fma(FloatVector.fromArray(SPECIES, y, yo + i), a);
            b = FloatVector.fromArray(SPECIES, x, xo + i + QUARTER).fma(FloatVector.fromArray(SPECIES, y, yo + i + QUARTER), b);
            c = FloatVector.fromArray(SPECIES, x, xo + i + 2 * QUARTER)
                .fma(FloatVector.fromArray(SPECIES, y, yo + i + 2 * QUARTER), c);
            d = FloatVector.fromArray(SPECIES, x, xo + i + 3 * QUARTER)
                .fma(FloatVector.fromArray(SPECIES, y, yo + i + 3 * QUARTER), d);
        }
        for (int quarter = 0; i < n; i += QUARTER, quarter++) {
            FloatVector sum = switch (quarter) { case 0 -> a; case 1 -> b; case 2 -> c; default -> d; };
            VectorMask<Float> here = SPECIES.indexInRange(i, n);
            FloatVector xs = FloatVector.fromArray(SPECIES, x, xo + i, here), ys = FloatVector.fromArray(SPECIES, y, yo + i, here);
            sum = sum.blend(xs.fma(ys, sum), here); // not 0 · 0 added: the sum may be −0, after underflow
            switch (quarter) { case 0 -> a = sum; case 1 -> b = sum; case 2 -> c = sum; default -> d = sum; }
        }
        FloatVector sum = a.add(c).add(b.add(d));
        sum = sum.add(sum.rearrange(BY_1));
        if (LANES > 2) sum = sum.add(sum.rearrange(BY_2));
        if (LANES > 4) sum = sum.add(sum.rearrange(BY_4));
        if (LANES > 8) sum = sum.add(sum.rearrange(BY_8));
        return sum.lane(0);
    }

    // Extremes: their order is free

    static float max(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        int i = 0;
        if (n >= 4 * LANES) {
            FloatVector a = FloatVector.broadcast(SPECIES, max), b = a, c = a, d = a;
            for (int end = n & -4 * LANES; i < end; i += 4 * LANES) {
                a = a.max(FloatVector.fromArray(SPECIES, x, xo + i));
                b = b.max(FloatVector.fromArray(SPECIES, x, xo + i + LANES));
                c = c.max(FloatVector.fromArray(SPECIES, x, xo + i + 2 * LANES));
                d = d.max(FloatVector.fromArray(SPECIES, x, xo + i + 3 * LANES));
            }
            a = a.max(b).max(c.max(d));
            a = a.max(a.rearrange(BY_1));
            if (LANES > 2) a = a.max(a.rearrange(BY_2));
            if (LANES > 4) a = a.max(a.rearrange(BY_4));
            if (LANES > 8) a = a.max(a.rearrange(BY_8));
            max = a.lane(0);
        }
        for (; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    static float min(float[] x, int xo, int n) {
        float min = Float.POSITIVE_INFINITY;
        int i = 0;
        if (n >= 4 * LANES) {
            FloatVector a = FloatVector.broadcast(SPECIES, min), b = a, c = a, d = a;
            for (int end = n & -4 * LANES; i < end; i += 4 * LANES) {
                a = a.min(FloatVector.fromArray(SPECIES, x, xo + i));
                b = b.min(FloatVector.fromArray(SPECIES, x, xo + i + LANES));
                c = c.min(FloatVector.fromArray(SPECIES, x, xo + i + 2 * LANES));
                d = d.min(FloatVector.fromArray(SPECIES, x, xo + i + 3 * LANES));
            }
            a = a.min(b).min(c.min(d));
            a = a.min(a.rearrange(BY_1));
            if (LANES > 2) a = a.min(a.rearrange(BY_2));
            if (LANES > 4) a = a.min(a.rearrange(BY_4));
            if (LANES > 8) a = a.min(a.rearrange(BY_8));
            min = a.lane(0);
        }
        for (; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }
}
