package gradus.tensor;

import gradus.simd.Kernels;

/** x − log Σ e^x along an axis. */
public record LogSoftmax(int axis) implements Fused {

    public LogSoftmax {
        Axes.requireFromFront("logSoftmax", axis);
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return AlongAxis.map(this, axis, x[0], Kernels::logSoftmax);
    }

    @Override
    public Tensor composed(Tensor... x) {
        return x[0].sub(x[0].logSumExp(axis).unsqueeze(axis));
    }

    /** g − e^y Σ g. */
    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        Object e = y.dtype().newArray(y.shape().dim(axis));
        AlongAxis.differentiate(axis, y, g, z[0], (kernels, ya, yo, ga, go, za, zo, n) -> {
            kernels.exp(ya, yo, e, 0, n);
            System.arraycopy(ga, go, za, zo, n);
            kernels.axpy(-kernels.sum(ga, go, n), e, 0, za, zo, n);
        });
    }

    @Override
    public String toString() {
        return "logSoftmax(" + axis + ")";
    }
}
