package gradus.tensor;

import gradus.simd.ConvolutionShape;
import java.util.Arrays;

/**
 * A window that slides over the spatial axes of [N, C, spatial…], one entry an axis: its sizes, the stride from one place to the
 * next, the padding at both ends, and the dilation, the distance of its elements. An immutable value; arrays are copied.
 *
 * <pre>{@code
 * Window.of(3, 3).stride(2).padding(1)
 * Window.of(2, 2).stride(2).max(x)      // pooling
 * }</pre>
 */
public final class Window {

    final int[] sizes; // not to be written, as the others
    final int[] strides;
    final int[] paddings;
    final int[] dilations;

    private Window(int[] sizes, int[] strides, int[] paddings, int[] dilations) {
        this.sizes = sizes;
        this.strides = strides;
        this.paddings = paddings;
        this.dilations = dilations;
    }

    /** {@return a window of these sizes, with stride 1, padding 0 and dilation 1} */
    public static Window of(int... sizes) {
        require("sizes", sizes, sizes.length, 1);
        int[] ones = sizes.clone();
        Arrays.fill(ones, 1);
        return new Window(sizes.clone(), ones, new int[sizes.length], ones);
    }

    /** {@return this window with other strides, one for all axes or one each} */
    public Window stride(int... strides) {
        return new Window(sizes, each("strides", strides, 1), paddings, dilations);
    }

    /** {@return this window with other paddings, one for all axes or one each} */
    public Window padding(int... paddings) {
        return new Window(sizes, strides, each("paddings", paddings, 0), dilations);
    }

    /** {@return this window with other dilations, one for all axes or one each} */
    public Window dilation(int... dilations) {
        return new Window(sizes, strides, paddings, each("dilations", dilations, 1));
    }

    private int[] each(String name, int[] values, int least) {
        int[] each = values.length == 1 ? new int[sizes.length] : values.clone();
        if (values.length == 1) {
            Arrays.fill(each, values[0]);
        }
        require(name, each, sizes.length, least);
        return each;
    }

    private static void require(String name, int[] values, int count, int least) {
        boolean fits = values.length == count && count > 0;
        for (int value : values) {
            fits &= value >= least;
        }
        if (!fits) {
            throw new IllegalArgumentException("window: " + name + " " + Arrays.toString(values) + "; give one for each spatial axis, "
                    + least + " or more");
        }
    }

    /** {@return the number of spatial axes} */
    public int axes() {
        return sizes.length;
    }

    /** {@return the sizes, copied} */
    public int[] sizes() {
        return sizes.clone();
    }

    // Pooling

    /** {@return the largest element in each place's window; padding never wins, and of equals the first has the gradient} */
    public Tensor max(Tensor x) {
        Tensor padded = pad(x, lowest(x.dtype()));
        return x.dtype().isFloating() ? new Pooling.Pick(padding(0)).apply(padded, padded) : unfold(padded).max(kernelAxes());
    }

    /** {@return the mean over each place's window; padding counts as zeros} */
    public Tensor average(Tensor x) {
        return sum(x).div(Shape.of(sizes).size());
    }

    /** {@return the mean over the elements of x in each place's window; padding does not count} */
    public Tensor averageInside(Tensor x) {
        return sum(x).div(sum(Tensor.ones(x.dtype(), x.shape().toArray())));
    }

    /** {@return the sum over each place's window: a convolution of every channel by itself} */
    private Tensor sum(Tensor x) {
        requireRank(x);
        int[] dims = x.shape().toArray();
        int[] alone = dims.clone();
        alone[0] = dims[0] * dims[1];
        alone[1] = 1;
        int[] window = new int[dims.length];
        Arrays.fill(window, 1);
        System.arraycopy(sizes, 0, window, 2, sizes.length);
        Tensor y = Convolution.of(this).apply(x.reshape(alone), Tensor.ones(x.dtype(), window));
        System.arraycopy(y.shape().toArray(), 2, dims, 2, sizes.length);
        return y.reshape(dims);
    }

    private static double lowest(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT64 -> Double.NEGATIVE_INFINITY;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            case BOOL -> 0;
        };
    }

    private int[] kernelAxes() {
        int[] axes = new int[sizes.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i - axes.length;
        }
        return axes;
    }

    // For convolutions, too

    /** {@return x, [N, C, spatial…], with its spatial axes padded at both ends} */
    Tensor pad(Tensor x, double value) {
        requireRank(x);
        if (Arrays.equals(paddings, new int[sizes.length])) {
            return x;
        }
        int[] ends = new int[x.rank()];
        System.arraycopy(paddings, 0, ends, 2, paddings.length);
        return x.pad(ends, ends, value);
    }

    /** {@return a view (N, C, places…, kernel…) of a padded (N, C, spatial…)} */
    Tensor unfold(Tensor x) {
        requireRank(x);
        for (int i = 0; i < sizes.length; i++) {
            x = x.unfold(2 + i, sizes[i], strides[i], dilations[i]);
        }
        return x;
    }

    /** {@return how many places the window has along each of the spatial axes} */
    int[] places(int[] spatial) {
        int[] places = new int[sizes.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = ConvolutionShape.places(spatial[i], sizes[i], strides[i], paddings[i], dilations[i]);
        }
        return places;
    }

    /** {@return the spatial sizes on which the window has these places: the shortest, or so much longer} */
    int[] spatial(int[] places, int... extra) {
        int[] more = extra.length == 0 ? new int[sizes.length] : extra;
        require("extra places", more, sizes.length, 0);
        int[] spatial = new int[sizes.length];
        for (int i = 0; i < spatial.length; i++) {
            spatial[i] = (places[i] - 1) * strides[i] + (sizes[i] - 1) * dilations[i] + 1 - 2 * paddings[i] + more[i];
            if (more[i] >= Math.max(strides[i], dilations[i]) || spatial[i] < 0) {
                throw new IllegalArgumentException("window: " + this + " with " + Arrays.toString(more) + " extra places on "
                        + places[i] + " places; fewer than the stride or the dilation can be added, and something must be left");
            }
        }
        return spatial;
    }

    /** {@return the shape of what has one element for each place of this window on each channel} */
    Shape pooled(Shape x) {
        int[] dims = x.toArray();
        System.arraycopy(places(x), 0, dims, 2, sizes.length);
        return Shape.of(dims);
    }

    int[] places(Shape x) {
        return places(Arrays.copyOfRange(x.toArray(), 2, x.rank()));
    }

    /** {@return how this window lies on the channels of x, each for itself} */
    ConvolutionShape onEachChannel(Shape x) {
        return new ConvolutionShape(x.get(0), x.get(1), 1, 1, Arrays.copyOfRange(x.toArray(), 2, x.rank()), sizes, strides, paddings,
                dilations);
    }

    /** {@return how this window lies on x, [N, C, spatial…], in groups and with so many channels of output} */
    ConvolutionShape on(Shape x, int groups, int outputs) {
        return new ConvolutionShape(x.get(0), groups, x.get(1) / groups, outputs / groups,
                Arrays.copyOfRange(x.toArray(), 2, x.rank()), sizes, strides, paddings, dilations);
    }

    private void requireRank(Tensor x) {
        if (x.rank() != 2 + sizes.length) {
            throw new IllegalArgumentException(this + ": " + x.shape() + " has " + x.rank() + " axes; a window over " + sizes.length
                    + " spatial axes needs [N, C, spatial…] with " + (2 + sizes.length));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Window that && Arrays.equals(sizes, that.sizes) && Arrays.equals(strides, that.strides)
                && Arrays.equals(paddings, that.paddings) && Arrays.equals(dilations, that.dilations);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sizes) + Arrays.hashCode(strides);
    }

    @Override
    public String toString() {
        return "window " + Arrays.toString(sizes) + " by " + Arrays.toString(strides) + ", padding " + Arrays.toString(paddings)
                + ", dilation " + Arrays.toString(dilations);
    }
}
