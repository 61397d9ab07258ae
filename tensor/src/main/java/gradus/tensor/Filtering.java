package gradus.tensor;

import gradus.simd.ConvolutionShape;
import java.util.Arrays;

/** Computes the {@link Filter} ops. */
final class Filtering {

    private Filtering() {
    }

    /** b is null where there is none. */
    static Tensor convolve(Filter op, Tensor x, Tensor w, Tensor b) {
        requireOperands(op, "x", x, "the weights are", w);
        if (!Arrays.equals(spatial(w), op.window().sizes())) {
            throw refused(op, "x ", x, " with weights ", w, "the last axes of the weights must be the window's sizes");
        }
        int channels = x.shape().get(1);
        int outputs = w.shape().get(0);
        if (channels != w.shape().get(1) * op.groups() || outputs % op.groups() != 0) {
            throw refused(op, "x ", x, " with weights ", w, channels % op.groups() != 0 || outputs % op.groups() != 0
                    ? "the channels, " + channels + " and " + outputs + ", must be multiples of the groups"
                    : "axis 1 of the weights must be " + channels / op.groups());
        }
        int[] places = op.window().places(spatial(x));
        requirePlaces(op, places, "x ", x, " with weights ", w);
        if (b != null && (b.dtype() != x.dtype() || b.rank() != 1 || b.size() != outputs)) {
            throw new IllegalArgumentException(op + ": x " + x.dtype() + x.shape() + " and weights " + w.dtype() + w.shape()
                    + " with bias " + b.dtype() + b.shape() + ": needs one of [" + outputs + "] and of the same type");
        }
        Tensor y = Tensor.result(op, x.dtype(), joined(x.shape().get(0), outputs, places));
        Tensor image = x.rowMajor();
        Tensor weights = w.rowMajor();
        Tensor bias = b == null ? null : b.rowMajor();
        Elements.kernels(x.dtype()).convolve(shape(op, x.shape(), outputs), image.array(), image.offset(), weights.array(),
                weights.offset(), b == null ? null : bias.array(), b == null ? 0 : bias.offset(), y.array(), y.offset());
        return y;
    }

    static Tensor transposed(Filter.Transposed op, Tensor y, Tensor w) {
        requireOperands(op, "x", y, "the weights are", w);
        int[] spatial = op.spatial().toArray();
        if (!Arrays.equals(spatial(w), op.window().sizes())) {
            throw refused(op, "x ", y, " with weights ", w, "the last axes of the weights must be the window's sizes");
        }
        int inputs = y.shape().get(1);
        if (inputs != w.shape().get(0) || inputs % op.groups() != 0) {
            throw refused(op, "x ", y, " with weights ", w, inputs % op.groups() != 0
                    ? "the channels, " + inputs + ", must be a multiple of the groups" : "axis 0 of the weights must be " + inputs);
        }
        int[] places = op.window().places(spatial);
        if (!Arrays.equals(places, spatial(y))) {
            throw refused(op, "x ", y, " with weights ", w, "windows on " + op.spatial() + " have " + Arrays.toString(places)
                    + " places, which must be the last axes of x");
        }
        Tensor x = Tensor.result(op, y.dtype(), joined(y.shape().get(0), Math.multiplyExact(w.shape().get(1), op.groups()), spatial));
        Tensor a = y.rowMajor();
        Tensor b = w.rowMajor();
        Elements.kernels(y.dtype()).convolveTransposed(shape(op, x.shape(), inputs), a.array(), a.offset(), b.array(), b.offset(),
                x.array(), x.offset());
        return x;
    }

    static Tensor weights(Filter.Weights op, Tensor x, Tensor y) {
        requireOperands(op, "x", x, "y is", y);
        int channels = x.shape().get(1);
        int outputs = y.shape().get(1);
        if (x.shape().get(0) != y.shape().get(0) || channels % op.groups() != 0 || outputs % op.groups() != 0) {
            throw refused(op, "x ", x, " with y ", y, "axis 0 must be the same, and axis 1 a multiple of the groups");
        }
        int[] places = op.window().places(spatial(x));
        requirePlaces(op, places, "x ", x, " with y ", y);
        if (!Arrays.equals(places, spatial(y))) {
            throw refused(op, "x ", x, " with y ", y, "the last axes of y must be the " + Arrays.toString(places)
                    + " places of the window");
        }
        Tensor w = Tensor.result(op, x.dtype(), joined(outputs, channels / op.groups(), op.window().sizes()));
        Tensor a = x.rowMajor();
        Tensor b = y.rowMajor();
        Elements.kernels(x.dtype()).convolveWeights(shape(op, x.shape(), outputs), a.array(), a.offset(), b.array(), b.offset(),
                w.array(), w.offset());
        return w;
    }

    static String name(Filter op) {
        return op.window() + (op.groups() == 1 ? "" : ", " + op.groups() + " groups");
    }

    private static void requireOperands(Filter op, String first, Tensor a, String second, Tensor b) {
        if (a.dtype() != b.dtype() || !a.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": " + first + " is " + a.dtype() + a.shape() + ", " + second + " " + b.dtype()
                    + b.shape() + "; convert both to one float type, such as with .to(FLOAT32)");
        }
        int rank = op.window().axes() + 2;
        if (a.rank() != rank || b.rank() != rank) {
            throw new IllegalArgumentException(op + ": " + first + " is " + a.shape() + ", " + second + " " + b.shape()
                    + "; needs [N, C, spatial…], both with " + rank + " axes");
        }
    }

    private static void requirePlaces(Filter op, int[] places, String first, Tensor a, String second, Tensor b) {
        for (int count : places) {
            if (count == 0) {
                throw refused(op, first, a, second, b, "no window fits; pad the axes, or take a smaller window");
            }
        }
    }

    private static IllegalArgumentException refused(Filter op, String first, Tensor a, String second, Tensor b, String why) {
        return new IllegalArgumentException(op + ": " + first + a.shape() + second + b.shape() + ": " + why);
    }

    private static ConvolutionShape shape(Filter op, Shape x, int outputs) {
        Window window = op.window();
        return window.on(x, op.groups(), outputs);
    }

    private static int[] spatial(Tensor x) {
        return Arrays.copyOfRange(x.shape().toArray(), 2, x.rank());
    }

    private static Shape joined(int first, int second, int[] spatial) {
        int[] all = new int[spatial.length + 2];
        all[0] = first;
        all[1] = second;
        System.arraycopy(spatial, 0, all, 2, spatial.length);
        return Shape.of(all);
    }
}
