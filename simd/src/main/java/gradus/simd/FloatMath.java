package gradus.simd;

/**
 * The elementary functions on float, to 2 units in the last place or better, with the same bits on every machine. The vector
 * kernels do the same operations in the same order. Each reduces its argument to a short interval around 0 (Cody and Waite
 * 1980), where a polynomial of least maximal relative error (Remez 1934) takes over; the coefficients are our own fits. The
 * errors stated, in units in the last place, are the largest found among ten million arguments or more.
 */
public final class FloatMath {

    // 1.5 · 2²³: adding it rounds to an integer, which then stands in the low bits
    static final float ROUND = 0x1.8p23f;
    static final int ROUND_BITS = 0x4b400000;
    static final int EXPONENT = 23;
    static final int MANTISSA = (1 << EXPONENT) - 1;
    static final int SIGN = Integer.MIN_VALUE;

    private FloatMath() {}

    /** {@return x rounded to float} */
    static float of(double x) {
        return (float) x;
    }

    /** {@return √x, rounded to nearest} */
    public static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    /** {@return max(x, 0), NaN for NaN} */
    public static float relu(float x) {
        return x <= 0 ? 0 : x;
    }

    /** {@return x where y > 0, else 0} */
    public static float gate(float x, float y) {
        return y > 0 ? x : 0;
    }

    // Exponentials: x = n ln 2 + r with |r| ≤ ½ ln 2, e^x = 2ⁿ e^r, e^r = 1 + r + r² (E2 + E3 r + …)

    static final float LOG2_E = 0x1.715476p0f, LN2_HIGH = 0x1.62e43p-1f, LN2_LOW = -0x1.05c61p-29f;
    static final float E2 = 0x1.fffffep-2f, E3 = 0x1.5554b4p-3f, E4 = 0x1.5556f2p-5f, E5 = 0x1.12254ap-7f, E6 = 0x1.6b9c68p-10f;
    static final float EXP_LIMIT = 128, EXPM1_LOW = -32, EXPM1_HIGH = 89, EXPM1_TINY = 0x1p-25f;
    // The bias of an exponent goes with ROUND: 2ⁿ is then a shift of its low bits
    static final float ROUND_POWER = ROUND + 127, ROUND_HALF_POWER = ROUND + 126, ROUND_TWO_POWERS = ROUND + 254;

    /** {@return e^x} Error at most 0.92 ulp. */
    public static float exp(float x) {
        return expWithin(x > EXP_LIMIT ? EXP_LIMIT : x < -EXP_LIMIT ? -EXP_LIMIT : x);
    }

    /** e^x within ±EXP_LIMIT: 2ⁿ in two halves, as it may lie beyond the largest float or among the subnormal. */
    private static float expWithin(float x) {
        float t = Math.fma(x, LOG2_E, ROUND_TWO_POWERS);
        float r = reduced(x, t - ROUND_TWO_POWERS);
        int both = Float.floatToRawIntBits(t), half = both >> 1;
        return Math.fma(Math.fma(expTail(r), r, 1), r, 1)
            * Float.intBitsToFloat(half << EXPONENT) * Float.intBitsToFloat(both - half << EXPONENT);
    }

    /** e^x where that is normal. */
    private static float expNormal(float x) {
        float t = Math.fma(x, LOG2_E, ROUND_POWER);
        float r = reduced(x, t - ROUND_POWER);
        return Math.fma(Math.fma(expTail(r), r, 1), r, 1) * Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT);
    }

    private static float reduced(float x, float n) {
        return Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x)); // the inner difference is exact
    }

    /** (e^r − 1 − r) / r². */
    private static float expTail(float r) {
        return Math.fma(Math.fma(Math.fma(Math.fma(E6, r, E5), r, E4), r, E3), r, E2);
    }

    /** {@return e^x − 1} Error at most 1.55 ulp. */
    public static float expm1(float x) {
        if (Math.abs(x) < EXPM1_TINY) return x; // keeps −0 and subnormals
        float y = x > EXPM1_HIGH ? EXPM1_HIGH : x < EXPM1_LOW ? EXPM1_LOW : x;
        float t = Math.fma(y, LOG2_E, ROUND_HALF_POWER);
        float r = reduced(y, t - ROUND_HALF_POWER);
        float half = Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT); // 2ⁿ/2, as 2ⁿ may be too large
        return 2 * Math.fma(half, Math.fma(r * r, expTail(r), r), half - 0.5f);
    }

    /** {@return 1 / (1 + e^−x)} Error at most 1.65 ulp. */
    public static float sigmoid(float x) {
        float a = Math.abs(x);
        float e = expWithin(a > EXP_LIMIT ? -EXP_LIMIT : -a), factor = x < 0 ? e : 1;
        return Math.fma(-factor, e / (1 + e), factor); // more exact than factor / (1 + e)
    }

    // Logarithms: x = 2ᵉ (1 + f) with √½ ≤ 1 + f < √2, log(1 + f) = f − f²/2 + f³ (L3 + L4 f + …)

    static final int SQRT_HALF = 0x3f3504f3, EXPONENT_OF_2 = 128;
    static final float SUBNORMAL_SCALE = 0x1p24f, SUBNORMAL_ROUND = ROUND + 24, LOG1P_TINY = 0x1p-25f;
    static final float L3 = 0x1.555554p-2f, L4 = -0x1.000226p-2f, L5 = 0x1.99a01cp-3f, L6 = -0x1.54728cp-3f,
        L7 = 0x1.22d936p-3f, L8 = -0x1.0d8232p-3f, L9 = 0x1.055e62p-3f, L10 = -0x1.38c91p-4f;

    /** {@return log x} NaN for x < 0, −∞ for 0. Error at most 0.95 ulp. */
    public static float log(float x) {
        if (!(x > 0 && x < Float.POSITIVE_INFINITY)) return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
        boolean subnormal = x < Float.MIN_NORMAL;
        int i = Float.floatToRawIntBits(subnormal ? x * SUBNORMAL_SCALE : x) - SQRT_HALF;
        float e = Float.intBitsToFloat((i >> EXPONENT) + ROUND_BITS) - (subnormal ? SUBNORMAL_ROUND : ROUND);
        return logOf(e, Float.intBitsToFloat((i & MANTISSA) + SQRT_HALF) - 1);
    }

    /** {@return log(1 + x)} NaN for x < −1, −∞ for −1. Error at most 1.5 ulp. */
    public static float log1p(float x) {
        if (Math.abs(x) < LOG1P_TINY) return x; // keeps −0 and subnormals
        if (!(x > -1 && x < Float.POSITIVE_INFINITY)) return x == -1 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
        float y = 1 + x, lost = x - (y - 1);
        int i = Float.floatToRawIntBits(y) - SQRT_HALF, e = i >> EXPONENT;
        float twice = Float.intBitsToFloat(EXPONENT_OF_2 - e << EXPONENT); // 2 · 2⁻ᵉ, as 2⁻ᵉ may be too small
        float f = Math.fma(0.5f * lost, twice, Float.intBitsToFloat((i & MANTISSA) + SQRT_HALF) - 1);
        return logOf(Float.intBitsToFloat(e + ROUND_BITS) - ROUND, f);
    }

    /** log(2ᵉ (1 + f)). */
    private static float logOf(float e, float f) {
        float p = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            L10, f, L9), f, L8), f, L7), f, L6), f, L5), f, L4), f, L3);
        return Math.fma(e, LN2_HIGH, Math.fma(e, LN2_LOW, Math.fma(f * f, Math.fma(p, f, -0.5f), f)));
    }

    // Sine and cosine: |x| = n π/2 + r with |r| ≤ π/4; n mod 4 tells the function and its sign

    static final int QUADRANT_SIGN = 30; // the left shift that takes the second bit to the sign
    static final float TWO_BY_PI = 0x1.45f306p-1f;
    static final float HALF_PI_1 = 0x1.921fb6p0f, HALF_PI_2 = -0x1.777a5cp-25f, HALF_PI_3 = -0x1.ee59dap-50f;
    static final float CIRCULAR_LIMIT = 0x1p16f;
    static final float S3 = -0x1.555546p-3f, S5 = 0x1.110776p-7f, S7 = -0x1.9952fap-13f;
    static final float C4 = 0x1.55554ap-5f, C6 = -0x1.6c0c28p-10f, C8 = 0x1.99e80cp-16f;

    /** {@return sin x} Error at most 1.6 ulp. */
    public static float sin(float x) {
        if (!(Math.abs(x) < CIRCULAR_LIMIT)) return (float) StrictMath.sin(x); // which Java fixes to the bit
        return circular(Math.abs(x), 0, Float.floatToRawIntBits(x));
    }

    /** {@return cos x} Error at most 1.6 ulp. */
    public static float cos(float x) {
        if (!(Math.abs(x) < CIRCULAR_LIMIT)) return (float) StrictMath.cos(x);
        return circular(Math.abs(x), 1, 0);
    }

    /** sin(a + quarters · π/2), with its sign turned over if `sign` has the sign bit. */
    private static float circular(float a, int quarters, int sign) {
        float t = Math.fma(a, TWO_BY_PI, ROUND), n = t - ROUND;
        float r = Math.fma(n, -HALF_PI_3, Math.fma(n, -HALF_PI_2, Math.fma(n, -HALF_PI_1, a))), z = r * r;
        float sin = Math.fma(r * z, Math.fma(Math.fma(S7, z, S5), z, S3), r);
        float cos = Math.fma(Math.fma(Math.fma(Math.fma(C8, z, C6), z, C4), z, -0.5f), z, 1);
        int quadrant = Float.floatToRawIntBits(t) + quarters;
        int y = Float.floatToRawIntBits((quadrant & 1) == 0 ? sin : cos);
        return Float.intBitsToFloat(y ^ (quadrant << QUADRANT_SIGN ^ sign) & SIGN);
    }

    // tanh: x + x³ (T3 + T5 x² + …) below artanh ½, 1 − 2 / (e^2x + 1) above

    static final float TANH_SMALL = 0.55f, TANH_LIMIT = 10;
    static final float T3 = -0x1.55554ap-2f, T5 = 0x1.110cecp-3f, T7 = -0x1.b91decp-5f, T9 = 0x1.58ded6p-6f, T11 = -0x1.98f708p-8f;

    /** {@return tanh x} Error at most 1.6 ulp. */
    public static float tanh(float x) {
        float a = Math.abs(x), y;
        if (a < TANH_SMALL) {
            float z = a * a;
            y = Math.fma(a * z, Math.fma(Math.fma(Math.fma(Math.fma(T11, z, T9), z, T7), z, T5), z, T3), a);
        } else {
            y = 1 - 2 / (expNormal(2 * (a > TANH_LIMIT ? TANH_LIMIT : a)) + 1);
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | Float.floatToRawIntBits(x) & SIGN);
    }

    // erf: x + x (A1 + A3 x² + …) for small x, 1 − e^(B0 + B1 x + …) for large

    static final float ERF_SMALL = 0.95f, ERF_LIMIT = 3.95f;
    static final float A1 = 0x1.06eba8p-3f, A3 = -0x1.812742p-2f, A5 = 0x1.ce2dd2p-4f, A7 = -0x1.b80994p-6f,
        A9 = 0x1.5496b4p-8f, A11 = -0x1.a88b1ep-11f, A13 = 0x1.574042p-14f;
    static final float B0 = -0x1.009df2p-12f, B1 = -0x1.20a232p0f, B2 = -0x1.4668a6p-1f, B3 = -0x1.a882a6p-4f,
        B4 = 0x1.69e236p-6f, B5 = -0x1.8a5626p-9f, B6 = 0x1.938e16p-13f;

    /** {@return the error function, 2/√π ∫₀ˣ e^(−t²) dt} Error at most 1.1 ulp. */
    public static float erf(float x) {
        float a = Math.abs(x), y;
        if (a < ERF_SMALL) {
            float z = a * a;
            y = Math.fma(a, Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
                A13, z, A11), z, A9), z, A7), z, A5), z, A3), z, A1), a);
        } else {
            float b = a > ERF_LIMIT ? ERF_LIMIT : a;
            y = 1 - expNormal(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
                B6, b, B5), b, B4), b, B3), b, B2), b, B1), b, B0));
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | Float.floatToRawIntBits(x) & SIGN);
    }
}
