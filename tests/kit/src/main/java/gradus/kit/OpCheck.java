package gradus.kit;

import gradus.autograd.GradientCheck;
import gradus.tensor.DType;
import gradus.tensor.Op;
import gradus.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Checks an op, our own or a {@link gradus.tensor.CustomOp} of yours, in one line:
 *
 * <pre>{@code
 * @Property(tries = 50)
 * void swish(@ForAll("numbers") Tensor x) {
 *     OpCheck.check(new Swish(), x);
 * }
 * }</pre>
 */
public final class OpCheck {

    /** How far float32 results may be from float64 ones, as a part of the largest. */
    private static final double SINGLE = 1e-4;

    private OpCheck() {
    }

    /**
     * Checks that the op gives the same whenever and for whatever layout of its operands it is computed, that it leaves them as
     * they were, that float32 gives about what float64 gives, and that its first and second derivatives are those of its values.
     * These are checked in float64, whatever float type the operands have.
     *
     * @throws AssertionError when one of these does not hold, with a sentence that says which, and where
     */
    public static void check(Op op, Tensor... operands) {
        Tensor[] before = new Tensor[operands.length];
        for (int k = 0; k < operands.length; k++) {
            before[k] = copy(operands[k]);
        }
        Tensor y = op.apply(operands);
        require(y.contentEquals(op.apply(operands)), op, "gives another result the second time");
        for (int k = 0; k < operands.length; k++) {
            require(before[k].contentEquals(operands[k]), op, "changes its operand " + k + "; compute into new memory");
            Tensor[] views = operands.clone();
            views[k] = backwards(operands[k]);
            require(y.contentEquals(op.apply(views)), op, "gives another result where operand " + k
                    + " lies in memory in another order; read it through Tensor's methods");
        }
        Tensor[] doubles = as(DType.FLOAT64, operands);
        Tensor precise = op.apply(doubles);
        if (precise.dtype() == DType.FLOAT64) {
            requireAlike(op, precise, op.apply(as(DType.FLOAT32, operands)));
            for (int order = 1; order <= 2; order++) {
                GradientCheck.Report report = GradientCheck.check(order, op::apply, doubles);
                require(report.passes(), op, report.toString());
            }
        }
    }

    private static Tensor[] as(DType dtype, Tensor... operands) {
        Tensor[] converted = operands.clone();
        for (int k = 0; k < operands.length; k++) {
            converted[k] = operands[k].dtype().isFloating() ? operands[k].to(dtype) : operands[k];
        }
        return converted;
    }

    private static void requireAlike(Op op, Tensor y, Tensor single) {
        double[] expected = y.toDoubleArray();
        double[] found = single.toDoubleArray();
        double largest = 1;
        for (double e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        require(expected.length == found.length, op, "gives another shape for float32");
        for (int i = 0; i < found.length; i++) {
            require(Math.abs(found[i] - expected[i]) <= SINGLE * largest || Double.compare(found[i], expected[i]) == 0, op,
                    "gives " + found[i] + " for float32 where float64 gives " + expected[i] + " at element " + i);
        }
    }

    /** {@return the same tensor, laid out in memory with its axes in reverse} */
    private static Tensor backwards(Tensor x) {
        int[] reversed = IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
        return copy(x.permute(reversed)).permute(reversed);
    }

    private static Tensor copy(Tensor x) {
        return Tensor.concat(0, x.unsqueeze(0), x.unsqueeze(0)).slice(0, 1, 2).squeeze(0);
    }

    private static void require(boolean holds, Op op, String fault) {
        if (!holds) {
            throw new AssertionError(op + ": " + fault);
        }
    }
}
