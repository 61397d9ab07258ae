package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {

    /** An initialiser, and the variance and the bound of what it draws for fan-in 90 · 4 and fan-out 60 · 4. */
    private record Case(String name, Initializer initializer, double variance, double bound) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        double in = 90 * 4;
        double out = 60 * 4;
        return Stream.of(
                new Case("Kaiming uniform", Initializer.KAIMING_UNIFORM, 2 / in, Math.sqrt(6 / in)),
                new Case("Kaiming normal", Initializer.KAIMING_NORMAL, 2 / in, Double.POSITIVE_INFINITY),
                new Case("Xavier uniform", Initializer.XAVIER_UNIFORM, 2 / (in + out), Math.sqrt(6 / (in + out))),
                new Case("Xavier normal", Initializer.XAVIER_NORMAL, 2 / (in + out), Double.POSITIVE_INFINITY),
                new Case("LeCun uniform", Initializer.LECUN_UNIFORM, 1 / (3 * in), 1 / Math.sqrt(in)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void drawsWithItsVarianceWithinItsBound(Case the) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor w = the.initializer.draw(Generator.of(1), dtype, 60, 90, 2, 2);
            assertEquals(dtype, w.dtype());
            assertEquals(Shape.of(60, 90, 2, 2), w.shape());
            double deviation = Math.sqrt(the.variance);
            assertEquals(0, w.mean().item(), 5 * deviation / Math.sqrt(w.size()));
            assertEquals(the.variance, w.square().mean().item(), 0.04 * the.variance);
            double largest = w.abs().max().item();
            assertTrue(largest <= the.bound * (1 + 1e-6), "within its bound");
            assertTrue(largest > (Double.isFinite(the.bound) ? 0.99 * the.bound : 3 * deviation), "and out to it");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSameSeedGivesTheSameBits(Case the) {
        Tensor w = the.initializer.draw(Generator.of(2), DType.FLOAT32, 7, 5);
        assertTrue(w.contentEquals(the.initializer.draw(Generator.of(2), DType.FLOAT32, 7, 5)));
        assertFalse(w.contentEquals(the.initializer.draw(Generator.of(3), DType.FLOAT32, 7, 5)));
    }

    @Test
    void needsInAndOut() {
        assertEquals("Initializer: a weight has two axes or more, out and in; give the shape [out, in]",
                assertThrows(IllegalArgumentException.class,
                        () -> Initializer.KAIMING_NORMAL.draw(Generator.of(1), DType.FLOAT32, 5)).getMessage());
    }
}
