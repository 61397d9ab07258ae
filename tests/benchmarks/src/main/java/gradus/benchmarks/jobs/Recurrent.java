package gradus.benchmarks.jobs;

import gradus.autograd.Parameter;
import gradus.nn.Layer;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Layers from x [batch, time, in] to their states h [batch, time, hidden], with the parameters that PyTorch's have. */
abstract sealed class Recurrent implements Layer {

    private final Parameter inputWeight;
    private final Parameter stateWeight;
    private final Parameter inputBias;
    private final Parameter stateBias;
    final int hidden;

    private Recurrent(int in, int hidden, int gates, Generator generator) {
        this.hidden = hidden;
        // All are drawn within ±1 / √hidden, as in PyTorch.
        this.inputWeight = draw(generator, hidden, in, gates * hidden);
        this.stateWeight = draw(generator, hidden, hidden, gates * hidden);
        this.inputBias = draw(generator, hidden, gates * hidden);
        this.stateBias = draw(generator, hidden, gates * hidden);
    }

    private static Parameter draw(Generator generator, int hidden, int... dims) {
        double bound = 1 / Math.sqrt(hidden);
        return new Parameter(generator.uniform(dims).mul(2 * bound).sub(bound));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor zeros = Tensor.zeros(x.shape().dim(0), hidden);
        return states(x, inputWeight.value(), stateWeight.value(), inputBias.value(), stateBias.value(), zeros);
    }

    /** {@return the states after each step, from these before the first} */
    abstract Tensor states(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, Tensor first);

    /** Throws unless a unit whose k-th gate has k times 0.5, −0.75, 0.25 and −0.1 turns 1, −2, 0.5 into what PyTorch gives. */
    static void check() {
        requireStates(new Lstm(1, 1, Generator.of(0)), 0.5200714900125348, -0.0012089639674828366, 0.3010058643654976);
        requireStates(new Gru(1, 1, Generator.of(0)), 0.20722185267166993, -0.8445608624752025, -0.6383536775223373);
    }

    private static void requireStates(Recurrent one, double... states) {
        double[] scales = {0.5, -0.75, 0.25, -0.1};
        int i = 0;
        for (Parameter parameter : one.parameters().values()) {
            parameter.set(Tensor.arange(1, parameter.size() + 1, 1).mul(scales[i++]).reshape(parameter.shape().toArray()));
        }
        Tensor h = one.forward(Tensor.of(new float[] {1, -2, 0.5f}, 1, 3, 1));
        for (int t = 0; t < states.length; t++) {
            double state = h.item(0, t, 0);
            Job.require(Math.abs(state - states[t]) < 1e-6, "state " + t + " is " + state + ", not " + states[t]);
        }
    }

    @Override
    public SequencedMap<String, Parameter> parameters() {
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("inputWeight", inputWeight);
        parameters.put("stateWeight", stateWeight);
        parameters.put("inputBias", inputBias);
        parameters.put("stateBias", stateBias);
        return parameters;
    }

    static final class Lstm extends Recurrent {

        Lstm(int in, int hidden, Generator generator) {
            super(in, hidden, 4, generator);
        }

        @Override
        Tensor states(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, Tensor first) {
            return gradus.tensor.Lstm.states(x, inputWeight, stateWeight, inputBias.add(stateBias), first, first).h();
        }
    }

    static final class Gru extends Recurrent {

        Gru(int in, int hidden, Generator generator) {
            super(in, hidden, 3, generator);
        }

        @Override
        Tensor states(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, Tensor first) {
            Tensor[] b = inputBias.split(0, 2 * hidden, hidden);
            Tensor[] c = stateBias.split(0, 2 * hidden, hidden);
            return gradus.tensor.Gru.states(x, inputWeight, stateWeight, Tensor.concat(0, b[0].add(c[0]), c[1], b[1]), first);
        }
    }
}
