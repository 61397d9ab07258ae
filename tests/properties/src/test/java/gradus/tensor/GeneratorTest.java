package gradus.tensor;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GeneratorTest {

    /** The known answers for philox4x32 with 10 rounds in the file kat_vectors of Random123 (Salmon et al. 2011). */
    @Test
    void saysWhereItIs() {
        Generator generator = Generator.of(7);
        generator.uniform(3);
        assertEquals("generator of seed 7 at word 3", generator.toString());
    }

    @Test
    void isPhilox() {
        assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Generator.philox(0, 0, 0, 0, 0, 0));
        assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, Generator.philox(-1, -1, -1, -1, -1, -1));
        assertArrayEquals(new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}, Generator.philox(
                0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
        assertEquals((0x6627e8d5 >>> 8) * 0x1p-24, Generator.of(0).uniform().item(), "the first word of seed 0");
        double wide = ((0x6627e8d5L << 32 | 0xe169c58dL) >>> 11) * 0x1p-53;
        assertEquals(wide, Generator.of(0).uniform(FLOAT64).item());
    }

    /** The same on every machine, with every vector width, and without vectors. */
    @Test
    @Tag("bits")
    void theSameSeedGivesTheSameBits() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Generator random = Generator.of(42);
        for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
            update(digest, random.uniform(dtype, 10, 101));
            update(digest, random.normal(dtype, 1001));
            update(digest, random.split().normal(dtype, 7));
        }
        update(digest, random.permutation(1000).to(FLOAT64));
        assertEquals("22cab27d72ea01a96de4daf80951dcd49d4f9a3a2ded92070769f648838d2675", HexFormat.of().formatHex(digest.digest()));
    }

    private static void update(MessageDigest digest, Tensor x) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * x.size());
        for (double value : x.toDoubleArray()) {
            bytes.putDouble(value);
        }
        digest.update(bytes.array());
    }

    /** An element depends on its number in the stream alone, not on how many are drawn at a time. */
    @Test
    void drawsOneStream() {
        Tensor all = Generator.of(3).uniform(100);
        Generator random = Generator.of(3);
        Tensor parts = Tensor.concat(0, random.uniform(1), random.uniform(0), random.uniform(2, 3).reshape(6), random.uniform(93));
        assertTrue(all.contentEquals(parts));
        assertFalse(all.contentEquals(Generator.of(4).uniform(100)));
        assertFalse(all.contentEquals(Generator.of(3L << 32).uniform(100)));
    }

    @Test
    void uniformNumbersFillTheUnitInterval() {
        for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
            double[] u = Generator.of(7).uniform(dtype, 100_000).toDoubleArray();
            double[] moments = moments(u);
            assertEquals(0.5, moments[0], 5 * 0.2887 / Math.sqrt(u.length));
            assertEquals(1 / 12.0, moments[1], 0.001);
            assertTrue(Arrays.stream(u).allMatch(x -> x >= 0 && x < 1));
            int[] counts = new int[100];
            for (double x : u) {
                counts[(int) (100 * x)]++;
            }
            double chi = Arrays.stream(counts).mapToDouble(c -> (c - 1000) * (c - 1000) / 1000.0).sum();
            assertTrue(chi > 50 && chi < 160, "χ² with 99 degrees of freedom: " + chi);
        }
    }

    @Test
    void normalNumbersAreNormal() {
        for (DType dtype : new DType[] {FLOAT32, FLOAT64}) {
            double[] z = Generator.of(8).normal(dtype, 99_999).toDoubleArray();
            double[] moments = moments(z);
            assertEquals(0, moments[0], 5 / Math.sqrt(z.length));
            assertEquals(1, moments[1], 0.025);
            assertEquals(0, moments[2], 0.04);
            assertEquals(3, moments[3], 0.1);
            assertTrue(Arrays.stream(z).allMatch(Double::isFinite));
            double beyond = Arrays.stream(z).filter(x -> Math.abs(x) > 1.96).count() / (double) z.length;
            assertEquals(0.05, beyond, 0.004);
            double dependence = 0; // of the two numbers that come of one pair
            for (int i = 0; i < z.length / 2; i++) {
                dependence += z[i] * z[i + 50_000 - 1];
            }
            assertEquals(0, dependence / 50_000, 0.02);
        }
    }

    private static double[] moments(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double[] moments = {mean, 0, 0, 0};
        for (double value : x) {
            for (int k = 1; k < 4; k++) {
                moments[k] += Math.pow(value - mean, k + 1) / x.length;
            }
        }
        return moments;
    }

    @Test
    void shapesOfAllKinds() {
        Generator random = Generator.of(1);
        assertEquals(Shape.of(), random.uniform().shape());
        assertEquals(Shape.of(), random.normal().shape());
        assertEquals(Shape.of(0, 3), random.uniform(0, 3).shape());
        assertEquals(Shape.of(3, 0), random.normal(FLOAT64, 3, 0).shape());
        assertEquals(Shape.of(3, 1), random.normal(3, 1).shape());
        assertEquals(FLOAT32, random.normal(1).dtype());
        assertEquals(0, random.permutation(0).size());
        assertEquals("Generator.normal: not defined for int32; use FLOAT32 or FLOAT64",
                assertThrows(IllegalArgumentException.class, () -> random.normal(DType.INT32, 2)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> random.uniform(DType.BOOL, 2));
    }

    @Test
    void permutationsHoldEachNumberOnce() {
        for (int n : new int[] {1, 2, 17, 1000}) {
            int[] order = Generator.of(n).permutation(n).toIntArray();
            Arrays.sort(order);
            assertArrayEquals(IntStream.range(0, n).toArray(), order);
        }
        int[] counts = new int[6];
        Generator random = Generator.of(5);
        for (int i = 0; i < 6000; i++) {
            int[] p = random.permutation(3).toIntArray();
            counts[2 * p[0] + (p[1] > p[2] ? 1 : 0)]++;
        }
        for (int count : counts) {
            assertEquals(1000, count, 150, "each order of three is equally likely");
        }
    }

    @Test
    void belowIsFair() {
        Generator random = Generator.of(9);
        int[] counts = new int[3];
        for (int i = 0; i < 9000; i++) {
            counts[random.below(3)]++;
        }
        for (int count : counts) {
            assertEquals(3000, count, 250);
        }
        int large = (1 << 30) + 1; // about a quarter of all words is rejected
        double mean = IntStream.range(0, 10_000).mapToDouble(_ -> random.below(large)).average().orElseThrow();
        assertEquals(0.5, mean / large, 0.02);
        assertEquals(0, random.below(1));
        assertEquals("Generator.below: bound 0; it must be positive",
                assertThrows(IllegalArgumentException.class, () -> random.below(0)).getMessage());
    }

    @Test
    void splitStreamsDiffer() {
        Generator random = Generator.of(11);
        Tensor a = random.split().uniform(50);
        Tensor b = random.split().uniform(50);
        Tensor own = random.uniform(50);
        assertFalse(a.contentEquals(b));
        assertFalse(a.contentEquals(own));
        assertTrue(own.contentEquals(Generator.of(11).uniform(50)), "splitting does not move the stream");
        assertTrue(a.contentEquals(Generator.of(11).split().uniform(50)));
        assertFalse(a.contentEquals(Generator.of(11).split().split().uniform(50)));
    }
}
