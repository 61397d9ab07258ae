package gradus.autograd;

import gradus.tensor.DType;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Functions that turn a function of tensors into its derivatives. They nest: {@code grad(grad(f))}, {@code jacobian(grad(f))}.
 * A function of several tensors is one of each of them: {@code grad(w -> loss(w, b)).apply(w)}. What it reads of parameters
 * counts as constant; the transforms of a {@code loss} take it for the variable.
 */
public final class Transforms {

    private Transforms() {
    }

    /** The value of a function and its gradient at the same point. */
    public record ValueAndGrad(Tensor value, Tensor grad) {
    }

    // The gradient

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
                requireOneElement("grad", y);
                return new ValueAndGrad(result(tape, y), result(tape, gradient(tape, y, ones(y), watched)));
            }
        };
    }

    /** {@return the gradient of a loss with respect to each parameter, in their order; zeros where it does not depend on one} */
    public static List<Tensor> grad(Supplier<Tensor> loss, Collection<Parameter> parameters) {
        try (Tape tape = Tape.record()) {
            Tensor y = loss.get();
            requireOneElement("grad", y);
            return gradients(tape, y, parameters);
        }
    }

    // Products with the Jacobian J = ∂f/∂x

    /** {@return (x, v) ↦ vᵀ J, the vector-Jacobian product: v in the shape of f(x), the result in that of x} */
    public static BiFunction<Tensor, Tensor, Tensor> vjp(UnaryOperator<Tensor> f) {
        return (x, v) -> {
            try (Tape tape = Tape.record()) {
                Tensor watched = tape.watch(x);
                Tensor y = f.apply(watched);
                requireAlike("vjp", v, y);
                return result(tape, gradient(tape, y, v, watched));
            }
        };
    }

    /**
     * {@return (x, v) ↦ J v, the Jacobian-vector product or directional derivative: v in the shape of x, the result in that of f(x)}
     *
     * <p>The vector-Jacobian product u ↦ uᵀ J is linear in u, so its own vector-Jacobian product with v is J v, whatever u is:
     * forward mode as two reverse ones, for about twice the cost of one (J. Townsend, 2017).
     */
    public static BiFunction<Tensor, Tensor, Tensor> jvp(UnaryOperator<Tensor> f) {
        return (x, v) -> {
            requireAlike("jvp", v, x);
            try (Tape outer = Tape.record()) {
                Tensor u;
                Tensor g;
                try (Tape tape = Tape.record()) {
                    Tensor watched = tape.watch(x);
                    Tensor y = f.apply(watched);
                    u = outer.watch(zeros(y));
                    g = gradient(tape, y, u, watched);
                }
                return result(outer, gradient(outer, g, v, u));
            }
        };
    }

    /**
     * {@return x ↦ J, in the shape of f(x) followed by that of x: J[i…, j…] = ∂f(x)[i…] / ∂x[j…]}
     *
     * <p>One sweep for each element of f(x), or of x where that has fewer.
     */
    public static UnaryOperator<Tensor> jacobian(UnaryOperator<Tensor> f) {
        return x -> {
            try (Tape outer = Tape.record()) {
                Tensor watched;
                Tensor y;
                Tensor u = null;
                Tensor g = null;
                try (Tape tape = Tape.record()) {
                    watched = tape.watch(x);
                    y = f.apply(watched);
                    if (y.size() > x.size()) {
                        u = outer.watch(zeros(y));
                        g = gradient(tape, y, u, watched);
                    }
                }
                Tensor[] parts = new Tensor[Math.min(y.size(), x.size())];
                for (int i = 0; i < parts.length; i++) {
                    parts[i] = (u == null ? gradient(outer, y, unit(y, i), watched, false)
                            : gradient(outer, g, unit(x, i), u, false)).reshape(1, -1);
                }
                int[] dims = concat(y.shape(), x.shape());
                if (parts.length == 0) {
                    return Tensor.zeros(x.dtype(), dims);
                }
                Tensor matrix = Tensor.concat(0, parts); // its rows, or its columns
                return result(outer, (u == null ? matrix : matrix.transpose()).reshape(dims));
            }
        };
    }

    // Second derivatives

    /** {@return x ↦ ∇²f(x), in the shape of x followed by that of x: the matrix of second derivatives; f must give one element} */
    public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> f) {
        return jacobian(grad(f));
    }

    /** {@return (x, v) ↦ ∇²f(x) v, without the matrix, for a few times the cost of ∇f(x); v is in the shape of x} */
    public static BiFunction<Tensor, Tensor, Tensor> hvp(UnaryOperator<Tensor> f) {
        return (x, v) -> {
            requireAlike("hvp", v, x);
            return vjp(grad(f)).apply(x, v); // ∇² is symmetric
        };
    }

    /**
     * {@return ∇²loss · v with respect to the parameters, a tensor for each of them, in their order}
     *
     * @param v a tensor in the shape of each parameter
     */
    public static List<Tensor> hvp(Supplier<Tensor> loss, Collection<Parameter> parameters, List<Tensor> v) {
        if (v.size() != parameters.size()) {
            throw new IllegalArgumentException("hvp: " + v.size() + " vectors for " + parameters.size()
                    + " parameters; give one for each, in their order");
        }
        try (Tape tape = Tape.record()) {
            List<Tensor> gradients = grad(loss, parameters);
            Tensor along = Tensor.full(DType.FLOAT64, 0); // ⟨∇loss, v⟩, whose gradient is ∇²loss · v
            for (int k = 0; k < v.size(); k++) {
                requireAlike("hvp", v.get(k), gradients.get(k));
                along = along.add(gradients.get(k).mul(v.get(k)).sum().to(DType.FLOAT64));
            }
            return gradients(tape, along, parameters);
        }
    }

    // What a derivative does not see, and what is computed twice for it

    /** {@return the same numbers, as a constant: no gradient flows back through the result} */
    public static Tensor stopGradient(Tensor x) {
        return TensorAccess.get().alias(x);
    }

    /**
     * {@return x ↦ f(x), of which a tape keeps nothing but the result: the sweep back computes f a second time}
     *
     * <p>For deep networks in little memory: with a checkpoint around each of √n of n layers, the tape holds the results of √n
     * layers, and one segment at a time. The gradients have the same bits. The function may read parameters and use other
     * tensors; it must give the same result again, hence random numbers are drawn outside. Under a tape that follows the sweep
     * itself, for higher orders, that second computation is kept.
     */
    public static UnaryOperator<Tensor> checkpoint(UnaryOperator<Tensor> f) {
        return x -> Checkpoint.apply(f, x);
    }

    /** The gradient of what does not depend on x is 0: a linear function has a second derivative too. */
    private static Tensor gradient(Tape tape, Tensor y, Tensor cotangent, Tensor x) {
        return gradient(tape, y, cotangent, x, true);
    }

    private static Tensor gradient(Tape tape, Tensor y, Tensor cotangent, Tensor x, boolean lastOfAll) {
        Gradients gradients = tape.gradientsOrNull(y, cotangent, lastOfAll);
        return gradients == null ? zeros(x) : gradients.of(x);
    }

    private static List<Tensor> gradients(Tape tape, Tensor y, Collection<Parameter> parameters) {
        Gradients gradients = tape.gradientsOrNull(y, ones(y), true);
        List<Tensor> found = new ArrayList<>();
        for (Parameter p : parameters) {
            found.add(gradients == null || !gradients.contains(p) ? Tensor.zeros(p.dtype(), p.shape().toArray())
                    : result(tape, gradients.of(p)));
        }
        return List.copyOf(found);
    }

    /** {@return x, which stays readable after the tape; under a tape further out it lives as long as that, like all results} */
    private static Tensor result(Tape tape, Tensor x) {
        return tape.isOutermost() ? tape.keep(x) : x;
    }

    private static Tensor zeros(Tensor x) {
        return Tensor.zeros(x.dtype(), x.shape().toArray());
    }

    private static Tensor ones(Tensor y) {
        return Tensor.full(y.dtype(), 1, y.shape().toArray());
    }

    /** {@return zeros in the shape of x, with 1 at the i-th element} */
    private static Tensor unit(Tensor x, int i) {
        return Tensor.oneHot(x.dtype(), Tensor.of(new int[] {i}), x.size()).reshape(x.shape().toArray());
    }

    private static int[] concat(Shape a, Shape b) {
        int[] dims = Arrays.copyOf(a.toArray(), a.rank() + b.rank());
        System.arraycopy(b.toArray(), 0, dims, a.rank(), b.rank());
        return dims;
    }

    private static void requireOneElement(String transform, Tensor y) {
        if (y.size() != 1) {
            throw new IllegalArgumentException(transform + ": the function gives " + y.dtype() + y.shape()
                    + ", not one element; reduce it, such as with .sum(), or use vjp");
        }
    }

    private static void requireAlike(String transform, Tensor v, Tensor x) {
        if (!v.shape().equals(x.shape()) || v.dtype() != x.dtype()) {
            throw new IllegalArgumentException(transform + ": the vector is " + v.dtype() + v.shape() + ", what it belongs to "
                    + x.dtype() + x.shape() + "; both must be alike");
        }
    }
}
