package gradus.autograd;

import gradus.tensor.Affine;
import gradus.tensor.Binary;
import gradus.tensor.Cast;
import gradus.tensor.Comparison;
import gradus.tensor.CustomOp;
import gradus.tensor.DType;
import gradus.tensor.Filter;
import gradus.tensor.Fourier;
import gradus.tensor.Fused;
import gradus.tensor.FusedGradient;
import gradus.tensor.Indexing;
import gradus.tensor.LinearAlgebra;
import gradus.tensor.Logic;
import gradus.tensor.Matmul;
import gradus.tensor.Movement;
import gradus.tensor.Op;
import gradus.tensor.Ordering;
import gradus.tensor.Pooling;
import gradus.tensor.Recurrence;
import gradus.tensor.Reduction;
import gradus.tensor.Tensor;
import gradus.tensor.Unary;
import gradus.tensor.Where;
import gradus.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
            case Comparison _, Logic _, Ordering _ -> null;
            case Cast _ -> x[0].dtype().isFloating() ? g.to(x[0].dtype()) : null;
            case Where _ -> where(i, x[0], g);
            case Reduction f -> reduction(f, x[0], y, g);
            case Fourier(int axis, boolean inverse) -> { // its adjoint is n times its inverse
                int n = x[0].shape().dim(axis);
                yield new Fourier(axis, !inverse).apply(g).mul(inverse ? 1.0 / n : n);
            }
            case Recurrence(int axis) -> recurrence(axis, i, x[0], y, g);
            case Matmul _ -> i == 0 ? g.matmul(x[1].transpose()) : x[0].transpose().matmul(g);
            case Affine _ -> switch (i) {
                case 0 -> g.matmul(x[1].transpose());
                case 1 -> x[0].transpose().matmul(g);
                default -> g.sum(0);
            };
            case Filter f -> filter(f, i, x[0], x[1], g);
            case Pooling f -> i == 0 ? null : pooling(f, x[0], g);
            case Movement f -> movement(f, i, x, g);
            case Indexing f -> indexing(f, i, x[0], x[1], g);
            case Fused f -> gradients(f, x, y, g)[i];
            case FusedGradient f -> fusedGradient(f, i, x, g);
            case LinearAlgebra f -> LinearAlgebraRules.gradient(f, i, x, y, g);
            case CustomOp f -> custom(f, i, x, y, g);
        };
    }

    /*
     * A gradient that is 0 stays 0, however steep the function is and even where it is NaN: so nothing leaks out of what a `where`
     * has left aside. Hence flow in place of mul and div.
     */

    private static Tensor unary(Unary f, Tensor x, Tensor y, Tensor g) {
        return switch (f) {
            case NEG -> g.neg();
            case ABS -> g.flow(x.sign());
            case SIGN, FLOOR, CEIL, ROUND -> null;
            case SQUARE -> g.flow(x).mul(2);
            case RECIPROCAL -> g.flow(y.square()).neg();
            case SQRT -> g.flow(y.reciprocal()).mul(0.5); // ∞ at 0

            case EXP -> g.flow(y);
            case EXPM1 -> g.flow(y.add(1));
            case LOG -> g.flow(x.reciprocal());
            case LOG1P -> g.flow(x.add(1).reciprocal());

            case SIN -> g.flow(x.cos());
            case COS -> g.flow(x.sin()).neg();
            case TAN -> g.flow(y.square().add(1));
            case ASIN -> g.flow(rootOfOneMinusSquare(x).reciprocal()); // ∞ at ±1
            case ACOS -> g.flow(rootOfOneMinusSquare(x).reciprocal()).neg();
            case ATAN -> g.flow(x.square().add(1).reciprocal());
            case SINH -> g.flow(x.cosh());
            case COSH -> g.flow(x.sinh());
            case TANH -> g.sub(g.flow(y.square()));
            case ERF -> g.flow(x.square().neg().exp()).mul(TWO_OVER_SQRT_PI);

            case GELU -> Binary.GELU_FLOW.apply(g, x);
            case GELU_SLOPE -> g.flow(x.square().mul(-0.5).exp().flow(x.square().neg().add(2))).mul(1 / Math.sqrt(2 * Math.PI));
            case GELU_TANH -> Binary.GELU_TANH_FLOW.apply(g, x);
            case GELU_TANH_SLOPE -> g.flow(geluTanhBend(x));

            case SIGMOID -> g.flow(y.sub(y.square()));
            case SOFTPLUS -> g.flow(x.sigmoid());
            case RELU -> g.gate(y);
        };
    }

    private static Tensor rootOfOneMinusSquare(Tensor x) {
        return x.neg().add(1).mul(x.add(1)).sqrt();
    }

    /** The second derivative of x s(v), with the sigmoid s and v = 2 √(2/π) (x + 0.044715 x³): s' (2 v' + x (1 − 2 s) v'² + x v''). */
    private static Tensor geluTanhBend(Tensor x) {
        double scale = Math.sqrt(8 / Math.PI);
        Tensor z = x.square();
        Tensor rise = z.mul(3 * 0.044715).add(1).mul(scale);
        Tensor s = x.mul(z.mul(0.044715).add(1).mul(scale)).sigmoid();
        Tensor bend = s.mul(-2).add(1).mul(rise.square()).add(x.mul(6 * 0.044715 * scale)).mul(x);
        return s.sub(s.square()).flow(rise.mul(2).add(bend)); // 0 where these overflow
    }

    private static Tensor binary(Binary f, int i, Tensor x, Tensor y, Tensor z, Tensor g) {
        return switch (f) {
            case ADD -> g;
            case SUB -> i == 0 ? g : g.neg();
            case MUL, FLOW -> g.flow(i == 0 ? y : x);
            case DIV -> i == 0 ? g.flow(y.reciprocal()) : g.flow(z.div(y)).neg();
            case MAXIMUM -> g.flow(i == 0 ? Binary.SHARE.apply(x, y) : Binary.SHARE.apply(y, x)); // of equal ones, each has its half
            case MINIMUM -> g.flow(i == 0 ? Binary.SHARE.apply(y, x) : Binary.SHARE.apply(x, y));
            case POW -> i == 0 ? g.flow(y.flow(x.pow(y.sub(1)))) : g.flow(logOrZero(x).flow(z));
            case ATAN2 -> i == 0 ? g.flow(overHypot(y, x.hypot(y), 2)) : g.flow(overHypot(x, x.hypot(y), 2)).neg();
            case HYPOT -> g.flow(overHypot(i == 0 ? x : y, z, 1));
            case LOGADDEXP -> g.flow(difference(i == 0 ? x : y, i == 0 ? y : x).sigmoid());
            case REMAINDER -> i == 0 ? g : g.flow(z.sub(x).div(y).round());
            case GATE -> i == 0 ? g.gate(y) : null;
            case GELU_FLOW -> i == 0 ? f.apply(g, y) : unary(Unary.GELU_SLOPE, y, null, g.flow(x));
            case GELU_TANH_FLOW -> i == 0 ? f.apply(g, y) : unary(Unary.GELU_TANH_SLOPE, y, null, g.flow(x));
            case SHARE -> null;
        };
    }

    /** log x, but 0 for x = 0, where x^y is 0 for all y > 0. */
    private static Tensor logOrZero(Tensor x) {
        return Tensor.where(x.equalTo(0), Tensor.full(x.dtype(), 1), x).log();
    }

    /** x / h to a power of h = √(x² + …), 0 at the origin. */
    private static Tensor overHypot(Tensor x, Tensor h, int power) {
        Tensor length = h.maximum(x.dtype() == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE);
        Tensor cosine = x.div(length);
        return power == 1 ? cosine : cosine.div(length);
    }

    /** x − y, but 0 for equal infinities. */
    private static Tensor difference(Tensor x, Tensor y) {
        Tensor d = x.sub(y);
        return Tensor.where(d.isNaN(), Tensor.full(d.dtype(), 0), d);
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
            case Reduction.LogSumExp _ -> { // where all is −∞, nothing flows; where one is ∞, all flows there
                Tensor zero = Tensor.full(g.dtype(), 0);
                Tensor log = y.reshape(kept);
                Tensor shift = Tensor.where(log.equalTo(Double.NEGATIVE_INFINITY), zero, log);
                yield spread.mul(Tensor.where(x.equalTo(shift), zero, x.sub(shift)).exp());
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

    /** Of y = w ∗ x and its adjoints; each is linear in both operands, so its derivatives are the two others. */
    private static Tensor filter(Filter f, int i, Tensor a, Tensor b, Tensor g) {
        Filter convolve = new Filter.Convolve(f.window(), f.groups());
        Filter weights = new Filter.Weights(f.window(), f.groups());
        return switch (f) {
            case Filter.Convolve _ -> i == 0 ? f.transposed(a.shape()).apply(g, b) : weights.apply(a, g);
            case Filter.Affine _ -> switch (i) {
                case 0 -> f.transposed(a.shape()).apply(g, b);
                case 1 -> weights.apply(a, g);
                default -> g.sum(allBut(1, g.rank()));
            };
            case Filter.Transposed _ -> i == 0 ? convolve.apply(g, b) : weights.apply(g, a);
            case Filter.Weights _ -> i == 0 ? f.transposed(a.shape()).apply(b, g) : convolve.apply(a, g);
        };
    }

    private static int[] allBut(int axis, int rank) {
        return IntStream.range(0, rank).filter(other -> other != axis).toArray();
    }

    private static Tensor pooling(Pooling f, Tensor x, Tensor g) {
        return switch (f) {
            case Pooling.Pick(Window window) -> new Pooling.Place(window).apply(x, g);
            case Pooling.Place(Window window) -> new Pooling.Pick(window).apply(x, g);
        };
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

    /** {@return the gradients of all operands of y = f(x…), null for integers} */
    static Tensor[] gradients(Fused f, Tensor[] x, Tensor y, Tensor g) {
        Tensor[] operands = Arrays.copyOf(x, x.length + 1);
        operands[x.length] = g;
        return FusedGradient.split(x, new FusedGradient(f, y).apply(operands));
    }

    /** The composition's second derivative. */
    private static Tensor fusedGradient(FusedGradient f, int i, Tensor[] x, Tensor h) {
        return x[i].dtype().isFloating() ? Transforms.vjp(v -> {
            Tensor[] moved = x.clone();
            moved[i] = v;
            return composed(f, moved);
        }).apply(x[i], h) : null;
    }

    /** {@return what f gives, by the rules of the ops that its fused op is composed of} */
    private static Tensor composed(FusedGradient f, Tensor[] x) {
        Tensor[] operands = f.operands(x);
        List<Tensor> watched = new ArrayList<>();
        try (Tape tape = Tape.record()) {
            for (int k = 0; k < operands.length; k++) {
                if (operands[k].dtype().isFloating()) {
                    operands[k] = tape.watch(operands[k]);
                    watched.add(operands[k]);
                }
            }
            Gradients gradients = tape.gradients(f.of().composed(operands), x[operands.length]);
            return Tensor.concat(0, watched.stream().map(v -> gradients.of(v).reshape(-1)).toArray(Tensor[]::new));
        }
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
