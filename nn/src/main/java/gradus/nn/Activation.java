package gradus.nn;

import gradus.tensor.Tensor;
import gradus.tensor.Unary;

/** Pointwise functions as layers without parameters. */
public enum Activation implements Layer {

    /** max(x, 0) (Nair and Hinton 2010). */
    RELU(Unary.RELU),
    /** 1 / (1 + e^−x). */
    SIGMOID(Unary.SIGMOID),
    /** The hyperbolic tangent. */
    TANH(Unary.TANH);

    private final Unary function;

    Activation(Unary function) {
        this.function = function;
    }

    @Override
    public Tensor forward(Tensor x) {
        return function.apply(x);
    }

    @Override
    public String toString() {
        return function.toString();
    }
}
