package gradus.tensor;

/**
 * The same values in another type: rounded to nearest for floats, cut towards zero and saturated as Java casts for integers,
 * whether nonzero for bool.
 */
public record Cast(DType dtype) implements Op {

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Pointwise.cast(this, x[0]);
    }

    @Override
    public String toString() {
        return "to(" + dtype + ")";
    }
}
