package gradus.tensor;

import java.util.Arrays;

/**
 * The methods of {@link Tensor} that solve and decompose matrices, which stand over the last two axes; axes before them are a
 * batch. Floats only; float32 is computed in double and rounded once. A matrix with NaN or an infinity is refused where it would
 * have to be factored. All take O(n³) steps, on one thread, and are meant for matrices of up to about a thousand rows.
 */
public sealed interface LinearAlgebraMethods permits Tensor {

    DType dtype();

    Shape shape();

    int rank();

    private Tensor self() {
        return (Tensor) this;
    }

    // Systems of equations

    /**
     * {@return the x with a x = b, a this [..., n, n], whose batches broadcast, by elimination with row exchanges} As in NumPy 2, b is
     * one vector if it has one axis, [n], and else matrices of right-hand sides, [..., n, k].
     *
     * @throws IllegalArgumentException when a is not square, not finite or singular, so that a pivot is exactly 0, or when b does
     *         not fit it
     */
    default Tensor solve(Tensor b) {
        return b.rank() == 1 ? solve(b.unsqueeze(1)).squeeze(-1) : new LinearAlgebra.Solve().apply(self(), b);
    }

    /**
     * {@return the x with a x = b, a the lower, or else the upper triangle of this [..., n, n]} The other triangle is not read. Of b
     * holds what {@link #solve} says.
     *
     * @throws IllegalArgumentException when a is not square or has a 0 on its diagonal, or when b does not fit it
     */
    default Tensor solveTriangular(Tensor b, boolean lower) {
        return b.rank() == 1 ? solveTriangular(b.unsqueeze(1), lower).squeeze(-1)
                : new LinearAlgebra.SolveTriangular(lower).apply(self(), b);
    }

    /**
     * {@return the inverse; {@code a.solve(b)} is more accurate than {@code a.inverse().matmul(b)}}
     *
     * @throws IllegalArgumentException when a matrix is not square, not finite or singular
     */
    default Tensor inverse() {
        return new LinearAlgebra.Inverse().apply(self());
    }

    /**
     * {@return the determinants, [...]; 1 for matrices of no rows} The gradient is the matrix of cofactors, of singular matrices, too;
     * where the
     * rank is n − 2 or less, to rounding, it is 0, and taken for constant.
     *
     * @throws IllegalArgumentException when a matrix is not square or not finite
     */
    default Tensor determinant() {
        return new LinearAlgebra.Determinant().apply(self());
    }

    /** The sign of a determinant, 1, −1 or 0, and the logarithm of its magnitude: det = sign · exp(logAbs). */
    record LogDeterminant(Tensor sign, Tensor logAbs) {
    }

    /**
     * {@return sign and log |det| of the determinants, [...] each, for those that would overflow; 0 and −∞ of singular matrices} Those
     * have no gradient: asking for it is refused.
     *
     * @throws IllegalArgumentException when a matrix is not square or not finite
     */
    default LogDeterminant logDeterminant() {
        Tensor packed = new LinearAlgebra.LogDeterminant().apply(self());
        return new LogDeterminant(packed.slice(-1, 0, 1).squeeze(-1), packed.slice(-1, 1, 2).squeeze(-1));
    }

    /**
     * {@return the sums of the diagonals, [...]}
     *
     * @throws IllegalArgumentException when the matrices are not square
     */
    default Tensor trace() {
        if (rank() < 2 || shape().dim(-1) != shape().dim(-2)) {
            throw new IllegalArgumentException("trace: " + dtype() + shape() + ": not square matrices; their last two axes must be "
                    + "equally long");
        }
        int n = shape().dim(-1);
        int[] flat = Arrays.copyOf(shape().toArray(), rank() - 1);
        flat[rank() - 2] = n * n;
        return new Movement.Slice(rank() - 2, 0, n, n + 1).apply(self().reshape(flat)).sum(-1);
    }

    // Decompositions

    /**
     * {@return the lower triangular l with positive diagonal and a = l lᵀ} It is taken of the symmetric part (a + aᵀ)/2, which has a
     * symmetric gradient.
     *
     * @throws IllegalArgumentException when a matrix is not square, not finite or not positive definite
     */
    default Tensor cholesky() {
        return new LinearAlgebra.Cholesky().apply(self());
    }

    /** a = q r with qᵀq = 1 and r upper triangular: [..., m, k] and [..., k, n] for a in [..., m, n] and k = min(m, n). */
    record Qr(Tensor q, Tensor r) {
    }

    /**
     * {@return q and r with a = q r, by reflections; the diagonal of r is positive or 0, which makes both unique for a of full rank}
     * The gradient is refused where the first k columns depend on each other: r has a 0 on its diagonal, and q is not unique.
     *
     * @throws IllegalArgumentException when one of the first k columns is not finite
     */
    default Qr qr() {
        requireMatrix("qr");
        int m = shape().dim(-2);
        int n = shape().dim(-1);
        if (m < n) { // a = (a₁ a₂) = q (r₁ qᵀa₂)
            Qr left = self().slice(-1, 0, m).qr();
            Tensor right = left.q.transpose().matmul(self().slice(-1, m, n));
            return new Qr(left.q, Tensor.concat(-1, left.r, right));
        }
        Tensor packed = new LinearAlgebra.Qr().apply(self());
        return new Qr(packed.slice(-2, 0, m), packed.slice(-2, m, m + n));
    }

    /** a = vectors · diag(values) · vectorsᵀ: rising eigenvalues in [..., n], and [..., n, n] with an eigenvector in each column. */
    record SymmetricEigen(Tensor values, Tensor vectors) {
    }

    /**
     * {@return the eigenvalues, rising, and orthonormal eigenvectors of symmetric matrices} They are taken of the symmetric part
     * (a + aᵀ)/2. Of the two signs of a vector it has the one that makes positive the first of its elements that is at least half as
     * large as the largest. Derivatives of eigenvectors have the factors 1/(λᵢ − λⱼ): pairs of eigenvalues that are equal to rounding
     * contribute 0, and derivatives of the eigenvalues themselves are always finite.
     *
     * @throws IllegalArgumentException when a matrix is not square or not finite
     */
    default SymmetricEigen symmetricEigen() {
        Tensor packed = new LinearAlgebra.SymmetricEigen().apply(self());
        int n = packed.shape().dim(-2);
        return new SymmetricEigen(packed.slice(-1, n, n + 1).squeeze(-1), packed.slice(-1, 0, n));
    }

    /**
     * a = u · diag(s) · vᵀ: [..., m, k], falling singular values in [..., k], and [..., n, k], for a in [..., m, n] and k = min(m, n).
     * The columns of u and of v are orthonormal. NumPy gives vᵀ instead of v.
     */
    record Svd(Tensor u, Tensor s, Tensor v) {
    }

    /**
     * {@return the singular values, falling, and their vectors} Of the two signs of a pair of vectors it has the one that makes
     * positive the first element of u, or for m < n of v, that is at least half as large as the largest. Singular values less than
     * 10⁻⁵⁰ times the largest element are 0. Derivatives of the vectors have the factors 1/(sᵢ² − sⱼ²) and 1/sᵢ: pairs that are equal
     * to rounding and values that are 0 to rounding contribute 0, and derivatives of the values themselves are always finite.
     *
     * @throws IllegalArgumentException when a matrix is not finite
     */
    default Svd svd() {
        requireMatrix("svd");
        int m = shape().dim(-2);
        int n = shape().dim(-1);
        if (m < n) {
            Svd turned = self().transpose().svd();
            return new Svd(turned.v, turned.s, turned.u);
        }
        Tensor packed = new LinearAlgebra.Svd().apply(self());
        return new Svd(packed.slice(-2, 0, m), packed.slice(-2, m + n, m + n + 1).squeeze(-2), packed.slice(-2, m, m + n));
    }

    private void requireMatrix(String method) {
        if (rank() < 2) {
            throw new IllegalArgumentException(method + ": " + dtype() + shape() + ": a matrix has two axes or more; give it those, "
                    + "such as with .unsqueeze(0)");
        }
    }
}
