package gradus.autograd;

import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;

/**
 * Records what a thread computes from watched tensors and parameters, until it is closed, and gives gradients of it.
 *
 * <pre>{@code
 * try (Tape tape = Tape.record()) {
 *     Tensor loss = crossEntropy(net.forward(x), y);
 *     optimizer.step(tape.gradients(loss));
 * }
 * }</pre>
 *
 * <p>Parameters are watched when they are read under a tape, other tensors by {@link #watch}. Tapes nest: the outer one records
 * the backward sweep of the inner one, which is how gradients of higher order come about. Results computed under a tape are
 * recycled when the outermost one closes; {@link #keep} lets one survive. So a tape that watches nothing is also the way to
 * compute again and again without garbage, such as for inference.
 *
 * <p>A recycled tensor that is touched throws an {@link IllegalStateException}, on any thread: one that was handed to another
 * thread gives there the numbers that belong to it, or this exception when the tape closes meanwhile, but never other numbers.
 *
 * <p>What another thread computes of tensors that this one watches is not recorded and counts as constant: open the tape on the
 * thread that computes.
 */
public final class Tape implements AutoCloseable {

    private final Thread owner = Thread.currentThread();
    private final Recording recording = Recording.ofThread();
    private final boolean pausedBefore = recording.isPaused();
    private final boolean checkedBefore = recording.isChecked();
    private final int start = recording.size();
    private boolean closed;

    private Tape(boolean checked) {
        recording.open(this, checked);
    }

    /** {@return a new tape, which records on this thread until it is closed} */
    public static Tape record() {
        return new Tape(false);
    }

    /**
     * {@return a tape that stops where the first NaN or infinity arises, forward or backward} For finding errors: it looks at
     * every element of every result, and at the stack. An infinity that was in an operand already, such as a mask of −∞, is let
     * through in the forward pass; a NaN is not. The {@link ArithmeticException} names the op, the ranges of its operands and the
     * line of the program that called it.
     */
    public static Tape checked() {
        return new Tape(true);
    }

    /**
     * {@return a tensor of the same data that this tape follows; compute with it, and ask for its gradient}
     *
     * @throws IllegalArgumentException when x is not of a floating-point type
     */
    public Tensor watch(Tensor x) {
        requireOpen("watch");
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException("Tape.watch: " + x.dtype() + x.shape()
                    + " has no gradient; convert with .to(FLOAT32)");
        }
        return recording.watch(x, null);
    }

    /** {@return x, which will stay readable after the tape has closed; to be called on the tape's thread} */
    public Tensor keep(Tensor x) {
        TensorAccess.get().storage(x).keep();
        return x;
    }

    /**
     * {@return the gradients of a scalar with respect to all that this tape watches}
     *
     * @throws IllegalArgumentException when the loss has more than one element, or is not of a floating-point type
     * @throws IllegalStateException when the tape is closed, belongs to another thread, or watches nothing that the loss depends on
     */
    public Gradients gradients(Tensor loss) {
        requireOneElement("gradients", loss);
        return gradients(loss, one(loss));
    }

    /**
     * {@return the gradients of a scalar, as {@link #gradients(Tensor)} does, for the last time under this tape} Each result but
     * the loss is recycled as soon as the sweep back has used it, and says so when it is touched: this takes the least memory.
     * Where a tape further out is open, all stay.
     *
     * @throws IllegalArgumentException when the loss has more than one element, or is not of a floating-point type
     * @throws IllegalStateException when the tape is closed, belongs to another thread, or watches nothing that the loss depends on
     */
    public Gradients finish(Tensor loss) {
        requireOneElement("finish", loss);
        return requireFollowed(loss, gradientsOrNull(loss, one(loss), true));
    }

    /**
     * {@return the vector-Jacobian products cotangentᵀ · ∂y/∂x with respect to all that this tape watches}
     *
     * @throws IllegalArgumentException when the cotangent is not like y, or y is not of a floating-point type
     * @throws IllegalStateException when the tape is closed, belongs to another thread, or watches nothing that y depends on
     */
    public Gradients gradients(Tensor y, Tensor cotangent) {
        return requireFollowed(y, gradientsOrNull(y, cotangent, false));
    }

    private static void requireOneElement(String method, Tensor loss) {
        if (loss.size() != 1) {
            throw new IllegalArgumentException("Tape." + method + ": the loss has the shape " + loss.shape()
                    + ", not one element; reduce it, such as with .mean(), or give Tape.gradients the cotangent as second "
                    + "argument");
        }
    }

    private static Tensor one(Tensor loss) {
        return Tensor.full(loss.dtype(), 1, loss.shape().toArray());
    }

    private static Gradients requireFollowed(Tensor y, Gradients gradients) {
        if (gradients == null) {
            throw new IllegalStateException("Tape.gradients: " + y.dtype() + y.shape() + " was not computed under this tape from "
                    + "anything that it watches; read parameters with value(), or use what tape.watch(x) returns");
        }
        return gradients;
    }

    /**
     * {@return the same, or null where y is a constant: this tape watches nothing that it depends on}
     *
     * @param lastOfAll whether nobody will ask for results under this tape again, y excepted
     */
    Gradients gradientsOrNull(Tensor y, Tensor cotangent, boolean lastOfAll) {
        requireOpen("gradients");
        if (!y.dtype().isFloating()) {
            throw new IllegalArgumentException("Tape.gradients: " + y.dtype() + y.shape()
                    + " has no gradient; compute it in floats, converting with .to(FLOAT32) before and not after");
        }
        if (!y.shape().equals(cotangent.shape()) || y.dtype() != cotangent.dtype()) {
            throw new IllegalArgumentException("Tape.gradients: the cotangent is " + cotangent.dtype() + cotangent.shape()
                    + ", the tensor " + y.dtype() + y.shape() + "; both must be alike");
        }
        Sweep sweep = recording.indexOf(y) < start ? null : new Sweep(recording, null, start, recording.indexOf(y));
        if (sweep == null || sweep.isConstant()) {
            return null;
        }
        recording.arena().hold(TensorAccess.get().storage(y));
        recording.sweep(this, () -> sweep.run(cotangent, lastOfAll));
        return sweep.gradients();
    }

    /**
     * Ends the recording. Closing twice does nothing.
     *
     * @throws IllegalStateException when a tape that was opened later is still open; both are closed then all the same, so that
     *         the thread does not record for ever
     */
    @Override
    public void close() {
        if (!closed) {
            requireOpen("close");
            boolean left = recording.innermost() != this;
            while (recording.innermost() != this) {
                recording.innermost().end();
            }
            end();
            if (left) {
                throw new IllegalStateException("Tape.close: a tape opened later was still open, and has been closed with this one; "
                        + "open each in a try (Tape tape = Tape.record()) { … }, which closes the inner one first");
            }
        }
    }

    private void end() {
        recording.close(pausedBefore, checkedBefore);
        closed = true;
    }

    /** {@return whether no tape was open when this one was} */
    boolean isOutermost() {
        return recording.isOutermost(this);
    }

    /** {@return where this tape begins in the recording} */
    int start() {
        return start;
    }

    private void requireOpen(String method) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("Tape." + method + ": the tape records the thread " + owner.getName() + " and was used from "
                    + Thread.currentThread().getName() + "; open a tape on each thread");
        }
        if (closed) {
            throw new IllegalStateException("Tape." + method + ": the tape is closed; do all backward work before its end");
        }
    }

    /** {@return a line for each entry, such as {@code %3 = matmul %1 %2 : float32[64, 10]}; the middle of a long tape is left out} */
    @Override
    public String toString() {
        return closed ? "closed tape" : new Listing(recording, start, recording.size()).lines();
    }

    /**
     * {@return the entries as a graph in the language of Graphviz, to draw with {@code dot -Tsvg}}
     *
     * @throws IllegalStateException when the tape is closed or belongs to another thread
     */
    public String toDot() {
        requireOpen("toDot");
        return new Listing(recording, start, recording.size()).dot();
    }
}
