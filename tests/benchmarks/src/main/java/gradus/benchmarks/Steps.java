package gradus.benchmarks;

import gradus.benchmarks.jobs.Job;
import gradus.benchmarks.jobs.Jobs;
import gradus.simd.Threads;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The jobs that are measured in other libraries, too, on one thread; {@code ./gradus bench peers} sets both side by side. Pick
 * one with {@code -p job=gpt_step}, and add {@code -prof gc} for what it allocates. A whole
 * training is {@link MnistTraining}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class Steps {

    @Param({"matmul/96", "matmul/384", "matmul/1536", "mlp_step/1", "mlp_step/16", "mlp_step/64", "mlp_step/256", "lenet_step",
            "convnet_step", "lstm_step", "gru_step", "gpt_step", "encoder_layer", "add/1000", "exp/1000", "tanh/1000", "sum/1000",
            "add/1000000", "exp/1000000", "tanh/1000000", "sum/1000000", "softmax", "layernorm", "gelu", "sum_axis0",
            "transpose_copy", "adam_step/1000000", "sgd_step/1000000", "scalar_ops/2000"})
    String job;

    private Job work;

    @Setup
    public void make() {
        Threads.use(1);
        work = Jobs.of(job).job().get();
        work.check();
    }

    @Benchmark
    public double run() {
        return work.run();
    }
}
