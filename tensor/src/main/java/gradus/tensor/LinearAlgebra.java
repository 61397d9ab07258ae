package gradus.tensor;

/**
 * Linear algebra with the matrices over the last two axes; any axes before them are a batch. Floats only, and only finite ones in
 * a matrix that is to be factored. All is computed in double and rounded once, float32 too. An op gives one tensor, so what a
 * decomposition consists of is packed into one, and {@link LinearAlgebraMethods} unpacks it.
 */
public sealed interface LinearAlgebra extends Op {

    /** x with a x = b, by elimination with row exchanges; a is [n, n], b is [n, k], and the batches broadcast. Operands: a, b. */
    record Solve() implements LinearAlgebra {
        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Solving.solve(this, x);
        }

        @Override
        public String toString() {
            return "solve";
        }
    }

    /** x with a x = b, where only the lower, or only the upper triangle of a is read and the other is taken for 0. Operands: a, b. */
    record SolveTriangular(boolean lower) implements LinearAlgebra {
        @Override
        public int arity() {
            return 2;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return Solving.solveTriangular(this, x);
        }

        @Override
        public String toString() {
            return lower ? "solveTriangular(lower)" : "solveTriangular(upper)";
        }
    }

    /** a⁻¹. */
    record Inverse() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Solving.inverse(this, x);
        }

        @Override
        public String toString() {
            return "inverse";
        }
    }

    /** The determinant, the signed product of the pivots; 1 for a matrix of no rows. */
    record Determinant() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Solving.determinant(this, x);
        }

        @Override
        public String toString() {
            return "determinant";
        }
    }

    /** The sign of the determinant and log |det|, as [2]; 0 and −∞ for a singular matrix. */
    record LogDeterminant() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Solving.logDeterminant(this, x);
        }

        @Override
        public String toString() {
            return "logDeterminant";
        }
    }

    /** The lower triangular l with positive diagonal and l lᵀ = (a + aᵀ)/2. */
    record Cholesky() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Decomposing.cholesky(this, x);
        }

        @Override
        public String toString() {
            return "cholesky";
        }
    }

    /** q over r, [m + n, n], with a = q r for a in [m, n], m ≥ n: qᵀq = 1, and r upper triangular with a diagonal ≥ 0. */
    record Qr() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Decomposing.qr(this, x);
        }

        @Override
        public String toString() {
            return "qr";
        }
    }

    /** The eigenvectors of (a + aᵀ)/2 in columns, and beside them the rising eigenvalues in a last column: [n, n + 1]. */
    record SymmetricEigen() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Decomposing.symmetricEigen(this, x);
        }

        @Override
        public String toString() {
            return "symmetricEigen";
        }
    }

    /** u over v over the row of falling singular values, [m + n + 1, n], with a = u diag(s) vᵀ for a in [m, n], m ≥ n. */
    record Svd() implements LinearAlgebra {
        @Override
        public Tensor compute(Tensor... x) {
            return Decomposing.svd(this, x);
        }

        @Override
        public String toString() {
            return "svd";
        }
    }

    @Override
    default int arity() {
        return 1;
    }
}
