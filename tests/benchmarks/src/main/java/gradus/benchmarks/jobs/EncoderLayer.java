package gradus.benchmarks.jobs;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.nn.Linear;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A transformer's encoder layer, forward and backward: x + attention(norm(x)), then x + feedForward(norm(x)). */
public final class EncoderLayer implements Job {

    private final gradus.tensor.Attention attention;
    private final Parameter scale1;
    private final Parameter shift1;
    private final Parameter scale2;
    private final Parameter shift2;
    private final Linear qkv;
    private final Linear out;
    private final Linear up;
    private final Linear down;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Tensor x;

    /** A layer of this width, with this many heads and hidden elements, on a random x [batch, time, width]. */
    public EncoderLayer(int width, int heads, int hidden, int batch, int time, Generator generator) {
        attention = new gradus.tensor.Attention(heads, false);
        scale1 = new Parameter(Tensor.ones(width));
        shift1 = new Parameter(Tensor.zeros(width));
        scale2 = new Parameter(Tensor.ones(width));
        shift2 = new Parameter(Tensor.zeros(width));
        qkv = new Linear(width, 3 * width, generator);
        out = new Linear(width, width, generator);
        up = new Linear(width, hidden, generator);
        down = new Linear(hidden, width, generator);
        parameters.addAll(List.of(scale1, shift1, scale2, shift2));
        for (Linear layer : List.of(qkv, out, up, down)) {
            parameters.addAll(layer.parameters().values());
        }
        x = generator.uniform(batch, time, width);
    }

    private Tensor forward(Tensor x) {
        Tensor y = Attention.normalize(x).mul(scale1.value()).add(shift1.value());
        Tensor z = x.add(out.forward(attention.apply(qkv.forward(y))));
        Tensor u = Attention.normalize(z).mul(scale2.value()).add(shift2.value());
        return z.add(down.forward(up.forward(u).gelu()));
    }

    @Override
    public double run() {
        try (Tape tape = Tape.record()) {
            Gradients gradients = tape.gradients(forward(x).sum());
            double sum = 0;
            for (Parameter parameter : parameters) {
                Tensor g = gradients.of(parameter);
                sum += g.item(new int[g.rank()]);
            }
            return sum;
        }
    }

    /** Without positions the order in time makes no difference, and the sum has the gradient B T for the last bias. */
    @Override
    public void check() {
        Tensor apart = forward(x.flip(1)).sub(forward(x).flip(1)).abs().max();
        Job.require(apart.item() < 1e-4, "reversed in time, the output differs by " + apart.item());
        try (Tape tape = Tape.record()) {
            Gradients gradients = tape.gradients(forward(x).sum());
            double g = gradients.of(down.bias()).item(0);
            Job.require(g == x.shape().dim(0) * x.shape().dim(1), "the gradient of the last bias is " + g);
            for (Parameter parameter : parameters) {
                Job.require(gradients.of(parameter).isFinite().all().item() == 1, "a gradient is not finite");
            }
        }
    }
}
