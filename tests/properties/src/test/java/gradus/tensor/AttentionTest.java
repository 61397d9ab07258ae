package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Transforms;
import gradus.simd.Threads;
import gradus.tensor.internal.Arena;
import gradus.tensor.internal.Recorder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention at sizes that fill neither vectors nor blocks, on threads, with masks, and what it refuses. */
class AttentionTest {

    private static final List<Attention> BOTH = List.of(new Attention(3, false), new Attention(3, true));

    private final int threads = Threads.count();

    @AfterEach
    void restoreThreads() {
        Threads.use(threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 65, 100})
    void isItsComposition(int time) {
        for (Attention attention : BOTH) {
            for (int width : new int[] {1, 5, 16, 19}) {
                Tensor x = OpCatalogue.normal(time, 2, time, 9 * width).mul(1.5);
                Tensor g = OpCatalogue.normal(time + 1, 2, time, 3 * width);
                Tensor y = attention.composed(x);
                Tensor dx = Transforms.vjp(attention::composed).apply(x, g);
                close(y, attention.compute(x), 1e-12);
                close(dx, Transforms.vjp(attention::apply).apply(x, g), 1e-12);
                Tensor single = x.to(DType.FLOAT32);
                close(y, attention.compute(single), 2e-5);
                close(dx, Transforms.vjp(attention::apply).apply(single, g.to(DType.FLOAT32)), 2e-5);
            }
        }
    }

    private static void close(Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        double error = expected.sub(actual.to(DType.FLOAT64)).abs().max().item();
        assertTrue(error <= tolerance * (1 + expected.abs().max().item()), "differs by " + error);
    }

    @Test
    void threadsChangeNoBit() {
        Tensor x = Generator.of(1).normal(3, 70, 9 * 12);
        Tensor g = Generator.of(2).normal(3, 70, 3 * 12);
        for (Attention attention : BOTH) {
            Threads.use(1);
            Tensor y = attention.compute(x);
            Tensor dx = Transforms.vjp(attention::apply).apply(x, g);
            for (int count : new int[] {2, 3, 20}) {
                Threads.use(count);
                assertTrue(y.contentEquals(attention.compute(x)));
                assertTrue(dx.contentEquals(Transforms.vjp(attention::apply).apply(x, g)));
            }
        }
    }

    @Test
    void noPlaceSeesThoseAfterIt() {
        Attention attention = new Attention(2, true);
        Tensor x = OpCatalogue.normal(1, 1, 80, 24);
        Tensor other = Tensor.concat(1, x.slice(1, 0, 50), OpCatalogue.normal(2, 1, 30, 24).mul(100));
        assertTrue(attention.compute(x).slice(1, 0, 50).contentEquals(attention.compute(other).slice(1, 0, 50)));
    }

    @Test
    void largeScoresDoNotOverflow() {
        Tensor x = Tensor.of(new float[] {1e18f, 1e18f, 1, 1e18f, -1e18f, 2}, 1, 2, 3);
        assertTrue(new Attention(1, false).compute(x).contentEquals(Tensor.of(new float[] {1, 1}, 1, 2, 1)));
    }

    @Test
    void takesQueriesOfAnotherLength() {
        Tensor q = OpCatalogue.normal(1, 2, 3, 5, 4);
        Tensor k = OpCatalogue.normal(2, 2, 3, 7, 4);
        Tensor v = OpCatalogue.normal(3, 2, 3, 7, 6);
        Tensor y = Attention.of(q, k, v);
        assertEquals(Shape.of(2, 3, 5, 6), y.shape());
        Tensor place = Tensor.range(7);
        Tensor mask = place.less(Tensor.full(place.dtype(), 4));
        close(Attention.of(q, k.slice(2, 0, 4), v.slice(2, 0, 4)), Attention.of(q, k, v, mask), 1e-14);
        assertTrue(Attention.of(q, k, v, mask).sub(y).abs().max().item() > 0.01);
        for (int i = 0; i < 6; i++) { // a mean of v with weights that add up to 1
            Tensor one = Tensor.ones(DType.FLOAT64, 2, 3, 7, 6);
            assertEquals(1, Attention.of(q, k, one).item(1, 2, 4, i), 1e-14);
        }
    }

    /** What is lent under a tape: here the result, the gradient and the room for some scores. */
    @Test
    void memoryGrowsWithTheLength() {
        Threads.use(1);
        for (Attention attention : BOTH) {
            for (int time : new int[] {1000, 3000}) {
                Tensor x = Generator.of(1).normal(1, time, 9);
                Arena arena = new Arena();
                Recorder.install(new Recorder(arena) {
                    @Override
                    public boolean pause(boolean pause) {
                        return false;
                    }

                    @Override
                    public void record(Op op, Tensor[] inputs, Tensor output) {
                    }
                });
                try {
                    Tensor y = attention.compute(x);
                    new FusedGradient(attention, y).compute(x, y);
                    assertTrue(arena.lentElements() < 120 * time, arena.lentElements() + " for " + time);
                } finally {
                    Recorder.install(null);
                }
            }
        }
    }

    @Test
    void nothingToAttendTo() {
        for (Attention attention : BOTH) {
            for (int[] dims : new int[][] {{0, 4, 9}, {2, 0, 9}, {2, 4, 0}}) {
                Tensor x = Tensor.zeros(dims);
                Tensor y = attention.compute(x);
                assertEquals(Shape.of(dims[0], dims[1], dims[2] / 3), y.shape());
                assertEquals(x.shape(), Transforms.vjp(attention::apply).apply(x, y).shape());
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        refused("attention: 0 heads; give 1 or more", () -> new Attention(0, false));
        Attention attention = BOTH.getLast();
        refused("attention(3 heads, causal): [2, 4, 12]: the last axis must hold q, k and v of 3 heads, hence be a multiple of 9",
                () -> attention.compute(Tensor.zeros(2, 4, 12)));
        refused("attention(3 heads, causal): [4, 9] has 2 axes; give q, k and v as [B, T, 3 H d], or apart to Attention.of",
                () -> attention.compute(Tensor.zeros(4, 9)));
        refused("attention(3 heads, causal): not defined for int32; convert with .to(FLOAT32)",
                () -> attention.compute(Tensor.zeros(DType.INT32, 1, 4, 9)));
        refused("attention: q [5, 4], k [7, 3], v [7, 2]: needs [B, H, S, d], [B, H, T, d] and [B, H, T, e], q as wide as k and k as "
                + "long as v", () -> Attention.of(Tensor.zeros(5, 4), Tensor.zeros(7, 3), Tensor.zeros(7, 2)));
        refused("attention: q [5, 4], k [7, 4], v [6, 2]: needs [B, H, S, d], [B, H, T, d] and [B, H, T, e], q as wide as k and k as "
                + "long as v", () -> Attention.of(Tensor.zeros(5, 4), Tensor.zeros(7, 4), Tensor.zeros(6, 2)));
        refused("where: condition [3], x [5, 7], y []", () -> Attention.of(Tensor.zeros(5, 4), Tensor.zeros(7, 4),
                Tensor.zeros(7, 2), Tensor.ones(3).notEqual(Tensor.zeros(3))));
    }

    private static void refused(String message, Runnable call) {
        String actual = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(actual.startsWith(message), actual);
    }
}
