package gradus.simd;

/** The linear recurrence down the columns of a matrix: one chain a column, so C2 vectorises across them. */
final class ScalarFloatRecurrence {

    private ScalarFloatRecurrence() {}

    /** @see Kernels#recurrence */
    static void recurrence(float[] a, int ao, float[] b, int bo, float[] z, int zo, int rows, int columns) {
        if (rows == 0) {
            return;
        }
        if (columns == 1) {
            float h = 0;
            for (int i = 0; i < rows; i++) {
                z[zo + i] = h = Math.fma(a[ao + i], h, b[bo + i]);
            }
            return;
        }
        for (int j = 0; j < columns; j++) {
            z[zo + j] = Math.fma(a[ao + j], 0f, b[bo + j]);
        }
        for (int i = columns; i < rows * columns; i += columns) {
            row(a, ao + i, b, bo + i, z, zo + i - columns, zo + i, columns);
        }
    }

    private static void row(float[] a, int ao, float[] b, int bo, float[] z, int before, int zo, int n) {
        for (int j = 0; j < n; j++) {
            z[zo + j] = Math.fma(a[ao + j], z[before + j], b[bo + j]);
        }
    }
}
