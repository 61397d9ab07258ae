package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy's files: what NumPy 2.4 wrote is read, and so is what the format's text allows; all else is refused. */
class NpzTest {

    /** Of an array with the place, of the archive in the words of the JDK. */
    private static final String REFUSAL =
            "npz stream: (.*: byte \\d+: .*|the member \".*|this is no zip file, or a damaged one \\(.*\\))";

    private static final String F4 = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";

    @TempDir
    Path folder;

    // What NumPy writes

    @ParameterizedTest
    @ValueSource(strings = {"stored", "deflated", "streamed"})
    void readsWhatNumPyWrote(String how) throws IOException {
        SequencedMap<String, Tensor> read = Npz.read(resource("/npz/" + how + ".npz"));
        assertEquals(List.of("f4", "f8", "i4", "i8", "b1", "scalar", "empty", "a/b.ε"), List.copyOf(read.keySet()));
        assertSame(Tensor.range(6).reshape(2, 3).to(DType.FLOAT32).div(4).sub(1), read.get("f4"));
        assertSame(Tensor.range(24).reshape(2, 3, 4).to(DType.FLOAT64).div(8), read.get("f8"));
        assertSame(Tensor.of(new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}), read.get("i4"));
        assertSame(Tensor.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, 1, 2), read.get("i8"));
        assertSame(Tensor.of(new boolean[] {true, false, true}), read.get("b1"));
        assertSame(Tensor.full(DType.FLOAT64, 0.1), read.get("scalar"));
        assertSame(Tensor.zeros(0, 3), read.get("empty"));
        assertSame(Tensor.of(new float[] {Float.NaN, Float.POSITIVE_INFINITY, -0f}), read.get("a/b.ε"));
    }

    @Test
    void readsTheSameFromAPath() throws IOException {
        Path file = folder.resolve("x.npz");
        try (InputStream in = resource("/npz/deflated.npz")) {
            Files.copy(in, file);
        }
        SafetensorsTest.requireSame("path", Npz.read(resource("/npz/stored.npz")), Npz.read(file));
    }

    @Test
    void readsEachVersionOfTheFormat() throws IOException {
        Npz.read(resource("/npz/versions.npz")).forEach((name, x) -> assertSame(Tensor.range(6).reshape(2, 3), x));
        assertEquals(3, Npz.read(resource("/npz/versions.npz")).size());
    }

    @Test
    void anyArrayComesBackInBothOrders() throws IOException {
        Path file = folder.resolve("x.npy");
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Tensor x = SafetensorsTest.tensor(random);
            boolean columnMajor = random.nextBoolean();
            Files.write(file, npy(x, columnMajor, 1 + random.nextInt(3)));
            assertSame(x, Npy.read(file));
            assertSame(x, Npy.read(new ByteArrayInputStream(npy(x, columnMajor, 1))));
        }
    }

    /** What java.util.zip writes says the sizes after the data, when deflated. */
    @Test
    void readsWhatAnotherZipWriterWrites() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setComment(random.nextBoolean() ? null : "a comment");
                for (String name : new String[] {"a", "ε/ü", ""}) {
                    tensors.put(name, SafetensorsTest.tensor(random));
                    byte[] bytes = npy(tensors.get(name), false, 1);
                    ZipEntry entry = new ZipEntry(name + ".npy");
                    entry.setComment("of a member");
                    if (random.nextBoolean()) {
                        CRC32 crc = new CRC32();
                        crc.update(bytes);
                        entry.setMethod(ZipEntry.STORED);
                        entry.setSize(bytes.length);
                        entry.setCrc(crc.getValue());
                    }
                    zip.putNextEntry(entry);
                    zip.write(bytes);
                    zip.closeEntry();
                }
            }
            SafetensorsTest.requireSame("seed " + seed, tensors, Npz.read(new ByteArrayInputStream(out.toByteArray())));
        }
    }

    @Test
    void readsSizesOf64Bits() {
        assertSame(Tensor.of(new float[] {1, 2, 3}), Npz.read(new ByteArrayInputStream(zip64("x.npy", npyOfThree()))).get("x"));
    }

    // Refusals of arrays

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {'descr': '=f4', 'fortran_order': False, 'shape': (3,), } ; byte 20: the dtype is '=f4'; only floats f2, f4, f8, integers
            {'descr': '<c8', 'fortran_order': False, 'shape': (6,), } ; the dtype is '<c8'
            {'descr': '|f4', 'fortran_order': False, 'shape': (3,), } ; the dtype is '|f4'
            {'descr': '<V2', 'fortran_order': False, 'shape': (6,), } ; the dtype is '<V2'
            {'descr': '|O', 'fortran_order': False, 'shape': (3,), } ; the dtype is '|O'
            {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), } ; the array is of records
            {'descr': '<f4', 'fortran_order': False, 'shape': (4,), } ; an array of float32[4] takes 16 bytes, but 12 follow
            {'descr': '<f4', 'fortran_order': False, 'shape': (2,), } ; an array of float32[2] takes 8 bytes, but 12 follow
            {'descr': '<f4', 'fortran_order': False, 'shape': (3), } ; not ',' after a size of the shape
            {'descr': '<f4', 'fortran_order': False, 'shape': (-3,), } ; not a whole number for a size of the shape
            {'descr': '<f4', 'fortran_order': False, 'shape': (3.,), } ; not ',' after a size
            {'descr': '<f4', 'fortran_order': False, 'shape': (4294967299,), } ; an axis of size 4294967299, more than can be held
            {'descr': '<f4', 'fortran_order': False, 'shape': (65536,65536,), } ; more elements than can be held
            {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } ; is more than 2⁶³ − 1
            {'descr': '<f4', 'fortran_order': 0, 'shape': (3,), } ; not True or False for the order
            {'descr': '<f4', 'fortran_order': False, } ; the header needs 'descr', 'fortran_order' and 'shape'
            {'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,), } ; byte 27: the header has the key 'descr' twice
            {'descr': '<f4', 'more': '<f4', 'fortran_order': False, 'shape': (3,), } ; the key 'more', which the format does not know
            {'descr': '<f4' 'fortran_order': False, 'shape': (3,), } ; not ',' or '}' after the value of 'descr'
            {'descr': '<f4', 'fortran_order': False, 'shape': (3,), ; the header has its end, not a string for a key
            {'descr': '<f4', 'fortran_order': False, 'shape': (3,), }} ; not the end of the header
            ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((( ; byte 10: the header has '(', not '{'
            """)
    void refusesAHeader(String header, String sentence) throws IOException {
        Path file = Files.write(folder.resolve("x.npy"), npy(header, 1, new byte[12]));
        String message = assertThrows(IllegalArgumentException.class, () -> Npy.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": byte ") && message.contains(sentence), message);
    }

    @Test
    void acceptsOtherSpellingsOfAHeader() throws IOException {
        for (String header : new String[] {F4, "{\"shape\":(3L,),'fortran_order':True,'descr':\"<f4\"}  \n",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3,)}"}) {
            Path file = Files.write(folder.resolve("x.npy"), npy(header, 1, new byte[12]));
            assertEquals(3, Npy.read(file).size());
        }
    }

    @Test
    void refusesAWrongStart() throws IOException {
        byte[] bytes = npyOfThree();
        requireRefused(changed(bytes, 1, 'M'), "byte 1: this is not an npy file");
        requireRefused(changed(bytes, 6, 4), "byte 6: the format version is 4.0");
        requireRefused(changed(bytes, 7, 1), "byte 6: the format version is 1.1");
        byte[] second = npy(F4, 2, new byte[12]);
        ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        long before = Hostile.allocated();
        requireRefused(second, "byte 8: the header claims 4294967295 bytes");
        assertTrue(Hostile.allocated() - before < 1 << 20);
    }

    @Test
    void refusesAnArrayThatIsCutOffAnywhereOrGoesOn() {
        byte[] bytes = npyOfThree();
        for (int n = 0; n < bytes.length; n++) {
            requireRefused(Arrays.copyOf(bytes, n), "byte ");
        }
        requireRefused(Arrays.copyOf(bytes, bytes.length + 1), "takes 12 bytes, but 13 follow");
    }

    // Refusals of archives

    @ParameterizedTest
    @ValueSource(strings = {"stored", "deflated", "streamed"})
    void refusesAnArchiveThatIsCutOffAnywhere(String how) throws IOException {
        byte[] bytes = resource("/npz/" + how + ".npz").readAllBytes();
        for (int n = 0; n < bytes.length; n++) {
            requireArchiveRefused(Arrays.copyOf(bytes, n), "this is no zip file, or a damaged one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored", "deflated", "streamed"})
    void anyDamageOfAByteIsRefusedOrWithoutEffect(String how) throws IOException {
        byte[] bytes = resource("/npz/" + how + ".npz").readAllBytes();
        List<Tensor> right = List.copyOf(Npz.read(new ByteArrayInputStream(bytes)).values());
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = changed(bytes, at, bytes[at] ^ 1 << at % 8);
            try {
                List<Tensor> read = List.copyOf(Npz.read(new ByteArrayInputStream(damaged)).values());
                assertEquals(right.size(), read.size());
                for (int i = 0; i < read.size(); i++) {
                    assertSame(right.get(i), read.get(i));
                }
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().matches(REFUSAL), e.getMessage());
            }
        }
    }

    /** A result can differ only where the damage reached the checksum, too, or a name. */
    @Test
    void damagedArchivesAreRefusedOrRight() throws IOException {
        for (String how : new String[] {"stored", "deflated", "streamed"}) {
            byte[] bytes = resource("/npz/" + how + ".npz").readAllBytes();
            Map<String, Tensor> right = Npz.read(new ByteArrayInputStream(bytes));
            Hostile.Outcome outcome = Hostile.mutate(bytes, 3000, "PK\1\2\3\4\5\6\b'(),<f48", REFUSAL, mutant -> {
                Map<String, Tensor> read = Npz.read(new ByteArrayInputStream(mutant));
                return () -> read.forEach((name, x) -> {
                    if (right.containsKey(name)) {
                        assertSame(right.get(name), x);
                    }
                });
            });
            assertTrue(outcome.refused() > 2000 && outcome.right() > 20, how + outcome);
        }
    }

    /** Without the checksums of an archive in the way. */
    @Test
    void damagedArraysAreRefusedOrRight() throws IOException {
        byte[] bytes = npy(Tensor.range(24).reshape(2, 3, 4), true, 2);
        Hostile.Outcome outcome = Hostile.mutate(bytes, 5000, "{}'(),:<fib48| L0123456789", Hostile.PLACE, mutant -> {
            Tensor x = Npy.read(new ByteArrayInputStream(mutant));
            return () -> assertSame(x, Npy.read(new ByteArrayInputStream(npy(x, false, 1))));
        });
        assertTrue(outcome.refused() > 2000 && outcome.right() > 100, outcome::toString);
    }

    @Test
    void refusesWhatOnlyTheDirectoryCanSay() throws IOException {
        byte[] bytes = zip("x.npy", npyOfThree());
        int directory = directory(bytes);
        requireArchiveRefused(changed(bytes, directory + 8, 1), "encrypted");
        requireArchiveRefused(changed(bytes, directory + 10, 12), "compression method");
        requireArchiveRefused(changed(bytes, directory + 16, bytes[directory + 16] + 1), "the member \"x.npy\" does not match its checksum");
        requireArchiveRefused(zip("x.txt", npyOfThree()), "the member \"x.txt\" is not an array");
        requireArchiveRefused(zip("x.npy", Arrays.copyOf(npyOfThree(), 130)), "npz stream: x.npy: byte 128: an array of float32[3] takes 12 bytes");
        requireArchiveRefused(new byte[0], "this is no zip file");
        byte[] twice = zips(Map.of("x.npy", npyOfThree(), "y.npy", npyOfThree()));
        int second = directory(twice) + 46 + 5;
        requireArchiveRefused(changed(twice, second + 46, twice[second - 5]), "the member \"" + (char) twice[second - 5] + ".npy\"");
    }

    /** A small file whose members were all the same bytes could unpack to any size. */
    @Test
    void refusesMembersThatShareBytes() throws IOException {
        byte[] noise = new byte[4000];
        new Random(1).nextBytes(noise);
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("x.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000,), }", 1, noise));
        members.put("y.npy", npyOfThree());
        byte[] bytes = zips(members);
        int first = directory(bytes);
        int second = first + 46 + 5;
        System.arraycopy(bytes, first + 16, bytes, second + 16, 12); // checksum and sizes
        System.arraycopy(bytes, first + 42, bytes, second + 42, 4); // place
        requireArchiveRefused(bytes, "the member \"y.npy\" claims 4128 bytes packed into");
    }

    /** 100 KB of packed zeros are 100 MB, which the array may take; that of a byte that claims them is refused unread. */
    @Test
    void refusesAMemberThatClaimsMoreThanDeflateCanPack() throws IOException {
        byte[] bytes = zip("x.npy", npyOfThree());
        long before = Hostile.allocated();
        requireArchiveRefused(changed(bytes, directory(bytes) + 24, 0, 0, 0, 0x7f), "which cannot be");
        assertTrue(Hostile.allocated() - before < 1 << 20);
    }

    @Test
    void refusesDataThatEndBeforeTheirSize() throws IOException {
        byte[] npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", 1, new byte[12]);
        byte[] bytes = zip("x.npy", npy);
        byte[] longer = changed(bytes, directory(bytes) + 24, npy.length + 4);
        requireArchiveRefused(longer, "npz stream: x.npy: byte " + npy.length + ": the file ends within the elements");
    }

    @Test
    void refusesDataThatGoOnAfterTheirSize() throws IOException {
        byte[] npy = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 1, new byte[12]);
        byte[] bytes = zip("x.npy", npy);
        byte[] shorter = changed(bytes, directory(bytes) + 24, npy.length - 4);
        requireArchiveRefused(shorter, "npz stream: x.npy: byte " + (npy.length - 4) + ": the file goes on after its elements");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.npz");
        assertEquals(missing + ": there is no such file or folder",
                assertThrows(UncheckedIOException.class, () -> Npz.read(missing)).getMessage());
    }

    // Material

    private static InputStream resource(String name) {
        return NpzTest.class.getResourceAsStream(name);
    }

    private static void assertSame(Tensor expected, Tensor found) {
        assertTrue(expected.contentEquals(found), () -> expected + " came back as " + found);
    }

    private static void requireRefused(byte[] npy, String sentence) {
        String message = assertThrows(IllegalArgumentException.class, () -> Npy.read(new ByteArrayInputStream(npy))).getMessage();
        assertTrue(message.startsWith("npy stream: byte ") && message.contains(sentence), message);
    }

    private static void requireArchiveRefused(byte[] npz, String sentence) {
        String message = assertThrows(IllegalArgumentException.class, () -> Npz.read(new ByteArrayInputStream(npz))).getMessage();
        assertTrue(message.matches(REFUSAL) && message.contains(sentence), message);
    }

    private static byte[] changed(byte[] bytes, int at, int... values) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            changed[at + i] = (byte) values[i];
        }
        return changed;
    }

    private static byte[] npyOfThree() {
        byte[] data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).putFloat(3).array();
        return npy(F4, 1, data);
    }

    /** {@return the npy file of a tensor, padded as NumPy does} */
    private static byte[] npy(Tensor x, boolean columnMajor, int version) {
        String type = switch (x.dtype()) {
            case FLOAT32 -> "<f4";
            case FLOAT64 -> "<f8";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case BOOL -> "|b1";
        };
        StringBuilder shape = new StringBuilder("(");
        for (int dim : x.shape().toArray()) {
            shape.append(dim).append(", ");
        }
        int last = x.rank() - 1;
        Tensor stored = columnMajor ? x.permute(IntStream.rangeClosed(0, last).map(axis -> last - axis).toArray()) : x;
        ByteBuffer data = ByteBuffer.allocate(x.size() * x.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (x.dtype()) {
            case FLOAT32 -> data.asFloatBuffer().put(stored.toFloatArray());
            case FLOAT64 -> data.asDoubleBuffer().put(stored.toDoubleArray());
            case INT32 -> data.asIntBuffer().put(stored.toIntArray());
            case INT64 -> data.asLongBuffer().put(stored.toLongArray());
            case BOOL -> {
                for (long value : stored.toLongArray()) {
                    data.put((byte) value);
                }
            }
        }
        return npy("{'descr': '" + type + "', 'fortran_order': " + (columnMajor ? "True" : "False") + ", 'shape': " + shape + "), }",
                version, data.array());
    }

    private static byte[] npy(String header, int version, byte[] data) {
        int start = version == 1 ? 10 : 12;
        int length = Math.ceilDiv(start + header.length() + 1, 64) * 64 - start;
        ByteBuffer file = ByteBuffer.allocate(start + length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) version).put((byte) 0);
        if (version == 1) {
            file.putShort((short) length);
        } else {
            file.putInt(length);
        }
        return file.put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII)).put(data).array();
    }

    private static byte[] zip(String name, byte[] member) throws IOException {
        return zips(Map.of(name, member));
    }

    private static byte[] zips(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static int directory(byte[] zip) {
        return ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(zip.length - 6);
    }

    /** {@return a zip file of one stored member that says all sizes and places with 64 bits} */
    private static byte[] zip64(String name, byte[] member) {
        CRC32 crc = new CRC32();
        crc.update(member);
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50).putShort((short) 45).putInt(0).putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
        zip.putShort((short) text.length).putShort((short) 20).put(text);
        zip.putShort((short) 1).putShort((short) 16).putLong(member.length).putLong(member.length).put(member);
        int directory = zip.position();
        zip.putInt(0x02014b50).putInt(45 << 16 | 45).putInt(0).putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
        zip.putShort((short) text.length).putShort((short) 28).putShort((short) 0).putInt(0).putInt(0).putInt(-1).put(text);
        zip.putShort((short) 1).putShort((short) 24).putLong(member.length).putLong(member.length).putLong(0);
        int end = zip.position();
        zip.putInt(0x06064b50).putLong(44).putInt(45 << 16 | 45).putInt(0).putInt(0).putLong(1).putLong(1);
        zip.putLong(end - directory).putLong(directory);
        zip.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        zip.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
        return Arrays.copyOf(zip.array(), zip.position());
    }
}
