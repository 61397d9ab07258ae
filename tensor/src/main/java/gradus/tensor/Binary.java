package gradus.tensor;

import static gradus.tensor.Domain.NONZERO;
import static gradus.tensor.Domain.POSITIVE;
import static gradus.tensor.Domain.REAL;

import gradus.simd.Kernels;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;

/** Functions of two variables, applied to each pair of elements: z = f(x, y), shapes broadcast as in NumPy. */
public enum Binary implements Op {

    ADD(REAL, REAL, REAL, (x, y) -> x + y, Kernels::add, IntegerLoops::add),
    SUB(REAL, REAL, REAL, (x, y) -> x - y, Kernels::sub, IntegerLoops::sub),
    MUL(REAL, REAL, REAL, (x, y) -> x * y, Kernels::mul, IntegerLoops::mul),
    DIV(REAL, NONZERO, REAL, (x, y) -> x / y, Kernels::div, null),
    MAXIMUM(REAL, REAL, NONZERO, Math::max, Kernels::max, IntegerLoops::max),
    MINIMUM(REAL, REAL, NONZERO, Math::min, Kernels::min, IntegerLoops::min),

    /** x to the power y, as {@link Math#pow}; of integers for y ≥ 0. */
    POW(POSITIVE, REAL, REAL, StrictMath::pow, Kernels::pow, IntegerLoops::pow),
    /** The angle of the point (y, x) from the positive axis of y, as {@link Math#atan2}. */
    ATAN2(NONZERO, REAL, REAL, StrictMath::atan2, Kernels::atan2, null),
    /** √(x² + y²), without overflow on the way. */
    HYPOT(NONZERO, REAL, REAL, StrictMath::hypot, Kernels::hypot, null),
    /** log(e^x + e^y), without overflow on the way. */
    LOGADDEXP(REAL, REAL, REAL, Binary::logaddexp, Kernels::logaddexp, null),
    /** x − y ⌊x/y⌋, with the sign of y; tests take it where x/y is between −1 and 0. */
    REMAINDER(Domain.between(-2, 0), Domain.between(2, Double.POSITIVE_INFINITY), REAL, Binary::remainder, Kernels::remainder, IntegerLoops::remainder),

    /** x · y, but 0 where x is 0, whatever y is: what flows back, x, through a function with the slope y. */
    FLOW(REAL, REAL, REAL, (x, y) -> x == 0 ? 0 : x * y, Kernels::flow, null),

    /** x where y > 0, else 0: what flows back through a relu whose input was y. */
    GATE(REAL, NONZERO, REAL, (x, y) -> y > 0 ? x : 0, Kernels::gate, null),

    /** x · gelu′(y), but 0 where x is 0: what flows back through a gelu whose input was y. */
    GELU_FLOW(REAL, REAL, REAL, (x, y) -> x == 0 ? 0 : x * Unary.GELU_SLOPE.definition(y), Binary::geluFlow, null),
    /** The same for {@link Unary#GELU_TANH}. */
    GELU_TANH_FLOW(REAL, REAL, REAL, (x, y) -> x == 0 ? 0 : x * Unary.GELU_TANH_SLOPE.definition(y), Binary::geluTanhFlow, null),

    /** 1 where x > y, ½ where they are equal, else 0: x's part of what flows back through the larger of both. */
    SHARE(REAL, REAL, NONZERO, (x, y) -> x > y ? 1 : x == y ? 0.5 : 0, Kernels::share, null);

    /** A loop over dense runs of floats or doubles. */
    @FunctionalInterface
    interface FloatLoop {
        <A> void run(Kernels<A> kernels, A x, int xo, A y, int yo, A z, int zo, int n);
    }

    /** A loop over dense runs of integers: z[i] = f(x[i], y[i]). */
    @FunctionalInterface
    interface IntegerLoop {
        void run(long[] x, long[] y, long[] z, int n);
    }

    /** Elements that fit the first-level cache. */
    private static final int CHUNK = 1024;

    private final String label = name().toLowerCase(Locale.ROOT);
    private final Domain domainX;
    private final Domain domainY;
    private final Domain domainDifference;
    private final DoubleBinaryOperator definition;
    final FloatLoop floats;
    final IntegerLoop integers;

    Binary(Domain domainX, Domain domainY, Domain domainDifference, DoubleBinaryOperator definition,
           FloatLoop floats, IntegerLoop integers) {
        this.domainX = domainX;
        this.domainY = domainY;
        this.domainDifference = domainDifference;
        this.definition = definition;
        this.floats = floats;
        this.integers = integers;
    }

    private static <A> void geluFlow(Kernels<A> kernels, A x, int xo, A y, int yo, A z, int zo, int n) {
        flow(Unary.GELU_SLOPE, kernels, x, xo, y, yo, z, zo, n);
    }

    private static <A> void geluTanhFlow(Kernels<A> kernels, A x, int xo, A y, int yo, A z, int zo, int n) {
        flow(Unary.GELU_TANH_SLOPE, kernels, x, xo, y, yo, z, zo, n);
    }

    /** Slopes are written to z, which is neither x nor y, and used while they are in the first-level cache. */
    private static <A> void flow(Unary slope, Kernels<A> kernels, A x, int xo, A y, int yo, A z, int zo, int n) {
        for (int i = 0; i < n; i += CHUNK) {
            int m = Math.min(CHUNK, n - i);
            slope.floats.run(kernels, y, yo + i, z, zo + i, m);
            kernels.flow(x, xo + i, z, zo + i, z, zo + i, m);
        }
    }

    private static double logaddexp(double x, double y) {
        return x == y ? x + Math.log(2) : Math.max(x, y) + StrictMath.log1p(StrictMath.exp(-Math.abs(x - y)));
    }

    private static double remainder(double x, double y) {
        double r = x % y;
        return r == 0 ? Math.copySign(r, y) : Math.signum(r) * Math.signum(y) < 0 ? r + y : r;
    }

    /** {@return where the function is defined and smooth in its first variable, whatever the second} */
    public Domain domainX() {
        return domainX;
    }

    /** {@return where the function is defined and smooth in its second variable, whatever the first} */
    public Domain domainY() {
        return domainY;
    }

    /** {@return whether the function is defined and smooth wherever both variables move by less than {@code margin}} */
    public boolean isSmoothAt(double x, double y, double margin) {
        return domainX.contains(x, margin) && domainY.contains(y, margin) && domainDifference.contains(x - y, 2 * margin);
    }

    /** {@return where x, y and x − y must lie, by these names, for the function to be defined and smooth} */
    public SequencedMap<String, Domain> domains() {
        SequencedMap<String, Domain> domains = new LinkedHashMap<>();
        domains.put("x", domainX);
        domains.put("y", domainY);
        domains.put("x − y", domainDifference);
        return domains;
    }

    /** {@return f(x, y) from the plain definition} */
    public double definition(double x, double y) {
        return definition.applyAsDouble(x, y);
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Pointwise.binary(this, x[0], x[1]);
    }

    @Override
    public String toString() {
        return label;
    }
}
