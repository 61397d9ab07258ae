package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The matrix product against the loop that defines it, bit for bit, for both siblings and both element types. */
class MatmulTest {

    private interface Product<A> {
        void of(Matrices<A> a, Matrices<A> b, Matrices<A> c, boolean accumulate);
    }

    /** A product that a row is added to. */
    private interface Affine<A> {
        void of(Matrices<A> a, Matrices<A> b, A s, int so, Matrices<A> c);
    }

    /** How the elements of a matrix lie: side by side, in which order, with what around and between them. */
    private record Layout(boolean transposed, int gap, int spread, int margin, boolean repeated) {

        static Layout any(Random r) {
            return new Layout(r.nextBoolean(), r.nextInt(3) * r.nextInt(20), r.nextInt(6) == 0 ? 2 : 1, r.nextInt(40), r.nextInt(4) == 0);
        }

        /** Layouts allowed for c: columns next to each other, no element twice. */
        static Layout result(Random r) {
            return new Layout(false, r.nextInt(3) * r.nextInt(20), 1, r.nextInt(40), false);
        }

        Matrices<Void> of(int batch, int rows, int columns) {
            int major = transposed ? columns : rows, minor = transposed ? rows : columns;
            int line = minor * spread + gap;
            return new Matrices<>(null, margin, batch, repeated ? 0 : major * line + margin, rows, columns,
                                  transposed ? spread : line, transposed ? line : spread);
        }
    }

    private static int size(Matrices<?> m) {
        return m.offset() + Math.max(0, (m.batch() - 1) * m.batchStride())
               + Math.max(0, m.rows() * m.rowStride()) + Math.max(0, m.columns() * m.columnStride()) + 33;
    }

    private static <A> Matrices<A> in(A array, Matrices<?> m) {
        return new Matrices<>(array, m.offset(), m.batch(), m.batchStride(), m.rows(), m.columns(), m.rowStride(), m.columnStride());
    }

    private static float[] floats(Random r, int n, boolean special) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = special && r.nextInt(50) == 0 ? SPECIAL[r.nextInt(SPECIAL.length)] : r.nextFloat() - 0.5f;
        return x;
    }

    private static double[] doubles(Random r, int n, boolean special) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) x[i] = special && r.nextInt(50) == 0 ? SPECIAL[r.nextInt(SPECIAL.length)] : r.nextDouble() - 0.5;
        return x;
    }

    private static final float[] SPECIAL = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE};

    private static int at(Matrices<?> m, int p, int i, int j) {
        return m.offset() + p * m.batchStride() + i * m.rowStride() + j * m.columnStride();
    }

    private static void define(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        for (int p = 0; p < c.batch(); p++)
            for (int i = 0; i < c.rows(); i++)
                for (int j = 0; j < c.columns(); j++) {
                    float s = accumulate ? c.array()[at(c, p, i, j)] : 0;
                    for (int k = 0; k < a.columns(); k++) s = Math.fma(a.array()[at(a, p, i, k)], b.array()[at(b, p, k, j)], s);
                    c.array()[at(c, p, i, j)] = s;
                }
    }

    private static void defineDouble(Matrices<double[]> a, Matrices<double[]> b, Matrices<double[]> c, boolean accumulate) {
        for (int p = 0; p < c.batch(); p++)
            for (int i = 0; i < c.rows(); i++)
                for (int j = 0; j < c.columns(); j++) {
                    double s = accumulate ? c.array()[at(c, p, i, j)] : 0;
                    for (int k = 0; k < a.columns(); k++) s = Math.fma(a.array()[at(a, p, i, k)], b.array()[at(b, p, k, j)], s);
                    c.array()[at(c, p, i, j)] = s;
                }
    }

    private static int[] bits(float[] x) {
        int[] bits = new int[x.length];
        for (int i = 0; i < x.length; i++) bits[i] = Float.floatToIntBits(x[i]);
        return bits;
    }

    private static long[] bits(double[] x) {
        long[] bits = new long[x.length];
        for (int i = 0; i < x.length; i++) bits[i] = Double.doubleToLongBits(x[i]);
        return bits;
    }

    /** Compares whole arrays, so that elements around and between those of c are seen to be left alone. */
    private static void compare(Random r, int batch, int m, int k, int n, Layout ofA, Layout ofB, Layout ofC, boolean special) {
        Matrices<Void> a = ofA.of(batch, m, k), b = ofB.of(batch, k, n), c = ofC.of(batch, m, n);
        boolean accumulate = r.nextBoolean();
        String what = "batch " + batch + ", " + m + " × " + k + " × " + n + ", accumulate " + accumulate + ", " + ofA + ofB + ofC;

        float[] x = floats(r, size(a), special), y = floats(r, size(b), special), z = floats(r, size(c), special);
        float[] expected = z.clone();
        define(in(x, a), in(y, b), in(expected, c), accumulate);
        for (Product<float[]> product : List.<Product<float[]>>of(ScalarFloatMatmul::matmul, VectorFloatMatmul::matmul)) {
            float[] actual = z.clone();
            product.of(in(x, a), in(y, b), in(actual, c), accumulate);
            assertArrayEquals(bits(expected), bits(actual), what);
        }
        int so = r.nextInt(20);
        float[] shift = floats(r, so + n, special);
        expected = z.clone();
        define(in(x, a), in(y, b), in(expected, c), false);
        for (int p = 0; p < batch; p++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) expected[at(c, p, i, j)] += shift[so + j];
        for (Affine<float[]> affine : List.<Affine<float[]>>of(ScalarFloatMatmul::affine, VectorFloatMatmul::affine)) {
            float[] actual = z.clone();
            affine.of(in(x, a), in(y, b), shift, so, in(actual, c));
            assertArrayEquals(bits(expected), bits(actual), what);
        }

        double[] u = doubles(r, size(a), special), v = doubles(r, size(b), special), w = doubles(r, size(c), special);
        double[] expectedDouble = w.clone();
        defineDouble(in(u, a), in(v, b), in(expectedDouble, c), accumulate);
        for (Product<double[]> product : List.<Product<double[]>>of(ScalarDoubleMatmul::matmul, VectorDoubleMatmul::matmul)) {
            double[] actual = w.clone();
            product.of(in(u, a), in(v, b), in(actual, c), accumulate);
            assertArrayEquals(bits(expectedDouble), bits(actual), what);
        }
        double[] shiftDouble = doubles(r, so + n, special);
        expectedDouble = w.clone();
        defineDouble(in(u, a), in(v, b), in(expectedDouble, c), false);
        for (int p = 0; p < batch; p++)
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++) expectedDouble[at(c, p, i, j)] += shiftDouble[so + j];
        for (Affine<double[]> affine : List.<Affine<double[]>>of(ScalarDoubleMatmul::affine, VectorDoubleMatmul::affine)) {
            double[] actual = w.clone();
            affine.of(in(u, a), in(v, b), shiftDouble, so, in(actual, c));
            assertArrayEquals(bits(expectedDouble), bits(actual), what);
        }
    }

    @Property(tries = 600)
    void isTheDefinition(@ForAll @IntRange(max = 70) int m, @ForAll @IntRange(max = 70) int k, @ForAll @IntRange(max = 70) int n,
                         @ForAll @IntRange(max = 3) int batch, @ForAll long seed) {
        Random r = new Random(seed);
        compare(r, batch, m, k, n, Layout.any(r), Layout.any(r), Layout.result(r), r.nextBoolean());
    }

    @Example
    void isTheDefinitionAcrossBlocks() {
        Random r = new Random(1);
        int[][] shapes = {{97, 131, 260}, {260, 97, 131}, {131, 260, 97}, {1, 784, 128}, {784, 1, 128}, {128, 784, 1}, {1, 784, 1},
                          {16, 784, 128}, {64, 128, 10}, {128, 64, 10}, {64, 10, 128}, {13, 600, 1100}, {300, 300, 40}, {2, 5, 2100},
                          {101, 1700, 70}, {1600, 1050, 33}};
        for (int[] s : shapes)
            for (int layout = 0; layout < 4; layout++)
                compare(r, 1, s[0], s[1], s[2], new Layout((layout & 1) != 0, 3 * layout, 1, layout, false),
                        new Layout((layout & 2) != 0, layout, 1, 2 * layout, false), new Layout(false, 5 * layout, 1, layout, false), false);
    }

    @Example
    void stridesMayBeNegativeOrZero() {
        Random r = new Random(2);
        float[] x = floats(r, 50 * 60, false), y = floats(r, 60 * 70, false), z = new float[50 * 70], expected = new float[50 * 70];
        var c = Matrices.one(z, 0, 50, 70);
        var as = List.of(new Matrices<>(x, 49 * 60, 1, 0, 50, 60, -60, 1), new Matrices<>(x, x.length - 1, 1, 0, 50, 60, -60, -1),
                                          new Matrices<>(x, 7, 1, 0, 50, 60, 0, 1), new Matrices<>(x, 7, 1, 0, 50, 60, 1, 0), new Matrices<>(x, 7, 1, 0, 50, 60, 0, 0));
        var bs = List.of(new Matrices<>(y, 59 * 70, 1, 0, 60, 70, -70, 1), new Matrices<>(y, y.length - 1, 1, 0, 60, 70, -70, -1),
                                          new Matrices<>(y, 7, 1, 0, 60, 70, 0, 1), new Matrices<>(y, 7, 1, 0, 60, 70, 1, 0), new Matrices<>(y, 7, 1, 0, 60, 70, 0, 0));
        for (var a : as)
            for (var b : bs) {
                define(a, b, in(expected, c), false);
                VectorFloatMatmul.matmul(a, b, c, false);
                assertArrayEquals(bits(expected), bits(z));
                ScalarFloatMatmul.matmul(a, b, c, false);
                assertArrayEquals(bits(expected), bits(z));
            }
    }

    @Example
    void rowsOfTheResultMayRunBackwards() {
        Random r = new Random(3);
        var a = Matrices.one(floats(r, 30 * 20, false), 0, 30, 20);
        var b = Matrices.one(floats(r, 20 * 40, false), 0, 20, 40);
        float[] z = new float[30 * 40], expected = new float[30 * 40];
        var c = new Matrices<>(z, 29 * 40, 1, 0, 30, 40, -40, 1);
        define(a, b, in(expected, c), false);
        VectorFloatMatmul.matmul(a, b, c, false);
        assertArrayEquals(bits(expected), bits(z));
    }

    @Example
    void isTheSameOnAnyNumberOfThreads() {
        Random r = new Random(4);
        int before = Threads.count();
        int[][] shapes = {{1, 400, 130, 300}, {1, 3, 700, 3000}, {1, 3000, 700, 3}, {40, 50, 40, 60}, {3, 250, 90, 250}, {1, 1, 2000, 2000}};
        try {
            for (int[] s : shapes) {
                Matrices<Void> a = new Layout(r.nextBoolean(), 3, 1, 2, false).of(s[0], s[1], s[2]);
                Matrices<Void> b = new Layout(r.nextBoolean(), 2, 1, 1, false).of(s[0], s[2], s[3]);
                Matrices<Void> c = new Layout(false, 5, 1, 3, false).of(s[0], s[1], s[3]);
                float[] x = floats(r, size(a), false), y = floats(r, size(b), false), z = floats(r, size(c), false);
                float[] shift = floats(r, s[3], false);
                for (Product<float[]> product : List.<Product<float[]>>of(ScalarFloatMatmul::matmul, VectorFloatMatmul::matmul,
                        (f, g, h, _) -> ScalarFloatMatmul.affine(f, g, shift, 0, h), (f, g, h, _) -> VectorFloatMatmul.affine(f, g, shift, 0, h))) {
                    Threads.use(1);
                    float[] expected = z.clone();
                    product.of(in(x, a), in(y, b), in(expected, c), true);
                    for (int threads : new int[] {2, 3, 7}) {
                        Threads.use(threads);
                        float[] actual = z.clone();
                        product.of(in(x, a), in(y, b), in(actual, c), true);
                        assertArrayEquals(bits(expected), bits(actual), threads + " threads");
                    }
                }
            }
        } finally {
            Threads.use(before);
        }
    }

    @Example
    void refusesBadShapesBeforeWriting() {
        float[] x = new float[100], z = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        var a = Matrices.one(x, 0, 3, 4);
        var b = Matrices.one(x, 0, 4, 3);
        var c = Matrices.one(z, 0, 3, 3);
        refused("inner 4 ≠ 5", a, Matrices.one(x, 0, 5, 3), c);
        refused("must be [3, 2]", a, Matrices.one(x, 0, 4, 2), c);
        refused("must be [2, 3]", Matrices.one(x, 0, 2, 4), b, c);
        refused("batchStride 0", new Matrices<>(x, 0, 2, 12, 3, 4, 4, 1), b, c);
        refused("batchStride 0", a, b, new Matrices<>(z, 0, 2, 9, 3, 3, 3, 1));
        refused("column stride 3", a, b, c.transpose());
        refused("coincide", a, b, new Matrices<>(z, 0, 1, 0, 3, 3, 2, 1));
        refused("coincide", new Matrices<>(x, 0, 2, 0, 3, 4, 4, 1), new Matrices<>(x, 0, 2, 0, 4, 3, 3, 1), new Matrices<>(z, 0, 2, 0, 3, 3, 3, 1));
        for (Product<float[]> product : List.<Product<float[]>>of(ScalarFloatMatmul::matmul, VectorFloatMatmul::matmul)) {
            assertThrows(IndexOutOfBoundsException.class, () -> product.of(Matrices.one(x, 89, 3, 4), b, c, false));
            assertThrows(IndexOutOfBoundsException.class, () -> product.of(a, Matrices.one(x, -1, 4, 3), c, false));
            assertThrows(IndexOutOfBoundsException.class, () -> product.of(a, b, Matrices.one(z, 1, 3, 3), false));
        }
        for (Affine<float[]> affine : List.<Affine<float[]>>of(ScalarFloatMatmul::affine, VectorFloatMatmul::affine)) {
            assertThrows(IndexOutOfBoundsException.class, () -> affine.of(a, b, new float[3], 1, c));
            assertThrows(IndexOutOfBoundsException.class, () -> affine.of(a, b, new float[3], -1, c));
            assertThrows(IllegalArgumentException.class, () -> affine.of(a, a, new float[3], 0, c));
        }
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, z);
    }

    private static void refused(String why, Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c) {
        for (Product<float[]> product : List.<Product<float[]>>of(ScalarFloatMatmul::matmul, VectorFloatMatmul::matmul)) {
            String said = assertThrows(IllegalArgumentException.class, () -> product.of(a, b, c, false)).getMessage();
            assertTrue(said.startsWith("matmul: [") && said.contains(why), said);
        }
    }
}
