package gradus.simd;

import static gradus.simd.Repertoire.Kernel.*;

import gradus.simd.Repertoire.Kernel;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Kernels of which each is scalar at first and becomes its vector sibling when that has been compiled. Until then vector code
 * runs hundreds of times slower than later, and its vectors are objects; scalar code is fast within milliseconds and gives the
 * same bits, so that no result tells when the change came. A short program never waits for vectors, a long one never stands still.
 */
final class RehearsedKernels<A> implements Kernels<A> {

    /** The elements that a kernel computes before it is worth the time to compile its sibling: tens of milliseconds. */
    private static final long WORTH = 1 << 24;

    /** How long to wait then, in nanoseconds: at start C2 has enough to do, and many programs end without the need for vectors. */
    private static final long DELAY = 1_000_000_000;

    /** How long a vector sibling is called, in nanoseconds, before it is given up. */
    private static final long PATIENCE = 20_000_000_000L;

    private final Kernels<A> scalar, vector;
    private final Rehearsal<A> rehearsal;
    private final long worth;

    /** By {@link Kernel}: the sibling in use. Whichever of the two a thread sees, it is right. */
    private final Kernels<A>[] now;

    /** By kernel: the elements computed. An addition that is lost between threads does no harm. */
    private final long[] computed;

    /** With a maker of arrays to rehearse with. */
    RehearsedKernels(Kernels<A> scalar, Kernels<A> vector, IntFunction<A> array) {
        this(scalar, vector, array, WORTH, DELAY, PATIENCE);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    RehearsedKernels(Kernels<A> scalar, Kernels<A> vector, IntFunction<A> array, long worth, long delay, long patience) {
        int kernels = Kernel.values().length;
        this.scalar = scalar;
        this.vector = vector;
        this.worth = worth;
        this.now = new Kernels[kernels];
        this.computed = new long[kernels];
        Arrays.fill(now, scalar);
        this.rehearsal = new Rehearsal<>(scalar, vector, array, delay, patience, kernel -> now[kernel.ordinal()] = vector);
    }

    /** {@return what every kernel may become} */
    Kernels<A> vector() {
        return vector;
    }

    /** {@return the sibling in use} */
    Kernels<A> sibling(Kernel kernel) {
        return now[kernel.ordinal()];
    }

    /** {@return the sibling that computes so many elements} */
    private Kernels<A> now(Kernel kernel, long elements) {
        int i = kernel.ordinal();
        Kernels<A> sibling = now[i];
        if (sibling == scalar && computed[i] < worth && (computed[i] += elements) >= worth) rehearsal.ask(kernel);
        return sibling;
    }

    private static long work(ConvolutionShape shape, int channels) {
        return shape.work((long) shape.batch * shape.groups * shape.outputs * channels);
    }

    /** Eight multiply-adds take as long as a pointwise kernel takes for an element. */
    private static long products(long multiplyAdds) {
        return Math.ceilDiv(multiplyAdds, 8);
    }

    // Moving

    @Override public void gather(A x, int xo, int stride, A z, int zo, int n) { scalar.gather(x, xo, stride, z, zo, n); }
    @Override public void scatter(A x, int xo, A z, int zo, int stride, int n) { scalar.scatter(x, xo, z, zo, stride, n); }
    @Override public void transpose(A x, int xo, int xs, int rows, int columns, A z, int zo, int zs) {
        now(TRANSPOSE, (long) rows * columns).transpose(x, xo, xs, rows, columns, z, zo, zs);
    }

    // Pointwise, one operand

    @Override public void neg(A x, int xo, A z, int zo, int n) { now(NEG, n).neg(x, xo, z, zo, n); }
    @Override public void abs(A x, int xo, A z, int zo, int n) { now(ABS, n).abs(x, xo, z, zo, n); }
    @Override public void sign(A x, int xo, A z, int zo, int n) { now(SIGN, n).sign(x, xo, z, zo, n); }
    @Override public void square(A x, int xo, A z, int zo, int n) { now(SQUARE, n).square(x, xo, z, zo, n); }
    @Override public void sqrt(A x, int xo, A z, int zo, int n) { now(SQRT, n).sqrt(x, xo, z, zo, n); }
    @Override public void reciprocal(A x, int xo, A z, int zo, int n) { now(RECIPROCAL, n).reciprocal(x, xo, z, zo, n); }
    @Override public void exp(A x, int xo, A z, int zo, int n) { now(EXP, n).exp(x, xo, z, zo, n); }
    @Override public void expm1(A x, int xo, A z, int zo, int n) { now(EXPM1, n).expm1(x, xo, z, zo, n); }
    @Override public void log(A x, int xo, A z, int zo, int n) { now(LOG, n).log(x, xo, z, zo, n); }
    @Override public void log1p(A x, int xo, A z, int zo, int n) { now(LOG1P, n).log1p(x, xo, z, zo, n); }
    @Override public void sin(A x, int xo, A z, int zo, int n) { now(SIN, n).sin(x, xo, z, zo, n); }
    @Override public void cos(A x, int xo, A z, int zo, int n) { now(COS, n).cos(x, xo, z, zo, n); }
    @Override public void tan(A x, int xo, A z, int zo, int n) { now(TAN, n).tan(x, xo, z, zo, n); }
    @Override public void asin(A x, int xo, A z, int zo, int n) { now(ASIN, n).asin(x, xo, z, zo, n); }
    @Override public void acos(A x, int xo, A z, int zo, int n) { now(ACOS, n).acos(x, xo, z, zo, n); }
    @Override public void atan(A x, int xo, A z, int zo, int n) { now(ATAN, n).atan(x, xo, z, zo, n); }
    @Override public void sinh(A x, int xo, A z, int zo, int n) { now(SINH, n).sinh(x, xo, z, zo, n); }
    @Override public void cosh(A x, int xo, A z, int zo, int n) { now(COSH, n).cosh(x, xo, z, zo, n); }
    @Override public void tanh(A x, int xo, A z, int zo, int n) { now(TANH, n).tanh(x, xo, z, zo, n); }
    @Override public void sigmoid(A x, int xo, A z, int zo, int n) { now(SIGMOID, n).sigmoid(x, xo, z, zo, n); }
    @Override public void erf(A x, int xo, A z, int zo, int n) { now(ERF, n).erf(x, xo, z, zo, n); }
    @Override public void softplus(A x, int xo, A z, int zo, int n) { now(SOFTPLUS, n).softplus(x, xo, z, zo, n); }
    @Override public void gelu(A x, int xo, A z, int zo, int n) { now(GELU, n).gelu(x, xo, z, zo, n); }
    @Override public void geluSlope(A x, int xo, A z, int zo, int n) { now(GELU_SLOPE, n).geluSlope(x, xo, z, zo, n); }
    @Override public void geluTanh(A x, int xo, A z, int zo, int n) { now(GELU_TANH, n).geluTanh(x, xo, z, zo, n); }
    @Override public void geluTanhSlope(A x, int xo, A z, int zo, int n) {
        now(GELU_TANH_SLOPE, n).geluTanhSlope(x, xo, z, zo, n);
    }
    @Override public void floor(A x, int xo, A z, int zo, int n) { now(FLOOR, n).floor(x, xo, z, zo, n); }
    @Override public void ceil(A x, int xo, A z, int zo, int n) { now(CEIL, n).ceil(x, xo, z, zo, n); }
    @Override public void round(A x, int xo, A z, int zo, int n) { now(ROUND, n).round(x, xo, z, zo, n); }
    @Override public void relu(A x, int xo, A z, int zo, int n) { now(RELU, n).relu(x, xo, z, zo, n); }

    // Pointwise, two operands

    @Override public void add(A x, int xo, A y, int yo, A z, int zo, int n) { now(ADD, n).add(x, xo, y, yo, z, zo, n); }
    @Override public void sub(A x, int xo, A y, int yo, A z, int zo, int n) { now(SUB, n).sub(x, xo, y, yo, z, zo, n); }
    @Override public void mul(A x, int xo, A y, int yo, A z, int zo, int n) { now(MUL, n).mul(x, xo, y, yo, z, zo, n); }
    @Override public void div(A x, int xo, A y, int yo, A z, int zo, int n) { now(DIV, n).div(x, xo, y, yo, z, zo, n); }
    @Override public void max(A x, int xo, A y, int yo, A z, int zo, int n) { now(MAX, n).max(x, xo, y, yo, z, zo, n); }
    @Override public void min(A x, int xo, A y, int yo, A z, int zo, int n) { now(MIN, n).min(x, xo, y, yo, z, zo, n); }
    @Override public void pow(A x, int xo, A y, int yo, A z, int zo, int n) { scalar.pow(x, xo, y, yo, z, zo, n); }
    @Override public void atan2(A x, int xo, A y, int yo, A z, int zo, int n) { now(ATAN2, n).atan2(x, xo, y, yo, z, zo, n); }
    @Override public void hypot(A x, int xo, A y, int yo, A z, int zo, int n) { now(HYPOT, n).hypot(x, xo, y, yo, z, zo, n); }
    @Override public void logaddexp(A x, int xo, A y, int yo, A z, int zo, int n) {
        now(LOGADDEXP, n).logaddexp(x, xo, y, yo, z, zo, n);
    }
    @Override public void remainder(A x, int xo, A y, int yo, A z, int zo, int n) { scalar.remainder(x, xo, y, yo, z, zo, n); }
    @Override public void flow(A x, int xo, A y, int yo, A z, int zo, int n) { now(FLOW, n).flow(x, xo, y, yo, z, zo, n); }
    @Override public void gate(A x, int xo, A y, int yo, A z, int zo, int n) { now(GATE, n).gate(x, xo, y, yo, z, zo, n); }
    @Override public void share(A x, int xo, A y, int yo, A z, int zo, int n) { now(SHARE, n).share(x, xo, y, yo, z, zo, n); }
    @Override public void equal(A x, int xo, A y, int yo, boolean[] z, int zo, int n) { now(EQUAL, n).equal(x, xo, y, yo, z, zo, n); }
    @Override public void notEqual(A x, int xo, A y, int yo, boolean[] z, int zo, int n) {
        now(NOT_EQUAL, n).notEqual(x, xo, y, yo, z, zo, n);
    }
    @Override public void greater(A x, int xo, A y, int yo, boolean[] z, int zo, int n) {
        now(GREATER, n).greater(x, xo, y, yo, z, zo, n);
    }
    @Override public void greaterEqual(A x, int xo, A y, int yo, boolean[] z, int zo, int n) {
        now(GREATER_EQUAL, n).greaterEqual(x, xo, y, yo, z, zo, n);
    }
    @Override public void where(boolean[] c, int co, A x, int xo, A y, int yo, A z, int zo, int n) {
        now(WHERE, n).where(c, co, x, xo, y, yo, z, zo, n);
    }
    @Override public void axpy(double a, A x, int xo, A y, int yo, int n) { now(AXPY, n).axpy(a, x, xo, y, yo, n); }

    // Reductions of a run

    @Override public double sum(A x, int xo, int n) { return now(SUM, n).sum(x, xo, n); }
    @Override public double sumOfSquares(A x, int xo, int n) { return now(SUM_OF_SQUARES, n).sumOfSquares(x, xo, n); }
    @Override public double dot(A x, int xo, A y, int yo, int n) { return now(DOT, n).dot(x, xo, y, yo, n); }
    @Override public double max(A x, int xo, int n) { return now(LARGEST, n).max(x, xo, n); }
    @Override public double min(A x, int xo, int n) { return now(SMALLEST, n).min(x, xo, n); }

    // Reductions of the columns of a row-major matrix whose rows lie `stride` apart

    @Override public void sumColumns(A x, int xo, int stride, int rows, int columns, A z, int zo) {
        now(SUM_COLUMNS, (long) rows * columns).sumColumns(x, xo, stride, rows, columns, z, zo);
    }
    @Override public void maxColumns(A x, int xo, int stride, int rows, int columns, A z, int zo) {
        now(MAX_COLUMNS, (long) rows * columns).maxColumns(x, xo, stride, rows, columns, z, zo);
    }
    @Override public void minColumns(A x, int xo, int stride, int rows, int columns, A z, int zo) {
        now(MIN_COLUMNS, (long) rows * columns).minColumns(x, xo, stride, rows, columns, z, zo);
    }

    // Softmax family

    @Override public double logSumExp(A x, int xo, int n) { return now(LOG_SUM_EXP, n).logSumExp(x, xo, n); }
    @Override public void softmax(A x, int xo, A z, int zo, int n) { now(SOFTMAX, n).softmax(x, xo, z, zo, n); }
    @Override public void logSoftmax(A x, int xo, A z, int zo, int n) { now(LOG_SOFTMAX, n).logSoftmax(x, xo, z, zo, n); }

    // Normalising a run

    @Override public double squaredDeviations(A x, int xo, double mean, int n) {
        return now(SQUARED_DEVIATIONS, n).squaredDeviations(x, xo, mean, n);
    }
    @Override public void normalize(A x, int xo, double mean, double factor, A scale, int so, A shift, int to, A z, int zo, int n) {
        now(NORMALIZE, n).normalize(x, xo, mean, factor, scale, so, shift, to, z, zo, n);
    }
    @Override public double normalizeSums(A x, int xo, double mean, double factor, A g, int go, A scale, int so, A u, int uo, A v,
                    int vo, int n) {
        return now(NORMALIZE_SUMS, n).normalizeSums(x, xo, mean, factor, g, go, scale, so, u, uo, v, vo, n);
    }
    @Override public void normalizeGradient(A x, int xo, double mean, double factor, A g, int go, A scale, int so, double a, double b,
                    A z, int zo, int n) {
        now(NORMALIZE_GRADIENT, n).normalizeGradient(x, xo, mean, factor, g, go, scale, so, a, b, z, zo, n);
    }

    // Softmax down the columns of a row-major matrix

    @Override public void softmaxColumns(double factor, A x, int xo, A z, int zo, int rows, int columns) {
        now(SOFTMAX_COLUMNS, (long) rows * columns).softmaxColumns(factor, x, xo, z, zo, rows, columns);
    }
    @Override public void softmaxColumnsGradient(double factor, A y, int yo, A g, int go, A z, int zo, int rows, int columns) {
        now(SOFTMAX_COLUMNS_GRADIENT, (long) rows * columns).softmaxColumnsGradient(factor, y, yo, g, go, z, zo, rows, columns);
    }

    // Along the rows of a row-major matrix

    @Override public void recurrence(A a, int ao, A b, int bo, A z, int zo, int rows, int columns) {
        scalar.recurrence(a, ao, b, bo, z, zo, rows, columns);
    }

    // Recurrent units

    @Override public void lstm(A x, int xo, A b, int bo, A gates, int go, A before, int po, A c, int co, A h, int ho, int rows,
                    int units) {
        now(LSTM, 4L * rows * units).lstm(x, xo, b, bo, gates, go, before, po, c, co, h, ho, rows, units);
    }
    @Override public void lstmGradient(A gates, int go, A before, int po, A c, int co, A gh, int gho, A gc, int gco, A dh, int dho, A dc,
                    int dco, A dx, int dxo, int rows, int units) {
        now(LSTM_GRADIENT, 4L * rows * units).lstmGradient(gates, go, before, po, c, co, gh, gho, gc, gco, dh, dho, dc, dco,
            dx, dxo, rows, units);
    }
    @Override public void gru(A x, int xo, A b, int bo, A gates, int go, A before, int po, A h, int ho, int rows, int units) {
        now(GRU, 4L * rows * units).gru(x, xo, b, bo, gates, go, before, po, h, ho, rows, units);
    }
    @Override public void gruGradient(A gates, int go, A before, int po, A gh, int gho, A dh, int dho, A dx, int dxo, A da, int dao,
                    int rows, int units) {
        now(GRU_GRADIENT, 4L * rows * units).gruGradient(gates, go, before, po, gh, gho, dh, dho, dx, dxo, da, dao, rows,
            units);
    }

    // Matrix product

    @Override public void matmul(Matrices<A> a, Matrices<A> b, Matrices<A> c, boolean accumulate) {
        now(Kernel.product(a, b), products((long) c.batch() * c.rows() * c.columns() * a.columns())).matmul(a, b, c, accumulate);
    }
    @Override public void affine(Matrices<A> a, Matrices<A> b, A s, int so, Matrices<A> c) {
        now(Kernel.product(a, b), products((long) c.batch() * c.rows() * c.columns() * a.columns())).affine(a, b, s, so, c);
    }

    // Convolution

    @Override public void convolve(ConvolutionShape shape, A x, int xo, A w, int wo, A b, int bo, A y, int yo) {
        now(CONVOLVE, products(work(shape, shape.channels))).convolve(shape, x, xo, w, wo, b, bo, y, yo);
    }
    @Override public void convolveTransposed(ConvolutionShape shape, A y, int yo, A w, int wo, A x, int xo) {
        now(CONVOLVE_TRANSPOSED, products(work(shape, shape.channels))).convolveTransposed(shape, y, yo, w, wo, x, xo);
    }
    @Override public void convolveWeights(ConvolutionShape shape, A x, int xo, A y, int yo, A w, int wo) {
        now(CONVOLVE_WEIGHTS, products(work(shape, shape.channels))).convolveWeights(shape, x, xo, y, yo, w, wo);
    }

    // Pooling

    @Override public void pick(ConvolutionShape shape, A x, int xo, A v, int vo, A z, int zo) {
        now(PICK, work(shape, 1)).pick(shape, x, xo, v, vo, z, zo);
    }
    @Override public void place(ConvolutionShape shape, A x, int xo, A v, int vo, A z, int zo) {
        now(PLACE, work(shape, 1)).place(shape, x, xo, v, vo, z, zo);
    }

    // Optimiser updates

    @Override public void sgd(A w, int wo, A g, int go, A v, int vo, int n, boolean first, double rate, double momentum,
                    double dampening, boolean nesterov, double l2, double decay) {
        now(SGD, n).sgd(w, wo, g, go, v, vo, n, first, rate, momentum, dampening, nesterov, l2, decay);
    }
    @Override public void adam(A w, int wo, A g, int go, A m, int mo, A v, int vo, int n, long step, double rate, double beta1,
                    double beta2, double epsilon, double l2, double decay) {
        now(ADAM, n).adam(w, wo, g, go, m, mo, v, vo, n, step, rate, beta1, beta2, epsilon, l2, decay);
    }
}
