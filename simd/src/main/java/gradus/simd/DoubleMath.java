package gradus.simd;

/** The elementary functions on double. */
public final class DoubleMath {

    private DoubleMath() {}

    /** {@return x rounded to the type} */
    public static double of(double x) {
        return x;
    }

    /** {@return √x} */
    public static double sqrt(double x) {
        return Math.sqrt(x);
    }

    /** {@return exp(x)} */
    public static double exp(double x) {
        return StrictMath.exp(x);
    }

    /** {@return expm1(x)} */
    public static double expm1(double x) {
        return StrictMath.expm1(x);
    }

    /** {@return log(x)} */
    public static double log(double x) {
        return StrictMath.log(x);
    }

    /** {@return log1p(x)} */
    public static double log1p(double x) {
        return StrictMath.log1p(x);
    }

    /** {@return sin(x)} */
    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    /** {@return cos(x)} */
    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    /** {@return tanh(x)} */
    public static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    /** {@return 1 / (1 + e^−x)} */
    public static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? e / (1 + e) : 1 / (1 + e));
    }

    /** {@return the error function} */
    public static double erf(double x) {
        double a = Math.min(Math.abs(x), 7), term = a, sum = a;
        for (int k = 1; Math.abs(term) > 1e-18 * sum; k++) {
            term *= 2 * a * a / (2 * k + 1);
            sum += term;
        }
        return Math.copySign(Math.min(1, 2 / Math.sqrt(Math.PI) * StrictMath.exp(-a * a) * sum), x);
    }

    /** {@return max(x, 0), NaN for NaN} */
    public static double relu(double x) {
        return x <= 0 ? 0 : x;
    }

    /** {@return x where y > 0, else 0} */
    public static double gate(double x, double y) {
        return y > 0 ? x : 0;
    }
}
