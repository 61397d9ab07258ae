package gradus.autograd;

import gradus.tensor.DType;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import gradus.tensor.internal.Storage;
import gradus.tensor.internal.TensorAccess;
import java.util.function.ObjIntConsumer;

/**
 * A tensor that is learned: the one mutable cell of the library.
 *
 * <p>A value read outside a tape stays as it is for ever. One read under a tape may be overwritten by the next update, and then
 * says so when it is touched. Reading and updating from several threads is safe.
 */
public final class Parameter {

    private static final TensorAccess ACCESS = TensorAccess.get();

    private Tensor value;

    /**
     * A parameter with this value, copied; its order in memory is kept.
     *
     * @throws IllegalArgumentException when the value is not of a floating-point type
     */
    public Parameter(Tensor initial) {
        if (!initial.dtype().isFloating()) {
            throw new IllegalArgumentException("Parameter: " + initial.dtype() + initial.shape()
                    + " cannot be learned; convert with .to(FLOAT32)");
        }
        this.value = ACCESS.copy(initial);
    }

    /** {@return the value now; watched, where a tape records} */
    public synchronized Tensor value() {
        Recording recording = Recording.ofThread();
        if (recording.isOpen()) {
            return recording.watch(this, value);
        }
        ACCESS.storage(value).keep();
        return value;
    }

    /**
     * Replaces the value.
     *
     * @throws IllegalArgumentException when the dtype or shape differs
     */
    public synchronized void set(Tensor replacement) {
        if (replacement.dtype() != dtype() || !replacement.shape().equals(shape())) {
            throw new IllegalArgumentException("Parameter.set: " + replacement.dtype() + replacement.shape() + " for a parameter "
                    + dtype() + shape() + "; both must be alike");
        }
        value = ACCESS.copy(ACCESS.inLayoutOf(value, replacement));
    }

    /**
     * Rewrites the elements in place, without new memory where nobody relies on the old value; for optimisers.
     *
     * @param update is given an array, float[] or double[], and from where on the elements stand in it, in the order of
     *               {@link #aligned}
     */
    public synchronized void update(ObjIntConsumer<Object> update) {
        Storage storage = ACCESS.storage(value);
        if (storage.isKept()) {
            value = ACCESS.copy(value);
            storage = ACCESS.storage(value);
        }
        Object array = storage.retire("was the value of a parameter that has been updated since; read value() again");
        try {
            update.accept(array, ACCESS.offset(value));
        } finally {
            value = ACCESS.wrap(Storage.of(array), value.shape(), ACCESS.strides(value), ACCESS.offset(value));
        }
    }

    /** {@return {@code tensor}, of this shape, or a copy of it, with its elements in memory in the order of this parameter's} */
    public synchronized Tensor aligned(Tensor tensor) {
        return ACCESS.inLayoutOf(value, tensor);
    }

    /** {@return the type of the elements} */
    public DType dtype() {
        return value.dtype();
    }

    /** {@return the sizes of the axes} */
    public Shape shape() {
        return value.shape();
    }

    /** {@return the number of elements} */
    public int size() {
        return value.size();
    }

    @Override
    public synchronized String toString() {
        return "parameter " + value;
    }
}
