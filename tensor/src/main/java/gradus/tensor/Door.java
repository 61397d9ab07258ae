package gradus.tensor;

import gradus.tensor.internal.Storage;
import gradus.tensor.internal.TensorAccess;
import java.util.Arrays;

/** The door of {@link Tensor} for the modules above. */
final class Door extends TensorAccess {

    @Override
    public Tensor wrap(Storage storage, Shape shape, int[] strides, int offset) {
        return new Tensor(DType.ofArray(storage.array()), storage, shape, strides, offset);
    }

    @Override
    public Tensor wrap(Object array, Shape shape) {
        return new Tensor(DType.ofArray(array), Storage.of(array), shape, shape.rowMajorStrides(), 0);
    }

    @Override
    public Tensor alias(Tensor x) {
        return x.view(x.shape(), x.strides(), x.offset());
    }

    @Override
    public Storage storage(Tensor x) {
        return x.storage();
    }

    @Override
    public int offset(Tensor x) {
        return x.offset();
    }

    @Override
    public int[] strides(Tensor x) {
        return x.strides();
    }

    @Override
    public boolean isDense(Tensor x) {
        return x.isDense();
    }

    @Override
    public Tensor inLayoutOf(Tensor like, Tensor x) {
        if (x.isDense() && Arrays.equals(like.strides(), x.strides())) {
            return x;
        }
        Tensor copy = Tensor.result("copy", x.dtype(), x.shape(), like.strides());
        Moving.copyInto(copy, x);
        return copy;
    }

    @Override
    public Tensor copy(Tensor x) {
        int[] strides = x.isDense() ? x.strides() : x.shape().rowMajorStrides();
        Tensor copy = Tensor.fresh(x.dtype(), x.shape(), strides);
        Moving.copyInto(copy, x);
        return copy;
    }

    @Override
    public Tensor addTo(Tensor x, Tensor y) {
        return Pointwise.addTo(x, y);
    }

    @Override
    public long node(Tensor x) {
        return x.node;
    }

    @Override
    public void setNode(Tensor x, long node) {
        x.node = node;
    }
}
