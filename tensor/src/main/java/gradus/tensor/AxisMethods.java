package gradus.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The methods of {@link Tensor} that work along axes: reductions, matrix products, and other shapes of the same elements. */
public sealed interface AxisMethods permits Tensor {

    DType dtype();

    Shape shape();

    int rank();

    int size();

    private Tensor self() {
        return (Tensor) this;
    }

    // Reductions over the axes named, or all

    /** {@return the sum; of integers and bools as int64} */
    default Tensor sum(int... axes) {
        return new Reduction.Sum(Axes.reduced("sum", shape(), axes), false).apply(self());
    }

    /** {@return the mean; of floats only} */
    default Tensor mean(int... axes) {
        if (!dtype().isFloating()) {
            throw new IllegalArgumentException("mean: not defined for " + dtype() + shape() + "; convert with .to(FLOAT32)");
        }
        Tensor sum = sum(axes);
        return sum.mul((double) sum.size() / size());
    }

    /** {@return the largest elements} */
    default Tensor max(int... axes) {
        return new Reduction.Max(Axes.reduced("max", shape(), axes), false).apply(self());
    }

    /** {@return the smallest elements} */
    default Tensor min(int... axes) {
        return new Reduction.Min(Axes.reduced("min", shape(), axes), false).apply(self());
    }

    /** {@return the sum, the axes kept with size 1} */
    default Tensor sumKeep(int... axes) {
        return new Reduction.Sum(Axes.reduced("sum", shape(), axes), true).apply(self());
    }

    /** {@return the int32 positions of the largest elements along an axis} */
    default Tensor argmax(int axis) {
        return new ArgMax(Axes.normalize("argmax", axis, shape())).apply(self());
    }

    // Along an axis

    default Tensor softmax(int axis) {
        return new Fused.Softmax(Axes.normalize("softmax", axis, shape())).apply(self());
    }

    default Tensor logSoftmax(int axis) {
        return new Fused.LogSoftmax(Axes.normalize("logSoftmax", axis, shape())).apply(self());
    }

    // Matrices

    /**
     * {@return the matrix product over the last two axes, the others broadcast, as in NumPy} A vector is a row on the left and a
     * column on the right, and its axis does not return: [k] × [k] is a scalar, [m, k] × [k] is [m], [k] × [k, n] is [n].
     *
     * @throws IllegalArgumentException for scalars, integers, two dtypes, or inner sizes that differ
     */
    default Tensor matmul(Tensor y) {
        return Matmul.ofAnyRank(self(), y);
    }

    /** {@return a view with the last two axes exchanged} */
    default Tensor transpose() {
        if (rank() < 2) {
            throw new IllegalArgumentException("transpose: " + shape() + " has fewer than two axes; add one with .unsqueeze(0)");
        }
        int[] order = IntStream.range(0, rank()).toArray();
        order[rank() - 2] = rank() - 1;
        order[rank() - 1] = rank() - 2;
        return permute(order);
    }

    // Shapes

    /** {@return a view with the axes in another order} */
    default Tensor permute(int... axes) {
        if (axes.length != rank()) {
            throw new IllegalArgumentException("permute: axes " + Arrays.toString(axes) + " of " + shape() + ": name each of the "
                    + rank() + " axes once");
        }
        return new Movement.Permute(Axes.of("permute", shape(), axes)).apply(self());
    }

    /** {@return the elements under another shape; one size may be −1 and is worked out} */
    default Tensor reshape(int... dims) {
        Shape target = Moving.complete(shape(), dims);
        return target.equals(shape()) ? self() : new Movement.Reshape(target).apply(self());
    }

    /** {@return a view broadcast to a shape} */
    default Tensor expand(int... dims) {
        Shape target = Shape.of(dims);
        return target.equals(shape()) ? self() : new Movement.Expand(target).apply(self());
    }

    /** {@return the same elements, in memory in row-major order: this tensor, or a copy where it is a view of another order} */
    default Tensor contiguous() {
        return self().isRowMajor() ? self() : new Movement.Contiguous().apply(self());
    }

    /** {@return a view with a new axis of size 1 at this place} */
    default Tensor unsqueeze(int axis) {
        int place = Axes.normalize("unsqueeze", axis, Shape.of(new int[rank() + 1]));
        int[] dims = new int[rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < place ? shape().get(i) : i == place ? 1 : shape().get(i - 1);
        }
        return reshape(dims);
    }

    /** {@return a view without an axis of size 1} */
    default Tensor squeeze(int axis) {
        int place = Axes.normalize("squeeze", axis, shape());
        if (shape().get(place) != 1) {
            throw new IllegalArgumentException("squeeze: axis " + axis + " of " + shape() + " has size " + shape().get(place)
                    + "; only an axis of size 1 can go");
        }
        return reshape(shape().without(place).toArray());
    }

    /** {@return a view of the places {@code start ≤ i < stop} of an axis; negative places count from its end} */
    default Tensor slice(int axis, int start, int stop) {
        int place = Axes.normalize("slice", axis, shape());
        int dim = shape().get(place);
        int from = start < 0 ? start + dim : start;
        int to = stop < 0 ? stop + dim : stop;
        if (from < 0 || to > dim || from > to) {
            throw new IllegalArgumentException("slice: places " + start + " to " + stop + " of axis " + axis + " of " + shape()
                    + "; stay within 0 to " + dim);
        }
        return new Movement.Slice(place, from, to - from, 1).apply(self());
    }
}
