package gradus.benchmarks.peers;

import gradus.benchmarks.jobs.Job;
import gradus.benchmarks.jobs.Jobs;
import gradus.simd.Simd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;

/**
 * A process that times one job when it is told to, so that several libraries can take turns: it says its version when the job has
 * been checked and is warm, then answers each line with the milliseconds of one run. It ends with its input.
 */
public final class Stopwatch {

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
        job.check();
        long end = System.nanoTime() + (long) (warmup * 1e9);
        do {
            sink = job.run();
        } while (System.nanoTime() < end);
        System.out.println("ready " + version);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        while (in.readLine() != null) {
            System.out.println(milliseconds(name, job));
        }
    }

    /**
     * {@return the time of a run, taken as the peers' scripts do: gpt.py gives the median, steps.py the best of seven means} Who
     * takes more than ten seconds gets fewer than seven.
     */
    private static double milliseconds(String name, Job job) {
        sink = job.run();
        boolean median = name.equals("gpt_step");
        double[] times = new double[median ? 30 : 7];
        int runs = median ? 1 : Jobs.of(name).runs();
        long end = System.nanoTime() + 10_000_000_000L;
        int taken = 0;
        do {
            long start = System.nanoTime();
            for (int j = 0; j < runs; j++) {
                sink = job.run();
            }
            times[taken++] = (System.nanoTime() - start) / 1e6 / runs;
        } while (taken < times.length && System.nanoTime() < end);
        Arrays.sort(times, 0, taken);
        return times[median ? taken / 2 : 0];
    }
}
