package gradus.tensor;

/** The int32 position of the largest element along an axis, which goes; the first of equals, and the first NaN before all. */
public record ArgMax(int axis) implements Op {

    public ArgMax {
        Axes.requireFromFront("argmax", axis);
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Reducing.argMax(this, x[0]);
    }

    @Override
    public String toString() {
        return "argmax(" + axis + ")";
    }
}
