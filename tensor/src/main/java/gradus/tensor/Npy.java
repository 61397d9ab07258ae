package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import gradus.tensor.internal.TensorAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Files of one NumPy array, format versions 1 to 3: the magic number {@code \x93NUMPY}, the version, the length of the header, the
 * header as a Python dictionary, then the elements in row-major (C) or column-major (Fortran) order.
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The header of an array of plain numbers takes some 100 bytes, and a few for each axis. */
    private static final int LONGEST_HEADER = 1 << 16;

    private Npy() {
    }

    /**
     * {@return the array of a file; of a column-major one, a view of the axes in reverse}
     *
     * @throws IllegalArgumentException when the content is damaged, or of a dtype that cannot be held
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static Tensor read(Path file) {
        return FileBytes.read(file, bytes -> tensor(bytes.input()));
    }

    /**
     * {@return the array of a file that a stream holds; the stream is read to its end and not closed}
     *
     * @throws IllegalArgumentException when the content is damaged, or of a dtype that cannot be held
     * @throws UncheckedIOException when the stream cannot be read
     */
    public static Tensor read(InputStream in) {
        return FileBytes.read("npy stream", in, bytes -> tensor(bytes.input()));
    }

    /** {@return the array whose file is {@code in}, as a whole} */
    static Tensor tensor(ByteInput in) throws IOException {
        byte[] start = in.take(8, "the magic number and version");
        int difference = Arrays.mismatch(Arrays.copyOf(start, MAGIC.length), MAGIC);
        if (difference >= 0) {
            throw in.refused(difference, "this is not an npy file, which begins with \\x93NUMPY");
        }
        if (start[6] < 1 || start[6] > 3 || start[7] != 0) {
            throw in.refused(6, "the format version is " + (start[6] & 0xff) + "." + (start[7] & 0xff)
                    + "; only 1.0, 2.0 and 3.0 can be read");
        }
        long lengthAt = in.position();
        byte[] stored = in.take(start[6] == 1 ? 2 : 4, "the length of the header");
        long length = ByteBuffer.wrap(Arrays.copyOf(stored, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length > LONGEST_HEADER) {
            throw in.refused(lengthAt, "the header claims " + length + " bytes, more than an array of plain numbers needs");
        }
        long headerAt = in.position();
        Header header = Header.read(new HeaderText(in, in.take(length, "the header"), headerAt));
        long left = in.length() - in.position();
        long bytes = (long) header.shape.size() * header.dtype.bytes();
        if (bytes != left) {
            throw in.refused(in.position(), "an array of " + header.dtype + header.shape + " takes " + bytes + " bytes, but " + left
                    + " follow");
        }
        Object array = header.dtype.newArray(header.shape.size());
        LittleEndian.read(in, array, "the elements");
        in.end("its elements");
        return header.columnMajor ? columnMajor(array, header.shape) : TensorAccess.get().wrap(array, header.shape);
    }

    private static Tensor columnMajor(Object array, Shape shape) {
        int last = shape.rank() - 1;
        int[] reversed = IntStream.rangeClosed(0, last).map(axis -> shape.get(last - axis)).toArray();
        int[] order = IntStream.rangeClosed(0, last).map(axis -> last - axis).toArray();
        return TensorAccess.get().wrap(array, Shape.of(reversed)).permuted(order);
    }

    /** What the dictionary says. */
    private record Header(DType dtype, boolean columnMajor, Shape shape) {

        static Header read(HeaderText text) {
            long place = text.position();
            DType dtype = null;
            Boolean columnMajor = null;
            Shape shape = null;
            text.expect('{', "to begin the dictionary");
            while (!text.accept('}')) {
                long keyAt = text.position();
                String key = text.pythonString("a key");
                text.expect(':', "after the key '" + key + "'");
                boolean again = switch (key) {
                    case "descr" -> dtype != null;
                    case "fortran_order" -> columnMajor != null;
                    case "shape" -> shape != null;
                    default -> throw text.refused(keyAt, "the header has the key '" + key + "', which the format does not know");
                };
                if (again) {
                    throw text.refused(keyAt, "the header has the key '" + key + "' twice");
                }
                switch (key) {
                    case "descr" -> dtype = dtype(text);
                    case "fortran_order" -> columnMajor = bool(text);
                    default -> shape = shape(text);
                }
                if (!text.accept(',') && text.peek() != '}') {
                    throw text.unexpected("',' or '}' after the value of '" + key + "'");
                }
            }
            text.end();
            if (dtype == null || columnMajor == null || shape == null) {
                throw text.refused(place, "the header needs 'descr', 'fortran_order' and 'shape'");
            }
            return new Header(dtype, columnMajor, shape);
        }

        private static DType dtype(HeaderText text) {
            long place = text.position();
            if (text.peek() == '[') {
                throw text.refused(place, "the array is of records; only arrays of plain numbers can be read");
            }
            String code = text.pythonString("the dtype");
            return switch (code) {
                case "<f4" -> DType.FLOAT32;
                case "<f8" -> DType.FLOAT64;
                case "<i4" -> DType.INT32;
                case "<i8" -> DType.INT64;
                case "|b1" -> DType.BOOL;
                default -> throw text.refused(place, "the dtype is '" + code + "'; only <f4, <f8, <i4, <i8 and |b1 can be read");
            };
        }

        private static boolean bool(HeaderText text) {
            if (text.acceptWord("True")) {
                return true;
            }
            if (text.acceptWord("False")) {
                return false;
            }
            throw text.unexpected("True or False for the order");
        }

        private static Shape shape(HeaderText text) {
            long place = text.position();
            List<Long> dims = new ArrayList<>();
            text.expect('(', "to begin the shape");
            while (!text.accept(')')) {
                dims.add(text.natural("a size of the shape"));
                text.accept('L'); // a long of Python 2
                if (!text.accept(',') && (dims.size() < 2 || text.peek() != ')')) {
                    throw text.unexpected("',' after a size of the shape"); // (3) is a number in Python, (3,) a tuple
                }
            }
            return text.shape(place, dims.stream().mapToLong(Long::longValue).toArray(), "the array");
        }
    }
}
