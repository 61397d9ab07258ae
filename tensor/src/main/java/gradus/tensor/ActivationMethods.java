package gradus.tensor;

/**
 * The methods of {@link Tensor} that serve as activations between layers, element by element, of floats only. Value and
 * gradient are finite wherever the operand is and the result can be told; at a kink the gradient is as said there. More of them:
 * {@link Tensor#relu}, {@link Tensor#sigmoid}, {@link Tensor#tanh}.
 */
public sealed interface ActivationMethods permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    // Smooth ones

    /** {@return log(1 + e^x)} (Dugas et al. 2001) */
    default Tensor softplus() {
        return Unary.SOFTPLUS.apply(self());
    }

    /** {@return log(1 / (1 + e^−x))} */
    default Tensor logSigmoid() {
        return self().neg().softplus().neg();
    }

    /** {@return x / (1 + e^−x)} (Hendrycks and Gimpel 2016; Elfwing et al. 2018) */
    default Tensor silu() {
        return self().mul(self().sigmoid());
    }

    /** {@return x tanh(log(1 + e^x))} (Misra 2019) */
    default Tensor mish() {
        return self().mul(softplus().tanh());
    }

    /** {@return x Φ(x) with the normal distribution function Φ(x) = (1 + erf(x/√2)) / 2} (Hendrycks and Gimpel 2016) */
    default Tensor gelu() {
        return Unary.GELU.apply(self());
    }

    /** {@return x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, near {@link #gelu}} (Hendrycks and Gimpel 2016) */
    default Tensor geluTanh() {
        return Unary.GELU_TANH.apply(self());
    }

    /** {@return x / (1 + |x|)} (Turian, Bergstra and Bengio 2009) */
    default Tensor softsign() {
        return self().div(self().abs().add(1));
    }

    /** {@return x − tanh x} */
    default Tensor tanhshrink() {
        return self().sub(self().tanh());
    }

    // Linear for x > 0, bent below

    /** {@return x for x > 0, else e^x − 1} (Clevert, Unterthiner and Hochreiter 2016) */
    default Tensor elu() {
        return elu(1);
    }

    /** {@return x for x > 0, else α (e^x − 1); the gradient at 0 is α} */
    default Tensor elu(double alpha) {
        return linearAbove(below().expm1().mul(alpha));
    }

    /** {@return 1.0507 · elu(x, 1.6733), which keeps mean 0 and variance 1} (Klambauer et al. 2017) */
    default Tensor selu() {
        return elu(1.6732632423543772).mul(1.0507009873554805);
    }

    /** {@return x for x > 0, else e^x − 1} */
    default Tensor celu() {
        return celu(1);
    }

    /**
     * {@return x for x > 0, else α (e^(x/α) − 1), smooth at 0} (Barron 2017)
     *
     * @throws IllegalArgumentException for α = 0
     */
    default Tensor celu(double alpha) {
        if (alpha == 0) {
            throw new IllegalArgumentException("celu: alpha is 0, by which x would be divided; give another, or use .relu()");
        }
        return linearAbove(below().mul(1 / alpha).expm1().mul(alpha));
    }

    /** {@return x for x > 0, else 0.01 x} */
    default Tensor leakyRelu() {
        return leakyRelu(0.01);
    }

    /** {@return x for x > 0, else slope · x; the gradient at 0 is the slope} (Maas, Hannun and Ng 2013) */
    default Tensor leakyRelu(double slope) {
        return linearAbove(self().mul(slope));
    }

    /** {@return min(max(x, 0), 6)} The gradient is 0 at 0 and ½ at 6. */
    default Tensor relu6() {
        return self().relu().minimum(6);
    }

    // Made of straight pieces

    /** {@return min(max(x, −1), 1)} The gradient at either bound is ½. */
    default Tensor hardtanh() {
        return hardtanh(-1, 1);
    }

    /** {@return min(max(x, min), max)} The gradient at either bound is ½. */
    default Tensor hardtanh(double min, double max) {
        return self().clamp(min, max);
    }

    /** {@return min(max(x + 3, 0), 6) / 6} The gradient is 0 at −3. */
    default Tensor hardsigmoid() {
        return self().add(3).relu6().mul(1 / 6.0);
    }

    /** {@return x · hardsigmoid(x)} (Howard et al. 2019) */
    default Tensor hardswish() {
        return self().mul(hardsigmoid());
    }

    /** {@return softshrink with λ = ½} */
    default Tensor softshrink() {
        return softshrink(0.5);
    }

    /** {@return x − λ above λ, x + λ below −λ, else 0} The gradient at ±λ is ½. */
    default Tensor softshrink(double lambda) {
        return self().sub(self().clamp(-lambda, lambda));
    }

    /** {@return hardshrink with λ = ½} */
    default Tensor hardshrink() {
        return hardshrink(0.5);
    }

    /** {@return x where |x| > λ, else 0} The gradient at ±λ is 0. */
    default Tensor hardshrink(double lambda) {
        Tensor x = self();
        return Tensor.where(x.abs().lessEqual(lambda), zero(), x);
    }

    private Tensor zero() {
        return Tensor.full(self().dtype(), 0);
    }

    /** {@return x for x > 0, else y} */
    private Tensor linearAbove(Tensor y) {
        return Tensor.where(self().greater(zero()), self(), y);
    }

    /** {@return min(x, 0) with the gradient 1 at 0, so that what grows with x does not overflow where it is not wanted} */
    private Tensor below() {
        return Tensor.where(self().greater(zero()), zero(), self());
    }
}
