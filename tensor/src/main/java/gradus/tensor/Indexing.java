package gradus.tensor;

/** Ops that pick or fill places named by a tensor of int32 or int64 indices from 0. */
public sealed interface Indexing extends Op {

    /**
     * The slices of x along an axis at the indices: axis {@code axis} of x's shape is replaced by the shape of the indices.
     * Operands: x, indices.
     */
    record IndexSelect(int axis) implements Indexing {

        public IndexSelect {
            Axes.requireFromFront("indexSelect", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Picking.indexSelect(this, x[0], x[1]);
        }

        @Override
        public String toString() {
            return "indexSelect(" + axis + ")";
        }
    }

    /**
     * The adjoint of {@link IndexSelect}: zeros of {@code size} along the axis, to which the slices of x are added at the
     * indices, in order. Operands: x, indices. Floats only.
     */
    record IndexAdd(int axis, int size) implements Indexing {

        public IndexAdd {
            Axes.requireFromFront("indexAdd", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Picking.indexAdd(this, x[0], x[1]);
        }

        @Override
        public String toString() {
            return "indexAdd(" + axis + ", " + size + ")";
        }
    }

    /**
     * Picks single elements along an axis: z[…, i, …] = x[…, indices[…, i, …], …]. The indices have as many axes as x and are
     * nowhere longer than x but along the axis; the result has their shape. Operands: x, indices.
     */
    record Gather(int axis) implements Indexing {

        public Gather {
            Axes.requireFromFront("gather", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Gathering.gather(this, x[0], x[1]);
        }

        @Override
        public String toString() {
            return "gather(" + axis + ")";
        }
    }

    /**
     * The adjoint of {@link Gather}: zeros of a shape, to which the elements of x are added at the indices along the axis, in
     * row-major order of x. The indices have the shape of x. Operands: x, indices. Floats and integers.
     */
    record ScatterAdd(int axis, Shape shape) implements Indexing {

        public ScatterAdd {
            Axes.requireFromFront("scatterAdd", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Gathering.scatterAdd(this, x[0], x[1]);
        }

        @Override
        public String toString() {
            return "scatterAdd(" + axis + ", " + shape + ")";
        }
    }

    @Override
    default int arity() {
        return 2;
    }
}
