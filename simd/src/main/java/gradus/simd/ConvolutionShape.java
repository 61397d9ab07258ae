package gradus.simd;

import java.util.Arrays;

/**
 * How the windows of a convolution lie on its images, for {@link Kernels#convolve} and its adjoints. Row-major arrays: x is
 * [batch, groups, channels, spatial…], w is [groups, outputs, channels, sizes…] and y is [batch, groups, outputs, places…].
 *
 * <p>The windows of an image are a matrix X, a row for each element k of a window, channels included, and a column for each
 * place. It is read from the image laid out with zeros around it and with its elements ordered by their remainders by the
 * strides: so places that are neighbours read neighbours, and X[k, (i, j)] stands at {@code taps[k] + starts[i] + j}.
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

    /** Elements laid out: of a channel; of one of its remainders; and of the places, from the first to the last. */
    final int pitch, plane, span;

    /** Elements of a row and those that windows reach, the stride along it, and zeros before its first. */
    final int length, reached, stride, padding;

    /** Whether each window is a square of 2 × 2 elements next to the other; whether channels laid out are as they were. */
    final boolean halving, plain;

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
        int[] places = new int[last + 1], extents = new int[last + 1], phases = new int[last + 1];
        for (int axis = 0; axis <= last; axis++) {
            places[axis] = places(spatial[axis], sizes[axis], strides[axis], paddings[axis], dilations[axis]);
            if (places[axis] < 1)
                throw new IllegalArgumentException("convolution: no window of " + Arrays.toString(sizes) + " fits into "
                                                   + Arrays.toString(spatial) + "; pad the axes, or take smaller windows");
            extents[axis] = (places[axis] - 1) * strides[axis] + (sizes[axis] - 1) * dilations[axis] + 1;
            phases[axis] = Math.ceilDiv(extents[axis], strides[axis]);
        }
        int[] two = {2, 2};
        this.halving = Arrays.equals(sizes, two) && Arrays.equals(strides, two) && Arrays.equals(paddings, new int[2])
                       && Arrays.equals(dilations, new int[] {1, 1});
        int[] ones = new int[last + 1];
        Arrays.fill(ones, 1);
        this.plain = Arrays.equals(strides, ones) && Arrays.equals(paddings, new int[last + 1]);
        this.stride = strides[last];
        this.padding = paddings[last];
        this.length = spatial[last];
        this.reached = Math.clamp(extents[last] - padding, 0, length);
        this.width = places[last];
        int plane = 1, remainders = 1, area = 1;
        for (int axis = 0; axis <= last; axis++) {
            plane = Math.multiplyExact(plane, phases[axis]);
            remainders = Math.multiplyExact(remainders, strides[axis]);
            area *= spatial[axis];
        }
        this.area = area;
        this.plane = plane;
        this.pitch = Math.multiplyExact(plane, remainders);
        this.laid = Math.multiplyExact(channels, pitch);
        int[] starts = {0}, from = {0}, to = {0}, window = {0};
        for (int axis = last, near = 1, far = plane, row = length; axis >= 0; axis--) {
            window = along(sizes[axis], 0, dilations[axis], strides[axis], near, far, window);
            if (axis < last) {
                int count = Math.clamp(extents[axis] - paddings[axis], 0, spatial[axis]);
                starts = along(places[axis], 0, strides[axis], strides[axis], near, far, starts);
                to = along(count, paddings[axis], 1, strides[axis], near, far, to);
                from = along(count, 0, 1, 1, row, 0, from);
                row *= spatial[axis];
            }
            near *= phases[axis];
            far *= strides[axis];
        }
        this.starts = starts;
        this.span = starts[starts.length - 1] + width;
        this.from = from;
        this.to = to;
        this.kernel = window.length;
        this.taps = along(channels, 0, 1, 1, pitch, 0, window);
    }

    /** {@return the multiple at n or next above it} */
    static int up(int n, int multiple) {
        return Math.ceilDiv(n, multiple) * multiple;
    }

    /** {@return how many windows fit along an axis} */
    public static int places(int length, int size, int stride, int padding, int dilation) {
        long span = (size - 1L) * dilation + 1, room = length + 2L * padding;
        return room < span ? 0 : Math.toIntExact((room - span) / stride + 1);
    }

    /**
     * {@return where the elements first + i · step of an axis stand, around inner offsets} Those of one remainder by the stride
     * are {@code near} apart, one remainder is {@code far} from the next.
     */
    private static int[] along(int count, int first, int step, int stride, int near, int far, int[] inner) {
        int[] all = new int[count * inner.length];
        for (int i = 0, p = 0, q = first; i < count; i++, q += step)
            for (int offset : inner) all[p++] = q % stride * far + q / stride * near + offset;
        return all;
    }

    /** {@return the elements of a window in one channel, those of one remainder together, in the order in which they are laid} */
    int[] byRemainder() {
        int[] order = new int[kernel];
        for (int at = 0, n = 0; n < kernel; at += plane)
            for (int k = 0; k < kernel; k++) if (taps[k] >= at && taps[k] < at + plane) order[n++] = k;
        return order;
    }

    /** {@return where each element of a channel is laid, or −1 where no window reaches it} */
    int[] laidAt() {
        int[] at = new int[area];
        Arrays.fill(at, -1);
        for (int r = 0; r < from.length; r++)
            for (int i = 0, j = padding; i < reached; i++, j++) at[from[r] + i] = to[r] + j % stride * plane + j / stride;
        return at;
    }

    /**
     * Lists, one behind the other for all elements of a channel, the windows that reach each: as which element of theirs, in order,
     * and from which place. Elements of other remainders stand so far apart that they never seem to.
     *
     * @return where the list of each begins, and where the last ends
     */
    int[] reaching(int[] elements, int[] places) {
        int[] placeAt = new int[span], laidAt = laidAt(), lists = new int[area + 1];
        Arrays.fill(placeAt, -1);
        for (int i = 0; i < places(); i++) placeAt[start(i)] = i;
        for (int e = 0, n = 0; e < area; lists[++e] = n)
            for (int k = 0; k < kernel; k++) {
                int start = laidAt[e] - taps[k];
                if (start < 0 || start >= span || placeAt[start] < 0) continue;
                elements[n] = k;
                places[n++] = placeAt[start];
            }
        return lists;
    }

    /** {@return the places of an image} */
    int places() {
        return starts.length * width;
    }

    /** {@return where the window of a place starts} */
    int start(int place) {
        return starts[place / width] + place % width;
    }

    /** {@return the elements of a window, channels included} */
    int depth() {
        return taps.length;
    }

    /** {@return so many times the multiply-adds of a channel's windows with one weight each, or the largest int} */
    int work(long times) {
        return (int) Math.min(Integer.MAX_VALUE, times * kernel * places());
    }

    /** {@return how many multiply-adds take as long as pooling a channel: where windows halve, an element of one takes .1 to .3 ns} */
    int poolingWork() {
        return work(16);
    }

    /** {@return how many rows of places have so many columns of X, at least one} */
    int rowsOf(int elements) {
        return Math.clamp(elements / Math.max(1L, (long) depth() * width), 1, starts.length);
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
