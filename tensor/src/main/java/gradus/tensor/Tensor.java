package gradus.tensor;

import gradus.simd.CacheLines;
import gradus.tensor.internal.Storage;
import gradus.tensor.internal.TensorAccess;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An immutable array of numbers of one {@link DType} with any number of axes.
 *
 * <p>{@code reshape}, {@code permute}, {@code expand} and {@code slice} give views of the same memory, all else gives new
 * tensors. Shapes broadcast as in NumPy; dtypes never convert silently. Axes count from 0, or back from −1.
 *
 * <pre>{@code
 * var x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
 * x.add(1).matmul(x.transpose()).sum(0)   // float32[2]
 * }</pre>
 */
public final class Tensor implements PointwiseMethods, ReductionMethods, AxisMethods, IndexMethods, LinearAlgebraMethods,
        RearrangeMethods, ActivationMethods, NormalizationMethods {

    static {
        TensorAccess.install(new Door());
    }

    private final DType dtype;
    private final Shape shape;
    private final int[] strides;
    private final int offset;
    private final Storage storage;
    private final boolean rowMajor;
    long node; // where a tape keeps it; written before the tensor is given to anyone, by Door

    /** Storage read with a shape, strides and an offset; see {@link #result} and {@link #view} for what ops need. */
    Tensor(DType dtype, Storage storage, Shape shape, int[] strides, int offset) {
        this.dtype = dtype;
        this.storage = storage;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.rowMajor = strides == shape.rowMajorStrides() || Moving.isRowMajor(shape, strides);
    }

    // Making tensors

    /** {@return a tensor of these numbers, copied, in row-major order; one axis if no size is given} */
    public static Tensor of(float[] data, int... dims) {
        return copyOf(data, data.length, dims);
    }

    /** {@return a float64 tensor of these numbers, copied} */
    public static Tensor of(double[] data, int... dims) {
        return copyOf(data, data.length, dims);
    }

    /** {@return an int32 tensor of these numbers, copied} */
    public static Tensor of(int[] data, int... dims) {
        return copyOf(data, data.length, dims);
    }

    /** {@return an int64 tensor of these numbers, copied} */
    public static Tensor of(long[] data, int... dims) {
        return copyOf(data, data.length, dims);
    }

    /** {@return a bool tensor of these values, copied} */
    public static Tensor of(boolean[] data, int... dims) {
        return copyOf(data, data.length, dims);
    }

    /**
     * {@return a tensor of nested arrays of one primitive type, such as {@code float[][]}}
     *
     * @throws IllegalArgumentException when the arrays are ragged or not of float, double, int, long or boolean
     */
    public static Tensor of(Object[] nested) {
        return NestedArrays.read(nested);
    }

    /** {@return a scalar of the type float32} */
    public static Tensor scalar(double value) {
        return full(DType.FLOAT32, value);
    }

    /** {@return a tensor of zeros of the type float32} */
    public static Tensor zeros(int... dims) {
        return zeros(DType.FLOAT32, dims);
    }

    /** {@return a tensor of zeros} */
    public static Tensor zeros(DType dtype, int... dims) {
        Shape shape = Shape.of(dims);
        return fresh(dtype, shape, shape.rowMajorStrides());
    }

    /** {@return a tensor of ones of the type float32} */
    public static Tensor ones(int... dims) {
        return ones(DType.FLOAT32, dims);
    }

    /** {@return a tensor of ones} */
    public static Tensor ones(DType dtype, int... dims) {
        return full(dtype, 1, dims);
    }

    /**
     * {@return a tensor that repeats one value, rounded for floats; it takes the memory of one element}
     *
     * @throws IllegalArgumentException when an integer or bool type does not have the value
     */
    public static Tensor full(DType dtype, double value, int... dims) {
        return Making.full("full", dtype, value, dims);
    }

    /** {@return the int32 numbers 0, 1, … n − 1} */
    public static Tensor range(int n) {
        return of(IntStream.range(0, n).toArray());
    }

    /** {@return the float32 numbers start, start + step, … before stop} */
    public static Tensor arange(double start, double stop, double step) {
        return arange(DType.FLOAT32, start, stop, step);
    }

    /**
     * {@return the numbers start, start + step, … before stop}
     *
     * @throws IllegalArgumentException for a step of 0, and for fractions of integers
     */
    public static Tensor arange(DType dtype, double start, double stop, double step) {
        return Making.arange(dtype, start, stop, step);
    }

    /** {@return {@code count} float32 numbers in equal steps from start to stop, both included} */
    public static Tensor linspace(double start, double stop, int count) {
        return linspace(DType.FLOAT32, start, stop, count);
    }

    /** {@return {@code count} numbers in equal steps from start to stop, both included; floats only} */
    public static Tensor linspace(DType dtype, double start, double stop, int count) {
        return Making.linspace(dtype, start, stop, count);
    }

    /** {@return the float32 identity matrix of n rows} */
    public static Tensor eye(int n) {
        return eye(DType.FLOAT32, n);
    }

    /** {@return the identity matrix of n rows} */
    public static Tensor eye(DType dtype, int n) {
        return oneHot(dtype, range(n), n);
    }

    /**
     * {@return the shape of the indices with one more axis of size {@code classes}: 1 at each index, else 0}
     *
     * @throws IllegalArgumentException when an index is not within 0 to classes − 1, or not an int32 or int64
     */
    public static Tensor oneHot(DType dtype, Tensor indices, int classes) {
        return Picking.oneHot(dtype, indices, classes);
    }

    // Putting tensors together

    /** {@return x where the condition holds, else y} */
    public static Tensor where(Tensor condition, Tensor x, Tensor y) {
        return new Where().apply(condition, x, y);
    }

    /** {@return the tensors one after the other along an axis} */
    public static Tensor concat(int axis, Tensor... parts) {
        return new Movement.Concat(parts.length == 0 ? axis : Axes.normalize("concat", axis, parts[0].shape)).apply(parts);
    }

    /** {@return tensors of one shape one after the other along a new axis} */
    public static Tensor stack(int axis, Tensor... parts) {
        return Making.stack(axis, parts);
    }

    /** {@return for each vector a view with an axis for each vector: the i-th holds the numbers of vector i along axis i} */
    public static Tensor[] meshgrid(Tensor... vectors) {
        return Making.meshgrid(vectors);
    }

    /**
     * {@return the sum of products that a text with a letter for each axis names (Einstein 1916)} Letters that the result lacks
     * are summed over, a letter twice in one operand takes its diagonal, {@code ...} stands for the other axes and broadcasts.
     * Without an arrow the result has the letters that occur once, in the order of the alphabet. Floats only.
     *
     * <pre>{@code
     * einsum("ij,jk->ik", x, y)             // matrix product
     * einsum("bhqd,bhkd->bhqk", q, k)       // attention scores
     * einsum("...ii->...", x)               // traces
     * }</pre>
     *
     * @throws IllegalArgumentException when the text is none, with the column, or does not fit the tensors
     */
    public static Tensor einsum(String text, Tensor... x) {
        return Einsum.compute(text, x);
    }

    // What it is

    /** {@return the type of the elements} */
    @Override
    public DType dtype() {
        return dtype;
    }

    /** {@return the sizes of the axes} */
    @Override
    public Shape shape() {
        return shape;
    }

    /** {@return the number of axes} */
    @Override
    public int rank() {
        return shape.rank();
    }

    /** {@return the number of elements} */
    @Override
    public int size() {
        return shape.size();
    }

    // Reading it

    /**
     * {@return one element as a double: the one at the index, or the only one}
     *
     * @throws IllegalArgumentException when the index does not name one element of the tensor
     */
    public double item(int... index) {
        if (index.length == 0 && size() == 1) {
            return getDouble(offset);
        }
        if (index.length != rank()) {
            throw new IllegalArgumentException("item: " + shape + " has " + rank() + " axes and " + size() + " elements, the index "
                    + Arrays.toString(index) + " names " + index.length + " of them; give one place for each axis");
        }
        int at = offset;
        for (int axis = 0; axis < index.length; axis++) {
            int dim = shape.get(axis);
            int place = index[axis];
            if (place < -dim || place >= dim) {
                throw new IllegalArgumentException("item: index " + Arrays.toString(index) + " is out of range for " + shape
                        + "; place " + place + " of axis " + axis + " must be within 0 to " + (dim - 1));
            }
            at += (place < 0 ? place + dim : place) * strides[axis];
        }
        return getDouble(at);
    }

    private double getDouble(int at) {
        double value = Elements.getDouble(array(), at);
        storage.requireIntact();
        return value;
    }

    /** {@return the elements of a float32 tensor in row-major order, copied} */
    public float[] toFloatArray() {
        return (float[]) copyOut("toFloatArray", DType.FLOAT32);
    }

    /** {@return the elements in row-major order as doubles; exact but for large int64 values} */
    public double[] toDoubleArray() {
        return (double[]) converted(DType.FLOAT64).copyOut("toDoubleArray", DType.FLOAT64);
    }

    /** {@return the elements of an int32 tensor in row-major order, copied} */
    public int[] toIntArray() {
        return (int[]) copyOut("toIntArray", DType.INT32);
    }

    /** {@return the elements of an integer or bool tensor in row-major order, as longs} */
    public long[] toLongArray() {
        if (dtype.isFloating()) {
            throw new IllegalArgumentException("toLongArray: the tensor is " + dtype + "; convert with .to(INT64)");
        }
        return (long[]) converted(DType.INT64).copyOut("toLongArray", DType.INT64);
    }

    /** {@return the elements of a bool tensor in row-major order, copied} */
    public boolean[] toBooleanArray() {
        return (boolean[]) copyOut("toBooleanArray", DType.BOOL);
    }

    /** {@return whether both have the same type, shape and elements; NaN equals NaN, and 0 differs from −0} */
    public boolean contentEquals(Tensor y) {
        return dtype == y.dtype && shape.equals(y.shape)
                && Elements.equal(copyOut("contentEquals", dtype), y.copyOut("contentEquals", dtype));
    }

    /** {@return dtype and shape, then the elements; long axes are shortened to fit a screen} */
    @Override
    public String toString() {
        return Printing.print(this);
    }

    // For the ops: memory and layout

    /** {@return a row-major tensor of unknown content for a result of {@code op}} */
    static Tensor result(Object op, DType dtype, Shape shape) {
        return result(op, dtype, shape, shape.rowMajorStrides());
    }

    /** {@return a dense tensor of unknown content, with strides that fill its memory without gaps} */
    static Tensor result(Object op, DType dtype, Shape shape, int[] strides) {
        int start = CacheLines.start(shape.size(), dtype.bytes());
        return new Tensor(dtype, Storage.allocate(dtype, start + shape.size(), op), shape, strides, start);
    }

    /** {@return a dense tensor of zeros, with strides that fill its memory without gaps, which no tape takes back} */
    static Tensor fresh(DType dtype, Shape shape, int[] strides) {
        int start = CacheLines.start(shape.size(), dtype.bytes());
        return new Tensor(dtype, Storage.of(dtype.newArray(start + shape.size())), shape, strides, start);
    }

    /** {@return the dtype of both} */
    static DType sameType(Op op, Tensor x, Tensor y) {
        if (x.dtype != y.dtype) {
            DType wider = x.dtype.compareTo(y.dtype) > 0 ? y.dtype : x.dtype;
            throw new IllegalArgumentException(op + ": " + x.dtype + x.shape + " and " + y.dtype + y.shape
                    + ": dtypes differ; convert one of them, such as with .to(" + wider.name() + ")");
        }
        return x.dtype;
    }

    /** {@return the same memory read with another shape, strides and offset} */
    Tensor view(Shape shape, int[] strides, int offset) {
        return new Tensor(dtype, storage, shape, strides, offset);
    }

    Storage storage() {
        return storage;
    }

    Object array() {
        return storage.array();
    }

    int offset() {
        return offset;
    }

    int[] strides() {
        return strides;
    }

    boolean isRowMajor() {
        return rowMajor;
    }

    /** {@return whether the elements fill one run of memory without gaps or repetitions, in whatever order of the axes} */
    boolean isDense() {
        return rowMajor || Moving.isDense(shape, strides);
    }

    /** {@return the strides with which this tensor is read when broadcast to a shape} */
    int[] stridesFor(Shape target) {
        if (shape.equals(target)) {
            return strides;
        }
        int[] expanded = new int[target.rank()];
        int lead = target.rank() - rank();
        for (int axis = 0; axis < rank(); axis++) {
            expanded[lead + axis] = shape.get(axis) == 1 ? 0 : strides[axis];
        }
        return expanded;
    }

    /** {@return this, or a copy, in row-major order} */
    Tensor rowMajor() {
        if (rowMajor) {
            return this;
        }
        Tensor copy = result("copy", dtype, shape);
        Moving.copyInto(copy, this);
        storage.requireIntact();
        return copy;
    }

    /** {@return the elements of a dense tensor in the order of its memory, or the one element} */
    Tensor flatInMemory() {
        return view(Shape.of(size()), new int[] {1}, offset);
    }

    Tensor permuted(int... order) {
        int[] dims = new int[order.length];
        int[] moved = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = shape.get(order[i]);
            moved[i] = strides[order[i]];
        }
        return view(Shape.of(dims), moved, offset);
    }

    Tensor moveToLast(int axis) {
        return axis == rank() - 1 ? view(shape, strides, offset) : permuted(Moving.order(rank(), axis, rank() - 1));
    }

    Tensor moveFromLast(int axis) {
        return axis == rank() - 1 ? this : permuted(Moving.order(rank(), rank() - 1, axis));
    }

    /** {@return a tensor of the first elements of an array, copied, in row-major order; one axis if no size is given} */
    static Tensor copyOf(Object array, int length, int... dims) {
        Shape shape = dims.length == 0 ? Shape.of(length) : Shape.of(dims);
        if (shape.size() != length) {
            throw new IllegalArgumentException("Tensor.of: " + length + " numbers do not fill " + shape + ", which takes "
                    + shape.size());
        }
        Tensor copy = fresh(DType.ofArray(array), shape, shape.rowMajorStrides());
        System.arraycopy(array, 0, copy.array(), copy.offset, length);
        return copy;
    }

    /** {@return the values in another dtype, for reading: no tape needs to know} */
    private Tensor converted(DType dtype) {
        if (dtype == this.dtype) {
            return this;
        }
        Tensor converted = new Cast(dtype).compute(this);
        storage.requireIntact();
        return converted;
    }

    private Object copyOut(String op, DType wanted) {
        if (dtype != wanted) {
            throw new IllegalArgumentException(op + ": the tensor is " + dtype + "; convert with .to(" + wanted.name() + ")");
        }
        Object copy = dtype.newArray(size());
        Moving.copyInto(new Tensor(dtype, Storage.of(copy), shape, shape.rowMajorStrides(), 0), this);
        storage.requireIntact();
        return copy;
    }
}
