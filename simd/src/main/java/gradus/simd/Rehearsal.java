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
 * <p>A kernel that does not become fast stays scalar, which is right as well. One that fails ends the thread, and all that are not
 * ready by then stay scalar.
 */
final class Rehearsal<A> {

    /** How often a kernel has to be fast, one time after the other: the system may let its sibling wait. */
    private static final int CERTAIN = 3;

    /** Calls that are timed together. */
    private static final int CALLS = 10;

    private final Kernels<A> scalar, vector;
    private final IntFunction<A> array;
    private final long delay, patience;
    private final Consumer<Kernel> ready;
    private final Set<Kernel> asked = EnumSet.noneOf(Kernel.class); // guarded by this
    private final Queue<Kernel> waiting = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this

    /**
     * With nanoseconds to let pass before it begins, and those for which a kernel is called before it is given up; and whom to
     * tell which kernels are ready.
     */
    Rehearsal(Kernels<A> scalar, Kernels<A> vector, IntFunction<A> array, long delay, long patience, Consumer<Kernel> ready) {
        this.scalar = scalar;
        this.vector = vector;
        this.array = array;
        this.delay = delay;
        this.patience = patience;
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
        long[] spent = new long[fast.length];
        for (Kernel kernel; (kernel = next()) != null; ) {
            int i = kernel.ordinal();
            long time = time(repertoire, kernel, vector);
            spent[i] += time;
            fast[i] = time < 2 * time(repertoire, kernel, scalar) ? fast[i] + 1 : 0;
            if (fast[i] == CERTAIN) ready.accept(kernel);
            else if (spent[i] < patience) again(kernel);
        }
    }

    private static <A> long time(Repertoire<A> repertoire, Kernel kernel, Kernels<A> kernels) {
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) repertoire.play(kernel, kernels);
        return System.nanoTime() - start;
    }
}
