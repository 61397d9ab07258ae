package gradus.benchmarks.jobs;

import gradus.autograd.Tape;
import gradus.tensor.Tensor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A value computed as an inference loop should compute it: each time under a tape, for the sake of its arena. Nothing is
 * recorded, as no parameter is read, and the results' memory is used again by the next run instead of being allocated and cleared.
 * PyTorch's allocator does the same.
 */
record Value(Supplier<Tensor> value, Predicate<Tensor> right) implements Job {

    @Override
    public double run() {
        try (Tape _ = Tape.record()) {
            Tensor z = value.get();
            return z.item(new int[z.rank()]);
        }
    }

    @Override
    public void check() {
        for (int i = 0; i < 2; i++) { // the second time in memory that was used before
            try (Tape _ = Tape.record()) {
                Tensor z = value.get();
                Job.require(right.test(z), "the value is not as defined:\n" + z);
            }
        }
    }
}
