package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import gradus.autograd.Gradients;
import gradus.autograd.Tape;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearTest {

    private final Linear layer = new Linear(3, 2, Initializer.LECUN_UNIFORM, DType.FLOAT64, Generator.of(1));

    @Test
    void multipliesAndAdds() {
        layer.weight().set(Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        layer.bias().set(Tensor.of(new double[] {0.5, -0.5}));
        Tensor x = Tensor.of(new double[][] {{1, 0, 0}, {1, 1, 1}});
        assertTrue(Tensor.of(new double[][] {{1.5, 3.5}, {6.5, 14.5}}).contentEquals(layer.forward(x)));
    }

    @Test
    void takesAnyLeadingAxes() {
        Tensor x = Generator.of(2).normal(DType.FLOAT64, 4, 5, 3);
        Tensor y = layer.forward(x);
        assertEquals(Shape.of(4, 5, 2), y.shape());
        Tensor one = layer.forward(x.slice(0, 1, 2).slice(1, 2, 3).reshape(3));
        assertEquals(Shape.of(2), one.shape());
        assertArrayEquals(new double[] {y.item(1, 2, 0), y.item(1, 2, 1)}, one.toDoubleArray(), 1e-15);
        assertEquals(Shape.of(0, 2), layer.forward(Tensor.zeros(DType.FLOAT64, 0, 3)).shape());
        assertEquals(Shape.of(1, 2), layer.forward(Tensor.zeros(DType.FLOAT64, 1, 3)).shape());
    }

    @Test
    void hasGradients() {
        Tensor x = Generator.of(3).normal(DType.FLOAT64, 4, 3);
        GradientCheck.check(2, v -> layer.forward(v[0]).tanh(), x).requirePass();
        Tensor w = layer.weight().value();
        Tensor b = layer.bias().value();
        Tensor expected;
        Tensor expectedBias;
        try (Tape tape = Tape.record()) {
            Tensor v = tape.watch(w);
            Tensor c = tape.watch(b);
            Gradients g = tape.gradients(x.matmul(v.transpose()).add(c).square().sum());
            expected = tape.keep(g.of(v));
            expectedBias = tape.keep(g.of(c));
        }
        try (Tape tape = Tape.record()) {
            Gradients g = tape.gradients(layer.forward(x).square().sum());
            assertArrayEquals(expected.toDoubleArray(), g.of(layer.weight()).toDoubleArray(), 1e-13);
            assertArrayEquals(expectedBias.toDoubleArray(), g.of(layer.bias()).toDoubleArray(), 1e-13);
            assertEquals(Shape.of(2, 3), g.of(layer.weight()).shape());
        }
    }

    @Test
    void saysWhatItNeeds() {
        assertEquals("Linear 3 → 2: x is [4, 2]; its last axis must be 3", assertThrows(IllegalArgumentException.class,
                () -> layer.forward(Tensor.zeros(DType.FLOAT64, 4, 2))).getMessage());
        assertEquals("Linear 3 → 2: x is []; its last axis must be 3", assertThrows(IllegalArgumentException.class,
                () -> layer.forward(Tensor.full(DType.FLOAT64, 1))).getMessage());
        assertEquals("affine: float32[4, 3] and float64[3, 2]: dtypes differ; convert one of them, such as with .to(FLOAT32)",
                assertThrows(IllegalArgumentException.class, () -> layer.forward(Tensor.zeros(4, 3))).getMessage());
        assertEquals("Linear: sizes 0 → 2; both must be positive",
                assertThrows(IllegalArgumentException.class, () -> new Linear(0, 2)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Linear(2, -1));
    }

    @Test
    void beginsWithinItsBounds() {
        Linear large = new Linear(400, 100, Generator.of(5));
        assertEquals(DType.FLOAT32, large.weight().dtype());
        for (Tensor drawn : List.of(large.weight().value(), large.bias().value())) {
            assertTrue(drawn.abs().max().item() <= 0.05 + 1e-7);
            assertTrue(drawn.abs().max().item() > 0.045);
        }
        Linear again = new Linear(400, 100, Generator.of(5));
        assertTrue(large.weight().value().contentEquals(again.weight().value()), "the same seed");
        assertFalse(large.weight().value().contentEquals(new Linear(400, 100, Generator.of(6)).weight().value()));
    }

    @Test
    void namesItsParameters() {
        assertEquals(List.of("weight", "bias"), List.copyOf(layer.parameters().keySet()));
        assertEquals(Shape.of(2, 3), layer.weight().shape());
        assertEquals(Shape.of(2), layer.bias().shape());
        assertEquals("Linear 3 → 2", layer.toString());
        assertThrows(UnsupportedOperationException.class, () -> layer.parameters().clear());
    }
}
