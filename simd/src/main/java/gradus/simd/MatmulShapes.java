package gradus.simd;

/** What a matrix product asks of its operands, checked before anything is written. */
final class MatmulShapes {

    private MatmulShapes() {}

    /**
     * @throws IllegalArgumentException  when shapes or batches disagree, or elements of c are not apart or not side by side
     * @throws IndexOutOfBoundsException when a matrix leaves its array
     */
    static void check(Matrices<?> a, int aLength, Matrices<?> b, int bLength, Matrices<?> c, int cLength) {
        if (a.columns() != b.rows())
            throw refused(a, b, c, "inner " + a.columns() + " ≠ " + b.rows() + "; transpose the operand that is laid out the other way");
        if (c.rows() != a.rows() || c.columns() != b.columns())
            throw refused(a, b, c, "the result must be [" + a.rows() + ", " + b.columns() + "]");
        if (a.batch() != c.batch() || b.batch() != c.batch())
            throw refused(a, b, c, "batches differ; repeat a matrix with batchStride 0");
        if (a.rows() < 0 || a.columns() < 0 || b.columns() < 0 || c.batch() < 0)
            throw refused(a, b, c, "sizes must not be negative");
        if (c.columnStride() != 1)
            throw refused(a, b, c, "c has column stride " + c.columnStride() + "; its columns must stand next to each other");
        if (c.rows() > 1 && Math.abs((long) c.rowStride()) < c.columns() || c.batch() > 1 && c.batchStride() == 0 && c.rows() > 0 && c.columns() > 0)
            throw refused(a, b, c, "elements of c coincide; give its rows a stride of at least " + c.columns()
                                   + " and its matrices one other than 0");
        inside("a", a, aLength);
        inside("b", b, bLength);
        inside("c", c, cLength);
    }

    /** @throws IndexOutOfBoundsException when a run as long as c's rows leaves its array */
    static void checkShift(int length, int so, Matrices<?> c) {
        if (so < 0 || so > length - c.columns())
            throw new IndexOutOfBoundsException("affine: a run of " + c.columns() + " from element " + so + " on leaves its array of "
                                                + length + "; check its offset");
    }

    private static void inside(String name, Matrices<?> x, int length) {
        if (x.batch() == 0 || x.rows() == 0 || x.columns() == 0) return;
        long batch = (x.batch() - 1L) * x.batchStride();
        long row = (x.rows() - 1L) * x.rowStride();
        long column = (x.columns() - 1L) * x.columnStride();
        long first = x.offset() + Math.min(batch, 0) + Math.min(row, 0) + Math.min(column, 0);
        long last = x.offset() + Math.max(batch, 0) + Math.max(row, 0) + Math.max(column, 0);
        if (first < 0 || last >= length)
            throw new IndexOutOfBoundsException("matmul: " + name + " " + shape(x) + " reaches from element " + first + " to " + last
                                                + " of an array of " + length + "; check its offset and strides");
    }

    private static IllegalArgumentException refused(Matrices<?> a, Matrices<?> b, Matrices<?> c, String why) {
        return new IllegalArgumentException("matmul: " + shape(a) + " × " + shape(b) + " → " + shape(c) + ": " + why);
    }

    private static String shape(Matrices<?> x) {
        String matrix = x.rows() + ", " + x.columns() + "]";
        return x.batch() == 1 ? "[" + matrix : "[" + x.batch() + ", " + matrix;
    }
}
