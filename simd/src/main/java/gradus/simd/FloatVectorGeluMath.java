package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import static gradus.simd.FloatGeluMath.*;
import static gradus.simd.FloatMath.*;
import static jdk.incubator.vector.VectorOperators.*;

/** {@link FloatGeluMath} on vectors, as {@link FloatVectorMath} is {@link FloatMath}. */
final class FloatVectorGeluMath {

    private FloatVectorGeluMath() {}

    static FloatVector gelu(FloatVector x) {
        FloatVector a = x.abs(), e = geluExponent(within(a, GELU_NEAR));
        FloatVector t = e.add(ROUND_POWER), r = e.sub(t.sub(ROUND_POWER));
        FloatVector y = r.broadcast(Y6).fma(r, r.broadcast(Y5)).fma(r, r.broadcast(Y4)).fma(r, r.broadcast(Y3)).fma(r, r.broadcast(Y2))
            .fma(r, r.broadcast(Y1)).fma(r, r.broadcast(Y0)).mul(t.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats());
        return y.fma(a.neg().blend(-0f, a.compare(GT, GELU_NEAR)), x.blend(-0f, x.test(IS_NEGATIVE)));
    }

    private static FloatVector geluExponent(FloatVector b) {
        FloatVector z = b.mul(b), z2 = z.mul(z), high = b.fma(b.broadcast(W11), b.broadcast(W10)).fma(z, b.fma(b.broadcast(W9), b.broadcast(W8)));
        FloatVector low = b.fma(b.broadcast(W3), b.broadcast(W2)).fma(z, b.fma(b.broadcast(W1), b.broadcast(W0)));
        low = b.fma(b.broadcast(W7), b.broadcast(W6)).fma(z, b.fma(b.broadcast(W5), b.broadcast(W4))).fma(z2, low);
        return high.fma(z2.mul(z2), low);
    }

    static FloatVector geluSlope(FloatVector x) {
        FloatVector y = tail(within(x.abs(), GELU_LIMIT));
        return y.add(1).blend(y.broadcast(0).sub(y), x.test(IS_NEGATIVE));
    }

    private static FloatVector within(FloatVector a, float limit) {
        return a.blend(limit, a.compare(GT, limit));
    }

    /** e^(−a²/2) (a / √(2π) − R(a)); in one piece, as other methods must be called early. */
    private static FloatVector tail(FloatVector a) {
        FloatVector h = a.mul(a), t = h.fma(h.broadcast(-0.5f * LOG2_E), h.broadcast(ROUND_TWO_POWERS));
        FloatVector e = exponential(a, h, t.sub(ROUND_TWO_POWERS));
        FloatVector q = a.broadcast(1).div(a.add(Q)), s = a.fma(q, q.broadcast(-MIDDLE));
        FloatVector ratio = s.broadcast(Q9).fma(s, s.broadcast(Q8)).fma(s, s.broadcast(Q7)).fma(s, s.broadcast(Q6)).fma(s, s.broadcast(Q5))
            .fma(s, s.broadcast(Q4)).fma(s, s.broadcast(Q3)).fma(s, s.broadcast(Q2)).fma(s, s.broadcast(Q1)).fma(s, s.broadcast(Q0)).mul(q);
        FloatVector y = e.mul(a.fma(a.broadcast(DENSITY), ratio.neg()));
        IntVector both = t.reinterpretAsInts(), half = both.lanewise(ASHR, 1);
        return y.mul(half.lanewise(LSHL, EXPONENT).reinterpretAsFloats())
            .mul(both.sub(half).lanewise(LSHL, EXPONENT).reinterpretAsFloats());
    }

    private static FloatVector exponential(FloatVector a, FloatVector h, FloatVector n) {
        FloatVector lost = a.fma(a, h.neg()), r = lost.fma(lost.broadcast(-0.5f), FloatVectorMath.reduced(h.mul(-0.5f), n));
        return FloatVectorMath.expTail(r).fma(r, r.broadcast(1)).fma(r, r.broadcast(1));
    }

    static FloatVector geluTanh(FloatVector x) {
        FloatVector a = within(x.abs(), GELU_TANH_LIMIT), z = a.mul(a);
        FloatVector e = FloatVectorMath.expWithin(z.fma(z.broadcast(U3), z.broadcast(U1)).mul(a.neg()));
        return x.blend(-0f, x.test(IS_NEGATIVE)).sub(a.mul(e.div(e.add(1))));
    }

    static FloatVector geluTanhSlope(FloatVector x) {
        FloatVector a = within(x.abs(), GELU_TANH_LIMIT), z = a.mul(a);
        FloatVector e = FloatVectorMath.expWithin(z.fma(z.broadcast(U3), z.broadcast(U1)).mul(a.neg())), s = e.div(e.add(1));
        FloatVector rise = z.fma(z.broadcast(SLOPE3), z.broadcast(U1));
        FloatVector y = a.mul(s.broadcast(1).sub(s)).fma(rise, rise.broadcast(-1)).mul(s);
        return y.add(1).blend(y.broadcast(0).sub(y), x.test(IS_NEGATIVE));
    }
}
