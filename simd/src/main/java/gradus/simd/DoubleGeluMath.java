package gradus.simd;

import static gradus.simd.DoubleMath.*;

/**
 * The activations x Φ(x) with the normal distribution function Φ, and x / (1 + e^−v) with v = 2 √(2/π) (x + 0.044715 x³), which
 * is near it (Hendrycks and Gimpel 2016), and their slopes. Of both, f(x) = x − f(−x) and f′(x) = 1 − f′(−x).
 */
final class DoubleGeluMath {

    // Φ(−a) = e^(−a²/2) R(a) for a ≥ 0, with the ratio (Mills 1926) R(a) = Σ RATIO[k] s^k / (a + Q) in s = a / (a + Q) − MIDDLE

    static final double GELU_LIMIT = 39, Q = 5, MIDDLE = 0.4375, DENSITY = 0x1.9884533d43651p-2; // 1 / √(2π)
    static final double[] RATIO = {0x1.b8b58435469ebp-1, -0x1.9c4e1625de1a7p0, 0x1.427269ff20332p1,
        -0x1.a176ba352f65ap1, 0x1.b4cd4e419e278p1, -0x1.5e96807faef3ep1, 0x1.7865ebc846854p0, -0x1.ecb0ec980e656p-3,
        -0x1.781d56ed8de88p-2, 0x1.2addac858bde3p-2, 0x1.887b2633b9f6fp-6, -0x1.1dc3377afc768p-3,
        0x1.c53f7b28b25f8p-6, 0x1.071fa11347ee4p-4, -0x1.7f11da48ded9cp-6, -0x1.11cffe0531bfap-5,
        0x1.c597d13847e4cp-7, 0x1.4519f3866a13p-6, -0x1.bd21fb9b03d93p-8, -0x1.7e1b16f1cd8a4p-7, 0x1.55fb3eb3216a4p-9,
        0x1.2cf27933f22ap-8, -0x1.5d26340ff95b4p-11};

    private DoubleGeluMath() {}

    /** {@return x Φ(x), −0 for −∞} Error at most 4.5 ulp. */
    static double gelu(double x) {
        double a = within(Math.abs(x), GELU_LIMIT), q = 1 / (a + Q);
        return (Double.doubleToRawLongBits(x) < 0 ? -0.0 : x) - gauss(a, ratio(Math.fma(a, q, -MIDDLE)) * q * a);
    }

    /** {@return Φ(x) + x e^(−x²/2) / √(2π)} Error at most 5.1 ulp of the larger of the two. */
    static double geluSlope(double x) {
        double a = within(Math.abs(x), GELU_LIMIT), q = 1 / (a + Q);
        return signed(x, gauss(a, Math.fma(a, DENSITY, -(ratio(Math.fma(a, q, -MIDDLE)) * q))));
    }

    private static double within(double a, double limit) {
        return a > limit ? limit : a;
    }

    /** 1 + y for positive x, 0 − y for negative. */
    private static double signed(double x, double y) {
        return Double.doubleToRawLongBits(x) < 0 ? 0 - y : 1 + y;
    }

    private static double ratio(double s) {
        double y = RATIO[RATIO.length - 1];
        for (int k = RATIO.length - 2; k >= 0; k--) {
            y = Math.fma(y, s, RATIO[k]);
        }
        return y;
    }

    /** e^(−a²/2) f; the square is a·a and what its rounding lost. */
    private static double gauss(double a, double f) {
        double h = a * a, t = Math.fma(h, -0.5 * LOG2_E, ROUND_TWO_POWERS);
        double e = exponential(a, h, t - ROUND_TWO_POWERS) * f;
        long both = Double.doubleToRawLongBits(t), half = both >> 1;
        return e * Double.longBitsToDouble(half << EXPONENT) * Double.longBitsToDouble(both - half << EXPONENT);
    }

    /** e^(−a²/2) / 2ⁿ. */
    private static double exponential(double a, double h, double n) {
        double r = Math.fma(-0.5, Math.fma(a, a, -h), reduced(-0.5 * h, n));
        return Math.fma(Math.fma(expTail(r), r, 1), r, 1);
    }

    // v = U1 x + U3 x³

    static final double GELU_TANH_LIMIT = 22.5, U1 = 0x1.9884533d43651p0, U3 = 0x1.2444f2a4d8b4bp-4, SLOPE3 = 0x1.b6676bf7450fp-3;

    /** {@return x / (1 + e^−v), −0 for −∞} Error at most 2 ulp of x. */
    static double geluTanh(double x) {
        double a = within(Math.abs(x), GELU_TANH_LIMIT), e = expWithin(-a * Math.fma(a * a, U3, U1));
        return (Double.doubleToRawLongBits(x) < 0 ? -0.0 : x) - a * (e / (1 + e));
    }

    /** {@return the slope of the above} Error at most 1.5 ulp of 1. */
    static double geluTanhSlope(double x) {
        double a = within(Math.abs(x), GELU_TANH_LIMIT), z = a * a, e = expWithin(-a * Math.fma(z, U3, U1)), s = e / (1 + e);
        return signed(x, s * Math.fma(a * (1 - s), Math.fma(z, SLOPE3, U1), -1));
    }
}
