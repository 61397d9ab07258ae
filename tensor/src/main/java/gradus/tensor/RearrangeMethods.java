package gradus.tensor;

import java.util.Arrays;

/** The methods of {@link Tensor} that put its elements in other places. All dtypes; views where it says so. */
public sealed interface RearrangeMethods permits Tensor {

    DType dtype();

    Shape shape();

    int rank();

    private Tensor self() {
        return (Tensor) this;
    }

    // Other orders of axes and places

    /** {@return a view with two axes exchanged} */
    default Tensor transpose(int a, int b) {
        int[] order = new int[rank()];
        Arrays.setAll(order, axis -> axis);
        int first = Axes.normalize("transpose", a, shape());
        int second = Axes.normalize("transpose", b, shape());
        order[first] = second;
        order[second] = first;
        return self().permute(order);
    }

    /** {@return a view with one axis moved to another place, the others in their order} */
    default Tensor moveAxis(int from, int to) {
        int source = Axes.normalize("moveAxis", from, shape());
        int target = Axes.normalize("moveAxis", to, shape());
        return self().permute(Moving.order(rank(), source, target));
    }

    /** {@return a view that runs backwards along the axes named, or along all} */
    default Tensor flip(int... axes) {
        Axes named = Axes.reduced("flip", shape(), axes);
        Tensor x = self();
        for (int i = 0; i < named.count(); i++) {
            int n = shape().get(named.get(i));
            x = n < 2 ? x : new Movement.Slice(named.get(i), n - 1, n, -1).apply(x);
        }
        return x;
    }

    /** {@return the elements moved on by {@code shift} places along an axis, those beyond its end to its start} */
    default Tensor roll(int axis, int shift) {
        int place = Axes.normalize("roll", axis, shape());
        int n = shape().get(place);
        int cut = n == 0 ? 0 : Math.floorMod(-(long) shift, n);
        return cut == 0 ? self() : Tensor.concat(place, self().slice(place, cut, n), self().slice(place, 0, cut));
    }

    // Other shapes

    /** {@return the axes from {@code start} to {@code end}, both included, as one; a scalar becomes [1]} */
    default Tensor flatten(int start, int end) {
        Shape shape = rank() == 0 ? Shape.of(1) : shape();
        int first = Axes.normalize("flatten", start, shape);
        int last = Axes.normalize("flatten", end, shape);
        if (first > last) {
            throw new IllegalArgumentException("flatten: axes " + start + " to " + end + " of " + shape()
                    + " run backwards; name the first one first");
        }
        int[] dims = new int[shape.rank() - (last - first)];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = axis < first ? shape.get(axis) : axis == first ? 1 : shape.get(axis + last - first);
        }
        for (int axis = first; axis <= last; axis++) {
            dims[first] *= shape.get(axis);
        }
        return self().reshape(dims);
    }

    /**
     * {@return views of these sizes, one after the other along an axis}
     *
     * @throws IllegalArgumentException when the sizes do not add up to that of the axis
     */
    default Tensor[] split(int axis, int... sizes) {
        int place = Axes.normalize("split", axis, shape());
        long sum = 0;
        boolean valid = true;
        for (int size : sizes) {
            sum += size;
            valid &= size >= 0;
        }
        if (!valid || sum != shape().get(place)) {
            throw new IllegalArgumentException("split: axis " + axis + " of " + shape() + " into " + Arrays.toString(sizes)
                    + "; sizes of 0 or more must add up to " + shape().get(place));
        }
        Tensor[] parts = new Tensor[sizes.length];
        int start = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = self().slice(place, start, start + sizes[i]);
            start += sizes[i];
        }
        return parts;
    }

    /** {@return {@code count} views along an axis of equal sizes, or the first ones longer by 1, as NumPy's array_split} */
    default Tensor[] chunk(int axis, int count) {
        int n = shape().get(Axes.normalize("chunk", axis, shape()));
        if (count < 1) {
            throw new IllegalArgumentException("chunk: axis " + axis + " of " + shape() + " into " + count
                    + " parts; ask for 1 or more");
        }
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = n / count + (i < n % count ? 1 : 0);
        }
        return split(axis, sizes);
    }

    /** {@return a view for each place of an axis, which goes} */
    default Tensor[] unbind(int axis) {
        int place = Axes.normalize("unbind", axis, shape());
        Tensor[] parts = new Tensor[shape().get(place)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = self().slice(place, i, i + 1).squeeze(place);
        }
        return parts;
    }

    // Larger ones

    /**
     * {@return this tensor between {@code before[axis]} and {@code after[axis]} places of a value}
     *
     * @throws IllegalArgumentException when there is not a size of 0 or more for both ends of each axis, or the dtype does not
     *         have the value
     */
    default Tensor pad(int[] before, int[] after, double value) {
        boolean fits = before.length == rank() && after.length == rank();
        for (int axis = 0; axis < rank() && fits; axis++) {
            fits = before[axis] >= 0 && after[axis] >= 0;
        }
        if (!fits) {
            throw new IllegalArgumentException("pad: " + Arrays.toString(before) + " before and " + Arrays.toString(after)
                    + " after " + shape() + "; give a size of 0 or more for both ends of each axis");
        }
        Tensor x = self();
        for (int axis = 0; axis < rank(); axis++) {
            if (before[axis] > 0 || after[axis] > 0) {
                x = Tensor.concat(axis, Making.full("pad", dtype(), value, x.shape().with(axis, before[axis]).toArray()), x,
                        Making.full("pad", dtype(), value, x.shape().with(axis, after[axis]).toArray()));
            }
        }
        return x;
    }

    /** {@return each element {@code times} times, one after the other along an axis: a b becomes a a b b} */
    default Tensor repeat(int axis, int times) {
        int place = Axes.normalize("repeat", axis, shape());
        requireCount("repeat", times);
        int[] dims = Arrays.copyOf(shape().toArray(), rank() + 1);
        System.arraycopy(dims, place + 1, dims, place + 2, rank() - place - 1);
        dims[place + 1] = times;
        Tensor spread = self().unsqueeze(place + 1).expand(dims);
        return spread.reshape(shape().with(place, shape().get(place) * times).toArray());
    }

    /** {@return the whole tensor repeated along its last axes: a b becomes a b a b; more counts than axes make new ones} */
    default Tensor tile(int... times) {
        int rank = Math.max(rank(), times.length);
        int[] apart = new int[2 * rank];
        int[] spread = new int[2 * rank];
        int[] joined = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int dim = axis < rank - rank() ? 1 : shape().get(axis - rank + rank());
            int count = axis < rank - times.length ? 1 : times[axis - rank + times.length];
            requireCount("tile", count);
            apart[2 * axis] = 1;
            apart[2 * axis + 1] = spread[2 * axis + 1] = dim;
            spread[2 * axis] = count;
            joined[axis] = dim * count; // expand refuses what is too large
        }
        return self().reshape(apart).expand(spread).reshape(joined);
    }

    private void requireCount(String op, int times) {
        if (times < 0) {
            throw new IllegalArgumentException(op + ": " + times + " times " + shape() + "; give 0 or more");
        }
    }

    // Matrices: the last two axes

    /** {@return the elements on and below the k-th diagonal of each matrix, 0 above; k counts upwards from the main diagonal} */
    default Tensor tril(int k) {
        return Tensor.where(Making.triangle("tril", shape(), k), self(), Tensor.full(dtype(), 0));
    }

    /** {@return the elements on and above the k-th diagonal of each matrix, 0 below} */
    default Tensor triu(int k) {
        return Tensor.where(Making.triangle("triu", shape(), (long) k - 1), Tensor.full(dtype(), 0), self());
    }

    /** {@return the k-th diagonal of each matrix, z[…, i] = x[…, i, i + k], or x[…, i − k, i] below the main one, k = 0} */
    default Tensor diagonal(int k) {
        if (rank() < 2) {
            throw new IllegalArgumentException("diagonal: " + shape() + " has fewer than two axes; a vector becomes a matrix "
                    + "with .diagonalMatrix(0)");
        }
        return diagonal(k, -2, -1);
    }

    /** {@return the k-th diagonal of the matrices with these axes of rows and columns; it becomes the last axis} */
    default Tensor diagonal(int k, int rows, int columns) {
        Axes two = Axes.of("diagonal", shape(), rows, columns);
        int[] order = new int[rank()];
        int[] dims = new int[rank() - 1];
        int others = 0;
        for (int axis = 0; axis < rank(); axis++) {
            if (!two.contains(axis)) {
                dims[others] = shape().get(axis);
                order[others++] = axis;
            }
        }
        order[others] = two.get(0);
        order[others + 1] = two.get(1);
        int m = shape().get(two.get(0));
        int n = shape().get(two.get(1));
        dims[others] = m * n;
        int count = (int) Math.max(0, k >= 0 ? Math.min(m, (long) n - k) : Math.min((long) m + k, n));
        int start = count == 0 ? 0 : k >= 0 ? k : -k * n;
        Tensor flat = self().permute(order).reshape(dims); // [i, j] is at i n + j, and [i + 1, j + 1] n + 1 further
        return new Movement.Slice(others, start, count, n + 1).apply(flat);
    }

    /** {@return matrices with the last axis of this tensor as their k-th diagonal, and 0 elsewhere} */
    default Tensor diagonalMatrix(int k) {
        if (rank() == 0) {
            throw new IllegalArgumentException("diagonalMatrix: a scalar has no axis to lay along a diagonal; use .reshape(1)");
        }
        int n = (int) Math.min(Integer.MAX_VALUE, shape().dim(-1) + Math.abs((long) k));
        int[] dims = Arrays.copyOf(shape().toArray(), rank() + 1);
        dims[rank() - 1] = dims[rank()] = n;
        Shape matrices = Shape.of(dims);
        Op spread = new Movement.Unslice(rank() - 1, k >= 0 ? k : -k * n, n + 1, n * n);
        return spread.apply(self()).reshape(matrices.toArray());
    }

    /**
     * {@return z[i, j] = x[i] y[j], of two vectors}
     *
     * @throws IllegalArgumentException when one of them is no vector, or the dtypes differ
     */
    default Tensor outer(Tensor y) {
        if (rank() != 1 || y.rank() != 1) {
            throw new IllegalArgumentException("outer: " + shape() + " and " + y.shape() + " are not both vectors; "
                    + "use .flatten(0, -1), or einsum for products of more axes");
        }
        return self().unsqueeze(1).mul(y);
    }

    // Counting values

    /**
     * {@return how often each of 0, 1, 2, … occurs, as int64; at least {@code length} of them}
     *
     * @throws IllegalArgumentException when this is no int32 or int64 tensor, or holds a negative number
     */
    default Tensor bincount(int length) {
        return Counting.bincount(self(), length);
    }

    /** {@return the different values in rising order, how often each occurs, and which of them each element is} */
    default Unique unique() {
        return Counting.unique(self());
    }
}
