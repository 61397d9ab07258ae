package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.DType;
import gradus.tensor.Indexing;
import gradus.tensor.Movement;
import gradus.tensor.Op;
import gradus.tensor.Tensor;
import gradus.tensor.internal.Storage;
import gradus.tensor.internal.TensorAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Gradients of rows that were picked from one tensor by several lookups or slices along axis 0. Each alone would be a tensor of
 * the whole size, zero but for its rows; here the rows are put together first, and added to zeros once.
 */
final class Rows {

    /** Shorter rows are not worth it: a slice puts them back in one go. */
    private static final int SHORTEST = 16;

    private record Part(Entry entry, Tensor g) {
    }

    private final List<Part> parts = new ArrayList<>();

    /** {@return whether an op picks whole rows of its operand k} */
    static boolean isPicked(Op op, int k, Tensor x) {
        return switch (op) {
            case Indexing.IndexSelect(int axis) -> axis == 0 && k == 0;
            case Movement.Slice(int axis, _, _, _) -> axis == 0 && x.size() >= (long) SHORTEST * x.shape().dim(0);
            default -> false;
        };
    }

    void add(Entry entry, Tensor g) {
        parts.add(new Part(entry, g));
    }

    /** {@return the gradient of what was picked from} */
    Tensor sum() {
        if (parts.size() == 1) {
            Entry entry = parts.getFirst().entry;
            return Rules.gradient(entry.op(), 0, entry.inputs(), entry.output(), parts.getFirst().g);
        }
        Tensor x = parts.getFirst().entry.inputs()[0];
        int[] dims = x.shape().toArray();
        Tensor[] rows = new Tensor[parts.size()];
        Tensor[] places = new Tensor[parts.size()];
        for (int i = 0; i < rows.length; i++) {
            places[i] = places(parts.get(i).entry);
            dims[0] = places[i].size();
            rows[i] = parts.get(i).g.reshape(dims);
        }
        return new Indexing.IndexAdd(0, x.shape().dim(0)).apply(Tensor.concat(0, rows), Tensor.concat(0, places));
    }

    /** {@return the places of the rows that an entry picks, in one axis} */
    private static Tensor places(Entry entry) {
        if (entry.op() instanceof Movement.Slice(_, int start, int count, int step)) {
            int[] places = new int[count];
            Arrays.setAll(places, i -> start + i * step);
            return Tensor.of(places);
        }
        return entry.inputs()[1].to(DType.INT32).reshape(-1);
    }

    void collect(Set<Storage> memory) {
        for (Part part : parts) {
            memory.add(TensorAccess.get().storage(part.g));
        }
    }
}
