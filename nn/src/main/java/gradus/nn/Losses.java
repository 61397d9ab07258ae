package gradus.nn;

import gradus.tensor.CrossEntropy;
import gradus.tensor.Tensor;

/** Losses, each the mean over all its elements or rows. Shapes must be equal: nothing is broadcast. */
public final class Losses {

    private Losses() {
    }

    /** {@return the mean of (x − y)²} */
    public static Tensor meanSquaredError(Tensor x, Tensor y) {
        requireAlike("meanSquaredError", x, y);
        return x.sub(y).square().mean();
    }

    /**
     * {@return the mean cross-entropy of logits [N, C] with classes, an int32 or int64 [N]: −log softmax(x)[class]}
     *
     * @throws IllegalArgumentException when the shapes do not fit or a class is not within 0 to C − 1
     */
    public static Tensor crossEntropy(Tensor logits, Tensor classes) {
        return new CrossEntropy().apply(logits, classes).mean();
    }

    /**
     * {@return the mean of −(y log p + (1 − y) log(1 − p)), p a probability, y within 0 to 1; p and 1 − p count as at least
     * 2⁻¹²⁶, so that loss and gradient are finite for p = 0 and p = 1}
     */
    public static Tensor binaryCrossEntropy(Tensor p, Tensor y) {
        requireAlike("binaryCrossEntropy", p, y);
        Tensor least = Tensor.full(p.dtype(), Float.MIN_NORMAL);
        Tensor one = Tensor.full(p.dtype(), 1);
        Tensor yes = y.mul(p.maximum(least).log());
        Tensor no = one.sub(y).mul(one.sub(p).maximum(least).log());
        return yes.add(no).mean().neg();
    }

    /** {@return the mean of log(1 + e^x) − x y, the binary cross-entropy of sigmoid(x) with y, stable for all logits x} */
    public static Tensor binaryCrossEntropyWithLogits(Tensor x, Tensor y) {
        requireAlike("binaryCrossEntropyWithLogits", x, y);
        return x.softplus().sub(x.mul(y)).mean();
    }

    private static void requireAlike(String loss, Tensor x, Tensor y) {
        if (!x.shape().equals(y.shape()) || x.dtype() != y.dtype()) {
            throw new IllegalArgumentException(loss + ": " + x.dtype() + x.shape() + " and " + y.dtype() + y.shape()
                    + ": prediction and target must be alike; reshape or convert one of them");
        }
    }
}
