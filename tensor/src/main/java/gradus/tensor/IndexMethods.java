package gradus.tensor;

/** The methods of {@link Tensor} that pick elements by their places. */
public sealed interface IndexMethods permits Tensor {

    Shape shape();

    private Tensor self() {
        return (Tensor) this;
    }

    // As in NumPy

    /**
     * {@return a part of this tensor, written as in Python: places, slices, {@code ...} and {@code None}}
     *
     * <pre>{@code
     * x.at("0")             // the first row
     * x.at("1:3, :, -1")    // rows 1 and 2, of each the last column of all
     * x.at("..., ::-1")     // the last axis turned round
     * x.at(":, None")       // a new axis of size 1
     * }</pre>
     *
     * @throws IllegalArgumentException when the text is no index, with the column, or as {@link #at(Index...)}
     */
    default Tensor at(String indices) {
        return Subscript.at(self(), Index.parse(indices));
    }

    /** {@return the part at these places of the first axes, which go; −1 is the last place} */
    default Tensor at(int... places) {
        Index[] indices = new Index[places.length];
        for (int i = 0; i < places.length; i++) {
            indices[i] = Index.of(places[i]);
        }
        return at(indices);
    }

    /**
     * {@return the elements at places of the first axes} A bool tensor is a mask over as many axes as it has:
     * {@code x.at(x.greater(zero))} lists the positive elements. Integer tensors broadcast together:
     * {@code x.at(rows, columns)} holds x[rows[i], columns[i]].
     */
    default Tensor at(Tensor... places) {
        Index[] indices = new Index[places.length];
        for (int i = 0; i < places.length; i++) {
            indices[i] = Index.of(places[i]);
        }
        return at(indices);
    }

    /**
     * {@return a part of this tensor, an index for each axis; axes not named come whole} A view, unless there is a tensor among
     * the indices. Such tensors, and single places beside them, broadcast together, and that shape stands where the first of
     * them does, or in front when a slice, an ellipsis or a new axis is between them: NumPy's rules. Where a place is taken more
     * than once, its gradients add up.
     *
     * @throws IllegalArgumentException when there are more indices than axes, a single place is out of range (slices are cut
     *         off), a mask has another shape than its axes, or the tensors do not broadcast
     */
    default Tensor at(Index... indices) {
        return Subscript.at(self(), indices);
    }

    // By int32 or int64 indices, as in PyTorch: they count from 0, and only at(…) knows negative ones

    /**
     * {@return the slices along an axis at the indices, whose shape replaces the axis}
     *
     * @throws IllegalArgumentException when an index is not within 0 to the size of the axis less 1
     */
    default Tensor indexSelect(int axis, Tensor indices) {
        return new Indexing.IndexSelect(Axes.normalize("indexSelect", axis, shape())).apply(self(), indices);
    }

    /**
     * {@return single elements along an axis, z[…, i, …] = x[…, indices[…, i, …], …], in the shape of the indices}
     *
     * @throws IllegalArgumentException when the indices have not as many axes, are longer along another axis, or one is not
     *         within 0 to the size of the axis less 1
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
