package gradus.autograd;

import static gradus.autograd.LayerGoldens.array;
import static gradus.autograd.LayerGoldens.assertClose;

import gradus.tensor.Attention;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Attention between its two projections against values and gradients of PyTorch's layer. Errors are relative to the largest
 * element of a kind.
 */
class GoldenAttentionTest {

    @ParameterizedTest
    @CsvSource({"mha, 2, false", "mha_causal, 4, true"})
    void valuesAndGradients(String name, int heads, boolean causal) {
        check(name, new Attention(heads, causal), DType.FLOAT64, 1e-12);
        check(name, new Attention(heads, causal), DType.FLOAT32, 4e-6);
    }

    private static void check(String name, Attention attention, DType dtype, double tolerance) {
        try (Tape tape = Tape.record()) {
            Tensor x = tape.watch(array(name, "in0").to(dtype));
            Map<String, Tensor> w = new LinkedHashMap<>();
            for (String part : List.of("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias")) {
                w.put(part, tape.watch(array(name, "param." + part).to(dtype)));
            }
            Tensor packed = x.matmul(w.get("in_proj_weight").transpose()).add(w.get("in_proj_bias"));
            Tensor y = attention.apply(packed).matmul(w.get("out_proj.weight").transpose()).add(w.get("out_proj.bias"));
            Gradients gradients = tape.gradients(y, array(name, "cot0").to(dtype));
            assertClose(array(name, "out0"), y, tolerance);
            assertClose(array(name, "grad0"), gradients.of(x), tolerance);
            w.forEach((part, parameter) -> assertClose(array(name, "pgrad." + part), gradients.of(parameter), tolerance));
        }
    }
}
