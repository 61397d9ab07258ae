package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Elements in files: little-endian, one after the other; a bool is a byte, 0 or 1. */
final class LittleEndian {

    private static final int CHUNK = 1 << 16;

    private LittleEndian() {
    }

    /**
     * Fills a Java array with the next bytes.
     *
     * @throws IllegalArgumentException when there are too few, or a bool is neither 0 nor 1
     */
    static void read(ByteInput in, Object array, String what) throws IOException {
        int length = Array.getLength(array);
        int bytes = DType.ofArray(array).bytes();
        ByteBuffer chunk = chunk(length, bytes);
        for (int at = 0, n; at < length; at += n) {
            n = Math.min(length - at, chunk.capacity() / bytes);
            long position = in.position();
            in.read(chunk.array(), n * bytes, what);
            switch (array) {
                case float[] a -> chunk.asFloatBuffer().get(a, at, n);
                case double[] a -> chunk.asDoubleBuffer().get(a, at, n);
                case int[] a -> chunk.asIntBuffer().get(a, at, n);
                case long[] a -> chunk.asLongBuffer().get(a, at, n);
                case boolean[] a -> {
                    for (int i = 0; i < n; i++) {
                        byte b = chunk.get(i);
                        if ((b & ~1) != 0) {
                            throw in.refused(position + i, "a bool of " + what + " is " + (b & 0xff) + "; it must be 0 or 1");
                        }
                        a[at + i] = b == 1;
                    }
                }
                default -> throw new AssertionError(array.getClass());
            }
        }
    }

    /** Writes the elements of a tensor in row-major order. */
    static void write(WritableByteChannel out, Tensor tensor) throws IOException {
        Tensor x = tensor.rowMajor();
        int length = x.size();
        int bytes = x.dtype().bytes();
        ByteBuffer chunk = chunk(length, bytes);
        for (int done = 0, n; done < length; done += n) {
            n = Math.min(length - done, chunk.capacity() / bytes);
            int at = x.offset() + done;
            switch (x.array()) {
                case float[] a -> chunk.asFloatBuffer().put(a, at, n);
                case double[] a -> chunk.asDoubleBuffer().put(a, at, n);
                case int[] a -> chunk.asIntBuffer().put(a, at, n);
                case long[] a -> chunk.asLongBuffer().put(a, at, n);
                case boolean[] a -> {
                    for (int i = 0; i < n; i++) {
                        chunk.put(i, (byte) (a[at + i] ? 1 : 0));
                    }
                }
                default -> throw new AssertionError(x.dtype());
            }
            writeAll(out, chunk.duplicate().limit(n * bytes));
        }
    }

    /** Writes what remains of a buffer; a channel may take less at a time. */
    static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static ByteBuffer chunk(int length, int bytes) {
        return ByteBuffer.allocate((int) Math.min((long) length * bytes, CHUNK)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
