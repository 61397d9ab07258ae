package gradus.tensor;

import gradus.simd.Kernels;
import java.util.Arrays;

/** Computes the {@link Indexing} ops. */
final class Picking {

    private Picking() {
    }

    static Tensor indexSelect(Indexing.IndexSelect op, Tensor x, Tensor indices) {
        int axis = Axes.normalize(op, op.axis(), x.shape());
        int[] places = places(op, indices, x.shape().get(axis));
        Tensor z = Tensor.result(op, x.dtype(), splice(x.shape(), axis, 1, indices.shape()));
        Tensor dense = x.rowMajor();
        int inner = product(x.shape(), axis + 1, x.rank());
        int outer = product(x.shape(), 0, axis);
        int size = x.shape().get(axis);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < places.length; j++) {
                System.arraycopy(dense.array(), dense.offset() + (i * size + places[j]) * inner,
                        z.array(), z.offset() + (i * places.length + j) * inner, inner);
            }
        }
        return z;
    }

    static Tensor indexAdd(Indexing.IndexAdd op, Tensor x, Tensor indices) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + x.dtype() + "; convert with .to(FLOAT32)");
        }
        int axis = op.axis();
        int rank = indices.rank();
        Shape shape = axis + rank > x.rank() ? null : splice(x.shape(), axis, rank, Shape.of(op.size()));
        if (shape == null || !splice(shape, axis, 1, indices.shape()).equals(x.shape())) {
            throw new IllegalArgumentException(op + ": " + x.shape() + " with indices " + indices.shape()
                    + ": axes " + axis + " and after must have the shape of the indices");
        }
        int[] places = places(op, indices, op.size());
        Tensor z = Tensor.result(op, x.dtype(), shape);
        Elements.fillZero(z.array(), z.offset(), z.size());
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        Tensor dense = x.rowMajor();
        int inner = product(shape, axis + 1, shape.rank());
        int outer = product(shape, 0, axis);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < places.length; j++) {
                int to = z.offset() + (i * op.size() + places[j]) * inner;
                kernels.add(z.array(), to, dense.array(), dense.offset() + (i * places.length + j) * inner,
                        z.array(), to, inner);
            }
        }
        return z;
    }

    static Tensor oneHot(DType dtype, Tensor indices, int classes) {
        if (classes < 0) {
            throw new IllegalArgumentException("oneHot: " + classes + " classes; give 0 or more");
        }
        int[] places = places("oneHot", indices, classes);
        int[] dims = Arrays.copyOf(indices.shape().toArray(), indices.rank() + 1);
        dims[indices.rank()] = classes;
        Tensor z = Tensor.result("oneHot", dtype, Shape.of(dims));
        Elements.fillZero(z.array(), z.offset(), z.size());
        for (int i = 0; i < places.length; i++) {
            Elements.setLong(z.array(), z.offset() + i * classes + places[i], 1);
        }
        return z;
    }

    /** {@return the indices in order, each checked} */
    static int[] places(Object op, Tensor indices, int size) {
        if (!indices.dtype().isInteger()) {
            throw new IllegalArgumentException(op + ": the indices are " + indices.dtype()
                    + ", not int32 or int64; convert with .to(INT32)");
        }
        Tensor dense = indices.rowMajor();
        int[] places = (int[]) Elements.scratch(DType.INT32, dense.size());
        for (int i = 0; i < places.length; i++) {
            long place = Elements.getLong(dense.array(), dense.offset() + i);
            if (place < 0 || place >= size) {
                throw new IllegalArgumentException(op + ": index " + place + " at place " + i
                        + " is out of range; " + (size == 0 ? "there is nothing to pick from" : "use 0 to " + (size - 1)));
            }
            places[i] = (int) place;
        }
        return places;
    }

    /** {@return the shape with {@code count} axes from {@code axis} on replaced} */
    private static Shape splice(Shape shape, int axis, int count, Shape replacement) {
        int[] dims = new int[shape.rank() - count + replacement.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < axis ? shape.get(i) : i < axis + replacement.rank() ? replacement.get(i - axis)
                    : shape.get(i - replacement.rank() + count);
        }
        return Shape.of(dims);
    }

    private static int product(Shape shape, int from, int to) {
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product *= shape.get(axis);
        }
        return product;
    }
}
