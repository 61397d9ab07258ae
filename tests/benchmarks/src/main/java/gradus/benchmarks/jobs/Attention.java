package gradus.benchmarks.jobs;

import gradus.tensor.Tensor;

/** The pieces of a transformer (Vaswani et al. 2017), in plain ops. */
final class Attention {

    private Attention() {
    }

    /** {@return (x − mean) / √(variance + 10⁻⁵) over the last axis} (Ba, Kiros and Hinton 2016) */
    static Tensor normalize(Tensor x) {
        Tensor d = x.sub(x.meanKeep(-1));
        return d.mul(d.square().meanKeep(-1).add(1e-5).rsqrt());
    }
}
