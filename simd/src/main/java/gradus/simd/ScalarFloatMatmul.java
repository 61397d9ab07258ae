package gradus.simd;

import java.util.Arrays;

/**
 * The matrix product in plain Java. Its inner loop runs along two rows of c with four elements of a for each, so that what it loads
 * of b serves twice; b's rows and c's are copied to arrays of their own, so that one index serves all and C2 sees that they do not
 * overlap and vectorises the loop.
 */
final class ScalarFloatMatmul {

    private static final int DEPTH = 256, COLUMNS = 256;

    /** A block of b, and parts of two rows of c. */
    private record Work(float[][] b, float[] c, float[] d) {}

    private static final Spares<Work> SPARES =
        new Spares<>(() -> new Work(new float[DEPTH][COLUMNS], new float[COLUMNS], new float[COLUMNS]));

    private ScalarFloatMatmul() {}

    /** @see Kernels#matmul */
    static void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        compute(a, b, c, accumulate, null, 0);
    }

    /** @see Kernels#affine */
    static void affine(Matrices<float[]> a, Matrices<float[]> b, float[] s, int so, Matrices<float[]> c) {
        MatmulShapes.check(a, a.array().length, b, b.array().length, c, c.array().length);
        MatmulShapes.checkShift(s.length, so, c);
        compute(a, b, c, false, s, so);
    }

    /** s is null where nothing is added at the end. */
    private static void compute(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate, float[] s, int so) {
        MatmulParts.forEach(c.batch(), c.rows(), c.columns(), a.columns(), (p, i, rows, j, columns) -> {
            int co = c.offset() + p * c.batchStride() + i * c.rowStride() + j;
            product(a, a.offset() + p * a.batchStride() + i * a.rowStride(), b, b.offset() + p * b.batchStride() + j * b.columnStride(),
                    c, co, rows, columns, accumulate);
            if (s != null) for (int r = 0, q = co; r < rows; r++, q += c.rowStride()) addTo(c.array(), q, s, so + j, columns);
        });
    }

    private static void addTo(float[] c, int co, float[] s, int so, int n) {
        for (int j = 0; j < n; j++) c[co + j] += s[so + j];
    }

    /** The product that gives rows × columns of c, from its element co on; ao and bo are the operands' first elements for it. */
    private static void product(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co,
                                int rows, int columns, boolean accumulate) {
        int depth = a.columns();
        if (!accumulate) clear(c, co, rows, columns);
        if (columns == 1 && a.columnStride() == 1)
            dots(a.array(), ao, a.rowStride(), b.array(), bo, b.rowStride(), depth, c.array(), co, c.rowStride(), rows);
        else if (rows == 1 && b.rowStride() == 1)
            dots(b.array(), bo, b.columnStride(), a.array(), ao, a.columnStride(), depth, c.array(), co, 1, columns);
        else
            blocks(a, ao, b, bo, c, co, rows, columns);
    }

    /** Sets rows × columns of c, from its element co on, to zeros. */
    static void clear(Matrices<float[]> c, int co, int rows, int columns) {
        for (int i = 0, q = co; i < rows; i++, q += c.rowStride()) Arrays.fill(c.array(), q, q + columns, 0);
    }

    private static void blocks(Matrices<float[]> a, int ao, Matrices<float[]> b, int bo, Matrices<float[]> c, int co, int rows, int columns) {
        Work work = SPARES.take();
        for (int j = 0; j < columns; j += COLUMNS)
            for (int k = 0; k < a.columns(); k += DEPTH) {
                int broad = Math.min(COLUMNS, columns - j), depth = Math.min(DEPTH, a.columns() - k);
                for (int d = 0; d < depth; d++)
                    read(b.array(), bo + (k + d) * b.rowStride() + j * b.columnStride(), b.columnStride(), work.b[d], broad);
                for (int i = 0; i < rows; i += 2) {
                    int second = Math.min(i + 1, rows - 1); // the last of an odd number is its own second
                    int q = co + i * c.rowStride() + j, r = co + second * c.rowStride() + j, from = ao + k * a.columnStride();
                    System.arraycopy(c.array(), q, work.c, 0, broad);
                    System.arraycopy(c.array(), r, work.d, 0, broad);
                    twoRows(a.array(), from + i * a.rowStride(), from + second * a.rowStride(), a.columnStride(),
                            work.b, depth, work.c, work.d, broad);
                    System.arraycopy(work.c, 0, c.array(), q, broad);
                    System.arraycopy(work.d, 0, c.array(), r, broad);
                }
            }
        SPARES.giveBack(work);
    }

    private static void read(float[] x, int xo, int stride, float[] z, int n) {
        if (stride == 1) System.arraycopy(x, xo, z, 0, n);
        else for (int i = 0, p = xo; i < n; i++, p += stride) z[i] = x[p];
    }

    /** c[j] = c[j] + Σ a[k] b[k][j], in the order of k, with a from ao on, and d[j] likewise with a from eo on. */
    private static void twoRows(float[] a, int ao, int eo, int stride, float[][] b, int depth, float[] c, float[] d, int n) {
        int k = 0, p = ao, q = eo;
        for (; k < depth - 3; k += 4, p += 4 * stride, q += 4 * stride)
            four(a[p], a[q], b[k], a[p + stride], a[q + stride], b[k + 1], a[p + 2 * stride], a[q + 2 * stride], b[k + 2],
                 a[p + 3 * stride], a[q + 3 * stride], b[k + 3], c, d, n);
        for (; k < depth; k++, p += stride, q += stride) {
            one(a[p], b[k], c, n);
            one(a[q], b[k], d, n);
        }
    }

    private static void four(float a0, float e0, float[] b0, float a1, float e1, float[] b1, float a2, float e2, float[] b2,
                             float a3, float e3, float[] b3, float[] c, float[] d, int n) {
        for (int j = 0; j < n; j++) {
            float x0 = b0[j], x1 = b1[j], x2 = b2[j], x3 = b3[j];
            c[j] = Math.fma(a3, x3, Math.fma(a2, x2, Math.fma(a1, x1, Math.fma(a0, x0, c[j]))));
            d[j] = Math.fma(e3, x3, Math.fma(e2, x2, Math.fma(e1, x1, Math.fma(e0, x0, d[j]))));
        }
    }

    private static void one(float a, float[] b, float[] c, int n) {
        for (int j = 0; j < n; j++) c[j] = Math.fma(a, b[j], c[j]);
    }

    /**
     * z[i · zs] = z[i · zs] + Σ x[i · xs + k] · y[k · ys]. A sum is one chain, so eight of them run side by side; that keeps
     * pace with memory, and vectors would have to turn x's rows into columns first.
     */
    static void dots(float[] x, int xo, int xs, float[] y, int yo, int ys, int depth, float[] z, int zo, int zs, int n) {
        int i = 0;
        for (; i < n - 7; i += 8) {
            int p0 = xo + i * xs, p1 = p0 + xs, p2 = p1 + xs, p3 = p2 + xs, p4 = p3 + xs, p5 = p4 + xs, p6 = p5 + xs, p7 = p6 + xs;
            int q = zo + i * zs;
            float s0 = z[q], s1 = z[q + zs], s2 = z[q + 2 * zs], s3 = z[q + 3 * zs];
            float s4 = z[q + 4 * zs], s5 = z[q + 5 * zs], s6 = z[q + 6 * zs], s7 = z[q + 7 * zs];
            for (int k = 0, r = yo; k < depth; k++, r += ys) {
                float f = y[r];
                s0 = Math.fma(x[p0 + k], f, s0);
                s1 = Math.fma(x[p1 + k], f, s1);
                s2 = Math.fma(x[p2 + k], f, s2);
                s3 = Math.fma(x[p3 + k], f, s3);
                s4 = Math.fma(x[p4 + k], f, s4);
                s5 = Math.fma(x[p5 + k], f, s5);
                s6 = Math.fma(x[p6 + k], f, s6);
                s7 = Math.fma(x[p7 + k], f, s7);
            }
            z[q] = s0;
            z[q + zs] = s1;
            z[q + 2 * zs] = s2;
            z[q + 3 * zs] = s3;
            z[q + 4 * zs] = s4;
            z[q + 5 * zs] = s5;
            z[q + 6 * zs] = s6;
            z[q + 7 * zs] = s7;
        }
        for (; i < n; i++) {
            float s = z[zo + i * zs];
            for (int k = 0, p = xo + i * xs, r = yo; k < depth; k++, r += ys) s = Math.fma(x[p + k], y[r], s);
            z[zo + i * zs] = s;
        }
    }
}
