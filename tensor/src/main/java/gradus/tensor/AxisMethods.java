package gradus.tensor;

import java.util.Arrays;

/** The methods of {@link Tensor} that work along axes: scans, sorting, windows, products, other shapes of the same elements. */
public sealed interface AxisMethods permits Tensor {

    DType dtype();

    Shape shape();

    int rank();

    int size();

    private Tensor self() {
        return (Tensor) this;
    }

    // Along an axis

    default Tensor softmax(int axis) {
        return new Softmax(Axes.normalize("softmax", axis, shape())).apply(self());
    }

    default Tensor logSoftmax(int axis) {
        return new LogSoftmax(Axes.normalize("logSoftmax", axis, shape())).apply(self());
    }

    /** {@return the sums of the elements up to each along an axis; of integers and bools as int64} */
    default Tensor cumsum(int axis) {
        int place = Axes.normalize("cumsum", axis, shape());
        Tensor x = dtype().isFloating() ? self() : self().to(DType.INT64);
        return new Recurrence(place).apply(Tensor.full(x.dtype(), 1, shape().toArray()), x);
    }

    /** {@return the products of the elements up to each along an axis; of integers and bools as int64} */
    default Tensor cumprod(int axis) {
        int place = Axes.normalize("cumprod", axis, shape());
        Tensor x = dtype().isFloating() ? self() : self().to(DType.INT64);
        int n = shape().get(place);
        if (n == 0) {
            return x;
        }
        Tensor one = Tensor.ones(x.dtype(), shape().with(place, 1).toArray()); // before the first factor, which may be infinite
        Tensor zeros = Tensor.zeros(x.dtype(), shape().with(place, n - 1).toArray());
        return new Recurrence(place).apply(Tensor.concat(place, one, x.slice(place, 1, n)),
                Tensor.concat(place, x.slice(place, 0, 1), zeros));
    }

    /** {@return the int32 positions of the elements along an axis in rising order; of equals the first comes first, NaN last} */
    default Tensor argsort(int axis) {
        return new Ordering.ArgSort(Axes.normalize("argsort", axis, shape()), false).apply(self());
    }

    /** {@return the elements along an axis in rising order; NaN last} */
    default Tensor sort(int axis) {
        return self().gather(axis, argsort(axis));
    }

    /** The k largest elements along an axis, in falling order, and their int32 positions. */
    record TopK(Tensor values, Tensor positions) {}

    /**
     * {@return the k largest elements along an axis, in falling order, and their positions; NaN counts as largest}
     *
     * @throws IllegalArgumentException when the axis has fewer than k elements
     */
    default TopK topK(int axis, int k) {
        int place = Axes.normalize("topK", axis, shape());
        if (k < 0 || k > shape().get(place)) {
            throw new IllegalArgumentException("topK: k = " + k + " of axis " + axis + " of " + shape() + "; use 0 to "
                    + shape().get(place));
        }
        Tensor positions = new Ordering.ArgSort(place, true).apply(self()).slice(place, 0, k);
        return new TopK(self().gather(place, positions), positions);
    }

    /**
     * {@return a view of the windows that slide along an axis: place i is the i-th window, whose elements i · step +
     * j · dilation, j = 0 … size − 1, stand on a new last axis}
     *
     * @throws IllegalArgumentException when no window fits
     */
    default Tensor unfold(int axis, int size, int step, int dilation) {
        return new Movement.Unfold(Axes.normalize("unfold", axis, shape()), size, step, dilation).apply(self());
    }

    /**
     * {@return the sum of windows as {@link #unfold} gives them, each added where it came from on an axis of this length} The
     * last axis holds the windows and does not count: −1 is the one before it, the last of the result.
     *
     * @throws IllegalArgumentException when an axis of this length has another number of windows
     */
    default Tensor fold(int axis, int length, int step, int dilation) {
        return new Movement.Fold(beforeLast("fold", axis), length, step, dilation).apply(self());
    }

    private int beforeLast(String op, int axis) {
        return Axes.normalize(op, axis, rank() < 2 ? shape() : shape().without(rank() - 1));
    }

    /**
     * {@return the discrete Fourier transform along an axis, Σ_k x_k e^(−2πi jk/n)} Complex numbers have their real and imaginary
     * parts on the last axis, of size 2, which does not count: the axis −1 is the one before. {@code Tensor.stack(-1, real,
     * imaginary)} puts them there.
     */
    default Tensor fft(int axis) {
        return new Fourier(beforeLast("fft", axis), false).apply(self());
    }

    /** {@return the tensor whose {@link #fft} along this axis is given: the same with the other sign, divided by n} */
    default Tensor inverseFft(int axis) {
        return new Fourier(beforeLast("inverseFft", axis), true).apply(self());
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

    /**
     * {@return {@code matmul(y).add(b)} in one pass: x y + b} This is [..., k], y is [k, n], b is [n], the result is [..., n].
     *
     * @throws IllegalArgumentException for integers, two dtypes, or sizes that do not fit
     */
    default Tensor affine(Tensor y, Tensor b) {
        return Affine.ofRows(self(), y, b);
    }

    /** {@return a view with the last two axes exchanged} */
    default Tensor transpose() {
        if (rank() < 2) {
            throw new IllegalArgumentException("transpose: " + shape() + " has fewer than two axes; add one with .unsqueeze(0)");
        }
        return self().transpose(-2, -1);
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
        int place = Axes.normalizeNew("unsqueeze", axis, shape());
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
        return slice(axis, start, stop, 1);
    }

    /** {@return a view of every step-th of those places, from the first on; {@link Tensor#at(String)} also steps backwards} */
    default Tensor slice(int axis, int start, int stop, int step) {
        int place = Axes.normalize("slice", axis, shape());
        int dim = shape().get(place);
        int from = start < 0 ? start + dim : start;
        int to = stop < 0 ? stop + dim : stop;
        if (step < 1) {
            throw new IllegalArgumentException("slice: step " + step + " of axis " + axis + " of " + shape()
                    + "; use 1 or more, and flip the axis to go backwards");
        }
        if (from < 0 || to > dim || from > to) {
            throw new IllegalArgumentException("slice: places " + start + " to " + stop + " of axis " + axis + " of " + shape()
                    + "; stay within 0 to " + dim);
        }
        return new Movement.Slice(place, from, Math.ceilDiv(to - from, step), step).apply(self());
    }
}
