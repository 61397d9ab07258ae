package gradus.tensor;

import java.util.Arrays;

/**
 * Convolution over any number of spatial axes, as a cross-correlation, which is what the field calls by this name:
 * y[n, o, i…] = Σ x[n, c, i · stride + k · dilation − padding…] w[o, c, k…], summed over c and k…, with zeros where x ends.
 * With groups, channels are cut into as many parts, and each output part sees only its own input part.
 *
 * <pre>{@code
 * Convolution.of(Window.of(3, 3).padding(1)).apply(x, w)       // x [N, C, H, W], w [O, C, 3, 3] → [N, O, H, W]
 * new Convolution(Window.of(3, 3).stride(2), 4).apply(x, w)    // four groups: w is [O, C / 4, 3, 3]
 * }</pre>
 *
 * @param window the kernel's sizes, and how it slides
 * @param groups how many parts the channels are cut into
 */
public record Convolution(Window window, int groups) {

    public Convolution {
        if (groups < 1) {
            throw new IllegalArgumentException("convolution: " + groups + " groups; use 1 or more");
        }
    }

    /** {@return a convolution without groups} */
    public static Convolution of(Window window) {
        return new Convolution(window, 1);
    }

    /**
     * {@return the convolution of x, [N, C, spatial…], with the weights w, [O, C / groups, kernel…]: [N, O, places…]}
     *
     * @throws IllegalArgumentException when the shapes do not fit
     */
    public Tensor apply(Tensor x, Tensor w) {
        return new Filter.Convolve(window, groups).apply(x, w);
    }

    /**
     * {@return the same with a bias, [O], added to each channel: w ∗ x + b}
     *
     * @throws IllegalArgumentException when the shapes do not fit
     */
    public Tensor apply(Tensor x, Tensor w, Tensor bias) {
        return new Filter.Affine(window, groups).apply(x, w, bias);
    }

    /**
     * {@return the transposed convolution of x, [N, C, places…], with w, [C, O / groups, kernel…]: the adjoint of the
     * convolution that takes [N, O, spatial…] there; {@code extra} places are added to the end of each spatial axis, as a stride
     * leaves open how long it was}
     *
     * @throws IllegalArgumentException when the shapes do not fit
     */
    public Tensor applyTransposed(Tensor x, Tensor w, int... extra) {
        int axes = window.axes();
        if (x.rank() != axes + 2) { // refused by the op
            return new Filter.Transposed(window, groups, Shape.of(new int[axes])).apply(x, w);
        }
        int[] places = Arrays.copyOfRange(x.shape().toArray(), 2, x.rank());
        int[] spatial = window.spatial(places, extra);
        int[] fitting = window.places(spatial); // more than there are, if the dilation exceeds the stride
        int[] after = new int[x.rank()];
        for (int axis = 0; axis < axes; axis++) {
            after[2 + axis] = fitting[axis] - places[axis];
        }
        Tensor y = Arrays.equals(fitting, places) ? x : x.pad(new int[x.rank()], after, 0);
        return new Filter.Transposed(window, groups, Shape.of(spatial)).apply(y, w);
    }
}
