package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

    @TempDir
    Path room;

    /** A file of unsigned bytes 0, 1, 2, … in this shape. */
    static byte[] file(int... shape) {
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + size);
        file.putInt(0x0800 | shape.length);
        for (int dim : shape) {
            file.putInt(dim);
        }
        for (int i = 0; i < size; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    static byte[] header(int... words) {
        ByteBuffer header = ByteBuffer.allocate(4 * words.length);
        for (int word : words) {
            header.putInt(word);
        }
        return header.array();
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private Idx read(byte[] content) throws IOException {
        return Idx.read(Files.write(room.resolve("f.idx"), content));
    }

    private void assertRefused(String why, byte[] content) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(content)).getMessage();
        assertEquals(room.resolve("f.idx") + ": " + why, message);
    }

    @Test
    void readsPlainAndGzipped() throws IOException {
        for (byte[] content : new byte[][] {file(3, 4, 5), gzip(file(3, 4, 5))}) {
            Idx idx = read(content);
            assertArrayEquals(new int[] {3, 4, 5}, idx.shape());
            assertEquals(60, idx.data().length);
            assertEquals(59, idx.data()[59]);
        }
        assertEquals(0, read(file(0, 28, 28)).data().length);
    }

    @Test
    void bytesAreUnsigned() throws IOException {
        Idx idx = read(file(256));
        assertEquals(255, idx.toIntegers().item(255));
        assertEquals(DType.INT32, idx.toIntegers().dtype());
        Tensor fractions = read(file(5, 1000)).toFractions();
        for (int i = 0; i < 5000; i++) {
            assertEquals(i % 256 / 255f, fractions.item(i / 1000, i % 1000));
        }
        assertEquals(Shape.of(2, 3), read(file(2, 3)).toFractions().shape());
    }

    @Test
    void refusesOtherMagicNumbers() {
        assertRefused("byte 0: the magic number is 50 4b 03 04, not that of an IDX file (00 00 08 and the number of axes)",
                header(0x504b0304, 1));
        assertRefused("byte 0: the magic number is 00 00 08 00, not that of an IDX file (00 00 08 and the number of axes)",
                header(0x0800));
        assertRefused("byte 2: the element type is 0d; only unsigned bytes (08) can be read", header(0x0d01, 1, 0));
    }

    @Test
    void refusesTruncatedFiles() throws IOException {
        byte[] whole = file(3, 4, 5);
        assertRefused("byte 2: the file ends within its magic number, which takes 4 bytes from byte 0 on", Arrays.copyOf(whole, 2));
        assertRefused("byte 0: the file ends within its magic number, which takes 4 bytes from byte 0 on", new byte[0]);
        assertRefused("byte 9: the file ends within the size of axis 1, which takes 4 bytes from byte 8 on", Arrays.copyOf(whole, 9));
        String elements = "byte 75: the file ends within its elements [3, 4, 5], which takes 60 bytes from byte 16 on";
        assertRefused(elements, Arrays.copyOf(whole, 75));
        assertRefused(elements, gzip(Arrays.copyOf(whole, 75)));
        byte[] gzipped = gzip(whole);
        assertRefused("byte 5: the file ends within its gzip header", Arrays.copyOf(gzipped, 5));
        for (int length = 10; length < gzipped.length; length++) {
            byte[] cut = Arrays.copyOf(gzipped, length);
            String message = assertThrows(IllegalArgumentException.class, () -> read(cut)).getMessage();
            assertTrue(message.contains("f.idx: byte ") && message.contains(" end"), message);
        }
    }

    @Test
    void refusesWhatFollowsTheElements() throws IOException {
        byte[] longer = Arrays.copyOf(file(3, 4), 25);
        assertRefused("byte 24: the file goes on after its 12 elements", longer);
        assertRefused("byte 24: the file goes on after its 12 elements", gzip(longer));
    }

    @Test
    void takesNoMemoryOnTheWordOfAHeader() {
        int most = Integer.MAX_VALUE;
        for (int[] claim : new int[][] {{1_000_000_000}, {65536, 65536}, {most, most, most}}) {
            int[] words = IntStream.concat(IntStream.of(0x0800 | claim.length), IntStream.of(claim)).toArray();
            for (boolean gzipped : new boolean[] {false, true}) {
                String message = assertThrows(IllegalArgumentException.class,
                        () -> read(gzipped ? gzip(header(words)) : header(words))).getMessage();
                assertTrue(message.contains("the file ends within its elements " + Arrays.toString(claim)), message);
            }
        }
        assertRefused("byte 8: the size of axis 1 is 4294967295, more than can be read", header(0x0802, 1, -1));
    }

    @Test
    void refusesDamagedCompression() throws IOException {
        byte[] gzipped = gzip(file(50, 50));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = gzipped.clone();
            damaged[10 + random.nextInt(damaged.length - 10)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertArrayEquals(file(50, 50), concat(header(0x0802, 50, 50), read(damaged).data()));
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("f.idx: "), e.getMessage());
                refused++;
            }
        }
        assertEquals(300, refused);
        gzipped[3] = (byte) 0xff;
        assertTrue(assertThrows(IllegalArgumentException.class, () -> read(gzipped)).getMessage().contains("gzip header"));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void saysWhichFileIsMissing() {
        Path missing = room.resolve("none");
        assertEquals(missing + ": there is no such file or folder",
                assertThrows(UncheckedIOException.class, () -> Idx.read(missing)).getMessage());
        assertTrue(assertThrows(UncheckedIOException.class, () -> Idx.read(room)).getMessage().startsWith(room + ": cannot be read"));
    }

    @Test
    void dataMustFillTheShape() {
        assertThrows(IllegalArgumentException.class, () -> new Idx(new int[] {2, 3}, new byte[5]));
    }
}
