package gradus.simd;

import java.util.Arrays;

/**
 * How the windows of a convolution lie on its images, for {@link Kernels#convolve} and its adjoints. Row-major arrays: x is
 * [batch, groups, channels, spatial…], w is [groups, outputs, channels, sizes…] and y is [batch, groups, outputs, places…].
 *
 * <p>The windows of an image are a matrix X, a row for each element k of a window, channels included, and a column for each
 * place. It is read from the image laid out with zeros around it and with the elements of each row (the last axis) ordered by
 * their remainder by the stride: so the places of one row are neighbours, and X[k, (i, j)] stands at
 * {@code taps[k] + starts[i] + j}.
 */
public final class ConvolutionShape {

    final int batch, groups, channels, outputs;

    /** Elements of an image's channel, and of all its channels of one group laid out. */
    final int area, laid;

    /** Where the elements of a window and the rows of places stand; elements of a window in one channel, places in a row. */
    final int[] taps, starts;
    final int kernel, width;

    /** Of each row of a channel that windows reach: where it stands, and where it is laid. */
    final int[] from, to;

    /** Elements of a channel laid out; of a row, the stride along it, the elements of one remainder, and zeros before the first. */
    final int pitch, length, reached, stride, phase, padding;

    /** The arguments that {@link #adjoint} needs: the places along each axis, sizes, dilations, and zeros to put around. */
    private final int[] along, sizes, dilations, margins;

    /** Whether each window is a square of 2 × 2 elements next to the other. */
    final boolean halving;

    /**
     * The arrays hold one entry for each spatial axis, one or more.
     *
     * @throws IllegalArgumentException when arrays differ in length or no window fits
     * @throws ArithmeticException      when a laid-out image would have more than 2³¹ − 1 elements
     */
    public ConvolutionShape(int batch, int groups, int channels, int outputs, int[] spatial, int[] sizes, int[] strides,
                            int[] paddings, int[] dilations) {
        this.batch = batch;
        this.groups = groups;
        this.channels = channels;
        this.outputs = outputs;
        int last = spatial.length - 1;
        int[] places = new int[last + 1], extents = new int[last + 1];
        for (int axis = 0; axis <= last; axis++) {
            places[axis] = places(spatial[axis], sizes[axis], strides[axis], paddings[axis], dilations[axis]);
            if (places[axis] < 1)
                throw new IllegalArgumentException("convolution: no window of " + Arrays.toString(sizes) + " fits into "
                                                   + Arrays.toString(spatial) + "; pad the axes, or take smaller windows");
            extents[axis] = (places[axis] - 1) * strides[axis] + (sizes[axis] - 1) * dilations[axis] + 1;
        }
        this.along = places;
        this.sizes = sizes.clone();
        this.dilations = dilations.clone();
        this.margins = new int[last + 1];
        for (int axis = 0; axis <= last; axis++)
            margins[axis] = strides[axis] == 1 ? (sizes[axis] - 1) * dilations[axis] - paddings[axis] : -1;
        int[] two = {2, 2};
        this.halving = Arrays.equals(sizes, two) && Arrays.equals(strides, two) && Arrays.equals(paddings, new int[2])
                       && Arrays.equals(dilations, new int[] {1, 1});
        this.stride = strides[last];
        this.phase = Math.ceilDiv(extents[last], stride);
        this.padding = paddings[last];
        this.length = spatial[last];
        this.reached = Math.clamp(extents[last] - padding, 0, length);
        this.width = places[last];

        int[] pitches = new int[last + 1]; // from one index of an outer axis to the next
        int pitch = Math.multiplyExact(stride, phase);
        for (int axis = last - 1; axis >= 0; axis--) {
            pitches[axis] = pitch;
            pitch = Math.multiplyExact(pitch, extents[axis]);
        }
        this.pitch = pitch;
        this.laid = Math.multiplyExact(channels, pitch);
        int[] starts = {0}, from = {0}, to = {0}, outer = {0};
        int row = length;
        for (int axis = last - 1; axis >= 0; axis--) {
            starts = times(places[axis], strides[axis] * pitches[axis], starts);
            outer = times(sizes[axis], dilations[axis] * pitches[axis], outer);
            int count = Math.clamp(extents[axis] - paddings[axis], 0, spatial[axis]);
            from = times(count, row, from);
            to = times(count, pitches[axis], to);
            row *= spatial[axis];
        }
        int border = 0;
        for (int axis = 0; axis < last; axis++) border += paddings[axis] * pitches[axis];
        for (int i = 0; i < to.length; i++) to[i] += border;
        this.area = row;
        this.starts = starts;
        this.from = from;
        this.to = to;
        int[] window = withLast(outer, sizes[last], dilations[last]);
        this.kernel = window.length;
        this.taps = times(channels, pitch, window);
    }

    /** {@return how many windows fit along an axis} */
    public static int places(int length, int size, int stride, int padding, int dilation) {
        long span = (size - 1L) * dilation + 1, room = length + 2L * padding;
        return room < span ? 0 : Math.toIntExact((room - span) / stride + 1);
    }

    /** {@return an axis of so many places, a step apart, around inner offsets} */
    private static int[] times(int count, int step, int[] inner) {
        int[] all = new int[count * inner.length];
        for (int i = 0; i < all.length; i++) all[i] = i / inner.length * step + inner[i % inner.length];
        return all;
    }

    /** The last axis of a window, whose elements stand among those of their remainder. */
    private int[] withLast(int[] outer, int size, int dilation) {
        int[] all = new int[outer.length * size];
        for (int i = 0; i < all.length; i++) {
            int q = i % size * dilation;
            all[i] = outer[i / size] + q % stride * phase + q / stride;
        }
        return all;
    }

    /**
     * {@return the convolution of y that gives the adjoint in x, with windows the other way round and channels for outputs, or
     * null where windows are more than a step apart or lie in the padding alone, or the image is empty}
     */
    ConvolutionShape adjoint() {
        if (area == 0) return null;
        for (int margin : margins) if (margin < 0) return null;
        int[] ones = new int[along.length];
        Arrays.fill(ones, 1);
        return new ConvolutionShape(batch, groups, outputs, channels, along, sizes, ones, margins, dilations);
    }

    /** {@return the places of an image} */
    int places() {
        return starts.length * width;
    }

    /** {@return the elements of a window, channels included} */
    int depth() {
        return taps.length;
    }

    /** {@return so many times the multiply-adds of a channel's windows with one weight each, or the largest int} */
    int work(long times) {
        return (int) Math.min(Integer.MAX_VALUE, times * kernel * places());
    }

    /** {@return how many rows of places have so many columns of X, at least one} */
    int rowsOf(int elements) {
        return Math.clamp(elements / Math.max(1L, (long) depth() * width), 1, starts.length);
    }

    /** {@return how many channels have so many rows of X, at least one} */
    int channelsOf(int elements) {
        return Math.clamp(elements / ((long) kernel * places()), 1, Math.max(1, channels));
    }

    void check(int x, int xo, int w, int wo, int y, int yo) {
        check("x", x, xo, (long) batch * groups * channels * area);
        check("w", w, wo, (long) groups * outputs * depth());
        check("y", y, yo, (long) batch * groups * outputs * places());
    }

    void checkBias(int b, int bo) {
        check("b", b, bo, (long) groups * outputs);
    }

    /** Checks operands of pooling: an image, what has its size or that of its places, and the other of these. */
    void checkPooling(int x, int xo, int large, int largeAt, int small, int smallAt) {
        if (channels != 1 || outputs != 1 || from.length * reached < 1 || taps[0] != 0 || padding > 0 || to[0] > 0)
            throw new IllegalArgumentException("pooling: takes one channel without padding");
        check("x", x, xo, (long) batch * groups * area);
        check("the larger", large, largeAt, (long) batch * groups * area);
        check("the smaller", small, smallAt, (long) batch * groups * places());
    }

    private static void check(String name, int length, int offset, long n) {
        if (offset < 0 || offset + n > length)
            throw new IndexOutOfBoundsException("convolution: " + name + " has " + n + " elements from " + offset + " of an array of "
                                                + length + "; check its offset");
    }
}
