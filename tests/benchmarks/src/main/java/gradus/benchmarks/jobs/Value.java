package gradus.benchmarks.jobs;

import gradus.tensor.Tensor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A value computed outside of any tape, as in inference. */
record Value(Supplier<Tensor> value, Predicate<Tensor> right) implements Job {

    @Override
    public double run() {
        Tensor z = value.get();
        return z.item(new int[z.rank()]);
    }

    @Override
    public void check() {
        Tensor z = value.get();
        Job.require(right.test(z), "the value is not as defined:\n" + z);
    }
}
