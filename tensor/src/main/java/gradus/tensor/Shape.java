package gradus.tensor;

import java.util.Arrays;

/** The sizes of a tensor's axes, outermost first. An immutable value; {@code []} is the shape of a scalar. */
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;
    private final int[] strides; // in elements, of a row-major tensor of this shape
    private final int size;

    private Shape(int[] dims) {
        long size = 1;
        boolean empty = false;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + ": sizes cannot be negative");
            }
            empty |= dim == 0;
        }
        for (int i = 0; i < dims.length && !empty; i++) {
            size *= dims[i];
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims)
                        + ": more than 2³¹ − 1 elements; split the tensor");
            }
        }
        this.dims = dims;
        this.size = empty ? 0 : (int) size;
        this.strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= Math.max(dims[i], 1);
        }
    }

    /** {@return the shape with these sizes} */
    public static Shape of(int... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** {@return the number of axes} */
    public int rank() {
        return dims.length;
    }

    /** {@return the number of elements} */
    public int size() {
        return size;
    }

    /** {@return the size of one axis; −1 is the last} */
    public int dim(int axis) {
        return dims[Axes.normalize("dim", axis, this)];
    }

    /** {@return the sizes in a new array} */
    public int[] toArray() {
        return dims.clone();
    }

    /** {@return the strides, in elements, of a row-major tensor of this shape; not to be written} */
    int[] rowMajorStrides() {
        return strides;
    }

    /** {@return the size of an axis counted from the front, unchecked} */
    int get(int axis) {
        return dims[axis];
    }

    /**
     * {@return the shape both broadcast to, as in NumPy: aligned at the last axis, sizes equal or 1}
     *
     * @throws IllegalArgumentException when they do not fit, in the name of {@code op}
     */
    static Shape broadcast(Object op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int m = i <= a.rank() ? a.dims[a.rank() - i] : 1;
            int n = i <= b.rank() ? b.dims[b.rank() - i] : 1;
            if (m != n && m != 1 && n != 1) {
                throw new IllegalArgumentException(op + ": " + a + " and " + b + ": sizes " + m + " and " + n
                        + " of axis −" + i + " differ and neither is 1; reshape or expand one of them");
            }
            dims[rank - i] = m == 1 ? n : m;
        }
        return new Shape(dims);
    }

    /** {@return this shape with one axis removed} */
    Shape without(int axis) {
        int[] rest = new int[dims.length - 1];
        System.arraycopy(dims, 0, rest, 0, axis);
        System.arraycopy(dims, axis + 1, rest, axis, rest.length - axis);
        return of(rest);
    }

    /** {@return this shape with another size of one axis} */
    Shape with(int axis, int dim) {
        int[] changed = dims.clone();
        changed[axis] = dim;
        return new Shape(changed);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** {@return the sizes in brackets, such as {@code [2, 3]}} */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
