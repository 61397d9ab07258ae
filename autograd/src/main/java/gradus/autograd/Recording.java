package gradus.autograd;

import gradus.tensor.Op;
import gradus.tensor.Tensor;
import gradus.tensor.internal.Arena;
import gradus.tensor.internal.Recorder;
import gradus.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a thread has recorded: one linear list of entries, begun by the outermost tape. Each open tape is a stretch of it, from
 * its own start to the end, so that an outer tape also sees what happened under an inner one, its backward sweep included.
 */
final class Recording extends Recorder {

    private static final TensorAccess ACCESS = TensorAccess.get();
    private static final ThreadLocal<Recording> THREAD = ThreadLocal.withInitial(Recording::new);
    private static final AtomicInteger IDS = new AtomicInteger();

    /** One op and what it took and gave; or, with op null, a source: a tensor or parameter from which gradients are taken. */
    record Entry(Op op, Tensor[] inputs, Tensor output, Object source, String line) {
    }

    private final ArrayList<Entry> entries = new ArrayList<>();
    private final ArrayList<Tape> tapes = new ArrayList<>();
    private final Map<Parameter, Tensor> parameters = new IdentityHashMap<>();
    private long id;
    private boolean paused;
    private boolean checked; // for NaN and infinities; entries know their lines then

    private Recording() {
        super(new Arena());
    }

    /** {@return this thread's recording} */
    static Recording ofThread() {
        return THREAD.get();
    }

    /** {@return whether a tape is open} */
    boolean isOpen() {
        return !tapes.isEmpty();
    }

    /** {@return whether nothing is recorded, because the outermost tape sweeps back} */
    boolean isPaused() {
        return paused;
    }

    boolean isChecked() {
        return checked;
    }

    void open(Tape tape, boolean checked) {
        if (tapes.isEmpty()) {
            id = nextId();
            install(this);
        }
        tapes.add(tape);
        this.checked |= checked;
        paused = false; // a tape opened within a sweep, by a rule of the user's, records for itself
    }

    /** {@return a number in the upper half of a node, never 0: that is the node of a tensor that no tape holds} */
    private static long nextId() {
        int id = IDS.incrementAndGet();
        return id == 0 ? nextId() : (long) id << 32;
    }

    /** {@return the tape that was opened last} */
    Tape innermost() {
        return tapes.getLast();
    }

    boolean isOutermost(Tape tape) {
        return tapes.getFirst() == tape;
    }

    /** Closes the innermost tape. */
    void close(boolean pausedBefore, boolean checkedBefore) {
        tapes.removeLast();
        paused = pausedBefore;
        checked = checkedBefore;
        if (tapes.isEmpty()) {
            install(null);
            entries.clear();
            parameters.clear();
            arena().recycle();
        }
    }

    @Override
    public boolean pause(boolean pause) {
        boolean before = paused;
        paused = pause;
        return before;
    }

    int size() {
        return entries.size();
    }

    Entry entry(int index) {
        return entries.get(index);
    }

    /** {@return where this recording holds the tensor, or −1} */
    int indexOf(Tensor x) {
        long node = ACCESS.node(x);
        return (node & 0xFFFFFFFF_00000000L) == id ? (int) node : -1;
    }

    @Override
    public void record(Op op, Tensor[] inputs, Tensor output) {
        if (paused || !output.dtype().isFloating()) {
            return;
        }
        if (checked) {
            Anomaly.check(op, inputs, output);
        }
        for (Tensor x : inputs) {
            if (indexOf(x) >= 0) {
                append(op, inputs, output, null);
                return;
            }
        }
    }

    /** {@return x as a new source: the same data, from which gradients are taken} */
    Tensor watch(Tensor x, Object source) {
        Tensor watched = ACCESS.alias(x);
        append(null, new Tensor[] {x}, watched, source == null ? watched : source);
        return watched;
    }

    /** {@return the value of a parameter, watched by the innermost tape} */
    Tensor watch(Parameter parameter, Tensor value) {
        if (paused) {
            return value;
        }
        Tensor watched = parameters.get(parameter);
        boolean stale = watched == null || ACCESS.storage(watched) != ACCESS.storage(value);
        if (stale || indexOf(watched) < innermost().start()) {
            watched = watch(stale ? value : watched, parameter);
        }
        return watched;
    }

    /** Makes the parameters among these tensors be read as them again, unless they have been updated since. */
    void readAgain(Tensor[] watched) {
        for (Tensor x : watched) {
            if (indexOf(x) >= 0 && entry(indexOf(x)).source() instanceof Parameter parameter) {
                parameters.put(parameter, x);
            }
        }
    }

    /** Forgets the entries from a place on, and the readings of parameters among them. */
    void truncate(int from) {
        for (int i = entries.size() - 1; i >= from; i--) {
            Entry entry = entries.removeLast();
            if (entry.source() instanceof Parameter parameter) {
                parameters.put(parameter, entry.inputs()[0]);
            }
            ACCESS.setNode(entry.output(), 0);
        }
    }

    void append(Op op, Tensor[] inputs, Tensor output, Object source) {
        append(new Entry(op, inputs, output, source, checked ? Anomaly.line() : null));
    }

    void append(Entry entry) {
        if (entry.source() instanceof Parameter parameter) {
            parameters.put(parameter, entry.output());
        }
        ACCESS.setNode(entry.output, id | entries.size());
        entries.add(entry);
    }

    /** Runs a backward sweep of {@code tape}, recorded only where a tape further out wants to see it. */
    void sweep(Tape tape, Runnable body) {
        paused = isOutermost(tape);
        try {
            body.run();
        } finally {
            paused = false; // a tape that sweeps has been recording until now
        }
    }
}
