package gradus.tensor;

/** Ops that move elements, or look at them in another order, without changing them. All dtypes. */
public sealed interface Movement extends Op {

    /** The same elements in row-major order under another shape of the same size; a view where strides allow. */
    record Reshape(Shape shape) implements Movement {
        @Override
        public Tensor compute(Tensor... x) {
            return Moving.reshape(x[0], shape);
        }

        @Override
        public String toString() {
            return "reshape" + shape;
        }
    }

    /** The same elements, copied into row-major order. */
    record Contiguous() implements Movement {
        @Override
        public Tensor compute(Tensor... x) {
            Tensor z = Tensor.result(this, x[0].dtype(), x[0].shape());
            Moving.copyInto(z, x[0]);
            return z;
        }

        @Override
        public String toString() {
            return "contiguous";
        }
    }

    /** A view with the axes in another order: axis i of the result is axis {@code axes[i]}. */
    record Permute(Axes axes) implements Movement {
        @Override
        public Tensor compute(Tensor... x) {
            axes.requireWithin(this, x[0].shape());
            if (axes.count() != x[0].rank()) {
                throw new IllegalArgumentException(this + ": " + x[0].shape() + " has " + x[0].rank()
                        + " axes; name each of them once");
            }
            return x[0].permuted(axes.toArray());
        }

        @Override
        public String toString() {
            return "permute" + axes;
        }
    }

    /** A view broadcast to a shape: axes of size 1, and new leading ones, repeat. */
    record Expand(Shape shape) implements Movement {
        @Override
        public Tensor compute(Tensor... x) {
            if (!Shape.broadcast(this, x[0].shape(), shape).equals(shape)) {
                throw new IllegalArgumentException(this + ": " + x[0].shape()
                        + " does not broadcast to it; only axes of size 1 expand");
            }
            return x[0].view(shape, x[0].stridesFor(shape), x[0].offset());
        }

        @Override
        public String toString() {
            return "expand" + shape;
        }
    }

    /** A view of {@code count} places along an axis: start, start + step, …; the step may be negative. */
    record Slice(int axis, int start, int count, int step) implements Movement {

        public Slice {
            Axes.requireFromFront("slice", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Moving.slice(this, x[0]);
        }

        @Override
        public String toString() {
            return "slice(axis " + axis + ", " + start + " + " + step + " × " + count + ")";
        }
    }

    /** The adjoint of {@link Slice}: zeros of {@code size} along the axis, with x at start, start + step, …. */
    record Unslice(int axis, int start, int step, int size) implements Movement {

        public Unslice {
            Axes.requireFromFront("unslice", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Moving.unslice(this, x[0]);
        }

        @Override
        public String toString() {
            return "unslice(axis " + axis + ", " + start + " + " + step + " × … of " + size + ")";
        }
    }

    /** The operands one after the other along an axis; all other sizes equal. */
    record Concat(int axis) implements Movement {

        public Concat {
            Axes.requireFromFront("concat", axis);
        }

        @Override
        public int arity() {
            return -1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Moving.concat(this, x);
        }

        @Override
        public String toString() {
            return "concat(" + axis + ")";
        }
    }

    /**
     * A view of the windows that slide along an axis: place i of the axis becomes the i-th window, and a new last axis holds
     * its {@code size} elements, those at i · step + j · dilation. As many windows as fit.
     */
    record Unfold(int axis, int size, int step, int dilation) implements Movement {

        public Unfold {
            Axes.requireFromFront("unfold", axis);
            if (size < 1 || step < 1 || dilation < 1) {
                throw new IllegalArgumentException("unfold: windows of " + size + " by " + step + " with dilation " + dilation
                        + "; all three must be 1 or more");
            }
        }

        /** {@return how many windows an axis of this length has} */
        public int windows(int length) {
            int span = Math.addExact(Math.multiplyExact(size - 1, dilation), 1);
            return length < span ? 0 : (length - span) / step + 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Moving.unfold(this, x[0]);
        }

        @Override
        public String toString() {
            return "unfold(axis " + axis + ", " + size + " by " + step + dilated(dilation) + ")";
        }
    }

    /**
     * The adjoint of {@link Unfold}: zeros of {@code length} along the axis, to which the windows of x, on the last axis, are
     * added where they came from. Floats only.
     */
    record Fold(int axis, int length, int step, int dilation) implements Movement {

        public Fold {
            Axes.requireFromFront("fold", axis);
            if (length < 0 || step < 1 || dilation < 1) {
                throw new IllegalArgumentException("fold: to " + length + " by " + step + " with dilation " + dilation
                        + "; the length must be 0 or more, step and dilation 1 or more");
            }
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Moving.fold(this, x[0]);
        }

        @Override
        public String toString() {
            return "fold(axis " + axis + ", to " + length + " by " + step + dilated(dilation) + ")";
        }
    }

    private static String dilated(int dilation) {
        return dilation == 1 ? "" : ", dilation " + dilation;
    }

    @Override
    default int arity() {
        return 1;
    }
}
