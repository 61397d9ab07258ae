package gradus.tensor;

/**
 * Visits the elements of equally shaped strided operands together, as runs along one inner axis. Axes that follow each other
 * in the memory of every operand are joined first, so that dense operands are one run.
 *
 * <pre>{@code
 * Runs runs = Runs.over(shape, x, z);
 * while (runs.next()) { … runs.offset(0), runs.stride(0), runs.length() … }
 * }</pre>
 */
final class Runs {

    private static final int[] ONE = {1};
    private static final int[][] ONES = {ONE, ONE, ONE, ONE};

    private final int[] dims;      // of the joined axes, the last is the inner one
    private final int[][] strides; // [operand][joined axis]
    private final int[] offsets;
    private final int[] index;
    private final int axes;
    private boolean started;
    private boolean done;

    private Runs(Shape shape, int[][] all, int[] offsets) {
        int operands = all.length;
        int rank = shape.rank();
        this.dims = new int[Math.max(rank, 1)];
        this.strides = new int[operands][Math.max(rank, 1)];
        this.offsets = offsets;
        int last = -1;
        for (int axis = 0; axis < rank; axis++) {
            int dim = shape.get(axis);
            if (dim == 1) {
                continue;
            }
            boolean joins = last >= 0;
            for (int k = 0; k < operands && joins; k++) {
                joins = strides[k][last] == all[k][axis] * dim;
            }
            if (joins) {
                dims[last] *= dim;
            } else {
                dims[++last] = dim;
            }
            for (int k = 0; k < operands; k++) {
                strides[k][last] = all[k][axis];
            }
        }
        if (last < 0) { // a single element
            last = 0;
            dims[0] = 1;
            for (int[] stride : strides) {
                stride[0] = 1;
            }
        }
        this.axes = last + 1;
        this.index = new int[axes];
        this.done = shape.size() == 0;
    }

    /** One run, of one element or of operands that are all row-major, for which nothing needs to be joined. */
    private Runs(int length, int[] offsets) {
        this.dims = length == 1 ? ONE : new int[] {length};
        this.strides = ONES;
        this.offsets = offsets;
        this.index = ONE; // read for more axes only
        this.axes = 1;
        this.done = length == 0;
    }

    /** {@return the runs over operands that have been expanded to {@code shape}} */
    static Runs over(Shape shape, Tensor... operands) {
        int[] offsets = new int[operands.length];
        boolean oneRun = operands.length <= ONES.length;
        for (int k = 0; k < operands.length; k++) {
            offsets[k] = operands[k].offset();
            oneRun &= shape.size() == 1 || operands[k].isRowMajor() && operands[k].shape().equals(shape);
        }
        if (oneRun) {
            return new Runs(shape.size(), offsets);
        }
        int[][] strides = new int[operands.length][];
        for (int k = 0; k < operands.length; k++) {
            strides[k] = operands[k].stridesFor(shape);
        }
        return new Runs(shape, strides, offsets);
    }

    /** Moves to the next run. {@return whether there is one; after the last, the first is the next again} */
    boolean next() {
        return next(axes - 2);
    }

    /** {@return whether the two inner axes of the first operand lie in memory the other way round than those of the last} */
    boolean transposes() {
        int[] from = strides[0];
        int[] to = strides[strides.length - 1];
        return axes > 1 && from[axes - 2] == 1 && to[axes - 1] == 1 && from[axes - 1] != 1;
    }

    /** Moves to the next plane of the two inner axes, which holds {@link #width} runs; not to be mixed with {@link #next}. */
    boolean nextPlane() {
        return next(axes - 3);
    }

    /** {@return the number of runs in a plane} */
    int width() {
        return dims[axes - 2];
    }

    /** {@return the distance of an operand's runs in a plane} */
    int distance(int operand) {
        return strides[operand][axes - 2];
    }

    private boolean next(int outer) {
        if (!started) {
            started = !done;
            return started;
        }
        for (int axis = outer; axis >= 0; axis--) {
            if (++index[axis] < dims[axis]) {
                for (int k = 0; k < strides.length; k++) {
                    offsets[k] += strides[k][axis];
                }
                return true;
            }
            index[axis] = 0;
            for (int k = 0; k < strides.length; k++) {
                offsets[k] -= (dims[axis] - 1) * strides[k][axis];
            }
        }
        started = false;
        return false;
    }

    /** {@return the number of elements of each run} */
    int length() {
        return dims[axes - 1];
    }

    /** {@return the stride of an operand along a run} */
    int stride(int operand) {
        return strides[operand][axes - 1];
    }

    /** {@return where the current run of an operand starts in its array} */
    int offset(int operand) {
        return offsets[operand];
    }
}
