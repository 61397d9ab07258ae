package gradus.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import static gradus.simd.DoubleMath.*;
import static jdk.incubator.vector.VectorOperators.*;

/** {@link DoubleMath} on vectors: the same operations in the same order; both sides of a branch are computed, then blended. */
final class DoubleVectorMath {

    private static final VectorSpecies<Double> SPECIES = VectorDoubleKernels.SPECIES;
    private static final VectorSpecies<Long> BITS = VectorSpecies.of(long.class, VectorWidth.SHAPE);

    private DoubleVectorMath() {}

    private static DoubleVector all(double x) {
        return DoubleVector.broadcast(SPECIES, x);
    }

    private static DoubleVector fma(DoubleVector x, DoubleVector y, double z) {
        return x.fma(y, all(z));
    }

    private static DoubleVector power(LongVector biased) {
        return biased.lanewise(LSHL, EXPONENT).reinterpretAsDoubles();
    }

    private static DoubleVector withSignOf(DoubleVector x, DoubleVector y) {
        return y.reinterpretAsLongs().and(SIGN).or(x.reinterpretAsLongs()).reinterpretAsDoubles();
    }

    // Small ones

    static DoubleVector relu(DoubleVector x) {
        return x.blend(0, x.compare(LE, 0));
    }

    static DoubleVector gate(DoubleVector x, DoubleVector y) {
        return all(0).blend(x, y.compare(GT, 0));
    }

    static DoubleVector sign(DoubleVector x) {
        return x.blend(withSignOf(all(1), x), x.abs().compare(GT, 0));
    }

    // Exponentials

    static DoubleVector exp(DoubleVector x) {
        return expWithin(x.blend(EXP_LIMIT, x.compare(GT, EXP_LIMIT)).blend(-EXP_LIMIT, x.compare(LT, -EXP_LIMIT)));
    }

    private static DoubleVector expWithin(DoubleVector x) {
        DoubleVector t = fma(x, all(LOG2_E), ROUND_TWO_POWERS);
        DoubleVector r = reduced(x, t.sub(ROUND_TWO_POWERS));
        LongVector both = t.reinterpretAsLongs(), half = both.lanewise(ASHR, 1);
        return fma(fma(expTail(r), r, 1), r, 1).mul(power(half)).mul(power(both.sub(half)));
    }

    private static DoubleVector expNormal(DoubleVector x) {
        DoubleVector t = fma(x, all(LOG2_E), ROUND_POWER);
        DoubleVector r = reduced(x, t.sub(ROUND_POWER));
        return fma(fma(expTail(r), r, 1), r, 1).mul(power(t.reinterpretAsLongs()));
    }

    private static DoubleVector reduced(DoubleVector x, DoubleVector n) {
        return n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    }

    private static DoubleVector expTail(DoubleVector r) {
        return fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(
            all(E12), r, E11), r, E10), r, E9), r, E8), r, E7), r, E6), r, E5), r, E4), r, E3), r, E2);
    }

    static DoubleVector expm1(DoubleVector x) {
        DoubleVector y = x.blend(EXPM1_HIGH, x.compare(GT, EXPM1_HIGH)).blend(EXPM1_LOW, x.compare(LT, EXPM1_LOW));
        DoubleVector t = fma(y, all(LOG2_E), ROUND_HALF_POWER);
        DoubleVector r = reduced(y, t.sub(ROUND_HALF_POWER));
        DoubleVector half = power(t.reinterpretAsLongs());
        DoubleVector z = half.fma(r.mul(r).fma(expTail(r), r), half.sub(0.5)).mul(2);
        return z.blend(x, x.abs().compare(LT, EXPM1_TINY));
    }

    static DoubleVector sigmoid(DoubleVector x) {
        DoubleVector a = x.abs();
        DoubleVector e = expWithin(a.neg().blend(-EXP_LIMIT, a.compare(GT, EXP_LIMIT))), factor = all(1).blend(e, x.compare(LT, 0));
        return factor.neg().fma(e.div(e.add(1)), factor);
    }

    // Logarithms

    static DoubleVector log(DoubleVector x) {
        VectorMask<Double> subnormal = x.compare(LT, Double.MIN_NORMAL);
        LongVector i = x.blend(x.mul(SUBNORMAL_SCALE), subnormal).reinterpretAsLongs().sub(SQRT_HALF);
        DoubleVector e = i.lanewise(ASHR, EXPONENT).add(ROUND_BITS).reinterpretAsDoubles().sub(all(ROUND).blend(SUBNORMAL_ROUND, subnormal));
        DoubleVector y = logOf(e, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsDoubles().sub(1));
        return logBorders(x, x, y);
    }

    static DoubleVector log1p(DoubleVector x) {
        DoubleVector y = x.add(1), lost = x.sub(y.sub(1));
        LongVector i = y.reinterpretAsLongs().sub(SQRT_HALF), e = i.lanewise(ASHR, EXPONENT);
        DoubleVector twice = power(e.neg().add(EXPONENT_OF_2));
        DoubleVector f = lost.mul(0.5).fma(twice, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsDoubles().sub(1));
        DoubleVector z = logBorders(x, y, logOf(e.add(ROUND_BITS).reinterpretAsDoubles().sub(ROUND), f));
        return z.blend(x, x.abs().compare(LT, LOG1P_TINY));
    }

    /** z, but x itself where it is ∞ or NaN, −∞ where y is 0 and NaN where y is negative. */
    private static DoubleVector logBorders(DoubleVector x, DoubleVector y, DoubleVector z) {
        return x.blend(z, x.compare(LT, Double.POSITIVE_INFINITY))
            .blend(Double.NEGATIVE_INFINITY, y.compare(EQ, 0)).blend(Double.NaN, y.compare(LT, 0));
    }

    private static DoubleVector logOf(DoubleVector e, DoubleVector f) {
        DoubleVector s = f.div(f.add(2)), z = s.mul(s), h = f.mul(0.5).mul(f);
        DoubleVector p = fma(fma(fma(fma(fma(fma(all(L15), z, L13), z, L11), z, L9), z, L7), z, L5), z, L3);
        return e.fma(all(LN2_HIGH), f.sub(h.sub(s.fma(z.fma(p, h), e.mul(LN2_LOW)))));
    }

    // Sine and cosine

    /** Whether all lanes are within the reach of {@code sin} and {@code cos} here. */
    static boolean circular(DoubleVector x) {
        return x.abs().compare(LT, CIRCULAR_LIMIT).allTrue();
    }

    static DoubleVector sin(DoubleVector x) {
        return circular(x.abs(), 0, x.reinterpretAsLongs());
    }

    static DoubleVector cos(DoubleVector x) {
        return circular(x.abs(), 1, LongVector.zero(BITS));
    }

    private static DoubleVector circular(DoubleVector a, int quarters, LongVector sign) {
        DoubleVector t = fma(a, all(TWO_BY_PI), ROUND), n = t.sub(ROUND);
        DoubleVector r = n.fma(all(-HALF_PI_3), n.fma(all(-HALF_PI_2), n.fma(all(-HALF_PI_1), a))), z = r.mul(r);
        DoubleVector sin = r.mul(z).fma(fma(fma(fma(fma(fma(all(S13), z, S11), z, S9), z, S7), z, S5), z, S3), r);
        DoubleVector cos = fma(fma(fma(fma(fma(fma(fma(all(C14), z, C12), z, C10), z, C8), z, C6), z, C4), z, -0.5), z, 1);
        LongVector quadrant = t.reinterpretAsLongs().add(quarters);
        LongVector y = cos.reinterpretAsLongs().blend(sin.reinterpretAsLongs(), quadrant.and(1).compare(EQ, 0));
        return quadrant.lanewise(LSHL, QUADRANT_SIGN).lanewise(XOR, sign).and(SIGN).lanewise(XOR, y).reinterpretAsDoubles();
    }

    // tanh and erf

    static DoubleVector tanh(DoubleVector x) {
        DoubleVector a = x.abs(), z = a.mul(a);
        DoubleVector small = a.mul(z).fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(
            all(T23), z, T21), z, T19), z, T17), z, T15), z, T13), z, T11), z, T9), z, T7), z, T5), z, T3), a);
        DoubleVector b = a.blend(TANH_LIMIT, a.compare(GT, TANH_LIMIT));
        DoubleVector large = all(1).sub(all(2).div(expNormal(b.add(b)).add(1)));
        return withSignOf(large.blend(small, a.compare(LT, TANH_SMALL)), x);
    }

    static DoubleVector erf(DoubleVector x) {
        DoubleVector a = x.abs(), z = a.mul(a);
        DoubleVector small = a.fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(
            all(A23), z, A21), z, A19), z, A17), z, A15), z, A13), z, A11), z, A9), z, A7), z, A5), z, A3),
            z, A1), a);
        DoubleVector b = a.blend(ERF_LIMIT, a.compare(GT, ERF_LIMIT));
        DoubleVector large = all(1).sub(expNormal(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(fma(
            all(B18), b, B17), b, B16), b, B15), b, B14), b, B13), b, B12), b, B11), b, B10), b, B9), b, B8),
            b, B7), b, B6), b, B5), b, B4), b, B3), b, B2), b, B1), b, B0)));
        return withSignOf(large.blend(small, a.compare(LT, ERF_SMALL)), x);
    }
}
