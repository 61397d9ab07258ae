package gradus.optim;

import gradus.simd.Kernels;
import gradus.simd.Threads;

/**
 * Adam (Kingma and Ba 2015), with decoupled decay as in AdamW (Loshchilov and Hutter 2019):
 *
 * <pre>
 * g ← g + l2 · w
 * m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
 * w ← (1 − learningRate · weightDecay) · w − learningRate · m̂ / (√v̂ + ε),   m̂ = m / (1 − β₁ᵗ),   v̂ = v / (1 − β₂ᵗ)
 * </pre>
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double l2, double weightDecay)
        implements Rule {

    /** What an element takes, in additions, about. */
    private static final int WORK = 4;

    public Adam {
        Rule.require("Adam", "learning rate", learningRate, 0, Double.POSITIVE_INFINITY);
        Rule.require("Adam", "β₁", beta1, 0, 1);
        Rule.require("Adam", "β₂", beta2, 0, 1);
        Rule.require("Adam", "ε", epsilon, 0, Double.POSITIVE_INFINITY);
        Rule.require("Adam", "l2", l2, 0, Double.POSITIVE_INFINITY);
        Rule.require("Adam", "weight decay", weightDecay, 0, Double.POSITIVE_INFINITY);
    }

    /** Adam with β₁ 0.9, β₂ 0.999, ε 10⁻⁸ and no decay. */
    public Adam(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 0, 0);
    }

    public Adam withBetas(double beta1, double beta2) {
        return new Adam(learningRate, beta1, beta2, epsilon, l2, weightDecay);
    }

    public Adam withEpsilon(double epsilon) {
        return new Adam(learningRate, beta1, beta2, epsilon, l2, weightDecay);
    }

    public Adam withL2(double l2) {
        return new Adam(learningRate, beta1, beta2, epsilon, l2, weightDecay);
    }

    /** AdamW. */
    public Adam withWeightDecay(double weightDecay) {
        return new Adam(learningRate, beta1, beta2, epsilon, l2, weightDecay);
    }

    @Override
    public int states() {
        return 2;
    }

    @Override
    public <A> void apply(Kernels<A> kernels, Step<A> s) {
        A m = s.state()[0];
        A v = s.state()[1];
        Threads.forRange(s.n(), WORK, (i, n) -> kernels.adam(s.w(), s.wo() + i, s.g(), s.go() + i,
                m, s.wo() + i, v, s.wo() + i, n, s.t(), learningRate, beta1, beta2, epsilon, l2, weightDecay));
    }
}
