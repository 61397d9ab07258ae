package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.regex.Pattern;

/** Damages files, and sees that reading them ends in a refusal with a place or in a right result, without much memory. */
final class Hostile {

    /** A refusal that names the place. */
    static final String PLACE = ".*: byte \\d+: .*";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long[] NUMBERS = {0, 1, -1, 0x7fffffff, 0xffffffffL, 1L << 31, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE, 7, 255,
        256};

    private Hostile() {
    }

    /** Reads a file and returns what makes sure that the result is right. */
    interface Reading {
        Check read(byte[] file) throws IOException;
    }

    interface Check {
        void run() throws IOException;
    }

    record Outcome(int refused, int right) {
    }

    /** {@return the bytes this thread has allocated until now} */
    static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /**
     * Reads a file damaged in {@code tries} ways. A refusal must match a pattern; reading may allocate 100 times the file, and a
     * megabyte.
     */
    static Outcome mutate(byte[] file, int tries, String letters, String refusal, Reading reading) throws IOException {
        Pattern pattern = Pattern.compile(refusal, Pattern.DOTALL);
        int refused = 0;
        int right = 0;
        for (int seed = 0; seed < tries; seed++) {
            byte[] mutant = mutant(file, letters, new Random(seed));
            long before = allocated();
            Check check = null;
            try {
                check = reading.read(mutant);
                right++;
            } catch (IllegalArgumentException e) {
                assertTrue(pattern.matcher(e.getMessage()).matches(), "seed " + seed + ": " + e.getMessage());
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed, e);
            }
            long used = allocated() - before;
            assertTrue(used < 100L * mutant.length + (1 << 20), "seed " + seed + " allocates " + used);
            if (check != null) {
                check.run();
            }
        }
        return new Outcome(refused, right);
    }

    private static byte[] mutant(byte[] file, String letters, Random random) {
        byte[] bytes = file.clone();
        for (int times = 1 + random.nextInt(3); times > 0 && bytes.length > 0; times--) {
            int at = random.nextBoolean() ? random.nextInt(bytes.length) : random.nextInt(Math.min(bytes.length, 256));
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) letters.charAt(random.nextInt(letters.length()));
                case 3 -> { // a number of 2, 4 or 8 bytes
                    byte[] number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(NUMBERS[random.nextInt(NUMBERS.length)]).array();
                    System.arraycopy(number, 0, bytes, at, Math.min(bytes.length - at, 2 << random.nextInt(3)));
                }
                case 4 -> { // a number in decimal digits becomes larger
                    int digit = at;
                    while (digit < bytes.length && (bytes[digit] < '0' || bytes[digit] > '9')) {
                        digit++;
                    }
                    bytes = spliced(bytes, digit, digit == bytes.length ? 0 : 1, 0, digit);
                    for (int zeros = random.nextInt(20); zeros > 0 && digit < bytes.length - 1; zeros -= 3) {
                        bytes = spliced(bytes, digit + 1, 1, 0, digit);
                    }
                }
                case 5 -> bytes = spliced(bytes, at, 0, random.nextInt(Math.min(20, bytes.length - at) + 1));
                default -> { // repeats a stretch elsewhere
                    int from = random.nextInt(bytes.length);
                    bytes = spliced(bytes, at, Math.min(random.nextInt(40), bytes.length - from), 0, from);
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int at, int insert, int drop, int... from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        if (insert > 0) {
            out.write(bytes, from[0], insert);
        }
        out.write(bytes, at + drop, bytes.length - at - drop);
        return out.toByteArray();
    }
}
