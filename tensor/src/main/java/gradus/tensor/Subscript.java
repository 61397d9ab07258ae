package gradus.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Carries out {@link Tensor#at(Index...)} as NumPy does: first slices, which are views; then, where there are tensors of places,
 * one {@link Indexing.IndexSelect} over the axes that they name, joined into one. Beside tensors a single place counts as a
 * tensor without axes.
 */
final class Subscript {

    private final Tensor x;
    private final Index[] indices;
    private final boolean picks;         // whether there is a tensor of places
    private final List<Op> slices = new ArrayList<>(); // applied when all indices are known to fit
    private int axis;                    // the axis of x that comes next
    private final int[] dims;            // of the result before picking: axes that go are left out
    private int rank;
    private final int[][] places;        // of each of those axes, or null where it is not picked from
    private final Shape[] placesShapes;
    private Shape picked = Shape.of();   // what the tensors of places broadcast to
    private int before = -1;             // the number of axes before the first that is picked from

    private Subscript(Tensor x, Index... indices) {
        this.x = x;
        this.indices = indices;
        int named = 0;
        int ellipses = 0;
        boolean picks = false;
        for (Index index : indices) {
            named += axes(index);
            ellipses += index instanceof Index.Ellipsis ? 1 : 0;
            picks |= index instanceof Index.Pick;
        }
        if (named > x.rank()) {
            throw refusal("the indices name " + named + " axes of " + x.shape() + ", which has " + x.rank() + "; leave some out");
        }
        if (ellipses > 1) {
            throw refusal("one ... says where the other axes are; leave out the others");
        }
        this.picks = picks;
        this.dims = new int[x.rank() + indices.length];
        this.places = new int[dims.length][];
        this.placesShapes = new Shape[dims.length];
        for (Index index : indices) {
            add(index, x.rank() - named);
        }
        if (ellipses == 0) {
            add(Index.ELLIPSIS, x.rank() - named);
        }
    }

    static Tensor at(Tensor x, Index... indices) {
        Subscript subscript = new Subscript(x, indices);
        Tensor sliced = x;
        for (Op slice : subscript.slices) {
            sliced = slice.apply(sliced);
        }
        sliced = sliced.reshape(Arrays.copyOf(subscript.dims, subscript.rank));
        return subscript.picks ? subscript.pick(sliced) : sliced;
    }

    /** {@return the number of axes an index names} */
    private static int axes(Index index) {
        return switch (index) {
            case Index.Place _, Index.Range _ -> 1;
            case Index.Pick(Tensor places) -> places.dtype() == DType.BOOL ? places.rank() : 1;
            case Index.Ellipsis _, Index.NewAxis _ -> 0;
        };
    }

    private void add(Index index, int others) {
        switch (index) {
            case Index.Place(int place) when picks -> addPlaces(Shape.of(), place);
            case Index.Place(int place) -> {
                slices.add(new Movement.Slice(axis, normal(place, x.shape().get(axis)), 1, 1));
                axis++;
            }
            case Index.Range range -> addRange(range);
            case Index.Pick(Tensor places) when places.dtype() == DType.BOOL -> addMask(places);
            case Index.Pick(Tensor places) -> addPlaces(places.shape(), integers(places));
            case Index.Ellipsis _ -> {
                for (int i = 0; i < others; i++) {
                    dims[rank++] = x.shape().get(axis++);
                }
            }
            case Index.NewAxis _ -> dims[rank++] = 1;
        }
    }

    /** The places of a range as Python's slice.indices gives them. */
    private void addRange(Index.Range range) {
        int dim = x.shape().get(axis);
        int step = range.step();
        int first = step > 0 ? 0 : -1;
        int start = clamped(range.start(), first, dim + first, dim);
        int stop = clamped(range.stop(), first, dim + first, dim);
        long span = step > 0 ? (long) stop - start : (long) start - stop;
        long stride = Math.abs((long) step);
        int count = span <= 0 ? 0 : (int) ((span + stride - 1) / stride);
        if (count != dim || step != 1) {
            slices.add(new Movement.Slice(axis, count == 0 ? 0 : start, count, count < 2 ? 1 : step));
        }
        dims[rank++] = count;
        axis++;
    }

    private static int clamped(int place, int low, int high, int dim) {
        return Math.clamp(place < 0 ? (long) place + dim : place, low, high);
    }

    private void addMask(Tensor mask) {
        int rank = mask.rank();
        Shape covered = Shape.of(Arrays.copyOfRange(x.shape().toArray(), axis, axis + rank));
        if (!mask.shape().equals(covered)) {
            throw refusal("the mask " + mask.shape() + " stands for axes of " + covered + " in " + x.shape()
                    + "; both must have the same shape");
        }
        boolean[] holds = mask.toBooleanArray();
        int count = 0;
        for (boolean hold : holds) {
            count += hold ? 1 : 0;
        }
        int[][] found = new int[rank][count];
        for (int i = 0, k = 0; i < holds.length; i++) {
            if (holds[i]) {
                int rest = i;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    found[axis][k] = rest % covered.get(axis);
                    rest /= covered.get(axis);
                }
                k++;
            }
        }
        join(Shape.of(count));
        for (int[] places : found) {
            addPlaces(Shape.of(count), places);
        }
    }

    private void addPlaces(Shape shape, int... places) {
        join(shape);
        int dim = x.shape().get(axis);
        for (int i = 0; i < places.length; i++) {
            places[i] = normal(places[i], dim);
        }
        this.places[rank] = places;
        placesShapes[rank] = shape;
        dims[rank++] = dim;
        axis++;
    }

    /** Tells of a tensor of places, before its first axis. */
    private void join(Shape shape) {
        picked = Shape.broadcast(this, picked, shape);
        if (before < 0) {
            before = rank;
        }
    }

    private int normal(long place, int dim) {
        if (place < -dim || place >= dim) {
            throw refusal("index " + place + " is out of range for axis " + axis + " of " + x.shape() + "; "
                    + (dim == 0 ? "it is empty" : "use " + -dim + " to " + (dim - 1)));
        }
        return (int) (place < 0 ? place + dim : place);
    }

    private int[] integers(Tensor places) {
        long[] wide = places.toLongArray();
        int[] narrow = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = normal(wide[i], x.shape().get(axis));
        }
        return narrow;
    }

    /** Picks from the axes that have places; what is picked comes where the first was, or in front if they were apart. */
    private Tensor pick(Tensor sliced) {
        int to = isTogether() ? before : 0;
        int[] order = new int[rank];
        int[] joined = new int[rank + 1];
        int count = 0;
        for (int axis = 0; count < to; axis++) { // none is picked from before the first that is
            joined[count] = dims[axis];
            order[count++] = axis;
        }
        int at = count;
        int size = 1;
        for (int axis = 0; axis < rank; axis++) {
            if (places[axis] != null) {
                size *= dims[axis];
                order[count++] = axis;
            }
        }
        joined[at++] = size;
        for (int axis = to; axis < rank; axis++) {
            if (places[axis] == null) {
                joined[at++] = dims[axis];
                order[count++] = axis;
            }
        }
        Tensor rows = (isRising(order) ? sliced : sliced.permute(order)).reshape(Arrays.copyOf(joined, at));
        return rows.indexSelect(to, flat());
    }

    /** {@return the places in the joined axis, in row-major order of the axes picked from} */
    private Tensor flat() {
        int[] flat = new int[picked.size()];
        for (int axis = 0; axis < rank; axis++) {
            if (places[axis] != null) {
                Tensor own = Tensor.of(places[axis]).reshape(placesShapes[axis].toArray());
                int[] spread = own.expand(picked.toArray()).toIntArray();
                for (int i = 0; i < flat.length; i++) {
                    flat[i] = flat[i] * dims[axis] + spread[i];
                }
            }
        }
        return Tensor.of(flat).reshape(picked.toArray());
    }

    /** {@return whether the tensors and single places follow each other} */
    private boolean isTogether() {
        int runs = 0;
        boolean within = false;
        for (Index index : indices) {
            boolean advanced = index instanceof Index.Pick || index instanceof Index.Place;
            runs += advanced && !within ? 1 : 0;
            within = advanced;
        }
        return runs == 1;
    }

    private static boolean isRising(int[] order) {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return false;
            }
        }
        return true;
    }

    private IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException(this + ": " + what);
    }

    @Override
    public String toString() {
        String list = Arrays.toString(indices);
        return "at(" + list.substring(1, list.length() - 1) + ")";
    }
}
