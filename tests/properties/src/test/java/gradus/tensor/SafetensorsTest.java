package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.internal.TensorAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors files: what is written comes back, hostile files are refused, and a failed write changes nothing. */
class SafetensorsTest {

    private static final String[] NAMES = {"w", "0.weight", "", "ε", "模型.bias", "😀", "\uFFFD", "a\"b\\c/d", "tab\tnewline\n", "\u0000\u001F\u007F",
        "__metadata", "\uE000"};

    @TempDir
    Path folder;

    // Round trips

    @Test
    void whatIsWrittenComesBack() {
        Path file = folder.resolve("x.safetensors");
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                tensors.put(name(random), tensor(random));
                metadata.put(name(random), name(random));
            }
            Safetensors.write(file, tensors, metadata);
            requireSame("seed " + seed, tensors, Safetensors.read(file));
            assertEquals(metadata, Safetensors.readMetadata(file), "seed " + seed);
        }
    }

    @Test
    void aTensorLongerThanAChunkComesBack() {
        Path file = folder.resolve("long.safetensors");
        for (DType dtype : DType.values()) {
            Tensor x = Tensor.range(100_003).to(dtype);
            Safetensors.write(file, Map.of("x", x.slice(0, 1, 100_003)));
            assertTrue(Safetensors.read(file).get("x").contentEquals(x.slice(0, 1, 100_003)), dtype::toString);
        }
    }

    @Test
    void everyBitComesBack() {
        Path file = folder.resolve("bits.safetensors");
        float[] floats = {0f, -0f, Float.NaN, Float.intBitsToFloat(0x7fc12345), Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
        long[] longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1, (1L << 53) + 1};
        Safetensors.write(file, Map.of("f", Tensor.of(floats), "l", Tensor.of(longs)));
        float[] read = Safetensors.read(file).get("f").toFloatArray();
        for (int i = 0; i < floats.length; i++) {
            assertEquals(Float.floatToRawIntBits(floats[i]), Float.floatToRawIntBits(read[i]));
        }
        assertArrayEquals(longs, Safetensors.read(file).get("l").toLongArray());
    }

    // Bytes

    @Test
    void equalMapsGiveEqualFilesWithAlignedData() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<String> names = new ArrayList<>(List.of(NAMES));
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            names.forEach(name -> tensors.put(name, tensor(random)));
            byte[] first = written(tensors, Map.of("a", "b", "c", "d"));
            Collections.shuffle(names, random);
            Map<String, Tensor> shuffled = new LinkedHashMap<>();
            names.forEach(name -> shuffled.put(name, TensorAccess.get().copy(tensors.get(name))));
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("c", "d");
            metadata.put("a", "b");
            assertArrayEquals(first, written(shuffled, metadata), "seed " + seed);

            int header = (int) ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertEquals(0, header % 8);
            long at = 0;
            for (Tensor x : Safetensors.read(folder.resolve("written")).values()) {
                assertEquals(0, at % x.dtype().bytes(), "seed " + seed);
                at += (long) x.size() * x.dtype().bytes();
            }
        }
    }

    /** By the rules of the reference implementation: dtypes by growing alignment backwards, then names by their bytes. */
    @Test
    void theBytesAreThoseOfTheReferenceImplementation() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("\uE000", Tensor.of(new boolean[] {true, false}));
        tensors.put("😀", Tensor.of(new boolean[] {true}));
        tensors.put("b", Tensor.of(new float[] {1, -2}, 1, 2));
        tensors.put("a\n", Tensor.zeros(0, 3));
        tensors.put("s", Tensor.full(DType.INT64, 258));
        String header = "{\"__metadata__\":{\"format\":\"pt\"},\"s\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"a\\n\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[8,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]},"
                + "\"\uE000\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[16,18]},"
                + "\"😀\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[18,19]}}";
        int length = header.getBytes(StandardCharsets.UTF_8).length;
        header += " ".repeat((8 - length % 8) % 8);
        byte[] expected = file(header, new byte[] {2, 1, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 1, 0, 1});
        assertArrayEquals(expected, written(tensors, Map.of("format", "pt")));
    }

    @Test
    void theOrderIsThatOfTheHeaderWhereverTheDataStand() throws IOException {
        Path file = stored(file("{ \"z\" :{\"data_offsets\":[4 ,8],\"shape\":[1],\"dtype\":\"I32\"},\n\"\\u0061\\uD83D\\uDE00\\/\":"
                + "{\"dtype\":\"\\u00492\",\"shape\":[],\"data_offsets\":[0,4]}} \n".replace("\\u00492", "\\u004932"),
                new byte[] {1, 0, 0, 0, 2, 0, 0, 0}));
        SequencedMap<String, Tensor> read = Safetensors.read(file);
        assertEquals(List.of("z", "a😀/"), List.copyOf(read.keySet()));
        assertEquals(2, read.get("z").item());
        assertEquals(1, read.get("a😀/").item());
    }

    // Refusals

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [] | 0 | byte 8: the header has '[', not '{' to begin the header
            ` {}` | 0 | byte 8: the header must begin with '{'
            {}x | 0 | byte 10: the header has 'x', not the end of the header
            {} | 1 | byte 10: the file goes on after its last tensor
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]} | 4 | byte 61: the header has its end, not '}'
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},} | 4 | byte 62: the header has '}', not a string
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | 4 | byte 55: the tensor "w" has 4 bytes by its offsets, but float32[2] takes 8
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}} | 4 | byte 55: the offsets of the tensor "w" are not two
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | 4 | byte 55: the offsets of the tensor "w" are not two
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | leaves a gap
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 3 | ends at byte 4 of the data, of which there are 3
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 5 | byte 66: the file goes on
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | within the tensor before it
            {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | within the tensor before it
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | byte 62: the header has the key "w" twice
            {"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | has the key "dtype" twice
            {"w":{"dtype":"F8","shape":[4],"data_offsets":[0,4]}} | 4 | byte 22: the tensor "w" has the dtype F8; only BOOL, U8, I8,
            {"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}} | 4 | not a string for the dtype
            {"w":{"dtype":"F32","shape":[1]}} | 4 | byte 13: the tensor "w" needs a dtype, a shape and data_offsets
            {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":{}}} | 4 | has the key "x", which the format does not know
            {"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | 4 | byte 37: the header has '-', not a whole number
            {"w":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}} | 4 | not a whole number
            {"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}} | 4 | the header has '.', not ']'
            {"w":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}} | 4 | the header has 'e', not ']'
            {"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}} | 4 | is more than 2⁶³ − 1
            {"w":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}} | 4 | has an axis of size 4294967297, more than can be held
            {"w":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,0]}} | 0 | more elements than can be held
            {"w":{"dtype":"F32","shape":[2147483647,2147483647,4,4,4],"data_offsets":[0,0]}} | 0 | more elements than can be held
            {"w":{"dtype":"F32","shape":[4],"data_offsets":[9223372036854775791,9223372036854775807]}} | 4 | of the data, of which there are 4
            {"__metadata__":{"a":1}} | 0 | byte 29: the header has '1', not a string for the text "a"
            {"__metadata__":{"a":"1","a":"2"}} | 0 | byte 33: __metadata__ has the key "a" twice
            {"__metadata__":null} | 0 | not '{' to begin __metadata__
            {"\\x":{}} | 0 | byte 10: no escape that JSON knows
            {"\\u12":{}} | 0 | byte 10: \\u without four hexadecimal digits
            {"\\ud800":{}} | 0 | byte 10: half a surrogate pair
            {"\\udc00\\ud800":{}} | 0 | byte 10: half a surrogate pair
            {"w | 0 | not '"' to end a key of the header
            """)
    void refusesAHeader(String header, int data, String sentence) throws IOException {
        Path file = stored(file(header, new byte[data]));
        requireRefused(file, sentence);
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        byte[] bytes = file("{\"w??\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", new byte[0]);
        bytes[11] = (byte) 0xc3; // begins a pair, and what follows does not end it
        requireRefused(stored(bytes), "byte 11: a string is not UTF-8");
        bytes[11] = '\n';
        requireRefused(stored(bytes), "byte 11: a control character within a key of the header");
    }

    @Test
    void refusesABoolThatIsNone() throws IOException {
        byte[] bytes = file("{\"b\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}", new byte[] {0, 1, 2});
        requireRefused(stored(bytes), "byte " + (bytes.length - 1) + ": a bool of the tensor \"b\" is 2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 60, -1, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 32, 6})
    void refusesALengthBeyondTheFileWithoutAllocating(long claimed) throws IOException {
        byte[] bytes = file("{}   ", new byte[0]);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed);
        Path file = stored(bytes);
        long before = Hostile.allocated();
        requireRefused(file, "byte 0: the header claims " + Long.toUnsignedString(claimed) + " bytes, but the file has 5");
        assertTrue(Hostile.allocated() - before < 1 << 20);
    }

    @Test
    void refusesNestingOfAnyDepth() throws IOException {
        for (String start : new String[] {"{\"a\":", "[", "{\"a\":{\"shape\":["}) {
            requireRefused(stored(file(start.repeat(1_000_000), new byte[0])), "byte ");
        }
    }

    @Test
    void refusesAFileThatIsCutOffAnywhereOrGoesOn() throws IOException {
        byte[] bytes = written(Map.of("w", Tensor.ones(3, 2), "b", Tensor.of(new boolean[] {true})), Map.of("k", "v"));
        for (int n = 0; n < bytes.length; n++) {
            Path file = stored(Arrays.copyOf(bytes, n));
            requireRefused(file, "byte ");
            assertThrows(IllegalArgumentException.class, () -> Safetensors.readMetadata(file));
        }
        requireRefused(stored(Arrays.copyOf(bytes, bytes.length + 1)), "byte " + bytes.length + ": the file goes on");
        assertThrows(IllegalArgumentException.class, () -> Safetensors.readMetadata(folder.resolve("stored")));
    }

    /** Each damaged file is refused, or is itself a right file: it comes back from what is written of it. */
    @Test
    void damagedFilesAreRefusedOrRight() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Random random = new Random(5);
        for (String name : new String[] {"w", "0.weight", "ε", "😀\n"}) {
            tensors.put(name, tensor(random));
        }
        byte[] bytes = written(tensors, Map.of("format", "pt"));
        Hostile.Outcome outcome = Hostile.mutate(bytes, 5000, "[]{},:\"\\0123456789F3I64", Hostile.PLACE, mutant -> {
            Path file = stored(mutant);
            Map<String, Tensor> read = Safetensors.read(file);
            Map<String, String> metadata = Safetensors.readMetadata(file);
            return () -> {
                Safetensors.write(file, read, metadata);
                requireSame("written again", read, Safetensors.read(file));
            };
        });
        assertTrue(outcome.refused() > 2500 && outcome.right() > 100, outcome::toString);
    }

    @Test
    void namesAreCheckedBeforeAnythingIsWritten() {
        Path file = folder.resolve("never.safetensors");
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(file, Map.of("__metadata__", Tensor.ones(1)))).getMessage().contains("taken by the format"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(file, Map.of("\uD800", Tensor.ones(1)))).getMessage().contains("surrogate"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(file, Map.of(), Map.of("a", "\uDC00"))).getMessage().contains("surrogate"));
        assertEquals(List.of(), listed());
    }

    @Test
    void aMissingFileAndAFolderAreNamed() {
        Path missing = folder.resolve("missing.safetensors");
        assertEquals(missing + ": there is no such file or folder",
                assertThrows(UncheckedIOException.class, () -> Safetensors.read(missing)).getMessage());
        assertEquals(folder + ": cannot be read (it is a folder)",
                assertThrows(UncheckedIOException.class, () -> Safetensors.read(folder)).getMessage());
    }

    // Atomicity

    @Test
    void aWriteThatFailsHalfWayLeavesTheOldFileAndNoOther() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Tensor gone = Tensor.ones(1000);
        Tensor large = Tensor.ones(100_000);
        Safetensors.write(file, Map.of("w", Tensor.ones(2)));
        byte[] old = Files.readAllBytes(file);
        TensorAccess.get().storage(gone).retire("is gone");
        assertThrows(IllegalStateException.class, () -> Safetensors.write(file, Map.of("a", large, "b", gone)));
        assertArrayEquals(old, Files.readAllBytes(file));
        assertEquals(List.of("model.safetensors"), listed());

        Path fresh = folder.resolve("fresh.safetensors");
        assertThrows(IllegalStateException.class, () -> Safetensors.write(fresh, Map.of("a", large, "b", gone)));
        assertEquals(List.of("model.safetensors"), listed());
    }

    @Test
    void anInterruptedWriteLeavesTheOldFileAndNoOther() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, Map.of("w", Tensor.ones(2)));
        byte[] old = Files.readAllBytes(file);
        Thread.currentThread().interrupt(); // closes the channel at the first write
        try {
            assertThrows(UncheckedIOException.class, () -> Safetensors.write(file, Map.of("w", Tensor.zeros(2))));
        } finally {
            Thread.interrupted();
        }
        assertArrayEquals(old, Files.readAllBytes(file));
        assertEquals(List.of("model.safetensors"), listed());
    }

    @Test
    void aTargetThatCannotBeWrittenIsNamed() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        assertEquals(inside + ": cannot be written (it is not a regular file)", assertThrows(UncheckedIOException.class,
                () -> Safetensors.write(inside, Map.of())).getMessage());
        Path nowhere = folder.resolve("nowhere/x.safetensors");
        assertTrue(assertThrows(UncheckedIOException.class, () -> Safetensors.write(nowhere, Map.of())).getMessage()
                .startsWith(nowhere + ": cannot be written (there is no folder "));
        assertEquals(List.of("inside"), listed());
    }

    @Test
    void readersSeeOneFileOrTheOther() throws InterruptedException {
        Path file = folder.resolve("model.safetensors");
        Tensor zeros = Tensor.zeros(30_000);
        Tensor ones = Tensor.ones(20_000);
        Safetensors.write(file, Map.of("w", zeros));
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 50; i++) {
                Safetensors.write(file, Map.of("w", i % 2 == 0 ? ones : zeros));
            }
        });
        while (writer.isAlive()) {
            Tensor read = Safetensors.read(file).get("w");
            assertTrue(read.contentEquals(zeros) || read.contentEquals(ones));
        }
        writer.join();
        assertEquals(List.of("model.safetensors"), listed());
    }

    @Test
    void aLinkStaysALinkAndPermissionsStay() throws IOException {
        Path real = folder.resolve("real.safetensors");
        Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), real);
        Safetensors.write(real, Map.of());
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Safetensors.write(link, Map.of("w", Tensor.ones(2)));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("w"), List.copyOf(Safetensors.read(real).keySet()));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
    }

    // Material

    private static String name(Random random) {
        return NAMES[random.nextInt(NAMES.length)] + (random.nextBoolean() ? "" : random.nextInt(100));
    }

    /** {@return a tensor of any type, shape and layout} */
    static Tensor tensor(Random random) {
        int[] dims = random.ints(random.nextInt(5), 0, 5).map(dim -> random.nextInt(4) == 0 ? dim : dim + 1).toArray();
        DType dtype = DType.values()[random.nextInt(DType.values().length)];
        double[] values = random.doubles(Shape.of(dims).size(), -3, 3).toArray();
        Tensor x = TensorAccess.get().wrap(values, Shape.of(dims)).to(dtype);
        return switch (random.nextInt(4)) {
            case 0 -> x.rank() < 2 ? x : x.transpose();
            case 1 -> x.unsqueeze(0).expand(Stream.of(new int[] {2}, dims).flatMapToInt(Arrays::stream).toArray());
            case 2 -> x.rank() < 1 || dims[0] < 2 ? x : x.slice(0, 1, dims[0]);
            default -> x;
        };
    }

    static void requireSame(String where, Map<String, Tensor> expected, Map<String, Tensor> found) {
        assertEquals(expected.keySet(), found.keySet(), where);
        expected.forEach((name, x) -> assertTrue(x.contentEquals(found.get(name)),
                () -> where + ": " + name + ": " + x + " came back as " + found.get(name)));
    }

    private void requireRefused(Path file, String sentence) {
        String message = assertThrows(IllegalArgumentException.class, () -> Safetensors.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": byte ") && message.contains(sentence), message);
    }

    private List<String> listed() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] written(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("written");
        Safetensors.write(file, tensors, metadata);
        return Files.readAllBytes(file);
    }

    private Path stored(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("stored"), bytes);
    }

    private static byte[] file(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
        out.writeBytes(text);
        out.writeBytes(data);
        return out.toByteArray();
    }
}
