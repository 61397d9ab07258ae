package gradus.simd;

/**
 * The elementary functions on double, to 2 units in the last place or better, with the same bits on every machine. The vector
 * kernels do the same operations in the same order. Each reduces its argument to a short interval around 0 (Cody and Waite
 * 1980), where a polynomial of least maximal relative error (Remez 1934) takes over; the coefficients are our own fits. The
 * errors stated, in units in the last place, are the largest found among ten million arguments or more.
 */
public final class DoubleMath {

    // 1.5 · 2⁵²: adding it rounds to an integer, which then stands in the low bits
    static final double ROUND = 0x1.8p52;
    static final long ROUND_BITS = 0x4338000000000000L;
    static final int EXPONENT = 52;
    static final long MANTISSA = (1L << EXPONENT) - 1;
    static final long SIGN = Long.MIN_VALUE;

    private DoubleMath() {}

    /** {@return x} */
    static double of(double x) {
        return x;
    }

    /** {@return √x, rounded to nearest} */
    public static double sqrt(double x) {
        return Math.sqrt(x);
    }

    /** {@return max(x, 0), NaN for NaN} */
    public static double relu(double x) {
        return x <= 0 ? 0 : x;
    }

    /** {@return x where y > 0, else 0} */
    public static double gate(double x, double y) {
        return y > 0 ? x : 0;
    }

    // Exponentials: x = n ln 2 + r with |r| ≤ ½ ln 2, e^x = 2ⁿ e^r, e^r = 1 + r + r² (E2 + E3 r + …)

    static final double LOG2_E = 0x1.71547652b82fep0, LN2_HIGH = 0x1.62e42fefa39efp-1, LN2_LOW = 0x1.abc9e3b39803fp-56;
    static final double E2 = 0.5, E3 = 0x1.5555555555559p-3, E4 = 0x1.5555555555548p-5, E5 = 0x1.111111110f7d3p-7,
        E6 = 0x1.6c16c16c1cd48p-10, E7 = 0x1.a01a01af8149bp-13, E8 = 0x1.a01a0182ef339p-16,
        E9 = 0x1.71ddf932d58edp-19, E10 = 0x1.27e52b45f3872p-22, E11 = 0x1.af5d5f8fe23d9p-26,
        E12 = 0x1.1ef5236d714bdp-29;
    static final double EXP_LIMIT = 1000, EXPM1_LOW = -64, EXPM1_HIGH = 710, EXPM1_TINY = 0x1p-54;
    // The bias of an exponent goes with ROUND: 2ⁿ is then a shift of its low bits
    static final double ROUND_POWER = ROUND + 1023, ROUND_HALF_POWER = ROUND + 1022, ROUND_TWO_POWERS = ROUND + 2046;

    /** {@return e^x} Error at most 0.92 ulp. */
    public static double exp(double x) {
        return expWithin(x > EXP_LIMIT ? EXP_LIMIT : x < -EXP_LIMIT ? -EXP_LIMIT : x);
    }

    /** e^x within ±EXP_LIMIT: 2ⁿ in two halves, as it may lie beyond the largest double or among the subnormal. */
    static double expWithin(double x) {
        double t = Math.fma(x, LOG2_E, ROUND_TWO_POWERS);
        double r = reduced(x, t - ROUND_TWO_POWERS);
        long both = Double.doubleToRawLongBits(t), half = both >> 1;
        return Math.fma(Math.fma(expTail(r), r, 1), r, 1)
            * Double.longBitsToDouble(half << EXPONENT) * Double.longBitsToDouble(both - half << EXPONENT);
    }

    /** e^x where that is normal. */
    private static double expNormal(double x) {
        double t = Math.fma(x, LOG2_E, ROUND_POWER);
        double r = reduced(x, t - ROUND_POWER);
        return Math.fma(Math.fma(expTail(r), r, 1), r, 1) * Double.longBitsToDouble(Double.doubleToRawLongBits(t) << EXPONENT);
    }

    static double reduced(double x, double n) {
        return Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x)); // the inner difference is exact
    }

    /** (e^r − 1 − r) / r². */
    static double expTail(double r) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            E12, r, E11), r, E10), r, E9), r, E8), r, E7), r, E6), r, E5), r, E4), r, E3), r, E2);
    }

    /** {@return e^x − 1} Error at most 1.8 ulp. */
    public static double expm1(double x) {
        if (Math.abs(x) < EXPM1_TINY) return x; // keeps −0 and subnormals
        double y = x > EXPM1_HIGH ? EXPM1_HIGH : x < EXPM1_LOW ? EXPM1_LOW : x;
        double t = Math.fma(y, LOG2_E, ROUND_HALF_POWER);
        double r = reduced(y, t - ROUND_HALF_POWER);
        double half = Double.longBitsToDouble(Double.doubleToRawLongBits(t) << EXPONENT); // 2ⁿ/2, as 2ⁿ may be too large
        return 2 * Math.fma(half, Math.fma(r * r, expTail(r), r), half - 0.5);
    }

    /** {@return 1 / (1 + e^−x)} Error at most 1.7 ulp. */
    public static double sigmoid(double x) {
        double a = Math.abs(x);
        double e = expWithin(a > EXP_LIMIT ? -EXP_LIMIT : -a), factor = x < 0 ? e : 1;
        return Math.fma(-factor, e / (1 + e), factor); // more exact than factor / (1 + e)
    }

    // Logarithms: x = 2ᵉ (1 + f) with √½ ≤ 1 + f < √2, log(1 + f) = 2 artanh s with s = f / (2 + f),
    // 2 artanh s = 2 s + s³ (L3 + L5 s² + …)

    static final long SQRT_HALF = 0x3fe6a09e667f3bcdL, EXPONENT_OF_2 = 1024;
    static final double SUBNORMAL_SCALE = 0x1p54, SUBNORMAL_ROUND = ROUND + 54, LOG1P_TINY = 0x1p-54;
    static final double L3 = 0x1.5555555555592p-1, L5 = 0x1.999999997fda8p-2, L7 = 0x1.24924941f3e96p-2,
        L9 = 0x1.c71c5205a929bp-3, L11 = 0x1.74663ff315c35p-3, L13 = 0x1.39a198eff609ep-3,
        L15 = 0x1.2f06fa1c2e889p-3;

    /** {@return log x} NaN for x < 0, −∞ for 0. Error at most 0.9 ulp. */
    public static double log(double x) {
        if (!(x > 0 && x < Double.POSITIVE_INFINITY)) return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
        boolean subnormal = x < Double.MIN_NORMAL;
        long i = Double.doubleToRawLongBits(subnormal ? x * SUBNORMAL_SCALE : x) - SQRT_HALF;
        double e = Double.longBitsToDouble((i >> EXPONENT) + ROUND_BITS) - (subnormal ? SUBNORMAL_ROUND : ROUND);
        return logOf(e, Double.longBitsToDouble((i & MANTISSA) + SQRT_HALF) - 1);
    }

    /** {@return log(1 + x)} NaN for x < −1, −∞ for −1. Error at most 0.9 ulp. */
    public static double log1p(double x) {
        if (Math.abs(x) < LOG1P_TINY) return x; // keeps −0 and subnormals
        if (!(x > -1 && x < Double.POSITIVE_INFINITY)) return x == -1 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
        double y = 1 + x, lost = x - (y - 1);
        long i = Double.doubleToRawLongBits(y) - SQRT_HALF, e = i >> EXPONENT;
        double twice = Double.longBitsToDouble(EXPONENT_OF_2 - e << EXPONENT); // 2 · 2⁻ᵉ, as 2⁻ᵉ may be too small
        double f = Math.fma(0.5 * lost, twice, Double.longBitsToDouble((i & MANTISSA) + SQRT_HALF) - 1);
        return logOf(Double.longBitsToDouble(e + ROUND_BITS) - ROUND, f);
    }

    /** log(2ᵉ (1 + f)), with 2 s = f − s f and so 2 artanh s = f − (h − s (h + s² (L3 + L5 s² + …))) for h = f²/2. */
    private static double logOf(double e, double f) {
        double s = f / (2 + f), z = s * s, h = 0.5 * f * f;
        double p = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            L15, z, L13), z, L11), z, L9), z, L7), z, L5), z, L3);
        return Math.fma(e, LN2_HIGH, f - (h - Math.fma(s, Math.fma(z, p, h), e * LN2_LOW)));
    }

    // Sine and cosine: |x| = n π/2 + r with |r| ≤ π/4; n mod 4 tells the function and its sign

    static final int QUADRANT_SIGN = 62; // the left shift that takes the second bit to the sign
    static final double TWO_BY_PI = 0x1.45f306dc9c883p-1;
    static final double HALF_PI_1 = 0x1.921fb54442d18p0, HALF_PI_2 = 0x1.1a62633145c07p-54, HALF_PI_3 = -0x1.f1976b7ed8fbcp-110;
    static final double CIRCULAR_LIMIT = 0x1p20;
    static final double S3 = -0x1.5555555555548p-3, S5 = 0x1.111111110f7bp-7, S7 = -0x1.a01a019bf9b54p-13,
        S9 = 0x1.71de3564081ep-19, S11 = -0x1.ae5e5780c3e96p-26, S13 = 0x1.5d8ee77f26badp-33;
    static final double C4 = 0x1.555555555554bp-5, C6 = -0x1.6c16c16c14f6cp-10, C8 = 0x1.a01a019c8096p-16,
        C10 = -0x1.27e4f7e80228cp-22, C12 = 0x1.1ee9d5c8e642p-29, C14 = -0x1.8fa3956e3a27fp-37;

    /** {@return sin x} Error at most 1.5 ulp. */
    public static double sin(double x) {
        if (!(Math.abs(x) < CIRCULAR_LIMIT)) return StrictMath.sin(x); // which Java fixes to the bit
        return circular(Math.abs(x), 0, Double.doubleToRawLongBits(x));
    }

    /** {@return cos x} Error at most 1.5 ulp. */
    public static double cos(double x) {
        if (!(Math.abs(x) < CIRCULAR_LIMIT)) return StrictMath.cos(x);
        return circular(Math.abs(x), 1, 0);
    }

    /** sin(a + quarters · π/2), with its sign turned over if `sign` has the sign bit. */
    private static double circular(double a, int quarters, long sign) {
        double t = Math.fma(a, TWO_BY_PI, ROUND), n = t - ROUND;
        double r = Math.fma(n, -HALF_PI_3, Math.fma(n, -HALF_PI_2, Math.fma(n, -HALF_PI_1, a))), z = r * r;
        double sin = Math.fma(r * z, Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            S13, z, S11), z, S9), z, S7), z, S5), z, S3), r);
        double cos = Math.fma(Math.fma(
            Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            C14, z, C12), z, C10), z, C8), z, C6), z, C4), z, -0.5), z, 1);
        long quadrant = Double.doubleToRawLongBits(t) + quarters;
        long y = Double.doubleToRawLongBits((quadrant & 1) == 0 ? sin : cos);
        return Double.longBitsToDouble(y ^ (quadrant << QUADRANT_SIGN ^ sign) & SIGN);
    }

    // tanh: x + x³ (T3 + T5 x² + …) below artanh ½, 1 − 2 / (e^2x + 1) above

    static final double TANH_SMALL = 0.55, TANH_LIMIT = 20;
    static final double T3 = -0x1.555555555554ep-2, T5 = 0x1.11111111105f6p-3, T7 = -0x1.ba1ba1b964efap-5,
        T9 = 0x1.664f4853d3fbdp-6, T11 = -0x1.226e2e58f9b8dp-7, T13 = 0x1.d6d27d6f45bf5p-9,
        T15 = -0x1.7d8e483f1ea8dp-10, T17 = 0x1.3476bf8c68cbdp-11, T19 = -0x1.e8e9eb6dfb4ddp-13,
        T21 = 0x1.5bee73261bc21p-14, T23 = -0x1.433f5873ebdd8p-16;

    /** {@return tanh x} Error at most 1.6 ulp. */
    public static double tanh(double x) {
        double a = Math.abs(x), y;
        if (a < TANH_SMALL) {
            double z = a * a;
            y = Math.fma(a * z, Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
                T23, z, T21), z, T19), z, T17), z, T15), z, T13), z, T11), z, T9), z, T7), z, T5), z, T3), a);
        } else {
            y = 1 - 2 / (expNormal(2 * (a > TANH_LIMIT ? TANH_LIMIT : a)) + 1);
        }
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) | Double.doubleToRawLongBits(x) & SIGN);
    }

    // erf: x + x (A1 + A3 x² + …) for small x, 1 − e^(B0 + B1 x + …) for large

    static final double ERF_SMALL = 1, ERF_LIMIT = 5.95;
    static final double A1 = 0x1.06eba8214db68p-3, A3 = -0x1.812746b0379bdp-2, A5 = 0x1.ce2f21a040d16p-4,
        A7 = -0x1.b82ce311fa937p-6, A9 = 0x1.565bccf92b20ep-8, A11 = -0x1.c02db03dd4d7bp-11,
        A13 = 0x1.f9a2baa8c8ce2p-14, A15 = -0x1.f4ca4d6c1239ap-17, A17 = 0x1.b97fd3bb3748dp-20,
        A19 = -0x1.5c07263c8967cp-23, A21 = 0x1.d71b0a695f11cp-27, A23 = -0x1.abae3b8f8dc5ap-31;
    static final double B0 = -0x1.5e8b14c26ec9fp-21, B1 = -0x1.20dd089c3b896p0, B2 = -0x1.45f6eceefb67bp-1,
        B3 = -0x1.a49c490abded4p-4, B4 = 0x1.36b02e41a204fp-6, B5 = 0x1.d3552478c5bddp-12,
        B6 = -0x1.ff097145c3407p-10, B7 = 0x1.a0ac7c73afecap-11, B8 = -0x1.366dfcf5dd14ep-13,
        B9 = -0x1.fe061f0551541p-17, B10 = 0x1.692b63b6b7148p-16, B11 = -0x1.1ec1783362e54p-17,
        B12 = 0x1.26ab3fc18218cp-19, B13 = -0x1.b48caacef0c9p-22, B14 = 0x1.dace7892b41a9p-25,
        B15 = -0x1.743dbe039c43bp-28, B16 = 0x1.8f86b1053d886p-32, B17 = -0x1.071460bc6ba8ep-36,
        B18 = 0x1.40b398d844e32p-42;

    /** {@return the error function, 2/√π ∫₀ˣ e^(−t²) dt} Error at most 1.1 ulp. */
    public static double erf(double x) {
        double a = Math.abs(x), y;
        if (a < ERF_SMALL) {
            double z = a * a;
            y = Math.fma(a, Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
                A23, z, A21), z, A19), z, A17), z, A15), z, A13), z, A11), z, A9), z, A7), z, A5), z, A3), z, A1), a);
        } else {
            double b = a > ERF_LIMIT ? ERF_LIMIT : a;
            y = 1 - expNormal(
                Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
                Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
                B18, b, B17), b, B16), b, B15), b, B14), b, B13), b, B12), b, B11), b, B10), b, B9), b, B8), b, B7),
                b, B6), b, B5), b, B4), b, B3), b, B2), b, B1), b, B0));
        }
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) | Double.doubleToRawLongBits(x) & SIGN);
    }

    // tan: |x| = n π/2 + r + rest as above, tan r = r + r³ (G3 + G5 r² + …), tan (r + π/2) = −1 / tan r

    static final double G3 = 0x1.555555555555ep-2, G5 = 0x1.1111111110608p-3, G7 = 0x1.ba1ba1babc57p-5,
        G9 = 0x1.664f485dc2ab2p-6, G11 = 0x1.226e3a6d6871bp-7, G13 = 0x1.d6d2eaf77716ap-9,
        G15 = 0x1.7db15ff3cab2fp-10, G17 = 0x1.34bdf3426f58dp-11, G19 = 0x1.ff14064766b7ep-13,
        G21 = 0x1.5f017cddc1417p-14, G23 = 0x1.18fb1a438f1c8p-14, G25 = -0x1.a930c0e12162bp-16,
        G27 = 0x1.95f6f8d9b183fp-15, G29 = -0x1.95418d80dc2ffp-16, G31 = 0x1.47eb65de89009p-17;

    /** {@return tan x} Error at most 1.15 ulp. */
    public static double tan(double x) {
        if (!(Math.abs(x) < CIRCULAR_LIMIT)) return StrictMath.tan(x); // which Java fixes to the bit
        double a = Math.abs(x), t = Math.fma(a, TWO_BY_PI, ROUND), n = t - ROUND;
        double far = Math.fma(n, -HALF_PI_1, a), p = n * HALF_PI_2, near = far - p, back = near - far;
        double lost = far - (near - back) - (p + back); // in the last difference (Knuth 1969)
        double low = Math.fma(n, -HALF_PI_3, lost - Math.fma(n, HALF_PI_2, -p));
        double r = near + low, rest = near - r + low, z = r * r, tail = tanTail(z);
        double slope = Math.fma(r * z, tail, r);
        double c = Math.fma(r * z, tail, rest * Math.fma(slope, slope, 1)), y = r + c;
        if ((Double.doubleToRawLongBits(t) & 1) != 0) {
            double q = -1 / y; // and one step of Newton's, with what y lacks
            y = Math.fma(q, Math.fma(q, r - y + c, Math.fma(q, y, 1)), q);
        }
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) ^ Double.doubleToRawLongBits(x) & SIGN);
    }

    /** (tan r − r) / r³ for z = r². */
    private static double tanTail(double z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            Math.fma(Math.fma(Math.fma(G31, z, G29), z, G27), z, G25), z, G23), z, G21), z, G19), z, G17), z, G15),
            z, G13), z, G11), z, G9), z, G7), z, G5), z, G3);
    }

    // asin s = s + s³ (N3 + N5 s² + …) up to ½; beyond, asin x = π/2 − 2 asin √((1 − x)/2)

    static final double N3 = 0x1.5555555555577p-3, N5 = 0x1.333333332e104p-4, N7 = 0x1.6db6db7214062p-5,
        N9 = 0x1.f1c71a9473032p-6, N11 = 0x1.6e8bdeec495f9p-6, N13 = 0x1.1c49ef9f0ec71p-6,
        N15 = 0x1.ca1f9d5a54354p-7, N17 = 0x1.75851350025fp-7, N19 = 0x1.613eee5738469p-7,
        N21 = 0x1.e5d421f9038f6p-9, N23 = 0x1.63a5f09b5809dp-6, N25 = -0x1.580a1daf283adp-6,
        N27 = 0x1.0b4a78bd3699bp-5;

    /** {@return asin x} NaN beyond ±1. Error at most 1.95 ulp. */
    public static double asin(double x) {
        double a = Math.abs(x), y;
        if (a <= 0.5) {
            double z = a * a;
            y = Math.fma(a * z, asinTail(z), a);
        } else {
            double z = Math.fma(-0.5, a, 0.5), s = sqrt(z);
            y = Math.fma(-2, s, HALF_PI_1) - Math.fma(2 * (s * z), asinTail(z), -HALF_PI_2);
        }
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) | Double.doubleToRawLongBits(x) & SIGN);
    }

    /** {@return acos x} NaN beyond ±1. Error at most 1.2 ulp. */
    public static double acos(double x) {
        double a = Math.abs(x);
        if (a <= 0.5) {
            double z = x * x;
            return HALF_PI_1 - (x + Math.fma(x * z, asinTail(z), -HALF_PI_2));
        }
        double z = Math.fma(-0.5, a, 0.5), s = sqrt(z), half = x > 0 ? 0 : -HALF_PI_2;
        double y = s + Math.fma(s * z, asinTail(z), half);
        return 2 * (x > 0 ? y : HALF_PI_1 - y);
    }

    /** (asin s − s) / s³ for z = s². */
    private static double asinTail(double z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            Math.fma(N27, z, N25), z, N23), z, N21), z, N19), z, N17), z, N15), z, N13), z, N11), z, N9), z, N7),
            z, N5), z, N3);
    }

    // atan t = t + t³ (V3 + V5 t² + …) for small t; else π/4 + atan ((a − 1) / (a + 1)), and π/2 + atan (−1/a) for large a

    static final double ATAN_SMALL = 0.55, ATAN_LARGE = 1.8;
    static final double V3 = -0x1.5555555555523p-2, V5 = 0x1.99999999934b6p-3, V7 = -0x1.249249225e0abp-3,
        V9 = 0x1.c71c70ffee9a3p-4, V11 = -0x1.745d0277aa77dp-4, V13 = 0x1.3b124a1ad19f5p-4,
        V15 = -0x1.11009acaca5eep-4, V17 = 0x1.e0d2edfd8f388p-5, V19 = -0x1.a8f1f3c69b713p-5,
        V21 = 0x1.6bed614e02d03p-5, V23 = -0x1.15508bc1b0c9dp-5, V25 = 0x1.3e2f6515ea9f9p-6,
        V27 = -0x1.84d5d31be0359p-8;

    /** {@return atan x} Error at most 1.2 ulp. */
    public static double atan(double x) {
        double a = Math.abs(x), scale = 0, t = a;
        if (!(a < ATAN_SMALL)) {
            boolean middle = a <= ATAN_LARGE;
            t = (middle ? a - 1 : -1) / (middle ? a + 1 : a);
            scale = middle ? 0.5 : 1;
        }
        double z = t * t, y = Math.fma(scale, HALF_PI_1, t + Math.fma(t * z, atanTail(z), scale * HALF_PI_2));
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) | Double.doubleToRawLongBits(x) & SIGN);
    }

    /** {@return the angle of the point (x, y) from the positive x axis, as {@link Math#atan2}} Error at most 2 ulp. */
    public static double atan2(double y, double x) {
        double a = Math.abs(x), b = Math.abs(y), large = Math.max(a, b), small = Math.min(a, b);
        double t = atan(large == 0 ? 0 : small == Double.POSITIVE_INFINITY ? 1 : small / large);
        boolean left = Double.doubleToRawLongBits(x) < 0;
        if (b > a) {
            t = left ? HALF_PI_1 + (t + HALF_PI_2) : HALF_PI_1 - (t - HALF_PI_2);
        } else if (left) {
            t = 2 * HALF_PI_1 - (t - 2 * HALF_PI_2);
        }
        return Double.longBitsToDouble(Double.doubleToRawLongBits(t) | Double.doubleToRawLongBits(y) & SIGN);
    }

    /** (atan t − t) / t³ for z = t². */
    private static double atanTail(double z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(
            Math.fma(V27, z, V25), z, V23), z, V21), z, V19), z, V17), z, V15), z, V13), z, V11), z, V9), z, V7),
            z, V5), z, V3);
    }

    // sinh and cosh: with e^|x| = 2ⁿ e^r as above, u = 2ⁿ/2 and d = 2⁻ⁿ/2, sinh |x| = (u + d) sinh r + (u − d) cosh r,
    // cosh x = (u + d) cosh r + (u − d) sinh r, sinh r = r + r³ (H3 + H5 r² + …), cosh r = 1 + r²/2 + r⁴ (K4 + K6 r² + …)

    static final double HYPERBOLIC_LIMIT = 710.6, ROUND_QUARTER_POWER = ROUND + 1021;
    static final double H3 = 0x1.5555555555559p-3, H5 = 0x1.111111110f69dp-7, H7 = 0x1.a01a01afeec78p-13,
        H9 = 0x1.71ddf834f7357p-19, H11 = 0x1.af5efef56be03p-26;
    static final double K4 = 0x1.5555555553125p-5, K6 = 0x1.6c16c17d0cc29p-10, K8 = 0x1.a019aa4135a2ep-16,
        K10 = 0x1.28a0794e5ef9ep-22;

    /** {@return sinh x} Error at most 1.9 ulp. */
    public static double sinh(double x) {
        double a = Math.abs(x);
        if (a < EXPM1_TINY) return x; // keeps −0 and subnormals
        double y = hyperbolic(a > HYPERBOLIC_LIMIT ? HYPERBOLIC_LIMIT : a, -1);
        return Double.longBitsToDouble(Double.doubleToRawLongBits(y) | Double.doubleToRawLongBits(x) & SIGN);
    }

    /** {@return cosh x} Error at most 1.95 ulp. */
    public static double cosh(double x) {
        double a = Math.abs(x);
        return hyperbolic(a > HYPERBOLIC_LIMIT ? HYPERBOLIC_LIMIT : a, 1);
    }

    /** (e^a + sign · e^−a) / 2; its powers of two are halved, as 2ⁿ/2 may be too large. */
    private static double hyperbolic(double a, int sign) {
        double t = Math.fma(a, LOG2_E, ROUND_QUARTER_POWER), r = reduced(a, t - ROUND_QUARTER_POWER), z = r * r;
        double up = Double.longBitsToDouble(Double.doubleToRawLongBits(t) << EXPONENT), down = sign * (0.0625 / up);
        double even = up + down, odd = up - down;
        double sinh = Math.fma(r * z, sinhTail(z), r), cosh = z * Math.fma(z, coshTail(z), 0.5);
        return 2 * (even + Math.fma(odd, sinh, even * cosh));
    }

    /** (sinh r − r) / r³ for z = r². */
    private static double sinhTail(double z) {
        return Math.fma(Math.fma(Math.fma(Math.fma(H11, z, H9), z, H7), z, H5), z, H3);
    }

    /** (cosh r − 1 − z/2) / z² for z = r². */
    private static double coshTail(double z) {
        return Math.fma(Math.fma(Math.fma(K10, z, K8), z, K6), z, K4);
    }

    // What is made of the above

    /** {@return log(1 + e^x)} Error at most 1.7 ulp. */
    public static double softplus(double x) {
        return relu(x) + log1p(exp(-Math.abs(x)));
    }

    /** {@return log(e^x + e^y)} Error at most 3 ulp of the largest of |x|, |y| and the result. */
    public static double logaddexp(double x, double y) {
        return Math.max(x, y) + log1p(exp(x == y ? 0 : -Math.abs(x - y))); // equal infinities, too
    }

    /** {@return x to the power y, as {@link Math#pow}} Error at most 1 ulp. */
    public static double pow(double x, double y) {
        return StrictMath.pow(x, y); // which Java fixes to the bit
    }

    static final double HYPOT_LARGE = 0x1p450, HYPOT_SMALL = 0x1p-450, HYPOT_SCALE = 0x1p700;

    /** {@return √(x² + y²) without overflow or underflow on the way; ∞ if either is infinite} Error at most 1 ulp. */
    public static double hypot(double x, double y) {
        double a = Math.abs(x), b = Math.abs(y), large = Math.max(a, b), small = Math.min(a, b);
        if (a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY) return Double.POSITIVE_INFINITY;
        double scale = large > HYPOT_LARGE ? 1 / HYPOT_SCALE : large < HYPOT_SMALL ? HYPOT_SCALE : 1;
        double u = large * scale, v = small * scale;
        return sqrt(Math.fma(u, u, v * v)) * (1 / scale);
    }

    /** {@return x − y ⌊x/y⌋, exact but for one rounding: between 0 and y, with the sign of y} NaN for y = 0. */
    public static double remainder(double x, double y) {
        double r = x % y;
        if (r == 0) return Math.copySign(r, y);
        return r < 0 == y < 0 || Double.isNaN(r) ? r : r + y;
    }

    /** {@return x · y, but 0 for x = 0, whatever y is} */
    static double flow(double x, double y) {
        return x == 0 ? 0 : x * y;
    }

    /** {@return the largest integer not above x} */
    static double floor(double x) {
        return Math.floor(x);
    }

    /** {@return the smallest integer not below x} */
    static double ceil(double x) {
        return Math.ceil(x);
    }

    /** {@return the nearest integer, of two the even one} */
    static double round(double x) {
        return Math.rint(x);
    }
}
