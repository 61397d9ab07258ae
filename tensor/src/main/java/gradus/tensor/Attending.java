package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Matrices;
import gradus.simd.Threads;
import java.util.function.ObjIntConsumer;

/**
 * Computes {@link Attention}, some heads of one sequence at a time and of these the scores of some places, which stay in the cache;
 * the gradient computes them again (Dao et al. 2022). Heads do not depend on each other, so threads share them out; an object of
 * this class is the work room of one.
 */
final class Attending {

    /** Places whose scores are computed at a time. */
    private static final int PLACES = 32;

    /** Scores computed at a time: heads are taken together that have no more. */
    private static final int SCORES = 1 << 14;

    /** Elements times places, three for a multiply-add of a product, that make threads worth while: an estimate, not measured. */
    private static final long WORTH = 1 << 20;

    private final Kernels<Object> kernels;
    private final Tensor x;
    private final boolean causal;
    private final int time;
    private final int heads;
    private final int together; // so many of them at a time
    private final int width; // of a head
    private final int row; // of a result
    private final double scale;

    private final Object room;
    private final int size; // of one head's scores
    private final int weights; // the places at hand of Pᵀ, and of its gradient: columns of matrices, as they are read fastest
    private final int slopes;

    private int count; // of the heads at hand, and where they begin in x and in the result
    private int head;
    private int result;
    private int from; // at hand: so many places from this one on, and what they may attend to
    private int places;
    private int attended;

    private Attending(Attention op, Tensor x, int together, Tensor room, int number) {
        this.kernels = Elements.kernels(x.dtype());
        this.x = x;
        this.causal = op.causal();
        this.time = x.shape().get(1);
        this.heads = op.heads();
        this.together = together;
        this.row = x.shape().get(2) / 3;
        this.width = row / heads;
        this.scale = 1 / Math.sqrt(width);
        this.room = room.array();
        this.weights = room.offset() + number * room.shape().get(1);
        this.size = Math.min(PLACES, time) * time;
        this.slopes = weights + together * size;
    }

    /** y = P v with P = softmax(q kᵀ / √d). */
    static void compute(Attention op, Tensor x, Tensor y) {
        share(op, x, 1, (worker, group) -> worker.compute(group, y));
    }

    /** Writes the gradient of x to row-major z. */
    static void differentiate(Attention op, Tensor x, Tensor g, Tensor z) {
        share(op, x, 2, (worker, group) -> worker.differentiate(group, g, z));
    }

    /** Has the heads of all sequences worked at, with room for so many matrices of scores. */
    private static void share(Attention op, Tensor x, int matrices, ObjIntConsumer<Attending> work) {
        if (x.size() == 0) {
            return;
        }
        int time = x.shape().get(1);
        int size = Math.min(PLACES, time) * time;
        int sequences = x.shape().get(0);
        int count = (long) x.size() * time < WORTH ? 1 : Threads.count();
        int most = Math.clamp((long) sequences * op.heads() / count, 1, op.heads());
        int together = Math.clamp(SCORES / size, 1, most);
        int all = sequences * Math.ceilDiv(op.heads(), together);
        int threads = Math.min(count, all);
        Tensor room = Tensor.result(op, x.dtype(), Shape.of(threads, matrices * together * size));
        Threads.forEach(threads, t -> {
            Attending worker = new Attending(op, x, together, room, t);
            int end = (int) ((t + 1L) * all / threads);
            for (int group = (int) ((long) t * all / threads); group < end; group++) {
                work.accept(worker, group);
            }
        });
    }

    private void compute(int group, Tensor y) {
        begin(group);
        for (from = 0; from < time; from += places) {
            Matrices<Object> p = weigh();
            kernels.matmul(p.transpose(), part(x, 2, 0, attended), places(y), false);
        }
    }

    /** dv = Pᵀ g and dP = g vᵀ; from that dS, the gradient of q kᵀ, and dq = dS k, dk = dSᵀ q. */
    private void differentiate(int group, Tensor g, Tensor z) {
        begin(group);
        for (int i = head + row; i < head + time * 3 * row; i += 3 * row) {
            Elements.fill(z.array(), z.offset() + i, count * width, 0);
            Elements.fill(z.array(), z.offset() + i + row, count * width, 0);
        }
        for (from = 0; from < time; from += places) {
            Matrices<Object> p = weigh(), s = scores(slopes), dy = places(g);
            kernels.matmul(p, dy, part(z, 2, 0, attended), true);
            kernels.matmul(part(x, 2, 0, attended), dy.transpose(), s, false);
            for (int i = 0; i < count * size; i += size) {
                kernels.softmaxColumnsGradient(scale, room, weights + i, room, slopes + i, room, slopes + i, attended, places);
            }
            kernels.matmul(s.transpose(), part(x, 1, 0, attended), part(z, 0, from, places), false);
            kernels.matmul(s, part(x, 0, from, places), part(z, 1, 0, attended), true);
        }
    }

    private void begin(int group) {
        int groups = Math.ceilDiv(heads, together);
        int first = group % groups * together;
        count = Math.min(together, heads - first);
        result = group / groups * time * row + first * width;
        head = group / groups * time * 3 * row + first * width;
    }

    /** {@return the columns at hand of Pᵀ, with zeros where a place does not attend to another} */
    private Matrices<Object> weigh() {
        places = Math.min(PLACES, time - from);
        attended = causal ? from + places : time;
        Matrices<Object> p = scores(weights);
        kernels.matmul(part(x, 1, 0, attended), part(x, 0, from, places).transpose(), p, false);
        for (int at = weights; at < weights + count * size; at += size) {
            for (int i = 1; causal && i < places; i++) {
                Elements.fill(room, at + (from + i) * places, i, Double.NEGATIVE_INFINITY);
            }
            kernels.softmaxColumns(scale, room, at, room, at, attended, places);
        }
        return p;
    }

    /** {@return what the places at hand have, of those that they attend to} */
    private Matrices<Object> scores(int offset) {
        return new Matrices<>(room, offset, count, size, attended, places, places, 1);
    }

    /** {@return places of the heads at hand in q, k or v, the third parts of a tensor like x} */
    private Matrices<Object> part(Tensor t, int third, int from, int places) {
        int offset = t.offset() + head + third * row + from * 3 * row;
        return new Matrices<>(t.array(), offset, count, width, places, width, 3 * row, 1);
    }

    /** {@return the places at hand in a tensor like the result} */
    private Matrices<Object> places(Tensor y) {
        return new Matrices<>(y.array(), y.offset() + result + from * row, count, width, places, width, row, 1);
    }
}
