package gradus.benchmarks.peers;

import gradus.benchmarks.jobs.Job;
import gradus.benchmarks.jobs.Jobs;
import gradus.simd.Simd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A process that times one job when it is told to, so that several libraries can take turns: it says its version when the job has
 * been checked and is warm, then answers each line with the milliseconds of one run and the kilobytes allocated in it. It ends with
 * its input. A whole training is neither checked beforehand, since it checks itself, nor warmed up.
 */
public final class Stopwatch {

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static volatile double sink; // what a job gives goes somewhere, so that nothing of it can be left out

    private Stopwatch() {
    }

    /** Times ours: the name of a job, then the seconds to warm up. The number of threads is {@code -Dgradus.threads}. */
    public static void main(String[] arguments) throws IOException {
        Job job = Jobs.of(arguments[0]).job().get();
        serve(Simd.description(), arguments[0], job, Double.parseDouble(arguments[1]));
    }

    /** Times a job of this name, after warming it up for some seconds. */
    public static void serve(String version, String name, Job job, double warmup) throws IOException {
        if (!Jobs.of(name).whole()) {
            job.check();
            long end = System.nanoTime() + (long) (warmup * 1e9);
            do {
                sink = job.run();
            } while (System.nanoTime() < end);
        }
        System.out.println("ready " + version);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        while (in.readLine() != null) {
            Reading reading = Jobs.of(name).whole() ? repetition(1, job) : reading(name, job);
            System.out.println(reading.milliseconds() + " " + reading.kilobytes());
        }
    }

    /** {@return what a run costs, as the mean of so many} */
    private static Reading repetition(int runs, Job job) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            sink = job.run();
        }
        double milliseconds = (System.nanoTime() - start) / 1e6 / runs;
        return new Reading(milliseconds, (THREADS.getTotalThreadAllocatedBytes() - before) / 1024.0 / runs);
    }

    /**
     * {@return what a run costs, its time taken as the peers' scripts do: gpt.py gives the median, steps.py the best of seven means} Who
     * takes more than ten seconds gets fewer than seven.
     */
    private static Reading reading(String name, Job job) {
        sink = job.run();
        boolean median = name.equals("gpt_step");
        Reading[] readings = new Reading[median ? 30 : 7];
        int runs = median ? 1 : Jobs.of(name).runs();
        long end = System.nanoTime() + 10_000_000_000L;
        int taken = 0;
        do {
            readings[taken++] = repetition(runs, job);
        } while (taken < readings.length && System.nanoTime() < end);
        Arrays.sort(readings, 0, taken, Comparator.comparingDouble(Reading::milliseconds));
        return readings[median ? taken / 2 : 0];
    }
}
