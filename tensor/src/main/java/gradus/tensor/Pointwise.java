package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Threads;
import java.util.Arrays;

/**
 * Computes pointwise ops: finds the runs of the operands, makes them dense where they are not, and calls the loops. A loop is
 * called from one place only, since C2 copies its code to each; long ones are shared among threads there.
 */
final class Pointwise {

    /** Elements copied at a time where an operand is not dense: small enough for the first-level cache. */
    private static final int CHUNK = 1024;

    private Pointwise() {
    }

    static Tensor unary(Unary op, Tensor x) {
        DType dtype = x.dtype();
        if (dtype.isFloating()) {
            Kernels<Object> kernels = Elements.kernels(dtype);
            Tensor z = x.isDense() ? Tensor.result(op, dtype, x.shape(), x.strides()) : Tensor.result(op, dtype, x.shape());
            Object array = z.array();
            Runs runs = z.isRowMajor() ? Runs.over(x.shape(), x, z)
                    : Runs.over(Shape.of(x.size()), x.flatInMemory(), z.flatInMemory());
            Operand in = new Operand(x, runs, 0);
            while (runs.next()) {
                int step = in.isDense() ? Math.max(runs.length(), 1) : CHUNK;
                for (int from = 0; from < runs.length(); from += step) {
                    int n = Math.min(step, runs.length() - from);
                    in.read(from, n);
                    int to = runs.offset(1) + from;
                    Threads.forRange(n, (i, m) -> op.floats.run(kernels, in.array, in.offset + i, array, to + i, m));
                }
            }
            return z;
        }
        if (dtype.isInteger() && op.integers != null) {
            Tensor z = Tensor.result(op, dtype, x.shape());
            long[] in = (long[]) Elements.scratch(DType.INT64, Math.min(CHUNK, x.size()));
            Runs runs = Runs.over(x.shape(), x, z);
            while (runs.next()) {
                for (int from = 0; from < runs.length(); from += CHUNK) {
                    int n = Math.min(CHUNK, runs.length() - from);
                    Elements.toLongs(x.array(), runs.offset(0) + from * runs.stride(0), runs.stride(0), in, n);
                    op.integers.run(in, in, n);
                    Elements.fromLongs(in, z.array(), runs.offset(1) + from, n);
                }
            }
            return z;
        }
        throw unsupported(op, dtype);
    }

    static Tensor binary(Binary op, Tensor x, Tensor y) {
        DType dtype = Tensor.sameType(op, x, y);
        if (!dtype.isFloating() && (!dtype.isInteger() || op.integers == null)) {
            throw unsupported(op, dtype);
        }
        Shape shape = Shape.broadcast(op, x.shape(), y.shape());
        if (dtype.isInteger()) {
            return integers(op, shape, x, y);
        }
        // Operands of one layout give a result of that layout, and a single element leaves the other's as it is.
        Tensor z = alike(x, y) || y.size() == 1 && x.isDense() && x.shape().equals(shape) ? Tensor.result(op, dtype, shape, x.strides())
                : x.size() == 1 && y.isDense() && y.shape().equals(shape) ? Tensor.result(op, dtype, shape, y.strides())
                : Tensor.result(op, dtype, shape);
        floats(op, x, y, z);
        return z;
    }

    /** {@return x + y, in the memory of x, which nobody else may know, where that has the layout of the sum} */
    static Tensor addTo(Tensor x, Tensor y) {
        if (!x.shape().equals(y.shape()) || !x.isRowMajor() && !alike(x, y)) {
            return x.add(y);
        }
        floats(Binary.ADD, x, y, x);
        return x;
    }

    private static boolean alike(Tensor x, Tensor y) {
        return x.isDense() && x.shape().equals(y.shape()) && Arrays.equals(x.strides(), y.strides());
    }

    private static void floats(Binary op, Tensor x, Tensor y, Tensor z) {
        Kernels<Object> kernels = Elements.kernels(z.dtype());
        Object array = z.array();
        Runs runs = z.isRowMajor() ? Runs.over(z.shape(), x, y, z)
                : Runs.over(Shape.of(z.size()), x.flatInMemory(), y.flatInMemory(), z.flatInMemory());
        Operand left = new Operand(x, runs, 0);
        Operand right = new Operand(y, runs, 1);
        while (runs.next()) {
            int length = runs.length();
            int step = left.isDense() && right.isDense() ? Math.max(length, 1) : CHUNK;
            for (int from = 0; from < length; from += step) {
                int n = Math.min(step, length - from);
                left.read(from, n);
                right.read(from, n);
                int to = runs.offset(2) + from;
                Threads.forRange(n, (i, m) ->
                        op.floats.run(kernels, left.array, left.offset + i, right.array, right.offset + i, array, to + i, m));
            }
        }
    }

    private static Tensor integers(Binary op, Shape shape, Tensor x, Tensor y) {
        requirePowersAndDivisors(op, x, y);
        Tensor z = Tensor.result(op, x.dtype(), shape);
        int size = Math.min(CHUNK, shape.size());
        long[] left = (long[]) Elements.scratch(DType.INT64, size);
        long[] right = (long[]) Elements.scratch(DType.INT64, size);
        Runs runs = Runs.over(shape, x, y, z);
        while (runs.next()) {
            for (int from = 0; from < runs.length(); from += CHUNK) {
                int n = Math.min(CHUNK, runs.length() - from);
                Elements.toLongs(x.array(), runs.offset(0) + from * runs.stride(0), runs.stride(0), left, n);
                Elements.toLongs(y.array(), runs.offset(1) + from * runs.stride(1), runs.stride(1), right, n);
                op.integers.run(left, right, left, n);
                Elements.fromLongs(left, z.array(), runs.offset(2) + from, n);
            }
        }
        return z;
    }

    /** Of integers only these two are not defined for all operands. */
    private static void requirePowersAndDivisors(Binary op, Tensor x, Tensor y) {
        if (op != Binary.POW && op != Binary.REMAINDER) {
            return;
        }
        for (long value : y.toLongArray()) {
            if (op == Binary.POW ? value < 0 : value == 0) {
                throw new IllegalArgumentException(op + ": " + x.dtype() + x.shape() + " with " + y.dtype() + y.shape()
                        + ", which holds " + value + ": not defined for integers; convert both with .to(FLOAT32)");
            }
        }
    }

    static Tensor compare(Comparison op, Tensor x, Tensor y) {
        boolean floating = Tensor.sameType(op, x, y).isFloating();
        Tensor z = Tensor.result(op, DType.BOOL, Shape.broadcast(op, x.shape(), y.shape()));
        if (floating) {
            compareFloats(op, x, y, z);
        } else {
            compareIntegers(op, x, y, z);
        }
        return z;
    }

    private static void compareFloats(Comparison op, Tensor x, Tensor y, Tensor z) {
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        boolean[] array = (boolean[]) z.array();
        Runs runs = Runs.over(z.shape(), x, y, z);
        Operand left = new Operand(x, runs, 0);
        Operand right = new Operand(y, runs, 1);
        while (runs.next()) {
            int step = left.isDense() && right.isDense() ? Math.max(runs.length(), 1) : CHUNK;
            for (int from = 0; from < runs.length(); from += step) {
                int n = Math.min(step, runs.length() - from);
                left.read(from, n);
                right.read(from, n);
                int to = runs.offset(2) + from;
                Threads.forRange(n, (i, m) ->
                        op.floats.run(kernels, left.array, left.offset + i, right.array, right.offset + i, array, to + i, m));
            }
        }
    }

    private static void compareIntegers(Comparison op, Tensor x, Tensor y, Tensor z) {
        int size = Math.min(CHUNK, z.size());
        long[] left = (long[]) Elements.scratch(DType.INT64, size);
        long[] right = (long[]) Elements.scratch(DType.INT64, size);
        Runs runs = Runs.over(z.shape(), x, y, z);
        while (runs.next()) {
            for (int from = 0; from < runs.length(); from += CHUNK) {
                int n = Math.min(CHUNK, runs.length() - from);
                Elements.toLongs(x.array(), runs.offset(0) + from * runs.stride(0), runs.stride(0), left, n);
                Elements.toLongs(y.array(), runs.offset(1) + from * runs.stride(1), runs.stride(1), right, n);
                op.integers.run(left, right, (boolean[]) z.array(), runs.offset(2) + from, n);
            }
        }
    }

    static Tensor logic(Logic op, Tensor x, Tensor y) {
        if (x.dtype() != DType.BOOL || y.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(op + ": " + x.dtype() + x.shape() + " and " + y.dtype() + y.shape()
                    + " are not both bool; compare them with something, such as .notEqual(0)");
        }
        Shape shape = Shape.broadcast(op, x.shape(), y.shape());
        Tensor z = Tensor.result(op, DType.BOOL, shape);
        boolean[] array = (boolean[]) z.array();
        boolean[] left = (boolean[]) x.array();
        boolean[] right = (boolean[]) y.array();
        Runs runs = Runs.over(shape, x, y, z);
        while (runs.next()) {
            for (int i = 0; i < runs.length(); i++) {
                array[runs.offset(2) + i] = op.definition(left[runs.offset(0) + i * runs.stride(0)],
                        right[runs.offset(1) + i * runs.stride(1)]);
            }
        }
        return z;
    }

    static Tensor where(Where op, Tensor condition, Tensor x, Tensor y) {
        if (condition.dtype() != DType.BOOL) {
            throw new IllegalArgumentException("where: the condition is " + condition.dtype()
                    + ", not bool; compare it with something, such as .notEqual(0)");
        }
        DType dtype = Tensor.sameType(op, x, y);
        Choice choice = new Choice(condition.shape(), x.shape(), y.shape());
        Shape shape = Shape.broadcast(choice, Shape.broadcast(choice, x.shape(), y.shape()), condition.shape());
        Tensor z = Tensor.result(op, dtype, shape);
        Runs runs = Runs.over(shape, condition, x, y, z);
        Operand conditions = new Operand(condition, runs, 0);
        Operand left = new Operand(x, runs, 1);
        Operand right = new Operand(y, runs, 2);
        while (runs.next()) {
            int step = conditions.isDense() && left.isDense() && right.isDense() ? Math.max(runs.length(), 1) : CHUNK;
            for (int from = 0; from < runs.length(); from += step) {
                int n = Math.min(step, runs.length() - from);
                conditions.read(from, n);
                left.read(from, n);
                right.read(from, n);
                int to = runs.offset(3) + from;
                Threads.forRange(n, (i, m) -> Elements.where((boolean[]) conditions.array, conditions.offset + i,
                        left.array, left.offset + i, right.array, right.offset + i, z.array(), to + i, m));
            }
        }
        return z;
    }

    /** What an error message names where the three shapes do not broadcast. */
    private record Choice(Shape condition, Shape x, Shape y) {
        @Override
        public String toString() {
            return "where: condition " + condition + ", x " + x + ", y " + y;
        }
    }

    static Tensor cast(Cast op, Tensor x) {
        Tensor z = Tensor.result(op, op.dtype(), x.shape());
        boolean throughDoubles = x.dtype().isFloating();
        int size = Math.min(CHUNK, x.size());
        double[] doubles = throughDoubles ? (double[]) Elements.scratch(DType.FLOAT64, size) : null;
        long[] longs = throughDoubles ? null : (long[]) Elements.scratch(DType.INT64, size);
        Runs runs = Runs.over(x.shape(), x, z);
        while (runs.next()) {
            for (int from = 0; from < runs.length(); from += CHUNK) {
                int n = Math.min(CHUNK, runs.length() - from);
                int at = runs.offset(0) + from * runs.stride(0);
                if (throughDoubles) {
                    Elements.toDoubles(x.array(), at, runs.stride(0), doubles, n);
                    Elements.fromDoubles(doubles, z.array(), runs.offset(1) + from, n);
                } else {
                    Elements.toLongs(x.array(), at, runs.stride(0), longs, n);
                    Elements.fromLongs(longs, z.array(), runs.offset(1) + from, n);
                }
            }
        }
        return z;
    }

    private static IllegalArgumentException unsupported(Op op, DType dtype) {
        return new IllegalArgumentException(op + ": not defined for " + dtype + "; convert with .to(FLOAT32)");
    }

    /** One operand, presented chunk by chunk as a dense run. */
    private static final class Operand {

        private final Object source;
        private final DType dtype;
        private final Runs runs;
        private final int position;
        private final boolean dense;
        private int filled = -1; // the element that the whole scratch array repeats
        private Object scratch;

        Object array;
        int offset;

        Operand(Tensor tensor, Runs runs, int position) {
            this.source = tensor.array();
            this.dtype = tensor.dtype();
            this.runs = runs;
            this.position = position;
            this.dense = runs.stride(position) == 1;
        }

        boolean isDense() {
            return dense;
        }

        /** Makes elements {@code from … from + n} of the current run available at {@code array[offset …]}. */
        void read(int from, int n) {
            int start = runs.offset(position);
            int stride = runs.stride(position);
            if (dense) {
                array = source;
                offset = start + from;
                return;
            }
            if (scratch == null) {
                array = scratch = Elements.scratch(dtype, Math.min(CHUNK, runs.length()));
                offset = 0;
            }
            if (stride != 0) {
                Elements.copy(source, start + from * stride, stride, scratch, 0, 1, n);
            } else if (filled != start) {
                Elements.copy(source, start, 0, scratch, 0, 1, Math.min(CHUNK, runs.length()));
                filled = start;
            }
        }
    }
}
