package gradus.tensor;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * What defines solutions and decompositions: that they put their matrix together again, and are of the form they promise. Results in
 * float32 are correct to a few of its roundings, 10⁻⁵ of the largest element; those in float64 to 10⁻¹².
 */
class LinearAlgebraTest {

    /** Well conditioned matrices, their eigenvalues and singular values apart: noise, and 2, 3.5, 5 … along the diagonal. */
    private static Tensor matrix(int seed, boolean single, int... dims) {
        return LinearAlgebraExamples.spread(seed, dims).to(single ? FLOAT32 : FLOAT64);
    }

    private static Tensor noise(int seed, boolean single, int... dims) {
        return OpCatalogue.normal(seed, dims).to(single ? FLOAT32 : FLOAT64);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void solutionsSolve(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(min = 1, max = 9) int n,
                        @ForAll @IntRange(max = 3) int columns, @ForAll @IntRange(min = 1, max = 3) int batch) {
        Tensor a = matrix(seed, single, batch, 1, n, n);
        Tensor b = noise(seed + 1, single, 2, n, columns);
        Tensor x = a.solve(b);
        assertEquals(Shape.of(batch, 2, n, columns), x.shape());
        assertClose(b.expand(batch, 2, n, columns), product(a, x));
        assertClose(x, a.inverse().to(FLOAT64).matmul(b.to(FLOAT64)));
        Tensor lower = a.solveTriangular(b, true);
        assertClose(b.expand(batch, 2, n, columns), product(triangle(a, true), lower));
        Tensor upper = a.solveTriangular(b, false);
        assertClose(b.expand(batch, 2, n, columns), product(triangle(a, false), upper));
        assertClose(identity(n).expand(batch, 1, n, n), product(a, a.inverse()));
    }

    /** As in NumPy 2: b is a vector if it has one axis, and else holds columns. */
    @Test
    void vectorsOnTheRightHandSide() {
        Tensor a = matrix(1, false, 2, 3, 3);
        Tensor b = noise(2, false, 3);
        assertEquals(Shape.of(2, 3), a.solve(b).shape());
        assertClose(a.solve(b.unsqueeze(1)).squeeze(-1), a.solve(b));
        assertClose(a.solveTriangular(b.unsqueeze(1), true).squeeze(-1), a.solveTriangular(b, true));
        assertEquals(Shape.of(2, 3, 3), a.solve(noise(3, false, 3, 3)).shape());
        assertRefused(() -> a.solve(noise(3, false, 2, 3)), "solve: float64[2, 3, 3] with float64[2, 3]: the right-hand sides have 2 rows");
    }

    @Test
    void theOtherTriangleIsNotRead() {
        Tensor a = Tensor.of(new double[][] {{2, Double.NaN}, {3, 4}});
        assertArrayEquals(new double[] {0.5, 0.625}, a.solveTriangular(Tensor.of(new double[] {1, 4}), true).toDoubleArray());
        assertArrayEquals(new double[] {0.5, 0.625},
                a.permute(1, 0).solveTriangular(Tensor.of(new double[] {3, 4}).sub(Tensor.of(new double[] {0.125, 1.5})), false)
                        .toDoubleArray(), "2 x + 3 y = 2.875 and 4 y = 2.5");
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void determinants(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(max = 9) int n) {
        Tensor a = matrix(seed, single, 2, n, n);
        Tensor b = matrix(seed + 1, single, n, n).neg();
        Tensor exact = a.to(FLOAT64).matmul(b.to(FLOAT64));
        assertClose(exact.determinant(), product(a.determinant().unsqueeze(-1), b.determinant().reshape(1, 1)).squeeze(-1));
        assertClose(a.determinant(), a.transpose().determinant());
        Tensor.LogDeterminant log = a.matmul(b).logDeterminant();
        assertClose(exact.determinant(), log.sign().mul(log.logAbs().to(FLOAT64).exp().to(a.dtype())), 20);
        if (n > 1) { // two rows exchanged
            Tensor turned = Tensor.concat(-2, a.slice(-2, 1, 2), a.slice(-2, 0, 1), a.slice(-2, 2, n));
            assertClose(a.determinant().neg(), turned.determinant());
        }
    }

    @Test
    void determinantsBeyondTheRange() {
        Tensor a = diagonal(1e200, 1e200, -1e-300, 1e-100);
        assertClose(Tensor.full(FLOAT64, -1), a.determinant());
        assertEquals(Math.log(1e-300) * 2, diagonal(1e-300, 1e-300).logDeterminant().logAbs().item(), 1e-12);
        assertEquals(0, diagonal(1e-300, 1e-300).determinant().item());
        assertEquals(Double.MIN_VALUE, diagonal(Double.MIN_VALUE, 1).determinant().item());
        assertEquals(Math.log1p(-1e-15), diagonal(1 - 1e-15, 1).logDeterminant().logAbs().item(), 1e-17);
        Tensor.LogDeterminant singular = Tensor.of(new double[][] {{1, 2}, {2, 4}}).logDeterminant();
        assertEquals(0, singular.sign().item());
        assertEquals(Double.NEGATIVE_INFINITY, singular.logAbs().item());
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void choleskyFactors(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(max = 9) int n) {
        Tensor x = matrix(seed, false, 2, n, n);
        Tensor a = x.matmul(x.transpose()).to(single ? FLOAT32 : FLOAT64);
        Tensor l = a.cholesky();
        assertClose(a, product(l, l.transpose()));
        assertTriangular(l, true);
        Tensor skew = noise(seed + 1, single, n, n);
        assertClose(l, a.add(skew.sub(skew.transpose())).cholesky());
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void orthogonalAndTriangular(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(max = 9) int m,
                                 @ForAll @IntRange(max = 9) int n) {
        Tensor a = noise(seed, single, 2, m, n);
        Tensor.Qr qr = a.qr();
        int k = Math.min(m, n);
        assertEquals(Shape.of(2, m, k), qr.q().shape());
        assertEquals(Shape.of(2, k, n), qr.r().shape());
        assertClose(a, product(qr.q(), qr.r()));
        assertOrthonormalColumns(qr.q());
        assertTriangular(qr.r(), false);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void eigenvectors(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(max = 9) int n, @ForAll @IntRange(max = 9) int rank) {
        Tensor x = noise(seed, single, 2, n, Math.min(rank, n)); // 0 is an eigenvalue n − rank times
        Tensor a = x.matmul(x.transpose()).neg();
        assertEigen(a);
        assertEigen(noise(seed, single, 2, n, n));
    }

    private static void assertEigen(Tensor a) {
        Tensor.SymmetricEigen eigen = a.symmetricEigen();
        Tensor v = eigen.vectors();
        assertClose(a.add(a.transpose()).mul(0.5), product(v.mul(eigen.values().unsqueeze(-2)), v.transpose()));
        assertOrthonormalColumns(v);
        assertFalling(eigen.values().neg());
        assertSigns(v);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void singularVectors(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(max = 9) int m, @ForAll @IntRange(max = 9) int n,
                         @ForAll @IntRange(max = 9) int rank) {
        Tensor a = noise(seed, single, 2, m, rank).matmul(noise(seed + 1, single, rank, n));
        Tensor.Svd svd = a.svd();
        int k = Math.min(m, n);
        assertEquals(Shape.of(2, m, k), svd.u().shape());
        assertEquals(Shape.of(2, k), svd.s().shape());
        assertEquals(Shape.of(2, n, k), svd.v().shape());
        assertClose(a, product(svd.u().mul(svd.s().unsqueeze(-2)), svd.v().transpose()));
        assertOrthonormalColumns(svd.u());
        assertOrthonormalColumns(svd.v());
        assertFalling(svd.s());
        assertTrue(k == 0 || svd.s().min().item() >= 0);
        assertSigns(m < n ? svd.v() : svd.u());
    }

    /** Of the largest and the smallest numbers, of graded ones, and of those whose values are all the same. */
    @Test
    void decompositionsOfExtremeMatrices() {
        double[][] f = {{1, 2, 3}, {2, 5, 1}, {3, 1, 20}};
        for (double scale : new double[] {1e-300, 1e-160, 1e160, 1e305}) {
            Tensor a = Tensor.of(f).mul(scale);
            Tensor.SymmetricEigen eigen = a.symmetricEigen();
            assertClose(Tensor.of(f).symmetricEigen().values(), eigen.values().div(scale));
            Tensor.Svd svd = a.svd();
            assertClose(Tensor.of(f).svd().s(), svd.s().div(scale));
            assertClose(Tensor.of(f).svd().u(), svd.u());
            assertClose(Tensor.of(f).qr().r(), a.qr().r().div(scale));
        }
        for (Tensor a : List.of(diagonal(1, 1e-20, 1e-40, 1e-45), diagonal(0, 0, 0), diagonal(3, 3, 3), diagonal(-1, 2, -1, 2),
                Tensor.full(FLOAT64, 1, 5, 5), diagonal(1, Double.MIN_VALUE), Tensor.of(new double[][] {{0, 1}, {1, 0}}),
                Tensor.of(new double[][] {{1, 1e-200}, {1e-200, 1}}))) {
            Tensor batch = a.unsqueeze(0);
            assertEigen(batch);
            Tensor.Svd svd = batch.svd();
            assertClose(batch, product(svd.u().mul(svd.s().unsqueeze(-2)), svd.v().transpose()));
            assertOrthonormalColumns(svd.u());
            assertOrthonormalColumns(svd.v());
            assertOrthonormalColumns(batch.qr().q());
        }
        assertArrayEquals(new double[] {1, 1e-20, 1e-40, 1e-45}, diagonal(1e-40, 1, 1e-45, 1e-20).svd().s().toDoubleArray(), 0);
        assertEquals(List.of(-3.0, 2.0, 7.0), list(diagonal(2, 7, -3).symmetricEigen().values()));
        assertEquals(List.of(1.0, 0.0, 0.0), list(diagonal(0, 0, -3).svd().u().slice(1, 1, 2).reshape(3)));
    }

    /** Large enough for the iterations to pass many blocks. */
    @Test
    void largeMatrices() {
        Tensor a = noise(5, false, 1, 80, 60);
        Tensor.Svd svd = a.svd();
        assertClose(a, product(svd.u().mul(svd.s().unsqueeze(-2)), svd.v().transpose()));
        assertOrthonormalColumns(svd.u());
        assertEigen(a.transpose().matmul(a));
        Tensor squares = a.transpose().matmul(a).symmetricEigen().values();
        assertClose(svd.s().square().sum(), squares.sum());
        assertClose(a.transpose().matmul(a).trace(), squares.sum(-1));
        Tensor.Qr qr = a.qr();
        assertClose(a, product(qr.q(), qr.r()));
        Tensor b = noise(6, false, 60, 7);
        assertClose(b.unsqueeze(0), product(squares.unsqueeze(-1).mul(identity(60)), squares.unsqueeze(-1).mul(identity(60)).solve(b)));
    }

    /** A batch is a loop over its matrices, and a view is its copy: the same bits. */
    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    void batchesAreLoops(@ForAll int seed, @ForAll boolean single, @ForAll @IntRange(min = 1, max = 5) int n) {
        Tensor a = matrix(seed, single, 2, 3, n, n);
        List<Function<Tensor, Tensor>> all = List.of(Tensor::inverse, Tensor::determinant, x -> x.logDeterminant().logAbs(),
                Tensor::cholesky, x -> x.qr().q(), x -> x.qr().r(), x -> x.symmetricEigen().values(),
                x -> x.symmetricEigen().vectors(), x -> x.svd().u(), x -> x.svd().s(), x -> x.svd().v(), Tensor::trace,
                x -> x.solve(x.transpose()), x -> x.solveTriangular(x, false));
        for (Function<Tensor, Tensor> f : all) {
            Tensor whole = f.apply(a);
            Tensor turned = f.apply(a.transpose());
            assertTrue(turned.contentEquals(f.apply(a.transpose().contiguous())));
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    Tensor one = f.apply(a.slice(0, i, i + 1).squeeze(0).slice(0, j, j + 1).squeeze(0));
                    assertTrue(one.contentEquals(whole.slice(0, i, i + 1).squeeze(0).slice(0, j, j + 1).squeeze(0)));
                }
            }
        }
    }

    @Test
    void emptyMatrices() {
        Tensor none = Tensor.zeros(FLOAT64, 0, 0);
        assertEquals(1, none.determinant().item());
        assertEquals(0, none.logDeterminant().logAbs().item());
        assertEquals(0, none.trace().item());
        assertEquals(Shape.of(0, 0), none.inverse().shape());
        assertEquals(Shape.of(0, 2), none.solve(Tensor.zeros(FLOAT64, 0, 2)).shape());
        assertEquals(Shape.of(0), none.symmetricEigen().values().shape());
        assertEquals(Shape.of(3, 0), Tensor.zeros(FLOAT64, 3, 0).svd().u().shape());
        assertEquals(Shape.of(0, 3), Tensor.zeros(FLOAT64, 0, 3).qr().r().shape());
        assertArrayEquals(new double[] {1, 1}, Tensor.zeros(2, 0, 0).determinant().toDoubleArray());
        assertEquals(Shape.of(0, 3, 3), Tensor.zeros(0, 3, 3).cholesky().shape());
    }

    @Test
    void badMatricesAreNamed() {
        Tensor wide = Tensor.zeros(2, 3);
        for (Runnable call : List.<Runnable>of(wide::inverse, wide::determinant, wide::logDeterminant, wide::cholesky,
                wide::symmetricEigen, () -> wide.solve(wide), () -> wide.solveTriangular(wide, true))) {
            assertRefused(call, "float32[2, 3]", "a matrix of 2 × 3 is not square");
        }
        assertRefused(wide::trace, "trace: float32[2, 3]: not square");
        Tensor vector = Tensor.zeros(3);
        for (Runnable call : List.<Runnable>of(vector::inverse, vector::qr, vector::svd, vector::symmetricEigen)) {
            assertRefused(call, "float32[3]", "a matrix has two axes or more");
        }
        assertRefused(() -> Tensor.range(4).reshape(2, 2).determinant(), "determinant: not defined for int32", ".to(FLOAT32)");
        assertRefused(() -> matrix(1, true, 2, 2).solve(Tensor.zeros(FLOAT64, 2, 2)), "solve: float32[2, 2]", "dtypes differ");
        assertRefused(() -> matrix(1, true, 2, 2, 2).solve(Tensor.zeros(3, 2, 2)), "solve: float32[2, 2, 2] with float32[3, 2, 2]: "
                + "the leading axes: [2] and [3]");

        Tensor singular = Tensor.concat(0, matrix(2, true, 1, 2, 2), Tensor.of(new float[] {1, 2, 2, 4}, 1, 2, 2));
        assertRefused(singular::inverse, "inverse: float32[2, 2, 2]: the matrix at [1] is singular, pivot 1 is 0");
        assertRefused(() -> Tensor.zeros(2, 2).solve(Tensor.zeros(2)), "the matrix is singular, pivot 0 is 0");
        assertRefused(() -> diagonal(1, 1, 0).solveTriangular(Tensor.zeros(FLOAT64, 3), true), "solveTriangular(lower)",
                "is singular, element 2 of its diagonal is 0");
        assertRefused(() -> diagonal(1, 2, -3, 4).cholesky(), "cholesky", "not positive definite, its leading minor of order 3");

        Tensor nan = Tensor.of(new double[][] {{1, 2}, {Double.NaN, 3}});
        Tensor infinite = Tensor.of(new double[][] {{1, 2}, {Double.POSITIVE_INFINITY, 3}});
        for (Runnable call : List.<Runnable>of(nan::inverse, nan::determinant, nan::cholesky, nan::qr, nan::symmetricEigen, nan::svd,
                () -> nan.solve(nan))) {
            assertRefused(call, "the matrix has NaN at [1, 0]");
        }
        assertRefused(infinite::svd, "the matrix has Infinity at [1, 0]");
        Tensor x = diagonal(1, 2).solve(nan); // on the right-hand side NaN stays in its column
        assertTrue(Double.isNaN(x.item(1, 0)) && x.item(0, 1) == 2 && x.item(1, 1) == 1.5);
    }

    // Checks

    private static void assertRefused(Runnable call, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private static Tensor product(Tensor x, Tensor y) {
        return x.to(FLOAT64).matmul(y.to(FLOAT64)).to(x.dtype());
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertClose(expected, actual, 1);
    }

    private static void assertClose(Tensor expected, Tensor actual, double factor) {
        assertEquals(expected.shape(), actual.shape());
        if (expected.size() > 0) {
            double largest = Math.max(1, expected.abs().max().item());
            double error = expected.to(FLOAT64).sub(actual.to(FLOAT64)).abs().max().item() / largest;
            double tolerance = factor * (expected.dtype() == FLOAT32 || actual.dtype() == FLOAT32 ? 1e-5 : 1e-12);
            assertTrue(error <= tolerance, () -> error + " > " + tolerance + ": expected " + expected + ", found " + actual);
        }
    }

    private static void assertOrthonormalColumns(Tensor q) {
        int k = q.shape().dim(-1);
        assertClose(identity(k).to(q.dtype()).expand(q.shape().get(0), k, k), product(q.transpose(), q));
    }

    private static void assertTriangular(Tensor x, boolean lower) {
        assertTrue(triangle(x, lower).contentEquals(x.add(0)));
        int n = Math.min(x.shape().dim(-1), x.shape().dim(-2));
        Tensor square = x.slice(-1, 0, n).slice(-2, 0, n);
        assertTrue(n == 0 || square.mul(identity(n).to(x.dtype())).min().item() >= 0, "the diagonal");
    }

    private static void assertFalling(Tensor values) {
        int n = values.shape().dim(-1);
        Tensor steps = n == 0 ? values : values.slice(-1, 1, n).sub(values.slice(-1, 0, n - 1));
        assertTrue(steps.size() == 0 || steps.max().item() <= 0, values::toString);
    }

    /** The first element that is at least half as large as the largest is positive. */
    private static void assertSigns(Tensor vectors) {
        Tensor rows = vectors.transpose();
        double[] x = rows.toDoubleArray();
        int n = rows.shape().dim(-1);
        for (int at = 0; at < x.length; at += n) {
            double largest = 0;
            for (int i = 0; i < n; i++) {
                largest = Math.max(largest, Math.abs(x[at + i]));
            }
            int first = at;
            while (Math.abs(x[first]) < 0.4999 * largest) {
                first++;
            }
            assertTrue(x[first] > 0 || Math.abs(x[first]) < 0.5001 * largest, vectors::toString);
        }
    }

    private static Tensor triangle(Tensor x, boolean lower) {
        Tensor rows = Tensor.range(x.shape().dim(-2)).unsqueeze(1);
        Tensor columns = Tensor.range(x.shape().dim(-1));
        return Tensor.where(lower ? rows.greaterEqual(columns) : rows.lessEqual(columns), x, Tensor.full(x.dtype(), 0));
    }

    private static Tensor identity(int n) {
        return Tensor.range(n).unsqueeze(1).equalTo(Tensor.range(n)).to(FLOAT64);
    }

    private static Tensor diagonal(double... values) {
        return identity(values.length).mul(Tensor.of(values));
    }

    private static List<Double> list(Tensor x) {
        return Arrays.stream(x.toDoubleArray()).boxed().toList();
    }
}
