package gradus.simd;

import gradus.simd.Repertoire.Kernel;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Calls vector kernels that were asked for again and again, on a daemon thread, until they are compiled: a kernel is ready when
 * it is about as fast as its scalar sibling, which before it is hundreds of times faster. The thread ends when none is left.
 *
 * <p>A kernel that does not become fast, or fails, is never ready, and after it no other: all of them stay scalar, which is right
 * as well.
 */
final class Rehearsal<A> {

    /** How often a kernel has to be fast, one time after the other: the system may let its sibling wait. */
    private static final int CERTAIN = 3;

    /** Calls that are timed together. */
    private static final int CALLS = 10;

    /** How long to wait for a kernel to be ready, in nanoseconds. */
    private static final long PATIENCE = 30_000_000_000L;

    private final Kernels<A> scalar, vector;
    private final IntFunction<A> array;
    private final long delay;
    private final Consumer<Kernel> ready;
    private final Set<Kernel> asked = EnumSet.noneOf(Kernel.class); // guarded by this
    private final Queue<Kernel> waiting = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this

    /** With nanoseconds to let pass before it begins, and whom to tell which kernels are ready. */
    Rehearsal(Kernels<A> scalar, Kernels<A> vector, IntFunction<A> array, long delay, Consumer<Kernel> ready) {
        this.scalar = scalar;
        this.vector = vector;
        this.array = array;
        this.delay = delay;
        this.ready = ready;
    }

    /** Has a kernel rehearsed, once. */
    synchronized void ask(Kernel kernel) {
        if (!asked.add(kernel)) return;
        waiting.add(kernel);
        if (running) return;
        running = true;
        Thread.ofPlatform().daemon().name("gradus-rehearsal").inheritInheritableThreadLocals(false).start(this::run);
    }

    /** {@return the next kernel, or null when this thread is to end} */
    private synchronized Kernel next() {
        running = !waiting.isEmpty();
        return waiting.poll();
    }

    private synchronized void again(Kernel kernel) {
        waiting.add(kernel);
    }

    private void run() {
        LockSupport.parkNanos(delay);
        Repertoire<A> repertoire = new Repertoire<>(scalar, array);
        int[] fast = new int[Kernel.values().length];
        long last = System.nanoTime();
        for (Kernel kernel; (kernel = next()) != null; ) {
            int i = kernel.ordinal();
            fast[i] = time(repertoire, kernel, vector) < 2 * time(repertoire, kernel, scalar) ? fast[i] + 1 : 0;
            if (fast[i] < CERTAIN) again(kernel);
            else ready.accept(kernel);
            if (fast[i] == CERTAIN) last = System.nanoTime();
            else if (System.nanoTime() - last > PATIENCE) return; // as if still running: nobody starts again
        }
    }

    private static <A> long time(Repertoire<A> repertoire, Kernel kernel, Kernels<A> kernels) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) repertoire.play(kernel, kernels);
        return System.nanoTime() - start;
    }
}
