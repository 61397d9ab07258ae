package gradus.benchmarks.jobs;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Losses.crossEntropy;

import gradus.autograd.Parameter;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.optim.Adam;
import gradus.optim.Optimizer;
import gradus.optim.Rule;
import gradus.optim.Sgd;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Training steps on one random batch. */
public final class Networks {

    static final Rule MOMENTUM = new Sgd(0.01).withMomentum(0.9), ADAM = new Adam(1e-3);

    private Networks() {
    }

    /** {@return a training step of linear layers of these sizes with ReLUs between them} */
    public static Job mlp(int batch, int... sizes) {
        Generator generator = Generator.of(0);
        List<Layer> layers = new ArrayList<>();
        for (int i = 1; i < sizes.length; i++) {
            if (i > 1) {
                layers.add(RELU);
            }
            layers.add(new Linear(sizes[i - 1], sizes[i], generator));
        }
        int classes = sizes[sizes.length - 1];
        return step(new Sequential(layers.toArray(Layer[]::new)), MOMENTUM, classes, generator.uniform(batch, sizes[0]),
                generator.integers(0, classes, batch));
    }

    /** {@return a training step of an LSTM, or else a GRU, and a linear layer from its states to 65 characters} */
    public static Job recurrent(boolean lstm, int in, int hidden, int batch, int time) {
        Generator generator = Generator.of(0);
        Layer cells = lstm ? new Recurrent.Lstm(in, hidden, generator) : new Recurrent.Gru(in, hidden, generator);
        Job step = step(new Sequential(cells, new Linear(hidden, 65, generator)), ADAM, 65,
                generator.uniform(batch, time, in), generator.integers(0, 65, batch * time));
        return new Job() {

            @Override
            public double run() {
                return step.run();
            }

            @Override
            public void check() {
                Recurrent.check();
                step.check();
            }
        };
    }

    /** {@return a training step on 64 images of a network made with the generator} */
    static Job images(Function<Generator, Layer> net, Rule rule) {
        Generator generator = Generator.of(0);
        return step(net.apply(generator), rule, 10, generator.uniform(64, 1, 28, 28), generator.integers(0, 10, 64));
    }

    /** {@return a training step of a network whose output is [..., classes]} */
    static Job step(Layer net, Rule rule, int classes, Tensor x, Tensor y) {
        List<Parameter> parameters = List.copyOf(net.parameters().values());
        return new Training(new Optimizer(rule, parameters), () -> crossEntropy(net.forward(x).reshape(-1, classes), y), classes);
    }
}
