package gradus.tensor;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static gradus.tensor.DType.INT32;
import static gradus.tensor.DType.INT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pointwise families against their scalar definitions, bit for bit where one rounding is all there is. */
class PointwiseTest {

    private static final double[] SPECIAL = {0.0, -0.0, 1, -1, 0.5, -0.5, Double.NaN, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, -Double.MAX_VALUE,
        Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 1e-8, -1e-8, 20, -20, 90, -90,
        100, -105, 710, -746, 3.5, 1e5, -1e5};

    private static final List<Unary> ROUNDED_ONCE =
            List.of(Unary.NEG, Unary.ABS, Unary.SIGN, Unary.SQUARE, Unary.RECIPROCAL, Unary.SQRT, Unary.RELU,
                    Unary.FLOOR, Unary.CEIL, Unary.ROUND);

    /** Whose definitions lose what is small beside x or 1; ElementaryTest in gradus.simd is stricter. */
    private static final List<Unary> CANCELLING = List.of(Unary.GELU, Unary.GELU_SLOPE, Unary.GELU_TANH, Unary.GELU_TANH_SLOPE);

    private static final List<Binary> POLYNOMIALS = List.of(Binary.POW, Binary.ATAN2, Binary.HYPOT, Binary.LOGADDEXP);

    /** What flows back through functions with these slopes. */
    private static final Map<Binary, Unary> FLOWS =
            Map.of(Binary.GELU_FLOW, Unary.GELU_SLOPE, Binary.GELU_TANH_FLOW, Unary.GELU_TANH_SLOPE);

    @ParameterizedTest
    @EnumSource
    void unaryFollowsItsDefinition(Unary op) {
        double[] x = new double[2000];
        SplittableRandom random = new SplittableRandom(op.ordinal());
        for (int i = 0; i < x.length; i++) { // from all magnitudes
            x[i] = i < SPECIAL.length ? SPECIAL[i] : (random.nextDouble() * 2 - 1) * Math.pow(2, random.nextInt(-30, 8));
        }
        for (DType dtype : List.of(FLOAT64, FLOAT32)) {
            Tensor operand = Oracle.filled(dtype, Shape.of(x.length), i -> x[i]);
            double[] in = operand.toDoubleArray();
            double[] out = op.compute(operand).toDoubleArray();
            for (int i = 0; i < x.length; i++) {
                double expected = op.definition(in[i]);
                String what = op + "(" + in[i] + ")";
                if (CANCELLING.contains(op) && Double.isFinite(in[i])) {
                    double scale = Math.max(Math.abs(in[i]), op == Unary.GELU || op == Unary.GELU_TANH ? 0 : 1);
                    double ulp = dtype == FLOAT32 ? Math.ulp((float) scale) : Math.ulp(scale);
                    assertEquals(expected, out[i], 4 * ulp, what);
                } else {
                    assertNear(what, dtype, expected, out[i], ROUNDED_ONCE.contains(op));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void binaryFollowsItsDefinition(Binary op) {
        int n = SPECIAL.length;
        for (DType dtype : List.of(FLOAT64, FLOAT32)) {
            Tensor x = Oracle.filled(dtype, Shape.of(n, 1), i -> SPECIAL[i]);
            Tensor y = Oracle.filled(dtype, Shape.of(n), i -> SPECIAL[i]);
            Tensor z = op.compute(x, y);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertFollows(op, x.item(i, 0) + " " + op + " " + y.item(j), dtype, x.item(i, 0), y.item(j), z.item(i, j));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void comparisonFollowsItsDefinition(Comparison op) {
        int n = SPECIAL.length;
        for (DType dtype : List.of(FLOAT64, FLOAT32)) {
            Tensor x = Oracle.filled(dtype, Shape.of(n, 1), i -> SPECIAL[i]);
            Tensor z = op.compute(x, x.reshape(n));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double a = x.item(i, 0);
                    double b = x.item(j, 0);
                    assertEquals(op.definition(a, b) ? 1 : 0, z.item(i, j), a + " " + op + " " + b);
                }
            }
        }
        Tensor large = Tensor.of(new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1}); // equal as doubles
        assertEquals(op.definition(Long.MAX_VALUE, Long.MAX_VALUE - 1) ? 1 : 0,
                op.compute(large.slice(0, 0, 1), large.slice(0, 1, 2)).item());
    }

    private static void assertFollows(Binary op, String what, DType dtype, double x, double y, double actual) {
        double expected = op.definition(x, y);
        if (!FLOWS.containsKey(op)) {
            assertNear(what, dtype, expected, actual, !POLYNOMIALS.contains(op));
        } else if (Double.isFinite(x) && Double.isFinite(y)) { // a slope may be small beside y or 1
            double scale = Math.abs(x) * Math.max(Math.abs(y), 1);
            if (dtype == FLOAT32) {
                assertEquals((float) expected, actual, 4 * Math.ulp((float) scale), what);
            } else {
                assertEquals(expected, actual, 4 * Math.ulp(scale), what);
            }
        }
    }

    @Test
    void flowsAreThoseOfTheirSlopes() {
        FLOWS.forEach((op, slope) -> {
            for (DType dtype : List.of(FLOAT64, FLOAT32)) {
                Tensor x = Oracle.filled(dtype, Shape.of(SPECIAL.length, 1), i -> SPECIAL[i]);
                Tensor y = Oracle.filled(dtype, Shape.of(SPECIAL.length), i -> SPECIAL[i]);
                Tensor expected = x.flow(slope.apply(y));
                assertArrayEquals(expected.toDoubleArray(), op.apply(x, y).toDoubleArray(), op + " " + dtype);
            }
        });
    }

    /** Equal bits, or, where the function is a polynomial, within four units in the last place; NaN is NaN. */
    private static void assertNear(String what, DType dtype, double expected, double actual, boolean exact) {
        double rounded = dtype == FLOAT32 ? (float) expected : expected;
        double ulp = dtype == FLOAT32 ? Math.ulp((float) expected) : Math.ulp(expected);
        boolean same = Double.compare(rounded, actual) == 0;
        assertTrue(same || !exact && Math.abs(rounded - actual) <= 4 * ulp && (rounded != 0 || Math.signum(actual) != 0),
                () -> dtype + ": " + what + " should be " + rounded + " and is " + actual);
    }

    @Test
    void integersWrapAroundAsInJava() {
        int[] x = {Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 7, 46341};
        long[] y = {Long.MIN_VALUE, Long.MAX_VALUE, -1, 0, 7, 3037000500L};
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                Tensor a = Tensor.of(new int[] {x[i]});
                Tensor b = Tensor.of(new int[] {x[j]});
                assertEquals(x[i] + x[j], a.add(b).toIntArray()[0]);
                assertEquals(x[i] - x[j], a.sub(b).toIntArray()[0]);
                assertEquals(x[i] * x[j], a.mul(b).toIntArray()[0]);
                assertEquals(Math.max(x[i], x[j]), a.maximum(b).toIntArray()[0]);
                assertEquals(Math.min(x[i], x[j]), a.minimum(b).toIntArray()[0]);
                Tensor c = Tensor.of(new long[] {y[i]});
                Tensor d = Tensor.of(new long[] {y[j]});
                assertEquals(y[i] + y[j], c.add(d).toLongArray()[0]);
                assertEquals(y[i] - y[j], c.sub(d).toLongArray()[0]);
                assertEquals(y[i] * y[j], c.mul(d).toLongArray()[0]);
                assertEquals(Math.max(y[i], y[j]), c.maximum(d).toLongArray()[0]);
                assertEquals(Math.min(y[i], y[j]), c.minimum(d).toLongArray()[0]);
            }
            Tensor a = Tensor.of(new int[] {x[i]});
            assertEquals(-x[i], a.neg().toIntArray()[0]);
            assertEquals(Math.abs(x[i]), a.abs().toIntArray()[0]);
            assertEquals(Integer.signum(x[i]), a.sign().toIntArray()[0]);
            assertEquals(x[i] * x[i], a.square().toIntArray()[0]);
            assertEquals(Math.max(x[i], 0), a.relu().toIntArray()[0]);
            assertEquals(y[i] * y[i], Tensor.of(new long[] {y[i]}).square().toLongArray()[0]);
        }
    }

    @Test
    void powersAndRemaindersOfIntegers() {
        Tensor x = Tensor.of(new int[] {7, -7, 3, -3});
        assertArrayEquals(new int[] {1, -2, 0, 0}, x.remainder(Tensor.of(new int[] {3, -5, 3, 3})).toIntArray());
        assertArrayEquals(new int[] {1, 2, 0, 0}, x.remainder(3).toIntArray());
        assertArrayEquals(new int[] {1, -7, 9, -27}, x.pow(Tensor.of(new int[] {0, 1, 2, 3})).toIntArray());
        assertEquals(1 << 31, Tensor.of(new int[] {2}).pow(31).toIntArray()[0]);
        assertEquals(0, Tensor.of(new long[] {2}).pow(64).toLongArray()[0]);
        assertEquals("remainder: int32[4] with int32[], which holds 0: not defined for integers; convert both with .to(FLOAT32)",
                assertThrows(IllegalArgumentException.class, () -> x.remainder(0)).getMessage());
        assertEquals("pow: int32[4] with int32[], which holds -1: not defined for integers; convert both with .to(FLOAT32)",
                assertThrows(IllegalArgumentException.class, () -> x.pow(-1)).getMessage());
    }

    @Test
    void composedOnes() {
        Tensor x = Tensor.of(new double[] {0.25, 1, 8, 100});
        assertArrayEquals(new double[] {2, 1, Math.sqrt(0.125), 0.1}, x.rsqrt().toDoubleArray(), 1e-15);
        assertArrayEquals(new double[] {-2, 0, 3, Math.log(100) / Math.log(2)}, x.log2().toDoubleArray(), 1e-14);
        assertArrayEquals(new double[] {Math.log10(0.25), 0, Math.log10(8), 2}, x.log10().toDoubleArray(), 1e-14);
        assertArrayEquals(new double[] {1, 1, 8, 50}, x.clamp(1, 50).toDoubleArray());
        assertArrayEquals(new double[] {0.25, 1, 2, 2}, x.minimum(2).toDoubleArray());
        assertArrayEquals(new double[] {2, 2, 8, 100}, x.maximum(2).toDoubleArray());
        Tensor odd = Tensor.of(new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE});
        for (Tensor y : List.of(odd, odd.slice(0, 0, 3).to(FLOAT32))) {
            int n = y.size();
            assertArrayEquals(Arrays.copyOf(new boolean[] {true, false, false, false}, n), y.isNaN().toBooleanArray());
            assertArrayEquals(Arrays.copyOf(new boolean[] {false, true, true, false}, n), y.isInfinite().toBooleanArray());
            assertArrayEquals(Arrays.copyOf(new boolean[] {false, false, false, true}, n), y.isFinite().toBooleanArray());
        }
        assertArrayEquals(new boolean[] {true, true}, Tensor.range(2).isFinite().toBooleanArray());
        assertArrayEquals(new boolean[2], Tensor.range(2).isNaN().or(Tensor.range(2).isInfinite()).toBooleanArray());
    }

    @Test
    void logicOfBools() {
        Tensor x = Tensor.of(new boolean[] {false, false, true, true});
        Tensor y = Tensor.of(new boolean[] {false, true, false, true});
        assertArrayEquals(new boolean[] {false, false, false, true}, x.and(y).toBooleanArray());
        assertArrayEquals(new boolean[] {false, true, true, true}, x.or(y).toBooleanArray());
        assertArrayEquals(new boolean[] {false, true, true, false}, x.xor(y).toBooleanArray());
        assertArrayEquals(new boolean[] {true, true, false, false}, x.not().toBooleanArray());
        assertEquals("and: bool[4] and int32[4] are not both bool; compare them with something, such as .notEqual(0)",
                assertThrows(IllegalArgumentException.class, () -> x.and(Tensor.range(4))).getMessage());
    }

    @Test
    void castsAsJavaDoes() {
        double[] x = {0, -0.0, 2.9, -2.9, 1e10, -1e10, 1e300, Double.NaN, Double.POSITIVE_INFINITY, 0.1, 16777217};
        for (int i = 0; i < x.length; i++) {
            Tensor one = Tensor.of(new double[] {x[i]});
            assertEquals((float) x[i], one.to(FLOAT32).toFloatArray()[0]);
            assertEquals((int) x[i], one.to(INT32).toIntArray()[0]);
            assertEquals((long) x[i], one.to(INT64).toLongArray()[0]);
            assertEquals(x[i] != 0, one.to(DType.BOOL).toBooleanArray()[0]);
        }
        long[] y = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, (1L << 54) + 1, 16777217};
        for (int i = 0; i < y.length; i++) {
            Tensor one = Tensor.of(new long[] {y[i]});
            assertEquals((float) y[i], one.to(FLOAT32).toFloatArray()[0]);
            assertEquals((double) y[i], one.to(FLOAT64).toDoubleArray()[0]);
            assertEquals((int) y[i], one.to(INT32).toIntArray()[0]);
            assertEquals(y[i] != 0, one.to(DType.BOOL).toBooleanArray()[0]);
        }
    }

    @Test
    void comparesWithNumbers() {
        Tensor x = Tensor.of(new double[] {1, 2, Double.NaN});
        assertArrayEquals(new boolean[] {false, true, false}, x.equalTo(2).toBooleanArray());
        assertArrayEquals(new boolean[] {true, false, true}, x.notEqual(2).toBooleanArray());
        assertArrayEquals(new boolean[] {true, false, false}, x.less(2).toBooleanArray());
        assertArrayEquals(new boolean[] {true, true, false}, x.lessEqual(2).toBooleanArray());
        assertArrayEquals(new boolean[] {false, true, false}, x.greater(1).toBooleanArray());
        assertArrayEquals(new boolean[] {true, true, false}, x.greaterEqual(1).toBooleanArray());
        assertArrayEquals(new boolean[] {false, false, true}, Tensor.range(3).greater(1).toBooleanArray());
    }

    /** Runs of every length around the chunks and vectors, in layouts that need copying. */
    @ParameterizedTest
    @EnumSource
    void longRunsAreTheirParts(Binary op) {
        for (int n : new int[] {1, 15, 16, 17, 63, 207, 1023, 1024, 1025, 2500}) {
            Tensor x = OpCatalogue.normal(n, 2, n).to(FLOAT32);
            Tensor y = OpCatalogue.normal(n + 1, n, 2).to(FLOAT32);
            Tensor z = op.compute(x, y.transpose());
            assertTrue(z.contentEquals(op.compute(x, y.transpose().contiguous())), op + " of " + n);
            for (int i = 0; i < n; i += 1 + n / 7) {
                double expected = op.definition(x.item(1, i), y.item(i, 1));
                if (op == Binary.LOGADDEXP) { // near 0 its operands cancel
                    assertEquals(expected, z.item(1, i), 1e-6);
                } else {
                    assertFollows(op, op + " of " + n, FLOAT32, x.item(1, i), y.item(i, 1), z.item(1, i));
                }
            }
            Tensor row = op.compute(x, x.slice(0, 1, 2)); // one row against both
            assertTrue(row.contentEquals(op.compute(x, x.slice(0, 1, 2).expand(2, n).contiguous())), op + " of " + n);
            Tensor column = op.compute(y, y.slice(1, 0, 1));
            assertTrue(column.contentEquals(op.compute(y, y.slice(1, 0, 1).expand(n, 2).contiguous())), op + " of " + n);
        }
    }

    @Property(tries = 300)
    void broadcastsAsWrittenOut(@ForAll Binary op, @ForAll("shapes") Shape shape, @ForAll @IntRange(max = 255) int ones,
                                @ForAll @IntRange(max = 4) int dropped) {
        Tensor x = OpCatalogue.small(FLOAT32, thinned(shape, ones & 15, 0));
        Tensor y = OpCatalogue.small(FLOAT32, thinned(shape, ones >> 4, Math.min(dropped, shape.rank()))).mul(0.5);
        Shape full = Oracle.broadcast(x.shape(), y.shape());
        Tensor expected = op.compute(x.expand(full.toArray()).contiguous(), y.expand(full.toArray()).contiguous());
        assertTrue(expected.contentEquals(op.compute(x, y)));
        assertTrue(expected.contentEquals(op.compute(x.expand(full.toArray()), y)));
    }

    /** Some axes made 1, some leading ones left out. */
    private static int[] thinned(Shape shape, int ones, int dropped) {
        int[] dims = new int[shape.rank() - dropped];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (ones >> i & 1) == 1 ? 1 : shape.get(i + dropped);
        }
        return dims;
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Arbitraries.integers().between(0, 5).array(int[].class).ofMaxSize(4).map(Shape::of);
    }
}
