package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import gradus.autograd.Transforms;
import gradus.tensor.DType;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

class LossesTest {

    private final Tensor logits = OpCatalogue.normal(1, 5, 3);
    private final Tensor classes = Tensor.of(new int[] {2, 0, 1, 1, 2});
    private final Tensor x = OpCatalogue.normal(2, 4, 3);
    private final Tensor p = x.sigmoid();
    private final Tensor y = OpCatalogue.normal(3, 4, 3).sigmoid();

    @Test
    void meanSquaredError() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            double difference = x.item(i / 3, i % 3) - y.item(i / 3, i % 3);
            sum += difference * difference;
        }
        assertEquals(sum / 12, Losses.meanSquaredError(x, y).item(), 1e-14);
        GradientCheck.check(2, v -> Losses.meanSquaredError(v[0], v[1]), x, y).requirePass();
    }

    @Test
    void crossEntropy() {
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            double total = 0;
            for (int j = 0; j < 3; j++) {
                total += Math.exp(logits.item(i, j));
            }
            sum -= Math.log(Math.exp(logits.item(i, (int) classes.item(i))) / total);
        }
        assertEquals(sum / 5, Losses.crossEntropy(logits, classes).item(), 1e-14);
        assertEquals(sum / 5, Losses.crossEntropy(logits, classes.to(DType.INT64)).item(), 1e-14);
        GradientCheck.check(1, v -> Losses.crossEntropy(v[0], v[1]), logits, classes).requirePass();
        GradientCheck.check(2, v -> Losses.crossEntropy(v[0], v[1]), logits, classes).requirePass();
    }

    @Test
    void crossEntropyBearsLargeLogits() {
        Tensor large = Tensor.of(new float[][] {{1e4f, 0, -1e4f}, {-3e38f, 3e38f, 0}});
        assertEquals(5e3, Losses.crossEntropy(large, Tensor.of(new int[] {1, 1})).item(), 1e-2);
        assertEquals(0, Losses.crossEntropy(large, Tensor.of(new int[] {0, 1})).item());
        Tensor g = Transforms.grad(v -> Losses.crossEntropy(v, Tensor.of(new int[] {0, 1}))).apply(large);
        assertArrayEquals(new float[6], g.toFloatArray());
    }

    @Test
    void crossEntropyNeedsAClassForEachRow() {
        assertEquals("crossEntropy: logits [5, 3] with classes [4]: needs [N, C] with [N], a class for each row",
                assertThrows(IllegalArgumentException.class,
                        () -> Losses.crossEntropy(logits, classes.slice(0, 0, 4))).getMessage());
        assertEquals("crossEntropy: index 3 at place 0 is out of range; use 0 to 2", assertThrows(IllegalArgumentException.class,
                () -> Losses.crossEntropy(logits, classes.add(1))).getMessage());
        assertEquals("crossEntropy: the indices are float64, not int32 or int64; convert with .to(INT32)",
                assertThrows(IllegalArgumentException.class,
                        () -> Losses.crossEntropy(logits, classes.to(DType.FLOAT64))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Losses.crossEntropy(classes, classes));
    }

    @Test
    void binaryCrossEntropy() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            double q = p.item(i / 3, i % 3);
            double t = y.item(i / 3, i % 3);
            sum -= t * Math.log(q) + (1 - t) * Math.log(1 - q);
        }
        assertEquals(sum / 12, Losses.binaryCrossEntropy(p, y).item(), 1e-14);
        assertEquals(sum / 12, Losses.binaryCrossEntropyWithLogits(x, y).item(), 1e-14);
        for (int order = 1; order <= 2; order++) {
            GradientCheck.check(order, v -> Losses.binaryCrossEntropy(v[0], v[1]), p, y).requirePass();
            GradientCheck.check(order, v -> Losses.binaryCrossEntropyWithLogits(v[0], v[1]), x, y).requirePass();
        }
    }

    /** Saturated predictions, right and wrong: loss and gradient stay finite. */
    @Test
    void binaryCrossEntropyBearsCertainty() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor certain = Tensor.of(new double[] {0, 1, 0, 1}).to(dtype);
            Tensor truth = Tensor.of(new double[] {0, 1, 1, 0}).to(dtype);
            Tensor each = Losses.binaryCrossEntropy(certain.slice(0, 0, 2), truth.slice(0, 0, 2));
            assertEquals(0, each.item(), 1e-6);
            double wrong = Losses.binaryCrossEntropy(certain, truth).item();
            assertTrue(wrong > 40 && wrong < 51, "half of them cost 80 to 101: " + wrong);
            for (double g : Transforms.grad(v -> Losses.binaryCrossEntropy(v, truth)).apply(certain).toDoubleArray()) {
                assertTrue(Double.isFinite(g), "gradient " + g);
            }
            Tensor logit = Tensor.of(new double[] {-300, 300, -300, 300}).to(dtype);
            assertEquals(150, Losses.binaryCrossEntropyWithLogits(logit, truth).item(), 1e-4);
            assertArrayEquals(new double[] {0, 0, -0.25, 0.25}, Transforms.grad(
                    v -> Losses.binaryCrossEntropyWithLogits(v, truth)).apply(logit).toDoubleArray(), 1e-7);
        }
    }

    /** Where all weights begin with 0, so do the logits. */
    @Test
    void binaryCrossEntropyIsSmoothAtZero() {
        Tensor zero = Tensor.zeros(DType.FLOAT64, 2);
        Tensor truth = Tensor.of(new double[] {0, 1});
        GradientCheck.check(1, v -> Losses.binaryCrossEntropyWithLogits(v[0], truth), zero).requirePass();
        GradientCheck.check(2, v -> Losses.binaryCrossEntropyWithLogits(v[0], truth), zero).requirePass();
        assertArrayEquals(new double[] {0.25, -0.25},
                Transforms.grad(v -> Losses.binaryCrossEntropyWithLogits(v, truth)).apply(zero).toDoubleArray());
    }

    @Test
    void nanIsNotHidden() {
        Tensor nan = Tensor.of(new double[] {Double.NaN, 0.5});
        Tensor half = Tensor.full(DType.FLOAT64, 0.5, 2);
        for (BinaryOperator<Tensor> loss : List.<BinaryOperator<Tensor>>of(Losses::meanSquaredError, Losses::binaryCrossEntropy,
                Losses::binaryCrossEntropyWithLogits)) {
            assertTrue(Double.isNaN(loss.apply(nan, half).item()));
        }
        assertTrue(Double.isNaN(Losses.crossEntropy(nan.reshape(1, 2), Tensor.of(new int[] {1})).item()));
    }

    @Test
    void nothingIsBroadcast() {
        for (BinaryOperator<Tensor> loss : List.<BinaryOperator<Tensor>>of(Losses::meanSquaredError, Losses::binaryCrossEntropy,
                Losses::binaryCrossEntropyWithLogits)) {
            String message = assertThrows(IllegalArgumentException.class, () -> loss.apply(p, y.slice(1, 0, 1))).getMessage();
            assertTrue(message.endsWith(": float64[4, 3] and float64[4, 1]: prediction and target must be alike; reshape or "
                    + "convert one of them"), message);
            assertThrows(IllegalArgumentException.class, () -> loss.apply(p, y.to(DType.FLOAT32)));
        }
        assertEquals("mean: not defined for int32[5]; convert with .to(FLOAT32)", assertThrows(IllegalArgumentException.class,
                () -> Losses.meanSquaredError(classes, classes)).getMessage());
    }
}
