package gradus.autograd;

import static gradus.autograd.Transforms.checkpoint;
import static gradus.autograd.Transforms.grad;
import static gradus.autograd.Transforms.hvp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions that are computed a second time in the sweep back: the same bits, any order, less memory. */
class CheckpointTest {

    private static final int DEPTH = 16;
    private static final int WIDTH = 32;

    private final List<Parameter> parameters = new ArrayList<>();
    private final Tensor x = OpCatalogue.normal(1, 10, WIDTH);
    private long most; // elements lent at once

    CheckpointTest() {
        for (int i = 0; i < DEPTH; i++) {
            parameters.add(new Parameter(OpCatalogue.normal(2 + i, WIDTH, WIDTH).mul(0.2)));
        }
    }

    @AfterEach
    void leavesNothingOpen() {
        assertEquals(false, Recording.ofThread().isOpen());
    }

    /** Layers from to … to − 1, each x ↦ tanh(x W) · sigmoid(x W) · 2. */
    private UnaryOperator<Tensor> layers(int from, int to) {
        return x -> {
            Tensor y = x;
            for (int i = from; i < to; i++) {
                Tensor z = y.matmul(parameters.get(i).value());
                y = z.tanh().mul(z.sigmoid()).mul(2);
                most = Math.max(most, Recording.ofThread().arena().lentElements());
            }
            return y;
        };
    }

    private Supplier<Tensor> loss(int segment) {
        return () -> {
            Tensor y = x;
            for (int i = 0; i < DEPTH; i += segment) {
                y = segment == DEPTH + 1 ? layers(0, DEPTH).apply(y) : checkpoint(layers(i, i + segment)).apply(y);
            }
            return y.square().mean();
        };
    }

    private final Supplier<Tensor> plain = loss(DEPTH + 1);

    private static void assertSameBits(List<Tensor> expected, List<Tensor> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(expected.get(i).contentEquals(actual.get(i)), "parameter " + i);
        }
    }

    @Test
    void givesTheSameBits() {
        List<Tensor> expected = grad(plain, parameters);
        for (int segment : new int[] {1, 2, 4, DEPTH}) {
            assertSameBits(expected, grad(loss(segment), parameters));
        }
        UnaryOperator<Tensor> within = checkpoint(v -> checkpoint(layers(4, 8)).apply(checkpoint(layers(0, 4)).apply(v)));
        assertSameBits(expected, grad(() -> layers(8, DEPTH).apply(within.apply(x)).square().mean(), parameters));
        assertTrue(checkpoint(layers(0, 4)).apply(x).contentEquals(layers(0, 4).apply(x)), "outside a tape");
    }

    @Test
    void takesLessMemory() {
        grad(plain, parameters);
        long before = most;
        most = 0;
        grad(loss(4), parameters);
        long with = most;
        // 16 layers of 4 results each, and what the sweep makes of them; with checkpoints of one segment
        int parametersAndGradients = DEPTH * WIDTH * WIDTH;
        assertTrue(before >= DEPTH * 4 * x.size(), before + " elements");
        assertTrue(with - parametersAndGradients < 0.4 * before, with + " elements instead of " + before);
        try (Tape tape = Tape.record()) {
            Tensor y = loss(4).get();
            int entries = tape.toString().split("\n").length - 1;
            assertEquals(DEPTH + 4 + 3, entries, "parameters, checkpoints, and the mean of the square");
            assertTrue(Recording.ofThread().arena().lentElements() < 5 * MemoryTest.elements(x) + 10);
            tape.gradients(y);
            assertEquals(entries, tape.toString().split("\n").length - 1);
        }
    }

    @Test
    void hasDerivativesOfAllOrders() {
        Tensor w = OpCatalogue.normal(3, 4, 4);
        for (int order = 1; order <= 3; order++) {
            // uses an operand that is not its argument
            GradientCheck.check(order, v -> checkpoint(x -> x.matmul(v[1]).tanh().mul(x)).apply(v[0].sin()).mul(v[0]),
                    OpCatalogue.normal(4, 2, 4), w).requirePass();
        }
        UnaryOperator<Tensor> f = x -> x.square().mul(x);
        Tensor three = Tensor.full(DType.FLOAT64, 3);
        assertEquals(6, grad(grad(grad(checkpoint(f)))).apply(three).item(), 1e-12);
        assertEquals(27, checkpoint(grad(f)).apply(three).item());
        assertEquals(18, grad(checkpoint(grad(f))).apply(three).item(), 1e-12, "a gradient within");
        assertEquals(18, grad(checkpoint(grad(checkpoint(f)))).apply(three).item(), 1e-12);
        assertEquals(6, grad(checkpoint(grad(checkpoint(grad(checkpoint(f)))))).apply(three).item(), 1e-12);
        List<Tensor> v = parameters.stream().map(p -> OpCatalogue.normal(5, WIDTH, WIDTH)).toList();
        List<Tensor> expected = hvp(plain, parameters, v);
        List<Tensor> found = hvp(loss(4), parameters, v);
        for (int i = 0; i < DEPTH; i++) {
            assertArrayEquals(expected.get(i).toDoubleArray(), found.get(i).toDoubleArray(), 1e-12);
        }
    }

    @Test
    void readsParametersOfAnyTape() {
        Parameter p = new Parameter(Tensor.full(DType.FLOAT64, 3));
        UnaryOperator<Tensor> f = checkpoint(x -> x.mul(p.value().square()));
        try (Tape outer = Tape.record()) {
            Tensor before = p.value().mul(2);
            Tensor y = f.apply(before); // 2 p³
            Tensor slope;
            try (Tape inner = Tape.record()) {
                slope = inner.gradients(f.apply(p.value())).of(p); // 3 p²
                assertEquals(27, slope.item());
                assertEquals(54, outer.gradients(y).of(p).item(), "swept while another tape is open");
            }
            assertEquals(54, outer.gradients(y).of(p).item());
            assertEquals(18, outer.gradients(slope).of(p).item());
            assertEquals(6, outer.gradients(p.value().square()).of(p).item());
        }
    }

    @Test
    void mayReturnWhatItWasGiven() {
        Tensor one = Tensor.full(DType.FLOAT64, 1);
        assertEquals(1, grad(checkpoint(x -> x)).apply(one).item());
        assertEquals(0, grad(checkpoint(_ -> one)).apply(one).item());
        assertEquals(5, grad(x -> checkpoint(_ -> x).apply(one).mul(5)).apply(one).item());
        assertEquals(2, grad(x -> checkpoint(y -> y.mul(x)).apply(x)).apply(one).item());
    }

    @Test
    void saysWhatIsWrong() {
        Generator random = Generator.of(0);
        Tensor one = Tensor.of(new double[] {1, 2});
        assertEquals("checkpoint: the function gave another result when it ran again for the sweep back; let it depend on its argument "
                        + "and on what does not change: draw random numbers before and pass them in",
                assertThrows(IllegalStateException.class,
                        () -> grad(x -> checkpoint(y -> y.mul(random.normal(DType.FLOAT64, 2))).apply(x).sum()).apply(one)).getMessage());
        Parameter p = new Parameter(one);
        for (boolean inPlace : new boolean[] {true, false}) {
            try (Tape tape = Tape.record()) {
                Tensor loss = checkpoint(x -> x.mul(p.value())).apply(one).sum();
                if (inPlace) {
                    p.update((w, from) -> ((double[]) w)[from] = 3);
                } else {
                    p.set(one);
                }
                assertEquals("checkpoint: the parameter float64[2] has been updated since the function ran; update parameters after "
                        + "the sweep back", assertThrows(IllegalStateException.class, () -> tape.gradients(loss)).getMessage());
            }
        }
        try (Tape tape = Tape.record()) {
            Tensor[] within = new Tensor[1];
            checkpoint(x -> (within[0] = x.exp()).mul(2)).apply(tape.watch(one));
            assertEquals("this result of exp was computed within a checkpoint, whose memory is given back at its end; return it from "
                    + "the function, or compute it outside",
                    assertThrows(IllegalStateException.class, () -> within[0].item(0)).getMessage());
        }
    }
}
