package gradus.tensor;

import java.util.Arrays;

/**
 * The gradients of all operands of a fused op at once, since they share most of their work: takes the operands and the gradient
 * of the result, and gives those of the floating operands one after the other, in one axis.
 *
 * @param of the fused op
 * @param y its result of these operands where that is at hand, else null: it is computed again
 */
public record FusedGradient(Fused of, Tensor y) implements Op {

    @Override
    public int arity() {
        return of.arity() + 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        Tensor[] operands = operands(x);
        Tensor result = y == null ? of.compute(operands) : y;
        Tensor g = x[operands.length];
        if (g.dtype() != result.dtype() || !g.shape().equals(result.shape())) {
            throw new IllegalArgumentException(this + ": the gradient is " + g.dtype() + g.shape() + ", the result " + result.dtype()
                    + result.shape() + "; both must be alike");
        }
        int size = 0;
        for (Tensor operand : operands) {
            size += operand.dtype().isFloating() ? operand.size() : 0;
        }
        Tensor z = Tensor.result(this, g.dtype(), Shape.of(size));
        of.differentiate(operands, result, g.rowMajor(), split(operands, z));
        return z;
    }

    /** {@return the operands of the fused op among those of this one} */
    public Tensor[] operands(Tensor... x) {
        return Arrays.copyOf(x, of.arity());
    }

    /** {@return the gradient of each operand as a view of what this op gave, null for integers} */
    public static Tensor[] split(Tensor[] operands, Tensor z) {
        Tensor[] parts = new Tensor[operands.length];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (operands[i].dtype().isFloating()) {
                Tensor part = operands[i].size() == z.size() ? z : z.slice(0, at, at + operands[i].size());
                parts[i] = part.reshape(operands[i].shape().toArray());
                at += operands[i].size();
            }
        }
        return parts;
    }

    @Override
    public String toString() {
        return of + " gradient";
    }
}
