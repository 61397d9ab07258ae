package gradus.benchmarks;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Losses.crossEntropy;

import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.optim.Optimizer;
import gradus.optim.Sgd;
import gradus.simd.Threads;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
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
 * A whole training step of the 784-128-10 network on one thread: forward, cross-entropy, backward, SGD with momentum. The peers'
 * job {@code mlp_step}. A second benchmark is the forward pass alone, as in inference.
 *
 * <p>Expect the products of {@link Matmul}, the update of 101,770 parameters, and some ten microseconds for all else. Add
 * {@code -prof gc}: the arrays of a step are used again, so that only small objects are left.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 4, time = 2) // seconds: until the kernels are compiled, they run a thousand times slower
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class MlpStep {

    @Param({"1", "16", "64", "256"})
    int batch;

    private Sequential net;
    private Optimizer optimizer;
    private Tensor x;
    private Tensor y;

    @Setup
    public void draw() {
        Threads.use(1);
        Generator generator = Generator.of(0);
        net = new Sequential(new Linear(784, 128, generator), RELU, new Linear(128, 10, generator));
        optimizer = new Optimizer(new Sgd(0.01).withMomentum(0.9), net.parameters().values());
        x = generator.uniform(batch, 784);
        int[] classes = new int[batch];
        for (int i = 0; i < batch; i++) {
            classes[i] = generator.below(10);
        }
        y = Tensor.of(classes);
    }

    @Benchmark
    public float step() {
        return optimizer.minimize(() -> crossEntropy(net.forward(x), y));
    }

    @Benchmark
    public Tensor forward() {
        return net.forward(x);
    }
}
