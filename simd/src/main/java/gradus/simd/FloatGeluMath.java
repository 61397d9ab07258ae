package gradus.simd;

import static gradus.simd.FloatMath.*;

/**
 * The activations x Φ(x) with the normal distribution function Φ, and x / (1 + e^−v) with v = 2 √(2/π) (x + 0.044715 x³), which
 * is near it (Hendrycks and Gimpel 2016), and their slopes. Of both, f(x) = x − f(−x) and f′(x) = 1 − f′(−x).
 */
final class FloatGeluMath {

    // Φ(−a) = e^(−a²/2) R(a) for a ≥ 0, with the ratio (Mills 1926) R(a) = (Q0 + Q1 s + …) / (a + Q) in s = a / (a + Q) − MIDDLE

    static final float GELU_LIMIT = 14.5f, Q = 4, MIDDLE = 0.375f, DENSITY = 0x1.988454p-2f; // 1 / √(2π)
    static final float Q0 = 0x1.de857ap-1f, Q1 = -0x1.ae40aep0f, Q2 = 0x1.19eaecp1f, Q3 = -0x1.0056e6p1f,
        Q4 = 0x1.0d32d8p0f, Q5 = -0x1.b12d64p-7f, Q6 = -0x1.79fb82p-2f, Q7 = 0x1.d96e52p-4f, Q8 = 0x1.ee6b1p-4f,
        Q9 = -0x1.01ea14p-4f;

    private FloatGeluMath() {}

    /** {@return x Φ(x), −0 for −∞} Error at most 4.5 ulp. */
    static float gelu(float x) {
        float a = within(Math.abs(x), GELU_LIMIT), q = 1 / (a + Q);
        return (Float.floatToRawIntBits(x) < 0 ? -0f : x) - gauss(a, ratio(Math.fma(a, q, -MIDDLE)) * q * a);
    }

    /** {@return Φ(x) + x e^(−x²/2) / √(2π)} Error at most 5 ulp of the larger of the two. */
    static float geluSlope(float x) {
        float a = within(Math.abs(x), GELU_LIMIT), q = 1 / (a + Q);
        return signed(x, gauss(a, Math.fma(a, DENSITY, -(ratio(Math.fma(a, q, -MIDDLE)) * q))));
    }

    private static float within(float a, float limit) {
        return a > limit ? limit : a;
    }

    /** 1 + y for positive x, 0 − y for negative. */
    private static float signed(float x, float y) {
        return Float.floatToRawIntBits(x) < 0 ? 0 - y : 1 + y;
    }

    private static float ratio(float s) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            Q9, s, Q8), s, Q7), s, Q6), s, Q5), s, Q4), s, Q3), s, Q2), s, Q1), s, Q0);
    }

    /** e^(−a²/2) f; the square is a·a and what its rounding lost. */
    private static float gauss(float a, float f) {
        float h = a * a, t = Math.fma(h, -0.5f * LOG2_E, ROUND_TWO_POWERS);
        float e = exponential(a, h, t - ROUND_TWO_POWERS) * f;
        int both = Float.floatToRawIntBits(t), half = both >> 1;
        return e * Float.intBitsToFloat(half << EXPONENT) * Float.intBitsToFloat(both - half << EXPONENT);
    }

    /** e^(−a²/2) / 2ⁿ. */
    private static float exponential(float a, float h, float n) {
        float r = Math.fma(-0.5f, Math.fma(a, a, -h), reduced(-0.5f * h, n));
        return Math.fma(Math.fma(expTail(r), r, 1), r, 1);
    }

    // v = U1 x + U3 x³

    static final float GELU_TANH_LIMIT = 11.5f, U1 = 0x1.988454p0f, U3 = 0x1.2444f2p-4f, SLOPE3 = 0x1.b6676cp-3f;

    /** {@return x / (1 + e^−v), −0 for −∞} Error at most 1.5 ulp of x. */
    static float geluTanh(float x) {
        float a = within(Math.abs(x), GELU_TANH_LIMIT), e = expWithin(-a * Math.fma(a * a, U3, U1));
        return (Float.floatToRawIntBits(x) < 0 ? -0f : x) - a * (e / (1 + e));
    }

    /** {@return the slope of the above} Error at most 1.5 ulp of 1. */
    static float geluTanhSlope(float x) {
        float a = within(Math.abs(x), GELU_TANH_LIMIT), z = a * a, e = expWithin(-a * Math.fma(z, U3, U1)), s = e / (1 + e);
        return signed(x, s * Math.fma(a * (1 - s), Math.fma(z, SLOPE3, U1), -1));
    }
}
