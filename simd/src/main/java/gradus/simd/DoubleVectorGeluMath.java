package gradus.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;

import static gradus.simd.DoubleGeluMath.*;
import static gradus.simd.DoubleMath.*;
import static jdk.incubator.vector.VectorOperators.*;

/** {@link DoubleGeluMath} on vectors, as {@link DoubleVectorMath} is {@link DoubleMath}. */
final class DoubleVectorGeluMath {

    private DoubleVectorGeluMath() {}

    static DoubleVector gelu(DoubleVector x) {
        return x.blend(-0.0, x.test(IS_NEGATIVE)).sub(tail(within(x.abs(), GELU_LIMIT), false));
    }

    static DoubleVector geluSlope(DoubleVector x) {
        DoubleVector y = tail(within(x.abs(), GELU_LIMIT), true);
        return y.add(1).blend(y.broadcast(0).sub(y), x.test(IS_NEGATIVE));
    }

    private static DoubleVector within(DoubleVector a, double limit) {
        return a.blend(limit, a.compare(GT, limit));
    }

    /** e^(−a²/2) times a R(a), or for the slope a / √(2π) − R(a); in one piece, as other methods must be called early. */
    private static DoubleVector tail(DoubleVector a, boolean slope) {
        DoubleVector h = a.mul(a), t = h.fma(h.broadcast(-0.5 * LOG2_E), h.broadcast(ROUND_TWO_POWERS));
        DoubleVector e = exponential(a, h, t.sub(ROUND_TWO_POWERS));
        DoubleVector q = a.broadcast(1).div(a.add(Q)), s = a.fma(q, q.broadcast(-MIDDLE));
        DoubleVector ratio = s.broadcast(RATIO[RATIO.length - 1]);
        for (int k = RATIO.length - 2; k >= 0; k--) {
            ratio = ratio.fma(s, s.broadcast(RATIO[k]));
        }
        ratio = ratio.mul(q);
        DoubleVector y = e.mul(slope ? a.fma(a.broadcast(DENSITY), ratio.neg()) : ratio.mul(a));
        LongVector both = t.reinterpretAsLongs(), half = both.lanewise(ASHR, 1);
        return y.mul(half.lanewise(LSHL, EXPONENT).reinterpretAsDoubles())
            .mul(both.sub(half).lanewise(LSHL, EXPONENT).reinterpretAsDoubles());
    }

    private static DoubleVector exponential(DoubleVector a, DoubleVector h, DoubleVector n) {
        DoubleVector lost = a.fma(a, h.neg()), r = lost.fma(lost.broadcast(-0.5), DoubleVectorMath.reduced(h.mul(-0.5), n));
        return DoubleVectorMath.expTail(r).fma(r, r.broadcast(1)).fma(r, r.broadcast(1));
    }

    static DoubleVector geluTanh(DoubleVector x) {
        DoubleVector a = within(x.abs(), GELU_TANH_LIMIT), z = a.mul(a);
        DoubleVector e = DoubleVectorMath.expWithin(z.fma(z.broadcast(U3), z.broadcast(U1)).mul(a.neg()));
        return x.blend(-0.0, x.test(IS_NEGATIVE)).sub(a.mul(e.div(e.add(1))));
    }

    static DoubleVector geluTanhSlope(DoubleVector x) {
        DoubleVector a = within(x.abs(), GELU_TANH_LIMIT), z = a.mul(a);
        DoubleVector e = DoubleVectorMath.expWithin(z.fma(z.broadcast(U3), z.broadcast(U1)).mul(a.neg())), s = e.div(e.add(1));
        DoubleVector rise = z.fma(z.broadcast(SLOPE3), z.broadcast(U1));
        DoubleVector y = a.mul(s.broadcast(1).sub(s)).fma(rise, rise.broadcast(-1)).mul(s);
        return y.add(1).blend(y.broadcast(0).sub(y), x.test(IS_NEGATIVE));
    }
}
