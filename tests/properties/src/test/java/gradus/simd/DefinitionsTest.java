package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import gradus.simd.Drawn.Run;

/**
 * The kernels against their definitions in plain double arithmetic. One operation on floats, done in double and rounded, is
 * the operation on floats; so these agree to the bit. {@link ElementaryTest} has the elementary functions.
 */
class DefinitionsTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static final Map<String, DoubleUnaryOperator> UNARY = Map.of(
        "neg", x -> -x, "abs", Math::abs, "sign", Math::signum, "square", x -> x * x, "sqrt", Math::sqrt, "reciprocal", x -> 1 / x,
        "relu", x -> Math.max(x, 0), "floor", Math::floor, "ceil", Math::ceil, "round", Math::rint);

    private static final Map<String, DoubleBinaryOperator> BINARY = Map.of(
        "add", Double::sum, "sub", (x, y) -> x - y, "mul", (x, y) -> x * y, "div", (x, y) -> x / y, "max", Math::max, "min", Math::min,
        "gate", (x, y) -> y > 0 ? x : 0, "flow", (x, y) -> x == 0 ? 0 : x * y, "remainder", DefinitionsTest::remainder,
        "share", (x, y) -> x > y ? 1 : x == y ? 0.5 : 0);

    private static double remainder(double x, double y) {
        double r = x % y; // exact, with the sign of x
        return r == 0 ? Math.copySign(r, y) : Math.signum(r) * Math.signum(y) < 0 ? r + y : r;
    }

    @Test
    void everyKernelIsDefinedInSomeTest() {
        Set<String> defined = new TreeSet<>(Set.of("exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sigmoid", "erf", "gelu",
            "geluSlope", "geluTanh", "geluTanhSlope", // ElementaryTest
            "tan", "asin", "acos", "atan", "sinh", "cosh", "softplus", "pow", "atan2", "hypot", "logaddexp", // ElementaryTest, too
            "matmul", "affine", // MatmulTest
            "lstm", "lstmGradient", "gru", "gruGradient", // CellsTest
            "convolve", "convolveTransposed", "convolveWeights", "pick", "place", // ConvolutionTest
            "equal", "notEqual", "greater", "greaterEqual", "where", "gather", "scatter", "transpose", "axpy", "sum", "dot", "sumOfSquares", "sumColumns", "maxColumns", "minColumns", "logSumExp",
            "softmax", "logSoftmax", "softmaxColumns", "softmaxColumnsGradient", "squaredDeviations", "normalize", "normalizeSums",
            "normalizeGradient", "recurrence", "sgd", "adam"));
        defined.addAll(UNARY.keySet());
        defined.addAll(BINARY.keySet());
        assertEquals(defined, Calls.kernels().stream().map(kernel -> kernel.getName()).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void pointwise() {
        pointwise(Elements.FLOAT);
        pointwise(Elements.DOUBLE);
    }

    private static <A> void pointwise(Elements<A> elements) {
        for (var kernel : Calls.kernels()) {
            DoubleUnaryOperator unary = kernel.getParameterCount() == 5 ? UNARY.get(kernel.getName()) : null;
            DoubleBinaryOperator binary = kernel.getParameterCount() == 7 ? BINARY.get(kernel.getName()) : null;
            for (int seed = 0; seed < 30 && (unary != null || binary != null); seed++) {
                Drawn<A> drawn = new Drawn<>(elements, seed);
                Calls.call(kernel, elements.chosen(), drawn, 70, false);
                List<Run<A>> runs = drawn.runs();
                for (int i = 0; i < 70; i++) {
                    double x = at(elements, runs.get(0), i), y = at(elements, runs.get(1), i);
                    double z = unary != null ? unary.applyAsDouble(x) : binary.applyAsDouble(x, y);
                    assertEquals(elements.bits(z), elements.bits(at(elements, runs.getLast(), i)), kernel.getName() + " of " + x + ", " + y);
                }
            }
        }
    }

    private static <A> double at(Elements<A> elements, Run<A> run, int i) {
        return elements.get(run.array(), run.offset() + i);
    }

    @Test
    void comparisonsAndChoices() {
        float[] special = {0, -0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
        int n = special.length * special.length, from = 3;
        float[] x = new float[n + from], y = new float[n + from], chosen = new float[n + from];
        for (int i = 0; i < n; i++) {
            x[i + from] = special[i / special.length];
            y[i + from] = special[i % special.length];
        }
        boolean[] equal = new boolean[n], unequal = new boolean[n], greater = new boolean[n], greaterEqual = new boolean[n];
        Simd.FLOAT.equal(x, from, y, from, equal, 0, n);
        Simd.FLOAT.notEqual(x, from, y, from, unequal, 0, n);
        Simd.FLOAT.greater(x, from, y, from, greater, 0, n);
        Simd.FLOAT.greaterEqual(x, from, y, from, greaterEqual, 0, n);
        Simd.FLOAT.where(greater, 0, x, from, y, from, chosen, from, n);
        for (int i = 0; i < n; i++) {
            float a = x[i + from], b = y[i + from];
            assertEquals(List.of(a == b, a != b, a > b, a >= b), List.of(equal[i], unequal[i], greater[i], greaterEqual[i]), a + ", " + b);
            assertEquals(a > b ? a : b, chosen[i + from], a + " or " + b); // which tells −0 from 0
        }
    }

    @Test
    void moves() {
        float[] x = {1, 2, 3, 4, 5, 6}, z = new float[6];
        Simd.FLOAT.gather(x, 5, -2, z, 1, 3);
        assertEquals(List.of(0f, 6f, 4f, 2f, 0f, 0f), list(z));
        Simd.FLOAT.gather(x, 1, 0, z, 4, 2);
        assertEquals(List.of(0f, 6f, 4f, 2f, 2f, 2f), list(z));
        Simd.FLOAT.scatter(x, 0, z, 0, 2, 3);
        assertEquals(List.of(1f, 6f, 2f, 2f, 3f, 2f), list(z));
        Simd.FLOAT.axpy(0.5, x, 0, z, 0, 2);
        assertEquals(List.of(1.5f, 7f, 2f, 2f, 3f, 2f), list(z));
    }

    @Test
    void transposition() {
        double[] x = new Random(7).doubles(50 * 60).toArray();
        for (int rows : new int[] {0, 1, 4, 7, 8, 33, 50}) {
            for (int columns : new int[] {0, 1, 4, 9, 16, 41}) {
                double[] z = new double[60 * 60];
                Simd.DOUBLE.transpose(x, 1, 59, rows, columns, z, 2, 58);
                for (int k = 0; k < z.length; k++) {
                    int j = (k - 2) / 58, i = (k - 2) % 58;
                    assertEquals(k >= 2 && i < rows && j < columns ? x[1 + i * 59 + j] : 0, z[k], "at " + k);
                }
            }
        }
    }

    private static List<Float> list(float[] x) {
        List<Float> list = new ArrayList<>();
        for (float value : x) {
            list.add(value);
        }
        return list;
    }

    /** The order that {@link Kernels} fixes, by recursion. */
    @Test
    void sumsInTheirOrder() {
        Random random = new Random(1);
        for (int n : new int[] {0, 1, 3, 64, 70, 4096, 5000, 9000}) {
            float[] x = new float[n], y = new float[n];
            double[] xs = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = (float) random.nextGaussian();
                y[i] = (float) random.nextGaussian();
                xs[i] = random.nextGaussian();
            }
            float sum = 0, dot = 0, squares = 0;
            double sums = 0;
            for (int c = 0; c < n; c += 4096) {
                int end = Math.min(n, c + 4096);
                sum += floats(x, null, c, end, 0, 1);
                dot += floats(x, y, c, end, 0, 1);
                squares += floats(x, x, c, end, 0, 1);
                sums += doubles(xs, c, end, 0, 1);
            }
            assertEquals(sum, Simd.FLOAT.sum(x, 0, n));
            assertEquals(dot, Simd.FLOAT.dot(x, 0, y, 0, n));
            assertEquals(squares, Simd.FLOAT.sumOfSquares(x, 0, n));
            assertEquals(sums, Simd.DOUBLE.sum(xs, 0, n));
        }
    }

    /** The sum over 16 / splits neighbouring lanes from `first` on, each with the lanes 16, 32 and 48 further on. */
    private static float floats(float[] x, float[] y, int from, int to, int first, int splits) {
        if (splits < 16) {
            int half = 8 / splits;
            return floats(x, y, from, to, first, 2 * splits) + floats(x, y, from, to, first + half, 2 * splits);
        }
        float[] lanes = new float[4];
        for (int i = from + first; i < to; i += 16) {
            int lane = (i - from) / 16 % 4;
            lanes[lane] = y == null ? lanes[lane] + x[i] : Math.fma(x[i], y[i], lanes[lane]);
        }
        return lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
    }

    private static double doubles(double[] x, int from, int to, int first, int splits) {
        if (splits < 8) {
            int half = 4 / splits;
            return doubles(x, from, to, first, 2 * splits) + doubles(x, from, to, first + half, 2 * splits);
        }
        double[] lanes = new double[4];
        for (int i = from + first; i < to; i += 8) {
            lanes[(i - from) / 8 % 4] += x[i];
        }
        return lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
    }

    @Test
    void recurrence() {
        float[] a = {1, 2, 3, 4, 5, 6}, b = {1, -1, 2, -2, 0.1f, 3}, z = new float[6];
        Simd.FLOAT.recurrence(a, 0, b, 0, z, 0, 3, 2);
        assertArrayEquals(new float[] {1, -1, 5, -6, Math.fma(5f, 5f, 0.1f), -33}, z);
        Simd.FLOAT.recurrence(a, 1, b, 1, z, 1, 4, 1);
        assertArrayEquals(new float[] {1, -1, -1, -6, Math.fma(5f, -6f, 0.1f), -33}, z);
    }

    @Test
    void emptyRuns() {
        double[] none = {};
        assertEquals(0.0, Simd.DOUBLE.sum(none, 0, 0));
        assertEquals(0.0, Simd.DOUBLE.dot(none, 0, none, 0, 0));
        assertEquals(-INFINITY, Simd.DOUBLE.max(none, 0, 0));
        assertEquals(INFINITY, Simd.DOUBLE.min(none, 0, 0));
        assertEquals(-INFINITY, Simd.DOUBLE.logSumExp(none, 0, 0));
        assertEquals(0.0, Simd.FLOAT.sum(new float[] {-0f, -0f}, 0, 2)); // a sum starts from 0
        assertEquals(-0.0, Simd.FLOAT.max(new float[] {-0f, -0f}, 0, 2));
    }

    @Test
    void columns() {
        Random random = new Random(2);
        for (int rows : new int[] {0, 1, 64, 65, 200}) {
            int columns = 77, stride = 80;
            double[] x = random.doubles((long) rows * stride, -1, 1).toArray(), sum = new double[columns], max = new double[columns], min = new double[columns];
            Simd.DOUBLE.sumColumns(x, 0, stride, rows, columns, sum, 0);
            Simd.DOUBLE.maxColumns(x, 0, stride, rows, columns, max, 0);
            Simd.DOUBLE.minColumns(x, 0, stride, rows, columns, min, 0);
            for (int j = 0; j < columns; j++) {
                double total = 0, chunk = 0, largest = -INFINITY, smallest = INFINITY;
                for (int r = 0; r < rows; r++) {
                    chunk += x[r * stride + j];
                    if (r % 64 == 63 || r == rows - 1) {
                        total += chunk;
                        chunk = 0;
                    }
                    largest = Math.max(largest, x[r * stride + j]);
                    smallest = Math.min(smallest, x[r * stride + j]);
                }
                assertEquals(total, sum[j]);
                assertEquals(largest, max[j]);
                assertEquals(smallest, min[j]);
            }
        }
    }

    @Test
    void softmaxFamily() {
        Random random = new Random(3);
        for (int n : new int[] {1, 2, 10, 100, 5000}) {
            double[] x = random.doubles(n, -20, 700).toArray(), y = new double[n], z = new double[n];
            double log = Simd.DOUBLE.logSumExp(x, 0, n), sum = 0, max = Simd.DOUBLE.max(x, 0, n);
            for (double value : x) {
                sum += StrictMath.exp(value - max);
            }
            assertEquals(max + StrictMath.log(sum), log, 1e-12);
            Simd.DOUBLE.softmax(x, 0, y, 0, n);
            Simd.DOUBLE.logSoftmax(x, 0, z, 0, n);
            for (int i = 0; i < n; i++) {
                assertEquals(StrictMath.exp(x[i] - max) / sum, y[i], 1e-14);
                assertEquals(x[i] - log, z[i], 1e-12);
            }
        }
        float[] infinite = {1, Float.POSITIVE_INFINITY}, none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}, nan = {1, Float.NaN};
        assertEquals(INFINITY, Simd.FLOAT.logSumExp(infinite, 0, 2));
        assertEquals(-INFINITY, Simd.FLOAT.logSumExp(none, 0, 2));
        assertEquals(Double.NaN, Simd.FLOAT.logSumExp(nan, 0, 2));
    }

    @Test
    void normalization() {
        Random random = new Random(6);
        for (int n : new int[] {0, 1, 77, 300, 5000}) {
            double[] x = random.doubles(n, -1, 3).toArray(), g = random.doubles(n, -1, 1).toArray(), scale = random.doubles(n, -1, 1).toArray();
            double[] shift = random.doubles(n, -1, 1).toArray(), u = shift.clone(), v = scale.clone(), y = new double[n], z = new double[n];
            double squares = Simd.DOUBLE.squaredDeviations(x, 0, 1.1, n);
            Simd.DOUBLE.normalize(x, 0, 1.1, 0.7, scale, 0, shift, 0, y, 0, n);
            double sum = Simd.DOUBLE.normalizeSums(x, 0, 1.1, 0.7, g, 0, scale, 0, u, 0, v, 0, n);
            Simd.DOUBLE.normalizeGradient(x, 0, 1.1, 0.7, g, 0, scale, 0, 0.3, 0.2, z, 0, n);
            for (int i = 0; i < n; i++) {
                double d = (x[i] - 1.1) * 0.7;
                squares -= d * d / 0.49;
                sum -= g[i] * scale[i] * d;
                assertEquals(d * scale[i] + shift[i], y[i], 1e-15);
                assertEquals(shift[i] + g[i] * d, u[i], 1e-15);
                assertEquals(scale[i] + g[i], v[i], 1e-15);
                assertEquals(0.7 * (g[i] * scale[i] - 0.3 - 0.2 * d), z[i], 1e-15);
            }
            assertEquals(0, squares, 1e-10);
            assertEquals(0, sum, 1e-10);
        }
    }

    @Test
    void softmaxDownColumns() {
        Random random = new Random(7);
        for (int rows : new int[] {0, 1, 63, 150}) {
            for (int columns : new int[] {1, 19}) {
                double[] x = random.doubles(rows * columns, -20, 700).toArray(), g = random.doubles(rows * columns, -1, 1).toArray();
                double[] y = new double[x.length], z = new double[x.length];
                Simd.DOUBLE.softmaxColumns(0.3, x, 0, y, 0, rows, columns);
                Simd.DOUBLE.softmaxColumnsGradient(0.3, y, 0, g, 0, z, 0, rows, columns);
                for (int j = 0; j < columns; j++) {
                    double sum = 0, mean = 0;
                    for (int i = j; i < x.length; i += columns) {
                        sum += StrictMath.exp(0.3 * (x[i] - 700));
                        mean += y[i] * g[i];
                    }
                    for (int i = j; i < x.length; i += columns) {
                        assertEquals(StrictMath.exp(0.3 * (x[i] - 700)) / sum, y[i], 1e-13);
                        assertEquals(0.3 * y[i] * (g[i] - mean), z[i], 1e-14);
                    }
                }
            }
        }
    }

    @Test
    void descent() {
        Random random = new Random(4);
        for (int mode = 0; mode < 32; mode++) {
            boolean first = (mode & 1) != 0, nesterov = (mode & 2) != 0;
            double momentum = (mode & 4) * 0.2, l2 = (mode & 8) * 0.01, decay = (mode & 16) * 0.01, rate = 0.1, dampening = 0.25;
            double[] w = {random.nextGaussian()}, g = {random.nextGaussian()}, v = {random.nextGaussian()};
            double p = w[0] - rate * decay * w[0], d = g[0] + l2 * w[0], u = momentum == 0 ? v[0] : first ? d : momentum * v[0] + (1 - dampening) * d;
            double step = momentum == 0 ? d : nesterov ? d + momentum * u : u;
            Simd.DOUBLE.sgd(w, 0, g, 0, v, 0, 1, first, rate, momentum, dampening, nesterov, l2, decay);
            assertEquals(p - rate * step, w[0], 1e-15);
            assertEquals(u, v[0], 1e-15);
        }
    }

    @Test
    void adam() {
        Random random = new Random(5);
        for (int step = 1; step < 20; step++) {
            double rate = 0.1, l2 = step % 2 * 0.01, decay = step % 3 * 0.01, e = 1e-3;
            double[] w = {random.nextGaussian()}, g = {random.nextGaussian()}, m = {random.nextGaussian()}, v = {random.nextDouble()};
            double p = w[0] - rate * decay * w[0], d = g[0] + l2 * w[0], mean = 0.9 * m[0] + 0.1 * d, square = 0.99 * v[0] + 0.01 * d * d;
            Simd.DOUBLE.adam(w, 0, g, 0, m, 0, v, 0, 1, step, rate, 0.9, 0.99, e, l2, decay);
            double expected = p - rate * (mean / (1 - Math.pow(0.9, step))) / (Math.sqrt(square / (1 - Math.pow(0.99, step))) + e);
            assertEquals(expected, w[0], 1e-13);
            assertEquals(mean, m[0], 1e-15);
            assertEquals(square, v[0], 1e-15);
        }
    }

    /** Averages whose gradients have ended become 0 instead of subnormal. */
    @Test
    void updatesKeepNoSubnormalState() {
        for (int n : new int[] {1, 100}) {
            float[] w = new float[n], g = new float[n], m = new float[n], v = new float[n];
            Arrays.fill(m, Float.MIN_NORMAL);
            Arrays.fill(v, Float.MIN_NORMAL);
            Simd.FLOAT.adam(w, 0, g, 0, m, 0, v, 0, n, 1000, 0.1, 0.9, 0.999, 1e-8, 0, 0);
            assertTrue(Simd.FLOAT.sumOfSquares(m, 0, n) == 0 && Simd.FLOAT.max(m, 0, n) == 0 && Simd.FLOAT.max(v, 0, n) == 0);
            Arrays.fill(v, Float.MIN_NORMAL);
            Simd.FLOAT.sgd(w, 0, g, 0, v, 0, n, false, 0.1, 0.9, 0, false, 0, 0);
            assertEquals(0.0, Simd.FLOAT.max(v, 0, n));
        }
    }
}
