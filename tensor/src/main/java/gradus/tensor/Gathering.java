package gradus.tensor;

/** Computes {@link Indexing.Gather} and {@link Indexing.ScatterAdd}, in row-major order of the indices. */
final class Gathering {

    private Gathering() {
    }

    static Tensor gather(Indexing.Gather op, Tensor x, Tensor indices) {
        int axis = op.axis();
        requireFits(op, axis, x.shape(), indices.shape());
        int[] places = Picking.places(op, indices, x.shape().get(axis));
        Tensor z = Tensor.result(op, x.dtype(), indices.shape());
        Runs runs = Runs.over(indices.shape(), still(x, axis, indices.shape()), z);
        while (runs.next()) {
            pick(x.array(), runs.offset(0), runs.stride(0), places, x.strides()[axis], runs.offset(1) - z.offset(),
                    z.array(), runs.offset(1), runs.length());
        }
        return z;
    }

    static Tensor scatterAdd(Indexing.ScatterAdd op, Tensor x, Tensor indices) {
        int axis = op.axis();
        if (!x.dtype().isFloating() && !x.dtype().isInteger()) {
            throw new IllegalArgumentException(op + ": not defined for " + x.dtype() + "; convert with .to(INT32)");
        }
        if (!x.shape().equals(indices.shape())) {
            throw new IllegalArgumentException(op + ": " + x.shape() + " with indices " + indices.shape()
                    + ": shapes differ; give one index for each element");
        }
        requireFits(op, axis, op.shape(), indices.shape());
        int[] places = Picking.places(op, indices, op.shape().get(axis));
        Tensor z = Tensor.result(op, x.dtype(), op.shape());
        Elements.fillZero(z.array(), z.offset(), z.size());
        Tensor dense = x.rowMajor();
        Tensor order = dense.view(x.shape(), x.shape().rowMajorStrides(), 0);
        Runs runs = Runs.over(x.shape(), still(z, axis, x.shape()), order);
        while (runs.next()) {
            add(dense.array(), dense.offset(), places, z.strides()[axis], runs.offset(1),
                    z.array(), runs.offset(0), runs.stride(0), runs.length());
        }
        return z;
    }

    private static void requireFits(Op op, int axis, Shape shape, Shape indices) {
        Axes.normalize(op, axis, shape);
        boolean fits = indices.rank() == shape.rank();
        for (int other = 0; other < shape.rank() && fits; other++) {
            fits = other == axis || indices.get(other) <= shape.get(other);
        }
        if (!fits) {
            throw new IllegalArgumentException(op + ": indices " + indices + " for " + shape
                    + ": give them as many axes, and none longer but axis " + axis);
        }
    }

    /** {@return x read under the shape of the indices, standing still along the axis} */
    private static Tensor still(Tensor x, int axis, Shape indices) {
        int[] strides = x.strides().clone();
        strides[axis] = 0;
        return x.view(indices, strides, x.offset());
    }

    /** z[zo + i] = x[xo + i · xs + places[from + i] · axis]. */
    private static void pick(Object x, int xo, int xs, int[] places, int axis, int from, Object z, int zo, int n) {
        switch (x) {
            case float[] a -> {
                float[] b = (float[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i] = a[xo + i * xs + places[from + i] * axis];
                }
            }
            case double[] a -> {
                double[] b = (double[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i] = a[xo + i * xs + places[from + i] * axis];
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    Elements.copy(x, xo + i * xs + places[from + i] * axis, 1, z, zo + i, 1, 1);
                }
            }
        }
    }

    /** z[zo + i · zs + places[from + i] · axis] += x[xo + from + i]. */
    private static void add(Object x, int xo, int[] places, int axis, int from, Object z, int zo, int zs, int n) {
        switch (x) {
            case float[] a -> {
                float[] b = (float[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs + places[from + i] * axis] += a[xo + from + i];
                }
            }
            case double[] a -> {
                double[] b = (double[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs + places[from + i] * axis] += a[xo + from + i];
                }
            }
            case int[] a -> {
                int[] b = (int[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs + places[from + i] * axis] += a[xo + from + i];
                }
            }
            case long[] a -> {
                long[] b = (long[]) z;
                for (int i = 0; i < n; i++) {
                    b[zo + i * zs + places[from + i] * axis] += a[xo + from + i];
                }
            }
            default -> throw new AssertionError(x.getClass());
        }
    }
}
