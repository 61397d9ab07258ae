package gradus.tensor;

import gradus.simd.Kernels;

/**
 * Visits the rows of {@link Normalize}: all elements of x that share a mean. A row lies in pieces, runs of memory along which
 * scale and shift either run, too, or stay the same.
 */
final class NormalizedRows {

    private final Tensor x;
    private final Kernels<Object> kernels;
    private final double epsilon;
    private final Runs starts;
    private final int[] elements; // of the pieces, from the start of the row on
    private final int[] parameters;
    private final boolean parallel; // whether the parameters run along each piece
    private int left; // rows of the current run of rows
    private int start;
    private int parameterStart;

    final int pieces;
    final int length;
    final int size;
    double mean;
    double factor;

    /** Rows of a row-major x, which has elements; the parameters are row-major and of the same rank. */
    NormalizedRows(Normalize op, Tensor x, Tensor parameter) {
        this.x = x;
        this.kernels = Elements.kernels(x.dtype());
        this.epsilon = op.epsilon();
        Tensor spread = x.view(x.shape(), parameter.stridesFor(x.shape()), 0);
        Tensor flat = x.view(x.shape(), x.strides(), 0);
        Tensor within = along(flat, op.axes(), true);
        this.starts = Runs.over(along(flat, op.axes(), false).shape(), along(flat, op.axes(), false),
                along(spread, op.axes(), false));
        Runs runs = Runs.over(within.shape(), within, along(spread, op.axes(), true));
        this.size = within.size();
        this.length = runs.length();
        this.parallel = runs.stride(1) != 0;
        this.pieces = size / length;
        this.elements = new int[pieces];
        this.parameters = new int[pieces];
        for (int piece = 0; runs.next(); piece++) {
            elements[piece] = runs.offset(0);
            parameters[piece] = runs.offset(1);
        }
    }

    /** {@return a view along these axes alone, or along all others} */
    private static Tensor along(Tensor x, Axes axes, boolean these) {
        int count = these ? axes.count() : x.rank() - axes.count();
        int[] dims = new int[count];
        int[] strides = new int[count];
        int place = 0;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (axes.contains(axis) == these) {
                dims[place] = x.shape().get(axis);
                strides[place++] = x.strides()[axis];
            }
        }
        return x.view(Shape.of(dims), strides, 0);
    }

    /** Moves to the next row and works out its mean and its factor, 1 / √(variance + ε). */
    boolean next() {
        if (left > 0) {
            start += starts.stride(0);
            parameterStart += starts.stride(1);
        } else if (starts.next()) {
            left = starts.length();
            start = starts.offset(0);
            parameterStart = starts.offset(1);
        } else {
            return false;
        }
        left--;
        double sum = 0;
        for (int piece = 0; piece < pieces; piece++) {
            sum += kernels.sum(x.array(), x.offset() + element(piece), length);
        }
        mean = sum / size;
        double squares = 0;
        for (int piece = 0; piece < pieces; piece++) {
            squares += kernels.squaredDeviations(x.array(), x.offset() + element(piece), mean, length);
        }
        factor = 1 / Math.sqrt(squares / size + epsilon);
        return true;
    }

    /** {@return the place of a piece's first element among those of x} */
    int element(int piece) {
        return start + elements[piece];
    }

    /** {@return the place of a piece's first parameter among those of scale or shift} */
    int parameter(int piece) {
        return parameterStart + parameters[piece];
    }

    Spread spread(Tensor parameter) {
        return new Spread(parameter);
    }

    Sums sums(Tensor scale, Tensor shift) {
        return new Sums(scale, shift);
    }

    /** Scale or shift as a run for each piece. */
    final class Spread {

        private final Tensor source;
        private int filled = -1;
        final Object array;
        int at;

        private Spread(Tensor source) {
            this.source = source;
            this.array = parallel ? source.array() : Tensor.result("normalize", x.dtype(), Shape.of(length)).array();
        }

        void moveTo(int parameter) {
            if (parallel) {
                at = source.offset() + parameter;
            } else if (filled != parameter) {
                kernels.gather(source.array(), source.offset() + parameter, 0, array, 0, length);
                filled = parameter;
            }
        }
    }

    /** The gradients of scale and shift: sums over all rows, in chunks of rows, or over pieces while they share a parameter. */
    final class Sums {

        private final Tensor scale;
        private final Tensor shift;
        private final int count;
        private int rows;
        private int parameter = -1;
        final Object scales;
        final Object shifts;
        int at;

        /** Sums to be added to these, which are row-major. */
        private Sums(Tensor scale, Tensor shift) {
            this.scale = scale;
            this.shift = shift;
            this.count = parallel ? scale.size() : length;
            this.scales = zeros();
            this.shifts = zeros();
        }

        private Object zeros() {
            Object zeros = Tensor.result("normalize", x.dtype(), Shape.of(count)).array();
            Elements.fillZero(zeros, 0, count);
            return zeros;
        }

        void moveTo(int next) {
            if (parallel) {
                at = next;
            } else if (next != parameter) {
                flush();
                parameter = next;
            }
        }

        void endRow() {
            if (parallel && ++rows % Kernels.ROW_CHUNK == 0) {
                flush();
            }
        }

        void flush() {
            if (parallel) {
                kernels.add(scale.array(), scale.offset(), scales, 0, scale.array(), scale.offset(), count);
                kernels.add(shift.array(), shift.offset(), shifts, 0, shift.array(), shift.offset(), count);
            } else if (parameter >= 0) {
                add(kernels.sum(scales, 0, count), scale);
                add(kernels.sum(shifts, 0, count), shift);
            }
            Elements.fillZero(scales, 0, count);
            Elements.fillZero(shifts, 0, count);
        }

        private void add(double sum, Tensor z) {
            int place = z.offset() + parameter;
            Elements.setDouble(z.array(), place, Elements.getDouble(z.array(), place) + sum);
        }
    }
}
