package gradus.simd;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Work space kept for the next caller: at most two pieces a processor, as many as a kernel holds at a time, however many threads,
 * virtual ones included, come by.
 */
final class Spares<T> {

    private final AtomicReferenceArray<T> kept = new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());
    private final Supplier<T> fresh;

    Spares(Supplier<T> fresh) {
        this.fresh = fresh;
    }

    T take() {
        for (int i = 0; i < kept.length(); i++) {
            T spare = kept.getAndSet(i, null);
            if (spare != null) return spare;
        }
        return fresh.get();
    }

    void giveBack(T spare) {
        for (int i = 0; i < kept.length(); i++)
            if (kept.compareAndSet(i, null, spare)) return;
    }
}
