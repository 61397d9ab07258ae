package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.CustomOp;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientCheckTest {

    /** The gradient of the sum of x³, but for one element. */
    private record OneWrong() implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].square().mul(x[0]).sum();
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return x[0].square().mul(3).add(Tensor.of(new double[][] {{0, 0, 0}, {0, 0.25, 0}})).mul(g);
        }
    }

    private final Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {-1, 0.5, 0}});

    @Test
    void namesTheWorstElement() {
        GradientCheck.Report report = GradientCheck.check(v -> new OneWrong().apply(v[1]).add(v[0].sum()), Tensor.of(new double[3]), x);
        assertFalse(report.passes());
        assertEquals(1, report.operand());
        assertEquals(List.of(1, 1), report.index());
        assertEquals(0.75, report.expected(), 1e-8);
        assertEquals(1.0, report.found(), 1e-12);
        assertEquals(0.25, report.error(), 1e-8);
        assertEquals(9, report.elements());
        AssertionError failure = assertThrows(AssertionError.class, report::requirePass);
        assertTrue(failure.getMessage().startsWith(
                "derivative of order 1 FAILS for 9 elements; worst operand 1 at [1, 1]: differences 0.75"), failure::getMessage);
    }

    @Test
    void passesWhatIsRight() {
        GradientCheck.Report report = GradientCheck.check(v -> v[0].square().mul(v[0]).mul(1e6), x);
        report.requirePass();
        assertTrue(report.toString().startsWith("derivative of order 1 passes for 6 elements; worst "), report::toString);
        GradientCheck.check(v -> v[0].sum(), x).requirePass();
        GradientCheck.check(2, v -> v[0].sum(), x).requirePass();
        GradientCheck.check(v -> Tensor.full(DType.FLOAT64, 1), x).requirePass();
        GradientCheck.check(v -> v[0].indexSelect(1, v[1]), x, Tensor.of(new int[] {2, 2})).requirePass();
        GradientCheck.check(3, v -> v[0].tanh(), Tensor.full(DType.FLOAT64, 0.3)).requirePass();
    }

    /** x ↦ x² with a gradient that is right, but hides what it was given from the tape. */
    private record Hidden() implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].square();
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return Tensor.of(g.toDoubleArray()).reshape(g.shape().toArray()).mul(x[0]).mul(2);
        }
    }

    @Test
    void comparesTheModes() {
        GradientCheck.Report report = GradientCheck.checkModes(v -> v[0].matmul(v[1].exp()).tanh(), x, x.transpose());
        report.requirePass();
        assertEquals(4, report.elements());
        assertTrue(report.toString().startsWith("forward and reverse mode agree: forward "), report::toString);
        GradientCheck.checkModes(v -> v[0].indexSelect(1, v[1]).softmax(0), x, Tensor.of(new int[] {2, 2})).requirePass();
        GradientCheck.checkModes(v -> Tensor.full(DType.FLOAT64, 1, 2), x).requirePass();
        GradientCheck.check(v -> new Hidden().apply(v[0]), x).requirePass();
        GradientCheck.Report hidden = GradientCheck.checkModes(v -> new Hidden().apply(v[0]), x);
        assertTrue(hidden.toString().startsWith("forward and reverse mode DIFFER: forward 0.0, reverse "), hidden::toString);
        assertThrows(AssertionError.class, hidden::requirePass);
        assertEquals("GradientCheck: operand 0 is float32[2]; finite differences need float64, convert with .to(FLOAT64)",
                assertThrows(IllegalArgumentException.class,
                        () -> GradientCheck.checkModes(v -> v[0], Tensor.zeros(2))).getMessage());
    }

    @Test
    void nanNeverPasses() {
        assertFalse(GradientCheck.check(v -> v[0].log(), Tensor.of(new double[] {1, -1})).passes());
        assertFalse(GradientCheck.check(v -> v[0].sqrt(), Tensor.of(new double[] {0})).passes());
    }

    @Test
    void refusesFloat32() {
        assertEquals("GradientCheck: operand 1 is float32[2]; finite differences need float64, convert with .to(FLOAT64)",
                assertThrows(IllegalArgumentException.class, () -> GradientCheck.check(v -> v[0], x, Tensor.zeros(2))).getMessage());
        assertEquals("GradientCheck: the result is float32[2, 3]; finite differences need float64, convert with .to(FLOAT64)",
                assertThrows(IllegalArgumentException.class,
                        () -> GradientCheck.check(v -> v[0].to(DType.FLOAT32), x)).getMessage());
        assertEquals("GradientCheck: order 0; it must be 1 or more",
                assertThrows(IllegalArgumentException.class, () -> GradientCheck.check(0, v -> v[0], x)).getMessage());
    }
}
