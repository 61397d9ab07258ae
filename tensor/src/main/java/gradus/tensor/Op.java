package gradus.tensor;

import gradus.tensor.internal.Recorder;

/**
 * An operation on tensors. The set is closed, so that derivative rules, tests and tables can cover all of it; users add their
 * own through {@link CustomOp}.
 *
 * <p>An op is a value: an enum constant, or a record of its attributes. It checks its operands before it computes anything.
 */
public sealed interface Op
        permits Unary, Binary, Comparison, Cast, Where, Reduction, ArgMax, Matmul, Movement, Indexing, Fused, CustomOp {

    /** {@return the number of tensors it takes, or −1 for one or more} */
    int arity();

    /**
     * {@return the result, computed without recording it}
     *
     * @throws IllegalArgumentException when the operands' types or shapes do not fit
     */
    Tensor compute(Tensor... x);

    /** {@return the result, recorded where a tape records} */
    default Tensor apply(Tensor... x) {
        Tensor y = compute(x);
        Recorder recorder = Recorder.current();
        if (recorder != null) {
            recorder.record(this, x, y);
        }
        return y;
    }
}
