package gradus.autograd;

import static gradus.autograd.Transforms.grad;
import static gradus.autograd.Transforms.hessian;
import static gradus.autograd.Transforms.hvp;
import static gradus.autograd.Transforms.jacobian;
import static gradus.autograd.Transforms.jvp;
import static gradus.autograd.Transforms.stopGradient;
import static gradus.autograd.Transforms.valueAndGrad;
import static gradus.autograd.Transforms.vjp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gradus.tensor.DType;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Functions that differentiate functions, alone, within each other, and of parameters. */
class TransformsTest {

    private final Tensor x = Tensor.of(new double[] {0.5, -1, 2});
    private final Tensor v = Tensor.of(new double[] {1, 0.25, -0.5});
    private final Tensor matrix = OpCatalogue.normal(1, 3, 4);

    /** ℝ³ → ℝ⁴ as [2, 2], not linear. */
    private Tensor wide(Tensor x) {
        return x.reshape(1, 3).matmul(matrix).sin().reshape(2, 2);
    }

    /** ℝ³ → ℝ. */
    private Tensor scalar(Tensor x) {
        return x.reshape(1, 3).matmul(matrix).tanh().sum().mul(x.square().sum());
    }

    private static Tensor of(double value) {
        return Tensor.full(DType.FLOAT64, value);
    }

    private static void assertClose(double[] expected, Tensor actual) {
        assertArrayEquals(expected, actual.toDoubleArray(), 1e-12);
    }

    private static void refused(Class<? extends RuntimeException> type, String message, Executable act) {
        assertEquals(message, assertThrows(type, act).getMessage());
    }

    @AfterEach
    void leavesNothingOpen() {
        assertEquals(false, Recording.ofThread().isOpen());
    }

    @Test
    void gradients() {
        Transforms.ValueAndGrad both = valueAndGrad(x -> x.square().sum()).apply(x);
        assertEquals(5.25, both.value().item());
        assertClose(new double[] {1, -2, 4}, both.grad());
        assertClose(new double[] {1, -2, 4}, grad(x -> x.square().sum()).apply(x));
        assertClose(new double[] {1, -2, 4}, vjp(x -> x.square()).apply(x, Tensor.of(new double[] {1, 1, 1})));
    }

    @Test
    void directionalDerivatives() {
        assertClose(new double[] {1, -0.5, -2}, jvp(x -> x.square()).apply(x, v));
        assertClose(new double[] {0, 0, 0}, jvp(x -> stopGradient(x)).apply(x, v));
        assertClose(new double[] {0, 0}, jvp(x -> Tensor.of(new double[] {1, 2})).apply(x, v));
        assertClose(v.toDoubleArray(), jvp(x -> x).apply(x, v));
        // J v is what central differences give, and the adjoint of vᵀ J
        double h = 1e-5;
        double[] differences = wide(x.add(v.mul(h))).sub(wide(x.sub(v.mul(h)))).mul(0.5 / h).toDoubleArray();
        Tensor forward = jvp(this::wide).apply(x, v);
        assertArrayEquals(differences, forward.toDoubleArray(), 1e-9);
        Tensor u = OpCatalogue.normal(2, 2, 2);
        assertEquals(forward.mul(u).sum().item(), vjp(this::wide).apply(x, u).mul(v).sum().item(), 1e-12);
    }

    /** From few to many it is made of columns, from many to few of rows; both have ∂f[i…] / ∂x[j…] at [i…, j…]. */
    @Test
    void jacobians() {
        for (int n : new int[] {1, 2, 3, 6}) {
            Tensor from = OpCatalogue.normal(3, n, 1);
            Tensor weights = OpCatalogue.normal(4, 4, n);
            Tensor j = jacobian(x -> weights.matmul(x).reshape(2, 2)).apply(from);
            assertEquals(Shape.of(2, 2, n, 1), j.shape());
            assertClose(weights.toDoubleArray(), j);
        }
        Tensor j = jacobian(this::wide).apply(x);
        for (int i = 0; i < 3; i++) {
            double[] unit = new double[3];
            unit[i] = 1;
            assertClose(jvp(this::wide).apply(x, Tensor.of(unit)).toDoubleArray(), j.reshape(4, 3).slice(1, i, i + 1));
        }
        assertClose(new double[] {1, 0, 0, 0, -2, 0, 0, 0, 4}, jacobian(x -> x.square()).apply(x));
        assertEquals(6, jacobian(x -> x.square()).apply(of(3)).item());
        assertClose(new double[6], jacobian(x -> Tensor.of(new double[] {1, 2})).apply(x));
        assertEquals(Shape.of(0, 3), jacobian(x -> x.slice(0, 1, 1)).apply(x).shape());
        assertEquals(Shape.of(3, 0), jacobian(x -> x.sum().expand(3)).apply(Tensor.zeros(DType.FLOAT64, 0)).shape());
    }

    @Test
    void hessians() {
        Tensor h = hessian(this::scalar).apply(x);
        assertEquals(Shape.of(3, 3), h.shape());
        assertClose(h.transpose().toDoubleArray(), h);
        assertClose(h.matmul(v.reshape(3, 1)).toDoubleArray(), hvp(this::scalar).apply(x, v));
        assertClose(h.toDoubleArray(), jacobian(grad(this::scalar)).apply(x));
        assertClose(h.matmul(v.reshape(3, 1)).toDoubleArray(), jvp(grad(this::scalar)).apply(x, v));
        // det [[a, b], [c, d]] = a d − b c
        Tensor m = Tensor.of(new double[][] {{1, 2}, {3, 5}});
        UnaryOperator<Tensor> det = x -> x.slice(0, 0, 1).matmul(Tensor.of(new double[][] {{0, 1}, {-1, 0}})).matmul(x.slice(0, 1, 2).transpose());
        Tensor second = hessian(det).apply(m);
        assertEquals(-1, det.apply(m).item());
        assertEquals(Shape.of(1, 1, 2, 2).toString(), jacobian(det).apply(m).shape().toString());
        assertEquals(Shape.of(2, 2, 2, 2), second.shape());
        assertClose(new double[] {0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0}, second);
        assertClose(new double[9], hessian(x -> x.sum()).apply(x));
    }

    /** Each transform of each: of x ↦ x⁴ at 1.5. */
    @Test
    void nest() {
        UnaryOperator<Tensor> f = x -> x.square().square();
        Tensor at = of(1.5);
        Tensor one = of(1);
        double second = 12 * 1.5 * 1.5;
        List<UnaryOperator<Tensor>> first = List.of(grad(f), x -> valueAndGrad(f).apply(x).grad(), x -> vjp(f).apply(x, one),
                x -> jvp(f).apply(x, one), jacobian(f));
        for (UnaryOperator<Tensor> df : first) {
            for (Tensor found : List.of(grad(df).apply(at), vjp(df).apply(at, one), jvp(df).apply(at, one), jacobian(df).apply(at))) {
                assertEquals(second, found.item(), 1e-12);
            }
            assertEquals(24 * 1.5, hvp(df).apply(at, one).item(), 1e-12);
            assertEquals(24 * 1.5, grad(grad(df)).apply(at).item(), 1e-12);
            assertEquals(24 * 1.5, hessian(df).apply(at).item(), 1e-12);
        }
        // columns, differentiated: d/dx of Σ ∂(x w)/∂x is 0, of Σ ∂ sin(x w) / ∂x = Σ w cos(x w) is −Σ w² sin(x w)
        Tensor w = matrix.reshape(12);
        double expected = -w.square().mul(w.mul(1.5).sin()).sum().item();
        assertEquals(expected, grad(x -> jacobian(y -> y.mul(w).sin()).apply(x).sum()).apply(at).item(), 1e-12);
        // perturbations do not mix: d/dx x · (d/dy (x + y)) = 1
        assertEquals(1, grad(x -> x.mul(grad(y -> x.add(y)).apply(of(1)))).apply(of(1)).item());
        assertEquals(1, jvp(x -> x.mul(jvp(y -> x.add(y)).apply(of(1), one))).apply(of(1), one).item());
    }

    /** tanh⁗ = 8 t (1 − t²)(2 − 3 t²), and what central differences of the third derivative give. */
    @Test
    void fourthDerivatives() {
        UnaryOperator<Tensor> third = grad(grad(grad(x -> x.tanh())));
        double h = 1e-5;
        for (double at : new double[] {-1.7, 0, 0.3, 4}) {
            double t = Math.tanh(at);
            double fourth = grad(third).apply(of(at)).item();
            assertEquals(8 * t * (1 - t * t) * (2 - 3 * t * t), fourth, 1e-12);
            assertEquals((third.apply(of(at + h)).item() - third.apply(of(at - h)).item()) / (2 * h), fourth, 1e-8);
        }
        // the loss of a network 3-4-2 along a line through the space of all its weights
        Tensor input = OpCatalogue.normal(7, 5, 3);
        Tensor classes = Tensor.of(new int[] {0, 1, 1, 0, 1});
        Tensor point = OpCatalogue.normal(8, 26);
        Tensor line = OpCatalogue.normal(9, 26).mul(0.3);
        UnaryOperator<Tensor> loss = s -> {
            Tensor w = point.add(line.mul(s));
            Tensor hidden = input.matmul(w.slice(0, 0, 12).reshape(3, 4)).add(w.slice(0, 12, 16)).tanh();
            Tensor logits = hidden.matmul(w.slice(0, 16, 24).reshape(4, 2)).add(w.slice(0, 24, 26));
            return logits.logSoftmax(1).mul(Tensor.oneHot(DType.FLOAT64, classes, 2)).sum().mul(-0.2);
        };
        UnaryOperator<Tensor> lossThird = grad(grad(grad(loss)));
        double fourth = grad(lossThird).apply(of(0.5)).item();
        assertEquals((lossThird.apply(of(0.5 + h)).item() - lossThird.apply(of(0.5 - h)).item()) / (2 * h), fourth, 1e-7);
        GradientCheck.check(4, s -> loss.apply(s[0]), of(0.5)).requirePass();
        GradientCheck.check(4, x -> x[0].tanh(), OpCatalogue.normal(2, 3)).requirePass();
    }

    @Test
    void stopsGradients() {
        assertClose(new double[] {0.5, -1, 2}, grad(x -> x.mul(stopGradient(x)).sum()).apply(x));
        assertClose(new double[3], grad(x -> stopGradient(x.exp()).sum()).apply(x));
        assertEquals(0, grad(grad(x -> x.mul(stopGradient(x)))).apply(of(2)).item());
    }

    /** Loss = Σ (tanh(W x) − b)². */
    @Test
    void ofParameters() {
        Parameter w = new Parameter(matrix);
        Parameter b = new Parameter(Tensor.of(new double[] {0.1, 0.2, 0.3}));
        Parameter unused = new Parameter(Tensor.zeros(2));
        Tensor input = OpCatalogue.normal(5, 4, 1);
        Supplier<Tensor> loss = () -> w.value().matmul(input).tanh().reshape(3).sub(b.value()).square().sum();
        List<Tensor> g = grad(loss, List.of(b, unused, w));
        UnaryOperator<Tensor> ofW = m -> m.matmul(input).tanh().reshape(3).sub(b.value()).square().sum();
        UnaryOperator<Tensor> ofB = c -> matrix.matmul(input).tanh().reshape(3).sub(c).square().sum();
        assertClose(grad(ofB).apply(b.value()).toDoubleArray(), g.get(0));
        assertArrayEquals(new float[2], g.get(1).toFloatArray());
        assertClose(grad(ofW).apply(matrix).toDoubleArray(), g.get(2));

        // H [v, 0] and H [0, 1], where only the parameter in question moves
        Tensor direction = OpCatalogue.normal(6, 3, 4);
        List<Tensor> h = hvp(loss, List.of(w, unused, b), List.of(direction, Tensor.zeros(2), Tensor.zeros(DType.FLOAT64, 3)));
        assertClose(hvp(ofW).apply(matrix, direction).toDoubleArray(), h.get(0));
        assertArrayEquals(new float[2], h.get(1).toFloatArray());
        double eps = 1e-5;
        w.set(matrix.add(direction.mul(eps)));
        Tensor up = grad(loss, List.of(b)).getFirst();
        w.set(matrix.sub(direction.mul(eps)));
        Tensor down = grad(loss, List.of(b)).getFirst();
        assertArrayEquals(up.sub(down).mul(0.5 / eps).toDoubleArray(), h.get(2).toDoubleArray(), 1e-8);
        assertEquals(List.of(), hvp(loss, List.of(), List.of()));
        assertClose(new double[3], hvp(() -> b.value().sum(), List.of(b), List.of(v)).getFirst());

        // within a further gradient: d/db Σ (∂loss/∂b)² = d/db Σ 4 (b − t)² = 8 (b − t) = 4 ∂loss/∂b
        w.set(matrix);
        List<Tensor> outer = grad(() -> grad(loss, List.of(b)).getFirst().square().sum(), List.of(b));
        assertClose(g.get(0).mul(4).toDoubleArray(), outer.getFirst());
    }

    @Test
    void refuse() {
        refused(IllegalArgumentException.class, "grad: the function gives float64[3], not one element; reduce it, such as with .sum(), "
                + "or use vjp", () -> grad(x -> x.square()).apply(x));
        refused(IllegalArgumentException.class, "grad: the function gives float64[3], not one element; reduce it, such as with .sum(), "
                + "or use vjp", () -> hessian(x -> x.square()).apply(x));
        refused(IllegalArgumentException.class, "jvp: the vector is float64[2], what it belongs to float64[3]; both must be alike",
                () -> jvp(x -> x.square()).apply(x, Tensor.of(new double[2])));
        refused(IllegalArgumentException.class, "Tape.watch: int32[2] has no gradient; convert with .to(FLOAT32)",
                () -> grad(x -> x.sum()).apply(Tensor.range(2)));
        refused(IllegalArgumentException.class, "Tape.gradients: int64[] has no gradient; compute it in floats, converting with "
                + ".to(FLOAT32) before and not after", () -> grad(x -> x.to(DType.INT64).sum()).apply(x));
        refused(IllegalArgumentException.class, "vjp: the vector is float64[2], what it belongs to float64[3]; both must be "
                + "alike",
                () -> vjp(x -> x.square()).apply(x, Tensor.of(new double[2])));
        refused(IllegalArgumentException.class, "hvp: the vector is float64[2], what it belongs to float64[3]; both must be "
                + "alike",
                () -> hvp(x -> x.square().sum()).apply(x, Tensor.of(new double[2])));
        Parameter p = new Parameter(x);
        refused(IllegalArgumentException.class, "hvp: 0 vectors for 1 parameters; give one for each, in their order",
                () -> hvp(() -> p.value().sum(), List.of(p), List.of()));
        refused(IllegalArgumentException.class, "hvp: the vector is float32[3], what it belongs to float64[3]; both must be alike",
                () -> hvp(() -> p.value().square().sum(), List.of(p), List.of(Tensor.zeros(3))));
        refused(IllegalArgumentException.class, "grad: the function gives float64[3], not one element; reduce it, such as with .sum(), "
                + "or use vjp", () -> grad(p::value, List.of(p)));
    }
}
