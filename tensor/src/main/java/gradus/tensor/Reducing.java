package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Threads;
import java.util.Arrays;

/**
 * Computes reductions. What is reduced is brought to rows, where the last axis is among the reduced ones, else to columns;
 * this depends on the shape and the axes alone, so that views and copies give the same bits.
 */
final class Reducing {

    /** Elements that are reduced, about, in the time that adding two takes, with its reading and writing. */
    private static final int ADDENDS = 4;

    private Reducing() {
    }

    /** The operand as [outer, reduced, inner], row-major; inner is 1 where the last axis is reduced. */
    private record Blocks(Object array, int offset, int outer, int reduced, int inner) {

        static Blocks of(Reduction op, Tensor x) {
            op.axes().requireWithin(op, x.shape());
            return of(op.axes(), x, x.rank() == 0 || op.axes().count() == 0 || op.axes().contains(x.rank() - 1));
        }

        static Blocks rows(Reduction op, Tensor x) {
            op.axes().requireWithin(op, x.shape());
            return of(op.axes(), x, true);
        }

        private static Blocks of(Axes axes, Tensor x, boolean rows) {
            int rank = x.rank();
            int[] order = new int[rank];
            int place = 0;
            int outer = 1;
            for (int axis = 0; axis < rank; axis++) {
                if (!axes.contains(axis) && (rows || axis < axes.get(0))) {
                    order[place++] = axis;
                    outer *= x.shape().get(axis);
                }
            }
            int reduced = 1;
            for (int i = 0; i < axes.count(); i++) {
                order[place++] = axes.get(i);
                reduced *= x.shape().get(axes.get(i));
            }
            int inner = 1;
            for (int axis = 0; axis < rank && !rows; axis++) {
                if (axis > axes.get(0) && !axes.contains(axis)) {
                    order[place++] = axis;
                    inner *= x.shape().get(axis);
                }
            }
            Tensor dense = x.permuted(order).rowMajor();
            return new Blocks(dense.array(), dense.offset(), outer, reduced, inner);
        }
    }

    static Tensor sum(Reduction op, Tensor x) {
        if (x.dtype().isFloating() && areLongAndScattered(op, x)) {
            return sumScattered(op, x);
        }
        Blocks blocks = Blocks.of(op, x);
        if (!x.dtype().isFloating()) {
            Tensor z = result(op, DType.INT64, x.shape());
            reduceIntegers(blocks, 0, Long::sum, (long[]) z.array(), z.offset());
            return z;
        }
        Tensor z = result(op, x.dtype(), x.shape());
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        int block = blocks.reduced * blocks.inner;
        if (z.size() == 1 && !Threads.isWhole(blocks.reduced / ADDENDS)) {
            Elements.setDouble(z.array(), z.offset(), sumOfChunks(kernels, x.dtype(), blocks.array, blocks.offset, blocks.reduced));
            return z;
        }
        Threads.forRows(blocks.outer, block / ADDENDS, (first, n) -> {
            for (int i = first; i < first + n; i++) {
                int at = blocks.offset + i * block;
                if (blocks.inner == 1) {
                    Elements.setDouble(z.array(), z.offset() + i, kernels.sum(blocks.array, at, blocks.reduced));
                } else {
                    kernels.sumColumns(blocks.array, at, blocks.inner, blocks.reduced, blocks.inner,
                            z.array(), z.offset() + i * blocks.inner);
                }
            }
        });
        return z;
    }

    /** The sum of one long row, whose chunks threads share: {@link Kernels} adds them up in order, rounding each sum. */
    private static double sumOfChunks(Kernels<Object> kernels, DType dtype, Object x, int offset, int n) {
        double[] sums = (double[]) Elements.scratch(DType.FLOAT64, Math.ceilDiv(n, Kernels.CHUNK));
        Threads.forRows(sums.length, Kernels.CHUNK / ADDENDS, (first, chunks) -> {
            for (int i = first; i < first + chunks; i++) {
                int from = i * Kernels.CHUNK;
                sums[i] = kernels.sum(x, offset + from, Math.min(Kernels.CHUNK, n - from));
            }
        });
        double sum = 0;
        for (double each : sums) {
            sum = dtype == DType.FLOAT32 ? (float) (sum + each) : sum + each;
        }
        return sum;
    }

    /** Rows this long are worth the call that copies each. */
    private static final int LONG = 1024;

    /** {@return whether rows are reduced that have to be copied first, and are long} */
    private static boolean areLongAndScattered(Reduction op, Tensor x) {
        op.axes().requireWithin(op, x.shape());
        int kept = x.rank() - op.axes().count();
        if (kept == 0 || kept == x.rank() || !op.axes().contains(x.rank() - 1)) {
            return false;
        }
        Tensor rows = x.permuted(keptFirst(op.axes(), x.rank()));
        return !rows.isRowMajor() && rowShape(rows, kept).size() >= LONG;
    }

    /** The same sums, with one row at a time copied to the cache instead of all to memory. */
    private static Tensor sumScattered(Reduction op, Tensor x) {
        Tensor rows = x.permuted(keptFirst(op.axes(), x.rank()));
        int kept = x.rank() - op.axes().count();
        Shape outer = Shape.of(Arrays.copyOf(rows.shape().toArray(), kept));
        Tensor row = Tensor.result(op, x.dtype(), rowShape(rows, kept));
        Tensor first = rows.view(row.shape(), Arrays.copyOfRange(rows.strides(), kept, x.rank()), 0);
        Runs within = Runs.over(row.shape(), first, row);
        Tensor z = result(op, x.dtype(), x.shape());
        Runs runs = Runs.over(outer, rows.view(outer, Arrays.copyOf(rows.strides(), kept), rows.offset()));
        int i = 0;
        while (runs.next()) {
            for (int j = 0; j < runs.length(); j++) {
                Moving.copy(within, first, runs.offset(0) + j * runs.stride(0), row);
                double sum = Elements.kernels(x.dtype()).sum(row.array(), row.offset(), row.size());
                Elements.setDouble(z.array(), z.offset() + i++, sum);
            }
        }
        return z;
    }

    private static Shape rowShape(Tensor rows, int kept) {
        return Shape.of(Arrays.copyOfRange(rows.shape().toArray(), kept, rows.rank()));
    }

    private static int[] keptFirst(Axes axes, int rank) {
        int[] order = new int[rank];
        int place = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (!axes.contains(axis)) {
                order[place++] = axis;
            }
        }
        for (int i = 0; i < axes.count(); i++) {
            order[place++] = axes.get(i);
        }
        return order;
    }

    static Tensor extreme(Reduction op, boolean max, Tensor x) {
        Blocks blocks = Blocks.of(op, x);
        Tensor z = result(op, x.dtype(), x.shape());
        if (blocks.reduced == 0 && z.size() > 0) {
            throw new IllegalArgumentException(op + ": " + x.shape() + ": no element to choose from; "
                    + "reduce over axes that are not empty");
        }
        if (!x.dtype().isFloating()) {
            long[] chosen = new long[z.size()];
            reduceIntegers(blocks, max ? Long.MIN_VALUE : Long.MAX_VALUE, max ? Math::max : Math::min, chosen, 0);
            Elements.fromLongs(chosen, z.array(), z.offset(), chosen.length);
            return z;
        }
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        int block = blocks.reduced * blocks.inner;
        Threads.forRows(blocks.outer, block / ADDENDS, (first, n) -> {
            for (int i = first; i < first + n; i++) {
                int at = blocks.offset + i * block;
                if (blocks.inner == 1) {
                    double value = max ? kernels.max(blocks.array, at, blocks.reduced)
                            : kernels.min(blocks.array, at, blocks.reduced);
                    Elements.setDouble(z.array(), z.offset() + i, value);
                } else if (max) {
                    kernels.maxColumns(blocks.array, at, blocks.inner, blocks.reduced, blocks.inner,
                            z.array(), z.offset() + i * blocks.inner);
                } else {
                    kernels.minColumns(blocks.array, at, blocks.inner, blocks.reduced, blocks.inner,
                            z.array(), z.offset() + i * blocks.inner);
                }
            }
        });
        return z;
    }

    static Tensor logSumExp(Reduction op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + x.dtype() + "; convert with .to(FLOAT32)");
        }
        Blocks rows = Blocks.rows(op, x);
        Tensor z = result(op, x.dtype(), x.shape());
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        Threads.forRows(rows.outer, AlongAxis.EXPONENTIAL * rows.reduced, (first, n) -> {
            for (int i = first; i < first + n; i++) {
                Elements.setDouble(z.array(), z.offset() + i, kernels.logSumExp(rows.array, rows.offset + i * rows.reduced, rows.reduced));
            }
        });
        return z;
    }

    private static void reduceIntegers(Blocks x, long start, java.util.function.LongBinaryOperator combine, long[] z, int zo) {
        for (int i = 0; i < x.outer; i++) {
            for (int j = 0; j < x.inner; j++) {
                long value = start;
                for (int k = 0; k < x.reduced; k++) {
                    value = combine.applyAsLong(value, Elements.getLong(x.array, x.offset + (i * x.reduced + k) * x.inner + j));
                }
                z[zo + i * x.inner + j] = value;
            }
        }
    }

    private static Tensor result(Reduction op, DType dtype, Shape shape) {
        Shape kept = op.keptShape(shape);
        if (op.keep()) {
            return Tensor.result(op, dtype, kept);
        }
        int[] dims = new int[shape.rank() - op.axes().count()];
        int place = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (!op.axes().contains(axis)) {
                dims[place++] = shape.get(axis);
            }
        }
        return Tensor.result(op, dtype, Shape.of(dims));
    }

    static String name(String name, Reduction op) {
        return name + op.axes() + (op.keep() ? " keep" : "");
    }
}
