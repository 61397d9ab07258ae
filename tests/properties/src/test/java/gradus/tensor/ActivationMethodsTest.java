package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import gradus.autograd.Transforms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The activations against their formulas, in finite differences, and at the ends of the number line. */
class ActivationMethodsTest {

    /** An activation, its formula, and where it has a kink. */
    private record Case(String name, UnaryOperator<Tensor> function, DoubleUnaryOperator formula, double... kinks) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("softplus", Tensor::softplus, x -> Math.log1p(Math.exp(x))),
                new Case("logSigmoid", Tensor::logSigmoid, x -> -Math.log1p(Math.exp(-x))),
                new Case("silu", Tensor::silu, x -> x / (1 + Math.exp(-x))),
                new Case("mish", Tensor::mish, x -> x * Math.tanh(Math.log1p(Math.exp(x)))),
                new Case("gelu", Tensor::gelu, x -> 0.5 * x * (1 + gradus.simd.DoubleMath.erf(x / Math.sqrt(2)))),
                new Case("geluTanh", Tensor::geluTanh,
                        x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
                new Case("softsign", Tensor::softsign, x -> x / (1 + Math.abs(x)), 0),
                new Case("tanhshrink", Tensor::tanhshrink, x -> x - Math.tanh(x)),
                new Case("elu", x -> x.elu(0.7), x -> x > 0 ? x : 0.7 * Math.expm1(x), 0),
                new Case("elu", Tensor::elu, x -> x > 0 ? x : Math.expm1(x)),
                new Case("selu", Tensor::selu, x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), 0),
                new Case("celu", x -> x.celu(0.7), x -> x > 0 ? x : 0.7 * Math.expm1(x / 0.7)),
                new Case("celu", Tensor::celu, x -> x > 0 ? x : Math.expm1(x)),
                new Case("leakyRelu", Tensor::leakyRelu, x -> x > 0 ? x : 0.01 * x, 0),
                new Case("leakyRelu", x -> x.leakyRelu(0.3), x -> x > 0 ? x : 0.3 * x, 0),
                new Case("relu6", Tensor::relu6, x -> Math.min(Math.max(x, 0), 6), 0, 6),
                new Case("hardtanh", Tensor::hardtanh, x -> Math.min(Math.max(x, -1), 1), -1, 1),
                new Case("hardtanh", x -> x.hardtanh(-2, 0.5), x -> Math.min(Math.max(x, -2), 0.5), -2, 0.5),
                new Case("hardsigmoid", Tensor::hardsigmoid, x -> Math.min(Math.max(x + 3, 0), 6) / 6, -3, 3),
                new Case("hardswish", Tensor::hardswish, x -> x * Math.min(Math.max(x + 3, 0), 6) / 6, -3, 3),
                new Case("softshrink", Tensor::softshrink, x -> Math.abs(x) > 0.5 ? x - Math.copySign(0.5, x) : 0, -0.5, 0.5),
                new Case("hardshrink", Tensor::hardshrink, x -> Math.abs(x) > 0.5 ? x : 0, -0.5, 0.5));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsItsFormula(Case activation) {
        Tensor x = OpCatalogue.normal(1, 1000).mul(4);
        double[] expected = x.toDoubleArray();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = activation.formula.applyAsDouble(expected[i]);
        }
        assertArrayEquals(expected, activation.function.apply(x).toDoubleArray(), 1e-13);
        Tensor y = activation.function.apply(x.to(DType.FLOAT32));
        assertEquals(DType.FLOAT32, y.dtype());
        assertArrayEquals(expected, y.toDoubleArray(), 1e-5);
        assertEquals(Shape.of(2, 0), activation.function.apply(Tensor.zeros(2, 0)).shape());
        if (!List.of("relu6", "hardtanh").contains(activation.name)) { // which also make sense for integers
            assertThrows(IllegalArgumentException.class, () -> activation.function.apply(Tensor.range(3)));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasItsDerivatives(Case activation) {
        double[] x = OpCatalogue.normal(2, 40).mul(3).toDoubleArray();
        for (int i = 0; i < x.length; i++) {
            for (double kink : activation.kinks) {
                x[i] += Math.abs(x[i] - kink) < 0.05 ? 0.1 : 0;
            }
        }
        for (int order = 1; order <= 2; order++) {
            GradientCheck.check(order, v -> activation.function.apply(v[0]), Tensor.of(x)).requirePass();
        }
    }

    /** From end to end of either float type, and at 0: finite values and gradients; up to 10¹⁰ of the second order, too. */
    @ParameterizedTest
    @MethodSource("cases")
    void isFiniteEverywhere(Case activation) {
        double[] kinks = activation.kinks;
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double largest = dtype == DType.FLOAT32 ? Float.MAX_VALUE / 2 : Double.MAX_VALUE / 2;
            Tensor x = Tensor.concat(0, Tensor.of(new double[] {largest, -largest, 1e30, -1e30, 1e10, -1e10, 1000, -1000, 88.8, -88.8,
                -104, 710, -710, 1e-30, -1e-30, Float.MIN_VALUE, 0, -0.0}), Tensor.of(kinks)).to(dtype);
            UnaryOperator<Tensor> slope = Transforms.grad(v -> activation.function.apply(v).sum());
            UnaryOperator<Tensor> curvature = Transforms.grad(v -> slope.apply(v).sum());
            for (UnaryOperator<Tensor> f : List.of(activation.function, slope, curvature)) {
                Tensor y = f.apply(x);
                for (int i = 0; i < x.size(); i++) {
                    assertTrue(f == curvature && Math.abs(x.item(i)) > 1e10 || Double.isFinite(y.item(i)),
                            activation + " of " + x.item(i) + " in " + dtype + ": " + y.item(i));
                }
            }
        }
        assertTrue(Double.isNaN(activation.function.apply(Tensor.of(new double[] {Double.NaN})).item()), "NaN is not hidden");
    }

    /** The gradients at the kinks, as documented. */
    @Test
    void gradientsAtTheKinks() {
        Map<String, double[]> expected = new TreeMap<>(Map.of("elu", new double[] {0.7}, "leakyRelu", new double[] {0.01},
                "relu6", new double[] {0, 0.5}, "hardtanh", new double[] {0.5, 0.5}, "hardsigmoid", new double[] {0, 1 / 12.0},
                "softshrink", new double[] {0.5, 0.5}, "hardshrink", new double[] {0, 0}, "softsign", new double[] {1}));
        cases().forEach(activation -> {
            double[] gradient = activation.kinks.length == 0 ? null : expected.remove(activation.name);
            if (gradient != null) {
                Tensor g = Transforms.grad(v -> activation.function.apply(v).sum()).apply(Tensor.of(activation.kinks));
                assertArrayEquals(gradient, g.toDoubleArray(), 1e-15, activation.name);
            }
        });
        assertTrue(expected.isEmpty(), expected::toString);
    }

    @Test
    void refusals() {
        Tensor x = Tensor.zeros(3);
        assertEquals("celu: alpha is 0, by which x would be divided; give another, or use .relu()",
                assertThrows(IllegalArgumentException.class, () -> x.celu(0)).getMessage());
        assertEquals("clamp: from 1.0 to -1.0 there is nothing; give the smaller bound first, and no NaN",
                assertThrows(IllegalArgumentException.class, () -> x.hardtanh(1, -1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> x.clamp(Double.NaN, 1));
    }
}
