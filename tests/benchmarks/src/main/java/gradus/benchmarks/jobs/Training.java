package gradus.benchmarks.jobs;

import gradus.optim.Optimizer;
import gradus.tensor.Tensor;
import java.util.function.Supplier;

/** A training step: forward, backward and the update. The loss begins near what guessing costs, and falls. */
record Training(Optimizer optimizer, Supplier<Tensor> loss, int classes) implements Job {

    @Override
    public double run() {
        return optimizer.minimize(loss);
    }

    @Override
    public void check() {
        falls(this, classes, 12);
    }

    /** Takes steps and throws unless they learn; a loss of ln(classes) is that of a guess. */
    static void falls(Job step, int classes, int steps) {
        double first = step.run();
        double last = first;
        for (int i = 0; i < steps; i++) {
            last = step.run();
        }
        Job.require(Math.abs(first - Math.log(classes)) < 0.5, "the loss begins at " + first + ", far from ln " + classes);
        Job.require(last < first, "the loss went from " + first + " to " + last + " in " + steps + " steps");
    }
}
