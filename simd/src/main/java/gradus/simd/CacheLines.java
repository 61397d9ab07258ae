package gradus.simd;

/**
 * Where cache lines begin in arrays. A vector across two lines takes twice the transport, which long loops feel, and Java does
 * not tell where an array lies. But where its object begins on a line, lines begin among its elements 48 bytes on, as the object's
 * header takes 16. So G1 lays arrays larger than half a region, which get regions of their own, and
 * {@code -XX:ObjectAlignmentInBytes=64} all arrays. Elsewhere nothing is lost by it.
 */
final class CacheLines {

    /** How far into an array's elements the first line begins. */
    static final int START_BYTES = 64 - 16;

    /** The fewest elements for which a loop goes by lines: what comes before the first costs it a thousandth. */
    static final int LONG = 1 << 16;

    private CacheLines() {}
}
