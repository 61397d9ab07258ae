package gradus.simd;

import java.util.BitSet;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that wait for work: at first awake, since kernels follow each other closely and a thread that sleeps takes
 * tens of microseconds to wake up, then asleep, and when long idle they end.
 */
final class Workers {

    /** What several threads do together, each at its own seat, a small number that no other thread has meanwhile. */
    interface Work {
        void run(int seat);
    }

    /** How long a thread stays awake for more work: on a virtual machine, waking one took 6 to 30 µs of whoever did, as measured. */
    static final long AWAKE_NANOS = 200_000;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final ThreadFactory FACTORY =
        Thread.ofPlatform().daemon().name("gradus-", 1).inheritInheritableThreadLocals(false).factory();

    private final ConcurrentLinkedQueue<Work> waiting = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedDeque<Thread> asleep = new ConcurrentLinkedDeque<>();
    private final AtomicInteger awake = new AtomicInteger();
    private final BitSet seats = new BitSet(); // taken by threads that live; guarded by itself
    private volatile int most;

    Workers(int most) {
        this.most = most;
    }

    /** Lets so many threads work from now on. */
    void limit(int most) {
        this.most = most;
        for (Thread thread : asleep) LockSupport.unpark(thread); // those that are too many end
    }

    /** {@return whether a thread waits for work that does not have to be woken up} */
    boolean anyAwake() {
        return awake.get() > 0;
    }

    /** Has the work run by so many threads, as they become free. */
    void run(Work work, int threads) {
        for (int i = 0; i < threads; i++) waiting.add(work);
        // A thread that falls asleep just now is either counted here and finds the work, or found among those asleep.
        for (int i = awake.get(); i < threads; i++) {
            Thread thread = asleep.pollFirst();
            if (thread != null) LockSupport.unpark(thread);
            else if (!startOne()) return;
        }
    }

    private boolean startOne() {
        int seat = admitted();
        if (seat == 0) return false;
        FACTORY.newThread(() -> work(seat)).start();
        return true;
    }

    /** {@return the seat, taken, of one more thread, from 1 on, or 0 when no more may live} */
    private int admitted() {
        synchronized (seats) {
            int seat = seats.nextClearBit(1);
            if (seat > most) return 0;
            seats.set(seat);
            return seat;
        }
    }

    private void leave(int seat) {
        synchronized (seats) {
            seats.clear(seat);
        }
    }

    private void work(int seat) {
        for (Work work; (work = next(seat)) != null; ) work.run(seat);
    }

    /** {@return the next work, or null when this thread is to end} */
    private Work next(int seat) {
        awake.incrementAndGet();
        long start = System.nanoTime();
        Work work;
        while ((work = waiting.poll()) == null && System.nanoTime() - start < AWAKE_NANOS) Thread.onSpinWait();
        awake.decrementAndGet();
        return work != null ? work : nextAsleep(seat, start);
    }

    private Work nextAsleep(int seat, long start) {
        Thread me = Thread.currentThread();
        while (true) {
            asleep.addFirst(me);
            Work work = waiting.poll();
            if (work == null && seat <= most && System.nanoTime() - start < IDLE_NANOS) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                work = waiting.poll();
            }
            boolean unasked = asleep.remove(me);
            if (work != null) return work;
            // Who was asked to wake up looks once more, so that no work is left to a thread that ends.
            if (unasked && (seat > most || System.nanoTime() - start >= IDLE_NANOS)) {
                leave(seat);
                // Work that came just before found neither this thread asleep nor room for another.
                if (!waiting.isEmpty()) startOne();
                return null;
            }
        }
    }
}
