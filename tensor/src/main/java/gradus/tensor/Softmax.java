package gradus.tensor;

import gradus.simd.Kernels;

/** e^x / Σ e^x along an axis, shifted by the maximum. */
public record Softmax(int axis) implements Fused {

    public Softmax {
        Axes.requireFromFront("softmax", axis);
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return AlongAxis.map(this, axis, x[0], Kernels::softmax);
    }

    @Override
    public Tensor composed(Tensor... x) {
        return x[0].sub(x[0].logSumExp(axis).unsqueeze(axis)).exp();
    }

    /** y (g − Σ g y). */
    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        AlongAxis.differentiate(axis, y, g, z[0], Softmax::row);
    }

    private static void row(Kernels<Object> kernels, Object y, int yo, Object g, int go, Object z, int zo, int n) {
        kernels.mul(g, go, y, yo, z, zo, n);
        kernels.axpy(-kernels.dot(g, go, y, yo, n), y, yo, z, zo, n);
    }

    @Override
    public String toString() {
        return "softmax(" + axis + ")";
    }
}
