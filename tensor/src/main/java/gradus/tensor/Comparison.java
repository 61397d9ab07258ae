package gradus.tensor;

import java.util.Locale;

/** Comparisons of each pair of elements, a bool tensor; shapes broadcast. NaN compares as in Java. No gradient. */
public enum Comparison implements Op {

    EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL;

    private final String label = name().toLowerCase(Locale.ROOT).replace("_e", "E");

    /** {@return whether the comparison holds} */
    public boolean definition(double x, double y) {
        return switch (this) {
            case EQUAL -> x == y;
            case NOT_EQUAL -> x != y;
            case LESS -> x < y;
            case LESS_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_EQUAL -> x >= y;
        };
    }

    /** {@return whether the comparison holds} */
    public boolean definition(long x, long y) {
        return switch (this) {
            case EQUAL -> x == y;
            case NOT_EQUAL -> x != y;
            case LESS -> x < y;
            case LESS_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_EQUAL -> x >= y;
        };
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Pointwise.compare(this, x[0], x[1]);
    }

    @Override
    public String toString() {
        return label;
    }
}
