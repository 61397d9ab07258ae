package gradus.tensor;

import gradus.simd.Kernels;

/** Ops that could be composed of others, and are computed in one pass for speed and accuracy. Floats only. */
public sealed interface Fused extends Op {

    /** e^x / Σ e^x along an axis, shifted by the maximum. */
    record Softmax(int axis) implements Fused {

        public Softmax {
            Axes.requireFromFront("softmax", axis);
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return rows(this, axis, x[0], Kernels::softmax);
        }

        @Override
        public String toString() {
            return "softmax(" + axis + ")";
        }
    }

    /** x − log Σ e^x along an axis. */
    record LogSoftmax(int axis) implements Fused {

        public LogSoftmax {
            Axes.requireFromFront("logSoftmax", axis);
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return rows(this, axis, x[0], Kernels::logSoftmax);
        }

        @Override
        public String toString() {
            return "logSoftmax(" + axis + ")";
        }
    }

    /**
     * The cross-entropy of each row of logits x, [N, C], with its class, an int32 or int64 in [N] from 0 to C − 1:
     * z[i] = log Σ_j e^x[i, j] − x[i, class[i]].
     */
    record CrossEntropy() implements Fused {
        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return crossEntropy(this, x[0], x[1]);
        }

        @Override
        public String toString() {
            return "crossEntropy";
        }
    }

    private static Tensor rows(Op op, int axis, Tensor x, Unary.FloatLoop loop) {
        requireFloating(op, x);
        int last = x.rank() - 1;
        Tensor in = x.moveToLast(Axes.normalize(op, axis, x.shape())).rowMajor();
        Tensor z = Tensor.result(op, x.dtype(), in.shape());
        int n = in.shape().get(last);
        for (int at = 0; at < z.size(); at += n) {
            loop.run(Elements.kernels(x.dtype()), in.array(), in.offset() + at, z.array(), at, n);
        }
        return z.moveFromLast(axis);
    }

    private static Tensor crossEntropy(Op op, Tensor x, Tensor classes) {
        requireFloating(op, x);
        if (x.rank() != 2 || classes.rank() != 1 || x.shape().get(0) != classes.size()) {
            throw new IllegalArgumentException("crossEntropy: logits " + x.shape() + " with classes " + classes.shape()
                    + ": needs [N, C] with [N], a class for each row");
        }
        int n = x.shape().get(1);
        int[] places = Picking.places(op, classes, n);
        Tensor in = x.rowMajor();
        Tensor z = Tensor.result(op, x.dtype(), classes.shape());
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        for (int i = 0; i < places.length; i++) {
            int at = in.offset() + i * n;
            Elements.setDouble(z.array(), i,
                    kernels.logSumExp(in.array(), at, n) - Elements.getDouble(in.array(), at + places[i]));
        }
        return z;
    }

    private static void requireFloating(Op op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + x.dtype() + "; convert with .to(FLOAT32)");
        }
    }
}
