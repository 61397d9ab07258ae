package gradus.tensor;

import static gradus.tensor.StoredType.BFLOAT16;
import static gradus.tensor.StoredType.FLOAT16;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types of elements in files: what NumPy 2.4 and safetensors 0.8 for Python wrote is read, and is what is written. */
class StoredTypeTest {

    @TempDir
    Path folder;

    /** {@return the six elements that the files have of a type, in the order 2 × 3} */
    private static Tensor content(StoredType type) {
        double inf = Double.POSITIVE_INFINITY;
        Tensor x = switch (type) {
            case BOOL -> Tensor.of(new boolean[] {true, false, false, true, true, false});
            case UINT8 -> Tensor.of(new int[] {0, 1, 2, 127, 128, 255});
            case INT8 -> Tensor.of(new int[] {-128, -1, 0, 1, 2, 127});
            case UINT16 -> Tensor.of(new int[] {0, 1, 2, 32767, 32768, 65535});
            case INT16 -> Tensor.of(new int[] {-32768, -1, 0, 1, 2, 32767});
            case INT32 -> Tensor.of(new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, Integer.MAX_VALUE});
            case UINT32 -> Tensor.of(new long[] {0, 1, 2, Integer.MAX_VALUE, 1L << 31, (1L << 32) - 1});
            case INT64 -> Tensor.of(new long[] {Long.MIN_VALUE, -1, 0, 1, 2, Long.MAX_VALUE});
            case UINT64 -> Tensor.of(new long[] {0, 1, 2, 3, 4, Long.MAX_VALUE});
            case FLOAT16 -> Tensor.of(new float[] {-65504, -0f, 0x1p-24f, 0.0999755859375f, (float) inf, Float.NaN});
            case BFLOAT16 -> Tensor.of(new float[] {-0x1.fep127f, -0f, 0x1p-133f, 0.10009765625f, (float) inf, Float.NaN});
            case FLOAT32 -> Tensor.of(new float[] {-Float.MAX_VALUE, -0f, Float.MIN_VALUE, 0.1f, (float) inf, Float.NaN});
            case FLOAT64 -> Tensor.of(new double[] {-Double.MAX_VALUE, -0d, Double.MIN_VALUE, 0.1, inf, Double.NaN});
        };
        return x.reshape(2, 3);
    }

    @Test
    void readsEachTypeInEachOrderAndVersionThatNumPyWrote() throws IOException {
        SequencedMap<String, Tensor> read;
        try (InputStream in = StoredTypeTest.class.getResourceAsStream("/npz/types.npz")) {
            read = Npz.read(in);
        }
        assertEquals(4 * 12, read.size());
        read.forEach((name, x) -> assertSame(name, content(type(name.substring(0, 2))), x));
    }

    private static StoredType type(String numpy) {
        for (StoredType type : StoredType.values()) {
            if (type.numpy().equals(numpy)) {
                return type;
            }
        }
        throw new AssertionError(numpy);
    }

    @Test
    void readsEachTypeThatSafetensorsForPythonWrote() throws IOException {
        SequencedMap<String, Tensor> read = Safetensors.read(new ByteArrayInputStream(resource("/safetensors/types.safetensors")));
        assertEquals(StoredType.values().length, read.size());
        for (StoredType type : StoredType.values()) {
            assertSame(type.toString(), content(type), read.get(type.safetensors()));
        }
        Path file = Files.write(folder.resolve("x"), resource("/safetensors/types.safetensors"));
        assertEquals(Map.of("made by", "safetensors 0.8.0"), Safetensors.readMetadata(file));
    }

    @Test
    void writesTheBytesThatSafetensorsForPythonWrites() throws IOException {
        Path file = folder.resolve("x");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("a\"\\ε\n", Tensor.of(new boolean[] {true, false}));
        tensors.put("b", Tensor.of(new float[] {1, -2}, 1, 2));
        tensors.put("i4", Tensor.of(new int[] {-1, 7, 8}));
        tensors.put("empty", Tensor.zeros(0, 3));
        tensors.put("f8", Tensor.of(new double[] {0.1, Double.MIN_VALUE}));
        tensors.put("s", Tensor.full(DType.INT64, 258));
        Safetensors.write(file, tensors, Map.of("format", "np"));
        assertArrayEquals(resource("/safetensors/written.safetensors"), Files.readAllBytes(file));
    }

    /** The members of an archive are npy files. */
    @Test
    void writesTheBytesThatNumPyWrites() throws IOException {
        Map<String, Tensor> tensors = Npz.read(new ByteArrayInputStream(resource("/npz/stored.npz")));
        Path file = folder.resolve("x.npy");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(resource("/npz/stored.npz")))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null;) {
                byte[] numpy = zip.readAllBytes();
                if (!new String(numpy, StandardCharsets.ISO_8859_1).contains("'fortran_order': True")) {
                    Npy.write(file, tensors.get(entry.getName().replace(".npy", "")));
                    assertArrayEquals(numpy, Files.readAllBytes(file), entry.getName());
                }
            }
        }
    }

    @Test
    void refusesAnUnsignedNumberBeyondInt64() throws IOException {
        byte[] data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).putLong(Long.MIN_VALUE).array();
        byte[] header = "{\"u\":{\"dtype\":\"U64\",\"shape\":[2],\"data_offsets\":[0,16]}}".getBytes(StandardCharsets.US_ASCII);
        byte[] file = ByteBuffer.allocate(8 + header.length + 16).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header)
                .put(data).array();
        assertEquals("safetensors stream: byte " + (file.length - 8) + ": a uint64 of the tensor \"u\" is 9223372036854775808, beyond "
                        + "int64, which ends at 2⁶³ − 1",
                assertThrows(IllegalArgumentException.class, () -> Safetensors.read(new ByteArrayInputStream(file))).getMessage());
    }

    // Rounding

    /** Every half float comes back; between two, the nearer is stored, and of two equally near the even one. */
    @Test
    void halfFloatsComeBackAndOthersAreRoundedToTheNearest() {
        for (StoredType type : new StoredType[] {FLOAT16, BFLOAT16}) {
            float[] all = new float[1 << 16];
            for (int bits = 0; bits < all.length; bits++) {
                all[bits] = widened(type, bits);
            }
            assertArrayEquals(all, stored(type, Tensor.of(all)).toFloatArray());
            int largest = type == FLOAT16 ? 0x7bff : 0x7f7f;
            double[] between = new double[6 * largest];
            double[] expected = new double[6 * largest];
            for (int bits = 0; bits < largest; bits++) {
                double low = all[bits];
                double high = all[bits + 1];
                double middle = low + (high - low) / 2;
                double even = bits % 2 == 0 ? low : high;
                double[] x = {middle, Math.nextDown(middle), Math.nextUp(middle), -middle, low + (high - low) / 4, -Math.nextUp(middle)};
                double[] z = {even, low, high, -even, low, -high};
                System.arraycopy(x, 0, between, 6 * bits, 6);
                System.arraycopy(z, 0, expected, 6 * bits, 6);
            }
            assertArrayEquals(expected, stored(type, Tensor.of(between)).toDoubleArray(), type.toString());
            for (int i = 0; i < between.length; i++) {
                between[i] = (float) between[i]; // where a float is no longer between, it is an end
                double middle = Math.abs(expected[i]);
                expected[i] = nearest(all, largest, between[i], middle);
            }
            assertArrayEquals(expected, stored(type, Tensor.of(between).to(DType.FLOAT32)).toDoubleArray(), type + " of floats");
        }
    }

    private static float widened(StoredType type, int bits) {
        return type == FLOAT16 ? Float.float16ToFloat((short) bits) : Float.intBitsToFloat(bits << 16);
    }

    /** {@return the element of a sorted stretch that is nearest to x, found around one that is at most one place off} */
    private static double nearest(float[] all, int largest, double x, double near) {
        int at = Arrays.binarySearch(all, 0, largest + 1, (float) near);
        double best = Double.NaN;
        BigDecimal least = null;
        for (int i = Math.max(at - 1, 0); i <= Math.min(at + 1, largest); i++) {
            BigDecimal distance = new BigDecimal(all[i]).subtract(new BigDecimal(Math.abs(x))).abs();
            int order = least == null ? -1 : distance.compareTo(least);
            if (order < 0 || order == 0 && i % 2 == 0) {
                least = distance;
                best = all[i];
            }
        }
        return Math.copySign(best, x);
    }

    @Test
    void storesFloatingTensorsOnlyInAFloatingType() {
        Path file = folder.resolve("x");
        Map<String, Tensor> tensors = Map.of("f", Tensor.of(new float[] {0.1f, Float.NaN, Float.NEGATIVE_INFINITY}),
                "d", Tensor.full(DType.FLOAT64, 0.1, 2, 3), "i", Tensor.range(300), "b", Tensor.range(2).to(DType.BOOL));
        for (StoredType type : new StoredType[] {FLOAT16, BFLOAT16, StoredType.FLOAT32, StoredType.FLOAT64}) {
            Safetensors.write(file, tensors, Map.of("k", type.toString()), type);
            Map<String, Tensor> read = Safetensors.read(file);
            assertEquals(type.dtype(), read.get("d").dtype());
            assertEquals(type.dtype(), read.get("f").dtype());
            assertSame("i", tensors.get("i"), read.get("i"));
            assertSame("b", tensors.get("b"), read.get("b"));
            assertEquals(0.1, read.get("d").item(1, 2), 0.0004);
            assertTrue(Double.isNaN(read.get("f").item(1)) && read.get("f").item(2) == Double.NEGATIVE_INFINITY);
            assertEquals(Map.of("k", type.toString()), Safetensors.readMetadata(file));
        }
        assertEquals("Safetensors.write: int8 is no floating type; use FLOAT16, BFLOAT16, FLOAT32 or FLOAT64", assertThrows(
                IllegalArgumentException.class, () -> Safetensors.write(file, tensors, Map.of(), StoredType.INT8)).getMessage());
    }

    @Test
    void refusesWhatWouldBecomeInfinite() throws IOException {
        Path file = folder.resolve("x");
        Safetensors.write(file, Map.of());
        byte[] old = Files.readAllBytes(file);
        assertEquals("Safetensors.write: \"w\" holds -65520.0, beyond the range of float16; store it as BFLOAT16",
                refusal(FLOAT16, Tensor.of(new float[] {65519, -65520})));
        assertEquals("Safetensors.write: \"w\" holds 3.4028234663852886E38, beyond the range of bfloat16; store it as FLOAT32",
                refusal(BFLOAT16, Tensor.of(new float[] {1, Float.MAX_VALUE})));
        assertEquals("Safetensors.write: \"w\" holds 1.0E300, beyond the range of float32; store it as FLOAT64",
                refusal(StoredType.FLOAT32, Tensor.of(new double[] {1e300})));
        assertArrayEquals(old, Files.readAllBytes(file));
    }

    private String refusal(StoredType type, Tensor x) {
        return assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(folder.resolve("x"), Map.of("w", x), Map.of(), type)).getMessage();
    }

    // Material

    private Tensor stored(StoredType type, Tensor x) {
        Path file = folder.resolve("stored");
        Safetensors.write(file, Map.of("x", x), Map.of(), type);
        return Safetensors.read(file).get("x");
    }

    private static void assertSame(String where, Tensor expected, Tensor found) {
        assertTrue(expected.contentEquals(found), () -> where + ": " + expected + " came back as " + found);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = StoredTypeTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
