package gradus.simd;

/** The matrix product on the Vector API. */
final class VectorFloatMatmul {

    private VectorFloatMatmul() {}

    /** @see Kernels#matmul */
    static void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        ScalarFloatMatmul.matmul(a, b, c, accumulate);
    }
}
