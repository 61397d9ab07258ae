package gradus.tensor;

import gradus.tensor.internal.Recorder;

/**
 * An operation on tensors. The set is closed, so that derivative rules, tests and tables can cover all of it; users add their
 * own through {@link CustomOp}.
 *
 * <p>An op is a value: an enum constant, or a record of its attributes. It checks its operands before it computes anything.
 */
public sealed interface Op
        permits Unary, Binary, Comparison, Cast, Where, Reduction, Recurrence, Fourier, Ordering, Matmul, Affine, Filter, Pooling, Movement,
        Indexing, Fused, FusedGradient, LinearAlgebra, Logic, CustomOp {

    /** {@return the number of tensors it takes, or −1 for one or more} */
    int arity();

    /**
     * {@return the result, computed without recording it}
     *
     * @throws IllegalArgumentException when the operands' types or shapes do not fit
     */
    Tensor compute(Tensor... x);

    /**
     * {@return the result, recorded where a tape records}
     *
     * @throws IllegalArgumentException when the operands' number, types or shapes do not fit
     */
    default Tensor apply(Tensor... x) {
        if (arity() >= 0 && x.length != arity()) {
            throw new IllegalArgumentException(this + ": takes " + arity() + " tensors and was given " + x.length);
        }
        Recorder recorder = Recorder.current();
        if (recorder == null) {
            return computeIntact(x);
        }
        int mark = recorder.arena().mark();
        Tensor y;
        boolean before = recorder.pause(true); // what an op of the user's calls within is part of it
        try {
            y = computeIntact(x);
        } finally {
            recorder.pause(before);
        }
        if (this instanceof CustomOp) { // it may return an operand, which has its own place on the tape, and keep what it made
            y = y.view(y.shape(), y.strides(), y.offset());
        } else {
            recorder.arena().free(mark, y.storage(), "was computed within an op, whose memory is given back at its end");
        }
        recorder.record(this, x, y);
        return y;
    }

    /** {@return the result of operands that no tape on another thread has recycled in the meantime} */
    private Tensor computeIntact(Tensor[] x) {
        try {
            return compute(x);
        } finally {
            for (Tensor operand : x) {
                operand.storage().requireIntact();
            }
        }
    }
}
