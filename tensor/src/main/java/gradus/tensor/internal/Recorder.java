package gradus.tensor.internal;

import gradus.tensor.Op;
import gradus.tensor.Tensor;

/**
 * What follows the operations of a thread: it may note each of them, and lends the memory for their results. This is how a
 * tape, of which this module knows nothing, comes to see them.
 */
public abstract class Recorder {

    private static final ThreadLocal<Recorder> CURRENT = new ThreadLocal<>();

    private final Arena arena;

    protected Recorder(Arena arena) {
        this.arena = arena;
    }

    /** {@return the recorder of this thread, or null} */
    public static Recorder current() {
        return CURRENT.get();
    }

    /** Makes a recorder, or null for none, that of this thread. */
    public static void install(Recorder recorder) {
        if (recorder == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(recorder);
        }
    }

    /** {@return where the results of this thread's operations get their memory} */
    public final Arena arena() {
        return arena;
    }

    /** Stops or resumes the noting. {@return whether it was stopped before} */
    public abstract boolean pause(boolean pause);

    /** Notes that {@code op} of {@code inputs} gave {@code output}. */
    public abstract void record(Op op, Tensor[] inputs, Tensor output);
}
