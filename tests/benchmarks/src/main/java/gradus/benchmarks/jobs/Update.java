package gradus.benchmarks.jobs;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.optim.Optimizer;
import gradus.optim.Rule;
import gradus.tensor.Generator;
import java.util.List;

/** An optimiser's step on a million parameters, by a gradient that stays the same. */
final class Update implements Job {

    private final Parameter w;
    private final Optimizer optimizer;
    private final Gradients gradients;

    /** The tape stays open, as its gradients are used for as long as the job is. */
    @SuppressWarnings("resource")
    Update(Rule rule) {
        Generator generator = Generator.of(0);
        w = new Parameter(generator.uniform(1000, 1000));
        optimizer = new Optimizer(rule, List.of(w));
        Tape tape = Tape.record();
        gradients = tape.gradients(w.value().mul(generator.uniform(1000, 1000)).sum());
    }

    @Override
    public double run() {
        optimizer.step(gradients);
        return 0;
    }

    /** All gradients are positive, so that all parameters fall. */
    @Override
    public void check() {
        float before = (float) w.value().item(3, 5);
        run();
        float after = (float) w.value().item(3, 5);
        Job.require(after < before && after > before - 0.1, "a step went from " + before + " to " + after);
    }
}
