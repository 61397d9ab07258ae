package gradus.tensor;

import static gradus.tensor.Sequences.matrix;

import gradus.simd.Kernels;
import gradus.simd.Matrices;
import java.util.ArrayList;
import java.util.List;

/**
 * The states h and c of long short-term memory units over whole sequences (Hochreiter and Schmidhuber 1997; Gers et al. 2000):
 * (i, f, g, o) = inputs_t + b + h W;  c ← σ(f) c + σ(i) tanh(g);  h ← σ(o) tanh(c). Operands: inputs [time, batch, 4H],
 * W [H, 4H], b [4H], and the first h and c, [batch, H]. Gives [2, time, batch, H], h before c.
 */
public record Lstm() implements Fused {

    private static final int GATES = 4;

    /** The states after each step, [batch, time, H]. */
    public record States(Tensor h, Tensor c) {
    }

    /**
     * {@return the states over sequences x, [batch, time, in]}
     *
     * @param inputWeight [in, 4H], from x to the gates i, f, g and o
     * @param stateWeight [H, 4H], from h to the gates
     * @param bias [4H]
     * @param h the first h, [batch, H]
     * @param c the first c, [batch, H]
     * @throws IllegalArgumentException when types or shapes do not fit
     */
    public static States states(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor bias, Tensor h, Tensor c) {
        Op op = new Lstm();
        Tensor[] states = op.apply(Sequences.inputs(op, x, inputWeight), stateWeight, bias, h, c).unbind(0);
        return new States(states[0].transpose(0, 1), states[1].transpose(0, 1));
    }

    @Override
    public int arity() {
        return 5;
    }

    /** Leaves the gates behind the result, for the gradient. */
    @Override
    public Tensor compute(Tensor... x) {
        Sequences s = Sequences.of(this, GATES, GATES, x);
        Tensor in = x[0].rowMajor();
        Matrices<Object> w = matrix(x[1].rowMajor(), 0, s.units(), GATES * s.units());
        Tensor b = x[2].rowMajor();
        Tensor first = x[3].rowMajor();
        Tensor firstC = x[4].rowMajor();
        Tensor z = Tensor.result(this, in.dtype(), Shape.of(2 + GATES, s.steps(), s.batch(), s.units()));
        Object memory = z.array();
        int start = z.offset();
        Kernels<Object> kernels = Elements.kernels(in.dtype());
        for (int t = 0; t < s.steps(); t++) {
            int h = t * s.size();
            int c = (s.steps() + t) * s.size();
            int gates = (2 * s.steps() + GATES * t) * s.size();
            kernels.matmul(s.before(t, first, z), w, matrix(z, gates, s.batch(), GATES * s.units()), false);
            kernels.lstm(in.array(), in.offset() + GATES * h, b.array(), b.offset(), memory, start + gates,
                    t == 0 ? firstC.array() : memory, t == 0 ? firstC.offset() : start + c - s.size(),
                    memory, start + c, memory, start + h, s.batch(), s.units());
        }
        Shape shape = Shape.of(2, s.steps(), s.batch(), s.units());
        return z.view(shape, shape.rowMajorStrides(), start);
    }

    @Override
    public Tensor composed(Tensor... x) {
        Tensor h = x[3];
        Tensor c = x[4];
        List<Tensor> hs = new ArrayList<>();
        List<Tensor> cs = new ArrayList<>();
        for (int t = 0; t < x[0].shape().get(0); t++) {
            Tensor[] gates = x[0].slice(0, t, t + 1).squeeze(0).add(x[2]).add(h.matmul(x[1])).chunk(1, GATES);
            c = gates[1].sigmoid().mul(c).add(gates[0].sigmoid().mul(gates[2].tanh()));
            h = gates[3].sigmoid().mul(c.tanh());
            hs.add(h);
            cs.add(c);
        }
        return Tensor.stack(0, Sequences.inTime(hs, h), Sequences.inTime(cs, c));
    }

    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        Sequences s = Sequences.of(this, GATES, GATES, x);
        Kernels<Object> kernels = Elements.kernels(g.dtype());
        Matrices<Object> back = matrix(x[1].permuted(1, 0).rowMajor(), 0, GATES * s.units(), s.units());
        Tensor first = x[3].rowMajor();
        Tensor firstC = x[4].rowMajor();
        Object memory = y.array();
        int start = y.offset();
        Tensor dx = z[0];
        Tensor dh = z[3];
        Tensor dc = z[4];
        Elements.fillZero(dh.array(), dh.offset(), dh.size());
        Elements.fillZero(dc.array(), dc.offset(), dc.size());
        for (int t = s.steps() - 1; t >= 0; t--) {
            int h = t * s.size();
            int c = (s.steps() + t) * s.size();
            kernels.lstmGradient(memory, start + (2 * s.steps() + GATES * t) * s.size(),
                    t == 0 ? firstC.array() : memory, t == 0 ? firstC.offset() : start + c - s.size(), memory, start + c,
                    g.array(), g.offset() + h, g.array(), g.offset() + c, dh.array(), dh.offset(), dc.array(), dc.offset(),
                    dx.array(), dx.offset() + GATES * h, s.batch(), s.units());
            kernels.matmul(matrix(dx, GATES * h, s.batch(), GATES * s.units()), back, matrix(dh, 0, s.batch(), s.units()), false);
        }
        s.weightGradient(first, y, dx, GATES * s.units(), z[1]);
        s.biasGradient(dx, z[2]);
    }

    @Override
    public String toString() {
        return "lstm";
    }
}
