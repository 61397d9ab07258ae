package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.DType;
import gradus.tensor.Indexing;
import gradus.tensor.Movement;
import gradus.tensor.Op;
import gradus.tensor.Tensor;
import gradus.tensor.internal.Arena;
import gradus.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradients of parts that were picked from one tensor by several slices, or by lookups along axis 0. Each alone would be a
 * tensor of the whole size, zero but for its part; here they wait for each other and are put together once. What waits is
 * held in the arena.
 */
final class Rows {

    private static final TensorAccess ACCESS = TensorAccess.get();

    private record Lookup(Tensor indices, Tensor g) {
    }

    private final Arena arena;
    private final Tensor x; // what was picked from
    private final List<Lookup> lookups = new ArrayList<>();
    private final Map<Movement.Slice, Tensor> slices = new LinkedHashMap<>();

    Rows(Arena arena, Tensor x) {
        this.arena = arena;
        this.x = x;
    }

    /** {@return whether an op picks a part of its operand k} */
    static boolean isPicked(Op op, int k) {
        return switch (op) {
            case Indexing.IndexSelect(int axis) -> axis == 0 && k == 0;
            case Movement.Slice(_, _, int count, int step) -> step == 1 && count > 0;
            default -> false;
        };
    }

    /** Adds the gradient of what such an op has given. */
    void add(Entry entry, Tensor g) {
        arena.hold(ACCESS.storage(g));
        if (entry.op() instanceof Movement.Slice slice) {
            Tensor before = slices.put(slice, g);
            if (before != null) {
                add(slice, before, g);
            }
        } else {
            lookups.add(new Lookup(entry.inputs()[1], g));
        }
    }

    private void add(Movement.Slice slice, Tensor before, Tensor g) {
        Tensor sum = before.add(g);
        arena.hold(ACCESS.storage(sum));
        slices.put(slice, sum);
        arena.release(ACCESS.storage(before));
        arena.release(ACCESS.storage(g));
    }

    /** {@return the gradient of what was picked from} */
    Tensor sum() {
        Tensor sum = lookups.isEmpty() ? null : sumOfLookups();
        for (int axis = 0; axis < x.rank(); axis++) {
            List<Movement.Slice> along = along(axis);
            while (!along.isEmpty()) {
                Tensor part = sideBySide(axis, along);
                sum = sum == null ? part : sum.add(part);
            }
        }
        return sum;
    }

    /** Ends the hold of what has waited here. */
    void release() {
        for (Lookup lookup : lookups) {
            arena.release(ACCESS.storage(lookup.g));
        }
        for (Tensor g : slices.values()) {
            arena.release(ACCESS.storage(g));
        }
    }

    private Tensor sumOfLookups() {
        int[] dims = x.shape().toArray();
        Indexing.IndexAdd add = new Indexing.IndexAdd(0, dims[0]);
        if (lookups.size() == 1) {
            return add.apply(lookups.getFirst().g, lookups.getFirst().indices);
        }
        Tensor[] rows = new Tensor[lookups.size()];
        Tensor[] places = new Tensor[rows.length];
        for (int i = 0; i < rows.length; i++) {
            places[i] = lookups.get(i).indices.to(DType.INT32).reshape(-1);
            dims[0] = places[i].size();
            rows[i] = lookups.get(i).g.reshape(dims);
        }
        return add.apply(Tensor.concat(0, rows), Tensor.concat(0, places));
    }

    private List<Movement.Slice> along(int axis) {
        List<Movement.Slice> along = new ArrayList<>();
        for (Movement.Slice slice : slices.keySet()) {
            if (slice.axis() == axis) {
                along.add(slice);
            }
        }
        along.sort(Comparator.comparingInt(Movement.Slice::start));
        return along;
    }

    /** {@return the gradients of those slices that do not overlap, which leave the list, with zeros between them} */
    private Tensor sideBySide(int axis, List<Movement.Slice> along) {
        int size = x.shape().dim(axis);
        List<Tensor> parts = new ArrayList<>();
        List<Movement.Slice> others = new ArrayList<>();
        int end = 0;
        for (Movement.Slice slice : along) {
            if (slice.start() < end) {
                others.add(slice);
            } else {
                addZeros(axis, slice.start() - end, parts);
                parts.add(slices.get(slice));
                end = slice.start() + slice.count();
            }
        }
        addZeros(axis, size - end, parts);
        along.clear();
        along.addAll(others);
        return parts.size() == 1 ? parts.getFirst() : Tensor.concat(axis, parts.toArray(Tensor[]::new));
    }

    private void addZeros(int axis, int count, List<Tensor> parts) {
        if (count > 0) {
            int[] dims = x.shape().toArray();
            dims[axis] = count;
            parts.add(Tensor.full(x.dtype(), 0, dims)); // which takes no memory
        }
    }
}
