package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.Movement;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gradients of a table from which several lookups and slices take rows. */
class RowsTest {

    private final Tensor table = OpCatalogue.normal(1, 5, 16);
    private final Tensor picks = Tensor.of(new int[] {4, 0, 4, 1}, 2, 2);
    private final Tensor others = Tensor.of(new long[] {4, 2});

    private Tensor rows(Tensor t) {
        Tensor a = t.indexSelect(0, picks).sum(0, 1);
        Tensor b = t.indexSelect(0, others).mul(2).sum(0);
        Tensor c = t.slice(0, 1, 4).mul(3).sum(0);
        Tensor d = new Movement.Slice(0, 4, 2, -3).apply(t).sum(0);
        return Tensor.concat(0, a, b, c, d);
    }

    /** How often each row was taken, times its weight. */
    @Test
    void addUp() {
        double[] expected = new double[5 * 16];
        double[] times = {1, 1 + 3 + 1, 2 + 3, 3, 2 + 2 + 1};
        for (int i = 0; i < expected.length; i++) {
            expected[i] = times[i / 16];
        }
        assertArrayEquals(expected, Transforms.grad(t -> rows(t).sum()).apply(table).toDoubleArray());
        for (int i = 0; i < expected.length; i++) {
            expected[i] += 2 * table.item(i / 16, i % 16);
        }
        assertArrayEquals(expected, Transforms.grad(t -> rows(t).sum().add(t.square().sum())).apply(table).toDoubleArray(), 1e-14);
    }

    @Test
    void haveDerivativesOfAllOrders() {
        Function<Tensor[], Tensor> f = t -> rows(t[0].sin()).square().add(t[0].square().sum().mul(0.1));
        for (int order = 1; order <= 3; order++) {
            GradientCheck.check(order, f, table).requirePass();
        }
    }

    /** Slices along any axis: side by side or with gaps, overlapping, twice the same, of one place, of all. */
    @Test
    void slicesAddUpAlongAnyAxis() {
        Tensor x = OpCatalogue.normal(3, 4, 6, 5);
        for (int axis = 0; axis < 3; axis++) {
            int n = x.shape().dim(axis);
            int along = axis;
            Function<Tensor[], Tensor> f = t -> {
                Tensor sum = t[0].slice(along, 0, 2).sin().sum().add(t[0].slice(along, 1, 4).exp().sum())
                        .add(t[0].slice(along, n - 1, n).square().sum()).add(t[0].slice(along, 1, 4).tanh().sum())
                        .add(t[0].slice(along, 0, n).square().sum()).add(t[0].slice(along, 2, 2).sum())
                        .add(t[0].slice(2 - along, 1, 3).square().sum().mul(t[0].slice(along, 2, 3).sum()));
                for (Tensor part : t[0].unbind(along)) {
                    sum = sum.add(part.square().mul(part).sum());
                }
                return sum;
            };
            for (int order = 1; order <= 2; order++) {
                GradientCheck.check(order, f, x).requirePass();
            }
        }
    }

    /** As many slices as places, which each would have a gradient of the whole size. */
    @Test
    @Timeout(10)
    void manySlicesTakeLittleTime() {
        Tensor x = OpCatalogue.normal(4, 2, 20_000, 2);
        UnaryOperator<Tensor> f = t -> {
            Tensor sum = Tensor.full(t.dtype(), 0);
            for (Tensor part : t.unbind(1)) {
                sum = sum.add(part.sum());
            }
            return sum;
        };
        assertTrue(Transforms.grad(f).apply(x).contentEquals(Tensor.ones(x.dtype(), 2, 20_000, 2)));
    }

    /** Lookups in one table take the memory of one gradient, not of one each. */
    @Test
    void areMadeDenseOnce() {
        Tensor large = OpCatalogue.normal(2, 1000, 16);
        UnaryOperator<Tensor> f = t -> {
            Tensor sum = t.indexSelect(0, picks).sum();
            for (int i = 0; i < 20; i++) {
                sum = sum.add(t.indexSelect(0, others).sum()).add(t.slice(0, i, i + 1).sum());
            }
            return sum;
        };
        try (Tape tape = Tape.record()) {
            Tensor t = tape.watch(large);
            Tensor y = f.apply(t);
            tape.gradients(y);
            long lent = Recording.ofThread().arena().lentElements();
            assertTrue(lent < 1.5 * large.size(), lent + " elements");
        }
    }
}
