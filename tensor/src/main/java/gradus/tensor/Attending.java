package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Matrices;
import gradus.simd.Threads;
import java.util.function.ObjIntConsumer;

/**
 * Computes {@link Attention}, one head of one sequence at a time and of that some rows of the scores, which stay in the cache; the
 * gradient computes them again (Dao et al. 2022). Heads do not depend on each other, so threads share them out; an object of this
 * class is the work room of one.
 */
final class Attending {

    /** Rows of the scores at a time. */
    private static final int ROWS = Integer.getInteger("rows", 64);

    /** Multiply-adds of a product that make a thread worth while. */
    private static final long WORTH = 1 << 20;

    private final Kernels<Object> kernels;
    private final Tensor x;
    private final boolean causal;
    private final int time;
    private final int heads;
    private final int width; // of a head
    private final int row; // of a result

    private final Object room;
    private final int scale; // where 1/√d stands, as often as a head is wide,
    private final int scaled; // some rows of q/√d,
    private final int weights; // the same rows of P,
    private final int slopes; // and those of dP

    private int query; // places of the head at hand in x
    private int key;
    private int value;
    private int from; // the rows at hand, and how many columns of them count
    private int rows;
    private int columns;

    private Attending(Attention op, Tensor x, Tensor room, int number) {
        this.kernels = Elements.kernels(x.dtype());
        this.x = x;
        this.causal = op.causal();
        this.time = x.shape().get(1);
        this.heads = op.heads();
        this.row = x.shape().get(2) / 3;
        this.width = row / heads;
        this.room = room.array();
        this.scale = room.offset() + number * room.shape().get(1);
        this.scaled = scale + width;
        this.weights = scaled + Math.min(ROWS, time) * width;
        this.slopes = weights + Math.min(ROWS, time) * time;
        Elements.setDouble(this.room, scale, 1 / Math.sqrt(width));
        kernels.gather(this.room, scale, 0, this.room, scale, width);
    }

    /** y = P v with P = softmax(q kᵀ / √d). */
    static void compute(Attention op, Tensor x, Tensor y) {
        share(op, x, (worker, head) -> worker.compute(head, y));
    }

    /** Writes the gradient of x to row-major z. */
    static void differentiate(Attention op, Tensor x, Tensor y, Tensor g, Tensor z) {
        share(op, x, (worker, head) -> worker.differentiate(head, y, g, z));
    }

    private static void share(Attention op, Tensor x, ObjIntConsumer<Attending> work) {
        if (x.size() == 0) {
            return;
        }
        int time = x.shape().get(1);
        int all = x.shape().get(0) * op.heads();
        int threads = (long) x.size() * time < WORTH ? 1 : Math.min(Threads.count(), all);
        int rows = Math.min(ROWS, time);
        int width = x.shape().get(2) / 3 / op.heads();
        Tensor room = Tensor.result(op, x.dtype(), Shape.of(threads, width + rows * (width + 2 * time)));
        Threads.forEach(threads, t -> {
            Attending worker = new Attending(op, x, room, t);
            int end = (int) ((t + 1L) * all / threads);
            for (int head = (int) ((long) t * all / threads); head < end; head++) {
                work.accept(worker, head);
            }
        });
    }

    private void compute(int head, Tensor y) {
        begin(head);
        int to = place(y, head);
        for (from = 0; from < time; from += rows) {
            weigh();
            multiply(weights(), of(x, value, columns), of(y, to + from * row, rows), false);
        }
    }

    /**
     * dv = Pᵀ g and dP = g vᵀ; dS = P (dP − Σ P dP), where the sum over a row is that of g y; dq = dS k / √d, dk = dSᵀ q / √d.
     */
    private void differentiate(int head, Tensor y, Tensor g, Tensor z) {
        begin(head);
        int dq = z.offset() + query - x.offset();
        int dk = z.offset() + key - x.offset();
        int dv = z.offset() + value - x.offset();
        for (int i = 0; i < time; i++) {
            Elements.fillZero(z.array(), dk + i * 3 * row, width);
            Elements.fillZero(z.array(), dv + i * 3 * row, width);
        }
        for (from = 0; from < time; from += rows) {
            weigh();
            int at = place(g, head) + from * row;
            Matrices<Object> slope = of(g, at, rows);
            multiply(weights().transpose(), slope, of(z, dv, columns), true);
            multiply(slope, of(x, value, columns).transpose(), slopes(), false);
            for (int i = 0; i < rows; i++) {
                passRow(i, kernels.dot(g.array(), at + i * row, y.array(), place(y, head) + (from + i) * row, width));
            }
            int dqi = dq + from * 3 * row;
            multiply(slopes(), of(x, key, columns), of(z, dqi, rows), false);
            for (int i = 0; i < rows; i++) {
                kernels.mul(z.array(), dqi + i * 3 * row, room, scale, z.array(), dqi + i * 3 * row, width);
            }
            multiply(slopes().transpose(), scaled(), of(z, dk, columns), true);
        }
    }

    private void begin(int head) {
        query = x.offset() + head / heads * time * 3 * row + head % heads * width;
        key = query + row;
        value = key + row;
    }

    /** {@return where a head begins in a tensor like the result} */
    private int place(Tensor y, int head) {
        return y.offset() + head / heads * time * row + head % heads * width;
    }

    /** Computes the rows at hand of P, with zeros where a place does not attend to another. */
    private void weigh() {
        rows = Math.min(ROWS, time - from);
        columns = causal ? from + rows : time;
        for (int i = 0; i < rows; i++) {
            kernels.mul(x.array(), query + (from + i) * 3 * row, room, scale, room, scaled + i * width, width);
        }
        multiply(scaled(), of(x, key, columns).transpose(), weights(), false);
        for (int i = 0; i < rows; i++) {
            int at = weights + i * columns;
            kernels.softmax(room, at, room, at, attended(i));
            Elements.fillZero(room, at + attended(i), columns - attended(i));
        }
    }

    /** Makes of a row of dP that of dS. */
    private void passRow(int i, double sum) {
        int p = weights + i * columns;
        int at = slopes + i * columns;
        kernels.mul(room, at, room, p, room, at, attended(i));
        kernels.axpy(-sum, room, p, room, at, attended(i));
        Elements.fillZero(room, at + attended(i), columns - attended(i));
    }

    private int attended(int i) {
        return causal ? from + i + 1 : columns;
    }

    private void multiply(Matrices<Object> a, Matrices<Object> b, Matrices<Object> c, boolean accumulate) {
        kernels.matmul(a, b, c, accumulate);
    }

    private Matrices<Object> scaled() {
        return Matrices.one(room, scaled, rows, width);
    }

    private Matrices<Object> weights() {
        return Matrices.one(room, weights, rows, columns);
    }

    private Matrices<Object> slopes() {
        return Matrices.one(room, slopes, rows, columns);
    }

    /** {@return rows of a head in x, y or something like one of them} */
    private Matrices<Object> of(Tensor t, int offset, int rows) {
        return new Matrices<>(t.array(), offset, 1, 0, rows, width, t.shape().get(2), 1);
    }
}
