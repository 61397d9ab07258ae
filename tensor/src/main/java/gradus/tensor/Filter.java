package gradus.tensor;

import java.util.Arrays;

/**
 * The convolution y[n, o, i…] = Σ x[n, c, i · stride + k · dilation − padding…] w[o, c, k…] and its adjoints in both operands: as
 * it is linear in each of them, these three are each other's derivatives, and a bias changes nothing in that.
 * x is [N, C, spatial…], w is [O, C / groups, sizes…], y is [N, O, places…]. Floats only.
 */
public sealed interface Filter extends Op {

    Window window();

    int groups();

    /** y from x and w. */
    record Convolve(Window window, int groups) implements Filter {
        @Override
        public Tensor compute(Tensor... operands) {
            return Filtering.convolve(this, operands[0], operands[1], null);
        }

        @Override
        public String toString() {
            return "convolution(" + Filtering.name(this) + ")";
        }
    }

    /** y from x and w, with b, [O], added to each of its channels: y = w ∗ x + b. */
    record Affine(Window window, int groups) implements Filter {
        @Override
        public int arity() {
            return 3;
        }

        @Override
        public Tensor compute(Tensor... operands) {
            return Filtering.convolve(this, operands[0], operands[1], operands[2]);
        }

        @Override
        public String toString() {
            return "convolution with bias(" + Filtering.name(this) + ")";
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
