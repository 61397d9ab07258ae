package gradus.tensor;

/**
 * Ops on the largest element of each window of x, [N, C, spatial…]: the first of equals, and NaN above all. The window has no
 * padding. Each is linear in its second operand, and there they are each other's adjoint. Floats only.
 */
public sealed interface Pooling extends Op {

    /** What v, of the shape of x, has where x's largest elements stand: [N, C, places…]. Operands: x, v. */
    record Pick(Window window) implements Pooling {

        public Pick {
            requireNoPadding(window);
        }

        @Override
        public Tensor compute(Tensor... operands) {
            Tensor x = operands[0];
            Tensor v = operands[1];
            requireOperands(this, x, v);
            if (!x.shape().equals(v.shape())) {
                throw refused(this, x, v, "both must have one shape");
            }
            Tensor z = Tensor.result(this, x.dtype(), window.pooled(x.shape()));
            Tensor a = x.rowMajor();
            Tensor b = v == x ? a : v.rowMajor();
            Elements.kernels(x.dtype()).pick(window.onEachChannel(x.shape()), a.array(), a.offset(), b.array(), b.offset(),
                    z.array(), z.offset());
            return z;
        }

        @Override
        public String toString() {
            return "pick(" + window + ")";
        }
    }

    /** Zeros of the shape of x, to which v, [N, C, places…], is added where x's largest elements stand. Operands: x, v. */
    record Place(Window window) implements Pooling {

        public Place {
            requireNoPadding(window);
        }

        @Override
        public Tensor compute(Tensor... operands) {
            Tensor x = operands[0];
            Tensor v = operands[1];
            requireOperands(this, x, v);
            if (!v.shape().equals(window.pooled(x.shape()))) {
                throw refused(this, x, v, "the second must have the places of the window on the first, "
                        + window.pooled(x.shape()));
            }
            Tensor z = Tensor.result(this, x.dtype(), x.shape());
            Tensor a = x.rowMajor();
            Tensor b = v.rowMajor();
            Elements.kernels(x.dtype()).place(window.onEachChannel(x.shape()), a.array(), a.offset(), b.array(), b.offset(),
                    z.array(), z.offset());
            return z;
        }

        @Override
        public String toString() {
            return "place(" + window + ")";
        }
    }

    Window window();

    @Override
    default int arity() {
        return 2;
    }

    private static void requireNoPadding(Window window) {
        if (!window.equals(window.padding(0))) {
            throw new IllegalArgumentException("pooling: " + window + ": pad the operand, such as with Window.max");
        }
    }

    private static void requireOperands(Pooling op, Tensor x, Tensor v) {
        if (x.dtype() != v.dtype() || !x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": " + x.dtype() + x.shape() + " and " + v.dtype() + v.shape()
                    + "; convert both to one float type, such as with .to(FLOAT32)");
        }
        if (x.rank() != op.window().axes() + 2) {
            throw refused(op, x, v, "needs [N, C, spatial…] with " + (op.window().axes() + 2) + " axes");
        }
        for (int places : op.window().places(x.shape())) {
            if (places == 0) {
                throw refused(op, x, v, "no window fits; pad the axes, or take a smaller window");
            }
        }
    }

    private static IllegalArgumentException refused(Pooling op, Tensor x, Tensor v, String why) {
        return new IllegalArgumentException(op + ": " + x.shape() + " and " + v.shape() + ": " + why);
    }
}
