package gradus.optim;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.simd.Kernels;
import gradus.simd.Simd;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

/**
 * A rule at work on parameters: it holds what the rule remembers of each.
 *
 * <pre>{@code
 * var optimizer = new Optimizer(new Sgd(0.01).withMomentum(0.9), net.parameters().values());
 * float loss = optimizer.minimize(() -> crossEntropy(net.forward(x), y));
 * }</pre>
 */
public final class Optimizer {

    private static final TensorAccess ACCESS = TensorAccess.get();

    private final Rule rule;
    private final List<Slot> slots = new ArrayList<>();

    /** A parameter, with what the rule remembers of it, which begins where the parameter does, and the number of its steps. */
    private static final class Slot {
        final Parameter parameter;
        final Object[] state;
        long steps;

        Slot(Parameter parameter, int states) {
            this.parameter = parameter;
            this.state = parameter.dtype() == DType.FLOAT32 ? new float[states][] : new double[states][];
            Arrays.setAll(state, i -> ACCESS.storage(Tensor.zeros(parameter.dtype(), parameter.size())).array());
        }
    }

    public Optimizer(Rule rule, Collection<Parameter> parameters) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("Optimizer: no parameters to learn; pass net.parameters().values()");
        }
        this.rule = rule;
        for (Parameter parameter : new LinkedHashSet<>(parameters)) { // layers may share one, which makes one step all the same
            slots.add(new Slot(parameter, rule.states()));
        }
    }

    /**
     * Makes one step. A parameter that was not read under the tape stays as it is.
     *
     * @throws IllegalStateException when the tape of the gradients has closed; no parameter has changed then
     */
    public void step(Gradients gradients) {
        Tensor[] aligned = new Tensor[slots.size()];
        for (int i = 0; i < aligned.length; i++) {
            Parameter parameter = slots.get(i).parameter;
            if (gradients.contains(parameter)) {
                aligned[i] = parameter.aligned(gradients.of(parameter));
                ACCESS.storage(aligned[i]).array(); // still there?
            }
        }
        for (int i = 0; i < aligned.length; i++) {
            if (aligned[i] != null) {
                step(slots.get(i), aligned[i]);
            }
        }
    }

    private void step(Slot slot, Tensor g) {
        Object array = ACCESS.storage(g).array();
        slot.parameter.update((w, wo) -> {
            switch (w) {
                case float[] floats -> apply(Simd.FLOAT, floats, wo, (float[]) array, (float[][]) slot.state, g, ++slot.steps);
                case double[] doubles -> apply(Simd.DOUBLE, doubles, wo, (double[]) array, (double[][]) slot.state, g, ++slot.steps);
                default -> throw new AssertionError(w.getClass());
            }
        });
    }

    private <A> void apply(Kernels<A> kernels, A w, int wo, A g, A[] state, Tensor gradient, long t) {
        rule.apply(kernels, new Rule.Step<>(w, wo, g, ACCESS.offset(gradient), state, gradient.size(), t));
    }

    /** {@return the loss, of one element, after one step has been made to lower it} */
    public float minimize(Supplier<Tensor> loss) {
        try (Tape tape = Tape.record()) {
            Tensor value = loss.get();
            Gradients gradients = tape.finish(value);
            float before = (float) value.item();
            step(gradients);
            return before;
        }
    }

    @Override
    public String toString() {
        return rule + " of " + slots.size() + " parameters";
    }
}
