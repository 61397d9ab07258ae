package gradus.benchmarks.jobs;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.simd.Simd;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** AdamW (Loshchilov and Hutter 2019) on gradients whose norm over all parameters is clipped; only matrices decay. */
final class ClippedAdam {

    private static final TensorAccess ACCESS = TensorAccess.get();

    private final List<Parameter> parameters;
    private final double beta1, beta2, decay;
    private final float[][] m, v;
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
            double squares = 0;
            for (Parameter parameter : parameters) {
                squares += gradients.of(parameter).square().sum().item();
            }
            double scale = Math.min(1, norm / Math.sqrt(squares));
            double before = value.item();
            t++;
            for (int i = 0; i < m.length; i++) {
                step(i, gradients.of(parameters.get(i)).mul(scale), learningRate);
            }
            return before;
        }
    }

    private void step(int i, Tensor gradient, double learningRate) {
        Parameter parameter = parameters.get(i);
        Tensor g = parameter.aligned(gradient);
        float[] array = (float[]) ACCESS.storage(g).array();
        parameter.update(w -> Simd.FLOAT.adam((float[]) w, 0, array, ACCESS.offset(g), m[i], 0, v[i], 0, m[i].length, t,
                learningRate, beta1, beta2, 1e-8, 0, parameter.shape().rank() > 1 ? decay : 0));
    }
}
