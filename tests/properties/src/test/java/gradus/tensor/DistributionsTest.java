package gradus.tensor;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random numbers of other distributions, by goodness of fit with fixed seeds. */
class DistributionsTest {

    private static final int N = 20_000;

    /** √n · sup |Fₙ − F| is beyond this in one of a thousand samples (Kolmogorov 1933). */
    private static final double KOLMOGOROV = 1.95;

    @Test
    @Tag("bits")
    void theSameSeedGivesTheSameBits() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Generator random = Generator.of(42);
        for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
            update(digest, random.truncatedNormal(dtype, -2, 2, 101));
            update(digest, random.truncatedNormal(dtype, -1, 1, 101));
            update(digest, random.truncatedNormal(dtype, 4, Double.POSITIVE_INFINITY, 101));
            update(digest, random.categorical(random.normal(dtype, 37, 13)));
        }
        update(digest, random.integers(-5, 1_000_000_000, 101));
        update(digest, random.bernoulli(0.3, 101));
        assertEquals("f606f74e01df932d9d527a5ab7ec6230de02b554a6295804fde4dbe12113510a", HexFormat.of().formatHex(digest.digest()));
    }

    private static void update(MessageDigest digest, Tensor x) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * x.size());
        for (double value : x.toDoubleArray()) {
            bytes.putDouble(value);
        }
        digest.update(bytes.array());
    }

    // The truncated normal distribution

    @ParameterizedTest
    @CsvSource({"-2, 2", "-1, 1", "-0.01, 0.02", "-0.5, 4", "-5, 0.1", "0, 1", "0, Infinity", "-Infinity, 0", "-Infinity, Infinity", "3, 5",
        "-7, -6.5", "2, 2.01", "-Infinity, -9", "30, 31", "-1, Infinity", "-Infinity, 1.5", "100, Infinity", "0, 1e-6"})
    void truncatedNormalNumbersFit(double low, double high) {
        for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
            double[] x = Generator.of(17).truncatedNormal(dtype, low, high, N).toDoubleArray();
            assertTrue(Arrays.stream(x).allMatch(v -> v >= low && v <= high), "bounds");
            double fit = fit(x, truncated(low, high));
            assertTrue(fit < KOLMOGOROV, dtype + ": " + fit);
        }
    }

    /** The measure that the others pass, for numbers that are nearly right. */
    @Test
    void otherDistributionsDoNotFit() {
        double[] z = Generator.of(18).normal(FLOAT64, N).toDoubleArray();
        double[] clipped = Arrays.stream(z).map(x -> Math.clamp(x, -2, 2)).toArray();
        assertTrue(fit(clipped, truncated(-2, 2)) > KOLMOGOROV);
        double[] other = Generator.of(18).truncatedNormal(FLOAT64, -2.3, 2.3, 4 * N).toDoubleArray();
        assertTrue(fit(other, truncated(-2, 2)) > KOLMOGOROV);
        double[] even = Generator.of(18).uniform(FLOAT64, N).toDoubleArray();
        assertTrue(fit(even, truncated(0, 1)) > KOLMOGOROV);
        assertTrue(fit(z, truncated(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)) < KOLMOGOROV);
    }

    /** {@return √n times the largest distance between the distribution of a sample and F} */
    private static double fit(double[] sample, DoubleUnaryOperator distribution) {
        double[] x = sample.clone();
        Arrays.sort(x);
        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double f = distribution.applyAsDouble(x[i]);
            worst = Math.max(worst, Math.max((i + 1.0) / x.length - f, f - (double) i / x.length));
        }
        return worst * Math.sqrt(x.length);
    }

    /** {@return the distribution function of what is left of the normal distribution, by the trapezoid rule} */
    private static DoubleUnaryOperator truncated(double low, double high) {
        double nearest = Math.clamp(0, low, high);
        double reach = 12 / (1 + Math.abs(nearest)) + (nearest == 0 ? 0 : 1 / Math.abs(nearest)) * 20; // beyond, less than 1e-9 is left
        double from = Math.max(low, nearest - reach);
        double to = Math.min(high, nearest + reach);
        int steps = 40_000;
        double[] sums = new double[steps + 1];
        for (int i = 1; i <= steps; i++) {
            sums[i] = sums[i - 1] + density(from + (to - from) * (i - 0.5) / steps, nearest);
        }
        return x -> {
            double place = Math.clamp((x - from) / (to - from) * steps, 0, steps);
            int cell = (int) Math.min(place, steps - 1);
            return (sums[cell] + (place - cell) * (sums[cell + 1] - sums[cell])) / sums[steps];
        };
    }

    private static double density(double x, double nearest) {
        return Math.exp((nearest - x) * (nearest + x) / 2);
    }

    @Test
    void truncatedNormalNumbersStayWithinBoundsThatNoFloatHas() {
        double[] x = Generator.of(19).truncatedNormal(0.1, 0.1 + 1e-8, 1000).toDoubleArray();
        assertTrue(Arrays.stream(x).allMatch(v -> v >= 0.1 && v <= 0.1 + 1e-8));
        double[] far = Generator.of(19).truncatedNormal(FLOAT64, 1e200, Double.POSITIVE_INFINITY, 3).toDoubleArray();
        assertArrayEquals(new double[] {1e200, 1e200, 1e200}, far);
        assertEquals(-1e30, Generator.of(19).truncatedNormal(FLOAT64, Double.NEGATIVE_INFINITY, -1e30).item());
        for (double[] wrong : new double[][] {{1, 1}, {2, 1}, {Double.NaN, 1}, {0, Double.NaN}}) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> Generator.of(1).truncatedNormal(wrong[0], wrong[1], 2)).getMessage();
            assertTrue(message.startsWith("Generator.truncatedNormal: low " + wrong[0] + " and high " + wrong[1]), message);
        }
        assertThrows(IllegalArgumentException.class, () -> Generator.of(1).truncatedNormal(0.1, Math.nextUp(0.1), 2));
        assertThrows(IllegalArgumentException.class, () -> Generator.of(1).truncatedNormal(1e300, 1e301, 2));
        assertThrows(IllegalArgumentException.class, () -> Generator.of(1).truncatedNormal(DType.INT32, -1, 1, 2));
    }

    // Integers and bools

    @ParameterizedTest
    @CsvSource({"0, 6", "-3, 4", "-2147483648, -2147483645", "2147483640, 2147483647", "0, 100"})
    void integersAreEquallyLikely(int low, int high) {
        Tensor x = Generator.of(20).integers(low, high, 100, 200);
        assertEquals(Shape.of(100, 200), x.shape());
        double[] counts = new double[high - low];
        for (int value : x.toIntArray()) {
            counts[value - low]++;
        }
        double[] even = new double[counts.length];
        Arrays.fill(even, 1);
        requireFit(counts, even);
    }

    /** A range of three quarters of all words: without rejection, a third of the numbers would be twice as likely. */
    @Test
    void integersOfLargeRangesAreEquallyLikely() {
        for (long[] range : new long[][] {{Integer.MIN_VALUE, 1 << 30}, {Integer.MIN_VALUE, Integer.MAX_VALUE}, {-7, 1_500_000_000}}) {
            double[] x = Generator.of(21).integers((int) range[0], (int) range[1], N).toDoubleArray();
            double fit = fit(x, v -> (v + 0.5 - range[0]) / (range[1] - range[0]));
            assertTrue(fit < KOLMOGOROV, Arrays.toString(range) + fit);
        }
        int[] x = Generator.of(21).integers(Integer.MIN_VALUE, 1 << 30, N).toIntArray();
        double[] counts = new double[3];
        for (int value : x) {
            counts[Math.floorMod(value, 3)]++;
        }
        requireFit(counts, new double[] {1, 1, 1});
        assertEquals("Generator.integers: no number from 3 up to, but without, 3; low must be less than high",
                assertThrows(IllegalArgumentException.class, () -> Generator.of(1).integers(3, 3, 2)).getMessage());
    }

    /** For a power of two the number is the upper bits of a word, so all words are used, in their order. */
    @Test
    void drawsFromOneStreamOfWords() {
        float[] u = Generator.of(22).uniform(1000).toFloatArray();
        int[] x = Generator.of(22).integers(0, 1 << 24, 1000).toIntArray();
        boolean[] coin = Generator.of(22).bernoulli(0.25, 1000).toBooleanArray();
        Generator random = Generator.of(22);
        for (int i = 0; i < u.length; i++) {
            assertEquals(u[i] * 0x1p24, x[i]);
            assertEquals(u[i] < 0.25, coin[i]);
            assertEquals(x[i], i % 3 == 0 ? (int) (random.uniform().item() * 0x1p24) : random.below(1 << 24));
        }
    }

    @Test
    void boolsAreTrueWithTheirProbability() {
        for (double p : new double[] {0.5, 0.1, 0.999, 1 / 3.0}) {
            Tensor x = Generator.of(23).bernoulli(p, 100, 1000);
            assertEquals(DType.BOOL, x.dtype());
            double mean = Arrays.stream(x.toDoubleArray()).average().orElseThrow();
            assertEquals(p, mean, 3.3 * Math.sqrt(p * (1 - p) / x.size()));
        }
        assertTrue(Generator.of(23).bernoulli(1, 10_000).contentEquals(Tensor.full(DType.BOOL, 1, 10_000)));
        assertTrue(Generator.of(23).bernoulli(0, 10_000).contentEquals(Tensor.zeros(DType.BOOL, 10_000)));
        for (double p : new double[] {-1e-9, 1.0000001, Double.NaN}) {
            assertEquals("Generator.bernoulli: probability " + p + "; it must be within 0 to 1",
                    assertThrows(IllegalArgumentException.class, () -> Generator.of(1).bernoulli(p, 2)).getMessage());
        }
    }

    // Categories

    @Test
    void categoriesAreDrawnWithTheirProbabilities() {
        double[] weights = {0.5, 0, 3, 1, 1e-3, 7, 0};
        for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
            Tensor logits = Tensor.of(weights).log().to(dtype).add(700);
            Tensor drawn = Generator.of(24).categorical(logits.expand(100, 500, 7));
            assertEquals(Shape.of(100, 500), drawn.shape());
            double[] counts = new double[7];
            for (int i : drawn.toIntArray()) {
                counts[i]++;
            }
            requireFit(counts, weights);
        }
    }

    @Test
    void eachRowHasItsOwnLogits() {
        Generator random = Generator.of(25);
        Tensor logits = Tensor.oneHot(FLOAT32, random.integers(0, 5, 4, 30), 5).log();
        Tensor drawn = random.categorical(logits);
        assertTrue(drawn.contentEquals(logits.argmax(-1)), "only one class of each row is possible");
        assertTrue(drawn.contentEquals(random.categorical(logits.transpose().contiguous().transpose())));
        assertEquals(Shape.of(), random.categorical(Tensor.zeros(3)).shape());
        assertEquals(Shape.of(0, 2), random.categorical(Tensor.zeros(0, 2, 3)).shape());
    }

    @Test
    void refusesLogitsOfNoDistribution() {
        float inf = Float.POSITIVE_INFINITY;
        assertEquals("Generator.categorical: logit NaN of class 1 in row 1; it must be a number, or −∞ for a class that is never drawn",
                refusal(Tensor.of(new float[] {1, 2, 3, Float.NaN}, 2, 2)));
        assertTrue(refusal(Tensor.of(new float[] {inf, 0})).contains("logit Infinity of class 0 in row 0"));
        assertTrue(refusal(Tensor.of(new float[] {0, 0, -inf, -inf}, 2, 2)).contains("all logits of row 1 are −∞"));
        assertTrue(refusal(Tensor.range(3)).contains("not defined for int32"));
        assertTrue(refusal(Tensor.zeros(3, 0)).contains("have no classes"));
        assertTrue(refusal(Tensor.scalar(1)).contains("have no classes"));
    }

    private static String refusal(Tensor logits) {
        Generator random = Generator.of(1);
        String message = assertThrows(IllegalArgumentException.class, () -> random.categorical(logits)).getMessage();
        assertTrue(random.uniform(3).contentEquals(Generator.of(1).uniform(3)), "nothing has been drawn");
        return message;
    }

    // Streams

    @Test
    void splitStreamsAreIndependent() {
        Generator parent = Generator.of(26);
        Generator[] streams = {parent, parent.split(), parent.split(), parent.split().split(), Generator.of(27), Generator.of(27).split()};
        double[][] u = new double[streams.length][];
        for (int i = 0; i < u.length; i++) {
            u[i] = streams[i].uniform(FLOAT64, 50_000).toDoubleArray();
        }
        for (int a = 0; a < u.length; a++) {
            for (int b = 0; b < a; b++) {
                double[] counts = new double[64]; // of pairs in a grid of 8 × 8
                for (int i = 0; i < u[a].length; i++) {
                    counts[(int) (8 * u[a][i]) * 8 + (int) (8 * u[b][i])]++;
                }
                double[] even = new double[64];
                Arrays.fill(even, 1);
                requireFit(counts, even);
            }
        }
    }

    /** Positions as such are equally likely for every number, and so are the orders of two neighbours. */
    @Test
    void permutationsAreFair() {
        Generator random = Generator.of(28);
        double[] places = new double[64];
        for (int i = 0; i < N; i++) {
            int[] p = random.permutation(8).toIntArray();
            for (int place = 0; place < 8; place++) {
                places[8 * place + p[place]]++;
            }
        }
        double[] even = new double[64];
        Arrays.fill(even, 1);
        requireFit(places, even); // 49 degrees of freedom, of which 63 are an upper bound
        assertEquals("Generator.permutation: of -1 numbers; n cannot be negative",
                assertThrows(IllegalArgumentException.class, () -> random.permutation(-1)).getMessage());
    }

    /** Pearson's χ² (1900), whose limit is exceeded by chance in one of a thousand samples (Wilson and Hilferty 1931). */
    private static void requireFit(double[] counts, double[] weights) {
        double total = Arrays.stream(weights).sum();
        double n = Arrays.stream(counts).sum();
        double chi = 0;
        int degrees = -1;
        for (int i = 0; i < counts.length; i++) {
            if (weights[i] == 0) {
                assertEquals(0, counts[i], "what is impossible");
            } else {
                double expected = n * weights[i] / total;
                chi += (counts[i] - expected) * (counts[i] - expected) / expected;
                degrees++;
            }
        }
        double limit = degrees * Math.pow(1 - 2.0 / (9 * degrees) + 3.09 * Math.sqrt(2.0 / (9 * degrees)), 3);
        assertTrue(chi < limit, "χ² with " + degrees + " degrees of freedom: " + chi + " of " + limit);
    }
}
