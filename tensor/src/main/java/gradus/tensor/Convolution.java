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
        int spatial = window.axes();
        requireShapes("convolution", x, w, x.rank() == spatial + 2 ? x.shape().get(1) / groups : 0, 1);
        int outputs = w.shape().get(0);
        requireDivides("convolution", x.shape().get(1), outputs);
        Tensor windows = window.unfold(window.pad(x, 0));                    // (N, C, places…, kernel…)
        int[] places = Arrays.copyOfRange(windows.shape().toArray(), 2, 2 + spatial);
        int n = x.shape().get(0);
        int elements = w.size() / Math.max(outputs, 1);
        Tensor columns = window.exchange(windows)                         // (N, C, kernel…, places…)
                .reshape(n, groups, elements, product(places));              // (N, groups, C / groups · kernel, places)
        Tensor weights = w.reshape(groups, outputs / groups, elements);
        return weights.matmul(columns).reshape(joined(n, outputs, places));  // (N, O, places…)
    }

    /**
     * {@return the transposed convolution of x, [N, C, places…], with w, [C, O / groups, kernel…]: the adjoint of the
     * convolution that takes [N, O, spatial…] there; {@code extra} places are added to the end of each spatial axis, as a stride
     * leaves open how long it was}
     *
     * @throws IllegalArgumentException when the shapes do not fit
     */
    public Tensor applyTransposed(Tensor x, Tensor w, int... extra) {
        int spatial = window.axes();
        requireShapes("transposed convolution", x, w, x.rank() == spatial + 2 ? x.shape().get(1) : 0, 0);
        int inputs = x.shape().get(1);
        int share = w.shape().get(1);
        requireDivides("transposed convolution", inputs, share * groups);
        int n = x.shape().get(0);
        int[] places = Arrays.copyOfRange(x.shape().toArray(), 2, 2 + spatial);
        int elements = w.size() / Math.max(inputs, 1);
        Tensor weights = w.reshape(groups, inputs / groups, elements);
        Tensor columns = weights.transpose().matmul(x.reshape(n, groups, inputs / groups, product(places)));
        int[] dims = Arrays.copyOf(joined(n, share * groups, window.sizes()), 2 + 2 * spatial);
        System.arraycopy(places, 0, dims, 2 + spatial, spatial);
        return window.fold(window.exchange(columns.reshape(dims)), extra);
    }

    private void requireShapes(String op, Tensor x, Tensor w, int channels, int axis) {
        int spatial = window.axes();
        if (x.dtype() != w.dtype() || !x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": x is " + x.dtype() + x.shape() + ", the weights are " + w.dtype()
                    + w.shape() + "; convert both to one float type, such as with .to(FLOAT32)");
        }
        if (x.rank() != spatial + 2 || w.rank() != spatial + 2
                || !Arrays.equals(Arrays.copyOfRange(w.shape().toArray(), 2, w.rank()), window.sizes())) {
            throw new IllegalArgumentException(op + ": x " + x.shape() + " with weights " + w.shape() + " and " + window
                    + ": needs [N, C, spatial…] and weights whose last axes are the window's sizes");
        }
        if (w.shape().get(axis) != channels) {
            throw new IllegalArgumentException(op + ": x " + x.shape() + " with weights " + w.shape() + " in " + groups
                    + " groups: axis " + axis + " of the weights must be " + channels);
        }
    }

    private void requireDivides(String op, int inputs, int outputs) {
        if (inputs % groups != 0 || outputs % groups != 0) {
            throw new IllegalArgumentException(op + ": " + inputs + " channels to " + outputs + " in " + groups
                    + " groups; both must be multiples of the groups");
        }
    }

    private static int product(int[] dims) {
        return Shape.of(dims).size();
    }

    private static int[] joined(int n, int channels, int[] dims) {
        int[] all = new int[dims.length + 2];
        all[0] = n;
        all[1] = channels;
        System.arraycopy(dims, 0, all, 2, dims.length);
        return all;
    }
}
