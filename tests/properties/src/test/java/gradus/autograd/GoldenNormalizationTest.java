package gradus.autograd;

import static gradus.autograd.LayerGoldens.array;
import static gradus.autograd.LayerGoldens.assertClose;

import gradus.tensor.DType;
import gradus.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layer, batch, group and instance norm against values and gradients of PyTorch. Errors are relative to the largest element. */
class GoldenNormalizationTest {

    @ParameterizedTest
    @ValueSource(strings = {"layerNorm", "layerNorm2", "batchNorm1d_train", "batchNorm2d_train", "groupNorm", "instanceNorm2d"})
    void valuesAndGradients(String name) {
        check(name, DType.FLOAT64, 1e-12);
        check(name, DType.FLOAT32, 4e-6);
    }

    private static void check(String name, DType dtype, double tolerance) {
        try (Tape tape = Tape.record()) {
            Tensor x = tape.watch(array(name, "in0").to(dtype));
            Tensor scale = tape.watch(array(name, "param.weight").to(dtype));
            Tensor shift = tape.watch(array(name, "param.bias").to(dtype));
            Tensor y = switch (name) {
                case "layerNorm" -> x.layerNorm(scale, shift, 1e-5);
                case "layerNorm2" -> x.layerNorm(scale, shift, 0.001);
                case "groupNorm" -> x.groupNorm(2, scale, shift, 1e-5);
                case "instanceNorm2d" -> x.groupNorm(3, scale, shift, 1e-5);
                default -> x.batchNorm(scale, shift, 1e-5);
            };
            Gradients gradients = tape.gradients(y, array(name, "cot0").to(dtype));
            assertClose(array(name, "out0"), y, tolerance);
            assertClose(array(name, "grad0"), gradients.of(x), tolerance);
            assertClose(array(name, "pgrad.weight"), gradients.of(scale), tolerance);
            assertClose(array(name, "pgrad.bias"), gradients.of(shift), tolerance);
        }
    }
}
