package gradus.nn;

import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;

/**
 * How a weight [out, in, …] begins. The axes after the second are a kernel's window; fan-in is in · window, fan-out is
 * out · window.
 */
@FunctionalInterface
public interface Initializer {

    /** Uniform over ±√(6 / fan-in), which keeps the variance through ReLUs (He et al. 2015). */
    Initializer KAIMING_UNIFORM = scaledUniform(6, 1, 0);

    /** Normal with variance 2 / fan-in (He et al. 2015). */
    Initializer KAIMING_NORMAL = scaledNormal(2, 1, 0);

    /** Uniform over ±√(6 / (fan-in + fan-out)) (Glorot and Bengio 2010). */
    Initializer XAVIER_UNIFORM = scaledUniform(6, 1, 1);

    /** Normal with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010). */
    Initializer XAVIER_NORMAL = scaledNormal(2, 1, 1);

    /** Uniform over ±1 / √fan-in (LeCun et al. 1998), what PyTorch uses for linear layers; the default. */
    Initializer LECUN_UNIFORM = scaledUniform(1, 1, 0);

    /** {@return a tensor of the shape, drawn from the generator} */
    Tensor draw(Generator generator, DType dtype, int... dims);

    /** {@return a uniform initialiser over ±√(c / (a · fan-in + b · fan-out))} */
    private static Initializer scaledUniform(double c, int a, int b) {
        return (generator, dtype, dims) -> {
            double bound = Math.sqrt(c / fan(a, b, dims));
            return generator.uniform(dtype, dims).mul(2 * bound).sub(bound);
        };
    }

    /** {@return a normal initialiser with variance c / (a · fan-in + b · fan-out)} */
    private static Initializer scaledNormal(double c, int a, int b) {
        return (generator, dtype, dims) -> generator.normal(dtype, dims).mul(Math.sqrt(c / fan(a, b, dims)));
    }

    private static double fan(int a, int b, int... dims) {
        if (dims.length < 2) {
            throw new IllegalArgumentException("Initializer: a weight has two axes or more, out and in; give the shape [out, in]");
        }
        double window = 1;
        for (int i = 2; i < dims.length; i++) {
            window *= dims[i];
        }
        return window * (a * (double) dims[1] + b * (double) dims[0]);
    }
}
