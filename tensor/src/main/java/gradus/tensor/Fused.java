package gradus.tensor;

/**
 * Ops that are composed of others and computed in one pass for speed and accuracy, their gradients as well. The composition
 * defines them, and gives their derivatives beyond the first. Floats only.
 */
public sealed interface Fused extends Op permits Softmax, LogSoftmax, CrossEntropy, Lstm, Gru, Attention {

    /** {@return the same, composed of plain ops} */
    Tensor composed(Tensor... x);

    /**
     * Writes the gradients of all floating operands, for {@link FusedGradient}.
     *
     * @param x the operands, which {@link #compute} has taken
     * @param y the result that it gave, in the memory that it took: behind the result it may have left what serves here
     * @param g the gradient of the result, row-major
     * @param z row-major room for the gradient of each operand, in its shape; null for integers
     */
    void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z);

    /** {@return x, if it is of floats} */
    static Tensor requireFloating(Op op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + x.dtype() + "; convert with .to(FLOAT32)");
        }
        return x;
    }
}
