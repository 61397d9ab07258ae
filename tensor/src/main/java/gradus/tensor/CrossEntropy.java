package gradus.tensor;

import gradus.simd.Kernels;

/**
 * The cross-entropy of each row of logits x, [N, C], with its class, an int32 or int64 in [N] from 0 to C − 1:
 * z[i] = log Σ_j e^x[i, j] − x[i, class[i]].
 */
public record CrossEntropy() implements Fused {

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Tensor compute(Tensor... x) {
        Tensor in = requireRows(x[0], x[1]).rowMajor();
        int n = in.shape().get(1);
        int[] places = Picking.places(this, x[1], n);
        Tensor z = Tensor.result(this, in.dtype(), x[1].shape());
        Kernels<Object> kernels = Elements.kernels(in.dtype());
        for (int i = 0; i < places.length; i++) {
            int at = in.offset() + i * n;
            Elements.setDouble(z.array(), z.offset() + i,
                    kernels.logSumExp(in.array(), at, n) - Elements.getDouble(in.array(), at + places[i]));
        }
        return z;
    }

    private Tensor requireRows(Tensor x, Tensor classes) {
        Fused.requireFloating(this, x);
        if (x.rank() != 2 || classes.rank() != 1 || x.shape().get(0) != classes.size()) {
            throw new IllegalArgumentException("crossEntropy: logits " + x.shape() + " with classes " + classes.shape()
                    + ": needs [N, C] with [N], a class for each row");
        }
        return x;
    }

    @Override
    public Tensor composed(Tensor... x) {
        return x[0].logSumExp(1).sub(x[0].gather(1, x[1].unsqueeze(1)).squeeze(1));
    }

    /** (softmax(x) − 1 at the class) · g. */
    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        Tensor in = x[0].rowMajor();
        int n = in.shape().get(1);
        int[] places = Picking.places(this, x[1], n);
        Kernels<Object> kernels = Elements.kernels(in.dtype());
        Object slope = Elements.scratch(in.dtype(), n);
        Object out = z[0].array();
        for (int i = 0; i < places.length; i++) {
            int at = z[0].offset() + i * n;
            kernels.softmax(in.array(), in.offset() + i * n, out, at, n);
            Elements.setDouble(out, at + places[i], Elements.getDouble(out, at + places[i]) - 1);
            kernels.gather(g.array(), g.offset() + i, 0, slope, 0, n);
            kernels.mul(out, at, slope, 0, out, at, n);
        }
    }

    @Override
    public String toString() {
        return "crossEntropy";
    }
}
