package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Elements in files, one after the other; a bool is a byte, 0 or 1. They pass through a small buffer, however many there are. */
final class StoredElements {

    private static final int CHUNK = 1 << 16;

    private StoredElements() {
    }

    /**
     * {@return a Java array of the next elements, of the type's dtype}
     *
     * @throws IllegalArgumentException when there are too few, a bool is neither 0 nor 1, or a uint64 is beyond int64
     */
    static Object read(ByteInput in, StoredType type, ByteOrder order, int length, String what) throws IOException {
        Object array = type.dtype().newArray(length);
        int bytes = type.bytes();
        ByteBuffer chunk = chunk(length, bytes, order);
        for (int at = 0, n; at < length; at += n) {
            n = Math.min(length - at, chunk.capacity() / bytes);
            long position = in.position();
            in.read(chunk.array(), n * bytes, what);
            int wrong = decode(chunk, type, array, at, n);
            if (wrong < n) {
                throw in.refused(position + (long) wrong * bytes, type == StoredType.BOOL
                        ? "a bool of " + what + " is " + (chunk.get(wrong) & 0xff) + "; it must be 0 or 1"
                        : "a uint64 of " + what + " is " + Long.toUnsignedString(chunk.getLong(wrong * bytes))
                                + ", beyond int64, which ends at 2⁶³ − 1");
            }
        }
        return array;
    }

    /** {@return the first of n elements that cannot be held, or n; the others before it have been read} */
    private static int decode(ByteBuffer chunk, StoredType type, Object array, int at, int n) {
        switch (type) {
            case FLOAT32 -> chunk.asFloatBuffer().get((float[]) array, at, n);
            case FLOAT64 -> chunk.asDoubleBuffer().get((double[]) array, at, n);
            case INT32 -> chunk.asIntBuffer().get((int[]) array, at, n);
            case INT64 -> chunk.asLongBuffer().get((long[]) array, at, n);
            case BOOL -> {
                boolean[] z = (boolean[]) array;
                for (int i = 0; i < n; i++) {
                    if ((chunk.get(i) & ~1) != 0) {
                        return i;
                    }
                    z[at + i] = chunk.get(i) == 1;
                }
            }
            case FLOAT16 -> {
                float[] z = (float[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = Float.float16ToFloat(chunk.getShort(2 * i));
                }
            }
            case BFLOAT16 -> {
                float[] z = (float[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = Float.intBitsToFloat(chunk.getShort(2 * i) << 16);
                }
            }
            case INT8 -> {
                int[] z = (int[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = chunk.get(i);
                }
            }
            case UINT8 -> {
                int[] z = (int[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = chunk.get(i) & 0xff;
                }
            }
            case INT16 -> {
                int[] z = (int[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = chunk.getShort(2 * i);
                }
            }
            case UINT16 -> {
                int[] z = (int[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = chunk.getShort(2 * i) & 0xffff;
                }
            }
            case UINT32 -> {
                long[] z = (long[]) array;
                for (int i = 0; i < n; i++) {
                    z[at + i] = chunk.getInt(4 * i) & 0xffffffffL;
                }
            }
            case UINT64 -> {
                long[] z = (long[]) array;
                chunk.asLongBuffer().get(z, at, n);
                for (int i = 0; i < n; i++) {
                    if (z[at + i] < 0) {
                        return i;
                    }
                }
            }
        }
        return n;
    }

    /** Writes the elements of a tensor as they are, in row-major order and little-endian. */
    static void write(WritableByteChannel out, Tensor tensor) throws IOException {
        Tensor x = tensor.rowMajor();
        int length = x.size();
        int bytes = x.dtype().bytes();
        ByteBuffer chunk = chunk(length, bytes, ByteOrder.LITTLE_ENDIAN);
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
            x.storage().requireIntact();
            writeAll(out, chunk.duplicate().limit(n * bytes));
        }
    }

    /**
     * Writes the elements of a floating tensor rounded to a floating type: to the nearest, of two equally near to the even one.
     *
     * @throws IllegalArgumentException when a finite element would become infinite
     */
    static void writeRounded(WritableByteChannel out, StoredType type, Tensor tensor, String what) throws IOException {
        Tensor x = tensor.rowMajor();
        int length = x.size();
        int bytes = type.bytes();
        ByteBuffer chunk = chunk(length, bytes, ByteOrder.LITTLE_ENDIAN);
        for (int done = 0, n; done < length; done += n) {
            n = Math.min(length - done, chunk.capacity() / bytes);
            for (int i = 0; i < n; i++) {
                double value = Elements.getDouble(x.array(), x.offset() + done + i);
                double stored = switch (type) {
                    case FLOAT16 -> {
                        short bits = Float.floatToFloat16(toOdd(value));
                        chunk.putShort(2 * i, bits);
                        yield Float.float16ToFloat(bits);
                    }
                    case BFLOAT16 -> {
                        short bits = toBfloat16(toOdd(value));
                        chunk.putShort(2 * i, bits);
                        yield Float.intBitsToFloat(bits << 16);
                    }
                    case FLOAT32 -> {
                        chunk.putFloat(4 * i, (float) value);
                        yield (float) value;
                    }
                    case FLOAT64 -> {
                        chunk.putDouble(8 * i, value);
                        yield value;
                    }
                    default -> throw new AssertionError(type);
                };
                if (Double.isInfinite(stored) && !Double.isInfinite(value)) {
                    StoredType wider = type == StoredType.FLOAT16 ? StoredType.BFLOAT16
                            : type == StoredType.BFLOAT16 ? StoredType.FLOAT32 : StoredType.FLOAT64;
                    throw new IllegalArgumentException(what + " holds " + value + ", beyond the range of " + type + "; store it as "
                            + wider.name());
                }
            }
            x.storage().requireIntact();
            writeAll(out, chunk.duplicate().limit(n * bytes));
        }
    }

    /**
     * {@return x as a float, rounded to the one with an odd last bit where x is between two; rounding the float to fewer bits then
     * gives what rounding x itself would (Boldo and Melquiond 2008)}
     */
    private static float toOdd(double x) {
        float f = (float) x;
        if (f == x || Double.isNaN(x)) {
            return f;
        }
        int towardsZero = Float.floatToRawIntBits(f) - (Math.abs((double) f) > Math.abs(x) ? 1 : 0);
        return Float.intBitsToFloat(towardsZero | 1);
    }

    /** {@return the upper half of the bits, rounded to nearest even; a NaN stays one} */
    private static short toBfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return (short) ((Float.isNaN(x) ? bits | 1 << 22 : bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    /** Writes what remains of a buffer; a channel may take less at a time. */
    static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static ByteBuffer chunk(int length, int bytes, ByteOrder order) {
        return ByteBuffer.allocate((int) Math.min((long) length * bytes, CHUNK)).order(order);
    }
}
