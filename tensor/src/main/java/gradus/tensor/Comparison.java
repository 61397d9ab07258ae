package gradus.tensor;

import gradus.simd.Kernels;
import java.util.Locale;

/** Comparisons of each pair of elements, a bool tensor; shapes broadcast. NaN compares as in Java. No gradient. */
public enum Comparison implements Op {

    EQUAL(Kernels::equal, IntegerLoops::equal),
    NOT_EQUAL(Kernels::notEqual, IntegerLoops::notEqual),
    LESS(Comparison::less, IntegerLoops::less),
    LESS_EQUAL(Comparison::lessEqual, IntegerLoops::lessEqual),
    GREATER(Kernels::greater, IntegerLoops::greater),
    GREATER_EQUAL(Kernels::greaterEqual, IntegerLoops::greaterEqual);

    /** A loop over dense runs of floats or doubles. */
    @FunctionalInterface
    interface FloatLoop {
        <A> void run(Kernels<A> kernels, A x, int xo, A y, int yo, boolean[] z, int zo, int n);
    }

    /** A loop over integers. */
    @FunctionalInterface
    interface IntegerLoop {
        void run(long[] x, long[] y, boolean[] z, int zo, int n);
    }

    final FloatLoop floats;
    final IntegerLoop integers;

    private final String label = name().toLowerCase(Locale.ROOT).replace("_e", "E");

    Comparison(FloatLoop floats, IntegerLoop integers) {
        this.floats = floats;
        this.integers = integers;
    }

    private static <A> void less(Kernels<A> kernels, A x, int xo, A y, int yo, boolean[] z, int zo, int n) {
        kernels.greater(y, yo, x, xo, z, zo, n);
    }

    private static <A> void lessEqual(Kernels<A> kernels, A x, int xo, A y, int yo, boolean[] z, int zo, int n) {
        kernels.greaterEqual(y, yo, x, xo, z, zo, n);
    }

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
