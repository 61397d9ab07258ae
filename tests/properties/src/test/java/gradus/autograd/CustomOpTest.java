package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gradus.tensor.CustomOp;
import gradus.tensor.DType;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The open door: ops of the user's own. */
class CustomOpTest {

    private final Tensor x = Tensor.of(new double[] {0.5, -1, 2});

    private interface OneOperand extends CustomOp {
        @Override
        default int arity() {
            return 1;
        }
    }

    /** sinh, in a loop of its own; cosh is composed. */
    private record Sinh() implements OneOperand {
        @Override
        public Tensor compute(Tensor... x) {
            double[] values = x[0].toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.sinh(values[i]);
            }
            return Tensor.of(values).reshape(x[0].shape().toArray());
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(x[0].exp().add(x[0].neg().exp()).mul(0.5));
        }

        @Override
        public String toString() {
            return "sinh";
        }
    }

    /** A function given as a program, differentiated in its rule by a tape of the rule's own. */
    private record Program(UnaryOperator<Tensor> f) implements OneOperand {
        @Override
        public Tensor compute(Tensor... x) {
            return f.apply(x[0]);
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return Transforms.vjp(f).apply(x[0], g);
        }
    }

    /** x ↦ x, the very tensor. */
    private record Same() implements OneOperand {
        @Override
        public Tensor compute(Tensor... x) {
            return x[0];
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(3);
        }
    }

    /** x ↦ Σ x with a gradient that is not in the shape of x. */
    private record Broken(boolean dtype) implements OneOperand {
        @Override
        public Tensor compute(Tensor... x) {
            return x[0].sum();
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return dtype ? g.expand(3).to(DType.FLOAT32) : g;
        }

        @Override
        public String toString() {
            return "broken";
        }
    }

    /** As in the documentation of CustomOp. */
    private record Softplus() implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].relu().add(x[0].abs().neg().exp().log1p());
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(x[0].sigmoid());
        }
    }

    @Test
    void theDocumentedOneIsRight() {
        for (int order = 1; order <= 4; order++) {
            GradientCheck.check(order, v -> new Softplus().apply(v), OpCatalogue.normal(1, 2, 3)).requirePass();
        }
        GradientCheck.checkModes(v -> new Softplus().apply(v), OpCatalogue.normal(1, 2, 3)).requirePass();
        Tensor far = Tensor.of(new double[] {-1000, 0, 1000});
        assertArrayEquals(new double[] {0, Math.log(2), 1000}, new Softplus().apply(far).toDoubleArray(), 1e-15);
        assertArrayEquals(new double[] {0, 0.5, 1}, Transforms.grad(v -> new Softplus().apply(v).sum()).apply(far).toDoubleArray());
    }

    @Test
    void hasDerivativesOfAllOrders() {
        for (int order = 1; order <= 3; order++) {
            GradientCheck.check(order, v -> new Sinh().apply(v[0]).mul(v[0]), OpCatalogue.normal(1, 2, 3)).requirePass();
        }
        try (Tape tape = Tape.record()) {
            new Sinh().apply(tape.watch(x));
            assertEquals("tape of 2 entries\n%0 = watched : float64[3]\n%1 = sinh %0 : float64[3]", tape.toString());
        }
    }

    @Test
    void mayOpenATapeInItsRule() {
        CustomOp cube = new Program(v -> v.mul(v).mul(v));
        assertArrayEquals(new double[] {0.75, 3, 12},
                Transforms.grad(v -> cube.apply(v).sum()).apply(x).toDoubleArray());
        for (int order = 1; order <= 3; order++) {
            GradientCheck.check(order, v -> cube.apply(v[0].sin()), OpCatalogue.normal(2, 3)).requirePass();
        }
    }

    /** What it computes within is part of it. */
    @Test
    void isOneEntryOfATape() {
        CustomOp cube = new Program(v -> v.mul(v).mul(v));
        try (Tape tape = Tape.record()) {
            Tensor y = cube.apply(tape.watch(x)).sum();
            assertEquals(3, tape.toString().lines().skip(1).count(), tape::toString);
            tape.gradients(y);
        }
    }

    @Test
    void mayReturnItsOperand() {
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(x);
            Tensor y = new Same().apply(w);
            assertArrayEquals(new double[] {3, 3, 3}, tape.gradients(y.sum()).of(w).toDoubleArray());
            assertArrayEquals(new double[] {9, 9, 9}, tape.gradients(new Same().apply(y).sum()).of(w).toDoubleArray());
            assertArrayEquals(new double[] {1, 1, 1}, tape.gradients(w.sum()).of(w).toDoubleArray(), "w has kept its place");
        }
    }

    @Test
    void mustGiveGradientsLikeItsOperands() {
        assertEquals("broken: its gradient of operand 0 is float64[], the operand float64[3]; both must be alike",
                assertThrows(IllegalStateException.class,
                        () -> Transforms.grad(v -> new Broken(false).apply(v)).apply(x)).getMessage());
        assertEquals("broken: its gradient of operand 0 is float32[3], the operand float64[3]; both must be alike",
                assertThrows(IllegalStateException.class,
                        () -> Transforms.grad(v -> new Broken(true).apply(v)).apply(x)).getMessage());
        try (Tape tape = Tape.record()) { // the failures have left nothing open
            assertEquals("tape of 0 entries", tape.toString());
        }
    }
}
