package gradus.tensor.internal;

import gradus.tensor.DType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * Recycles the arrays of the results computed under a tape, so that the next step of a training loop finds arrays of just the
 * sizes that it needs. All go back to the pool when the tape closes; {@link #free} lets some go before, as soon as nobody
 * holds them. Confined to a thread.
 */
public final class Arena {

    /** Shorter arrays are cheaper to make than to look up. */
    private static final int SHORTEST = 64;

    /** A size that so many tapes in a row did not need is left to the garbage collector. */
    private static final int MOST_IDLE = 16;

    private static final String GONE = "was computed under a tape that has closed, and its memory may hold other data by now; "
            + "read it before the tape closes, or keep it with tape.keep(tensor)";

    private final Map<Long, Bucket> pool = new HashMap<>();
    private final ArrayList<Storage> lent = new ArrayList<>();
    private long elements; // of the arrays lent
    private long mostElements;

    /** The free arrays of one type and length. */
    private static final class Bucket {
        final ArrayList<Object> free = new ArrayList<>();
        int idle;
    }

    Object take(DType dtype, int length) {
        elements += length;
        mostElements = Math.max(mostElements, elements);
        Bucket bucket = length < SHORTEST ? null : pool.get(key(dtype, length));
        if (bucket == null || bucket.free.isEmpty()) {
            return dtype.newArray(length);
        }
        bucket.idle = 0;
        return bucket.free.removeLast();
    }

    void lend(Storage storage) {
        lent.add(storage);
    }

    /** Takes back every array that was lent and is not kept. */
    public void recycle() {
        for (Storage storage : lent) {
            if (storage.isLentBy(this)) {
                giveBack(storage.retire(GONE));
            }
        }
        lent.clear();
        elements = 0;
        pool.values().removeIf(bucket -> bucket.idle++ == MOST_IDLE);
    }

    /** {@return a mark between what has been lent and what will be, for {@link #free}} */
    public int mark() {
        return lent.size();
    }

    /**
     * Takes back what was lent since the mark, each as soon as nobody holds it.
     *
     * @param result what stays lent as before; or null
     * @param why completes the sentence "this tensor …" for who still reads one
     */
    public void free(int mark, Storage result, String why) {
        int end = mark;
        for (int i = mark; i < lent.size(); i++) {
            Storage storage = lent.get(i);
            if (storage == result || storage.isLentBy(this) && !free(storage, why)) {
                lent.set(end++, storage);
            }
        }
        while (lent.size() > end) {
            lent.removeLast();
        }
    }

    /** Takes back an array as soon as nobody holds it. {@return whether that is now} */
    public boolean free(Storage storage, String why) {
        if (!storage.isLentBy(this)) {
            return false;
        }
        storage.retireWhenFree(why);
        return giveBackIfFree(storage);
    }

    /** Lets an array be until it is released as often as held. */
    public void hold(Storage storage) {
        if (storage.isLentBy(this)) {
            storage.hold(1);
        }
    }

    /** Ends a {@link #hold}. */
    public void release(Storage storage) {
        if (storage.isLentBy(this)) {
            storage.hold(-1);
            giveBackIfFree(storage);
        }
    }

    private boolean giveBackIfFree(Storage storage) {
        if (storage.isFree()) {
            giveBack(storage.retire());
            return true;
        }
        return false;
    }

    /** {@return the number of elements that are lent now} */
    public long lentElements() {
        return elements;
    }

    /** {@return the most elements that were lent at once since this was asked last} */
    public long mostElements() {
        long most = mostElements;
        mostElements = elements;
        return most;
    }

    private void giveBack(Object array) {
        int length = Array.getLength(array);
        elements -= length;
        if (length >= SHORTEST) {
            long key = key(DType.ofArray(array), length);
            Bucket bucket = pool.get(key); // which finds one at less cost than computeIfAbsent
            if (bucket == null) {
                pool.put(key, bucket = new Bucket());
            }
            bucket.free.add(array);
        }
    }

    private static long key(DType dtype, int length) {
        return (long) dtype.ordinal() << 32 | length;
    }
}
