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

    static FloatVector expWithin(FloatVector x) {
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

    static FloatVector reduced(FloatVector x, FloatVector n) {
        return n.fma(n.broadcast(-LN2_LOW), n.fma(n.broadcast(-LN2_HIGH), x));
    }

    static FloatVector expTail(FloatVector r) {
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

    // tan, asin, acos and atan

    static FloatVector tan(FloatVector x) {
        FloatVector a = x.abs(), t = a.fma(a.broadcast(TWO_BY_PI), a.broadcast(ROUND)), n = t.sub(ROUND);
        FloatVector far = n.fma(n.broadcast(-HALF_PI_1), a), p = n.mul(HALF_PI_2), near = far.sub(p), back = near.sub(far);
        FloatVector lost = far.sub(near.sub(back)).sub(p.add(back));
        FloatVector low = n.fma(n.broadcast(-HALF_PI_3), lost.sub(n.fma(n.broadcast(HALF_PI_2), p.neg())));
        FloatVector r = near.add(low), rest = near.sub(r).add(low), z = r.mul(r), cube = r.mul(z), tail = tanTail(z);
        FloatVector slope = cube.fma(tail, r), c = cube.fma(tail, rest.mul(slope.fma(slope, r.broadcast(1)))), y = r.add(c);
        FloatVector q = y.broadcast(-1).div(y), inverse = q.fma(q.fma(r.sub(y).add(c), q.fma(y, y.broadcast(1))), q);
        IntVector even = y.reinterpretAsInts(), odd = inverse.reinterpretAsInts();
        IntVector either = even.blend(odd, t.reinterpretAsInts().and(1).compare(NE, 0));
        return x.reinterpretAsInts().and(SIGN).lanewise(XOR, either).reinterpretAsFloats();
    }

    private static FloatVector tanTail(FloatVector z) {
        return z.broadcast(G15).fma(z, z.broadcast(G13)).fma(z, z.broadcast(G11)).fma(z, z.broadcast(G9))
            .fma(z, z.broadcast(G7)).fma(z, z.broadcast(G5)).fma(z, z.broadcast(G3));
    }

    static FloatVector asin(FloatVector x) {
        IntVector sign = signOf(x);
        FloatVector a = x.abs();
        VectorMask<Float> within = a.compare(LE, 0.5f);
        FloatVector z = a.fma(a.broadcast(-0.5f), a.broadcast(0.5f)).blend(a.mul(a), within), tail = asinTail(z);
        FloatVector s = z.sqrt(), small = a.mul(z).fma(tail, a);
        FloatVector large = s.fma(s.broadcast(-2), s.broadcast(HALF_PI_1)).sub(s.mul(z).mul(2).fma(tail, s.broadcast(-HALF_PI_2)));
        return large.blend(small, within).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector acos(FloatVector x) {
        FloatVector a = x.abs();
        VectorMask<Float> within = a.compare(LE, 0.5f), positive = x.compare(GT, 0);
        FloatVector z = a.fma(a.broadcast(-0.5f), a.broadcast(0.5f)).blend(a.mul(a), within), tail = asinTail(z);
        FloatVector s = z.sqrt(), top = x.broadcast(HALF_PI_1);
        FloatVector y = s.add(s.mul(z).fma(tail, x.broadcast(-HALF_PI_2).blend(0, positive)));
        FloatVector large = top.sub(y).blend(y, positive).mul(2);
        return large.blend(top.sub(x.add(x.mul(z).fma(tail, x.broadcast(-HALF_PI_2)))), within);
    }

    private static FloatVector asinTail(FloatVector z) {
        return z.broadcast(N11).fma(z, z.broadcast(N9)).fma(z, z.broadcast(N7)).fma(z, z.broadcast(N5))
            .fma(z, z.broadcast(N3));
    }

    static FloatVector atan(FloatVector x) {
        IntVector sign = signOf(x);
        FloatVector a = x.abs();
        VectorMask<Float> small = a.compare(LT, ATAN_SMALL), middle = a.compare(LE, ATAN_LARGE);
        FloatVector t = a.broadcast(-1).blend(a.sub(1), middle).div(a.blend(a.add(1), middle)).blend(a, small);
        FloatVector z = t.mul(t), tail = atanTail(z), scale = a.broadcast(1).blend(0.5f, middle).blend(0, small);
        FloatVector y = scale.fma(scale.broadcast(HALF_PI_1), t.add(t.mul(z).fma(tail, scale.mul(HALF_PI_2))));
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    private static FloatVector atanTail(FloatVector z) {
        return z.broadcast(V13).fma(z, z.broadcast(V11)).fma(z, z.broadcast(V9)).fma(z, z.broadcast(V7))
            .fma(z, z.broadcast(V5)).fma(z, z.broadcast(V3));
    }

    // sinh and cosh

    static FloatVector sinh(FloatVector x) {
        IntVector sign = signOf(x);
        FloatVector a = x.abs(), y = hyperbolic(a.blend(HYPERBOLIC_LIMIT, a.compare(GT, HYPERBOLIC_LIMIT)), -1);
        return x.blend(y.reinterpretAsInts().or(sign).reinterpretAsFloats(), a.compare(LT, EXPM1_TINY).not());
    }

    static FloatVector cosh(FloatVector x) {
        FloatVector a = x.abs();
        return hyperbolic(a.blend(HYPERBOLIC_LIMIT, a.compare(GT, HYPERBOLIC_LIMIT)), 1);
    }

    private static FloatVector hyperbolic(FloatVector a, int sign) {
        FloatVector t = a.fma(a.broadcast(LOG2_E), a.broadcast(ROUND_QUARTER_POWER));
        FloatVector r = reduced(a, t.sub(ROUND_QUARTER_POWER)), z = r.mul(r);
        FloatVector sinh = r.mul(z).fma(sinhTail(z), r), cosh = z.mul(z.fma(coshTail(z), z.broadcast(0.5f)));
        FloatVector up = t.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats(), down = up.broadcast(0.0625f).div(up).mul(sign);
        FloatVector even = up.add(down);
        return even.add(up.sub(down).fma(sinh, even.mul(cosh))).mul(2);
    }

    private static FloatVector sinhTail(FloatVector z) {
        return z.broadcast(H7).fma(z, z.broadcast(H5)).fma(z, z.broadcast(H3));
    }

    private static FloatVector coshTail(FloatVector z) {
        return z.broadcast(K6).fma(z, z.broadcast(K4));
    }

    // What is made of the above

    static FloatVector softplus(FloatVector x) {
        return relu(x).add(log1p(exp(x.abs().neg())));
    }

    static FloatVector logaddexp(FloatVector x, FloatVector y) {
        return x.max(y).add(log1p(exp(x.sub(y).abs().neg().blend(0, x.compare(EQ, y)))));
    }

    static FloatVector atan2(FloatVector y, FloatVector x) {
        FloatVector a = x.abs(), b = y.abs(), large = a.max(b), small = a.min(b), q = small.div(large);
        FloatVector t = atan(q.blend(1, small.compare(EQ, Float.POSITIVE_INFINITY)).blend(0, large.compare(EQ, 0)));
        VectorMask<Float> left = x.test(IS_NEGATIVE);
        FloatVector right = t.broadcast(HALF_PI_1), upper = right.sub(t.sub(HALF_PI_2));
        upper = upper.blend(right.add(t.add(HALF_PI_2)), left);
        FloatVector lower = t.blend(t.broadcast(2 * HALF_PI_1).sub(t.sub(2 * HALF_PI_2)), left);
        return lower.blend(upper, b.compare(GT, a)).reinterpretAsInts().or(signOf(y)).reinterpretAsFloats();
    }

    static FloatVector hypot(FloatVector x, FloatVector y) {
        FloatVector a = x.abs(), b = y.abs(), large = a.max(b), small = a.min(b);
        FloatVector scale = x.broadcast(1).blend(HYPOT_SCALE, large.compare(LT, HYPOT_SMALL))
            .blend(1 / HYPOT_SCALE, large.compare(GT, HYPOT_LARGE));
        FloatVector u = large.mul(scale), v = small.mul(scale), z = u.fma(u, v.mul(v)).sqrt().mul(x.broadcast(1).div(scale));
        VectorMask<Float> infinite = a.compare(EQ, Float.POSITIVE_INFINITY).or(b.compare(EQ, Float.POSITIVE_INFINITY));
        return z.blend(Float.POSITIVE_INFINITY, infinite);
    }

    static FloatVector flow(FloatVector x, FloatVector y) {
        return x.mul(y).blend(0, x.compare(EQ, 0));
    }

    // Integers: from WHOLE on all are, and below, adding it rounds

    static final float WHOLE = 1 / Math.ulp((float) 1);

    static FloatVector round(FloatVector x) {
        FloatVector a = x.abs(), r = a.add(WHOLE).sub(WHOLE).reinterpretAsInts().or(signOf(x)).reinterpretAsFloats();
        return x.blend(r, a.compare(LT, WHOLE));
    }

    static FloatVector floor(FloatVector x) {
        FloatVector r = round(x);
        return r.blend(r.sub(1), r.compare(GT, x));
    }

    static FloatVector ceil(FloatVector x) {
        FloatVector r = round(x);
        return r.blend(r.add(1).reinterpretAsInts().or(signOf(x)).reinterpretAsFloats(), r.compare(LT, x));
    }
}
