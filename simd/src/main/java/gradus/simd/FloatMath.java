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
    static float expWithin(float x) {
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

    static float reduced(float x, float n) {
        return Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x)); // the inner difference is exact
    }

    /** (e^r − 1 − r) / r². */
    static float expTail(float r) {
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

    // tan: |x| = n π/2 + r + rest as above, tan r = r + r³ (G3 + G5 r² + …), tan (r + π/2) = −1 / tan r

    static final float G3 = 0x1.55556p-2f, G5 = 0x1.110d7cp-3f, G7 = 0x1.badef2p-5f, G9 = 0x1.5c8f1ap-6f,
        G11 = 0x1.63c0d8p-7f, G13 = 0x1.0539f8p-14f, G15 = 0x1.1fb52ep-8f;

    /** {@return tan x} Error at most 1.15 ulp. */
    public static float tan(float x) {
        if (!(Math.abs(x) < CIRCULAR_LIMIT)) return (float) StrictMath.tan(x); // which Java fixes to the bit
        float a = Math.abs(x), t = Math.fma(a, TWO_BY_PI, ROUND), n = t - ROUND;
        float far = Math.fma(n, -HALF_PI_1, a), p = n * HALF_PI_2, near = far - p, back = near - far;
        float lost = far - (near - back) - (p + back); // in the last difference (Knuth 1969)
        float low = Math.fma(n, -HALF_PI_3, lost - Math.fma(n, HALF_PI_2, -p));
        float r = near + low, rest = near - r + low, z = r * r, tail = tanTail(z);
        float slope = Math.fma(r * z, tail, r);
        float c = Math.fma(r * z, tail, rest * Math.fma(slope, slope, 1)), y = r + c;
        if ((Float.floatToRawIntBits(t) & 1) != 0) {
            float q = -1 / y; // and one step of Newton's, with what y lacks
            y = Math.fma(q, Math.fma(q, r - y + c, Math.fma(q, y, 1)), q);
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ Float.floatToRawIntBits(x) & SIGN);
    }

    /** (tan r − r) / r³ for z = r². */
    private static float tanTail(float z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(G15, z, G13), z, G11), z, G9), z, G7), z, G5),
            z, G3);
    }

    // asin s = s + s³ (N3 + N5 s² + …) up to ½; beyond, asin x = π/2 − 2 asin √((1 − x)/2)

    static final float N3 = 0x1.5555c8p-3f, N5 = 0x1.3301e4p-4f, N7 = 0x1.747e4cp-5f, N9 = 0x1.8c283p-6f,
        N11 = 0x1.596d32p-5f;

    /** {@return asin x} NaN beyond ±1. Error at most 1.95 ulp. */
    public static float asin(float x) {
        float a = Math.abs(x), y;
        if (a <= 0.5f) {
            float z = a * a;
            y = Math.fma(a * z, asinTail(z), a);
        } else {
            float z = Math.fma(-0.5f, a, 0.5f), s = sqrt(z);
            y = Math.fma(-2, s, HALF_PI_1) - Math.fma(2 * (s * z), asinTail(z), -HALF_PI_2);
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | Float.floatToRawIntBits(x) & SIGN);
    }

    /** {@return acos x} NaN beyond ±1. Error at most 1.2 ulp. */
    public static float acos(float x) {
        float a = Math.abs(x);
        if (a <= 0.5f) {
            float z = x * x;
            return HALF_PI_1 - (x + Math.fma(x * z, asinTail(z), -HALF_PI_2));
        }
        float z = Math.fma(-0.5f, a, 0.5f), s = sqrt(z), half = x > 0 ? 0 : -HALF_PI_2;
        float y = s + Math.fma(s * z, asinTail(z), half);
        return 2 * (x > 0 ? y : HALF_PI_1 - y);
    }

    /** (asin s − s) / s³ for z = s². */
    private static float asinTail(float z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(N11, z, N9), z, N7), z, N5), z, N3);
    }

    // atan t = t + t³ (V3 + V5 t² + …) for small t; else π/4 + atan ((a − 1) / (a + 1)), and π/2 + atan (−1/a) for large a

    static final float ATAN_SMALL = 0.55f, ATAN_LARGE = 1.8f;
    static final float V3 = -0x1.555548p-2f, V5 = 0x1.99928ep-3f, V7 = -0x1.23fb1p-3f, V9 = 0x1.bb3946p-4f,
        V11 = -0x1.358112p-4f, V13 = 0x1.0ef9c2p-5f;

    /** {@return atan x} Error at most 1.2 ulp. */
    public static float atan(float x) {
        float a = Math.abs(x), scale = 0, t = a;
        if (!(a < ATAN_SMALL)) {
            boolean middle = a <= ATAN_LARGE;
            t = (middle ? a - 1 : -1) / (middle ? a + 1 : a);
            scale = middle ? 0.5f : 1;
        }
        float z = t * t, y = Math.fma(scale, HALF_PI_1, t + Math.fma(t * z, atanTail(z), scale * HALF_PI_2));
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | Float.floatToRawIntBits(x) & SIGN);
    }

    /** {@return the angle of the point (x, y) from the positive x axis, as {@link Math#atan2}} Error at most 2 ulp. */
    public static float atan2(float y, float x) {
        float a = Math.abs(x), b = Math.abs(y), large = Math.max(a, b), small = Math.min(a, b);
        float t = atan(large == 0 ? 0 : small == Float.POSITIVE_INFINITY ? 1 : small / large);
        boolean left = Float.floatToRawIntBits(x) < 0;
        if (b > a) {
            t = left ? HALF_PI_1 + (t + HALF_PI_2) : HALF_PI_1 - (t - HALF_PI_2);
        } else if (left) {
            t = 2 * HALF_PI_1 - (t - 2 * HALF_PI_2);
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(t) | Float.floatToRawIntBits(y) & SIGN);
    }

    /** (atan t − t) / t³ for z = t². */
    private static float atanTail(float z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(V13, z, V11), z, V9), z, V7), z, V5), z, V3);
    }

    // sinh and cosh: with e^|x| = 2ⁿ e^r as above, u = 2ⁿ/2 and d = 2⁻ⁿ/2, sinh |x| = (u + d) sinh r + (u − d) cosh r,
    // cosh x = (u + d) cosh r + (u − d) sinh r, sinh r = r + r³ (H3 + H5 r² + …), cosh r = 1 + r²/2 + r⁴ (K4 + K6 r² + …)

    static final float HYPERBOLIC_LIMIT = 89.5f, ROUND_QUARTER_POWER = ROUND + 125;
    static final float H3 = 0x1.555556p-3f, H5 = 0x1.1110b2p-7f, H7 = 0x1.a17026p-13f;
    static final float K4 = 0x1.5554e6p-5f, K6 = 0x1.6d4f7cp-10f;

    /** {@return sinh x} Error at most 1.9 ulp. */
    public static float sinh(float x) {
        float a = Math.abs(x);
        if (a < EXPM1_TINY) return x; // keeps −0 and subnormals
        float y = hyperbolic(a > HYPERBOLIC_LIMIT ? HYPERBOLIC_LIMIT : a, -1);
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | Float.floatToRawIntBits(x) & SIGN);
    }

    /** {@return cosh x} Error at most 1.95 ulp. */
    public static float cosh(float x) {
        float a = Math.abs(x);
        return hyperbolic(a > HYPERBOLIC_LIMIT ? HYPERBOLIC_LIMIT : a, 1);
    }

    /** (e^a + sign · e^−a) / 2; its powers of two are halved, as 2ⁿ/2 may be too large. */
    private static float hyperbolic(float a, int sign) {
        float t = Math.fma(a, LOG2_E, ROUND_QUARTER_POWER), r = reduced(a, t - ROUND_QUARTER_POWER), z = r * r;
        float up = Float.intBitsToFloat(Float.floatToRawIntBits(t) << EXPONENT), down = sign * (0.0625f / up);
        float even = up + down, odd = up - down;
        float sinh = Math.fma(r * z, sinhTail(z), r), cosh = z * Math.fma(z, coshTail(z), 0.5f);
        return 2 * (even + Math.fma(odd, sinh, even * cosh));
    }

    /** (sinh r − r) / r³ for z = r². */
    private static float sinhTail(float z) {
        return Math.fma(Math.fma(H7, z, H5), z, H3);
    }

    /** (cosh r − 1 − z/2) / z² for z = r². */
    private static float coshTail(float z) {
        return Math.fma(K6, z, K4);
    }

    // What is made of the above

    /** {@return log(1 + e^x)} Error at most 1.7 ulp. */
    public static float softplus(float x) {
        return relu(x) + log1p(exp(-Math.abs(x)));
    }

    /** {@return log(e^x + e^y)} Error at most 3 ulp of the largest of |x|, |y| and the result. */
    public static float logaddexp(float x, float y) {
        return Math.max(x, y) + log1p(exp(x == y ? 0 : -Math.abs(x - y))); // equal infinities, too
    }

    /** {@return x to the power y, as {@link Math#pow}} Computed in double; error at most 0.51 ulp. */
    public static float pow(float x, float y) {
        if (y == 0) return 1;
        float z = (float) DoubleMath.exp(y * DoubleMath.log(Math.abs((double) x)));
        if (Float.floatToRawIntBits(x) >= 0) return z;
        if (Math.rint(y) != y) return x < 0 && x != Float.NEGATIVE_INFINITY ? Float.NaN : z;
        return Math.abs(y) < 0x1p24f && ((int) y & 1) != 0 ? -z : z;
    }

    static final float HYPOT_LARGE = 0x1p50f, HYPOT_SMALL = 0x1p-50f, HYPOT_SCALE = 0x1p100f;

    /** {@return √(x² + y²) without overflow or underflow on the way; ∞ if either is infinite} Error at most 1 ulp. */
    public static float hypot(float x, float y) {
        float a = Math.abs(x), b = Math.abs(y), large = Math.max(a, b), small = Math.min(a, b);
        if (a == Float.POSITIVE_INFINITY || b == Float.POSITIVE_INFINITY) return Float.POSITIVE_INFINITY;
        float scale = large > HYPOT_LARGE ? 1 / HYPOT_SCALE : large < HYPOT_SMALL ? HYPOT_SCALE : 1;
        float u = large * scale, v = small * scale;
        return sqrt(Math.fma(u, u, v * v)) * (1 / scale);
    }

    /** {@return x − y ⌊x/y⌋, exact but for one rounding: between 0 and y, with the sign of y} NaN for y = 0. */
    public static float remainder(float x, float y) {
        float r = x % y;
        if (r == 0) return Math.copySign(r, y);
        return r < 0 == y < 0 || Double.isNaN(r) ? r : r + y;
    }

    /** {@return x · y, but 0 for x = 0, whatever y is} */
    static float flow(float x, float y) {
        return x == 0 ? 0 : x * y;
    }

    /** {@return the largest integer not above x} */
    static float floor(float x) {
        return (float) Math.floor(x);
    }

    /** {@return the smallest integer not below x} */
    static float ceil(float x) {
        return (float) Math.ceil(x);
    }

    /** {@return the nearest integer, of two the even one} */
    static float round(float x) {
        return (float) Math.rint(x);
    }
}
