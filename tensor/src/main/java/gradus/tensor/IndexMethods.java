package gradus.tensor;

/** The methods of {@link Tensor} that pick elements by their places. */
public sealed interface IndexMethods permits Tensor {

    Shape shape();

    private Tensor self() {
        return (Tensor) this;
    }

    // By tensors of int32 or int64 indices from 0, as in PyTorch; only at(…) counts back from −1

    /** {@return the slices along an axis at the indices, whose shape replaces the axis} */
    default Tensor indexSelect(int axis, Tensor indices) {
        return new Indexing.IndexSelect(Axes.normalize("indexSelect", axis, shape())).apply(self(), indices);
    }

    /**
     * {@return single elements along an axis, z[…, i, …] = x[…, indices[…, i, …], …], in the shape of the indices}
     *
     * @throws IllegalArgumentException when the indices have not as many axes, are longer along another axis, or out of range
     */
    default Tensor gather(int axis, Tensor indices) {
        return new Indexing.Gather(Axes.normalize("gather", axis, shape())).apply(self(), indices);
    }

    /**
     * {@return this tensor with updates added at indices along an axis: z[…, indices[…, i, …], …] += updates[…, i, …]} What
     * goes to one place is added up in the order of the updates, then to this tensor.
     *
     * @throws IllegalArgumentException as {@link #gather}, or when the updates differ from the indices in shape or from this
     *         tensor in dtype
     */
    default Tensor scatterAdd(int axis, Tensor indices, Tensor updates) {
        Op op = new Indexing.ScatterAdd(Axes.normalize("scatterAdd", axis, shape()), shape());
        Tensor.sameType(op, self(), updates);
        return self().add(op.apply(updates, indices));
    }
}
