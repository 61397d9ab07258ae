package gradus.nn;

import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes as IDX files hold it, the format of the MNIST digits (LeCun, Cortes and Burges 1998).
 *
 * <p>A file is: two zero bytes, the element type (8 for unsigned bytes), the number of axes, the size of each axis as a
 * big-endian int32, then the elements in row-major order; all of that may be gzipped.
 *
 * @param shape the size of each axis
 * @param data the elements in row-major order; neither array is copied
 */
public record Idx(int[] shape, byte[] data) {

    private static final int UNSIGNED_BYTE = 8;

    /** Deflate packs 258 bytes into two bits at best, so a gzip file that claims more than this for a byte is lying. */
    private static final int LARGEST_EXPANSION = 1032;

    /**
     * An array of this shape.
     *
     * @throws IllegalArgumentException when the data do not fill it
     */
    public Idx {
        if (Shape.of(shape).size() != data.length) {
            throw new IllegalArgumentException("Idx: " + data.length + " bytes do not fill " + Arrays.toString(shape));
        }
    }

    /**
     * Reads a file, gzipped or plain. Memory is taken only for what the file can hold.
     *
     * @throws IllegalArgumentException when the content is not an IDX file of unsigned bytes, or not as long as it says
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static Idx read(Path file) {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(file, Files.size(file), raw);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static Idx read(Path file, long size, InputStream raw) throws IOException {
        raw.mark(2);
        boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        if (!gzipped) {
            return new Reader(file, raw).read(size);
        }
        return new Reader(file, unzipped(file, size, raw)).read(size * LARGEST_EXPANSION);
    }

    private static InputStream unzipped(Path file, long size, InputStream raw) throws IOException {
        try {
            return new GZIPInputStream(raw, 1 << 16);
        } catch (EOFException e) {
            throw new IllegalArgumentException(file + ": byte " + size + ": the file ends within its gzip header", e);
        } catch (ZipException e) {
            throw new IllegalArgumentException(file + ": byte 0: the gzip header is damaged (" + e.getMessage() + ")", e);
        }
    }

    /** Reads from a stream and knows where it is. */
    private static final class Reader {
        private final Path file;
        private final InputStream in;
        private long at;

        Reader(Path file, InputStream in) {
            this.file = file;
            this.in = in;
        }

        /** Reads the whole file, which cannot be longer than {@code limit} bytes. */
        Idx read(long limit) throws IOException {
            byte[] magic = take(4, "its magic number");
            if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0) {
                throw refused(0, "the magic number is " + hex(magic) + ", not that of an IDX file (00 00 08 and the number of axes)");
            }
            if (magic[2] != UNSIGNED_BYTE) {
                throw refused(2, "the element type is " + hex(magic[2]) + "; only unsigned bytes (08) can be read");
            }
            int[] shape = new int[magic[3] & 0xff];
            long elements = 1;
            for (int axis = 0; axis < shape.length; axis++) {
                byte[] b = take(4, "the size of axis " + axis);
                shape[axis] = (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
                if (shape[axis] < 0) {
                    throw refused(at - 4, "the size of axis " + axis + " is " + Integer.toUnsignedString(shape[axis]) + ", more than can be read");
                }
                elements = Math.min(elements * shape[axis], Integer.MAX_VALUE + 1L); // stays clear of overflow
            }
            if (elements > Integer.MAX_VALUE - 8 || at + elements > limit) {
                throw refused(4, "the sizes " + Arrays.toString(shape) + " claim more elements than the file can hold");
            }
            byte[] data = take((int) elements, "its elements");
            if (readSome(new byte[1], 0, "its checksum") >= 0) {
                throw refused(at, "the file goes on after its " + elements + " elements");
            }
            return new Idx(shape, data);
        }

        private byte[] take(int n, String what) throws IOException {
            byte[] bytes = new byte[n];
            int got = 0;
            while (got < n) {
                int more = readSome(bytes, got, what);
                if (more < 0) {
                    throw refused(at + got, "the file ends within " + what);
                }
                got += more;
            }
            at += n;
            return bytes;
        }

        private int readSome(byte[] bytes, int from, String what) throws IOException {
            try {
                return in.read(bytes, from, bytes.length - from);
            } catch (EOFException e) {
                throw refused(at + from, "the file ends within " + what);
            } catch (ZipException e) {
                throw refused(at + from, "the compressed data are damaged (" + e.getMessage() + ")");
            }
        }

        private IllegalArgumentException refused(long position, String why) {
            return new IllegalArgumentException(file + ": byte " + position + ": " + why);
        }

        private static String hex(byte... bytes) {
            StringBuilder text = new StringBuilder();
            for (byte b : bytes) {
                text.append(text.isEmpty() ? "" : " ").append(String.format("%02x", b));
            }
            return text.toString();
        }
    }

    /** {@return the elements as float32, divided by 255: black is 0, white is 1} */
    public Tensor toFractions() {
        float[] values = new float[data.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (data[i] & 0xff) / 255f;
        }
        return wrap(values);
    }

    /** {@return the elements as int32, 0 to 255} */
    public Tensor toIntegers() {
        int[] values = new int[data.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = data[i] & 0xff;
        }
        return wrap(values);
    }

    /** Without a copy: these arrays may be large. */
    private Tensor wrap(Object values) {
        return TensorAccess.get().wrap(values, Shape.of(shape));
    }
}
