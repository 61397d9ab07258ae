package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

    private static final Tensor ACTUAL = Tensor.of(new int[] {0, 0, 1, 1, 1, 2});
    private static final Tensor PREDICTED = Tensor.of(new int[] {0, 2, 1, 1, 0, 2});

    @Test
    void countsEachPair() {
        ConfusionMatrix matrix = ConfusionMatrix.of(PREDICTED, ACTUAL, 3);
        long[][] expected = {{1, 0, 1}, {1, 2, 0}, {0, 0, 1}};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(expected[i][j], matrix.count(i, j), i + ", " + j);
            }
        }
        assertEquals(4.0 / 6, matrix.accuracy());
        assertEquals(4.0 / 6, ConfusionMatrix.of(PREDICTED.to(DType.INT64), ACTUAL, 3).accuracy());
        assertTrue(Double.isNaN(ConfusionMatrix.of(Tensor.of(new int[0]), Tensor.of(new int[0]), 3).accuracy()));
    }

    @Test
    void printsATable() {
        assertEquals("""
                true \\ predicted
                       0   1   2
                   0   1   .   1
                   1   1   2   .
                   2   .   .   1""", ConfusionMatrix.of(PREDICTED, ACTUAL, 3).toString());
    }

    @Test
    void refusesClassesOutOfRange() {
        assertEquals("ConfusionMatrix: actual class 2 at place 5; it must be within 0 to 1",
                assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of(ACTUAL, ACTUAL, 2)).getMessage());
        Tensor negative = Tensor.of(new int[] {-1});
        assertEquals("ConfusionMatrix: predicted class -1 at place 0; it must be within 0 to 1",
                assertThrows(IllegalArgumentException.class,
                        () -> ConfusionMatrix.of(negative, Tensor.of(new int[] {0}), 2)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of(ACTUAL, Tensor.of(new int[] {0}), 3));
        assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of(ACTUAL.to(DType.FLOAT32), ACTUAL, 3));
    }
}
