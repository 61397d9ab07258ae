package gradus.tensor.internal;

import gradus.tensor.DType;
import java.lang.invoke.VarHandle;

/**
 * The Java array behind one or more tensors. Once its owner has taken the array back, to reuse or to update it, every access
 * says so instead of showing other data.
 *
 * <p>That holds for other threads, too, at no cost to this one. Who has read the array asks afterwards whether it is
 * {@link #requireIntact still there}: it is taken away before the first of its elements changes, so what was read was right.
 */
public final class Storage {

    private final Object origin; // the operation that made it, for the error message; null for data from outside
    private final Arena lender; // which will take the array back; or null
    private Object array;
    private String gone; // why there is no array, or will be none as soon as nobody holds it
    private int holds; // how many in a backward sweep rely on it, by the lender's count
    private boolean kept; // somebody relies on the array for good

    private Storage(Object array, Object origin, Arena lender) {
        this.array = array;
        this.origin = origin;
        this.lender = lender;
    }

    /** {@return a storage over an array that nobody else writes} */
    public static Storage of(Object array) {
        return new Storage(array, null, null);
    }

    /** {@return memory of unknown content for a result of {@code origin}; lent by the arena where this thread has one} */
    public static Storage allocate(DType dtype, int length, Object origin) {
        Recorder recorder = Recorder.current();
        if (recorder == null) {
            return new Storage(dtype.newArray(length), origin, null);
        }
        Arena arena = recorder.arena();
        Storage storage = new Storage(arena.take(dtype, length), origin, arena);
        arena.lend(storage);
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
            VarHandle.loadLoadFence();
            throw new IllegalStateException((origin == null ? "this tensor " : "this result of " + origin + " ") + gone);
        }
        return array;
    }

    /**
     * Checks that what has been read of the array until now was what belongs there.
     *
     * @throws IllegalStateException when its owner has taken the array back in the meantime
     */
    public void requireIntact() {
        VarHandle.loadLoadFence(); // what was read of the array was read before this
        array();
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

    /** {@return the array, which no tensor can reach from now on; {@code why} completes the sentence "this tensor …"} */
    public Object retire(String why) {
        Object array = array();
        gone = why;
        VarHandle.storeStoreFence(); // who finds no array finds the reason
        this.array = null;
        VarHandle.storeStoreFence(); // who finds other elements finds no array when asked again
        return array;
    }

    // For the arena, on its thread

    boolean isLentBy(Arena arena) {
        return lender == arena && !kept && array != null;
    }

    void hold(int more) {
        holds += more;
    }

    void retireWhenFree(String why) {
        gone = why;
    }

    /** {@return whether it is to be taken back and nobody holds it any more} */
    boolean isFree() {
        return gone != null && holds == 0;
    }

    Object retire() {
        return retire(gone);
    }
}
