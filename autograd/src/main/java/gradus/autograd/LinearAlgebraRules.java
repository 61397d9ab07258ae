package gradus.autograd;

import static gradus.autograd.Transforms.stopGradient;

import gradus.tensor.DType;
import gradus.tensor.LinearAlgebra;
import gradus.tensor.Tensor;
import java.util.Arrays;

/**
 * The derivative rules of linear algebra, as {@link Rules} has those of the other ops. After Giles, Collected matrix derivative
 * results (2008); Murray, Differentiation of the Cholesky decomposition (2016); Seeger, Hetzel, Dai, Meissner and Lawrence,
 * Auto-differentiating linear algebra (2017); Townsend, Differentiating the singular value decomposition (2016).
 */
final class LinearAlgebraRules {

    private LinearAlgebraRules() {
    }

    /** {@return the gradient of operand i of y = op(x…)} */
    static Tensor gradient(LinearAlgebra op, int i, Tensor[] x, Tensor y, Tensor g) {
        return switch (op) {
            case LinearAlgebra.Solve _ -> { // b̄ = a⁻ᵀ ȳ, ā = −b̄ yᵀ
                Tensor b = x[0].transpose().solve(g);
                yield i == 1 ? b : b.matmul(y.transpose()).neg();
            }
            case LinearAlgebra.SolveTriangular(boolean lower) -> {
                Tensor b = x[0].transpose().solveTriangular(g, !lower);
                Tensor a = b.matmul(y.transpose()).neg();
                yield i == 1 ? b : lower ? a.tril(0) : a.triu(0);
            }
            case LinearAlgebra.Inverse _ -> y.transpose().matmul(g).matmul(y.transpose()).neg();
            case LinearAlgebra.Determinant _ -> cofactors(x[0], y).mul(scalar(g));
            case LinearAlgebra.LogDeterminant _ -> x[0].inverse().transpose().mul(g.slice(-1, 1, 2).unsqueeze(-1));
            case LinearAlgebra.Cholesky _ -> cholesky(y, g);
            case LinearAlgebra.Qr _ -> qr(x[0].shape().dim(-2), y, g);
            case LinearAlgebra.SymmetricEigen _ -> symmetricEigen(y, g);
            case LinearAlgebra.Svd _ -> svd(x[0].shape().dim(-2), y, g);
        };
    }

    /**
     * The gradient of det a: det(a) a⁻ᵀ, or the same without a division by 0. With the left and right singular vectors u and
     * v of a singular value 0, which count as constants, b = a + σ u vᵀ is invertible, and near a det(a) = det(b) (1 − σ vᵀ
     * b⁻¹ u) whatever u and v are (the matrix determinant lemma); derivatives of this are those of det(a), of every order.
     */
    private static Tensor cofactors(Tensor a, Tensor det) {
        if (!hasZero(det)) {
            Tensor inverse = a.inverse();
            if (isSafe(a, inverse)) {
                return inverse.transpose().mul(scalar(det));
            }
        }
        int n = a.shape().dim(-1);
        Tensor.Svd svd = stopGradient(a).svd();
        Tensor zero = svd.s().lessEqual(threshold(svd.s())).to(a.dtype());
        Tensor deficit = zero.sumKeep(-1).unsqueeze(-1); // n − rank, [..., 1, 1]
        Tensor one = Tensor.full(a.dtype(), 1);
        Tensor none = Tensor.full(a.dtype(), 0);
        Tensor largest = scalar(svd.s().max(-1));
        Tensor size = Tensor.where(largest.equalTo(none), one, largest).mul(zero.slice(-1, n - 1, n).unsqueeze(-1));
        Tensor u = svd.u().slice(-1, n - 1, n).mul(size);
        Tensor v = svd.v().slice(-1, n - 1, n);
        Tensor hopeless = deficit.greater(one); // all cofactors are 0
        Tensor b = Tensor.where(hopeless, Tensor.eye(a.dtype(), n), a.add(u.matmul(v.transpose())));
        Tensor inverse = b.inverse();
        Tensor right = inverse.matmul(u);
        Tensor left = inverse.transpose().matmul(v);
        Tensor cofactors = inverse.transpose().mul(one.sub(v.transpose().matmul(right))).add(left.matmul(right.transpose()))
                .mul(scalar(b.determinant()));
        return Tensor.where(hopeless, none, cofactors);
    }

    /** ā = symmetric part of l⁻ᵀ Φ(lᵀ l̄) l⁻¹, where Φ takes the lower triangle and half the diagonal (Murray 2016, eq. 10). */
    private static Tensor cholesky(Tensor l, Tensor g) {
        Tensor p = l.transpose().matmul(g.tril(0)).tril(0);
        Tensor phi = p.sub(p.mul(Tensor.eye(l.dtype(), l.shape().dim(-1))).mul(0.5));
        Tensor left = l.transpose().solveTriangular(phi, false); // l⁻ᵀ Φ
        return symmetric(l.transpose().solveTriangular(left.transpose(), false)); // l⁻ᵀ (l⁻ᵀ Φ)ᵀ = (l⁻ᵀ Φ l⁻¹)ᵀ
    }

    /**
     * ā = (q̄ + q copyltu(m)) r⁻ᵀ with m = r r̄ᵀ − q̄ᵀ q, of which copyltu takes the lower triangle and mirrors it (Seeger
     * 2017).
     */
    private static Tensor qr(int rows, Tensor y, Tensor g) {
        int n = y.shape().dim(-1);
        Tensor q = y.slice(-2, 0, rows);
        Tensor r = y.slice(-2, rows, rows + n);
        Tensor gq = g.slice(-2, 0, rows);
        Tensor gr = g.slice(-2, rows, rows + n).triu(0);
        Tensor m = r.matmul(gr.transpose()).sub(gq.transpose().matmul(q)).tril(0);
        Tensor mirrored = m.add(m.transpose()).sub(m.mul(Tensor.eye(m.dtype(), n)));
        Tensor sum = gq.add(q.matmul(mirrored));
        return r.solveTriangular(sum.transpose(), false).transpose();
    }

    /** ā = symmetric part of v (diag λ̄ + vᵀ v̄ ∘ f) vᵀ with f[i, j] = 1/(λⱼ − λᵢ) (Giles 2008, §3.1). */
    private static Tensor symmetricEigen(Tensor y, Tensor g) {
        int n = y.shape().dim(-2);
        Tensor v = y.slice(-1, 0, n);
        Tensor values = y.slice(-1, n, n + 1);
        Tensor gaps = values.transpose().sub(values);
        Tensor f = reciprocal(gaps, scalar(threshold(values.squeeze(-1)).squeeze(-1)));
        Tensor turn = v.transpose().matmul(g.slice(-1, 0, n)).mul(f);
        Tensor stretch = g.slice(-1, n, n + 1).mul(Tensor.eye(y.dtype(), n));
        return symmetric(v.matmul(stretch.add(turn)).matmul(v.transpose()));
    }

    /**
     * ā = u (diag s̄ + f ∘ (uᵀū − ūᵀu) diag s + diag s f ∘ (vᵀv̄ − v̄ᵀv)) vᵀ + (1 − u uᵀ) ū diag(1/s) vᵀ, with
     * f[i, j] = 1/(sⱼ² − sᵢ²), for matrices of m ≥ n rows (Townsend 2016).
     */
    private static Tensor svd(int rows, Tensor y, Tensor g) {
        int n = y.shape().dim(-1);
        Tensor u = y.slice(-2, 0, rows);
        Tensor v = y.slice(-2, rows, rows + n);
        Tensor s = y.slice(-2, rows + n, rows + n + 1); // a row: as a factor it scales columns, transposed it scales rows
        Tensor gu = g.slice(-2, 0, rows);
        Tensor gv = g.slice(-2, rows, rows + n);
        Tensor nothing = scalar(threshold(s.squeeze(-2)).squeeze(-1));
        Tensor f = reciprocal(s.sub(s.transpose()), nothing).mul(reciprocal(s.add(s.transpose()), nothing));
        Tensor inner = g.slice(-2, rows + n, rows + n + 1).mul(Tensor.eye(y.dtype(), n))
                .add(skew(u.transpose().matmul(gu)).mul(f).mul(s))
                .add(skew(v.transpose().matmul(gv)).mul(f).mul(s.transpose()));
        Tensor outside = gu.sub(u.matmul(u.transpose().matmul(gu))).mul(reciprocal(s, nothing));
        return u.matmul(inner).add(outside).matmul(v.transpose());
    }

    // Parts of matrices

    private static Tensor symmetric(Tensor x) {
        return x.add(x.transpose()).mul(0.5);
    }

    private static Tensor skew(Tensor x) {
        return x.sub(x.transpose());
    }

    /** {@return numbers, one a matrix, as matrices of one element} */
    private static Tensor scalar(Tensor x) {
        return x.unsqueeze(-1).unsqueeze(-1);
    }

    // What counts as 0

    /** {@return 1/x, and 0 where |x| is not above the threshold} */
    private static Tensor reciprocal(Tensor x, Tensor threshold) {
        Tensor zero = x.abs().lessEqual(threshold);
        Tensor inverse = Tensor.where(zero, Tensor.full(x.dtype(), 1), x).reciprocal();
        return Tensor.where(zero, Tensor.full(x.dtype(), 0), inverse);
    }

    /** {@return the rounding error to expect of eigenvalues or singular values in [..., n], as [..., 1]} */
    private static Tensor threshold(Tensor values) {
        return stopGradient(values).square().sumKeep(-1).sqrt().mul(epsilon(values) * Math.max(4, values.shape().dim(-1)));
    }

    /** {@return whether no matrix is singular to rounding: |a| |a⁻¹| is an upper bound of s₁/sₙ} */
    private static boolean isSafe(Tensor a, Tensor inverse) {
        Tensor squares = stopGradient(a).square().sum(-2, -1).mul(stopGradient(inverse).square().sum(-2, -1));
        double largest = 1 / (epsilon(a) * Math.max(4, a.shape().dim(-1)));
        return squares.size() == 0 || Math.sqrt(squares.max().item()) < largest;
    }

    private static double epsilon(Tensor x) {
        return x.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
    }

    private static boolean hasZero(Tensor x) {
        return Arrays.stream(x.toDoubleArray()).anyMatch(v -> v == 0);
    }
}
