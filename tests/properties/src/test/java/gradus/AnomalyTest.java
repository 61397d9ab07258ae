package gradus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gradus.autograd.Tape;
import gradus.autograd.Transforms;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A checked tape, used from a package that is not of the library: it names the op and the line at which a NaN arises. */
class AnomalyTest {

    private final Tensor x = Tensor.of(new double[] {0, -1, 2});
    private final Tensor zero = Tensor.full(DType.FLOAT64, 0);

    /** {@return the line from which this is called} */
    private static String here() {
        return "AnomalyTest.java:" + StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst()).orElseThrow().getLineNumber();
    }

    private static String messageOf(UnaryOperator<Tensor> f, Tensor x) {
        try (Tape tape = Tape.checked()) {
            return assertThrows(ArithmeticException.class, () -> tape.gradients(f.apply(tape.watch(x)).sum())).getMessage();
        }
    }

    @Test
    void stopsAtTheFirstOpForward() {
        String[] line = new String[1];
        assertEquals("log: gives 1 NaN and 1 infinity in float64[3] for the operand float64[3] from -1.0 to 2.0, called at LINE; keep the "
                + "operands where it is defined and finite", messageOf(v -> {
                    Tensor y = v.mul(1);
                    line[0] = here(); Tensor z = y.log();
                    return z.add(1);
                }, x).replace(line[0], "LINE"));
        assertEquals("div: gives 1 NaN in float64[3] for the operands float64[3] from -1.0 to 2.0 with 1 infinity, "
                + "float64[3] from 1.0 to 1.0 with 1 infinity, called at LINE; keep the operands where it is defined and finite",
                messageOf(v -> {
                    line[0] = here(); return v.div(Tensor.of(new double[] {1, 1, Double.NEGATIVE_INFINITY}));
                }, Tensor.of(new double[] {-1, 2, Double.POSITIVE_INFINITY})).replace(line[0], "LINE"));
    }

    @Test
    void stopsAtTheFirstOpBackward() {
        String[] line = new String[1];
        assertEquals("sqrt: its gradient of operand 0 has 1 infinity in float64[2] for the operand float64[2] from 0.0 to 4.0 and the "
                + "gradient of the result from 3.0 to 3.0, called at LINE; keep the operands where it is smooth", messageOf(v -> {
                    line[0] = here(); Tensor y = v.sqrt();
                    return y.mul(3);
                }, Tensor.of(new double[] {0, 4})).replace(line[0], "LINE"));
        assertEquals("mul: the gradients of its result float64[] add up to 1 infinity, called at LINE; scale the loss down", messageOf(v -> {
            line[0] = here(); Tensor y = v.mul(1);
            return y.mul(1e308).add(y.mul(1e308));
        }, Tensor.full(DType.FLOAT64, 1e-10)).replace(line[0], "LINE"));
    }

    @Test
    void letsMasksThrough() {
        try (Tape tape = Tape.checked()) {
            Tensor w = tape.watch(x);
            Tensor masked = Tensor.where(w.less(zero), Tensor.full(DType.FLOAT64, Double.NEGATIVE_INFINITY, 3), w);
            assertArrayEquals(new double[3], tape.gradients(masked.softmax(0).sum()).of(w).toDoubleArray(), 1e-15);
        }
    }

    @Test
    void checksWhatItRecordsOnly() {
        assertEquals("[NaN]", java.util.Arrays.toString(zero.reshape(1).div(zero).toDoubleArray()));
        try (Tape outer = Tape.record()) {
            try (Tape _ = Tape.checked()) {
                assertThrows(ArithmeticException.class, zero::log, "a constant is checked, too");
                assertThrows(ArithmeticException.class, () -> Transforms.grad(Tensor::sqrt).apply(zero), "and under an inner tape");
            }
            assertEquals(Double.POSITIVE_INFINITY, Transforms.grad(Tensor::sqrt).apply(zero).item(), "and no longer");
            assertEquals(Double.NEGATIVE_INFINITY, outer.watch(zero).log().item());
        }
    }

    @Test
    void printsTheLines() {
        try (Tape tape = Tape.checked()) {
            String line = here(); Tensor w = tape.watch(x); w.exp();
            assertEquals("tape of 2 entries\n%0 = watched : float64[3] at " + line + "\n%1 = exp %0 : float64[3] at " + line,
                    tape.toString());
            String within = here(); Tensor y = Transforms.checkpoint(Tensor::tanh).apply(w);
            assertEquals("%2 = checkpoint %0 : float64[3] at " + within, tape.toString().lines().toList().getLast());
            tape.gradients(y.sum());
        }
    }
}
