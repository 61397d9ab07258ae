package gradus.tensor;

import java.util.Arrays;

/**
 * The convolution y[n, o, i…] = Σ x[n, c, i · stride + k · dilation − padding…] w[o, c, k…] and its adjoints in both operands: as
 * it is linear in each of them, these three are each other's derivatives. x is [N, C, spatial…], w is [O, C / groups, sizes…], y
 * is [N, O, places…]. Floats only.
 */
public sealed interface Filter extends Op {

    Window window();

    int groups();

    /** y from x and w. */
    record Convolve(Window window, int groups) implements Filter {
        @Override
        public Tensor compute(Tensor... operands) {
            return Filtering.convolve(this, operands[0], operands[1]);
        }

        @Override
        public String toString() {
            return "convolution(" + Filtering.name(this) + ")";
        }
    }

    /** x, of given spatial sizes, from y and w: the transposed convolution. */
    record Transposed(Window window, int groups, Shape spatial) implements Filter {
        @Override
        public Tensor compute(Tensor... operands) {
            return Filtering.transposed(this, operands[0], operands[1]);
        }

        @Override
        public String toString() {
            return "transposed convolution(" + Filtering.name(this) + ", to " + spatial + ")";
        }
    }

    /** w from x and y. */
    record Weights(Window window, int groups) implements Filter {
        @Override
        public Tensor compute(Tensor... operands) {
            return Filtering.weights(this, operands[0], operands[1]);
        }

        @Override
        public String toString() {
            return "convolution weights(" + Filtering.name(this) + ")";
        }
    }

    /** {@return the adjoint in x, for an x of this shape} */
    default Transposed transposed(Shape x) {
        return new Transposed(window(), groups(), Shape.of(Arrays.copyOfRange(x.toArray(), 2, x.rank())));
    }

    @Override
    default int arity() {
        return 2;
    }
}
