package gradus.tensor;

import static gradus.tensor.Domain.NONZERO;
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

    /** x where y > 0, else 0: what flows back through a relu whose input was y. */
    GATE(REAL, NONZERO, REAL, (x, y) -> y > 0 ? x : 0, Kernels::gate, null);

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
