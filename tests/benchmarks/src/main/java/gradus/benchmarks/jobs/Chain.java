package gradus.benchmarks.jobs;

import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.tensor.Tensor;
import java.util.function.UnaryOperator;

/** One function after the other on a single number: dispatch, and nothing else. */
public final class Chain {

    private Chain() {
    }

    /** {@return the derivative of f applied so many times, at the parameter's one element} */
    public static double derivative(Parameter u, int times, UnaryOperator<Tensor> f) {
        try (Tape tape = Tape.record()) {
            Tensor z = u.value();
            for (int i = 0; i < times; i++) {
                z = f.apply(z);
            }
            return tape.gradients(z).of(u).item();
        }
    }
}
