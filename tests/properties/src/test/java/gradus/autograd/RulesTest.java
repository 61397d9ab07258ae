package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.Binary;
import gradus.tensor.Cast;
import gradus.tensor.CustomOp;
import gradus.tensor.DType;
import gradus.tensor.Op;
import gradus.tensor.OpCatalogue;
import gradus.tensor.OpCatalogue.Example;
import gradus.tensor.Tensor;
import gradus.tensor.Unary;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The derivative rules of every op against finite differences, to the third order. */
class RulesTest {

    /** Ops whose result is a float64: the others have no gradient to compare. */
    static List<Example> examples() {
        return OpCatalogue.examples().stream()
                .filter(example -> example.op().compute(example.operands()).dtype() == DType.FLOAT64).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void firstDerivatives(Example example) {
        GradientCheck.check(1, example.op()::apply, example.operands()).requirePass();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void secondDerivatives(Example example) {
        GradientCheck.check(2, example.op()::apply, example.operands()).requirePass();
    }

    /** Of the squared result, so that linear ops have one, too, and their rules are used on what is not constant. */
    @ParameterizedTest
    @MethodSource("examples")
    void derivativesBehindAnotherOp(Example example) {
        Function<Tensor[], Tensor> f = x -> example.op().apply(x).sin();
        GradientCheck.check(1, f, example.operands()).requirePass();
        GradientCheck.check(2, f, example.operands()).requirePass();
    }

    /** The rules are linear in the gradient that they are given, and their own rules say so. */
    @ParameterizedTest
    @MethodSource("examples")
    void forwardAndReverseModeAgree(Example example) {
        GradientCheck.checkModes(example.op()::apply, example.operands()).requirePass();
    }

    /** The same operand twice, which gets both gradients. */
    @ParameterizedTest
    @EnumSource
    void ofOneOperandInBothPlaces(Binary op) {
        if (op != Binary.MAXIMUM && op != Binary.MINIMUM) { // whose operands may not be equal
            Tensor x = OpCatalogue.inDomain(Unary.RELU, 3, 4);
            GradientCheck.check(2, v -> op.apply(v[0], v[0]), x).requirePass();
        }
    }

    @ParameterizedTest
    @EnumSource
    void thirdDerivatives(Unary op) {
        GradientCheck.check(3, x -> op.apply(x[0]), OpCatalogue.inDomain(op, 5, 3)).requirePass();
    }

    /** Gradients come in the type and shape of their operands, for operands of all layouts. */
    @ParameterizedTest
    @MethodSource("examples")
    void gradientsAreLikeTheirOperands(Example example) {
        try (Tape tape = Tape.record()) {
            Tensor[] x = example.operands().clone();
            for (int k = 0; k < x.length; k++) {
                if (x[k].dtype().isFloating()) {
                    x[k] = tape.watch(x[k].to(DType.FLOAT32));
                }
            }
            Op op = example.op() instanceof Cast ? new Cast(DType.FLOAT64) : example.op();
            Tensor y = op.apply(x);
            Gradients gradients = tape.gradients(y, Tensor.full(y.dtype(), 1, y.shape().toArray()));
            for (Tensor operand : x) {
                if (operand.dtype().isFloating()) {
                    assertEquals(operand.dtype(), gradients.of(operand).dtype());
                    assertEquals(operand.shape(), gradients.of(operand).shape());
                }
            }
        }
    }

    /** Of n equal extremes each has 1/n; of two equal operands each has a half: the mean of the one-sided derivatives. */
    @Test
    void tiesShare() {
        Tensor x = Tensor.of(new double[][] {{3, 1, 3}, {2, 2, 2}});
        assertArrayEquals(new double[] {0.5, 0, 0.5, 1 / 3.0, 1 / 3.0, 1 / 3.0},
                Transforms.grad(v -> v.max(1).sum()).apply(x).toDoubleArray());
        assertArrayEquals(new double[] {0.5, 0, 0.5, 0, 0, 0}, Transforms.grad(v -> v.max()).apply(x).toDoubleArray());
        assertArrayEquals(new double[] {0, 1, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0},
                Transforms.grad(v -> v.min(1).sum()).apply(x).toDoubleArray());
        Tensor two = Tensor.full(DType.FLOAT64, 2, 2, 3);
        assertArrayEquals(new double[] {1, 0, 1, 0.5, 0.5, 0.5},
                Transforms.grad(v -> v.maximum(two).sum()).apply(x).toDoubleArray());
        assertArrayEquals(new double[] {0, 1, 0, 0.5, 0.5, 0.5},
                Transforms.grad(v -> two.minimum(v).sum()).apply(x).toDoubleArray());
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, Transforms.grad(v -> v.maximum(v).sum()).apply(x).toDoubleArray());
        assertEquals(0, Transforms.grad(v -> v.relu()).apply(Tensor.full(DType.FLOAT64, 0)).item());
        assertEquals(0, Transforms.grad(v -> v.abs()).apply(Tensor.full(DType.FLOAT64, 0)).item());
    }

    /** What is rounded to float32 on the way has the gradient of what is not, rounded. */
    @Test
    void castsPassGradientsOn() {
        Tensor x = Tensor.of(new double[] {0.1, 0.2});
        Tensor g = Transforms.grad(v -> v.to(DType.FLOAT32).square().to(DType.FLOAT64).sum()).apply(x);
        assertEquals(DType.FLOAT64, g.dtype());
        assertArrayEquals(new double[] {2 * 0.1f, 2 * 0.2f}, g.toDoubleArray());
        Tensor none = Transforms.grad(v -> v.to(DType.INT32).to(DType.FLOAT64).sum()).apply(x);
        assertArrayEquals(new double[2], none.toDoubleArray());
    }

    @Test
    void gradientsOfNothing() {
        Tensor x = Tensor.zeros(DType.FLOAT64, 0, 3);
        assertEquals(x.shape(), Transforms.grad(v -> v.exp().sum()).apply(x).shape());
        assertEquals(x.shape(), Transforms.grad(v -> v.matmul(Tensor.zeros(DType.FLOAT64, 3, 2)).sum()).apply(x).shape());
        assertEquals(x.shape(), Transforms.grad(v -> v.sum(0).exp().sum()).apply(x).shape());
        Tensor y = Tensor.of(new double[] {1, 2});
        assertArrayEquals(new double[2], Transforms.grad(v -> v.slice(0, 1, 1).sum()).apply(y).toDoubleArray());
    }

    /** Wrong rules are found: this is what the checks above rest on. */
    @Test
    void aWrongRuleFails() {
        Tensor x = OpCatalogue.normal(1, 2, 2);
        GradientCheck.Report wrong = GradientCheck.check(v -> new TwiceItsGradient().apply(v[0]).sin(), x);
        assertTrue(!wrong.passes(), wrong::toString);
        Function<Tensor[], Tensor> linear = v -> new FrozenFactor().apply(v[0]);
        GradientCheck.check(1, linear, x).requirePass();
        assertTrue(!GradientCheck.check(2, linear, x).passes(), "its second derivative is wrong");
        Function<Tensor[], Tensor> hidden = v -> v[0].mul(Tensor.of(v[0].toDoubleArray(), 2, 2));
        assertTrue(!GradientCheck.check(hidden, x).passes(), "one factor is hidden from the tape");
    }

    /** x ↦ x with the gradient 2. */
    private record TwiceItsGradient() implements SquareMatrix {
        @Override
        public Tensor compute(Tensor... x) {
            return x[0].mul(1);
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(2);
        }
    }

    /** x ↦ x² with a gradient that takes x for a constant. */
    private record FrozenFactor() implements SquareMatrix {
        @Override
        public Tensor compute(Tensor... x) {
            return x[0].square();
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(Tensor.of(x[0].mul(2).toDoubleArray(), 2, 2));
        }
    }

    private interface SquareMatrix extends CustomOp {
        @Override
        default int arity() {
            return 1;
        }
    }
}
