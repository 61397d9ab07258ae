package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Tape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The normalisations by what they promise; their values stand in the goldens. */
class NormalizationMethodsTest {

    private static final Tensor ONE = Tensor.ones(1);

    @Test
    void meanZeroAndVarianceOne() {
        Tensor x = Generator.of(1).normal(6, 4, 5, 5).mul(3).add(100);
        Tensor ones = Tensor.ones(4);
        Tensor zeros = Tensor.zeros(4);
        near(0, x.batchNorm(ones, zeros, 0).mean(0, 2, 3));
        near(1, x.batchNorm(ones, zeros, 0).var(0, 2, 3));
        Tensor y = x.groupNorm(2, ones, zeros, 0).reshape(6, 2, 50);
        near(0, y.mean(2));
        near(1, y.var(2));
        Tensor z = x.layerNorm(Tensor.ones(5, 5), Tensor.zeros(5, 5), 0);
        near(0, z.mean(2, 3));
        near(1, z.var(2, 3));
    }

    private static void near(double expected, Tensor actual) {
        assertTrue(actual.sub(expected).abs().max().item() < 1e-5, actual::toString);
    }

    /** Views and copies give the same bits, in values and gradients, however many rows there are. */
    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 200})
    void viewsGiveTheBitsOfCopies(int rows) {
        Generator generator = Generator.of(2);
        Tensor x = generator.normal(70, rows).transpose();
        Tensor g = generator.normal(70, rows).transpose();
        Tensor scale = generator.normal(140).slice(0, 0, 140, 2);
        Normalize op = new Normalize(Axes.of("test", x.shape(), 1), 1e-5);
        Tensor shift = Tensor.zeros(70);
        assertTrue(op.compute(x, scale, shift).contentEquals(op.compute(x.contiguous(), scale.contiguous(), shift.contiguous())));
        FusedGradient gradient = new FusedGradient(op, null);
        assertTrue(gradient.compute(x, scale, shift, g)
                .contentEquals(gradient.compute(x.contiguous(), scale.contiguous(), shift.contiguous(), g.contiguous())));
    }

    /** Rows are summed in order, 64 at a time, whether their parameters are the same or differ from row to row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sumsOfRowsAreMadeInChunks(int kinds) {
        Tensor x = Generator.of(3).normal(200, 2, 70);
        float[] g = Generator.of(4).normal(400 * 70).toFloatArray();
        float[] expected = new float[kinds * 70];
        for (int chunk = 0; chunk < 400; chunk += 64) {
            float[] sums = new float[expected.length];
            for (int row = chunk; row < Math.min(400, chunk + 64); row++) {
                for (int i = 0; i < 70; i++) {
                    sums[row % kinds * 70 + i] += g[row * 70 + i];
                }
            }
            for (int i = 0; i < sums.length; i++) {
                expected[i] += sums[i];
            }
        }
        Tensor[] in = {x, Tensor.ones(kinds, 70), Tensor.zeros(kinds, 70)};
        Tensor[] gradients = {Tensor.zeros(200, 2, 70), Tensor.zeros(kinds, 70), Tensor.zeros(kinds, 70)};
        new Normalize(Axes.of("test", x.shape(), 2), 1e-5).differentiate(in, null, Tensor.of(g).reshape(200, 2, 70), gradients);
        assertArrayEquals(expected, gradients[2].toFloatArray());
    }

    @Test
    void nothingToNormalize() {
        try (Tape tape = Tape.record()) {
            Tensor scale = tape.watch(Tensor.ones(3));
            Tensor y = Tensor.zeros(0, 3).layerNorm(scale, scale, 1e-5);
            assertEquals(Shape.of(0, 3), y.shape());
            assertTrue(tape.gradients(y, y).of(scale).contentEquals(Tensor.zeros(3).contiguous()));
        }
        assertEquals(Shape.of(2, 0), Tensor.zeros(2, 0).layerNorm(Tensor.zeros(0), Tensor.zeros(0), 1e-5).shape());
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor x = Tensor.ones(2, 4, 3);
        refused("layerNorm: [2, 4, 3] with scale [4]", () -> x.layerNorm(Tensor.ones(4), Tensor.ones(4), 1e-5));
        refused("layerNorm: [2, 4, 3] with scale []", () -> x.layerNorm(Tensor.scalar(1), Tensor.scalar(1), 1e-5));
        refused("and shift [1]: both must have one shape", () -> x.layerNorm(Tensor.ones(3), ONE, 1e-5));
        refused("dtypes differ", () -> x.layerNorm(Tensor.ones(3), Tensor.ones(DType.FLOAT64, 3), 1e-5));
        refused("not defined for int32", () -> x.to(DType.INT32).layerNorm(Tensor.ones(3), Tensor.ones(3), 1e-5));
        refused("epsilon -1.0", () -> x.layerNorm(Tensor.ones(3), Tensor.ones(3), -1));
        refused("epsilon NaN", () -> x.layerNorm(Tensor.ones(3), Tensor.ones(3), Double.NaN));
        refused("batchNorm: [2, 4, 3] with scale [3]", () -> x.batchNorm(Tensor.ones(3), Tensor.ones(3), 1e-5));
        refused("batchNorm: [4] with", () -> Tensor.ones(4).batchNorm(Tensor.ones(4), Tensor.ones(4), 1e-5));
        refused("4 channels of [2, 4, 3] do not make 3 groups", () -> x.groupNorm(3, Tensor.ones(4), Tensor.ones(4), 1e-5));
        refused("do not make 0 groups", () -> x.groupNorm(0, Tensor.ones(4), Tensor.ones(4), 1e-5));
    }

    private static void refused(String words, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(words), message);
    }
}
