package gradus.simd;

/**
 * A batch of equally shaped matrices in one array: element (i, j) of matrix p stands at
 * {@code offset + p · batchStride + i · rowStride + j · columnStride}. Strides of any size, 0 included, describe transposes,
 * slices and broadcasts without moving data.
 */
public record Matrices<A>(A array, int offset, int batch, int batchStride,
                          int rows, int columns, int rowStride, int columnStride) {

    /** {@return one row-major matrix} */
    public static <A> Matrices<A> one(A array, int offset, int rows, int columns) {
        return new Matrices<>(array, offset, 1, 0, rows, columns, columns, 1);
    }

    /** {@return the same matrices with rows and columns exchanged} */
    public Matrices<A> transpose() {
        return new Matrices<>(array, offset, batch, batchStride, columns, rows, columnStride, rowStride);
    }
}
