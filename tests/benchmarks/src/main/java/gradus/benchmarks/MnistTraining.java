package gradus.benchmarks;

import gradus.benchmarks.jobs.Mnist;
import gradus.simd.Threads;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The peers' job {@code mnist}: ten epochs on one thread, from a cold start, as a user's program runs them. Another folder with MNIST's
 * files: {@code -jvmArgsAppend -Dgradus.mnist=DIR}. Without them it fails and says so.
 *
 * <p>Expect 9,380 times {@link MlpStep} with a batch of 64, and some seconds of scalar kernels until C2 has compiled the others.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 5, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dgradus.simd="}) // chosen as in any program
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class MnistTraining {

    private Mnist work;

    @Setup
    public void read() {
        Threads.use(1);
        work = new Mnist();
    }

    @Benchmark
    public double mnist() {
        return work.run();
    }
}
