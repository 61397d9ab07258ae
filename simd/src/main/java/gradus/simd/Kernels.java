package gradus.simd;

/**
 * The inner loops of the library over dense runs of a plain array.
 *
 * <p>{@code A} is {@code float[]} or {@code double[]}. Two siblings implement it for each: scalar code, which defines the
 * result, and Vector API code, which gives the same bits; {@link Simd} chooses between them once. A NaN's payload is the one
 * thing left open, as Java itself leaves it.
 *
 * <p>An array is followed by the offset of its first element; {@code n} counts elements. Reading and writing the same run is
 * allowed, partly overlapping runs are not. Callers pass offsets and lengths within the arrays; a kernel that would leave
 * an array throws {@link IndexOutOfBoundsException}.
 *
 * <h2>Order of floating-point reductions</h2>
 * A run is cut into chunks of {@value #CHUNK} elements. Within a chunk element {@code i} is added to lane {@code i mod L}, in
 * order and starting from 0, where {@code L} lanes fill {@value #LANE_BYTES} bytes: 64 floats or 32 doubles; products are added
 * by fused multiply-adds. Then the upper half of the lanes is added to the lower, twice, and after that neighbours are added in
 * pairs until one is left; so a vector of any width brings its lanes down to one number by itself. The chunks' results are
 * added up in order. A column is added up in order, from 0, in chunks of {@value #ROW_CHUNK} rows. Each element of a matrix
 * product is one chain of fused multiply-adds in the order of k.
 */
public interface Kernels<A> {

    int CHUNK = 4096;
    int ROW_CHUNK = 64;
    int LANE_BYTES = 256;
    int FEW_WEIGHTS = 256;

    // Moving

    /** z[i] = x[i · stride]; stride 0 repeats one element, a negative stride runs backwards. */
    void gather(A x, int xo, int stride, A z, int zo, int n);

    /** z[i · stride] = x[i]. */
    void scatter(A x, int xo, A z, int zo, int stride, int n);

    /** z[j · zs + i] = x[i · xs + j] for rows i and columns j of x. */
    void transpose(A x, int xo, int xs, int rows, int columns, A z, int zo, int zs);

    // Pointwise, one operand: z[i] = f(x[i]); FloatMath and DoubleMath tell the errors of the elementary functions

    void neg(A x, int xo, A z, int zo, int n);

    void abs(A x, int xo, A z, int zo, int n);

    /** 1, 0 or −1 with the sign of x; NaN for NaN. */
    void sign(A x, int xo, A z, int zo, int n);

    void square(A x, int xo, A z, int zo, int n);

    void sqrt(A x, int xo, A z, int zo, int n);

    void reciprocal(A x, int xo, A z, int zo, int n);

    void exp(A x, int xo, A z, int zo, int n);

    /** e^x − 1. */
    void expm1(A x, int xo, A z, int zo, int n);

    void log(A x, int xo, A z, int zo, int n);

    /** log(1 + x). */
    void log1p(A x, int xo, A z, int zo, int n);

    void sin(A x, int xo, A z, int zo, int n);

    void cos(A x, int xo, A z, int zo, int n);

    void tan(A x, int xo, A z, int zo, int n);

    void asin(A x, int xo, A z, int zo, int n);

    void acos(A x, int xo, A z, int zo, int n);

    void atan(A x, int xo, A z, int zo, int n);

    void sinh(A x, int xo, A z, int zo, int n);

    void cosh(A x, int xo, A z, int zo, int n);

    void tanh(A x, int xo, A z, int zo, int n);

    /** 1 / (1 + e^−x). */
    void sigmoid(A x, int xo, A z, int zo, int n);

    /** The error function, 2/√π ∫₀ˣ e^(−t²) dt. */
    void erf(A x, int xo, A z, int zo, int n);

    /** log(1 + e^x). */
    void softplus(A x, int xo, A z, int zo, int n);

    /** x Φ(x) with the normal distribution function Φ; −0 for −∞, and for what lies far below 0 in float. */
    void gelu(A x, int xo, A z, int zo, int n);

    /** Φ(x) + x e^(−x²/2) / √(2π), the slope of gelu. */
    void geluSlope(A x, int xo, A z, int zo, int n);

    /** x / (1 + e^−v) with v = 2 √(2/π) (x + 0.044715 x³), near gelu; −0 for −∞. */
    void geluTanh(A x, int xo, A z, int zo, int n);

    /** The slope of geluTanh. */
    void geluTanhSlope(A x, int xo, A z, int zo, int n);

    /** The largest integer not above x. */
    void floor(A x, int xo, A z, int zo, int n);

    /** The smallest integer not below x. */
    void ceil(A x, int xo, A z, int zo, int n);

    /** The nearest integer, of two the even one. */
    void round(A x, int xo, A z, int zo, int n);

    /** max(x, 0); NaN for NaN. */
    void relu(A x, int xo, A z, int zo, int n);

    // Pointwise, two operands: z[i] = f(x[i], y[i])

    void add(A x, int xo, A y, int yo, A z, int zo, int n);

    void sub(A x, int xo, A y, int yo, A z, int zo, int n);

    void mul(A x, int xo, A y, int yo, A z, int zo, int n);

    void div(A x, int xo, A y, int yo, A z, int zo, int n);

    /** The larger, as {@link Math#max(float, float)}: NaN if either is, and 0 above −0. */
    void max(A x, int xo, A y, int yo, A z, int zo, int n);

    /** The smaller, as {@link Math#min(float, float)}. */
    void min(A x, int xo, A y, int yo, A z, int zo, int n);

    /** x to the power y, as {@link Math#pow}. */
    void pow(A x, int xo, A y, int yo, A z, int zo, int n);

    /** The angle of the point (y, x) from the positive axis of y, as {@link Math#atan2}. */
    void atan2(A x, int xo, A y, int yo, A z, int zo, int n);

    /** √(x² + y²), without overflow on the way. */
    void hypot(A x, int xo, A y, int yo, A z, int zo, int n);

    /** log(e^x + e^y). */
    void logaddexp(A x, int xo, A y, int yo, A z, int zo, int n);

    /** x − y ⌊x/y⌋: the remainder with the sign of y. */
    void remainder(A x, int xo, A y, int yo, A z, int zo, int n);

    /** x · y, but 0 where x is 0, whatever y is: what flows back through a function with the slope y. */
    void flow(A x, int xo, A y, int yo, A z, int zo, int n);

    /** x where y > 0, else 0: what flows back through a relu whose input was y. */
    void gate(A x, int xo, A y, int yo, A z, int zo, int n);

    /** 1 where x > y, ½ where they are equal, else 0: x's part of what flows back through the larger of both. */
    void share(A x, int xo, A y, int yo, A z, int zo, int n);

    /** Whether x = y, which no NaN does. */
    void equal(A x, int xo, A y, int yo, boolean[] z, int zo, int n);

    /** Whether not x = y. */
    void notEqual(A x, int xo, A y, int yo, boolean[] z, int zo, int n);

    void greater(A x, int xo, A y, int yo, boolean[] z, int zo, int n);

    void greaterEqual(A x, int xo, A y, int yo, boolean[] z, int zo, int n);

    /** z[i] = x[i] where c[i] holds, else y[i]. */
    void where(boolean[] c, int co, A x, int xo, A y, int yo, A z, int zo, int n);

    /** y[i] = a · x[i] + y[i], rounded once. */
    void axpy(double a, A x, int xo, A y, int yo, int n);

    // Reductions of a run; the result is exact in the element type. Empty runs give 0, −∞ and ∞.

    double sum(A x, int xo, int n);

    double sumOfSquares(A x, int xo, int n);

    double dot(A x, int xo, A y, int yo, int n);

    double max(A x, int xo, int n);

    double min(A x, int xo, int n);

    // Reductions of the columns of a row-major matrix whose rows lie `stride` apart: z[j] over x[0 … rows, j]

    void sumColumns(A x, int xo, int stride, int rows, int columns, A z, int zo);

    void maxColumns(A x, int xo, int stride, int rows, int columns, A z, int zo);

    void minColumns(A x, int xo, int stride, int rows, int columns, A z, int zo);

    // Softmax family, over one run, shifted by the maximum

    /** log Σ e^x[i]; −∞ for −∞ alone, and ∞ where x has ∞. */
    double logSumExp(A x, int xo, int n);

    /** z[i] = e^x[i] / Σ e^x[j]; all NaN where x has ∞ or nothing but −∞. */
    void softmax(A x, int xo, A z, int zo, int n);

    /** z[i] = x[i] − log Σ e^x[j]. */
    void logSoftmax(A x, int xo, A z, int zo, int n);

    // Normalising a run: x̂ = (x − mean) · factor

    /** Σ (x[i] − mean)². */
    double squaredDeviations(A x, int xo, double mean, int n);

    /** z[i] = x̂[i] · scale[i] + shift[i]. */
    void normalize(A x, int xo, double mean, double factor, A scale, int so, A shift, int to, A z, int zo, int n);

    /** Adds g[i] · x̂[i] to u[i] and g[i] to v[i]; gives Σ g[i] · x̂[i] · scale[i]. */
    double normalizeSums(A x, int xo, double mean, double factor, A g, int go, A scale, int so, A u, int uo, A v, int vo, int n);

    /** z[i] = factor · (g[i] · scale[i] − a − b · x̂[i]): what flows back where a and b are the means of g · scale and g · scale · x̂. */
    void normalizeGradient(A x, int xo, double mean, double factor, A g, int go, A scale, int so, double a, double b,
                           A z, int zo, int n);

    // Softmax down the columns of a row-major matrix, of a factor f > 0 times its elements

    /** z[i, j] = e^(f · x[i, j]) / Σ_k e^(f · x[k, j]); all NaN where a column has ∞ or nothing but −∞. */
    void softmaxColumns(double factor, A x, int xo, A z, int zo, int rows, int columns);

    /** z[i, j] = f · y[i, j] · (g[i, j] − Σ_k y[k, j] · g[k, j]): what flows back to x where y was its softmax. */
    void softmaxColumnsGradient(double factor, A y, int yo, A g, int go, A z, int zo, int rows, int columns);

    // Along the rows of a row-major matrix

    /** z[i, j] = a[i, j] · z[i − 1, j] + b[i, j], rounded once, with z[−1, j] = 0, all of them {@code columns} wide. */
    void recurrence(A a, int ao, A b, int bo, A z, int zo, int rows, int columns);

    // Recurrent units, one step: all rows are dense, those of gates one behind the other in each

    /**
     * One step of {@code units} LSTM units a row (Hochreiter and Schmidhuber 1997; Gers et al. 2000): of gates, which hold the
     * products with the last h, in rows of i, f, g and o, makes σ(x + b + gate), for g the tanh; then c = f · before + i · g,
     * rounded once after i · g, and h = o · tanh c.
     */
    void lstm(A x, int xo, A b, int bo, A gates, int go, A before, int po, A c, int co, A h, int ho, int rows, int units);

    /**
     * The gradient of {@link #lstm}, given what it left in gates and c: dx becomes that of x, dc that of {@code before}. The
     * gradient of h is gh + dh, that of c is gc + dc besides.
     */
    void lstmGradient(A gates, int go, A before, int po, A c, int co, A gh, int gho, A gc, int gco, A dh, int dho, A dc, int dco,
                      A dx, int dxo, int rows, int units);

    /**
     * One step of {@code units} GRU units a row (Cho et al. 2014, with the reset after the product): gates hold, in rows of four,
     * the products with the last h for r, z and n, and room. They become r and z = σ(x + b + gate), a = gate + b and
     * n = tanh(r · a + (x + b)), the b of a before that of n; then h = z · (before − n) + n.
     */
    void gru(A x, int xo, A b, int bo, A gates, int go, A before, int po, A h, int ho, int rows, int units);

    /**
     * The gradient of {@link #gru}, given what it left in gates: dx becomes that of x, in rows of three, da that of r, z, a and n
     * before b was added, in rows of four. The gradient of h is gh + dh; dh becomes that of {@code before} but for the products.
     */
    void gruGradient(A gates, int go, A before, int po, A gh, int gho, A dh, int dho, A dx, int dxo, A da, int dao, int rows, int units);

    // Matrix product

    /**
     * c = a · b, or c + a · b with {@code accumulate}, for each matrix of the batch. c must have columns next to each other
     * and share no element with a or b.
     *
     * @throws IllegalArgumentException when shapes or batches disagree, or c's column stride is not 1
     */
    void matmul(Matrices<A> a, Matrices<A> b, Matrices<A> c, boolean accumulate);

    /** c = a · b, as {@link #matmul}, and then s[j] added to each element of column j. The run s shares no element with c. */
    void affine(Matrices<A> a, Matrices<A> b, A s, int so, Matrices<A> c);

    // Convolution, y[n, g, o, p] = Σ_k w[g, o, k] X[n, g, k, p], where X holds the windows of the image x, with zeros around it

    /** y = w ∗ x + b: each element is one chain of fused multiply-adds in the order of k, from b[g, o] on, or from 0 if b is null. */
    void convolve(ConvolutionShape shape, A x, int xo, A w, int wo, A b, int bo, A y, int yo);

    /**
     * The adjoint in x: each element of x is 0 plus one chain of fused multiply-adds, from 0 on, of w[g, o, k] y[n, g, o, p] over
     * the places of X where it stands, in the order of k, then of o.
     */
    void convolveTransposed(ConvolutionShape shape, A y, int yo, A w, int wo, A x, int xo);

    /**
     * The adjoint in w: w[g, o, k] is the sum, in the order of n and from 0 on, of Σ_p X[n, g, k, p] y[n, g, o, p], a chain of
     * fused multiply-adds in the order of p. Of at most {@value #FEW_WEIGHTS} weights a group each has sums for lanes that fill
     * 64 bytes instead, each a chain over all n: y is laid out as x is, with zeros between its rows and up to a full set of
     * lanes, and goes to these in turn; at the end the upper half of the lanes is added to the lower until one is left.
     */
    void convolveWeights(ConvolutionShape shape, A x, int xo, A y, int yo, A w, int wo);

    // Pooling: for each place of the windows of x, of one channel and no padding, where its largest element stands first; NaN is above all

    /** z[n, p] = v there. x and v have one shape. */
    void pick(ConvolutionShape shape, A x, int xo, A v, int vo, A z, int zo);

    /** The adjoint of pick in v: z, of the shape of x, is 0 plus v[n, p] there, added in the order of p's rows, then of k. */
    void place(ConvolutionShape shape, A x, int xo, A v, int vo, A z, int zo);

    // Optimiser updates, one pass over parameter w, gradient g and state

    /**
     * One step of stochastic gradient descent (Robbins and Monro 1951) with heavy-ball momentum (Polyak 1964) or Nesterov's
     * (1983, in the form of Sutskever et al. 2013):
     * g ← g + l2 · w;  w ← w − rate · decay · w;  v ← momentum · v + (1 − dampening) · g, but v ← g at the first step;
     * w ← w − rate · (g + momentum · v with Nesterov, else v).
     * With momentum 0, v is not touched and may be null. A v that would be subnormal, hence slow, becomes 0.
     */
    void sgd(A w, int wo, A g, int go, A v, int vo, int n, boolean first,
             double rate, double momentum, double dampening, boolean nesterov, double l2, double decay);

    /**
     * One step of Adam (Kingma and Ba 2015), with decoupled decay as in AdamW (Loshchilov and Hutter 2019):
     * g ← g + l2 · w;  w ← w − rate · decay · w;  m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
     * w ← w − rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), where {@code step} is t = 1, 2, ….
     * An m or v that would be subnormal becomes 0.
     */
    void adam(A w, int wo, A g, int go, A m, int mo, A v, int vo, int n, long step,
              double rate, double beta1, double beta2, double epsilon, double l2, double decay);
}
