package gradus.simd;

/** The matrix product in plain Java. */
final class ScalarFloatMatmul {

    private ScalarFloatMatmul() {}

    /** @see Kernels#matmul */
    static void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        float[] x = a.array(), y = b.array(), z = c.array();
        for (int p = 0; p < c.batch(); p++)
            for (int i = 0; i < c.rows(); i++)
                for (int j = 0; j < c.columns(); j++) {
                    int o = c.offset() + p * c.batchStride() + i * c.rowStride() + j;
                    float s = accumulate ? z[o] : 0;
                    for (int k = 0; k < a.columns(); k++)
                        s = Math.fma(x[a.offset() + p * a.batchStride() + i * a.rowStride() + k * a.columnStride()],
                                     y[b.offset() + p * b.batchStride() + k * b.rowStride() + j * b.columnStride()], s);
                    z[o] = s;
                }
    }
}
