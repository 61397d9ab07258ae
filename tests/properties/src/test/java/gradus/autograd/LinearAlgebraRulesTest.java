package gradus.autograd;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Derivatives of linear algebra where the catalogue's examples do not lead: matrices that are singular, wide, or degenerate. */
class LinearAlgebraRulesTest {

    private static final Tensor WIDE = Tensor.of(new double[][] {{2, 0.3, -0.4, 1}, {0.5, 3.5, 0.2, -0.7}});

    @Test
    void methodsWithSeveralResults() {
        Tensor a = Tensor.of(new double[][] {{2, 0.3, -0.4}, {0.5, 3.5, 0.2}, {0.1, -0.3, 5}});
        Tensor b = Tensor.of(new double[] {1, -2, 0.5});
        for (int order = 1; order <= 3; order++) {
            GradientCheck.check(order, x -> x[0].solve(x[1]), a, b).requirePass();
            GradientCheck.check(order, x -> x[0].logDeterminant().logAbs(), a).requirePass();
            GradientCheck.check(order, x -> x[0].trace(), a).requirePass();
            for (Tensor x : List.of(a, WIDE, WIDE.transpose())) {
                GradientCheck.check(order, v -> product(v[0].qr()), x).requirePass();
                GradientCheck.check(order, v -> product(v[0].svd()), x).requirePass();
            }
            GradientCheck.check(order, x -> product(x[0].symmetricEigen()), a).requirePass();
        }
    }

    /** Each part with another weight, so that no part's gradient vanishes by symmetry. */
    private static Tensor product(Tensor.Qr qr) {
        return qr.q().sin().sum().add(qr.r().square().sin().sum());
    }

    private static Tensor product(Tensor.Svd svd) {
        return svd.u().sin().sum().add(svd.s().log().sum()).add(svd.v().exp().sum());
    }

    private static Tensor product(Tensor.SymmetricEigen eigen) {
        return eigen.vectors().exp().sum().add(eigen.values().log().sum());
    }

    /** The gradient is the matrix of cofactors, with derivatives of its own, where one singular value is 0 or none. */
    @Test
    void determinantsOfSingularMatrices() {
        Tensor singular = Tensor.of(new double[][] {{4, 2, 0}, {2, 1, 3}, {0, 0, 5}});
        assertEquals(0, singular.determinant().item());
        assertClose(new double[] {5, -10, 0, -10, 20, 0, 6, -12, 0}, gradient(Tensor::determinant, singular));
        Tensor rounded = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {5, 7, 9}});
        assertTrue(rounded.determinant().item() != 0, "singular, but for rounding");
        assertClose(new double[] {3, -6, 3, 3, -6, 3, -3, 6, -3}, gradient(Tensor::determinant, rounded));
        Tensor nilpotent = Tensor.of(new double[][] {{0, 1, 0}, {0, 0, 1}, {0, 0, 0}});
        assertClose(new double[] {0, 0, 0, 0, 0, 0, 1, 0, 0}, gradient(Tensor::determinant, nilpotent));
        Tensor regular = Tensor.of(new double[][] {{2, 1, 0}, {0, 3, 1}, {1, 0, 1}});
        Tensor batch = Tensor.concat(0, singular.unsqueeze(0), regular.unsqueeze(0), nilpotent.unsqueeze(0),
                rounded.unsqueeze(0));
        assertClose(new double[] {3, 1, -3, -1, 2, 1, 1, -2, 6},
                gradient(x -> x.determinant().slice(0, 1, 2).sum(), batch).slice(0, 1, 2));
        for (int order = 1; order <= 3; order++) {
            GradientCheck.check(order, x -> x[0].determinant(), singular).requirePass();
            GradientCheck.check(order, x -> x[0].determinant(), rounded).requirePass();
            GradientCheck.check(order, x -> x[0].determinant().add(1).sin(), batch).requirePass();
        }
        assertClose(new double[] {1}, gradient(Tensor::determinant, Tensor.zeros(FLOAT64, 1, 1)));
    }

    @Test
    void determinantsOfMatricesOfLowRankAreTakenForConstant() {
        assertArrayEquals(new double[9], gradient(Tensor::determinant, Tensor.full(FLOAT64, 2, 3, 3)).toDoubleArray());
        assertArrayEquals(new double[16], gradient(Tensor::determinant, Tensor.zeros(FLOAT64, 4, 4)).toDoubleArray());
    }

    /** Equal eigenvalues contribute nothing to the gradients of vectors, and the gradients of values are those of their sum. */
    @Test
    void degenerateMatricesHaveFiniteGradients() {
        Tensor same = Tensor.of(new double[][] {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}});
        Tensor turned = Tensor.of(new double[][] {{2, 1, 1}, {1, 2, 1}, {1, 1, 2}}); // 1, 1 and 4
        for (Tensor a : List.of(same, turned, Tensor.zeros(FLOAT64, 3, 3), Tensor.full(FLOAT64, 1, 3, 3))) {
            List<UnaryOperator<Tensor>> all = List.of(x -> x.symmetricEigen().vectors().sin().sum(), x -> x.svd().u().sin().sum(),
                    x -> x.svd().v().sin().sum(), x -> x.svd().s().sum(), x -> x.symmetricEigen().values().square().sum());
            for (UnaryOperator<Tensor> f : all) {
                assertFinite(gradient(f, a));
                assertFinite(gradient(x -> Transforms.grad(f).apply(x).sin().sum(), a));
            }
            assertClose(a.mul(2).toDoubleArray(), gradient(x -> x.symmetricEigen().values().square().sum(), a));
            assertClose(a.mul(2).toDoubleArray(), gradient(x -> x.svd().s().square().sum(), a));
        }
        assertFinite(gradient(x -> x.svd().u().sin().sum(), turned.to(FLOAT32)));
    }

    /** As in PyTorch: an element below the diagonal and its mirror image share their gradient. */
    @Test
    void symmetricFunctionsHaveSymmetricGradients() {
        Tensor a = OpCatalogue.normal(3, 4, 4);
        Tensor positive = a.matmul(a.transpose());
        Tensor g = gradient(x -> x.cholesky().sin().sum(), positive);
        assertTrue(g.contentEquals(g.transpose()));
        Tensor h = gradient(x -> x.symmetricEigen().vectors().sin().sum(), positive);
        assertTrue(h.contentEquals(h.transpose()));
    }

    @Test
    void gradientsThatDoNotExistAreRefused() {
        Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
        String message = assertThrows(IllegalArgumentException.class,
                () -> gradient(x -> x.logDeterminant().logAbs(), singular)).getMessage();
        assertTrue(message.contains("is singular, pivot 1 is 0"), message);
        assertThrows(IllegalArgumentException.class, () -> gradient(x -> x.qr().q().sin().sum(), Tensor.zeros(FLOAT64, 2, 2)));
    }

    @Test
    void emptyMatrices() {
        Tensor none = Tensor.zeros(FLOAT64, 2, 0, 0);
        List<UnaryOperator<Tensor>> all = List.of(x -> x.inverse().sum(), x -> x.determinant().sum(), x -> x.cholesky().sum(),
                x -> x.qr().q().sum(), x -> x.symmetricEigen().values().sum(), x -> x.svd().u().sum(), x -> x.solve(x).sum(),
                x -> x.logDeterminant().logAbs().sum());
        for (UnaryOperator<Tensor> f : all) {
            assertEquals(none.shape(), gradient(f, none).shape());
        }
    }

    private static Tensor gradient(UnaryOperator<Tensor> f, Tensor x) {
        return Transforms.grad(f).apply(x);
    }

    private static void assertClose(double[] expected, Tensor actual) {
        assertArrayEquals(expected, actual.toDoubleArray(), 1e-12);
    }

    private static void assertFinite(Tensor x) {
        for (double v : x.toDoubleArray()) {
            assertTrue(Double.isFinite(v), x::toString);
        }
    }
}
