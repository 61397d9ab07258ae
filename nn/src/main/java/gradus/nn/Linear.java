package gradus.nn;

import gradus.autograd.Parameter;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** y = x Wᵀ + b over the last axis: x is [..., in], W is [out, in], b is [out], y is [..., out]. */
public final class Linear implements Layer {

    private final int in;
    private final int out;
    private final Parameter weight;
    private final Parameter bias;

    /** A layer whose weight and bias are drawn from {@link Generator#global}. */
    public Linear(int in, int out) {
        this(in, out, Generator.global());
    }

    /** A layer whose weight and bias are drawn uniformly over ±1 / √in. */
    public Linear(int in, int out, Generator generator) {
        this(in, out, Initializer.LECUN_UNIFORM, DType.FLOAT32, generator);
    }

    /** A layer whose weight is drawn by the initialiser, and whose bias uniformly over ±1 / √in. */
    public Linear(int in, int out, Initializer initializer, DType dtype, Generator generator) {
        if (in <= 0 || out <= 0) {
            throw new IllegalArgumentException("Linear: sizes " + in + " → " + out + "; both must be positive");
        }
        this.in = in;
        this.out = out;
        // Held as [in, out] in memory: the forward product then reads rows of it, also for a single x.
        Tensor drawn = initializer.draw(generator, dtype, out, in);
        this.weight = new Parameter(drawn.transpose().contiguous().transpose());
        double bound = 1 / Math.sqrt(in);
        this.bias = new Parameter(generator.uniform(dtype, out).mul(2 * bound).sub(bound));
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() == 0 || x.shape().dim(-1) != in) {
            throw new IllegalArgumentException("Linear " + in + " → " + out + ": x is " + x.shape() + "; its last axis must be "
                    + in);
        }
        return x.affine(weight.value().transpose(), bias.value());
    }

    /** {@return W, [out, in]} */
    public Parameter weight() {
        return weight;
    }

    /** {@return b, [out]} */
    public Parameter bias() {
        return bias;
    }

    @Override
    public SequencedMap<String, Parameter> parameters() {
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        parameters.put("weight", weight);
        parameters.put("bias", bias);
        return Collections.unmodifiableSequencedMap(parameters);
    }

    @Override
    public String toString() {
        return "Linear " + in + " → " + out;
    }
}
