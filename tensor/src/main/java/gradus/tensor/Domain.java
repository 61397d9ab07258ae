package gradus.tensor;

/**
 * Where a function of one real variable is defined and smooth: the open interval from {@code low} to {@code high}, without
 * the points {@code kinks} in it, which recur with a period that is not 0. Tests draw inputs from it.
 */
public record Domain(double low, double high, double period, double... kinks) {

    public static final Domain REAL = between(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    public static final Domain POSITIVE = between(0, Double.POSITIVE_INFINITY);
    public static final Domain NONZERO = recurring(0, 0);

    /** {@return the open interval} */
    public static Domain between(double low, double high) {
        return new Domain(low, high, 0);
    }

    /** {@return the real numbers without one and, for a period that is not 0, all that lie whole periods from it} */
    public static Domain recurring(double period, double kink) {
        return new Domain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, period, kink);
    }

    /** {@return whether the function is smooth wherever it is less than {@code margin} away from x} */
    public boolean contains(double x, double margin) {
        for (double kink : kinks) {
            double distance = period == 0 ? x - kink : Math.IEEEremainder(x - kink, period);
            if (Math.abs(distance) <= margin) {
                return false;
            }
        }
        return low + margin < x && x < high - margin;
    }
}
