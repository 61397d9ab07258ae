package gradus.simd;

/**
 * Where cache lines begin in arrays. A vector across two lines takes twice the transport, which loops over memory feel, and Java
 * does not tell where an array lies. But where its object begins on a line, lines begin among its elements 48 bytes on, as the
 * object's header takes 16. So G1 lays arrays larger than half a region, which get regions of their own, and
 * {@code -XX:ObjectAlignmentInBytes=64} all arrays. Elsewhere what begins there is as well off as anywhere.
 */
public final class CacheLines {

    private static final int LINE = 64;

    /** How far into an array's elements the first line begins. */
    static final int START_BYTES = LINE - 16;

    private CacheLines() {}

    /**
     * {@return the place in an array at which n elements of so many bytes best begin} That is 0 for those that fill no line, and for
     * more than an array would have room for behind it.
     */
    public static int start(int n, int bytes) {
        return (long) n * bytes < LINE || n > Integer.MAX_VALUE - LINE ? 0 : START_BYTES / bytes;
    }
}
