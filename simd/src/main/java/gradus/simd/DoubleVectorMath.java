package gradus.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;

import static gradus.simd.DoubleMath.*;
import static jdk.incubator.vector.VectorOperators.*;

/**
 * {@link DoubleMath} on vectors: the same operations in the same order; both sides of a branch are computed, then blended.
 *
 * <p>A vector stays in a register only where C2 inlines the method that makes it, and C2 inlines none but the Vector API's
 * own once a compilation has passed 18,000 nodes, of which an operation takes some 400. So a method here calls others early
 * and then the Vector API alone, and a loop holds one or two of these functions, not more.
 */
final class DoubleVectorMath {

    private DoubleVectorMath() {}

    // Small ones

    static DoubleVector relu(DoubleVector x) {
        return x.blend(0, x.compare(LE, 0));
    }

    static DoubleVector gate(DoubleVector x, DoubleVector y) {
        return x.broadcast(0).blend(x, y.compare(GT, 0));
    }

    static DoubleVector sign(DoubleVector x) {
        DoubleVector one = signOf(x).or(x.broadcast(1).reinterpretAsLongs()).reinterpretAsDoubles();
        return x.blend(one, x.abs().compare(GT, 0));
    }

    private static LongVector signOf(DoubleVector x) {
        return x.reinterpretAsLongs().and(SIGN);
    }

    // Exponentials

    static DoubleVector exp(DoubleVector x) {
        return expWithin(x.blend(EXP_LIMIT, x.compare(GT, EXP_LIMIT)).blend(-EXP_LIMIT, x.compare(LT, -EXP_LIMIT)));
    }

    static DoubleVector expWithin(DoubleVector x) {
        DoubleVector t = x.fma(x.broadcast(LOG2_E), x.broadcast(ROUND_TWO_POWERS));
        DoubleVector r = reduced(x, t.sub(ROUND_TWO_POWERS));
        DoubleVector y = expTail(r).fma(r, r.broadcast(1)).fma(r, r.broadcast(1));
        LongVector both = t.reinterpretAsLongs(), half = both.lanewise(ASHR, 1);
        return y.mul(half.lanewise(LSHL, EXPONENT).reinterpretAsDoubles())
            .mul(both.sub(half).lanewise(LSHL, EXPONENT).reinterpretAsDoubles());
    }

    private static DoubleVector expNormal(DoubleVector x) {
        DoubleVector t = x.fma(x.broadcast(LOG2_E), x.broadcast(ROUND_POWER));
        DoubleVector r = reduced(x, t.sub(ROUND_POWER));
        DoubleVector y = expTail(r).fma(r, r.broadcast(1)).fma(r, r.broadcast(1));
        return y.mul(t.reinterpretAsLongs().lanewise(LSHL, EXPONENT).reinterpretAsDoubles());
    }

    static DoubleVector reduced(DoubleVector x, DoubleVector n) {
        return n.fma(n.broadcast(-LN2_LOW), n.fma(n.broadcast(-LN2_HIGH), x));
    }

    static DoubleVector expTail(DoubleVector r) {
        return r.broadcast(E12).fma(r, r.broadcast(E11)).fma(r, r.broadcast(E10)).fma(r, r.broadcast(E9))
            .fma(r, r.broadcast(E8)).fma(r, r.broadcast(E7)).fma(r, r.broadcast(E6)).fma(r, r.broadcast(E5))
            .fma(r, r.broadcast(E4)).fma(r, r.broadcast(E3)).fma(r, r.broadcast(E2));
    }

    static DoubleVector expm1(DoubleVector x) {
        DoubleVector y = x.blend(EXPM1_HIGH, x.compare(GT, EXPM1_HIGH)).blend(EXPM1_LOW, x.compare(LT, EXPM1_LOW));
        DoubleVector t = y.fma(y.broadcast(LOG2_E), y.broadcast(ROUND_HALF_POWER));
        DoubleVector r = reduced(y, t.sub(ROUND_HALF_POWER)), z = r.mul(r).fma(expTail(r), r);
        DoubleVector half = t.reinterpretAsLongs().lanewise(LSHL, EXPONENT).reinterpretAsDoubles();
        return half.fma(z, half.sub(0.5)).mul(2).blend(x, x.abs().compare(LT, EXPM1_TINY));
    }

    static DoubleVector sigmoid(DoubleVector x) {
        DoubleVector a = x.abs(), e = expWithin(a.neg().blend(-EXP_LIMIT, a.compare(GT, EXP_LIMIT)));
        DoubleVector factor = x.broadcast(1).blend(e, x.compare(LT, 0));
        return factor.neg().fma(e.div(e.add(1)), factor);
    }

    // Logarithms

    static DoubleVector log(DoubleVector x) {
        DoubleVector borders = logBorders(x, x);
        VectorMask<Double> subnormal = x.compare(LT, Double.MIN_NORMAL);
        LongVector i = x.blend(x.mul(SUBNORMAL_SCALE), subnormal).reinterpretAsLongs().sub(SQRT_HALF);
        DoubleVector e = i.lanewise(ASHR, EXPONENT).add(ROUND_BITS).reinterpretAsDoubles()
            .sub(x.broadcast(ROUND).blend(SUBNORMAL_ROUND, subnormal));
        DoubleVector y = logOf(e, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsDoubles().sub(1));
        return borders.blend(y, x.compare(GT, 0).and(x.compare(LT, Double.POSITIVE_INFINITY)));
    }

    static DoubleVector log1p(DoubleVector x) {
        DoubleVector y = x.add(1), lost = x.sub(y.sub(1)), borders = logBorders(x, y);
        LongVector i = y.reinterpretAsLongs().sub(SQRT_HALF), e = i.lanewise(ASHR, EXPONENT);
        DoubleVector twice = e.neg().add(EXPONENT_OF_2).lanewise(LSHL, EXPONENT).reinterpretAsDoubles();
        DoubleVector f = lost.mul(0.5).fma(twice, i.and(MANTISSA).add(SQRT_HALF).reinterpretAsDoubles().sub(1));
        DoubleVector z = logOf(e.add(ROUND_BITS).reinterpretAsDoubles().sub(ROUND), f);
        return borders.blend(z, y.compare(GT, 0).and(x.compare(LT, Double.POSITIVE_INFINITY)))
            .blend(x, x.abs().compare(LT, LOG1P_TINY));
    }

    /** What stands for log y where that is no number: −∞ for 0, NaN for less, else x, which is ∞ or NaN. */
    private static DoubleVector logBorders(DoubleVector x, DoubleVector y) {
        return x.blend(Double.NEGATIVE_INFINITY, y.compare(EQ, 0)).blend(Double.NaN, y.compare(LT, 0));
    }

    private static DoubleVector logOf(DoubleVector e, DoubleVector f) {
        DoubleVector s = f.div(f.add(2)), z = s.mul(s), h = f.mul(0.5).mul(f);
        DoubleVector p = z.broadcast(L15).fma(z, z.broadcast(L13)).fma(z, z.broadcast(L11)).fma(z, z.broadcast(L9))
            .fma(z, z.broadcast(L7)).fma(z, z.broadcast(L5)).fma(z, z.broadcast(L3));
        return e.fma(e.broadcast(LN2_HIGH), f.sub(h.sub(s.fma(z.fma(p, h), e.mul(LN2_LOW)))));
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
        return circular(x.abs(), 1, x.broadcast(0).reinterpretAsLongs());
    }

    private static DoubleVector circular(DoubleVector a, int quarters, LongVector sign) {
        DoubleVector t = a.fma(a.broadcast(TWO_BY_PI), a.broadcast(ROUND)), r = circularRest(a, t.sub(ROUND)), z = r.mul(r);
        DoubleVector sin = r.mul(z).fma(circularSine(z), r);
        DoubleVector cos = z.broadcast(C14).fma(z, z.broadcast(C12)).fma(z, z.broadcast(C10)).fma(z, z.broadcast(C8))
            .fma(z, z.broadcast(C6)).fma(z, z.broadcast(C4))
            .fma(z, z.broadcast(-0.5)).fma(z, z.broadcast(1));
        LongVector quadrant = t.reinterpretAsLongs().add(quarters);
        LongVector y = cos.reinterpretAsLongs().blend(sin.reinterpretAsLongs(), quadrant.and(1).compare(EQ, 0));
        return quadrant.lanewise(LSHL, QUADRANT_SIGN).lanewise(XOR, sign).and(SIGN).lanewise(XOR, y).reinterpretAsDoubles();
    }

    private static DoubleVector circularRest(DoubleVector a, DoubleVector n) {
        return n.fma(n.broadcast(-HALF_PI_3), n.fma(n.broadcast(-HALF_PI_2), n.fma(n.broadcast(-HALF_PI_1), a)));
    }

    /** (sin r − r) / r³ for z = r². */
    private static DoubleVector circularSine(DoubleVector z) {
        return z.broadcast(S13).fma(z, z.broadcast(S11)).fma(z, z.broadcast(S9)).fma(z, z.broadcast(S7))
            .fma(z, z.broadcast(S5)).fma(z, z.broadcast(S3));
    }

    // tanh and erf

    static DoubleVector tanh(DoubleVector x) {
        LongVector sign = signOf(x);
        DoubleVector a = x.abs(), b = a.blend(TANH_LIMIT, a.compare(GT, TANH_LIMIT));
        DoubleVector large = a.broadcast(1).sub(a.broadcast(2).div(expNormal(b.add(b)).add(1)));
        DoubleVector z = a.mul(a), small = z.broadcast(T23).fma(z, z.broadcast(T21)).fma(z, z.broadcast(T19))
            .fma(z, z.broadcast(T17)).fma(z, z.broadcast(T15)).fma(z, z.broadcast(T13)).fma(z, z.broadcast(T11))
            .fma(z, z.broadcast(T9)).fma(z, z.broadcast(T7)).fma(z, z.broadcast(T5)).fma(z, z.broadcast(T3));
        small = a.mul(z).fma(small, a);
        return large.blend(small, a.compare(LT, TANH_SMALL)).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    static DoubleVector erf(DoubleVector x) {
        LongVector sign = signOf(x);
        DoubleVector a = x.abs(), b = a.blend(ERF_LIMIT, a.compare(GT, ERF_LIMIT));
        DoubleVector large = a.broadcast(1).sub(expNormal(erfExponent(b)));
        DoubleVector z = a.mul(a), small = z.broadcast(A23).fma(z, z.broadcast(A21)).fma(z, z.broadcast(A19))
            .fma(z, z.broadcast(A17)).fma(z, z.broadcast(A15)).fma(z, z.broadcast(A13)).fma(z, z.broadcast(A11))
            .fma(z, z.broadcast(A9)).fma(z, z.broadcast(A7)).fma(z, z.broadcast(A5)).fma(z, z.broadcast(A3))
            .fma(z, z.broadcast(A1));
        small = a.fma(small, a);
        return large.blend(small, a.compare(LT, ERF_SMALL)).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    /** log(1 − erf b). */
    private static DoubleVector erfExponent(DoubleVector b) {
        return b.broadcast(B18).fma(b, b.broadcast(B17)).fma(b, b.broadcast(B16)).fma(b, b.broadcast(B15))
            .fma(b, b.broadcast(B14)).fma(b, b.broadcast(B13)).fma(b, b.broadcast(B12)).fma(b, b.broadcast(B11))
            .fma(b, b.broadcast(B10)).fma(b, b.broadcast(B9)).fma(b, b.broadcast(B8)).fma(b, b.broadcast(B7))
            .fma(b, b.broadcast(B6)).fma(b, b.broadcast(B5)).fma(b, b.broadcast(B4)).fma(b, b.broadcast(B3))
            .fma(b, b.broadcast(B2)).fma(b, b.broadcast(B1)).fma(b, b.broadcast(B0));
    }

    // tan, asin, acos and atan

    static DoubleVector tan(DoubleVector x) {
        DoubleVector a = x.abs(), t = a.fma(a.broadcast(TWO_BY_PI), a.broadcast(ROUND)), n = t.sub(ROUND);
        DoubleVector far = n.fma(n.broadcast(-HALF_PI_1), a), p = n.mul(HALF_PI_2), near = far.sub(p), back = near.sub(far);
        DoubleVector lost = far.sub(near.sub(back)).sub(p.add(back));
        DoubleVector low = n.fma(n.broadcast(-HALF_PI_3), lost.sub(n.fma(n.broadcast(HALF_PI_2), p.neg())));
        DoubleVector r = near.add(low), rest = near.sub(r).add(low), z = r.mul(r), cube = r.mul(z), tail = tanTail(z);
        DoubleVector slope = cube.fma(tail, r), c = cube.fma(tail, rest.mul(slope.fma(slope, r.broadcast(1)))), y = r.add(c);
        DoubleVector q = y.broadcast(-1).div(y), inverse = q.fma(q.fma(r.sub(y).add(c), q.fma(y, y.broadcast(1))), q);
        LongVector even = y.reinterpretAsLongs(), odd = inverse.reinterpretAsLongs();
        LongVector either = even.blend(odd, t.reinterpretAsLongs().and(1).compare(NE, 0));
        return x.reinterpretAsLongs().and(SIGN).lanewise(XOR, either).reinterpretAsDoubles();
    }

    private static DoubleVector tanTail(DoubleVector z) {
        return z.broadcast(G31).fma(z, z.broadcast(G29)).fma(z, z.broadcast(G27)).fma(z, z.broadcast(G25))
            .fma(z, z.broadcast(G23)).fma(z, z.broadcast(G21)).fma(z, z.broadcast(G19)).fma(z, z.broadcast(G17))
            .fma(z, z.broadcast(G15)).fma(z, z.broadcast(G13)).fma(z, z.broadcast(G11)).fma(z, z.broadcast(G9))
            .fma(z, z.broadcast(G7)).fma(z, z.broadcast(G5)).fma(z, z.broadcast(G3));
    }

    static DoubleVector asin(DoubleVector x) {
        LongVector sign = signOf(x);
        DoubleVector a = x.abs();
        VectorMask<Double> within = a.compare(LE, 0.5);
        DoubleVector z = a.fma(a.broadcast(-0.5), a.broadcast(0.5)).blend(a.mul(a), within), tail = asinTail(z);
        DoubleVector s = z.sqrt(), small = a.mul(z).fma(tail, a);
        DoubleVector large = s.fma(s.broadcast(-2), s.broadcast(HALF_PI_1)).sub(s.mul(z).mul(2).fma(tail, s.broadcast(-HALF_PI_2)));
        return large.blend(small, within).reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    static DoubleVector acos(DoubleVector x) {
        DoubleVector a = x.abs();
        VectorMask<Double> within = a.compare(LE, 0.5), positive = x.compare(GT, 0);
        DoubleVector z = a.fma(a.broadcast(-0.5), a.broadcast(0.5)).blend(a.mul(a), within), tail = asinTail(z);
        DoubleVector s = z.sqrt(), top = x.broadcast(HALF_PI_1);
        DoubleVector y = s.add(s.mul(z).fma(tail, x.broadcast(-HALF_PI_2).blend(0, positive)));
        DoubleVector large = top.sub(y).blend(y, positive).mul(2);
        return large.blend(top.sub(x.add(x.mul(z).fma(tail, x.broadcast(-HALF_PI_2)))), within);
    }

    private static DoubleVector asinTail(DoubleVector z) {
        return z.broadcast(N27).fma(z, z.broadcast(N25)).fma(z, z.broadcast(N23)).fma(z, z.broadcast(N21))
            .fma(z, z.broadcast(N19)).fma(z, z.broadcast(N17)).fma(z, z.broadcast(N15)).fma(z, z.broadcast(N13))
            .fma(z, z.broadcast(N11)).fma(z, z.broadcast(N9)).fma(z, z.broadcast(N7)).fma(z, z.broadcast(N5))
            .fma(z, z.broadcast(N3));
    }

    static DoubleVector atan(DoubleVector x) {
        LongVector sign = signOf(x);
        DoubleVector a = x.abs();
        VectorMask<Double> small = a.compare(LT, ATAN_SMALL), middle = a.compare(LE, ATAN_LARGE);
        DoubleVector t = a.broadcast(-1).blend(a.sub(1), middle).div(a.blend(a.add(1), middle)).blend(a, small);
        DoubleVector z = t.mul(t), tail = atanTail(z), scale = a.broadcast(1).blend(0.5, middle).blend(0, small);
        DoubleVector y = scale.fma(scale.broadcast(HALF_PI_1), t.add(t.mul(z).fma(tail, scale.mul(HALF_PI_2))));
        return y.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    private static DoubleVector atanTail(DoubleVector z) {
        return z.broadcast(V27).fma(z, z.broadcast(V25)).fma(z, z.broadcast(V23)).fma(z, z.broadcast(V21))
            .fma(z, z.broadcast(V19)).fma(z, z.broadcast(V17)).fma(z, z.broadcast(V15)).fma(z, z.broadcast(V13))
            .fma(z, z.broadcast(V11)).fma(z, z.broadcast(V9)).fma(z, z.broadcast(V7)).fma(z, z.broadcast(V5))
            .fma(z, z.broadcast(V3));
    }

    // sinh and cosh

    static DoubleVector sinh(DoubleVector x) {
        LongVector sign = signOf(x);
        DoubleVector a = x.abs(), y = hyperbolic(a.blend(HYPERBOLIC_LIMIT, a.compare(GT, HYPERBOLIC_LIMIT)), -1);
        return x.blend(y.reinterpretAsLongs().or(sign).reinterpretAsDoubles(), a.compare(LT, EXPM1_TINY).not());
    }

    static DoubleVector cosh(DoubleVector x) {
        DoubleVector a = x.abs();
        return hyperbolic(a.blend(HYPERBOLIC_LIMIT, a.compare(GT, HYPERBOLIC_LIMIT)), 1);
    }

    private static DoubleVector hyperbolic(DoubleVector a, int sign) {
        DoubleVector t = a.fma(a.broadcast(LOG2_E), a.broadcast(ROUND_QUARTER_POWER));
        DoubleVector r = reduced(a, t.sub(ROUND_QUARTER_POWER)), z = r.mul(r);
        DoubleVector sinh = r.mul(z).fma(sinhTail(z), r), cosh = z.mul(z.fma(coshTail(z), z.broadcast(0.5)));
        DoubleVector up = t.reinterpretAsLongs().lanewise(LSHL, EXPONENT).reinterpretAsDoubles(), down = up.broadcast(0.0625).div(up).mul(sign);
        DoubleVector even = up.add(down);
        return even.add(up.sub(down).fma(sinh, even.mul(cosh))).mul(2);
    }

    private static DoubleVector sinhTail(DoubleVector z) {
        return z.broadcast(H11).fma(z, z.broadcast(H9)).fma(z, z.broadcast(H7)).fma(z, z.broadcast(H5))
            .fma(z, z.broadcast(H3));
    }

    private static DoubleVector coshTail(DoubleVector z) {
        return z.broadcast(K10).fma(z, z.broadcast(K8)).fma(z, z.broadcast(K6)).fma(z, z.broadcast(K4));
    }

    // What is made of the above

    static DoubleVector softplus(DoubleVector x) {
        return relu(x).add(log1p(exp(x.abs().neg())));
    }

    static DoubleVector logaddexp(DoubleVector x, DoubleVector y) {
        return x.max(y).add(log1p(exp(x.sub(y).abs().neg().blend(0, x.compare(EQ, y)))));
    }

    static DoubleVector atan2(DoubleVector y, DoubleVector x) {
        DoubleVector a = x.abs(), b = y.abs(), large = a.max(b), small = a.min(b), q = small.div(large);
        DoubleVector t = atan(q.blend(1, small.compare(EQ, Double.POSITIVE_INFINITY)).blend(0, large.compare(EQ, 0)));
        VectorMask<Double> left = x.test(IS_NEGATIVE);
        DoubleVector right = t.broadcast(HALF_PI_1), upper = right.sub(t.sub(HALF_PI_2));
        upper = upper.blend(right.add(t.add(HALF_PI_2)), left);
        DoubleVector lower = t.blend(t.broadcast(2 * HALF_PI_1).sub(t.sub(2 * HALF_PI_2)), left);
        return lower.blend(upper, b.compare(GT, a)).reinterpretAsLongs().or(signOf(y)).reinterpretAsDoubles();
    }

    static DoubleVector hypot(DoubleVector x, DoubleVector y) {
        DoubleVector a = x.abs(), b = y.abs(), large = a.max(b), small = a.min(b);
        DoubleVector scale = x.broadcast(1).blend(HYPOT_SCALE, large.compare(LT, HYPOT_SMALL))
            .blend(1 / HYPOT_SCALE, large.compare(GT, HYPOT_LARGE));
        DoubleVector u = large.mul(scale), v = small.mul(scale), z = u.fma(u, v.mul(v)).sqrt().mul(x.broadcast(1).div(scale));
        VectorMask<Double> infinite = a.compare(EQ, Double.POSITIVE_INFINITY).or(b.compare(EQ, Double.POSITIVE_INFINITY));
        return z.blend(Double.POSITIVE_INFINITY, infinite);
    }

    static DoubleVector flow(DoubleVector x, DoubleVector y) {
        return x.mul(y).blend(0, x.compare(EQ, 0));
    }

    // Integers: from WHOLE on all are, and below, adding it rounds

    static final double WHOLE = 1 / Math.ulp((double) 1);

    static DoubleVector round(DoubleVector x) {
        DoubleVector a = x.abs(), r = a.add(WHOLE).sub(WHOLE).reinterpretAsLongs().or(signOf(x)).reinterpretAsDoubles();
        return x.blend(r, a.compare(LT, WHOLE));
    }

    static DoubleVector floor(DoubleVector x) {
        DoubleVector r = round(x);
        return r.blend(r.sub(1), r.compare(GT, x));
    }

    static DoubleVector ceil(DoubleVector x) {
        DoubleVector r = round(x);
        return r.blend(r.add(1).reinterpretAsLongs().or(signOf(x)).reinterpretAsDoubles(), r.compare(LT, x));
    }
}
