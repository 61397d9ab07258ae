package gradus.tensor;

import gradus.simd.Kernels;
import java.util.Arrays;

/** Computes the {@link Movement} ops that are more than a permutation of strides. */
final class Moving {

    private Moving() {
    }

    /** {@return the shape with a size of −1 replaced by what is left for it} */
    static Shape complete(Shape shape, int... dims) {
        int open = -1;
        int openings = 0;
        long known = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == -1) {
                open = axis;
                openings++;
            } else {
                known *= dims[axis];
            }
        }
        if (open < 0) {
            return Shape.of(dims);
        }
        if (openings > 1) {
            throw new IllegalArgumentException("reshape: " + shape + " to " + Arrays.toString(dims)
                    + ": only one size can be worked out; give all others");
        }
        if (known <= 0 || shape.size() % known != 0) {
            throw new IllegalArgumentException("reshape: " + shape + " to " + Arrays.toString(dims) + ": " + shape.size()
                    + " elements leave no whole number for −1; the sizes must multiply to that number");
        }
        int[] complete = dims.clone();
        complete[open] = (int) (shape.size() / known);
        return Shape.of(complete);
    }

    /** {@return the order of axes in which one of them has been moved to another place} */
    static int[] order(int rank, int from, int to) {
        int[] order = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            order[axis] = axis;
        }
        int step = from < to ? 1 : -1;
        for (int axis = from; axis != to; axis += step) {
            order[axis] = order[axis + step];
        }
        order[to] = from;
        return order;
    }

    /** {@return whether the strides are those of row-major order, of whatever axes of size 1 have} */
    static boolean isRowMajor(Shape shape, int[] strides) {
        int[] expected = shape.rowMajorStrides();
        for (int axis = 0; axis < strides.length; axis++) {
            if (strides[axis] != expected[axis] && shape.get(axis) != 1) {
                return shape.size() == 0;
            }
        }
        return true;
    }

    /** {@return whether the strides fill one run of memory without gaps or repetitions, in whatever order of the axes} */
    static boolean isDense(Shape shape, int[] strides) {
        int filled = 1;
        for (int axes = 0; axes < strides.length; axes++) { // find the axis that comes next in memory
            int next = -1;
            for (int axis = 0; axis < strides.length; axis++) {
                if (shape.get(axis) > 1 && strides[axis] == filled) {
                    next = axis;
                }
            }
            if (next < 0) {
                break;
            }
            filled *= shape.get(next);
        }
        return filled == shape.size();
    }

    static Tensor reshape(Tensor x, Shape shape) {
        if (shape.size() != x.size()) {
            throw new IllegalArgumentException("reshape: " + x.shape() + " to " + shape + ": " + x.size() + " ≠ "
                    + shape.size() + " elements; the sizes must multiply to the same number");
        }
        int[] strides = stridesOfView(x, shape);
        if (strides != null) {
            return x.view(shape, strides, x.offset());
        }
        Tensor copy = x.rowMajor();
        return copy.view(shape, shape.rowMajorStrides(), copy.offset());
    }

    /** {@return strides under which x's memory reads as {@code shape}, or null where only a copy does} */
    private static int[] stridesOfView(Tensor x, Shape shape) {
        if (x.isRowMajor()) {
            return shape.rowMajorStrides();
        }
        int[] dims = new int[x.rank()]; // of x without its axes of size 1, whose strides mean nothing
        int[] steps = new int[x.rank()];
        int rank = 0;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (x.shape().get(axis) != 1) {
                dims[rank] = x.shape().get(axis);
                steps[rank++] = x.strides()[axis];
            }
        }
        int[] strides = new int[shape.rank()];
        int from = 0;
        int to = 0;
        while (from < rank && to < shape.rank()) {
            // Grow a group of old and a group of new axes until they hold equally many elements.
            int oldStart = from;
            int newStart = to;
            long old = dims[from++];
            long now = shape.get(to++);
            while (old != now) {
                if (old < now) {
                    if (from == rank) {
                        return null;
                    }
                    old *= dims[from++];
                } else {
                    if (to == shape.rank()) {
                        return null;
                    }
                    now *= shape.get(to++);
                }
            }
            for (int axis = oldStart; axis < from - 1; axis++) {
                if (steps[axis] != steps[axis + 1] * dims[axis + 1]) {
                    return null;
                }
            }
            int stride = steps[from - 1];
            for (int axis = to - 1; axis >= newStart; axis--) {
                strides[axis] = stride;
                stride *= shape.get(axis);
            }
        }
        while (to < shape.rank()) { // trailing axes of size 1
            strides[to++] = 1;
        }
        return strides;
    }

    static Tensor slice(Movement.Slice op, Tensor x) {
        int axis = Axes.normalize(op, op.axis(), x.shape());
        requirePlaces(op, x.shape(), x.shape().get(axis), op.start(), op.count(), op.step());
        int[] strides = x.strides().clone();
        int offset = op.count() == 0 ? x.offset() : x.offset() + op.start() * strides[axis];
        strides[axis] *= op.step();
        return x.view(x.shape().with(axis, op.count()), strides, offset);
    }

    private static void requirePlaces(Op op, Shape shape, int size, int start, int count, int step) {
        long last = start + (count - 1L) * step;
        if (count < 0 || count > 0 && (start < 0 || start >= size || last < 0 || last >= size) || step == 0) {
            throw new IllegalArgumentException(op + ": " + shape + ": places " + start + " to " + last + " by " + step
                    + " leave an axis of " + size + "; stay within 0 to " + (size - 1) + " with a step other than 0");
        }
    }

    static Tensor unslice(Movement.Unslice op, Tensor x) {
        int axis = Axes.normalize(op, op.axis(), x.shape());
        requirePlaces(op, x.shape(), op.size(), op.start(), x.shape().get(axis), op.step());
        Tensor z = Tensor.result(op, x.dtype(), x.shape().with(op.axis(), op.size()));
        Elements.fillZero(z.array(), z.offset(), z.size());
        copyInto(slice(new Movement.Slice(op.axis(), op.start(), x.shape().get(op.axis()), op.step()), z), x);
        return z;
    }

    static Tensor concat(Movement.Concat op, Tensor[] x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("concat: no tensors; give at least one");
        }
        int axis = Axes.normalize(op, op.axis(), x[0].shape());
        int size = 0;
        for (Tensor part : x) {
            Tensor.sameType(op, x[0], part);
            if (part.rank() != x[0].rank() || !part.shape().with(axis, 0).equals(x[0].shape().with(axis, 0))) {
                throw new IllegalArgumentException(op + ": " + x[0].shape() + " and " + part.shape()
                        + ": sizes may differ along axis " + axis + " only");
            }
            size = Math.addExact(size, part.shape().get(axis));
        }
        Tensor z = Tensor.result(op, x[0].dtype(), x[0].shape().with(axis, size));
        int start = 0;
        for (Tensor part : x) {
            int count = part.shape().get(axis);
            copyInto(slice(new Movement.Slice(axis, start, count, 1), z), part);
            start += count;
        }
        return z;
    }

    static Tensor unfold(Movement.Unfold op, Tensor x) {
        int axis = Axes.normalize(op, op.axis(), x.shape());
        int length = x.shape().get(axis);
        int windows = op.windows(length);
        if (windows == 0) {
            throw new IllegalArgumentException(op + ": " + x.shape() + ": no window fits into " + length
                    + " places; pad the axis, or take smaller windows");
        }
        int[] dims = Arrays.copyOf(x.shape().toArray(), x.rank() + 1);
        int[] strides = Arrays.copyOf(x.strides(), x.rank() + 1);
        dims[axis] = windows;
        dims[x.rank()] = op.size();
        strides[x.rank()] = strides[axis] * op.dilation();
        strides[axis] *= op.step();
        return x.view(Shape.of(dims), strides, x.offset());
    }

    static Tensor fold(Movement.Fold op, Tensor x) {
        int last = x.rank() - 1;
        if (!x.dtype().isFloating() || op.axis() >= last || x.shape().get(last) == 0
                || new Movement.Unfold(op.axis(), x.shape().get(last), op.step(), op.dilation()).windows(op.length())
                != x.shape().get(op.axis())) {
            throw new IllegalArgumentException(op + ": " + x.dtype() + x.shape() + " holds no windows of floats that unfold would "
                    + "give for this length; their number stands on axis " + op.axis() + ", their elements on the last");
        }
        Tensor z = Tensor.result(op, x.dtype(), x.shape().without(last).with(op.axis(), op.length()));
        Elements.fillZero(z.array(), z.offset(), z.size());
        int windows = x.shape().get(op.axis());
        for (int j = 0; j < x.shape().get(last); j++) { // elements of all windows with one place in them do not overlap
            Tensor from = slice(new Movement.Slice(last, j, 1, 1), x);
            Tensor to = slice(new Movement.Slice(op.axis(), j * op.dilation(), windows, op.step()), z);
            addInto(to, from.view(to.shape(), Arrays.copyOf(from.strides(), last), from.offset()));
        }
        return z;
    }

    /** z = z + x, within a fresh result. */
    private static void addInto(Tensor z, Tensor x) {
        Runs runs = Runs.over(z.shape(), x, z);
        Kernels<Object> kernels = Elements.kernels(z.dtype());
        while (runs.next()) {
            if (runs.stride(0) == 1 && runs.stride(1) == 1) {
                kernels.add(z.array(), runs.offset(1), x.array(), runs.offset(0), z.array(), runs.offset(1), runs.length());
            } else {
                Elements.add(x.array(), runs.offset(0), runs.stride(0), z.array(), runs.offset(1), runs.stride(1), runs.length());
            }
        }
    }

    /** Copies x to a fresh result or a part of one. */
    static void copyInto(Tensor z, Tensor x) {
        copy(Runs.over(z.shape(), x, z), x, 0, z);
    }

    /** Copies along runs over x and z, from elements of x's array that stand so much farther on. */
    static void copy(Runs runs, Tensor x, int on, Tensor z) {
        if (x.dtype().isFloating() && runs.transposes()) {
            Kernels<Object> kernels = Elements.kernels(x.dtype());
            while (runs.nextPlane()) {
                kernels.transpose(x.array(), runs.offset(0) + on, runs.stride(0), runs.length(), runs.width(),
                        z.array(), runs.offset(1), runs.distance(1));
            }
            return;
        }
        while (runs.next()) {
            Elements.copy(x.array(), runs.offset(0) + on, runs.stride(0), z.array(), runs.offset(1), runs.stride(1), runs.length());
        }
    }
}
