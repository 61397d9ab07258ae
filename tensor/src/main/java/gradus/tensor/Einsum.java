package gradus.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of products with named axes (Einstein 1916), by diagonals, sums and matrix products. Operands are joined two by two,
 * always the two whose product is smallest compared with themselves, the first such pair among equals.
 */
final class Einsum {

    private final String text;
    private final int[] result;
    private final Map<Integer, Integer> sizes = new HashMap<>();
    private final List<Term> terms = new ArrayList<>();

    /** A tensor with a different label for each of its axes. */
    private record Term(Tensor x, int[] labels) {

        boolean has(int label) {
            return EinsumText.contains(labels, label);
        }

        /** {@return the axes with these labels, in their order} */
        int[] axes(int[] wanted) {
            int[] axes = new int[wanted.length];
            for (int i = 0; i < axes.length; i++) {
                while (labels[axes[i]] != wanted[i]) {
                    axes[i]++;
                }
            }
            return axes;
        }

        Term without(int axis, Tensor rest) {
            int[] labels = Arrays.copyOf(this.labels, this.labels.length - 1);
            System.arraycopy(this.labels, axis + 1, labels, axis, labels.length - axis);
            return new Term(rest, labels);
        }
    }

    private Einsum(String text, Tensor[] x) {
        this.text = text;
        for (Tensor operand : x) {
            if (operand.dtype() != x[0].dtype() || !operand.dtype().isFloating()) {
                throw new IllegalArgumentException("einsum(\"" + text + "\"): not defined for " + x[0].dtype() + " and "
                        + operand.dtype() + "; convert all operands to one float type with .to(FLOAT32)");
            }
        }
        EinsumText.Labels labels = EinsumText.read(text, x);
        this.result = labels.result();
        for (int i = 0; i < x.length; i++) {
            checkSizes(labels.operands()[i], x[i].shape());
        }
        for (int i = 0; i < x.length; i++) {
            terms.add(term(x[i], labels.operands()[i]));
        }
    }

    static Tensor compute(String text, Tensor... x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("einsum(\"" + text + "\"): no tensors; give one for each operand in the text");
        }
        return new Einsum(text, x).compute();
    }

    private Tensor compute() {
        for (int i = 0; i < terms.size(); i++) {
            terms.set(i, summed(i));
        }
        while (terms.size() > 1) {
            joinCheapest();
        }
        Term last = terms.getFirst();
        return last.x.permute(last.axes(result));
    }

    private void checkSizes(int[] labels, Shape shape) {
        for (int axis = 0; axis < labels.length; axis++) {
            int size = shape.get(axis);
            int known = sizes.getOrDefault(labels[axis], size);
            boolean broadcasts = labels[axis] < 0; // as the axes of an ellipsis do, those of letters do not
            if (known != size && !(broadcasts && (size == 1 || known == 1))) {
                throw new IllegalArgumentException("einsum(\"" + text + "\"): axis " + axis + " of " + shape + ", "
                        + (labels[axis] < 0 ? "of the ..." : "'" + (char) labels[axis] + "'") + ", has " + size
                        + " places and elsewhere " + known + "; sizes of one label must be equal");
            }
            sizes.put(labels[axis], known == 1 ? size : known);
        }
    }

    /** {@return an operand as a term: diagonals taken where a label repeats, axes dropped that broadcast from size 1} */
    private Term term(Tensor x, int[] labels) {
        Term term = new Term(x, labels);
        for (int axis = term.labels.length - 1; axis >= 0; axis--) {
            int label = term.labels[axis];
            if (label < 0 && term.x.shape().get(axis) == 1 && sizes.get(label) != 1) {
                term = term.without(axis, term.x.squeeze(axis));
                continue;
            }
            for (int other = 0; other < axis; other++) {
                if (term.labels[other] == label) {
                    Term rest = term.without(axis, null).without(other, term.x.diagonal(0, other, axis));
                    int[] moved = Arrays.copyOf(rest.labels, rest.labels.length + 1);
                    moved[rest.labels.length] = label;
                    term = new Term(rest.x, moved);
                    axis = moved.length; // once more from the end: a label may occur three times
                    break;
                }
            }
        }
        return term;
    }

    /** {@return whether a label is in the result, or in a term other than these two} */
    private boolean isKept(int label, int i, int j) {
        boolean kept = EinsumText.contains(result, label);
        for (int k = 0; k < terms.size(); k++) {
            kept |= k != i && k != j && terms.get(k).has(label);
        }
        return kept;
    }

    /** {@return a term summed over the axes that nothing else needs} */
    private Term summed(int i) {
        Term term = terms.get(i);
        int[] axes = new int[term.labels.length];
        int[] kept = new int[term.labels.length];
        int count = 0;
        int rank = 0;
        for (int axis = 0; axis < term.labels.length; axis++) {
            if (isKept(term.labels[axis], i, i)) {
                kept[rank++] = term.labels[axis];
            } else {
                axes[count++] = axis;
            }
        }
        return count == 0 ? term : new Term(term.x.sum(Arrays.copyOf(axes, count)), Arrays.copyOf(kept, rank));
    }

    private void joinCheapest() {
        int first = 0;
        int second = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < terms.size(); i++) {
            for (int j = i + 1; j < terms.size(); j++) {
                double growth = joinedSize(i, j) - terms.get(i).x.size() - terms.get(j).x.size();
                if (growth < least) {
                    least = growth;
                    first = i;
                    second = j;
                }
            }
        }
        Term joined = join(first, second);
        terms.remove(second);
        terms.set(first, joined);
    }

    private double joinedSize(int i, int j) {
        double size = 1;
        for (int label : terms.get(i).labels) {
            size *= isKept(label, i, j) ? sizes.get(label) : 1;
        }
        for (int label : terms.get(j).labels) {
            size *= isKept(label, i, j) && !terms.get(i).has(label) ? sizes.get(label) : 1;
        }
        return size;
    }

    /** {@return Σ a b over the labels that only these two have: a matrix product for each place of the labels both keep} */
    private Term join(int i, int j) {
        Term a = terms.get(i);
        Term b = terms.get(j);
        int[] both = new int[0];
        int[] inner = new int[0];
        int[] left = new int[0];
        int[] right = new int[0];
        for (int label : a.labels) {
            if (!b.has(label)) {
                left = append(left, label);
            } else if (isKept(label, i, j)) {
                both = append(both, label);
            } else {
                inner = append(inner, label);
            }
        }
        for (int label : b.labels) {
            right = a.has(label) ? right : append(right, label);
        }
        Tensor x = arranged(a, both, left, inner);
        Tensor y = arranged(b, both, inner, right);
        Tensor z;
        if (inner.length == 0) { // [both, left, 1] and [both, 1, right]
            z = x.mul(y);
        } else if (left.length == 0 && right.length == 0 && both.length > 0) { // dot products: one row, one column
            z = x.mul(y.transpose()).sum(-1);
        } else {
            z = x.matmul(y);
        }
        int[] labels = append(append(both, left), right);
        return new Term(z.reshape(dims(labels)), labels);
    }

    /** {@return the axes of a term in the order of three lists of labels, those of the latter two joined to rows and columns} */
    private Tensor arranged(Term term, int[] batch, int[] rows, int[] columns) {
        int[] dims = dims(append(batch, 0, 0));
        dims[batch.length] = Shape.of(dims(rows)).size();
        dims[batch.length + 1] = Shape.of(dims(columns)).size();
        return term.x.permute(term.axes(append(append(batch, rows), columns))).reshape(dims);
    }

    private int[] dims(int[] labels) {
        int[] dims = new int[labels.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = sizes.getOrDefault(labels[i], 1);
        }
        return dims;
    }

    private static int[] append(int[] labels, int... more) {
        int[] all = Arrays.copyOf(labels, labels.length + more.length);
        System.arraycopy(more, 0, all, labels.length, more.length);
        return all;
    }
}
