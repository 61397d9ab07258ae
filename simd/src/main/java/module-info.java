/**
 * Kernels over plain arrays, on the JDK's Vector API where it is there and in plain Java elsewhere, with the same bits.
 * The only module that touches {@code jdk.incubator.vector}; it knows nothing of tensors.
 */
module gradus.simd {
    requires static jdk.incubator.vector;
    exports gradus.simd;
}
