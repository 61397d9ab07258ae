package gradus.tensor;

/**
 * Reductions over axes: each result is taken over the elements that differ only along {@code axes}. With {@code keep} those
 * axes stay with size 1, else they go.
 */
public sealed interface Reduction extends Op {

    Axes axes();

    boolean keep();

    /** The sum; 0 over nothing. Integers and bools are summed as int64. */
    record Sum(Axes axes, boolean keep) implements Reduction {
        @Override
        public Tensor compute(Tensor... x) {
            return Reducing.sum(this, x[0]);
        }

        @Override
        public String toString() {
            return Reducing.name("sum", this);
        }
    }

    /** The largest; NaN if any is NaN. */
    record Max(Axes axes, boolean keep) implements Reduction {
        @Override
        public Tensor compute(Tensor... x) {
            return Reducing.extreme(this, true, x[0]);
        }

        @Override
        public String toString() {
            return Reducing.name("max", this);
        }
    }

    /** The smallest; NaN if any is NaN. */
    record Min(Axes axes, boolean keep) implements Reduction {
        @Override
        public Tensor compute(Tensor... x) {
            return Reducing.extreme(this, false, x[0]);
        }

        @Override
        public String toString() {
            return Reducing.name("min", this);
        }
    }

    /** log Σ e^x, shifted by the maximum; −∞ over nothing. Floats only. */
    record LogSumExp(Axes axes, boolean keep) implements Reduction {
        @Override
        public Tensor compute(Tensor... x) {
            return Reducing.logSumExp(this, x[0]);
        }

        @Override
        public String toString() {
            return Reducing.name("logSumExp", this);
        }
    }

    @Override
    default int arity() {
        return 1;
    }

    /** {@return the shape of the result with the reduced axes kept} */
    default Shape keptShape(Shape shape) {
        int[] dims = shape.toArray();
        for (int i = 0; i < axes().count(); i++) {
            dims[axes().get(i)] = 1;
        }
        return Shape.of(dims);
    }
}
