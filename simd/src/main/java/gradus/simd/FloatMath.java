package gradus.simd;

/** The elementary functions on float. */
public final class FloatMath {

    private FloatMath() {}

    /** {@return x rounded to the type} */
    public static float of(double x) {
        return (float) x;
    }

    /** {@return √x} */
    public static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    /** {@return exp(x)} */
    public static float exp(float x) {
        return (float) StrictMath.exp(x);
    }

    /** {@return expm1(x)} */
    public static float expm1(float x) {
        return (float) StrictMath.expm1(x);
    }

    /** {@return log(x)} */
    public static float log(float x) {
        return (float) StrictMath.log(x);
    }

    /** {@return log1p(x)} */
    public static float log1p(float x) {
        return (float) StrictMath.log1p(x);
    }

    /** {@return sin(x)} */
    public static float sin(float x) {
        return (float) StrictMath.sin(x);
    }

    /** {@return cos(x)} */
    public static float cos(float x) {
        return (float) StrictMath.cos(x);
    }

    /** {@return tanh(x)} */
    public static float tanh(float x) {
        return (float) StrictMath.tanh(x);
    }

    /** {@return 1 / (1 + e^−x)} */
    public static float sigmoid(float x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (float) (x < 0 ? e / (1 + e) : 1 / (1 + e));
    }

    /** {@return the error function} */
    public static float erf(float x) {
        double a = Math.min(Math.abs(x), 7), term = a, sum = a;
        for (int k = 1; Math.abs(term) > 1e-18 * sum; k++) {
            term *= 2 * a * a / (2 * k + 1);
            sum += term;
        }
        return (float) Math.copySign(Math.min(1, 2 / Math.sqrt(Math.PI) * StrictMath.exp(-a * a) * sum), x);
    }

    /** {@return max(x, 0), NaN for NaN} */
    public static float relu(float x) {
        return x <= 0 ? 0 : x;
    }

    /** {@return x where y > 0, else 0} */
    public static float gate(float x, float y) {
        return y > 0 ? x : 0;
    }
}
