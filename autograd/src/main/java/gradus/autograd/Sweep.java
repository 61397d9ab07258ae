package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.Fused;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import gradus.tensor.internal.Storage;
import gradus.tensor.internal.TensorAccess;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One pass backwards over a stretch of a recording. It holds the gradient of each entry's output, asks the rules for the
 * operands', sums them over broadcast axes, and adds up what reaches a tensor on several ways.
 */
final class Sweep {

    private final Recording recording;
    private final Sweep outer; // in whose midst this one runs, over entries that it has computed again; or null
    private final int start;
    private final int last;
    private final Tensor[] gradients;
    private final Map<Integer, Rows> rows = new HashMap<>(); // what is still to be added to some of them
    private final BitSet wanted = new BitSet();

    Sweep(Recording recording, Sweep outer, int start, int last) {
        this.recording = recording;
        this.outer = outer;
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
            Tensor g = complete(i);
            if (g == null) {
                continue;
            }
            Entry entry = recording.entry(i);
            if (recording.isChecked()) {
                Anomaly.check(entry, g);
            }
            if (entry.op() instanceof Checkpoint checkpoint) {
                checkpoint.sweep(recording, this, entry, g);
            } else {
                Tensor[] parts = entry.op() instanceof Fused fused ? Rules.gradients(fused, entry.inputs(), entry.output(), g) : null;
                for (int k = 0; k < entry.inputs().length; k++) {
                    pass(entry, k, g, parts);
                }
            }
            if (entry.op() != null) {
                gradients[i - start] = null;
            }
        }
    }

    /** Gives operand k its part of the gradient g, one of the parts where a fused op has given all. */
    private void pass(Entry entry, int k, Tensor g, Tensor[] parts) {
        Tensor x = entry.inputs()[k];
        int to = recording.indexOf(x);
        if (!isWanted(to)) {
            return;
        }
        if (entry.op() == null) {
            add(to, g);
        } else if (Rows.isPicked(entry.op(), k, x)) {
            addRows(to, entry, g);
        } else {
            Tensor part = parts == null ? Rules.gradient(entry.op(), k, entry.inputs(), entry.output(), g) : parts[k];
            if (part != null) {
                if (recording.isChecked()) {
                    Anomaly.check(entry, k, g, part);
                }
                add(to, unbroadcast(part, x.shape()));
            }
        }
    }

    /** Adds to the gradient of an entry before the one at hand. */
    void add(int to, Tensor part) {
        if (to < start) {
            outer.add(to, part);
        } else {
            Tensor sum = gradients[to - start];
            gradients[to - start] = sum == null ? part : sum.add(part);
        }
    }

    private void addRows(int to, Entry entry, Tensor g) {
        if (to < start) {
            outer.addRows(to, entry, g);
        } else {
            rows.computeIfAbsent(to, _ -> new Rows()).add(entry, g);
        }
    }

    /** {@return the gradient of an entry that all later ones have passed theirs to, or null} */
    private Tensor complete(int i) {
        Rows pending = rows.isEmpty() ? null : rows.remove(i);
        if (pending != null) {
            add(i, pending.sum());
        }
        return gradients[i - start];
    }

    /** Notes the memory in which an entry's gradient stands. */
    void collect(int of, Set<Storage> memory) {
        if (of < start) {
            outer.collect(of, memory);
            return;
        }
        if (gradients[of - start] != null) {
            memory.add(TensorAccess.get().storage(gradients[of - start]));
        }
        if (rows.containsKey(of)) {
            rows.get(of).collect(memory);
        }
    }

    /** {@return whether an entry depends on a source of this stretch, or of one that it was computed for} */
    boolean isWanted(int index) {
        return index >= start ? wanted.get(index - start) : outer != null && outer.isWanted(index);
    }

    /** Marks the entries that depend on a source; the others are constants here. */
    private void markWanted() {
        for (int i = start; i <= last; i++) {
            Entry entry = recording.entry(i);
            boolean depends = entry.op() == null;
            for (int k = 0; k < entry.inputs().length && !depends; k++) {
                depends = isWanted(recording.indexOf(entry.inputs()[k]));
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
