package gradus.tensor;

import java.util.Locale;

/** Functions of two truth values, applied to each pair of elements of bool tensors; shapes broadcast. No gradient. */
public enum Logic implements Op {

    AND, OR, XOR;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** {@return the function's value} */
    public boolean definition(boolean x, boolean y) {
        return switch (this) {
            case AND -> x && y;
            case OR -> x || y;
            case XOR -> x != y;
        };
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Pointwise.logic(this, x[0], x[1]);
    }

    @Override
    public String toString() {
        return label;
    }
}
