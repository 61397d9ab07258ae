package gradus.autograd;

import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Compares the gradients of the tape with finite differences, in float64, and its two modes with each other.
 *
 * <p>For a function y = f(x₀, x₁, …) of tensors and a fixed random c in the shape of y, each element of the gradient of ⟨c, y⟩
 * is held against the central difference (φ(x + h) − φ(x − h)) / 2h of φ = ⟨c, f⟩; then all of them together along a random
 * direction u, the test ⟨c, J u⟩ = ⟨Jᵀ c, u⟩.
 *
 * <p>The step h = ∛ε · max(1, |x|) ≈ 6 · 10⁻⁶ balances the error of the difference, h² f‴/6, and that of rounding, ε f/h: both
 * are near 10⁻¹¹ for functions of ordinary size. The tolerance of 10⁻⁶ leaves room for values and third derivatives of up to
 * 10⁵; a wrong rule is off by 10⁻² and more. Where a right gradient fails, the point is within h of a kink, or the function is
 * large or steep there: move the point, or scale the function down.
 *
 * <pre>{@code
 * GradientCheck.check(x -> x[0].matmul(x[1]).tanh(), a, b).requirePass();
 * GradientCheck.check(2, x -> x[0].matmul(x[1]).tanh(), a, b)      // second derivatives
 * GradientCheck.checkModes(x -> x[0].matmul(x[1]).tanh(), a, b)    // forward against reverse
 * }</pre>
 */
public final class GradientCheck {

    /** The error allowed, for gradients below 1 absolute, for larger ones relative. */
    public static final double TOLERANCE = 1e-6;

    private static final double MODES_TOLERANCE = 1e-10;
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    private GradientCheck() {
    }

    /**
     * What was found at the worst place.
     *
     * @param order the order of the derivative, or 0 where the two modes were compared
     * @param elements the number of elements compared
     * @param operand the operand with the largest error, or −1 where that was along a random direction
     * @param index the place in the operand
     * @param expected what finite differences give there, or the forward mode
     * @param found what the tape gives
     * @param error |expected − found| / max(1, |expected|)
     * @param tolerance the largest error that passes
     */
    public record Report(int order, int elements, int operand, List<Integer> index, double expected, double found, double error,
                         double tolerance) {

        /** {@return whether no error is above the tolerance; NaN never passes} */
        public boolean passes() {
            return error <= tolerance;
        }

        /** @throws AssertionError with this report where the check has failed */
        public void requirePass() {
            if (!passes()) {
                throw new AssertionError(this);
            }
        }

        @Override
        public String toString() {
            if (order == 0) {
                return "forward and reverse mode " + (passes() ? "agree" : "DIFFER") + ": forward " + expected + ", reverse " + found
                        + ", error " + error + ", tolerance " + tolerance;
            }
            String place = operand < 0 ? "along a random direction" : "operand " + operand + " at " + index;
            return "derivative of order " + order + (passes() ? " passes" : " FAILS") + " for " + elements + " elements; worst "
                    + place + ": differences " + expected + ", tape " + found + ", error " + error + ", tolerance " + tolerance;
        }
    }

    /** {@return how the gradient of f agrees with finite differences at a point}; see {@link #check(int, Function, Tensor...)}. */
    public static Report check(Function<Tensor[], Tensor> f, Tensor... at) {
        return check(1, f, at);
    }

    /**
     * {@return how the derivative of an order agrees with finite differences at a point} For order 2 and above f is first
     * replaced by its derivative along a random direction, taken by the tape.
     *
     * @param f a function that gives the same result each time; it must be smooth within the step h around the point
     * @param at the operands; integers and bools are constants
     * @throws IllegalArgumentException for an order below 1, and when an operand or the result is float32, in which differences
     *         would show rounding and nothing else
     */
    public static Report check(int order, Function<Tensor[], Tensor> f, Tensor... at) {
        if (order < 1) {
            throw new IllegalArgumentException("GradientCheck: order " + order + "; it must be 1 or more");
        }
        requireDoubles(at);
        Function<Tensor[], Tensor> g = f;
        for (int k = 1; k < order; k++) {
            g = alongDirection(g, k);
        }
        return new Point(g, at).report(order);
    }

    /**
     * {@return how ⟨J v, u⟩, by the forward mode {@link Transforms#jvp}, agrees with ⟨v, Jᵀ u⟩, by the reverse mode, for random u
     * and v} It needs no step and holds to rounding, which shows a rule that is not linear in the gradient it is given, or that
     * loses sight of it.
     *
     * @param at the operands; integers and bools are constants
     * @throws IllegalArgumentException when an operand or the result is float32
     */
    public static Report checkModes(Function<Tensor[], Tensor> f, Tensor... at) {
        requireDoubles(at);
        try (Tape outer = Tape.record()) {
            Tensor u;
            Tensor[] transposed;
            try (Tape tape = Tape.record()) {
                u = outer.watch(cotangent(f.apply(at).shape()));
                transposed = gradients(tape, f, at, u);
            }
            Tensor along = along(transposed, Generator.of(1)); // ⟨v, Jᵀ u⟩, linear in u: its gradient is J v
            Gradients forward = outer.gradientsOrNull(along, Tensor.full(DType.FLOAT64, 1), true);
            double expected = forward == null ? 0 : forward.of(u).mul(u).sum().item();
            double error = Math.abs(expected - along.item()) / Math.max(1, Math.abs(expected));
            return new Report(0, u.size(), -1, List.of(), expected, along.item(), error, MODES_TOLERANCE);
        }
    }

    private static void requireDoubles(Tensor[] at) {
        for (int k = 0; k < at.length; k++) {
            requireDouble("operand " + k, at[k], at[k].dtype() == DType.FLOAT32);
        }
    }

    private static void requireDouble(String what, Tensor x, boolean refused) {
        if (refused) {
            throw new IllegalArgumentException("GradientCheck: " + what + " is " + x.dtype() + x.shape()
                    + "; finite differences need float64, convert with .to(FLOAT64)");
        }
    }

    /** {@return x ↦ Σ ⟨gradient of ⟨c, f(x)⟩ with respect to x_k, v_k⟩ for random v and c} */
    private static Function<Tensor[], Tensor> alongDirection(Function<Tensor[], Tensor> f, int seed) {
        return x -> {
            try (Tape tape = Tape.record()) {
                return tape.keep(along(gradients(tape, f, x, null), Generator.of(seed)));
            }
        };
    }

    /** {@return Σ ⟨g_k, v_k⟩ for random v} */
    private static Tensor along(Tensor[] gradients, Generator random) {
        Tensor sum = Tensor.full(DType.FLOAT64, 0);
        for (Tensor g : gradients) {
            if (g != null) {
                sum = sum.add(g.mul(direction(random, g.shape())).sum());
            }
        }
        return sum;
    }

    /** {@return the gradients of ⟨c, f(x)⟩ for a given or, with null, the fixed c; null for operands that have none} */
    private static Tensor[] gradients(Tape tape, Function<Tensor[], Tensor> f, Tensor[] x, Tensor c) {
        Tensor[] watched = x.clone();
        for (int k = 0; k < x.length; k++) {
            if (x[k].dtype().isFloating()) {
                watched[k] = tape.watch(x[k]);
            }
        }
        Tensor y = f.apply(watched.clone());
        requireDouble("the result", y, y.dtype() != DType.FLOAT64);
        Gradients found = tape.gradientsOrNull(y, c == null ? cotangent(y.shape()) : c, false);
        Tensor[] gradients = new Tensor[x.length];
        for (int k = 0; k < x.length; k++) {
            if (x[k].dtype().isFloating()) {
                gradients[k] = found == null ? Tensor.zeros(DType.FLOAT64, x[k].shape().toArray()) : found.of(watched[k]);
            }
        }
        return gradients;
    }

    /** {@return c; 1 for a single element, so that a report shows its own derivative} */
    private static Tensor cotangent(Shape shape) {
        return shape.size() == 1 ? Tensor.full(DType.FLOAT64, 1, shape.toArray()) : direction(Generator.of(0), shape);
    }

    private static Tensor direction(Generator random, Shape shape) {
        return random.uniform(DType.FLOAT64, shape.toArray()).add(0.5);
    }

    /** The gradients at a point, and what has been compared of them. */
    private static final class Point {

        private final Function<Tensor[], Tensor> f;
        private final Tensor[] at;
        private final double[][] x;
        private final double[][] found;
        private Report worst = new Report(0, 0, -1, List.of(), 0, 0, 0, TOLERANCE);
        private int elements;

        Point(Function<Tensor[], Tensor> f, Tensor[] at) {
            this.f = f;
            this.at = at;
            this.x = new double[at.length][];
            this.found = new double[at.length][];
            try (Tape tape = Tape.record()) {
                Tensor[] gradients = gradients(tape, f, at, null);
                for (int k = 0; k < at.length; k++) {
                    x[k] = at[k].toDoubleArray();
                    found[k] = gradients[k] == null ? null : gradients[k].toDoubleArray();
                }
            }
        }

        Report report(int order) {
            double[][] u = new double[x.length][];
            double along = 0;
            Generator random = Generator.of(order);
            for (int k = 0; k < x.length; k++) {
                u[k] = new double[x[k].length];
                for (int i = 0; found[k] != null && i < x[k].length; i++) {
                    double h = STEP * Math.max(1, Math.abs(x[k][i]));
                    double up = x[k][i] + h;
                    double down = x[k][i] - h;
                    compare(k, i, (at(k, i, up) - at(k, i, down)) / (up - down), found[k][i]);
                    u[k][i] = random.uniform(DType.FLOAT64).item() + 0.5;
                    along += u[k][i] * found[k][i];
                }
            }
            double h = STEP * Math.max(1, Arrays.stream(x).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0));
            compare(-1, 0, (value(moved(u, h)) - value(moved(u, -h))) / (2 * h), along);
            return new Report(order, elements, worst.operand, worst.index, worst.expected, worst.found, worst.error, TOLERANCE);
        }

        private void compare(int operand, int i, double expected, double actual) {
            double error = Math.abs(expected - actual) / Math.max(1, Math.abs(expected));
            if (!(error <= worst.error) && !Double.isNaN(worst.error)) {
                List<Integer> index = operand < 0 ? List.of() : place(at[operand].shape(), i);
                worst = new Report(0, 0, operand, index, expected, actual, error, TOLERANCE);
            }
            elements += operand < 0 ? 0 : 1;
        }

        private static List<Integer> place(Shape shape, int i) {
            List<Integer> index = new ArrayList<>();
            int rest = i;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                index.addFirst(rest % shape.dim(axis));
                rest /= shape.dim(axis);
            }
            return index;
        }

        /** {@return φ with one element of one operand changed} */
        private double at(int operand, int i, double changed) {
            double before = x[operand][i];
            x[operand][i] = changed;
            double value = value(x);
            x[operand][i] = before;
            return value;
        }

        private double[][] moved(double[][] u, double h) {
            double[][] moved = new double[x.length][];
            for (int k = 0; k < x.length; k++) {
                moved[k] = x[k].clone();
                for (int i = 0; i < u[k].length; i++) {
                    moved[k][i] += h * u[k][i];
                }
            }
            return moved;
        }

        /** {@return φ = ⟨c, f⟩} */
        private double value(double[][] point) {
            Tensor[] operands = at.clone();
            for (int k = 0; k < at.length; k++) {
                if (found[k] != null) {
                    operands[k] = Tensor.of(point[k]).reshape(at[k].shape().toArray());
                }
            }
            Tensor y = f.apply(operands);
            double[] values = y.toDoubleArray();
            double[] c = cotangent(y.shape()).toDoubleArray();
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += c[i] * values[i];
            }
            return sum;
        }
    }
}
