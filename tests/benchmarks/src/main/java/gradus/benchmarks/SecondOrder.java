package gradus.benchmarks;

import static gradus.autograd.Transforms.grad;
import static gradus.autograd.Transforms.hvp;
import static gradus.nn.Activation.RELU;
import static gradus.nn.Losses.crossEntropy;

import gradus.autograd.Parameter;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.simd.Threads;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
 * The gradient of the 784-128-10 network's loss on a batch of 64, and the product of its matrix of second derivatives with a
 * vector, on one thread. Expect at most four times the gradient's time: the matrix, of 101,770² elements, is never formed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SecondOrder {

    private Sequential net;
    private Collection<Parameter> parameters;
    private List<Tensor> along;
    private Tensor x;
    private Tensor y;

    @Setup
    public void draw() {
        Threads.use(1);
        Generator generator = Generator.of(0);
        net = new Sequential(new Linear(784, 128, generator), RELU, new Linear(128, 10, generator));
        parameters = net.parameters().values();
        along = new ArrayList<>();
        for (Parameter p : parameters) {
            along.add(generator.normal(p.shape().toArray()));
        }
        x = generator.uniform(64, 784);
        y = generator.integers(0, 10, 64);
    }

    @Benchmark
    public List<Tensor> gradient() {
        return grad(() -> crossEntropy(net.forward(x), y), parameters);
    }

    @Benchmark
    public List<Tensor> hessianVectorProduct() {
        return hvp(() -> crossEntropy(net.forward(x), y), parameters, along);
    }
}
