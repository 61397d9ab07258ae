package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import static gradus.simd.FloatMath.*;
import static jdk.incubator.vector.VectorOperators.*;

/** {@link FloatMath} on vectors: the same operations in the same order; both sides of a branch are computed, then blended. */
final class FloatVectorMath {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final VectorSpecies<Integer> BITS = VectorSpecies.of(int.class, VectorWidth.SHAPE);

    private FloatVectorMath() {}

    private static FloatVector all(float x) {
        return FloatVector.broadcast(SPECIES, x);
    }

    private static FloatVector fma(FloatVector x, FloatVector y, float z) {
        return x.fma(y, all(z));
    }

    private static FloatVector power(IntVector biased) {
        return biased.lanewise(LSHL, EXPONENT).reinterpretAsFloats();
    }

    private static FloatVector withSignOf(FloatVector x, FloatVector y) {
        return y.reinterpretAsInts().and(SIGN).or(x.reinterpretAsInts()).reinterpretAsFloats();
    }

    // Small ones

    static FloatVector relu(FloatVector x) {
        return x.blend(0, x.compare(LE, 0));
    }

    static FloatVector gate(FloatVector x, FloatVector y) {
        return all(0).blend(x, y.compare(GT, 0));
    }

    static FloatVector sign(FloatVector x) {
        return x.blend(withSignOf(all(1), x), x.abs().compare(GT, 0));
    }

    // Exponentials

    static FloatVector exp(FloatVector x) {
        return expWithin(x.blend(EXP_LIMIT, x.compare(GT, EXP_LIMIT)).blend(-EXP_LIMIT, x.compare(LT, -EXP_LIMIT)));
    }

    private static FloatVector expWithin(FloatVector x) {
        FloatVector t = fma(x, all(LOG2_E), ROUND_TWO_POWERS);
        FloatVector r = reduced(x, t.sub(ROUND_TWO_POWERS));
        IntVector both = t.reinterpretAsInts(), half = both.lanewise(ASHR, 1);
        return fma(fma(expTail(r), r, 1), r, 1).mul(power(half)).mul(power(both.sub(half)));
    }

    private static FloatVector expNormal(FloatVector x) {
        FloatVector t = fma(x, all(LOG2_E), ROUND_POWER);
        FloatVector r = reduced(x, t.sub(ROUND_POWER));
        return fma(fma(expTail(r), r, 1), r, 1).mul(power(t.reinterpretAsInts()));
    }

    private static FloatVector reduced(FloatVector x, FloatVector n) {
        return n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    }

    private static FloatVector expTail(FloatVector r) {
        return fma(fma(fma(fma(all(E6), r, E5), r, E4), r, E3), r, E2);
    }

    static FloatVector expm1(FloatVector x) {
        FloatVector y = x.blend(EXPM1_HIGH, x.compare(GT, EXPM1_HIGH)).blend(EXPM1_LOW, x.compare(LT, EXPM1_LOW));
        FloatVector t = fma(y, all(LOG2_E), ROUND_HALF_POWER);
        FloatVector r = reduced(y, t.sub(ROUND_HALF_POWER));
        FloatVector half = power(t.reinterpretAsInts());
        FloatVector z = half.fma(r.mul(r).fma(expTail(r), r), half.sub(0.5f)).mul(2);
        return z.blend(x, x.abs().compare(LT, EXPM1_TINY));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector e = expWithin(a.neg().blend(-EXP_LIMIT, a.compare(GT, EXP_LIMIT))), factor = all(1).blend(e, x.compare(LT, 0));
        return factor.neg().fma(e.div(e.add(1)), factor);
    }

    // Logarithms

    static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector i = x.blend(x.mul(SUBNORMAL_SCALE), subnormal).reinterpretAsInts().sub(SQRT_HALF);
        FloatVector e = i.lanewise(ASHR, EXPONENT).add(ROUND_BITS).reinterpretAsFloats().sub(all(ROUND).blend(SUBNORMAL_ROUND, subnormal));
        FloatVector y = logOf(e, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsFloats().sub(1));
        return logBorders(x, x, y);
    }

    static FloatVector log1p(FloatVector x) {
        FloatVector y = x.add(1), lost = x.sub(y.sub(1));
        IntVector i = y.reinterpretAsInts().sub(SQRT_HALF), e = i.lanewise(ASHR, EXPONENT);
        FloatVector twice = power(e.neg().add(EXPONENT_OF_2));
        FloatVector f = lost.mul(0.5f).fma(twice, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsFloats().sub(1));
        FloatVector z = logBorders(x, y, logOf(e.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND), f));
        return z.blend(x, x.abs().compare(LT, LOG1P_TINY));
    }

    /** z, but x itself where it is ∞ or NaN, −∞ where y is 0 and NaN where y is negative. */
    private static FloatVector logBorders(FloatVector x, FloatVector y, FloatVector z) {
        return x.blend(z, x.compare(LT, Float.POSITIVE_INFINITY))
            .blend(Float.NEGATIVE_INFINITY, y.compare(EQ, 0)).blend(Float.NaN, y.compare(LT, 0));
    }

    private static FloatVector logOf(FloatVector e, FloatVector f) {
        FloatVector p = fma(fma(fma(fma(fma(fma(fma(all(L10), f, L9), f, L8), f, L7), f, L6), f, L5), f, L4), f, L3);
        FloatVector y = f.mul(f).fma(fma(p, f, -0.5f), f);
        return e.fma(all(LN2_HIGH), e.fma(all(LN2_LOW), y));
    }

    // Sine and cosine

    /** Whether all lanes are within the reach of {@code sin} and {@code cos} here. */
    static boolean circular(FloatVector x) {
        return x.abs().compare(LT, CIRCULAR_LIMIT).allTrue();
    }

    static FloatVector sin(FloatVector x) {
        return circular(x.abs(), 0, x.reinterpretAsInts());
    }

    static FloatVector cos(FloatVector x) {
        return circular(x.abs(), 1, IntVector.zero(BITS));
    }

    private static FloatVector circular(FloatVector a, int quarters, IntVector sign) {
        FloatVector t = fma(a, all(TWO_BY_PI), ROUND), n = t.sub(ROUND);
        FloatVector r = n.fma(all(-HALF_PI_3), n.fma(all(-HALF_PI_2), n.fma(all(-HALF_PI_1), a))), z = r.mul(r);
        FloatVector sin = r.mul(z).fma(fma(fma(all(S7), z, S5), z, S3), r);
        FloatVector cos = fma(fma(fma(fma(all(C8), z, C6), z, C4), z, -0.5f), z, 1);
        IntVector quadrant = t.reinterpretAsInts().add(quarters);
        IntVector y = cos.reinterpretAsInts().blend(sin.reinterpretAsInts(), quadrant.and(1).compare(EQ, 0));
        return quadrant.lanewise(LSHL, QUADRANT_SIGN).lanewise(XOR, sign).and(SIGN).lanewise(XOR, y).reinterpretAsFloats();
    }

    // tanh and erf

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs(), z = a.mul(a);
        FloatVector small = a.mul(z).fma(fma(fma(fma(fma(all(T11), z, T9), z, T7), z, T5), z, T3), a);
        FloatVector b = a.blend(TANH_LIMIT, a.compare(GT, TANH_LIMIT));
        FloatVector large = all(1).sub(all(2).div(expNormal(b.add(b)).add(1)));
        return withSignOf(large.blend(small, a.compare(LT, TANH_SMALL)), x);
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs(), z = a.mul(a);
        FloatVector small = a.fma(fma(fma(fma(fma(fma(fma(all(A13), z, A11), z, A9), z, A7), z, A5), z, A3), z, A1), a);
        FloatVector b = a.blend(ERF_LIMIT, a.compare(GT, ERF_LIMIT));
        FloatVector large = all(1).sub(expNormal(fma(fma(fma(fma(fma(fma(all(B6), b, B5), b, B4), b, B3), b, B2), b, B1), b, B0)));
        return withSignOf(large.blend(small, a.compare(LT, ERF_SMALL)), x);
    }
}
