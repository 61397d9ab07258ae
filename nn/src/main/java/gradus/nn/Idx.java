package gradus.nn;

import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import gradus.tensor.internal.TensorAccess;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
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
        return FileBytes.read(file, bytes -> {
            byte[] first = bytes.stream(0, Math.min(2, bytes.size())).readAllBytes();
            boolean gzipped = first.length == 2 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b;
            return read(gzipped ? unzipped(bytes) : bytes.input());
        });
    }

    private static ByteInput unzipped(FileBytes bytes) throws IOException {
        try {
            InputStream in = new GZIPInputStream(bytes.stream(0, bytes.size()), 1 << 16);
            return new ByteInput(bytes.name(), in, bytes.size() * LARGEST_EXPANSION);
        } catch (EOFException e) {
            throw bytes.refused(bytes.size(), "the file ends within its gzip header");
        } catch (ZipException e) {
            throw bytes.refused(0, "the gzip header is damaged (" + e.getMessage() + ")");
        }
    }

    private static Idx read(ByteInput in) throws IOException {
        byte[] magic = in.take(4, "its magic number");
        if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0) {
            throw in.refused(0, "the magic number is " + hex(magic) + ", not that of an IDX file (00 00 08 and the number of axes)");
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw in.refused(2, "the element type is " + hex(magic[2]) + "; only unsigned bytes (08) can be read");
        }
        int[] shape = new int[magic[3] & 0xff];
        long elements = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = ByteBuffer.wrap(in.take(4, "the size of axis " + axis)).getInt();
            if (shape[axis] < 0) {
                throw in.refused(in.position() - 4, "the size of axis " + axis + " is " + Integer.toUnsignedString(shape[axis])
                        + ", more than can be read");
            }
            elements = Math.min(elements * shape[axis], Integer.MAX_VALUE); // stays clear of overflow
        }
        byte[] data = in.take(elements, "its elements " + Arrays.toString(shape));
        in.end("its " + elements + " elements");
        return new Idx(shape, data);
    }

    private static String hex(byte... bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
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
