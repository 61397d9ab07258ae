package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

import static gradus.simd.FloatMath.*;
import static jdk.incubator.vector.VectorOperators.*;

/**
 * {@link FloatMath} on vectors: the same operations in the same order; both sides of a branch are computed, then blended.
 *
 * <p>A vector stays in a register only where C2 inlines the method that makes it, and C2 inlines none but the Vector API's
 * own once a compilation has passed 18,000 nodes, of which an operation takes some 400. So a method here calls others early
 * and then the Vector API alone, and a loop holds one or two of these functions, not more.
 */
final class FloatVectorMath {

    private FloatVectorMath() {}

    // Small ones

    static FloatVector relu(FloatVector x) {
        return x.blend(0, x.compare(LE, 0));
    }

    static FloatVector gate(FloatVector x, FloatVector y) {
        return x.broadcast(0).blend(x, y.compare(GT, 0));
    }

    static FloatVector sign(FloatVector x) {
        FloatVector one = signOf(x).or(x.broadcast(1).reinterpretAsInts()).reinterpretAsFloats();
        return x.blend(one, x.abs().compare(GT, 0));
    }

    private static IntVector signOf(FloatVector x) {
        return x.reinterpretAsInts().and(SIGN);
    }

    // Exponentials

    static FloatVector exp(FloatVector x) {
        return expWithin(x.blend(EXP_LIMIT, x.compare(GT, EXP_LIMIT)).blend(-EXP_LIMIT, x.compare(LT, -EXP_LIMIT)));
    }

    private static FloatVector expWithin(FloatVector x) {
        FloatVector t = x.fma(x.broadcast(LOG2_E), x.broadcast(ROUND_TWO_POWERS));
        FloatVector r = reduced(x, t.sub(ROUND_TWO_POWERS));
        FloatVector y = expTail(r).fma(r, r.broadcast(1)).fma(r, r.broadcast(1));
        IntVector both = t.reinterpretAsInts(), half = both.lanewise(ASHR, 1);
        return y.mul(half.lanewise(LSHL, EXPONENT).reinterpretAsFloats())
            .mul(both.sub(half).lanewise(LSHL, EXPONENT).reinterpretAsFloats());
    }

    private static FloatVector expNormal(FloatVector x) {
        FloatVector t = x.fma(x.broadcast(LOG2_E), x.broadcast(ROUND_POWER));
        FloatVector r = reduced(x, t.sub(ROUND_POWER));
        FloatVector y = expTail(r).fma(r, r.broadcast(1)).fma(r, r.broadcast(1));
        return y.mul(t.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats());
    }

    private static FloatVector reduced(FloatVector x, FloatVector n) {
        return n.fma(n.broadcast(-LN2_LOW), n.fma(n.broadcast(-LN2_HIGH), x));
    }

    private static FloatVector expTail(FloatVector r) {
        return r.broadcast(E6).fma(r, r.broadcast(E5)).fma(r, r.broadcast(E4)).fma(r, r.broadcast(E3))
            .fma(r, r.broadcast(E2));
    }

    static FloatVector expm1(FloatVector x) {
        FloatVector y = x.blend(EXPM1_HIGH, x.compare(GT, EXPM1_HIGH)).blend(EXPM1_LOW, x.compare(LT, EXPM1_LOW));
        FloatVector t = y.fma(y.broadcast(LOG2_E), y.broadcast(ROUND_HALF_POWER));
        FloatVector r = reduced(y, t.sub(ROUND_HALF_POWER)), z = r.mul(r).fma(expTail(r), r);
        FloatVector half = t.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats();
        return half.fma(z, half.sub(0.5f)).mul(2).blend(x, x.abs().compare(LT, EXPM1_TINY));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector a = x.abs(), e = expWithin(a.neg().blend(-EXP_LIMIT, a.compare(GT, EXP_LIMIT)));
        FloatVector factor = x.broadcast(1).blend(e, x.compare(LT, 0));
        return factor.neg().fma(e.div(e.add(1)), factor);
    }

    // Logarithms

    static FloatVector log(FloatVector x) {
        FloatVector borders = logBorders(x, x);
        VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector i = x.blend(x.mul(SUBNORMAL_SCALE), subnormal).reinterpretAsInts().sub(SQRT_HALF);
        FloatVector e = i.lanewise(ASHR, EXPONENT).add(ROUND_BITS).reinterpretAsFloats()
            .sub(x.broadcast(ROUND).blend(SUBNORMAL_ROUND, subnormal));
        FloatVector y = logOf(e, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsFloats().sub(1));
        return borders.blend(y, x.compare(GT, 0).and(x.compare(LT, Float.POSITIVE_INFINITY)));
    }

    static FloatVector log1p(FloatVector x) {
        FloatVector y = x.add(1), lost = x.sub(y.sub(1)), borders = logBorders(x, y);
        IntVector i = y.reinterpretAsInts().sub(SQRT_HALF), e = i.lanewise(ASHR, EXPONENT);
        FloatVector twice = e.neg().add(EXPONENT_OF_2).lanewise(LSHL, EXPONENT).reinterpretAsFloats();
        FloatVector f = lost.mul(0.5f).fma(twice, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsFloats().sub(1));
        FloatVector z = logOf(e.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND), f);
        return borders.blend(z, y.compare(GT, 0).and(x.compare(LT, Float.POSITIVE_INFINITY)))
            .blend(x, x.abs().compare(LT, LOG1P_TINY));
    }

    /** What stands for log y where that is no number: −∞ for 0, NaN for less, else x, which is ∞ or NaN. */
    private static FloatVector logBorders(FloatVector x, FloatVector y) {
        return x.blend(Float.NEGATIVE_INFINITY, y.compare(EQ, 0)).blend(Float.NaN, y.compare(LT, 0));
    }

    private static FloatVector logOf(FloatVector e, FloatVector f) {
        FloatVector p = f.broadcast(L10).fma(f, f.broadcast(L9)).fma(f, f.broadcast(L8)).fma(f, f.broadcast(L7))
            .fma(f, f.broadcast(L6)).fma(f, f.broadcast(L5)).fma(f, f.broadcast(L4)).fma(f, f.broadcast(L3));
        FloatVector y = f.mul(f).fma(p.fma(f, f.broadcast(-0.5f)), f);
        return e.fma(e.broadcast(LN2_HIGH), e.fma(e.broadcast(LN2_LOW), y));
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
        return circular(x.abs(), 1, x.broadcast(0).reinterpretAsInts());
    }

    private static FloatVector circular(FloatVector a, int quarters, IntVector sign) {
        FloatVector t = a.fma(a.broadcast(TWO_BY_PI), a.broadcast(ROUND)), r = circularRest(a, t.sub(ROUND)), z = r.mul(r);
        FloatVector sin = r.mul(z).fma(circularSine(z), r);
        FloatVector cos = z.broadcast(C8).fma(z, z.broadcast(C6)).fma(z, z.broadcast(C4))
            .fma(z, z.broadcast(-0.5f)).fma(z, z.broadcast(1));
        IntVector quadrant = t.reinterpretAsInts().add(quarters);
        IntVector y = cos.reinterpretAsInts().blend(sin.reinterpretAsInts(), quadrant.and(1).compare(EQ, 0));
        return quadrant.lanewise(LSHL, QUADRANT_SIGN).lanewise(XOR, sign).and(SIGN).lanewise(XOR, y).reinterpretAsFloats();
    }

    private static FloatVector circularRest(FloatVector a, FloatVector n) {
        return n.fma(n.broadcast(-HALF_PI_3), n.fma(n.broadcast(-HALF_PI_2), n.fma(n.broadcast(-HALF_PI_1), a)));
    }

    /** (sin r − r) / r³ for z = r². */
    private static FloatVector circularSine(FloatVector z) {
        return z.broadcast(S7).fma(z, z.broadcast(S5)).fma(z, z.broadcast(S3));
    }

    // tanh and erf

    static FloatVector tanh(FloatVector x) {
        IntVector sign = signOf(x);
        FloatVector a = x.abs(), b = a.blend(TANH_LIMIT, a.compare(GT, TANH_LIMIT));
        FloatVector large = a.broadcast(1).sub(a.broadcast(2).div(expNormal(b.add(b)).add(1)));
        FloatVector z = a.mul(a), small = z.broadcast(T11).fma(z, z.broadcast(T9)).fma(z, z.broadcast(T7))
            .fma(z, z.broadcast(T5)).fma(z, z.broadcast(T3));
        small = a.mul(z).fma(small, a);
        return large.blend(small, a.compare(LT, TANH_SMALL)).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector erf(FloatVector x) {
        IntVector sign = signOf(x);
        FloatVector a = x.abs(), b = a.blend(ERF_LIMIT, a.compare(GT, ERF_LIMIT));
        FloatVector large = a.broadcast(1).sub(expNormal(erfExponent(b)));
        FloatVector z = a.mul(a), small = z.broadcast(A13).fma(z, z.broadcast(A11)).fma(z, z.broadcast(A9))
            .fma(z, z.broadcast(A7)).fma(z, z.broadcast(A5)).fma(z, z.broadcast(A3)).fma(z, z.broadcast(A1));
        small = a.fma(small, a);
        return large.blend(small, a.compare(LT, ERF_SMALL)).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /** log(1 − erf b). */
    private static FloatVector erfExponent(FloatVector b) {
        return b.broadcast(B6).fma(b, b.broadcast(B5)).fma(b, b.broadcast(B4)).fma(b, b.broadcast(B3))
            .fma(b, b.broadcast(B2)).fma(b, b.broadcast(B1)).fma(b, b.broadcast(B0));
    }
}
