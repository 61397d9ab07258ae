package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Transforms;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reductions and scans that are composed of others, against their formulas; special values and empty axes as in NumPy. */
class ReductionTest {

    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Property
    void spread(@ForAll("numbers") double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
        Tensor t = Tensor.of(x);
        double margin = 1e-12 * (1 + squares);
        assertEquals(x.length == 1 ? NAN : squares / (x.length - 1), t.var(new int[0], 1).item(), margin);
        assertEquals(squares / x.length, t.var().item(), margin);
        assertEquals(Math.sqrt(squares / x.length), t.std().item(), 1e-9 * (1 + Math.sqrt(squares)));
    }

    /** Long rows whose elements lie apart are copied one at a time. */
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"FLOAT32", "FLOAT64"})
    void sumsOfRowsThatLieApart(DType dtype) {
        Tensor x = OpCatalogue.normal(1, 3, 20, 700).to(dtype);
        Tensor together = x.permute(1, 0, 2).reshape(20, 2100);
        assertTrue(together.sum(1).contentEquals(x.sum(0, 2)));
        assertTrue(together.slice(0, 3, 4).sum(1).contentEquals(x.slice(1, 3, 4).sum(0, 2)));
    }

    @Property
    void quantilesCutTheSortedElements(@ForAll("numbers") double[] x, @ForAll @DoubleRange(max = 1) double q) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double place = q * (x.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, x.length - 1);
        double expected = sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        assertEquals(expected, Tensor.of(x).quantile(q).item(), 1e-12 * (1 + Math.abs(expected)));
    }

    @Provide
    Arbitrary<double[]> numbers() {
        return Arbitraries.doubles().between(-100, 100).array(double[].class).ofMinSize(1).ofMaxSize(9);
    }

    @Property(tries = 300)
    void sortingAgreesWithTheJdk(@ForAll @Size(max = 40) @IntRange(min = -5, max = 5) int[] x, @ForAll boolean axisFirst) {
        double[] values = Arrays.stream(x).mapToDouble(v -> v / 2.0).toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        Tensor t = axisFirst ? Tensor.of(values, values.length, 1).expand(values.length, 2) : Tensor.of(values);
        Tensor rising = t.sort(0);
        assertArrayEquals(sorted, axisFirst ? rising.slice(1, 1, 2).toDoubleArray() : rising.toDoubleArray());
        int k = x.length / 2;
        double[] largest = new double[k];
        for (int i = 0; i < k; i++) {
            largest[i] = sorted[sorted.length - 1 - i];
        }
        var top = Tensor.of(values).topK(0, k);
        assertArrayEquals(largest, top.values().toDoubleArray());
        assertArrayEquals(largest, Tensor.of(values).gather(0, top.positions()).toDoubleArray());
    }

    @Test
    void orderOfSpecialValues() {
        Tensor x = Tensor.of(new double[] {0, NAN, -0.0, INFINITY, -INFINITY, NAN});
        assertArrayEquals(new int[] {4, 0, 2, 3, 1, 5}, x.argsort(0).toIntArray());
        assertArrayEquals(new int[] {1, 5, 3}, x.topK(0, 3).positions().toIntArray());
        assertEquals(1, x.argmax(0).item());
        assertEquals(1, x.argmin(0).item());
        Tensor longs = Tensor.of(new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1});
        assertArrayEquals(new int[] {1, 2, 0}, longs.argsort(0).toIntArray());
        assertEquals(1, longs.argmin(0).item());
        assertEquals(NAN, Tensor.of(new double[] {3, NAN, 1}).median().item());
        assertEquals(2.5, Tensor.of(new double[] {4, 1, 2, 3}).median().item());
    }

    @Test
    void productsAndTheirGradientsWithZeros() {
        Tensor x = Tensor.of(new double[] {2, 0, 3, 0, 5, 4}, 2, 3);
        assertEquals(0, x.prod().item());
        assertArrayEquals(new double[] {0, 0}, x.prod(1).toDoubleArray());
        assertArrayEquals(new double[] {0, 0, 12}, x.prod(0).toDoubleArray());
        assertArrayEquals(new double[] {0, 6, 0, 20, 0, 0}, Transforms.grad(y -> y.prod(1).sum()).apply(x).toDoubleArray());
        assertArrayEquals(new double[] {2, 0, 0}, x.cumprod(1).slice(0, 0, 1).toDoubleArray());
        assertEquals(720, Tensor.of(new int[] {2, 3, 4, 5, 6}).prod().item());
        assertArrayEquals(new long[] {1, 1, 2}, Tensor.of(new boolean[] {true, false, true}).cumsum(0).toLongArray());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2, 3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void norms(double p) {
        double[] x = {3, -4, 1, 0.5};
        double sum = Arrays.stream(x).map(v -> Math.pow(Math.abs(v), p)).sum();
        double expected = p == 0 ? 4 : p == INFINITY ? 4 : p == -INFINITY ? 0.5 : Math.pow(sum, 1 / p);
        assertEquals(expected, Tensor.of(x).norm(p).item(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-2, -1, 0.5, 1, 1.5, 2, 3, Double.POSITIVE_INFINITY})
    void gradientsWhereTheNormIsNotSmoothAreFinite(double p) {
        for (double g : Transforms.grad(x -> x.norm(p)).apply(Tensor.of(new double[3])).toDoubleArray()) {
            assertEquals(0, g);
        }
        for (double g : Transforms.grad(x -> x.norm(p)).apply(Tensor.of(new double[] {0, 2})).toDoubleArray()) {
            assertTrue(Double.isFinite(g), "order " + p + ": " + g);
        }
        assertEquals(p < 0 ? 0 : 2, Tensor.of(new double[] {0, 2}).norm(p).item(), 1e-15);
        assertEquals(0, Transforms.grad(x -> x.std()).apply(Tensor.of(new double[] {3, 3, 3})).abs().sum().item());
        assertArrayEquals(new double[] {1, 0}, Transforms.grad(x -> x.logSumExp()).apply(Tensor.of(new double[] {INFINITY, 0}))
                .toDoubleArray());
        assertEquals(0, Transforms.grad(x -> x.logSumExp()).apply(Tensor.full(DType.FLOAT64, -INFINITY, 2)).abs().sum().item());
    }

    @Test
    void emptyAxes() {
        Tensor none = Tensor.zeros(DType.FLOAT64, 0, 3);
        assertArrayEquals(new double[] {0, 0, 0}, none.sum(0).toDoubleArray());
        assertArrayEquals(new double[] {1, 1, 1}, none.prod(0).toDoubleArray());
        assertArrayEquals(new double[] {NAN, NAN, NAN}, none.mean(0).toDoubleArray());
        assertArrayEquals(new double[] {NAN, NAN, NAN}, none.var(0).toDoubleArray());
        assertArrayEquals(new double[] {-INFINITY, -INFINITY, -INFINITY}, none.logSumExp(0).toDoubleArray());
        assertEquals(Shape.of(0), none.sum(1).shape());
        assertEquals(Shape.of(0, 3), none.cumsum(0).shape());
        assertEquals(Shape.of(0, 3), none.cumprod(0).shape());
        assertEquals(Shape.of(0, 3), none.sort(0).shape());
        assertEquals(Shape.of(0, 3), none.sort(1).shape());
        assertEquals(5, Tensor.scalar(5).sum().item());
        assertEquals(5, Tensor.scalar(5).prod().item());
        assertEquals(5, Tensor.scalar(5).median().item());
        Tensor falsehood = Tensor.of(new boolean[0]);
        assertFalse(falsehood.any().toBooleanArray()[0]);
        assertTrue(falsehood.all().toBooleanArray()[0]);
        Tensor bools = Tensor.of(new boolean[] {true, false, true, true}, 2, 2);
        assertArrayEquals(new boolean[] {true, true}, bools.any(1).toBooleanArray());
        assertArrayEquals(new boolean[] {false, true}, bools.all(1).toBooleanArray());
    }

    @Test
    void infiniteFactors() {
        Tensor x = Tensor.of(new double[] {INFINITY, 2, -3});
        assertArrayEquals(new double[] {INFINITY, INFINITY, -INFINITY}, x.cumprod(0).toDoubleArray());
        assertEquals(-INFINITY, x.prod().item());
        assertArrayEquals(new double[] {-6, -INFINITY, INFINITY}, Transforms.grad(y -> y.prod()).apply(x).toDoubleArray());
    }

    @Test
    void negativeAxesOfFoldsAreThoseOfTheResult() {
        Tensor x = Tensor.range(12).to(DType.FLOAT64).reshape(3, 4);
        assertTrue(x.unfold(-1, 2, 2, 1).fold(-1, 4, 2, 1).contentEquals(x));
        assertTrue(x.unfold(-2, 1, 1, 1).fold(-2, 3, 1, 1).contentEquals(x));
    }

    @Test
    void refusals() {
        Tensor x = Tensor.zeros(2, 3);
        Tensor integers = Tensor.zeros(DType.INT32, 2, 3);
        refused("no element to choose from", () -> Tensor.zeros(0).max());
        refused("no element to choose from", () -> Tensor.zeros(0).argmin(0));
        refused("median: [0]: no element to choose from", () -> Tensor.zeros(0).median());
        refused("median: not defined for int32", () -> integers.median());
        refused("quantile: [0, 2]: no element to choose from", () -> Tensor.zeros(0, 2).quantile(0.3, 0));
        refused("quantile: q = 1.5; it must be within 0 to 1", () -> x.quantile(1.5));
        refused("k = 4 of axis 1", () -> x.topK(1, 4));
        refused("name axis 1 twice", () -> x.sum(1, -1));
        refused("not defined for int32", () -> integers.mean());
        refused("not defined for int32", () -> integers.var());
        refused("not defined for int32", () -> integers.norm(2));
        refused("not defined for int32", () -> integers.logSumExp());
        refused("not bool", () -> integers.any());
        refused("of one shape", () -> new Recurrence(0).apply(x, x.slice(0, 0, 1)));
        refused("step 0 of axis 1", () -> x.slice(1, 0, 2, 0));
        refused("windows of 0", () -> x.unfold(0, 0, 1, 1));
        refused("no window fits", () -> x.unfold(0, 3, 1, 1));
        refused("fold: axis 2 of [2, 2] is out of range", () -> x.unfold(1, 2, 1, 1).fold(2, 3, 1, 1));
        refused("holds no windows", () -> x.unfold(1, 2, 1, 1).fold(1, 5, 1, 1));
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
