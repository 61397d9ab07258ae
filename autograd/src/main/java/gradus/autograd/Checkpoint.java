package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.CustomOp;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A function that stands on the tape as one entry, without what it computes within. The sweep back runs it again, sweeps over
 * what it has recorded then, and forgets that in turn (A. Griewank, 1992; T. Chen et al., 2016). The operands of the entry are
 * the argument, then the other tensors and the parameters that the function uses.
 */
record Checkpoint(UnaryOperator<Tensor> f) implements CustomOp {

    private static final TensorAccess ACCESS = TensorAccess.get();

    private static final String GONE = "was computed within a checkpoint, whose memory is given back at its end; "
            + "return it from the function, or compute it outside";

    /** {@return f(x), recorded as one entry} */
    static Tensor apply(UnaryOperator<Tensor> f, Tensor x) {
        Recording recording = Recording.ofThread();
        if (!recording.isOpen() || recording.isPaused()) {
            return f.apply(x);
        }
        int from = recording.size();
        int mark = recording.arena().mark();
        Tensor y = f.apply(x);
        if (recording.indexOf(y) < from) {
            return y; // a constant, or what was there before
        }
        List<Tensor> inputs = new ArrayList<>(List.of(x));
        List<Entry> read = new ArrayList<>();
        Set<Tensor> outside = new LinkedHashSet<>();
        for (int i = from; i < recording.size(); i++) {
            Entry entry = recording.entry(i);
            if (entry.source() instanceof Parameter && recording.indexOf(entry.inputs()[0]) < from) {
                read.add(entry);
                outside.add(entry.output());
                continue;
            }
            for (Tensor input : entry.inputs()) {
                int index = recording.indexOf(input);
                if (index >= 0 && index < from && input != x) {
                    outside.add(input);
                }
            }
        }
        inputs.addAll(outside);
        recording.truncate(from);
        read.forEach(recording::append);
        Tensor result = ACCESS.alias(y);
        recording.append(new Checkpoint(f), inputs.toArray(Tensor[]::new), result, null);
        recording.arena().free(mark, ACCESS.storage(y), GONE);
        return result;
    }

    /** Runs the function again and passes the gradient g of its result on to what it uses. */
    void sweep(Recording recording, Sweep sweep, Entry entry, Tensor g) {
        int from = recording.size();
        int mark = recording.arena().mark();
        boolean paused = recording.pause(false);
        Tensor y;
        try {
            y = again(recording, entry);
        } finally {
            recording.pause(paused);
        }
        new Sweep(recording, sweep, from, recording.indexOf(y)).run(g, true);
        if (paused) { // else a tape further out follows the sweep, and needs all of it
            recording.truncate(from);
            recording.arena().free(mark, null, GONE);
        }
    }

    private Tensor again(Recording recording, Entry entry) {
        int from = recording.size();
        recording.readAgain(entry.inputs());
        Tensor y = f.apply(entry.inputs()[0]);
        for (int i = from; i < recording.size(); i++) {
            if (recording.entry(i).source() instanceof Parameter p && recording.indexOf(recording.entry(i).inputs()[0]) < 0) {
                throw new IllegalStateException("checkpoint: the parameter " + p.dtype() + p.shape() + " has been updated since the "
                        + "function ran; update parameters after the sweep back");
            }
        }
        if (recording.indexOf(y) < from || !y.contentEquals(entry.output())) {
            throw new IllegalStateException("checkpoint: the function gave another result when it ran again for the sweep back; "
                    + "let it depend on its argument and on what does not change: draw random numbers before and pass them in");
        }
        return y;
    }

    @Override
    public int arity() {
        return -1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return f.apply(x[0]);
    }

    /** Not asked for: the sweep calls {@link #sweep}, once for all operands. */
    @Override
    public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
        throw new AssertionError(this);
    }

    @Override
    public String toString() {
        return "checkpoint";
    }
}
