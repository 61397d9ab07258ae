package gradus.tensor;

/**
 * An operation of the user's own, with its derivative. Implement {@link #compute} with plain tensor operations or loops over
 * {@code toFloatArray()}, and {@link #gradient} with tensor operations, so that it can be differentiated in turn.
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
