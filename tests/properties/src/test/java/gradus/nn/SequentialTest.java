package gradus.nn;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Activation.TANH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialTest {

    /** The text of the design, to the letter. */
    @Test
    void printsAsInTheDesign() {
        assertEquals("""
                Sequential               101,770 parameters
                  0 Linear 784 → 128       100,480  weight[128, 784] bias[128]
                  1 relu
                  2 Linear 128 → 10          1,290  weight[10, 128] bias[10]""",
                new Sequential(new Linear(784, 128), RELU, new Linear(128, 10)).toString());
    }

    @Test
    void printsWhatIsNested() {
        assertEquals("""
                Sequential               3,016 parameters
                  0 Linear 7 → 2              16  weight[2, 7] bias[2]
                  1 Sequential             3,000
                    0 relu
                    1 Linear 2 → 1000      3,000  weight[1000, 2] bias[1000]
                  2 tanh""",
                new Sequential(new Linear(7, 2), new Sequential(RELU, new Linear(2, 1000)), TANH).toString());
        assertEquals("Sequential               0 parameters", new Sequential().toString());
    }

    @Test
    void appliesItsLayersInOrder() {
        Linear first = new Linear(4, 3, Generator.of(1));
        Linear last = new Linear(3, 2, Generator.of(2));
        Sequential net = new Sequential(first, RELU, x -> x.mul(2), last);
        Tensor x = Generator.of(3).normal(5, 4);
        assertTrue(last.forward(first.forward(x).relu().mul(2)).contentEquals(net.forward(x)));
        assertSame(x, new Sequential().forward(x));
        assertEquals(List.of(first, RELU), net.layers().subList(0, 2));
    }

    @Test
    void namesParametersByPlace() {
        Linear inner = new Linear(2, 2, Generator.of(1));
        Sequential net = new Sequential(RELU, new Sequential(inner), new Linear(2, 1, Generator.of(2)));
        assertEquals(List.of("1.0.weight", "1.0.bias", "2.weight", "2.bias"), List.copyOf(net.parameters().keySet()));
        assertSame(inner.weight(), net.parameters().get("1.0.weight"));
        assertThrows(UnsupportedOperationException.class, () -> net.parameters().clear());
        assertThrows(NullPointerException.class, () -> new Sequential(RELU, null));
    }
}
