package gradus.tensor;

/** Computes the decompositions among the {@link LinearAlgebra} ops. */
final class Decomposing {

    private Decomposing() {
    }

    static Tensor cholesky(LinearAlgebra.Cholesky op, Tensor[] x) {
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        Tensor z = a.result(a.leading(), a.rows(), a.rows());
        for (int i = 0; i < a.leading().size(); i++) {
            double[][] l = a.readSymmetric(i);
            int minor = cholesky(l);
            if (minor > 0) {
                throw a.refusal(a.name(i) + " is not positive definite, its leading minor of order " + minor
                        + " is not positive; add a small multiple of the identity, or use symmetricEigen()");
            }
            MatrixBatch.write(l, z, i);
        }
        return z;
    }

    /** a ← l, row by row. {@return the order of the first leading minor that is not positive; 0 where all are} */
    private static int cholesky(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                a[i][j] = (a[i][j] - Rows.dot(a[i], a[j], 0, j)) / a[j][j];
                a[j][i] = 0;
            }
            double rest = a[i][i] - Rows.dot(a[i], a[i], 0, i);
            if (!(rest > 0)) {
                return i + 1;
            }
            a[i][i] = Math.sqrt(rest);
        }
        return 0;
    }

    static Tensor qr(LinearAlgebra.Qr op, Tensor[] x) {
        MatrixBatch a = tall(op, x);
        int n = a.columns();
        Tensor z = a.result(a.leading(), a.rows() + n, n);
        for (int i = 0; i < a.leading().size(); i++) {
            double[][] rows = a.readFinite(i);
            int exponent = Rows.normalize(rows);
            double[][] packed = Householder.qr(rows, n);
            for (int k = 0; k < n; k++) {
                for (int j = k; j < n; j++) {
                    packed[a.rows() + k][j] = Math.scalb(packed[a.rows() + k][j], exponent);
                }
            }
            MatrixBatch.write(packed, z, i);
        }
        return z;
    }

    static Tensor symmetricEigen(LinearAlgebra.SymmetricEigen op, Tensor[] x) {
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        Tensor z = a.result(a.leading(), a.rows(), a.rows() + 1);
        for (int i = 0; i < a.leading().size(); i++) {
            MatrixBatch.write(Spectral.symmetricEigen(a.readSymmetric(i)), z, i);
        }
        return z;
    }

    static Tensor svd(LinearAlgebra.Svd op, Tensor[] x) {
        MatrixBatch a = tall(op, x);
        int n = a.columns();
        Tensor z = a.result(a.leading(), a.rows() + n + 1, n);
        for (int i = 0; i < a.leading().size(); i++) {
            MatrixBatch.write(Spectral.svd(a.readFinite(i), n), z, i);
        }
        return z;
    }

    private static MatrixBatch tall(LinearAlgebra op, Tensor[] x) {
        MatrixBatch a = new MatrixBatch(op, x, 0);
        if (a.rows() < a.columns()) {
            throw a.refusal("a matrix of " + a.rows() + " × " + a.columns() + " is wider than high; the method Tensor." + op
                    + "() decomposes it, too");
        }
        return a;
    }
}
