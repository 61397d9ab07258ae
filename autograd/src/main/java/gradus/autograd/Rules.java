package gradus.autograd;

import gradus.tensor.Binary;
import gradus.tensor.Cast;
import gradus.tensor.Comparison;
import gradus.tensor.CustomOp;
import gradus.tensor.Fused;
import gradus.tensor.Indexing;
import gradus.tensor.LinearAlgebra;
import gradus.tensor.Matmul;
import gradus.tensor.Movement;
import gradus.tensor.Op;
import gradus.tensor.Ordering;
import gradus.tensor.Recurrence;
import gradus.tensor.Reduction;
import gradus.tensor.Tensor;
import gradus.tensor.Unary;
import gradus.tensor.Where;

/**
 * The derivative rules: how the gradient g of a result becomes that of an operand. Plain functions of tensors that know no
 * tape, hence differentiable themselves. A rule may return a tensor that is broadcast where the operand was; the sweep sums
 * it. Null means that nothing flows back.
 */
final class Rules {

    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    private Rules() {
    }

    /** {@return the gradient of operand i of y = op(x…)} */
    static Tensor gradient(Op op, int i, Tensor[] x, Tensor y, Tensor g) {
        return switch (op) {
            case Unary f -> unary(f, x[0], y, g);
            case Binary f -> binary(f, i, x[0], x[1], y, g);
            case Comparison _, Ordering _ -> null;
            case Cast _ -> x[0].dtype().isFloating() ? g.to(x[0].dtype()) : null;
            case Where _ -> where(i, x[0], g);
            case Reduction f -> reduction(f, x[0], y, g);
            case Recurrence(int axis) -> recurrence(axis, i, x[0], y, g);
            case Matmul _ -> i == 0 ? g.matmul(x[1].transpose()) : x[0].transpose().matmul(g);
            case Movement f -> movement(f, i, x, g);
            case Indexing f -> indexing(f, i, x[0], x[1], g);
            case Fused f -> fused(f, i, x, y, g);
            case LinearAlgebra f -> LinearAlgebraRules.gradient(f, i, x, y, g);
            case CustomOp f -> custom(f, i, x, y, g);
        };
    }

    private static Tensor unary(Unary f, Tensor x, Tensor y, Tensor g) {
        return switch (f) {
            case NEG -> g.neg();
            case ABS -> g.mul(x.sign());
            case SIGN -> null;
            case SQUARE -> g.mul(x).mul(2);
            case RECIPROCAL -> g.mul(y.square()).neg();
            case SQRT -> g.div(y).mul(0.5);

            case EXP -> g.mul(y);
            case EXPM1 -> g.mul(y.add(1));
            case LOG -> g.div(x);
            case LOG1P -> g.div(x.add(1));

            case SIN -> g.mul(x.cos());
            case COS -> g.mul(x.sin()).neg();
            case TANH -> g.sub(g.mul(y.square()));
            case ERF -> g.mul(x.square().neg().exp()).mul(TWO_OVER_SQRT_PI);

            case SIGMOID -> g.mul(y.sub(y.square()));
            case RELU -> g.gate(y);
        };
    }

    private static Tensor binary(Binary f, int i, Tensor x, Tensor y, Tensor z, Tensor g) {
        return switch (f) {
            case ADD -> g;
            case SUB -> i == 0 ? g : g.neg();
            case MUL -> g.mul(i == 0 ? y : x);
            case DIV -> i == 0 ? g.div(y) : g.mul(z).div(y).neg();
            case MAXIMUM -> g.mul(share(i == 0 ? x.greater(y) : y.greater(x), x.equalTo(y), g));
            case MINIMUM -> g.mul(share(i == 0 ? x.less(y) : y.less(x), x.equalTo(y), g));
            case GATE -> i == 0 ? g.gate(y) : null;
        };
    }

    /** 1 for the operand that was chosen; of equal ones, each has its half. */
    private static Tensor share(Tensor chosen, Tensor equal, Tensor g) {
        return chosen.to(g.dtype()).add(equal.to(g.dtype()).mul(0.5));
    }

    private static Tensor where(int i, Tensor condition, Tensor g) {
        Tensor zero = Tensor.full(g.dtype(), 0);
        return switch (i) {
            case 0 -> null;
            case 1 -> Tensor.where(condition, g, zero);
            default -> Tensor.where(condition, zero, g);
        };
    }

    private static Tensor reduction(Reduction f, Tensor x, Tensor y, Tensor g) {
        int[] kept = f.keptShape(x.shape()).toArray();
        Tensor spread = g.reshape(kept);
        return switch (f) {
            case Reduction.Sum _ -> spread.expand(x.shape().toArray());
            case Reduction.Max _, Reduction.Min _ -> { // of equal extremes, each has its share
                Tensor chosen = x.equalTo(y.reshape(kept)).to(g.dtype());
                yield spread.div(chosen.sumKeep(f.axes().toArray())).mul(chosen);
            }
            case Reduction.LogSumExp _ -> { // where all is −∞, nothing flows
                Tensor log = y.reshape(kept);
                Tensor none = log.equalTo(Tensor.full(g.dtype(), Double.NEGATIVE_INFINITY));
                yield spread.mul(x.sub(Tensor.where(none, Tensor.full(g.dtype(), 0), log)).exp());
            }
        };
    }

    /**
     * The gradient of b is the recurrence run backwards, λ_i = g_i + a_{i+1} λ_{i+1}; that of a_i is λ_i z_{i−1}.
     */
    private static Tensor recurrence(int axis, int i, Tensor a, Tensor z, Tensor g) {
        Tensor next = later(axis, a.flip(axis));
        Tensor l = new Recurrence(axis).apply(next, g.flip(axis)).flip(axis);
        return i == 1 ? l : l.mul(later(axis, z));
    }

    /** {@return x with all places of an axis moved up by one, from a zero on} */
    private static Tensor later(int axis, Tensor x) {
        int n = x.shape().dim(axis);
        if (n == 0) {
            return x;
        }
        Tensor first = x.slice(axis, 0, 1);
        return Tensor.concat(axis, Tensor.full(x.dtype(), 0, first.shape().toArray()), x.slice(axis, 0, n - 1));
    }

    private static Tensor movement(Movement f, int i, Tensor[] x, Tensor g) {
        return switch (f) {
            case Movement.Reshape _ -> g.reshape(x[0].shape().toArray());
            case Movement.Contiguous _ -> g;
            case Movement.Permute(var axes) -> g.permute(axes.inverse().toArray());
            case Movement.Expand _ -> g; // the sweep sums over what was expanded
            case Movement.Slice(int axis, int start, _, int step) ->
                    new Movement.Unslice(axis, start, step, x[0].shape().dim(axis)).apply(g);
            case Movement.Unslice(int axis, int start, int step, _) ->
                    new Movement.Slice(axis, start, x[0].shape().dim(axis), step).apply(g);
            case Movement.Unfold(int axis, _, int step, int dilation) ->
                    new Movement.Fold(axis, x[0].shape().dim(axis), step, dilation).apply(g);
            case Movement.Fold(int axis, _, int step, int dilation) ->
                    new Movement.Unfold(axis, x[0].shape().dim(-1), step, dilation).apply(g);
            case Movement.Concat(int axis) -> {
                int start = 0;
                for (int k = 0; k < i; k++) {
                    start += x[k].shape().dim(axis);
                }
                yield g.slice(axis, start, start + x[i].shape().dim(axis));
            }
        };
    }

    private static Tensor indexing(Indexing f, int i, Tensor x, Tensor indices, Tensor g) {
        if (i == 1) {
            return null;
        }
        return switch (f) {
            case Indexing.IndexSelect(int axis) -> new Indexing.IndexAdd(axis, x.shape().dim(axis)).apply(g, indices);
            case Indexing.IndexAdd(int axis, _) -> g.indexSelect(axis, indices);
            case Indexing.Gather(int axis) -> new Indexing.ScatterAdd(axis, x.shape()).apply(g, indices);
            case Indexing.ScatterAdd(int axis, _) -> g.gather(axis, indices);
        };
    }

    private static Tensor fused(Fused f, int i, Tensor[] x, Tensor y, Tensor g) {
        return switch (f) {
            case Fused.Softmax(int axis) -> {
                Tensor gy = g.mul(y);
                yield gy.sub(y.mul(gy.sumKeep(axis)));
            }
            case Fused.LogSoftmax(int axis) -> g.sub(y.exp().mul(g.sumKeep(axis)));
            case Fused.CrossEntropy _ -> i == 1 ? null : x[0].softmax(1)
                    .sub(Tensor.oneHot(g.dtype(), x[1], x[0].shape().dim(1)))
                    .mul(g.unsqueeze(1));
        };
    }

    private static Tensor custom(CustomOp f, int i, Tensor[] x, Tensor y, Tensor g) {
        Tensor gradient = f.gradient(i, x, y, g);
        if (gradient != null && (gradient.dtype() != x[i].dtype() || !gradient.shape().equals(x[i].shape()))) {
            throw new IllegalStateException(f + ": its gradient of operand " + i + " is " + gradient.dtype() + gradient.shape()
                    + ", the operand " + x[i].dtype() + x[i].shape() + "; both must be alike");
        }
        return gradient;
    }
}
