package gradus.benchmarks;

import gradus.autograd.Parameter;
import gradus.benchmarks.jobs.Chain;
import gradus.benchmarks.jobs.EncoderLayer;
import gradus.benchmarks.jobs.Job;
import gradus.benchmarks.jobs.Networks;
import gradus.simd.Threads;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;

/**
 * How the time of a training step, the memory it holds and the bytes it allocates grow with the size of the work, on one thread:
 * {@code ./gradus bench scaling [SECONDS]}, twice so many for each figure. The slope is that of the logarithms: 1 where twice
 * the work takes twice the time, below 1 where something is paid whatever the size. Then what one op costs by itself, recorded and
 * derived, on a 1 × 1 tensor.
 *
 * <p>What is held is all that stays on the heap between two steps: data, parameters, the optimiser's state, and the arrays that the
 * tape's arena lends to each step anew, hence the most that a step needs at once.
 *
 * <p>Expect slopes of the time of up to 1 with the batch and the depth, toward 2 with the width and up to 2 with the time of
 * attention; the same of what is held; and bytes allocated that hardly grow but with the number of ops.
 */
public final class Scaling {

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static volatile double sink;

    private final double seconds;

    private Scaling(double seconds) {
        this.seconds = seconds;
    }

    public static void main(String[] arguments) {
        Threads.use(1);
        Scaling scaling = new Scaling(seconds(arguments));
        scaling.print("batch", "mlp 784-128-10", n -> Networks.mlp(n, 784, 128, 10), 16, 32, 64, 128, 256, 512, 1024);
        scaling.print("width", "mlp w-w-w-10, batch 64", w -> Networks.mlp(64, w, w, w, 10), 64, 128, 256, 512, 1024);
        scaling.print("depth", "mlp of so many layers 64-64, batch 64", Scaling::deep, 2, 4, 8, 16, 32, 64);
        scaling.print("sequence", "LSTM 64-128, batch 32", t -> Networks.recurrent(true, 64, 128, 32, t), 8, 16, 32, 64, 128);
        scaling.print("sequence", "encoder layer of width 128, batch 4",
                t -> new EncoderLayer(128, 4, 512, 4, t, Generator.of(0)), 32, 64, 128, 256, 512);
        scaling.printOps();
    }

    private static double seconds(String... arguments) {
        double seconds = 1;
        try {
            seconds = arguments.length == 0 ? seconds : Double.parseDouble(arguments[0]);
        } catch (NumberFormatException e) {
            seconds = 0; // refused below
        }
        if (seconds <= 0 || arguments.length > 1) {
            System.err.println("bench scaling: takes the seconds for each figure, above 0, not " + String.join(" ", arguments));
            System.exit(2);
        }
        return seconds;
    }

    private static Job deep(int layers) {
        int[] sizes = new int[layers + 2];
        Arrays.fill(sizes, 64);
        sizes[layers + 1] = 10;
        return Networks.mlp(64, sizes);
    }

    private void print(String what, String of, IntFunction<Job> jobs, int... sizes) {
        System.out.printf("%n%s (%s)%n%10s %12s %12s %14s%n", what, of, "", "ms a step", "KB held", "bytes a step");
        double[] milliseconds = new double[sizes.length];
        double[] held = new double[sizes.length];
        double[] bytes = new double[sizes.length];
        Job[] made = new Job[sizes.length];
        for (int i = 0; i < sizes.length; i++) { // all before the first is timed: they share the code to be compiled
            made[i] = jobs.apply(sizes[i]);
            made[i].check();
            warm(made[i]::run);
        }
        for (int i = 0; i < sizes.length; i++) {
            Cost cost = measure(made[i]::run);
            milliseconds[i] = cost.nanoseconds / 1e6;
            held[i] = held(jobs, sizes[i]) / 1024;
            bytes[i] = cost.bytes;
            System.out.printf("%10d %12.4f %,12.0f %,14.0f%n", sizes[i], milliseconds[i], held[i], bytes[i]);
        }
        System.out.printf("%10s %12.2f %12.2f %14.2f%n", "slope", slope(sizes, milliseconds), slope(sizes, held), slope(sizes, bytes));
    }

    /** {@return the bytes on the heap that a job holds between its steps} On a thread of its own, as arenas belong to threads. */
    private static double held(IntFunction<Job> jobs, int size) {
        long[] held = new long[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            long before = used();
            Job job = jobs.apply(size);
            for (int i = 0; i < 3; i++) {
                sink = job.run();
            }
            held[0] = used() - before;
            Reference.reachabilityFence(job);
        });
        try {
            thread.join(); // with it ends its arena, so that the next one begins alone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return held[0];
    }

    private static long used() {
        for (int i = 0; i < 4; i++) { // the serial collector leaves some of the garbage where it is in three times of four
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Prints what a chain of a thousand ops costs, for each op. */
    private void printOps() {
        Parameter u = new Parameter(Tensor.zeros(1, 1));
        int ops = 1000;
        Cost cost = measure(() -> Chain.derivative(u, ops, z -> z.add(1)));
        System.out.printf("%none op on a 1 × 1 tensor, forward and backward: %.0f ns, %.0f bytes%n",
                cost.nanoseconds / ops, cost.bytes / ops);
    }

    /** Runs for the seconds, three times at least. {@return how many runs that were} */
    private int warm(DoubleSupplier work) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int runs = 0;
        for (; System.nanoTime() < end || runs < 3; runs++) {
            sink = work.getAsDouble();
        }
        return runs;
    }

    /** What one run costs: the median of the times, and the bytes that this thread allocates. */
    private record Cost(double nanoseconds, double bytes) {
    }

    private Cost measure(DoubleSupplier work) {
        double[] times = new double[warm(work)];
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            sink = work.getAsDouble();
            times[i] = System.nanoTime() - start;
        }
        double bytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / times.length;
        Arrays.sort(times);
        return new Cost(times[times.length / 2], bytes);
    }

    /** {@return the slope of the line through (log x, log y) with the least squares} */
    private static double slope(int[] x, double[] y) {
        double sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (int i = 0; i < x.length; i++) {
            double u = Math.log(x[i]);
            double v = Math.log(Math.max(y[i], 1e-9));
            sx += u;
            sy += v;
            sxx += u * u;
            sxy += u * v;
        }
        return (x.length * sxy - sx * sy) / (x.length * sxx - sx * sx);
    }
}
