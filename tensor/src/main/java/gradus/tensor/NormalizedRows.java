package gradus.tensor;

import gradus.simd.Kernels;
import gradus.simd.Threads;
import java.util.function.ObjIntConsumer;

/**
 * Visits the rows of {@link Normalize}: all elements of x that share a mean. A row lies in pieces, runs of memory along which
 * scale and shift either run, too, or stay the same.
 */
final class NormalizedRows {

    /** What an element takes, in additions, about. */
    private static final int PASSES = 4;

    private final Normalize op;
    private final Tensor x;
    private final Tensor parameter;
    private final Kernels<Object> kernels;
    private final Runs starts;
    private final int[] elements; // of the pieces, from the start of the row on
    private final int[] parameters;
    private final boolean parallel; // whether the parameters run along each piece
    private final int count;
    private final int chunk; // rows whose sums have a place of their own
    private final int sums; // how many these are for each of the parameters
    private int visited;
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
        this.op = op;
        this.x = x;
        this.parameter = parameter;
        this.kernels = Elements.kernels(x.dtype());
        Tensor spread = x.view(x.shape(), parameter.stridesFor(x.shape()), 0);
        Tensor flat = x.view(x.shape(), x.strides(), 0);
        Tensor within = along(flat, op.axes(), true);
        this.starts = Runs.over(along(flat, op.axes(), false).shape(), along(flat, op.axes(), false),
                along(spread, op.axes(), false));
        Runs runs = Runs.over(within.shape(), within, along(spread, op.axes(), true));
        this.size = within.size();
        this.count = x.size() / size;
        this.length = runs.length();
        this.parallel = runs.stride(1) != 0;
        this.chunk = parallel && parameter.size() <= size ? Kernels.ROW_CHUNK : count;
        this.sums = parallel ? parameter.size() : length;
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

    /** Has all rows worked at, once: so many in a row from the next one on, by several threads where that is worth it. */
    void share(ObjIntConsumer<NormalizedRows> work) {
        Threads.forRows(chunks(), (long) PASSES * chunk * size, (first, n) -> {
            NormalizedRows rows = n == chunks() ? this : new NormalizedRows(op, x, parameter);
            rows.move(first * chunk);
            work.accept(rows, Math.min(count - first * chunk, n * chunk));
        });
    }

    private int chunks() {
        return Math.ceilDiv(count, chunk);
    }

    private void move(int rows) {
        visited += rows;
        for (; rows > left; left = starts.length()) {
            rows -= left;
            starts.next();
            start = starts.offset(0) - starts.stride(0);
            parameterStart = starts.offset(1) - starts.stride(1);
        }
        start += rows * starts.stride(0);
        parameterStart += rows * starts.stride(1);
        left -= rows;
    }

    /** Moves to the next row and works out its mean and its factor, 1 / √(variance + ε). */
    void next() {
        move(1);
        double sum = 0;
        for (int piece = 0; piece < pieces; piece++) {
            sum += kernels.sum(x.array(), x.offset() + element(piece), length);
        }
        mean = sum / size;
        double squares = 0;
        for (int piece = 0; piece < pieces; piece++) {
            squares += kernels.squaredDeviations(x.array(), x.offset() + element(piece), mean, length);
        }
        factor = 1 / Math.sqrt(squares / size + op.epsilon());
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

    /** {@return zeros for the sums that make up the gradient of scale or shift} */
    Object zeros() {
        int n = chunks() * sums;
        Object zeros = Elements.scratch(x.dtype(), n);
        Elements.fillZero(zeros, 0, n);
        return zeros;
    }

    Sums sums(Tensor gradient, Object array) {
        return new Sums(gradient, array);
    }

    /** Scale or shift as a run for each piece. */
    final class Spread {

        private final Tensor source;
        private int filled = -1;
        final Object array;
        int at;

        private Spread(Tensor source) {
            this.source = source;
            this.array = parallel ? source.array() : Elements.scratch(x.dtype(), length);
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

    /**
     * The gradient of scale or shift. Where these run along each piece, it is made of sums over chunks of rows; where not, of sums
     * over pieces as long as these share a parameter.
     */
    final class Sums {

        private final Tensor gradient;
        private final Object array;
        private int parameter = -1;
        int at;

        /** Sums to be added to the gradient, which is row-major. */
        private Sums(Tensor gradient, Object array) {
            this.gradient = gradient;
            this.array = array;
        }

        /** Moves to the sums of a piece of the current row. */
        void moveTo(int next) {
            if (parallel) {
                at = (visited - 1) / chunk * sums + next;
            } else if (next != parameter) {
                addShared();
                parameter = next;
            }
        }

        /** Parameters that differ from row to row are so many that all rows share one place for their sums. */
        void endRow() {
            if (parallel && chunk != Kernels.ROW_CHUNK && visited % Kernels.ROW_CHUNK == 0) {
                addChunks();
            }
        }

        /** Adds the sums of the last parameter that pieces shared. */
        void addShared() {
            if (parameter >= 0) {
                int place = gradient.offset() + parameter;
                double sum = Elements.getDouble(gradient.array(), place) + kernels.sum(array, 0, sums);
                Elements.setDouble(gradient.array(), place, sum);
                Elements.fillZero(array, 0, sums);
            }
        }

        /** Adds the sums of chunks of rows, in order. */
        void addChunks() {
            for (int i = 0; parallel && i < chunks(); i++) {
                kernels.add(gradient.array(), gradient.offset(), array, i * sums, gradient.array(), gradient.offset(), sums);
                Elements.fillZero(array, i * sums, sums);
            }
        }
    }
}
