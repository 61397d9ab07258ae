package gradus.tensor.internal;

import gradus.tensor.Shape;
import gradus.tensor.Tensor;

/**
 * What the modules above need of a tensor and users must not: its memory, and its place on a tape. {@link Tensor} installs
 * the one instance.
 */
public abstract class TensorAccess {

    private static TensorAccess instance;

    protected TensorAccess() {
    }

    public static TensorAccess get() {
        if (instance == null) {
            Tensor.scalar(0); // initialises Tensor, whose static initialiser calls install
        }
        return instance;
    }

    public static void install(TensorAccess access) {
        instance = access;
    }

    /** {@return a tensor over a storage that nobody writes while the tensor is in use} */
    public abstract Tensor wrap(Storage storage, Shape shape, int[] strides, int offset);

    /** {@return a row-major tensor over an array that nobody writes any more} */
    public abstract Tensor wrap(Object array, Shape shape);

    /** {@return another tensor over the same memory, without a place on a tape} */
    public abstract Tensor alias(Tensor tensor);

    /** {@return a dense copy in memory of its own, its axes in memory in the order of the tensor's where that is dense} */
    public abstract Tensor copy(Tensor tensor);

    public abstract Storage storage(Tensor tensor);

    public abstract int offset(Tensor tensor);

    public abstract int[] strides(Tensor tensor);

    /** {@return whether the elements fill one run of memory without gaps, in whatever order of the axes} */
    public abstract boolean isDense(Tensor tensor);

    /** {@return {@code tensor}, or a copy of it, whose elements stand in memory in the order of dense {@code like}} */
    public abstract Tensor inLayoutOf(Tensor like, Tensor tensor);

    /** {@return x + y of one shape; in the memory of x where its layout allows, so x must not be used any more, nor its views} */
    public abstract Tensor addTo(Tensor x, Tensor y);

    /** {@return the tensor's place on a tape, as the tape gave it; 0 for none} */
    public abstract long node(Tensor tensor);

    public abstract void setNode(Tensor tensor, long node);
}
