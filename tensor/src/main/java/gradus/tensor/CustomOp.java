package gradus.tensor;

/**
 * An operation of the user's own, with its derivative. Implement {@link #compute} with plain tensor operations or loops over
 * {@code toFloatArray()}, and {@link #gradient} with tensor operations, so that it can be differentiated in turn. On a tape it
 * is one entry, with this rule instead of those of what it computes within.
 *
 * <pre>{@code
 * // log(1 + eˣ), whose derivative 1 / (1 + e⁻ˣ) is finite where the rule of eˣ would give ∞ / ∞
 * record Softplus() implements CustomOp {
 *     public int arity() {
 *         return 1;
 *     }
 *
 *     public Tensor compute(Tensor... x) {
 *         return x[0].relu().add(x[0].abs().neg().exp().log1p());
 *     }
 *
 *     public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
 *         return g.mul(x[0].sigmoid());
 *     }
 * }
 * Tensor y = new Softplus().apply(x);
 * }</pre>
 *
 * <p>{@code GradientCheck.check(x -> new Softplus().apply(x), at)} of module autograd holds a rule against finite differences.
 */
public non-sealed interface CustomOp extends Op {

    /**
     * {@return the gradient of operand i, in its shape, or null where there is none}
     *
     * @param x the operands
     * @param y the result that {@link #compute} gave
     * @param g the gradient of the result, in its shape
     */
    Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g);
}
