package gradus.benchmarks.jobs;

import gradus.autograd.Parameter;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BiPredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The jobs by their names in the peers' steps.py, gpt.py and mnist.py: the same sizes and the same arithmetic. */
public final class Jobs {

    /**
     * A job that can be made, and how many runs make one repetition; none where a run is a whole training, which is timed cold, each
     * time in a process of its own.
     */
    public record Entry(int runs, Supplier<Job> job) {

        /** {@return whether a run is a whole training} */
        public boolean whole() {
            return runs == 0;
        }
    }

    private static final SequencedMap<String, Entry> BY_NAME = new LinkedHashMap<>();

    static {
        for (int n : new int[] {96, 384, 1536}) {
            BY_NAME.put("matmul/" + n, new Entry(Math.max(1, 4_000_000 / (n * n) / 8), () -> matmul(n)));
        }
        for (int batch : new int[] {1, 16, 64, 256}) {
            BY_NAME.put("mlp_step/" + batch, new Entry(200, () -> Networks.mlp(batch, 784, 128, 10)));
        }
        BY_NAME.put("lenet_step", new Entry(20, () -> Networks.images(Convolutional::leNet, Networks.MOMENTUM)));
        BY_NAME.put("convnet_step", new Entry(5, () -> Networks.images(Convolutional::convNet, Networks.ADAM)));
        BY_NAME.put("lstm_step", new Entry(5, () -> Networks.recurrent(true, 64, 128, 32, 64)));
        BY_NAME.put("gru_step", new Entry(5, () -> Networks.recurrent(false, 64, 128, 32, 64)));
        BY_NAME.put("gpt_step", new Entry(5, () -> new Gpt(Generator.of(0))));
        BY_NAME.put("encoder_layer", new Entry(5, () -> new EncoderLayer(256, 4, 1024, 8, 128, Generator.of(0))));
        for (int n : new int[] {1000, 1_000_000}) {
            BY_NAME.put("add/" + n, new Entry(200, () -> add(n)));
            BY_NAME.put("exp/" + n, new Entry(200, () -> pointwise(Tensor::exp, Math::exp, n)));
            BY_NAME.put("tanh/" + n, new Entry(200, () -> pointwise(Tensor::tanh, Math::tanh, n)));
            BY_NAME.put("sum/" + n, new Entry(200, () -> sum(n)));
        }
        BY_NAME.put("softmax", new Entry(50, () -> matrix(x -> x.softmax(1),
                (x, z) -> near(z.sum(1), Tensor.ones(512)) && near(z.log().sub(x).std(1), Tensor.zeros(512)))));
        BY_NAME.put("layernorm", new Entry(50, Jobs::layerNorm));
        BY_NAME.put("gelu", new Entry(50, () -> matrix(Tensor::gelu, (x, z) -> near(z.sub(x.neg().gelu()), x))));
        BY_NAME.put("sum_axis0", new Entry(50, () -> matrix(x -> x.sum(0), (x, z) -> near(z, x.transpose().sum(1)))));
        BY_NAME.put("transpose_copy", new Entry(50, () -> matrix(x -> x.transpose().contiguous(),
                (x, z) -> z.item(1023, 1) == x.item(1, 1023) && z.item(7, 300) == x.item(300, 7))));
        BY_NAME.put("adam_step/1000000", new Entry(20, () -> new Update(Networks.ADAM)));
        BY_NAME.put("sgd_step/1000000", new Entry(50, () -> new Update(Networks.MOMENTUM)));
        BY_NAME.put("scalar_ops/2000", new Entry(5, () -> new Scalars(1000)));
        BY_NAME.put("mnist", new Entry(0, Mnist::new));
    }

    private Jobs() {
    }

    /** {@return all entries by their names, in the order of the table} */
    public static SequencedMap<String, Entry> all() {
        return BY_NAME;
    }

    /** {@return the entry of this name, one of {@link #all}} */
    public static Entry of(String name) {
        Entry entry = BY_NAME.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("there is no job " + name + "; there are " + String.join(" ", BY_NAME.keySet()));
        }
        return entry;
    }

    private static Job matmul(int n) {
        Generator generator = Generator.of(0);
        Tensor a = generator.uniform(n, n);
        Tensor b = generator.uniform(n, n);
        return new Value(() -> a.matmul(b), z -> near(z.sum(1), a.matmul(b.sum(1))) && near(z.sum(0), a.sum(0).matmul(b)));
    }

    private static Job add(int n) {
        Generator generator = Generator.of(0);
        Tensor a = generator.uniform(n);
        Tensor b = generator.uniform(n);
        return new Value(() -> a.add(b), z -> z.item(n - 1) == (float) (a.item(n - 1) + b.item(n - 1)));
    }

    private static Job sum(int n) {
        Tensor x = Generator.of(0).uniform(n);
        double sum = 0;
        for (float element : x.toFloatArray()) {
            sum += element;
        }
        Tensor right = Tensor.scalar(sum);
        return new Value(x::sum, z -> near(z, right));
    }

    private static Job pointwise(UnaryOperator<Tensor> f, DoubleUnaryOperator definition, int n) {
        Tensor x = Generator.of(0).uniform(n);
        return new Value(() -> f.apply(x), z -> {
            for (int i : new int[] {0, n / 3, n - 1}) {
                if (Math.abs(z.item(i) - definition.applyAsDouble(x.item(i))) > 1e-6) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Job matrix(UnaryOperator<Tensor> f, BiPredicate<Tensor, Tensor> right) {
        Tensor x = Generator.of(0).uniform(512, 1024);
        return new Value(() -> f.apply(x), z -> right.test(x, z));
    }

    private static Job layerNorm() {
        Tensor scale = Tensor.ones(1024).contiguous();
        Tensor shift = Tensor.zeros(1024);
        return matrix(x -> Attention.normalize(x).mul(scale).add(shift),
                (x, z) -> near(z.mean(1), Tensor.zeros(512)) && near(z.std(1), Tensor.ones(512)));
    }

    private static boolean near(Tensor x, Tensor y) {
        return x.sub(y).abs().lessEqual(y.abs().mul(1e-4).add(1e-4)).all().item() == 1;
    }

    /** z ← 1.0001 z + 0.001 on one number, and its derivative. */
    private record Scalars(int times, Parameter u) implements Job {

        Scalars(int times) {
            this(times, new Parameter(Tensor.scalar(0)));
        }

        @Override
        public double run() {
            return Chain.derivative(u, times, z -> z.mul(1.0001).add(0.001));
        }

        @Override
        public void check() {
            double right = Math.pow(1.0001, times);
            Job.require(Math.abs(run() - right) < 1e-3, "the derivative is " + run() + ", not " + right);
        }
    }
}
