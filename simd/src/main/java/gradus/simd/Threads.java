package gradus.simd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The threads on which kernels share out large work. The caller always works too, so that with a count of 1, or in a task
 * that shares out work itself, nothing waits for another thread. The count changes no result: work is split where its parts
 * are independent.
 *
 * <p>The count is that of the processors, or {@code -Dgradus.threads}, until {@link #use} changes it. Threads are daemons,
 * made when first needed; after the work they fall asleep, within a quarter of a millisecond, and end when long idle.
 */
public final class Threads {

    /** A loop over elements, or rows, {@code from … from + n}. */
    @FunctionalInterface
    public interface Range {
        void run(int from, int n);
    }

    /**
     * Elements that make a part of a loop worth a thread that is awake: 2 µs of an addition, where handing the part over takes
     * one; and worth waking one up, a few times what that takes. Measured in training steps.
     */
    private static final int WORTH = 1 << 14, WORTH_WAKING = 1 << 16;

    private static volatile int count = started();

    private static final Workers WORKERS = new Workers(count - 1);

    private Threads() {}

    /** {@return how many threads share the work of one kernel, the caller included} */
    public static int count() {
        return count;
    }

    /**
     * Shares the work of kernels that start from now on among so many threads.
     *
     * @throws IllegalArgumentException when threads is below 1
     */
    public static synchronized void use(int threads) {
        count = checked("Threads.use(" + threads + ")", threads);
        WORKERS.limit(count - 1);
    }

    /**
     * Runs body for 0 … tasks − 1, in any order and at once on several threads, and returns when all are done. When tasks
     * throw, those not yet begun are dropped, and one of the exceptions is thrown here, with the others suppressed.
     */
    public static void forEach(int tasks, IntConsumer body) {
        int threads = Math.min(count, tasks);
        if (threads <= 1) {
            for (int i = 0; i < tasks; i++) body.accept(i);
            return;
        }
        Round round = new Round(tasks, threads, body);
        WORKERS.run(round, threads - 1);
        round.run(0);
        round.await();
    }

    /** Runs a loop of which an element takes as long as an addition. */
    public static void forRange(int n, Range loop) {
        forRange(n, 1, loop);
    }

    /**
     * Runs a loop whose elements are independent over 0 … n − 1: at once, or, when it takes long, in parts of whole
     * {@link Kernels#CHUNK}s on several threads.
     *
     * @param work what an element takes, in additions
     */
    public static void forRange(int n, int work, Range loop) {
        if (isWhole((long) n * work)) {
            loop.run(0, n);
            return;
        }
        forRows(Math.ceilDiv(n, Kernels.CHUNK), (long) Kernels.CHUNK * work, (i, chunks) -> {
            int from = i * Kernels.CHUNK;
            loop.run(from, (int) Math.min(n - from, (long) chunks * Kernels.CHUNK));
        });
    }

    /**
     * Runs a loop over independent rows: at once, or in parts on several threads when they take long.
     *
     * @param work what a row takes, in elements of an addition
     */
    public static void forRows(int rows, long work, Range loop) {
        long n = rows * work;
        if (isWhole(n) || rows == 1) {
            loop.run(0, rows);
            return;
        }
        int parts = (int) Math.min(Math.min(rows, 2L * count), n / WORTH);
        forEach(parts, i -> {
            int from = (int) ((long) rows * i / parts);
            loop.run(from, (int) (rows * (i + 1L) / parts) - from);
        });
    }

    /** {@return whether a loop over so many elements of an addition is not worth sharing now, with those awake, or with anybody} */
    public static boolean isWhole(long n) {
        return n < 2 * WORTH || count == 1 || n < 2 * WORTH_WAKING && !WORKERS.anyAwake();
    }

    private static int started() {
        String asked = System.getProperty("gradus.threads");
        if (asked == null) return Runtime.getRuntime().availableProcessors();
        try {
            return checked("-Dgradus.threads=" + asked, Integer.parseInt(asked));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-Dgradus.threads=" + asked + " must be a whole number of at least 1.", e);
        }
    }

    private static int checked(String what, int threads) {
        if (threads < 1) throw new IllegalArgumentException(what + " must be at least 1.");
        return threads;
    }

    /**
     * One call of forEach. Each thread begins with tasks of its own, the same ones each time, as its core still has the lines of
     * before: to write a line that another core has read takes some 10 ns, as measured. Then it takes what others have not yet
     * begun, from the end of theirs; a thread that comes late finds none left.
     */
    private static final class Round implements Workers.Work {

        private final int tasks, threads;
        private final IntConsumer body;
        private final Thread caller = Thread.currentThread();
        private final AtomicIntegerArray taken;
        private final AtomicInteger done = new AtomicInteger();
        private Throwable thrown; // guarded by this
        private volatile boolean failed;

        Round(int tasks, int threads, IntConsumer body) {
            this.tasks = tasks;
            this.threads = threads;
            this.taken = new AtomicIntegerArray(tasks);
            this.body = body;
        }

        @Override
        public void run(int seat) {
            int mine = seat % threads, first = (int) ((long) tasks * mine / threads), end = (int) (tasks * (mine + 1L) / threads);
            for (int i = first; i < end; i++) take(i);
            for (int i = first - 1; i >= 0; i--) take(i);
            for (int i = tasks - 1; i >= end; i--) take(i);
        }

        private void take(int i) {
            if (!taken.compareAndSet(i, 0, 1)) return;
            try {
                if (!failed) body.accept(i);
            } catch (Throwable e) {
                remember(e);
            }
            if (done.incrementAndGet() == tasks && Thread.currentThread() != caller) LockSupport.unpark(caller);
        }

        private synchronized void remember(Throwable e) {
            if (thrown == null) thrown = e;
            else if (thrown != e) thrown.addSuppressed(e);
            failed = true;
        }

        void await() {
            // The last tasks mostly end sooner than a thread that sleeps wakes up.
            for (long start = System.nanoTime(); done.get() < tasks; )
                if (System.nanoTime() - start < Workers.AWAKE_NANOS) Thread.onSpinWait();
                else LockSupport.park(this);
            synchronized (this) {
                if (thrown instanceof Error e) throw e;
                if (thrown instanceof RuntimeException e) throw e;
            }
        }
    }
}
