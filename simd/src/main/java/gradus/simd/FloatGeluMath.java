package gradus.simd;

import static gradus.simd.FloatMath.*;

/**
 * The activations x Φ(x) with the normal distribution function Φ, and x / (1 + e^−v) with v = 2 √(2/π) (x + 0.044715 x³), which
 * is near it (Hendrycks and Gimpel 2016), and their slopes. Of both, f(x) = x − f(−x) and f′(x) = 1 − f′(−x).
 */
final class FloatGeluMath {

    private FloatGeluMath() {}

    // x Φ(x) without a division: Φ(−a) = 2^(W0 + W1 a + …) for 0 ≤ a ≤ GELU_NEAR, 2^r = Y0 + Y1 r + …; beyond, x or −0 is near enough

    static final float GELU_NEAR = 5.5f;
    static final float W0 = -0x1p0f, W1 = -0x1.26aed8p0f, W2 = -0x1.d63c4p-2f, W3 = -0x1.adad14p-5f, W4 = 0x1.c6d8cep-8f, W5 = 0x1.d3ff02p-16f,
        W6 = -0x1.4380e6p-12f, W7 = 0x1.80038ap-14f, W8 = -0x1.0395f4p-16f, W9 = 0x1.b69e4p-20f, W10 = -0x1.af6688p-24f, W11 = 0x1.7a1afp-29f;
    static final float Y0 = 0x1p0f, Y1 = 0x1.62e43p-1f, Y2 = 0x1.ebfbdap-3f, Y3 = 0x1.c6aed4p-5f, Y4 = 0x1.3b2dbcp-7f, Y5 = 0x1.5f456ap-10f, Y6 = 0x1.41d33p-13f;

    /** {@return x Φ(x), but −0 below −5.5} Error at most 4.5 ulp above −1, and 2 ulp of x anywhere. */
    static float gelu(float x) {
        float a = Math.abs(x), b = within(a, GELU_NEAR), e = Math.fma(geluHigh(b), b * b * (b * b) * (b * b * (b * b)), geluLow(b));
        float t = e + ROUND_POWER, r = e - (t - ROUND_POWER);
        float y = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Y6, r, Y5), r, Y4), r, Y3), r, Y2), r, Y1), r, Y0);
        return Math.fma(y * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT), a > GELU_NEAR ? -0f : -a,
            Float.floatToRawIntBits(x) < 0 ? -0f : x);
    }

    /** W0 + … + W7 b⁷, in pairs (Estrin 1960), as a chain would keep the processor waiting. */
    private static float geluLow(float b) {
        float z = b * b, low = Math.fma(Math.fma(W3, b, W2), z, Math.fma(W1, b, W0));
        return Math.fma(Math.fma(Math.fma(W7, b, W6), z, Math.fma(W5, b, W4)), z * z, low);
    }

    private static float geluHigh(float b) {
        return Math.fma(Math.fma(W11, b, W10), b * b, Math.fma(W9, b, W8));
    }

    // The slope: Φ(−a) = e^(−a²/2) R(a) for a ≥ 0, with the ratio (Mills 1926) R(a) = (Q0 + Q1 s + …) / (a + Q) in s = a / (a + Q) − MIDDLE

    static final float GELU_LIMIT = 14.5f, Q = 4, MIDDLE = 0.375f, DENSITY = 0x1.988454p-2f; // 1 / √(2π)
    static final float Q0 = 0x1.de857ap-1f, Q1 = -0x1.ae40aep0f, Q2 = 0x1.19eaecp1f, Q3 = -0x1.0056e6p1f,
        Q4 = 0x1.0d32d8p0f, Q5 = -0x1.b12d64p-7f, Q6 = -0x1.79fb82p-2f, Q7 = 0x1.d96e52p-4f, Q8 = 0x1.ee6b1p-4f,
        Q9 = -0x1.01ea14p-4f;

    /** {@return Φ(x) + x e^(−x²/2) / √(2π)} Error at most 5.1 ulp of the larger of the two. */
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
