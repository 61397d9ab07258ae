package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.Binary;
import gradus.tensor.DType;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import gradus.tensor.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Random expressions of up to 30 ops from the closed sets: their values, first and second derivatives, and both modes. An
 * expression is drawn as a list of numbers, each of which names an op and its operands among what was computed before; steps
 * that do not fit are left out. So a failing one shrinks to few steps, which the message lists.
 */
class ExpressionGraphTest {

    private static final int UNARY = Unary.values().length;
    private static final int BINARY = Binary.values().length;
    private static final List<UnaryOperator<Tensor>> OTHERS = List.of(
            x -> x.sum(), x -> x.sum(0), x -> x.sumKeep(-1), x -> x.mean(-1), x -> x.max(), x -> x.min(), x -> x.softmax(-1),
            x -> x.logSoftmax(0), x -> x.transpose(), x -> x.reshape(-1), x -> x.unsqueeze(0), x -> x.slice(0, 0, 1),
            x -> x.slice(-1, 1, x.shape().dim(-1)), x -> x.expand(2, x.shape().dim(0)), x -> Tensor.concat(0, x, x),
            x -> x.indexSelect(0, Tensor.of(new int[] {0, 1, 0})), x -> x.matmul(x.transpose()), x -> x.contiguous(),
            x -> Transforms.checkpoint(y -> y.tanh().mul(y)).apply(x));

    /** Values beyond this make derivatives that finite differences cannot follow. */
    private static final double LARGEST = 8;

    /** An op, what it does, and the places of its one or two operands. */
    private record Step(String name, UnaryOperator<Tensor[]> apply, UnaryOperator<Tensor[]> reference, int a, int b) {

        Tensor run(List<Tensor> nodes, boolean asDefined) {
            return (asDefined ? reference : apply).apply(new Tensor[] {nodes.get(a), nodes.get(b)})[0];
        }
    }

    /** The steps that fit, at a point. */
    private static final class Expression {

        private final List<Step> steps = new ArrayList<>();

        Expression(List<Integer> program, Tensor at) {
            List<Tensor> nodes = new ArrayList<>(List.of(at, at.slice(0, 0, 1).reshape(-1)));
            for (int code : program) {
                Step step = step(code, nodes);
                Tensor y = step == null ? null : result(step, nodes);
                if (y != null) {
                    steps.add(step);
                    nodes.add(y);
                }
            }
        }

        /** {@return the step, if both operands are where it is smooth} */
        private static Step step(int code, List<Tensor> nodes) {
            int kind = code % (UNARY + BINARY + OTHERS.size());
            int rest = code / (UNARY + BINARY + OTHERS.size());
            int a = nodes.size() - 1 - rest % nodes.size(); // smaller codes take what was computed last
            int b = nodes.size() - 1 - rest / nodes.size() % nodes.size();
            Tensor x = nodes.get(a);
            Tensor y = nodes.get(b);
            if (kind < UNARY) {
                Unary op = Unary.values()[kind];
                boolean smooth = Arrays.stream(x.toDoubleArray()).allMatch(v -> op.domain().contains(v, OpCatalogue.MARGIN));
                return !smooth ? null : new Step(op.toString(), t -> new Tensor[] {op.apply(t[0])},
                        t -> new Tensor[] {map(t[0], op::definition)}, a, a);
            }
            if (kind < UNARY + BINARY) {
                Binary op = Binary.values()[kind - UNARY];
                Tensor[] both = broadcast(x, y);
                boolean smooth = both != null;
                for (int i = 0; smooth && i < both[0].size(); i++) {
                    smooth = op.isSmoothAt(both[0].toDoubleArray()[i], both[1].toDoubleArray()[i], OpCatalogue.MARGIN);
                }
                return !smooth ? null : new Step(op.toString(), t -> new Tensor[] {op.apply(t)},
                        t -> new Tensor[] {zip(op, broadcast(t[0], t[1]))}, a, b);
            }
            int other = kind - UNARY - BINARY;
            if ((other == 4 || other == 5) && !isOneExtreme(x)) {
                return null;
            }
            UnaryOperator<Tensor[]> apply = t -> new Tensor[] {OTHERS.get(other).apply(t[0])};
            return new Step("other " + other, apply, apply, a, a);
        }

        /** {@return the result, or null where the shapes do not fit or the numbers are too many or too large} */
        private static Tensor result(Step step, List<Tensor> nodes) {
            try {
                Tensor y = step.run(nodes, false);
                boolean small = y.size() > 0 && y.size() <= 36
                        && Arrays.stream(y.toDoubleArray()).allMatch(v -> Math.abs(v) <= LARGEST);
                return small ? y : null;
            } catch (IllegalArgumentException _) { // refused: the tests of ops see that it is rightly so
                return null;
            }
        }

        private static boolean isOneExtreme(Tensor x) {
            double[] sorted = x.toDoubleArray();
            Arrays.sort(sorted);
            int n = sorted.length;
            return n == 1 || sorted[1] - sorted[0] > OpCatalogue.MARGIN && sorted[n - 1] - sorted[n - 2] > OpCatalogue.MARGIN;
        }

        private static Tensor[] broadcast(Tensor x, Tensor y) {
            try {
                Tensor zeros = x.mul(0).add(y.mul(0));
                int[] dims = zeros.shape().toArray();
                return new Tensor[] {x.expand(dims), y.expand(dims)};
            } catch (IllegalArgumentException _) {
                return null;
            }
        }

        private static Tensor map(Tensor x, DoubleUnaryOperator f) {
            return Tensor.of(Arrays.stream(x.toDoubleArray()).map(f).toArray()).reshape(x.shape().toArray());
        }

        private static Tensor zip(Binary op, Tensor[] both) {
            double[] x = both[0].toDoubleArray();
            double[] y = both[1].toDoubleArray();
            for (int i = 0; i < x.length; i++) {
                x[i] = op.definition(x[i], y[i]);
            }
            return Tensor.of(x).reshape(both[0].shape().toArray());
        }

        /** {@return the sum of the last result, each element with its own weight} */
        Tensor apply(Tensor at, boolean asDefined) {
            List<Tensor> nodes = new ArrayList<>(List.of(at, at.slice(0, 0, 1).reshape(-1)));
            for (Step step : steps) {
                nodes.add(step.run(nodes, asDefined));
            }
            Tensor last = nodes.getLast();
            double[] weights = new double[last.size()];
            Arrays.setAll(weights, i -> 1 + 0.1 * i);
            return last.mul(Tensor.of(weights).reshape(last.shape().toArray())).sum();
        }

        Tensor apply(Tensor at) {
            return apply(at, false);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("%0 = x, %1 = x[0]");
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                text.append("\n%").append(i + 2).append(" = ").append(step.name).append(" %").append(step.a).append(" %").append(step.b);
            }
            return text.toString();
        }
    }

    @Provide
    Arbitrary<List<Integer>> programs() {
        return Arbitraries.integers().between(0, 40_000).list().ofMinSize(1).ofMaxSize(30);
    }

    private static Tensor point(int seed) {
        return OpCatalogue.inDomain(Unary.RELU, seed, 2, 3).mul(0.5);
    }

    @Property(tries = 400)
    void valuesAreThoseOfTheDefinitions(@ForAll("programs") List<Integer> program, @ForAll @IntRange(max = 20) int seed) {
        Tensor at = point(seed);
        Expression f = new Expression(program, at);
        double expected = f.apply(at, true).item();
        assertEquals(expected, f.apply(at).item(), 1e-9 * Math.max(1, Math.abs(expected)), f::toString);
    }

    @Property(tries = 400)
    void firstDerivativesAreThoseOfDifferences(@ForAll("programs") List<Integer> program, @ForAll @IntRange(max = 20) int seed) {
        Tensor at = point(seed);
        Expression f = new Expression(program, at);
        compare(f, at, x -> f.apply(x), (x, u) -> Transforms.grad(f::apply).apply(x).mul(u).sum());
    }

    @Property(tries = 300)
    void secondDerivativesAreThoseOfDifferences(@ForAll("programs") List<Integer> program, @ForAll @IntRange(max = 20) int seed) {
        Tensor at = point(seed);
        Expression f = new Expression(program, at);
        Tensor u = direction();
        compare(f, at, x -> Transforms.grad(f::apply).apply(x).mul(u).sum(),
                (x, v) -> Transforms.hvp(f::apply).apply(x, v).mul(u).sum());
    }

    @Property(tries = 300)
    void bothModesAgree(@ForAll("programs") List<Integer> program, @ForAll @IntRange(max = 20) int seed) {
        Tensor at = point(seed);
        Expression f = new Expression(program, at);
        GradientCheck.Report report = GradientCheck.checkModes(x -> f.apply(x[0]), at);
        assertTrue(report.passes(), () -> report + "\n" + f);
        Tensor u = direction();
        double second = Transforms.hvp(f::apply).apply(at, u).mul(u).sum().item();
        double forwardOverReverse = Transforms.jvp(Transforms.grad(f::apply)).apply(at, u).mul(u).sum().item();
        assertEquals(second, forwardOverReverse, 1e-9 * Math.max(1, Math.abs(second)), f::toString);
    }

    private static Tensor direction() {
        return OpCatalogue.normal(77, 2, 3);
    }

    /**
     * Holds a derivative along a direction against (4 D(h/2) − D(h)) / 3, where D is the central difference: its error is of the
     * order h⁴, and far below |D(h/2) − D(h)|. Where that is large the function is too steep, or a kink is near.
     */
    private static void compare(Expression f, Tensor at, UnaryOperator<Tensor> phi, BinaryOperator<Tensor> derivative) {
        double h = 2e-4;
        double coarse = difference(phi, at, h);
        double fine = difference(phi, at, h / 2);
        double expected = (4 * fine - coarse) / 3;
        double scale = Math.max(1, Math.max(Math.abs(expected), Math.abs(phi.apply(at).item())));
        Assume.that(Math.abs(fine - coarse) < 1e-3 * scale);
        double found = derivative.apply(at, direction()).item();
        assertEquals(expected, found, 1e-7 * scale + 0.1 * Math.abs(fine - coarse), f::toString);
    }

    private static double difference(UnaryOperator<Tensor> phi, Tensor at, double h) {
        Tensor step = direction().mul(h);
        return (phi.apply(at.add(step)).item() - phi.apply(at.sub(step)).item()) / (2 * h);
    }

    /** The properties above are about something: random programs make long expressions, and use every op but one. */
    @Example
    void programsFit() {
        Random random = new Random(1);
        Set<String> used = new TreeSet<>();
        int steps = 0;
        for (int round = 0; round < 600; round++) {
            List<Integer> program = random.ints(30, 0, 40_001).boxed().toList();
            Expression f = new Expression(program, point(round % 21));
            steps += f.steps.size();
            f.steps.forEach(step -> used.add(step.name));
        }
        assertTrue(steps / 600 >= 10, steps / 600 + " steps of 30");
        used.add(Binary.REMAINDER.toString()); // whose two narrow domains chance does not meet
        assertEquals(UNARY + BINARY + OTHERS.size(), used.size(), used::toString);
        assertEquals(Shape.of(2, 3), point(0).shape());
        assertEquals(DType.FLOAT64, point(0).dtype());
    }
}
