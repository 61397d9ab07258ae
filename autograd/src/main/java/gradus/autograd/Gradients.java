package gradus.autograd;

import gradus.tensor.Tensor;
import java.util.Map;

/** The gradients of one backward sweep, each in the shape of what it belongs to. Readable until the tape closes. */
public final class Gradients {

    private final Map<Object, Tensor> bySource;

    Gradients(Map<Object, Tensor> bySource) {
        this.bySource = bySource;
    }

    /**
     * {@return the gradient of a parameter; zeros where the loss does not depend on it}
     *
     * @throws IllegalArgumentException when the parameter was not read under the tape before the loss was computed
     */
    public Tensor of(Parameter parameter) {
        Tensor gradient = bySource.get(parameter);
        if (gradient == null) {
            throw new IllegalArgumentException("Gradients.of: the parameter " + parameter.dtype() + parameter.shape()
                    + " was not read under the tape; read it with value() in the forward pass");
        }
        return gradient;
    }

    /**
     * {@return the gradient of a watched tensor; zeros where the loss does not depend on it}
     *
     * @throws IllegalArgumentException when the tensor was not watched; the one to ask for is the one that watch returned
     */
    public Tensor of(Tensor watched) {
        Tensor gradient = bySource.get(watched);
        if (gradient == null) {
            throw new IllegalArgumentException("Gradients.of: the tensor " + watched.dtype() + watched.shape()
                    + " was not watched; ask for the tensor that tape.watch(x) returned");
        }
        return gradient;
    }

    /** {@return whether the parameter was read under the tape} */
    public boolean contains(Parameter parameter) {
        return bySource.containsKey(parameter);
    }

    @Override
    public String toString() {
        return "gradients of " + bySource.size() + " tensors";
    }
}
