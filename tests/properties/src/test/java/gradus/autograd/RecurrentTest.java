package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.simd.Threads;
import gradus.tensor.DType;
import gradus.tensor.Gru;
import gradus.tensor.Lstm;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent units over whole sequences: against PyTorch, at all sizes, and what they refuse. */
class RecurrentTest {

    /** Two layers, each of one or two directions, of which the second reads the sequence from its end; by PyTorch 1.13 in float64. */
    private static final class Golden {

        final String name;
        final Tape tape;
        final Map<String, Tensor> parameters = new LinkedHashMap<>();
        final List<Tensor> lastH = new ArrayList<>();
        final List<Tensor> lastC = new ArrayList<>();

        Golden(String name, Tape tape) {
            this.name = name;
            this.tape = tape;
        }

        Tensor array(String part) {
            return LayerGoldens.array(name, part);
        }

        Tensor parameter(String part) {
            return parameters.computeIfAbsent(part, _ -> tape.watch(array("param." + part)));
        }

        Tensor layers(Tensor x) {
            for (int layer = 0; layer < 2; layer++) {
                Tensor forward = direction(x, "_l" + layer);
                x = array("param.weight_ih_l0_reverse") == null ? forward
                        : Tensor.concat(2, forward, direction(x.flip(1), "_l" + layer + "_reverse").flip(1));
            }
            return x;
        }

        private Tensor direction(Tensor x, String suffix) {
            Tensor inputWeight = parameter("weight_ih" + suffix).transpose();
            Tensor stateWeight = parameter("weight_hh" + suffix).transpose();
            Tensor inputBias = parameter("bias_ih" + suffix);
            Tensor stateBias = parameter("bias_hh" + suffix);
            int units = stateWeight.shape().dim(0);
            Tensor zeros = Tensor.zeros(DType.FLOAT64, x.shape().dim(0), units);
            int end = x.shape().dim(1) - 1;
            if (name.startsWith("lstm")) {
                Lstm.States states = Lstm.states(x, inputWeight, stateWeight, inputBias.add(stateBias), zeros, zeros);
                lastH.add(states.h().slice(1, end, end + 1).squeeze(1));
                lastC.add(states.c().slice(1, end, end + 1).squeeze(1));
                return states.h();
            }
            Tensor[] a = inputBias.split(0, 2 * units, units);
            Tensor[] b = stateBias.split(0, 2 * units, units);
            Tensor h = Gru.states(x, inputWeight, stateWeight, Tensor.concat(0, a[0].add(b[0]), b[1], a[1]), zeros);
            lastH.add(h.slice(1, end, end + 1).squeeze(1));
            return h;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm_uni", "lstm_bi", "gru_uni", "gru_bi"})
    void asPyTorch(String name) {
        try (Tape tape = Tape.record()) {
            Golden golden = new Golden(name, tape);
            Tensor x = tape.watch(golden.array("in0"));
            List<Tensor> out = new ArrayList<>(List.of(golden.layers(x), Tensor.stack(0, golden.lastH.toArray(Tensor[]::new))));
            if (!golden.lastC.isEmpty()) {
                out.add(Tensor.stack(0, golden.lastC.toArray(Tensor[]::new)));
            }
            Tensor sum = Tensor.full(DType.FLOAT64, 0);
            for (int i = 0; i < out.size(); i++) {
                assertClose(golden.array("out" + i), out.get(i));
                sum = sum.add(out.get(i).mul(golden.array("cot" + i)).sum());
            }
            Gradients gradients = tape.gradients(sum);
            assertClose(golden.array("grad0"), gradients.of(x));
            golden.parameters.forEach((part, parameter) -> assertClose(golden.array("pgrad." + part), gradients.of(parameter)));
        }
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        LayerGoldens.assertClose(expected, actual, 1e-12);
    }

    private static Tensor[] operands(boolean lstm, int time, int batch, int units) {
        Tensor inputs = OpCatalogue.normal(1, time, batch, (lstm ? 4 : 3) * units);
        Tensor weights = OpCatalogue.normal(2, units, (lstm ? 4 : 3) * units).mul(0.3);
        Tensor first = OpCatalogue.normal(4, batch, units);
        Tensor bias = OpCatalogue.normal(3, 4 * units);
        return lstm ? new Tensor[] {inputs, weights, bias, first, OpCatalogue.normal(5, batch, units)}
                : new Tensor[] {inputs, weights, bias, first};
    }

    /** Of widths below, at and above those of vectors, in which rests go by other code; and of nothing. */
    @ParameterizedTest
    @CsvSource({"4,3,1", "3,2,7", "3,1,16", "2,5,17", "3,13,40", "1,2,8", "0,2,3", "2,0,3", "0,0,2", "2,3,0"})
    void valuesAndGradientsAreThoseOfTheComposition(int time, int batch, int units) {
        for (boolean lstm : new boolean[] {true, false}) {
            for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
                Tensor[] x = Arrays.stream(operands(lstm, time, batch, units)).map(v -> v.to(dtype)).toArray(Tensor[]::new);
                double tolerance = dtype == DType.FLOAT64 ? 1e-13 : 1e-4;
                List<Tensor> fused = valueAndGradients(lstm, false, x);
                List<Tensor> composed = valueAndGradients(lstm, true, x);
                for (int i = 0; i < fused.size(); i++) {
                    assertEquals(composed.get(i).shape(), fused.get(i).shape());
                    assertArrayEquals(composed.get(i).toDoubleArray(), fused.get(i).toDoubleArray(), tolerance);
                }
            }
        }
    }

    private static List<Tensor> valueAndGradients(boolean lstm, boolean composed, Tensor... operands) {
        try (Tape tape = Tape.record()) {
            Tensor[] x = Arrays.stream(operands).map(tape::watch).toArray(Tensor[]::new);
            Tensor y = lstm ? composed ? new Lstm().composed(x) : new Lstm().apply(x)
                    : composed ? new Gru().composed(x) : new Gru().apply(x);
            Gradients gradients = tape.gradients(y.square().sum());
            List<Tensor> all = new ArrayList<>(List.of(tape.keep(y)));
            for (Tensor operand : x) {
                all.add(tape.keep(gradients.of(operand)));
            }
            return all;
        }
    }

    @Test
    void sameBitsOnAnyNumberOfThreads() {
        int before = Threads.count();
        try {
            for (boolean lstm : new boolean[] {true, false}) {
                Tensor[] x = Arrays.stream(operands(lstm, 3, 40, 128)).map(v -> v.to(DType.FLOAT32)).toArray(Tensor[]::new);
                Threads.use(1);
                List<Tensor> one = valueAndGradients(lstm, false, x);
                Threads.use(3);
                List<Tensor> three = valueAndGradients(lstm, false, x);
                for (int i = 0; i < one.size(); i++) {
                    assertTrue(one.get(i).contentEquals(three.get(i)));
                }
            }
        } finally {
            Threads.use(before);
        }
    }

    @Test
    void statesAreByBatchAndTime() {
        Tensor x = OpCatalogue.normal(1, 2, 5, 3);
        Tensor zeros = Tensor.zeros(DType.FLOAT64, 2, 4);
        Tensor bias = OpCatalogue.normal(4, 16);
        Lstm.States states = Lstm.states(x, OpCatalogue.normal(2, 3, 16), OpCatalogue.normal(3, 4, 16), bias, zeros, zeros);
        assertEquals(Shape.of(2, 5, 4), states.h().shape());
        assertEquals(Shape.of(2, 5, 4), states.c().shape());
        Tensor last = states.h().slice(1, 2, 3).squeeze(1);
        Tensor lastC = states.c().slice(1, 2, 3).squeeze(1);
        Tensor rest = Lstm.states(x.slice(1, 3, 5), OpCatalogue.normal(2, 3, 16), OpCatalogue.normal(3, 4, 16), bias, last, lastC).h();
        assertTrue(states.h().slice(1, 3, 5).contiguous().contentEquals(rest.contiguous()), "a sequence can be gone on with");
        assertEquals(Shape.of(2, 5, 4), Gru.states(x, OpCatalogue.normal(2, 3, 12), OpCatalogue.normal(3, 4, 12), bias, zeros).shape());
    }

    @Test
    void refusalsNameShapesAndCure() {
        Tensor[] x = operands(true, 3, 2, 4);
        x[4] = Tensor.zeros(DType.FLOAT64, 3, 4);
        assertEquals("lstm: inputs, weights, bias and first states are [[3, 2, 16], [4, 16], [16], [2, 4], [3, 4]]; with H units they "
                + "must be [time, batch, 4H], [H, 4H], [4H] and [batch, H]",
                assertThrows(IllegalArgumentException.class, () -> new Lstm().apply(x)).getMessage());
        Tensor[] y = operands(false, 3, 2, 4);
        y[2] = Tensor.zeros(DType.FLOAT64, 12);
        assertEquals("gru: inputs, weights, bias and first states are [[3, 2, 12], [4, 12], [12], [2, 4]]; with H units they must be "
                + "[time, batch, 3H], [H, 3H], [4H] and [batch, H]",
                assertThrows(IllegalArgumentException.class, () -> new Gru().apply(y)).getMessage());
        assertEquals("gru: x is [2, 5] and its weights are [5, 12]; they must be [batch, time, in] and [in, gates]",
                assertThrows(IllegalArgumentException.class,
                        () -> Gru.states(Tensor.zeros(2, 5), Tensor.zeros(5, 12), y[1], y[2], y[3])).getMessage());
    }
}
