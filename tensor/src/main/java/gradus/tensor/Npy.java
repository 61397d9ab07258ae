package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import gradus.tensor.internal.TensorAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Files of one NumPy array (NumPy reference, "numpy.lib.format"; Kern 2007, NEP 1), format versions 1 to 3: the magic number
 * {@code \x93NUMPY}, the version, the length of the header, the header as a Python dictionary, then the elements in row-major (C)
 * or column-major (Fortran) order, little-endian or big-endian. Types that no tensor has are read into one that has all their
 * values ({@link StoredType}).
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The header of an array of plain numbers takes some 100 bytes, and a few for each axis. */
    private static final int LONGEST_HEADER = 1 << 16;

    /** The elements begin at a multiple of this, and NumPy leaves room for the first size to grow to so many digits. */
    private static final int ALIGNMENT = 64;
    private static final int LONGEST_SIZE = 21;

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
     * {@return the array of a file that a stream holds; the stream is read to its end, kept in memory meanwhile, and not closed}
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
        long bytes = (long) header.shape.size() * header.type.bytes();
        if (bytes != left) {
            throw in.refused(in.position(), "an array of " + header.type + header.shape + " takes " + bytes + " bytes, but " + left
                    + " follow");
        }
        Object array = StoredElements.read(in, header.type, header.order, header.shape.size(), "the elements");
        in.end("its elements");
        return header.columnMajor ? columnMajor(array, header.shape) : TensorAccess.get().wrap(array, header.shape);
    }

    /**
     * Writes a file, as a whole or not at all: format version 1, row-major and little-endian, byte for byte what
     * {@code numpy.save} writes of such an array.
     *
     * @throws IllegalArgumentException when the tensor has more axes than a header of version 1 can name
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Tensor tensor) {
        header(tensor);
        AtomicFile.write(file, out -> write(out, tensor));
    }

    static void write(WritableByteChannel out, Tensor tensor) throws IOException {
        StoredElements.writeAll(out, ByteBuffer.wrap(header(tensor)));
        StoredElements.write(out, tensor);
    }

    /** {@return all that stands before the elements} */
    static byte[] header(Tensor tensor) {
        StringBuilder text = new StringBuilder("{'descr': '").append(tensor.dtype() == DType.BOOL ? '|' : '<')
                .append(StoredType.of(tensor.dtype()).numpy()).append("', 'fortran_order': False, 'shape': (");
        int[] dims = tensor.shape().toArray();
        for (int axis = 0; axis < dims.length; axis++) {
            text.append(axis == 0 ? "" : ", ").append(dims[axis]);
        }
        text.append(dims.length == 1 ? ",), }" : "), }");
        int spare = dims.length == 0 ? 0 : LONGEST_SIZE - String.valueOf(dims[0]).length(); // for appending to the file in place
        int start = MAGIC.length + 4;
        int end = ((start + text.length() + spare + 1) / ALIGNMENT + 1) * ALIGNMENT;
        if (end - start > 0xffff) {
            throw new IllegalArgumentException("Npy.write: the tensor has " + dims.length
                    + " axes, NumPy 64 at most; reshape it to fewer");
        }
        text.repeat(' ', end - start - text.length() - 1).append('\n');
        ByteBuffer header = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).put((byte) 1).put((byte) 0);
        return header.putShort((short) (end - start)).put(text.toString().getBytes(StandardCharsets.US_ASCII)).array();
    }

    private static Tensor columnMajor(Object array, Shape shape) {
        int last = shape.rank() - 1;
        int[] reversed = IntStream.rangeClosed(0, last).map(axis -> shape.get(last - axis)).toArray();
        int[] order = IntStream.rangeClosed(0, last).map(axis -> last - axis).toArray();
        return TensorAccess.get().wrap(array, Shape.of(reversed)).permuted(order);
    }

    /** What the dictionary says. */
    private record Header(StoredType type, ByteOrder order, boolean columnMajor, Shape shape) {

        static Header read(HeaderText text) {
            long place = text.position();
            String descr = null;
            StoredType type = null;
            Boolean columnMajor = null;
            Shape shape = null;
            text.expect('{', "to begin the dictionary");
            while (!text.accept('}')) {
                long keyAt = text.position();
                String key = text.pythonString("a key");
                text.expect(':', "after the key '" + key + "'");
                boolean again = switch (key) {
                    case "descr" -> descr != null;
                    case "fortran_order" -> columnMajor != null;
                    case "shape" -> shape != null;
                    default -> throw text.refused(keyAt, "the header has the key '" + key + "', which the format does not know");
                };
                if (again) {
                    throw text.refused(keyAt, "the header has the key '" + key + "' twice");
                }
                switch (key) {
                    case "descr" -> {
                        long at = text.position();
                        descr = descr(text);
                        type = type(text, at, descr);
                    }
                    case "fortran_order" -> columnMajor = bool(text);
                    default -> shape = shape(text);
                }
                if (!text.accept(',') && text.peek() != '}') {
                    throw text.unexpected("',' or '}' after the value of '" + key + "'");
                }
            }
            text.end();
            if (type == null || columnMajor == null || shape == null) {
                throw text.refused(place, "the header needs 'descr', 'fortran_order' and 'shape'");
            }
            return new Header(type, descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, columnMajor, shape);
        }

        private static String descr(HeaderText text) {
            if (text.peek() == '[') {
                throw text.refused(text.position(), "the array is of records; only arrays of plain numbers can be read");
            }
            return text.pythonString("the dtype");
        }

        /** {@return the type of a code such as {@code <f4}: the byte order, which a single byte needs not, kind and bytes} */
        private static StoredType type(HeaderText text, long place, String descr) {
            for (StoredType type : StoredType.values()) {
                if (!type.numpy().isEmpty() && (descr.equals("<" + type.numpy()) || descr.equals(">" + type.numpy())
                        || type.bytes() == 1 && descr.equals("|" + type.numpy()))) {
                    return type;
                }
            }
            throw text.refused(place, "the dtype is '" + descr + "'; only floats f2, f4, f8, integers i1, i2, i4, i8, "
                    + "u1, u2, u4, u8 and bools b1 can be read");
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
