package gradus.benchmarks;

import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Two thousand ops on one number, forward and backward: z ← 1.0001 z + 0.001, a thousand times. The peers' job
 * {@code scalar_ops/2000}. There is next to nothing to compute, so this is the cost of dispatch: checking an op, making its
 * result, recording it, and asking for its derivative.
 *
 * <p>Expect well under half a millisecond. Forward alone, without a tape, shows what the ops cost by themselves.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ScalarOps {

    private final Parameter u = new Parameter(Tensor.zeros(DType.FLOAT32));

    @Benchmark
    public double forwardAndBackward() {
        try (Tape tape = Tape.record()) {
            return tape.gradients(steps(u.value())).of(u).item();
        }
    }

    @Benchmark
    public double forward() {
        return steps(u.value()).item();
    }

    private static Tensor steps(Tensor z) {
        for (int i = 0; i < 1000; i++) {
            z = z.mul(1.0001).add(0.001);
        }
        return z;
    }
}
