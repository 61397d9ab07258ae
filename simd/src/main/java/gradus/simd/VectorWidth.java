package gradus.simd;

import jdk.incubator.vector.VectorShape;

/** The width of all vectors: the machine's own, or less where {@code -Dgradus.simd.bits} asks for it, to measure. */
final class VectorWidth {

    static final VectorShape SHAPE = shape(System.getProperty("gradus.simd.bits"));

    private VectorWidth() {}

    private static VectorShape shape(String asked) {
        VectorShape preferred = VectorShape.preferredShape();
        if (asked == null) return preferred;
        int bits = switch (asked) {
            case "128", "256", "512" -> Integer.parseInt(asked);
            default -> Integer.MAX_VALUE;
        };
        if (bits > preferred.vectorBitSize()) {
            throw new IllegalArgumentException("-Dgradus.simd.bits=" + asked + " must be 128, 256 or 512 and at most this machine's "
                + preferred.vectorBitSize() + '.');
        }
        return VectorShape.forBitSize(bits);
    }
}
