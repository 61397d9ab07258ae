package gradus.optim;

import gradus.simd.Kernels;
import gradus.simd.Threads;

/**
 * Stochastic gradient descent (Robbins and Monro 1951) with heavy-ball momentum (Polyak 1964) or Nesterov's (1983, in the form
 * of Sutskever et al. 2013):
 *
 * <pre>
 * g ← g + l2 · w
 * v ← momentum · v + (1 − dampening) · g        at the first step v ← g
 * w ← (1 − learningRate · weightDecay) · w − learningRate · v        with Nesterov g + momentum · v in place of v
 * </pre>
 *
 * {@code l2} adds the gradient of the penalty l2/2 · ‖w‖²; {@code weightDecay} is decoupled from the gradient and the momentum.
 */
public record Sgd(double learningRate, double momentum, double dampening, boolean nesterov, double l2, double weightDecay)
        implements Rule {

    public Sgd {
        Rule.require("Sgd", "learning rate", learningRate, 0, Double.POSITIVE_INFINITY);
        Rule.require("Sgd", "momentum", momentum, 0, 1);
        Rule.require("Sgd", "dampening", dampening, 0, Math.nextUp(1.0));
        Rule.require("Sgd", "l2", l2, 0, Double.POSITIVE_INFINITY);
        Rule.require("Sgd", "weight decay", weightDecay, 0, Double.POSITIVE_INFINITY);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("Sgd: Nesterov's step with momentum " + momentum + " and dampening " + dampening
                    + "; it needs a momentum above 0 and no dampening");
        }
    }

    /** Plain gradient descent: w ← w − learningRate · g. */
    public Sgd(double learningRate) {
        this(learningRate, 0, 0, false, 0, 0);
    }

    public Sgd withMomentum(double momentum) {
        return new Sgd(learningRate, momentum, dampening, nesterov, l2, weightDecay);
    }

    public Sgd withDampening(double dampening) {
        return new Sgd(learningRate, momentum, dampening, nesterov, l2, weightDecay);
    }

    public Sgd withNesterov() {
        return new Sgd(learningRate, momentum, dampening, true, l2, weightDecay);
    }

    public Sgd withL2(double l2) {
        return new Sgd(learningRate, momentum, dampening, nesterov, l2, weightDecay);
    }

    public Sgd withWeightDecay(double weightDecay) {
        return new Sgd(learningRate, momentum, dampening, nesterov, l2, weightDecay);
    }

    @Override
    public int states() {
        return momentum == 0 ? 0 : 1;
    }

    @Override
    public <A> void apply(Kernels<A> kernels, Step<A> s) {
        A v = momentum == 0 ? null : s.state()[0];
        Threads.forRange(s.n(), (i, n) -> kernels.sgd(s.w(), s.wo() + i, s.g(), s.go() + i, v, s.wo() + i, n, s.t() == 1,
                learningRate, momentum, dampening, nesterov, l2, weightDecay));
    }
}
