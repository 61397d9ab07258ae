package gradus.benchmarks.jobs;

import gradus.autograd.Parameter;
import gradus.nn.Layer;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Layers from x [batch, time, in] to their states h [batch, time, hidden], in plain ops. What x contributes is one product. */
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
        Tensor w = stateWeight.value();
        Tensor b = stateBias.value();
        Tensor[] inputs = x.matmul(inputWeight.value()).add(inputBias.value()).unbind(1); // (B, T, gates H) -> T of (B, gates H)
        Tensor[] states = new Tensor[inputs.length];
        Tensor zeros = Tensor.zeros(x.shape().dim(0), hidden);
        Tensor[] state = {zeros, zeros};
        for (int t = 0; t < inputs.length; t++) {
            state = next(inputs[t], state[0].matmul(w).add(b), state);
            states[t] = state[0];
        }
        return Tensor.stack(1, states);
    }

    /** {@return h and the other state after a step, of what the input and the last h contribute to each gate, [B, gates H]} */
    abstract Tensor[] next(Tensor input, Tensor recurrent, Tensor[] state);

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

    /** c ← σ(f) c + σ(i) tanh(g), h = σ(o) tanh(c) (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
    static final class Lstm extends Recurrent {

        Lstm(int in, int hidden, Generator generator) {
            super(in, hidden, 4, generator);
        }

        @Override
        Tensor[] next(Tensor input, Tensor recurrent, Tensor[] state) {
            Tensor[] gates = input.add(recurrent).chunk(1, 4); // i, f, g, o
            Tensor c = gates[1].sigmoid().mul(state[1]).add(gates[0].sigmoid().mul(gates[2].tanh()));
            return new Tensor[] {gates[3].sigmoid().mul(c.tanh()), c};
        }
    }

    /** h ← (1 − z) n + z h, n = tanh(n_x + r n_h), with gates r and z (Cho et al. 2014). */
    static final class Gru extends Recurrent {

        Gru(int in, int hidden, Generator generator) {
            super(in, hidden, 3, generator);
        }

        @Override
        Tensor[] next(Tensor input, Tensor recurrent, Tensor[] state) {
            Tensor[] x = input.chunk(1, 3); // r, z, n
            Tensor[] h = recurrent.chunk(1, 3);
            Tensor r = x[0].add(h[0]).sigmoid();
            Tensor z = x[1].add(h[1]).sigmoid();
            Tensor n = x[2].add(r.mul(h[2])).tanh();
            Tensor next = n.add(z.mul(state[0].sub(n)));
            return new Tensor[] {next, next};
        }
    }
}
