package gradus.tensor.internal;

import gradus.tensor.DType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Recycles the arrays of the results computed under a tape: when the tape closes they go back to the pool, and the next
 * step of a training loop finds arrays of just the sizes that it needs. Confined to a thread.
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

    /** The free arrays of one type and length. */
    private static final class Bucket {
        final ArrayList<Object> free = new ArrayList<>();
        int idle;
    }

    Object take(DType dtype, int length) {
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
            if (storage.isLent()) {
                giveBack(storage.retire(GONE));
            }
        }
        lent.clear();
        pool.values().removeIf(bucket -> bucket.idle++ == MOST_IDLE);
    }

    /** {@return a mark between what has been lent and what will be, for {@link #release}} */
    public int mark() {
        return lent.size();
    }

    /** Takes back what was lent since the mark, kept storages and {@code survivors} excepted; {@code why} as in retire. */
    public void release(int mark, Set<Storage> survivors, String why) {
        int end = mark;
        for (int i = mark; i < lent.size(); i++) {
            Storage storage = lent.get(i);
            if (survivors.contains(storage)) {
                lent.set(end++, storage);
            } else if (storage.isLent()) {
                giveBack(storage.retire(why));
            }
        }
        lent.subList(end, lent.size()).clear();
    }

    /** {@return the number of elements that are lent now} */
    public long lentElements() {
        long sum = 0;
        for (Storage storage : lent) {
            sum += storage.isLent() ? Array.getLength(storage.array()) : 0;
        }
        return sum;
    }

    private void giveBack(Object array) {
        int length = Array.getLength(array);
        if (length >= SHORTEST) {
            pool.computeIfAbsent(key(DType.ofArray(array), length), _ -> new Bucket()).free.add(array);
        }
    }

    private static long key(DType dtype, int length) {
        return (long) dtype.ordinal() << 32 | length;
    }
}
