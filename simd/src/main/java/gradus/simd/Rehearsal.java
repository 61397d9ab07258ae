package gradus.simd;

import gradus.simd.Repertoire.Kernel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Calls the vector kernels that were asked for again and again, on a daemon thread, until they are compiled; presents each when
 * it is, and ends when none is left.
 */
final class Rehearsal<A> {

    /** How often a kernel has to be fast, one time after the other: the system may let its sibling wait. */
    private static final int CERTAIN = 3;

    /** A kernel that is not fast by then, in nanoseconds, will not become so, and is presented as it is. */
    private static final long PATIENCE = 30_000_000_000L;

    /** Calls that are timed together. */
    private static final int CALLS = 10;

    private final Kernels<A> scalar;
    private final Supplier<Kernels<A>> vectors;
    private final IntFunction<A> array;
    private final long delay;
    private final BiConsumer<Kernel, Kernels<A>> present;
    private final Set<Kernel> asked = EnumSet.noneOf(Kernel.class); // guarded by this
    private final Queue<Kernel> waiting = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this

    Rehearsal(Kernels<A> scalar, Supplier<Kernels<A>> vectors, IntFunction<A> array, long delay,
              BiConsumer<Kernel, Kernels<A>> present) {
        this.scalar = scalar;
        this.vectors = vectors;
        this.array = array;
        this.delay = delay;
        this.present = present;
    }

    /** Has a kernel rehearsed, once. */
    synchronized void ask(Kernel kernel) {
        if (!asked.add(kernel)) return;
        waiting.add(kernel);
        if (running) return;
        running = true;
        Thread.ofPlatform().daemon().name("gradus-rehearsal").inheritInheritableThreadLocals(false).start(this::run);
    }

    private synchronized Kernel next() {
        running = !waiting.isEmpty();
        return waiting.poll();
    }

    private synchronized void again(Kernel kernel) {
        waiting.add(kernel);
    }

    private void run() {
        LockSupport.parkNanos(delay);
        Kernels<A> vector = vectors.get();
        if (vector == null) return; // still as if running, so that nobody tries again
        Repertoire<A> repertoire = new Repertoire<>(scalar, array);
        int[] times = new int[Kernel.values().length];
        long[] limits = new long[times.length], begun = new long[times.length];
        Arrays.fill(limits, Long.MAX_VALUE);
        for (Kernel kernel; (kernel = next()) != null; ) {
            int i = kernel.ordinal();
            long start = System.nanoTime(), time = time(repertoire, kernel, vector);
            if (begun[i] == 0) begun[i] = start;
            // Vector code that is not compiled takes hundreds of times as long; compiled, it may do no better than its sibling.
            // That one was cold at first, so it has to tell again.
            if (time < limits[i]) limits[i] = Math.min(limits[i], 2 * time(repertoire, kernel, scalar));
            times[i] = time < limits[i] ? times[i] + 1 : 0;
            if (times[i] == CERTAIN || start - begun[i] > PATIENCE) present.accept(kernel, vector);
            else again(kernel);
        }
    }

    private static <A> long time(Repertoire<A> repertoire, Kernel kernel, Kernels<A> k) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) repertoire.play(kernel, k);
        return System.nanoTime() - start;
    }
}
