package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import gradus.tensor.Unary;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {

    @Test
    void values() {
        Tensor x = Tensor.of(new double[] {-2, 0, 3});
        assertArrayEquals(new double[] {0, 0, 3}, Activation.RELU.forward(x).toDoubleArray());
        assertArrayEquals(new double[] {1 / (1 + Math.exp(2)), 0.5, 1 / (1 + Math.exp(-3))},
                Activation.SIGMOID.forward(x).toDoubleArray(), 1e-15);
        assertArrayEquals(new double[] {Math.tanh(-2), 0, Math.tanh(3)}, Activation.TANH.forward(x).toDoubleArray(), 1e-15);
    }

    @ParameterizedTest
    @EnumSource
    void areLayersWithoutParameters(Activation activation) {
        assertTrue(activation.parameters().isEmpty());
        assertEquals(activation.name().toLowerCase(Locale.ROOT), activation.toString());
        assertEquals(Tensor.zeros(2, 0).shape(), activation.forward(Tensor.zeros(2, 0)).shape());
        GradientCheck.check(2, x -> activation.forward(x[0]), OpCatalogue.inDomain(Unary.RELU, 1, 3, 4)).requirePass();
        assertThrows(UnsupportedOperationException.class, () -> activation.parameters().clear());
    }
}
