package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * One pass backwards over a stretch of a recording. It holds the gradient of each entry's output, asks the rules for the
 * operands', sums them over broadcast axes, and adds up what reaches a tensor on several ways.
 */
final class Sweep {

    private final Recording recording;
    private final int start;
    private final int last;
    private final Tensor[] gradients;
    private final BitSet wanted = new BitSet();

    Sweep(Recording recording, int start, int last) {
        this.recording = recording;
        this.start = start;
        this.last = last;
        this.gradients = new Tensor[last - start + 1];
        markWanted();
    }

    /** {@return whether what the sweep begins with depends on no source} */
    boolean isConstant() {
        return !wanted.get(last - start);
    }

    void run(Tensor cotangent) {
        gradients[last - start] = cotangent;
        for (int i = last; i >= start; i--) {
            Tensor g = gradients[i - start];
            Entry entry = recording.entry(i);
            if (g == null) {
                continue;
            }
            for (int k = 0; k < entry.inputs().length; k++) {
                Tensor x = entry.inputs()[k];
                int from = recording.indexOf(x) - start;
                if (from >= 0 && wanted.get(from)) {
                    Tensor part = entry.op() == null ? g : Rules.gradient(entry.op(), k, entry.inputs(), entry.output(), g);
                    if (part != null) {
                        Tensor sum = unbroadcast(part, x.shape());
                        gradients[from] = gradients[from] == null ? sum : gradients[from].add(sum);
                    }
                }
            }
            if (entry.op() != null) {
                gradients[i - start] = null;
            }
        }
    }

    /** Marks the entries that depend on a source of this stretch; the others are constants here. */
    private void markWanted() {
        for (int i = start; i <= last; i++) {
            Entry entry = recording.entry(i);
            boolean depends = entry.op() == null;
            for (int k = 0; k < entry.inputs().length && !depends; k++) {
                int from = recording.indexOf(entry.inputs()[k]) - start;
                depends = from >= 0 && wanted.get(from);
            }
            wanted.set(i - start, depends);
        }
    }

    /** {@return g summed over the axes along which the operand was broadcast} */
    private static Tensor unbroadcast(Tensor g, Shape shape) {
        if (g.shape().equals(shape)) {
            return g;
        }
        int lead = g.rank() - shape.rank();
        int[] axes = new int[g.rank()];
        int count = 0;
        for (int axis = 0; axis < g.rank(); axis++) {
            if (axis < lead || shape.dim(axis - lead) == 1 && g.shape().dim(axis) != 1) {
                axes[count++] = axis;
            }
        }
        Tensor sum = count == 0 ? g : g.sumKeep(Arrays.copyOf(axes, count));
        return sum.reshape(shape.toArray());
    }

    /** {@return what reached the sources, zeros where nothing did} */
    Gradients gradients() {
        Map<Object, Tensor> found = new IdentityHashMap<>();
        for (int i = start; i <= last; i++) {
            Entry entry = recording.entry(i);
            if (entry.op() == null) {
                // Read again under an inner tape: its first reading has the whole gradient. Otherwise it has a new value since.
                if (recording.indexOf(entry.inputs()[0]) >= start && found.containsKey(entry.source())) {
                    continue;
                }
                Tensor g = gradients[i - start];
                found.put(entry.source(), g != null ? g
                        : Tensor.zeros(entry.output().dtype(), entry.output().shape().toArray()));
            }
        }
        return new Gradients(found);
    }
}
