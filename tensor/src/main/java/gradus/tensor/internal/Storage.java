package gradus.tensor.internal;

import gradus.tensor.DType;

/**
 * The Java array behind one or more tensors. Once its owner has taken the array back, to reuse or to update it, every access
 * says so instead of showing other data.
 */
public final class Storage {

    private final Object origin; // the operation that made it, for the error message; null for data from outside
    private Object array;
    private String gone;
    private boolean lent; // an arena will take the array back
    private boolean kept; // somebody relies on the array for good

    private Storage(Object array, Object origin, boolean lent) {
        this.array = array;
        this.origin = origin;
        this.lent = lent;
    }

    /** {@return a storage over an array that nobody else writes} */
    public static Storage of(Object array) {
        return new Storage(array, null, false);
    }

    /** {@return memory of unknown content for a result of {@code origin}; lent by the arena where this thread has one} */
    public static Storage allocate(DType dtype, int length, Object origin) {
        Recorder recorder = Recorder.current();
        if (recorder == null) {
            return new Storage(dtype.newArray(length), origin, false);
        }
        Storage storage = new Storage(recorder.arena().take(dtype, length), origin, true);
        recorder.arena().lend(storage);
        return storage;
    }

    /**
     * {@return the array}
     *
     * @throws IllegalStateException when its owner has taken it back
     */
    public Object array() {
        Object array = this.array;
        if (array == null) {
            throw new IllegalStateException((origin == null ? "this tensor " : "this result of " + origin + " ") + gone);
        }
        return array;
    }

    /** {@return whether {@link #array} gives the array} */
    public boolean isReadable() {
        return array != null;
    }

    /** Promises that the array stays as it is: no arena and no update takes it back. */
    public void keep() {
        array();
        kept = true;
    }

    /** {@return whether the array must stay as it is} */
    public boolean isKept() {
        return kept;
    }

    /** {@return whether an arena will take the array back} */
    boolean isLent() {
        return lent && !kept && array != null;
    }

    /** {@return the array, which no tensor can reach from now on; {@code why} completes the sentence "this tensor …"} */
    public Object retire(String why) {
        Object array = array();
        this.gone = why;
        this.array = null;
        return array;
    }
}
