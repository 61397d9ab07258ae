package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Threads;

/** Computes what is done to each run of elements along one axis alone. */
final class AlongAxis {

    /** z = f(y, g), one run each. */
    @FunctionalInterface
    interface Row {
        void run(Kernels<Object> kernels, Object y, int yo, Object g, int go, Object z, int zo, int n);
    }

    /** What an element of a softmax takes, in additions, about. */
    static final long EXPONENTIAL = 8;

    private AlongAxis() {
    }

    static Tensor map(Op op, int axis, Tensor x, Unary.FloatLoop loop) {
        Fused.requireFloating(op, x);
        int last = x.rank() - 1;
        Tensor in = x.moveToLast(Axes.normalize(op, axis, x.shape())).rowMajor();
        Tensor z = Tensor.result(op, x.dtype(), in.shape());
        int n = in.shape().get(last);
        Threads.forRows(z.size() == 0 ? 0 : z.size() / n, EXPONENTIAL * n, (first, rows) -> {
            for (int at = first * n; at < (first + rows) * n; at += n) {
                loop.run(Elements.kernels(x.dtype()), in.array(), in.offset() + at, z.array(), z.offset() + at, n);
            }
        });
        return z.moveFromLast(axis);
    }

    /** Writes to row-major z. */
    static void differentiate(int axis, Tensor y, Tensor g, Tensor z, Row row) {
        int last = y.rank() - 1;
        Tensor rows = y.moveToLast(axis).rowMajor();
        Tensor slopes = g.moveToLast(axis).rowMajor();
        Tensor out = axis == last ? z : Tensor.result("copy", z.dtype(), rows.shape());
        int n = rows.shape().get(last);
        for (int at = 0; at < y.size(); at += n) {
            row.run(Elements.kernels(y.dtype()), rows.array(), rows.offset() + at, slopes.array(), slopes.offset() + at,
                    out.array(), out.offset() + at, n);
        }
        if (axis != last) {
            Moving.copyInto(z, out.moveFromLast(axis));
        }
    }
}
