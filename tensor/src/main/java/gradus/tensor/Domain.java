package gradus.tensor;

/**
 * Where a function of one real variable is defined and smooth: the open interval from {@code low} to {@code high}, without
 * the points {@code kinks} in it. Tests draw inputs from it.
 */
public record Domain(double low, double high, double... kinks) {

    public static final Domain REAL = new Domain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    public static final Domain POSITIVE = new Domain(0, Double.POSITIVE_INFINITY);
    public static final Domain NONZERO = new Domain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0);

    /** {@return whether the function is smooth wherever it is less than {@code margin} away from x} */
    public boolean contains(double x, double margin) {
        for (double kink : kinks) {
            if (Math.abs(x - kink) <= margin) {
                return false;
            }
        }
        return low + margin < x && x < high - margin;
    }
}
