package gradus.autograd;

import gradus.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Functions that turn a function of tensors into its derivatives. They nest: {@code grad(grad(f))}. */
public final class Transforms {

    private Transforms() {
    }

    /** The value of a function and its gradient at the same point. */
    public record ValueAndGrad(Tensor value, Tensor grad) {
    }

    /** {@return x ↦ ∇f(x), zeros where f does not depend on x; f must give one element} */
    public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
        return x -> valueAndGrad(f).apply(x).grad;
    }

    /** {@return x ↦ f(x) and ∇f(x), for little more than ∇f(x); f must give one element} */
    public static Function<Tensor, ValueAndGrad> valueAndGrad(UnaryOperator<Tensor> f) {
        return x -> {
            try (Tape tape = Tape.record()) {
                Tensor watched = tape.watch(x);
                Tensor y = f.apply(watched);
                if (y.size() != 1) {
                    throw new IllegalArgumentException("grad: the function gives " + y.dtype() + y.shape()
                            + ", not one element; reduce it, such as with .sum(), or use vjp");
                }
                return new ValueAndGrad(tape.keep(y), gradient(tape, y, Tensor.full(y.dtype(), 1, y.shape().toArray()), watched));
            }
        };
    }

    /** {@return (x, v) ↦ vᵀ · ∂f/∂x, the vector-Jacobian product, v in the shape of f(x)} */
    public static BiFunction<Tensor, Tensor, Tensor> vjp(UnaryOperator<Tensor> f) {
        return (x, v) -> {
            try (Tape tape = Tape.record()) {
                Tensor watched = tape.watch(x);
                return gradient(tape, f.apply(watched), v, watched);
            }
        };
    }

    /** The gradient of what does not depend on x is 0: a linear function has a second derivative too. */
    private static Tensor gradient(Tape tape, Tensor y, Tensor cotangent, Tensor x) {
        Gradients gradients = tape.gradientsOrNull(y, cotangent);
        return gradients == null ? Tensor.zeros(x.dtype(), x.shape().toArray()) : tape.keep(gradients.of(x));
    }
}
