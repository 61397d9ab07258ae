package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Npz;
import gradus.tensor.Tensor;
import java.util.Map;

/** What PyTorch's layers gave in float64: values, and gradients of operands and parameters. */
final class LayerGoldens {

    private static final Map<String, Tensor> ARRAYS = Npz.read(LayerGoldens.class.getResourceAsStream("/goldens/layers.npz"));

    private LayerGoldens() {
    }

    /** {@return a part of a case, such as {@code in0}, {@code out0}, {@code cot0}, {@code grad0} or {@code param.weight}, or null} */
    static Tensor array(String name, String part) {
        return ARRAYS.get(name + "/" + part);
    }

    /** Fails where an element is further off than so much of the largest one. */
    static void assertClose(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        double error = expected.sub(actual.to(DType.FLOAT64)).abs().max().item();
        assertTrue(error <= tolerance * expected.abs().max().item(), () -> "off by " + error + ":\n" + expected + "\nand " + actual);
    }
}
