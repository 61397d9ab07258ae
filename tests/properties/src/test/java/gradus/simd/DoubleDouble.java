package gradus.simd;

/** The unevaluated sum of two doubles, some 106 bits (Dekker 1971): what the elementary functions are measured against. */
record DoubleDouble(double high, double low) {

    private static final DoubleDouble LN_2 = new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
    private static final DoubleDouble ONE = of(1);
    private static final DoubleDouble[] RECIPROCALS = new DoubleDouble[12];

    static {
        for (int k = 1; k < RECIPROCALS.length; k++) {
            RECIPROCALS[k] = ONE.divide(of(k));
        }
    }

    static DoubleDouble of(double x) {
        return new DoubleDouble(x, 0);
    }

    private static DoubleDouble sum(double x, double y) {
        double s = x + y, z = s - x;
        return new DoubleDouble(s, x - (s - z) + (y - z));
    }

    DoubleDouble add(DoubleDouble y) {
        DoubleDouble s = sum(high, y.high);
        return sum(s.high, s.low + low + y.low);
    }

    DoubleDouble multiply(DoubleDouble y) {
        double p = high * y.high;
        return sum(p, Math.fma(high, y.high, -p) + (high * y.low + low * y.high));
    }

    DoubleDouble divide(DoubleDouble y) {
        double q = high / y.high;
        DoubleDouble rest = add(y.multiply(of(-q)));
        return sum(q, rest.high / y.high);
    }

    DoubleDouble negate() {
        return new DoubleDouble(-high, -low);
    }

    /** e^r − 1 for x = n ln 2 + r: Taylor's series of r / 2⁶, then six times e²ʸ − 1 = (e^y − 1)(e^y − 1 + 2). */
    private static DoubleDouble reducedExpm1(double x, double n) {
        DoubleDouble r = of(x).add(LN_2.multiply(of(-n))).multiply(of(0x1p-6)), sum = of(0);
        for (int k = RECIPROCALS.length - 1; k > 0; k--) {
            sum = sum.add(ONE).multiply(r).multiply(RECIPROCALS[k]);
        }
        for (int k = 0; k < 6; k++) {
            sum = sum.multiply(sum.add(of(2)));
        }
        return sum;
    }

    /** For |x| < 700. */
    static DoubleDouble exp(double x) {
        double n = Math.rint(x / LN_2.high);
        return reducedExpm1(x, n).add(ONE).multiply(of(Math.scalb(1.0, (int) n)));
    }

    /** For |x| < 700. */
    static DoubleDouble expm1(double x) {
        double n = Math.rint(x / LN_2.high), power = Math.scalb(1.0, (int) n);
        return reducedExpm1(x, n).multiply(of(power)).add(sum(power, -1));
    }

    static DoubleDouble sigmoid(double x) {
        DoubleDouble e = exp(-Math.abs(x));
        return (x < 0 ? e : ONE).divide(ONE.add(e));
    }

    static DoubleDouble tanh(double x) {
        DoubleDouble e = expm1(-2 * Math.abs(x)), y = e.negate().divide(e.add(of(2)));
        return x < 0 ? y.negate() : y;
    }

    static DoubleDouble sinh(double x) {
        DoubleDouble e = expm1(Math.abs(x)), y = e.add(e.divide(e.add(ONE))).multiply(of(0.5));
        return x < 0 ? y.negate() : y;
    }

    static DoubleDouble cosh(double x) {
        DoubleDouble e = exp(Math.abs(x));
        return e.add(ONE.divide(e)).multiply(of(0.5));
    }

    /** log(1 + v) = l + log((1 + v) e^−l), where l is so near that the second logarithm is its argument less 1. */
    static DoubleDouble softplus(double x) {
        DoubleDouble v = exp(-Math.abs(x));
        double l = StrictMath.log1p(v.high);
        DoubleDouble e = expm1(-l), y = of(l).add(v.add(e).add(v.multiply(e)));
        return x > 0 ? y.add(of(x)) : y;
    }

    /** {@return |y − this| in units in the last place of this, 0 for two NaN, two infinities or two zeros of one sign} */
    double ulps(double y) {
        if (Double.compare(high, y) == 0) return Double.isFinite(y) ? Math.abs(low) / Math.ulp(y) : 0;
        if (Double.isNaN(high) || Double.isNaN(y) || high == y) return Double.POSITIVE_INFINITY; // or zeros of unlike signs
        return Math.abs(y - high - low) / Math.ulp(high);
    }
}
