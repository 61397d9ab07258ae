package gradus.benchmarks.jobs;

import static gradus.nn.Activation.RELU;

import gradus.autograd.Parameter;
import gradus.nn.Initializer;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.tensor.Convolution;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import gradus.tensor.Window;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Networks for 28 × 28 images of ten classes. */
final class Convolutional {

    private Convolutional() {
    }

    /** {@return 1 → 32 → 64 channels in windows of 3 × 3, halved once, then 9216 → 128 → 10} */
    static Layer convNet(Generator generator) {
        return new Sequential(new Conv(1, 32, Window.of(3, 3), generator), RELU,
                new Conv(32, 64, Window.of(3, 3), generator), RELU, HALVE, FLATTEN,
                new Linear(9216, 128, generator), RELU, new Linear(128, 10, generator));
    }

    /** {@return LeNet-5 (LeCun et al. 1998), with ReLUs and largest elements in place of its sigmoids and means} */
    static Layer leNet(Generator generator) {
        return new Sequential(new Conv(1, 6, Window.of(5, 5).padding(2), generator), RELU, HALVE,
                new Conv(6, 16, Window.of(5, 5), generator), RELU, HALVE, FLATTEN, new Linear(400, 120, generator), RELU,
                new Linear(120, 84, generator), RELU, new Linear(84, 10, generator));
    }

    private static final Layer HALVE = Window.of(2, 2).stride(2)::max;

    private static final Layer FLATTEN = x -> x.flatten(1, -1);

    /** y = w ∗ x + b: x is [N, in, H, W], w is [out, in, window], b is [out]. */
    private static final class Conv implements Layer {

        private final Convolution convolution;
        private final Parameter weight;
        private final Parameter bias;

        Conv(int in, int out, Window window, Generator generator) {
            int[] sizes = window.sizes();
            this.convolution = Convolution.of(window);
            this.weight = new Parameter(Initializer.LECUN_UNIFORM.draw(generator, DType.FLOAT32, out, in, sizes[0], sizes[1]));
            double bound = 1 / Math.sqrt(in * sizes[0] * sizes[1]);
            this.bias = new Parameter(generator.uniform(out).mul(2 * bound).sub(bound));
        }

        @Override
        public Tensor forward(Tensor x) {
            return convolution.apply(x, weight.value(), bias.value());
        }

        @Override
        public SequencedMap<String, Parameter> parameters() {
            SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
            parameters.put("weight", weight);
            parameters.put("bias", bias);
            return parameters;
        }
    }
}
