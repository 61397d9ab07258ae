package gradus.tensor;

/**
 * Scaled dot-product attention of several heads (Vaswani et al. 2017): softmax(q kᵀ / √d) v for each head, where row i of q, k and
 * v is what place i of a sequence asks for, answers to and tells.
 *
 * <p>The operand holds q, k and v side by side, as one product of x with all three weights gives them: [B, T, 3 H d] for B
 * sequences of T places and H heads of width d, the heads of q first, then those of k, then those of v. The result is
 * [B, T, H d]. No matrix of T × T scores is kept, for the gradient neither. Floats only.
 *
 * <p>{@link #of(Tensor, Tensor, Tensor)} takes q, k and v apart, which may differ in length, and masks of any pattern.
 *
 * @param heads H, at least 1
 * @param causal whether a place attends to itself and those before it alone
 */
public record Attention(int heads, boolean causal) implements Fused {

    /** @throws IllegalArgumentException when heads is below 1 */
    public Attention {
        if (heads < 1) {
            throw new IllegalArgumentException("attention: " + heads + " heads; give 1 or more");
        }
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        Shape shape = requirePacked(x[0]).shape();
        Tensor y = Tensor.result(this, x[0].dtype(), Shape.of(shape.get(0), shape.get(1), shape.get(2) / 3));
        Attending.compute(this, x[0].rowMajor(), y);
        return y;
    }

    private Tensor requirePacked(Tensor x) {
        Fused.requireFloating(this, x);
        if (x.rank() != 3) {
            throw new IllegalArgumentException(this + ": " + x.shape() + " has " + x.rank() + " axes; give q, k and v as [B, T, 3 H d],"
                    + " or apart to Attention.of");
        }
        if (x.shape().get(2) % (3 * heads) != 0) {
            throw new IllegalArgumentException(this + ": " + x.shape() + ": the last axis must hold q, k and v of " + heads
                    + " heads, hence be a multiple of " + 3 * heads);
        }
        return x;
    }

    @Override
    public Tensor composed(Tensor... x) {
        int batch = x[0].shape().get(0);
        int time = x[0].shape().get(1);
        int width = x[0].shape().get(2) / 3;
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = x[0].slice(2, i * width, (i + 1) * width)
                    .reshape(batch, time, heads, width / heads).permute(0, 2, 1, 3); // (B, T, H d) -> (B, H, T, d)
        }
        Tensor z = causal ? of(parts[0], parts[1], parts[2], Tensor.ones(time, time).tril(0).to(DType.BOOL))
                : of(parts[0], parts[1], parts[2]);
        return z.permute(0, 2, 1, 3).reshape(batch, time, width);
    }

    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        Attending.differentiate(this, x[0].rowMajor(), g, z[0]);
    }

    /**
     * {@return softmax(q kᵀ / √d) v}, composed of plain ops: [B, H, S, d] with [B, H, T, d] and [B, H, T, e] gives [B, H, S, e];
     * leading axes, of any number, broadcast.
     *
     * @throws IllegalArgumentException when the shapes do not fit, or the operands are no floats of one type
     */
    public static Tensor of(Tensor q, Tensor k, Tensor v) {
        return scores(q, k, v).softmax(-1).matmul(v);
    }

    /**
     * {@return the same, where a place of q attends only to those of k and v for which the mask is true}
     *
     * @param mask bool, broadcast to [B, H, S, T]; a row without a true place gives NaN
     * @throws IllegalArgumentException when the shapes do not fit, or the types are others
     */
    public static Tensor of(Tensor q, Tensor k, Tensor v, Tensor mask) {
        Tensor scores = scores(q, k, v);
        return Tensor.where(mask, scores, Tensor.full(scores.dtype(), Double.NEGATIVE_INFINITY)).softmax(-1).matmul(v);
    }

    private static Tensor scores(Tensor q, Tensor k, Tensor v) {
        if (q.rank() < 2 || k.rank() < 2 || v.rank() < 2 || q.shape().dim(-1) != k.shape().dim(-1)
                || k.shape().dim(-2) != v.shape().dim(-2)) {
            throw new IllegalArgumentException("attention: q " + q.shape() + ", k " + k.shape() + ", v " + v.shape()
                    + ": needs [B, H, S, d], [B, H, T, d] and [B, H, T, e], q as wide as k and k as long as v");
        }
        return q.matmul(k.transpose()).mul(1 / Math.sqrt(q.shape().dim(-1)));
    }

    @Override
    public String toString() {
        return "attention(" + heads + (causal ? " heads, causal)" : " heads)");
    }
}
