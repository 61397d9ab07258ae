package gradus.tensor.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Reads bytes from front to back and knows where it is, so that what does not fit is refused with its place. */
public final class ByteInput {

    private final String name;
    private final InputStream in;
    private final long length;
    private long position;

    /**
     * Reads a stream.
     *
     * @param name the file, and the member within it where it has members; begins every refusal
     * @param length how many bytes there can be; nothing is allocated for more
     */
    public ByteInput(String name, InputStream in, long length) {
        this.name = name;
        this.in = in;
        this.length = length;
    }

    /** {@return the place of the next byte} */
    public long position() {
        return position;
    }

    /** {@return how many bytes there can be} */
    public long length() {
        return length;
    }

    /**
     * {@return the next n bytes}
     *
     * @throws IllegalArgumentException when there are fewer
     */
    public byte[] take(long n, String what) throws IOException {
        if (n > length - position) {
            throw cutOff(length, n, what);
        }
        if (n > Integer.MAX_VALUE - 8) {
            throw refused(position, what + " of " + n + " bytes: more than can be read");
        }
        byte[] bytes = new byte[(int) n];
        read(bytes, bytes.length, what);
        return bytes;
    }

    /**
     * Reads the next n bytes to the front of an array.
     *
     * @throws IllegalArgumentException when there are fewer
     */
    public void read(byte[] into, int n, String what) throws IOException {
        int got = 0;
        try {
            while (got < n) {
                int more = in.read(into, got, n - got);
                if (more < 0) {
                    throw cutOff(position + got, n, what);
                }
                got += more;
            }
        } catch (EOFException e) {
            throw cutOff(position + got, n, what);
        } catch (ZipException e) {
            throw refused(position + got, "the compressed data are damaged (" + e.getMessage() + ")");
        }
        position += n;
    }

    /**
     * Makes sure that all has been read.
     *
     * @throws IllegalArgumentException when the bytes go on
     */
    public void end(String after) throws IOException {
        try {
            if (in.read() >= 0) {
                throw refused(position, "the file goes on after " + after);
            }
        } catch (EOFException e) {
            throw refused(position, "the compressed data end too early");
        } catch (ZipException e) {
            throw refused(position, "the compressed data are damaged (" + e.getMessage() + ")");
        }
    }

    /** {@return the exception that refuses the bytes for what stands at a place} */
    public IllegalArgumentException refused(long place, String why) {
        return new IllegalArgumentException(name + ": byte " + place + ": " + why);
    }

    private IllegalArgumentException cutOff(long end, long n, String what) {
        return refused(end, "the file ends within " + what + ", which takes " + n + " bytes from byte " + position + " on");
    }
}
