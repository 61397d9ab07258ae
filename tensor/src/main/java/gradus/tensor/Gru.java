package gradus.tensor;

import static gradus.tensor.Sequences.matrix;

import gradus.simd.Kernels;
import gradus.simd.Matrices;
import java.util.ArrayList;
import java.util.List;

/**
 * The states h of gated recurrent units over whole sequences (Cho et al. 2014), the reset applied to the product:
 * (r, z, a) = h W + (b_r, b_z, b_a), with x = inputs_t for r, z and n: r = σ(x_r + r), z = σ(x_z + z), n = tanh(x_n + b_n + r a);
 * h ← z h + (1 − z) n. Operands: inputs [time, batch, 3H], W [H, 3H], b [4H], of r, z, a and n, and the first h [batch, H].
 * Gives [time, batch, H].
 */
public record Gru() implements Fused {

    private static final int GATES = 3;
    private static final int BIASES = 4;

    /**
     * {@return the states after each step, [batch, time, H], over sequences x, [batch, time, in]}
     *
     * @param inputWeight [in, 3H], from x to r, z and n
     * @param stateWeight [H, 3H], from h to r, z and what r resets
     * @param bias [4H]: of r and z, of what r resets, and of n
     * @param h the first states, [batch, H]
     * @throws IllegalArgumentException when types or shapes do not fit
     */
    public static Tensor states(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor bias, Tensor h) {
        Op op = new Gru();
        return op.apply(Sequences.inputs(op, x, inputWeight), stateWeight, bias, h).transpose(0, 1);
    }

    @Override
    public int arity() {
        return 4;
    }

    /** Leaves r, z, a and n behind the result, for the gradient. */
    @Override
    public Tensor compute(Tensor... x) {
        Sequences s = Sequences.of(this, GATES, BIASES, x);
        Tensor in = x[0].rowMajor();
        Matrices<Object> w = matrix(x[1].rowMajor(), 0, s.units(), GATES * s.units());
        Tensor b = x[2].rowMajor();
        Tensor first = x[3].rowMajor();
        Tensor z = Tensor.result(this, in.dtype(), Shape.of(1 + BIASES, s.steps(), s.batch(), s.units()));
        Kernels<Object> kernels = Elements.kernels(in.dtype());
        for (int t = 0; t < s.steps(); t++) {
            Matrices<Object> before = s.before(t, first, z);
            int h = t * s.size();
            int gates = (s.steps() + BIASES * t) * s.size();
            kernels.matmul(before, w, s.products(z, gates, BIASES * s.units()), false);
            kernels.gru(in.array(), in.offset() + GATES * h, b.array(), b.offset(), z.array(), z.offset() + gates,
                    before.array(), before.offset(), z.array(), z.offset() + h, s.batch(), s.units());
        }
        Shape shape = Shape.of(s.steps(), s.batch(), s.units());
        return z.view(shape, shape.rowMajorStrides(), z.offset());
    }

    @Override
    public Tensor composed(Tensor... x) {
        Tensor[] b = x[2].chunk(0, BIASES);
        Tensor h = x[3];
        List<Tensor> hs = new ArrayList<>();
        for (int t = 0; t < x[0].shape().get(0); t++) {
            Tensor[] in = x[0].slice(0, t, t + 1).squeeze(0).chunk(1, GATES);
            Tensor[] from = h.matmul(x[1]).chunk(1, GATES);
            Tensor r = in[0].add(b[0]).add(from[0]).sigmoid();
            Tensor z = in[1].add(b[1]).add(from[1]).sigmoid();
            Tensor n = in[2].add(b[3]).add(r.mul(from[2].add(b[2]))).tanh();
            h = n.add(z.mul(h.sub(n)));
            hs.add(h);
        }
        return Sequences.inTime(hs, h);
    }

    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        Sequences s = Sequences.of(this, GATES, BIASES, x);
        Kernels<Object> kernels = Elements.kernels(g.dtype());
        Matrices<Object> back = matrix(x[1].permuted(1, 0).rowMajor(), 0, GATES * s.units(), s.units());
        Tensor first = x[3].rowMajor();
        Tensor dx = z[0];
        Tensor da = Tensor.result(this, g.dtype(), Shape.of(s.steps(), s.batch(), BIASES * s.units()));
        Tensor dh = z[3];
        Elements.fillZero(dh.array(), dh.offset(), dh.size());
        for (int t = s.steps() - 1; t >= 0; t--) {
            Matrices<Object> before = s.before(t, first, y);
            int h = t * s.size();
            kernels.gruGradient(y.array(), y.offset() + (s.steps() + BIASES * t) * s.size(), before.array(), before.offset(),
                    g.array(), g.offset() + h, dh.array(), dh.offset(), dx.array(), dx.offset() + GATES * h,
                    da.array(), da.offset() + BIASES * h, s.batch(), s.units());
            kernels.matmul(s.products(da, BIASES * h, BIASES * s.units()), back, matrix(dh, 0, s.batch(), s.units()), true);
        }
        s.weightGradient(first, y, da, BIASES * s.units(), z[1]);
        s.biasGradient(da, z[2]);
    }

    @Override
    public String toString() {
        return "gru";
    }
}
