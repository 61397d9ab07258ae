package gradus.tensor;

import gradus.tensor.internal.Storage;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Makes tensors of numbers that follow a rule, and puts tensors together. */
final class Making {

    private Making() {
    }

    /** {@return a tensor that repeats a value in the memory of one element, in the name of the op that needs it} */
    static Tensor full(String op, DType dtype, double value, int... dims) {
        Object array = dtype.newArray(1);
        Elements.setDouble(array, 0, value);
        if (!dtype.isFloating() && Elements.getDouble(array, 0) != value) {
            throw new IllegalArgumentException(op + ": " + value + " is no value of " + dtype
                    + "; convert the tensor with .to(FLOAT32), or round the number");
        }
        Shape shape = Shape.of(dims);
        return new Tensor(dtype, Storage.of(array), shape, new int[dims.length], 0);
    }

    static Tensor arange(DType dtype, double start, double stop, double step) {
        double count = Math.max(0, Math.ceil((stop - start) / step));
        String what = "arange: " + start + " to " + stop + " by " + step;
        if (!Double.isFinite(start) || !Double.isFinite(step) || step == 0 || !(count < Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(what
                    + "; give finite numbers and a step other than 0, for fewer than 2³¹ numbers");
        }
        if (!dtype.isFloating()) {
            return integers(what, dtype, start, step, (int) count);
        }
        double[] numbers = new double[(int) count];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = start + i * step;
        }
        return Tensor.of(numbers).to(dtype);
    }

    private static Tensor integers(String what, DType dtype, double start, double step, int count) {
        double last = start + Math.max(0, count - 1) * step;
        double limit = dtype == DType.INT32 ? 0x1p31 : 0x1p63;
        if (dtype == DType.BOOL || start != Math.rint(start) || step != Math.rint(step)
                || Math.min(start, last) < -limit || Math.max(start, last) >= limit) {
            throw new IllegalArgumentException(what + " as " + dtype
                    + "; ask for a float type, or give whole numbers that it has");
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (long) start + i * (long) step;
        }
        return Tensor.of(numbers).to(dtype);
    }

    static Tensor linspace(DType dtype, double start, double stop, int count) {
        if (!dtype.isFloating() || count < 0) {
            throw new IllegalArgumentException("linspace: " + count + " numbers as " + dtype
                    + "; ask for 0 or more of a float type, and round with .to(INT32)");
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i == 0 ? start : i == count - 1 ? stop : start + i * ((stop - start) / (count - 1));
        }
        return Tensor.of(numbers).to(dtype);
    }

    static Tensor stack(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("stack: no tensors; give at least one");
        }
        int place = Axes.normalizeNew("stack", axis, parts[0].shape());
        Tensor[] layers = new Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].shape().equals(parts[0].shape()) || parts[i].dtype() != parts[0].dtype()) {
                throw new IllegalArgumentException("stack: " + parts[0].dtype() + parts[0].shape() + " and " + parts[i].dtype()
                        + parts[i].shape() + "; all must be alike; join parts of different lengths with concat");
            }
            layers[i] = parts[i].unsqueeze(place);
        }
        return new Movement.Concat(place).apply(layers);
    }

    static Tensor[] meshgrid(Tensor... vectors) {
        int[] dims = new int[vectors.length];
        for (int axis = 0; axis < dims.length; axis++) {
            if (vectors[axis].rank() != 1) {
                throw new IllegalArgumentException("meshgrid: " + vectors[axis].shape() + " at place " + axis
                        + " is no vector; give a vector for each axis");
            }
            dims[axis] = vectors[axis].size();
        }
        Tensor[] grids = new Tensor[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            int[] column = new int[dims.length - axis];
            Arrays.fill(column, 1);
            column[0] = dims[axis];
            grids[axis] = vectors[axis].reshape(column).expand(dims);
        }
        return grids;
    }

    /** {@return whether column − row ≤ k, for the rows and columns of matrices} */
    static Tensor triangle(String op, Shape shape, long k) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(op + ": " + shape + " has fewer than two axes; add one with .unsqueeze(0)");
        }
        int m = shape.dim(-2);
        int n = shape.dim(-1);
        int shift = Math.clamp(k, -m, n);
        Tensor rows = Tensor.of(IntStream.range(shift, m + shift).toArray()).unsqueeze(1);
        return Tensor.range(n).lessEqual(rows);
    }
}
