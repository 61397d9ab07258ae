package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Matrices;
import gradus.simd.Threads;
import java.util.function.ObjIntConsumer;

/**
 * Computes {@link Attention}, one head of one sequence at a time and of that the scores of some places, which stay in the cache; the
 * gradient computes them again (Dao et al. 2022). Heads do not depend on each other, so threads share them out; an object of this
 * class is the work room of one.
 */
final class Attending {

    /** Places whose scores are computed at a time. */
    private static final int PLACES = 32;

    /** Multiply-adds of a product that make threads worth while. */
    private static final long WORTH = 1 << 20;

    private final Kernels<Object> kernels;
    private final Tensor x;
    private final boolean causal;
    private final int time;
    private final int heads;
    private final int width; // of a head
    private final int row; // of a result
    private final double scale;

    private final Object room;
    private final int weights; // the places at hand of Pᵀ, and of its gradient: columns of matrices, as they are read fastest
    private final int slopes;

    private int head; // at hand: where it begins in x, and in the result
    private int result;
    private int from; // at hand: so many places from this one on, and what they may attend to
    private int places;
    private int attended;

    private Attending(Attention op, Tensor x, Tensor room, int number) {
        this.kernels = Elements.kernels(x.dtype());
        this.x = x;
        this.causal = op.causal();
        this.time = x.shape().get(1);
        this.heads = op.heads();
        this.row = x.shape().get(2) / 3;
        this.width = row / heads;
        this.scale = 1 / Math.sqrt(width);
        this.room = room.array();
        this.weights = room.offset() + number * room.shape().get(1);
        this.slopes = weights + Math.min(PLACES, time) * time;
    }

    /** y = P v with P = softmax(q kᵀ / √d). */
    static void compute(Attention op, Tensor x, Tensor y) {
        share(op, x, 1, (worker, head) -> worker.compute(head, y));
    }

    /** Writes the gradient of x to row-major z. */
    static void differentiate(Attention op, Tensor x, Tensor g, Tensor z) {
        share(op, x, 2, (worker, head) -> worker.differentiate(head, g, z));
    }

    /** Has the heads of all sequences worked at, with room for so many matrices of scores. */
    private static void share(Attention op, Tensor x, int matrices, ObjIntConsumer<Attending> work) {
        if (x.size() == 0) {
            return;
        }
        int time = x.shape().get(1);
        int all = x.shape().get(0) * op.heads();
        int threads = (long) x.size() * time < WORTH ? 1 : Math.min(Threads.count(), all);
        Tensor room = Tensor.result(op, x.dtype(), Shape.of(threads, matrices * Math.min(PLACES, time) * time));
        Threads.forEach(threads, t -> {
            Attending worker = new Attending(op, x, room, t);
            int end = (int) ((t + 1L) * all / threads);
            for (int head = (int) ((long) t * all / threads); head < end; head++) {
                work.accept(worker, head);
            }
        });
    }

    private void compute(int number, Tensor y) {
        begin(number);
        for (from = 0; from < time; from += places) {
            weigh();
            multiply(scores(weights).transpose(), part(x, 2, 0, attended), places(y), false);
        }
    }

    /** dv = Pᵀ g and dP = g vᵀ; from that dS, the gradient of q kᵀ, and dq = dS k, dk = dSᵀ q. */
    private void differentiate(int number, Tensor g, Tensor z) {
        begin(number);
        for (int i = head + row; i < head + time * 3 * row; i += 3 * row) {
            Elements.fill(z.array(), z.offset() + i, width, 0);
            Elements.fill(z.array(), z.offset() + i + row, width, 0);
        }
        for (from = 0; from < time; from += places) {
            weigh();
            multiply(scores(weights), places(g), part(z, 2, 0, attended), true);
            multiply(part(x, 2, 0, attended), places(g).transpose(), scores(slopes), false);
            kernels.softmaxColumnsGradient(scale, room, weights, room, slopes, room, slopes, attended, places);
            multiply(scores(slopes).transpose(), part(x, 1, 0, attended), part(z, 0, from, places), false);
            multiply(scores(slopes), part(x, 0, from, places), part(z, 1, 0, attended), true);
        }
    }

    private void begin(int number) {
        int sequence = number / heads;
        result = sequence * time * row + number % heads * width;
        head = sequence * time * 3 * row + number % heads * width;
    }

    /** Computes the columns at hand of Pᵀ, with zeros where a place does not attend to another. */
    private void weigh() {
        places = Math.min(PLACES, time - from);
        attended = causal ? from + places : time;
        multiply(part(x, 1, 0, attended), part(x, 0, from, places).transpose(), scores(weights), false);
        for (int i = 1; causal && i < places; i++) {
            Elements.fill(room, weights + (from + i) * places, i, Double.NEGATIVE_INFINITY);
        }
        kernels.softmaxColumns(scale, room, weights, room, weights, attended, places);
    }

    private void multiply(Matrices<Object> a, Matrices<Object> b, Matrices<Object> c, boolean accumulate) {
        kernels.matmul(a, b, c, accumulate);
    }

    /** {@return what the places at hand have, of those that they attend to} */
    private Matrices<Object> scores(int offset) {
        return Matrices.one(room, offset, attended, places);
    }

    /** {@return places of the head at hand in q, k or v, the third parts of a tensor like x} */
    private Matrices<Object> part(Tensor t, int third, int from, int places) {
        int offset = t.offset() + head + third * row + from * 3 * row;
        return new Matrices<>(t.array(), offset, 1, 0, places, width, 3 * row, 1);
    }

    /** {@return the places at hand in a tensor like the result} */
    private Matrices<Object> places(Tensor y) {
        return new Matrices<>(y.array(), y.offset() + result + from * row, 1, 0, places, width, row, 1);
    }
}
