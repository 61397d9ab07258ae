package gradus.tensor;

/** z = x where the condition holds, else y; the three shapes broadcast. */
public record Where() implements Op {

    @Override
    public int arity() {
        return 3;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Pointwise.where(this, x[0], x[1], x[2]);
    }

    @Override
    public String toString() {
        return "where";
    }
}
