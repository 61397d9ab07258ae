package gradus.benchmarks.jobs;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.simd.Simd;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** AdamW (Loshchilov and Hutter 2019) on gradients whose norm over all parameters is clipped; only matrices decay. */
final class ClippedAdam {

    private static final TensorAccess ACCESS = TensorAccess.get();
    private static final int CHUNK = 2048;

    private final List<Parameter> parameters;
    private final double beta1, beta2, decay;
    private final float[][] m, v;
    private final float[] scale = new float[CHUNK], clipped = new float[CHUNK];
    private long t;

    ClippedAdam(Collection<Parameter> parameters, double beta1, double beta2, double decay) {
        this.parameters = List.copyOf(parameters);
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.decay = decay;
        m = new float[parameters.size()][];
        v = new float[parameters.size()][];
        for (int i = 0; i < m.length; i++) {
            m[i] = new float[this.parameters.get(i).size()];
            v[i] = new float[m[i].length];
        }
    }

    /** {@return the loss, before a step at this rate} */
    double minimize(Supplier<Tensor> loss, double learningRate, double norm) {
        try (Tape tape = Tape.record()) {
            Tensor value = loss.get();
            Gradients gradients = tape.gradients(value);
            Tensor[] aligned = new Tensor[m.length];
            double squares = 0;
            for (int i = 0; i < m.length; i++) {
                Tensor g = aligned[i] = parameters.get(i).aligned(gradients.of(parameters.get(i)));
                squares += Simd.FLOAT.sumOfSquares(array(g), ACCESS.offset(g), m[i].length);
            }
            double before = value.item();
            Arrays.fill(scale, (float) Math.min(1, norm / Math.sqrt(squares)));
            t++;
            for (int i = 0; i < m.length; i++) {
                step(i, aligned[i], learningRate);
            }
            return before;
        }
    }

    /** Scales and uses some elements of the gradient at a time, so that they stay in the cache. */
    private void step(int i, Tensor g, double learningRate) {
        Parameter parameter = parameters.get(i);
        double shrink = parameter.shape().rank() > 1 ? decay : 0;
        parameter.update((w, wo) -> {
            for (int from = 0; from < m[i].length; from += CHUNK) {
                int n = Math.min(CHUNK, m[i].length - from);
                Simd.FLOAT.mul(array(g), ACCESS.offset(g) + from, scale, 0, clipped, 0, n);
                Simd.FLOAT.adam((float[]) w, wo + from, clipped, 0, m[i], from, v[i], from, n, t,
                        learningRate, beta1, beta2, 1e-8, 0, shrink);
            }
        });
    }

    private static float[] array(Tensor g) {
        return (float[]) ACCESS.storage(g).array();
    }
}
