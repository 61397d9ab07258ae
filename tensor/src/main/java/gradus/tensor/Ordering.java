package gradus.tensor;

/**
 * Ops that give int32 positions by the order of the elements along an axis. All dtypes; equal elements, such as 0 and −0, keep
 * the order of their positions. They have no gradient; what is gathered at their positions has.
 */
public sealed interface Ordering extends Op {

    int axis();

    /** The position of the largest element along an axis, which goes; the first of equals, and the first NaN before all. */
    record ArgMax(int axis) implements Ordering {

        public ArgMax {
            Axes.requireFromFront("argmax", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Sorting.argExtreme(this, true, x[0]);
        }

        @Override
        public String toString() {
            return "argmax(" + axis + ")";
        }
    }

    /** The position of the smallest element along an axis, which goes; the first of equals, and the first NaN before all. */
    record ArgMin(int axis) implements Ordering {

        public ArgMin {
            Axes.requireFromFront("argmin", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Sorting.argExtreme(this, false, x[0]);
        }

        @Override
        public String toString() {
            return "argmin(" + axis + ")";
        }
    }

    /** The positions of all elements along an axis in rising order, or falling; NaN counts as larger than all numbers. */
    record ArgSort(int axis, boolean descending) implements Ordering {

        public ArgSort {
            Axes.requireFromFront("argsort", axis);
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Sorting.argsort(this, x[0]);
        }

        @Override
        public String toString() {
            return "argsort(" + axis + (descending ? ", descending)" : ")");
        }
    }

    @Override
    default int arity() {
        return 1;
    }
}
