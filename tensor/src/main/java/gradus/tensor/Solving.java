package gradus.tensor;

/** Computes the {@link LinearAlgebra} ops that rest on elimination. */
final class Solving {

    private Solving() {
    }

    static Tensor solve(LinearAlgebra.Solve op, Tensor[] x) {
        Tensor.sameType(op, x[0], x[1]);
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        MatrixBatch b = new MatrixBatch(op, x, 1);
        Shape batch = batch(a, b);
        Tensor z = b.result(batch, b.rows(), b.columns());
        int[] left = a.numbers(batch);
        int[] right = b.numbers(batch);
        Elimination factors = null;
        for (int i = 0; i < left.length; i++) {
            if (i == 0 || left[i] != left[i - 1]) {
                factors = invertible(a, left[i]);
            }
            MatrixBatch.write(factors.solve(b.read(right[i])), z, i);
        }
        return z;
    }

    static Tensor solveTriangular(LinearAlgebra.SolveTriangular op, Tensor[] x) {
        Tensor.sameType(op, x[0], x[1]);
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        MatrixBatch b = new MatrixBatch(op, x, 1);
        Shape batch = batch(a, b);
        Tensor z = b.result(batch, b.rows(), b.columns());
        int[] left = a.numbers(batch);
        int[] right = b.numbers(batch);
        for (int i = 0; i < left.length; i++) {
            double[][] triangle = a.read(left[i]);
            for (int k = 0; k < triangle.length; k++) {
                if (triangle[k][k] == 0) {
                    throw singular(a, left[i], "element " + k + " of its diagonal");
                }
            }
            double[][] y = b.read(right[i]);
            if (op.lower()) {
                Elimination.substitute(triangle, y);
            } else {
                Elimination.substituteBack(triangle, y);
            }
            MatrixBatch.write(y, z, i);
        }
        return z;
    }

    static Tensor inverse(LinearAlgebra.Inverse op, Tensor[] x) {
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        Tensor z = a.result(a.leading(), a.rows(), a.rows());
        for (int i = 0; i < a.leading().size(); i++) {
            MatrixBatch.write(invertible(a, i).solve(Rows.identity(a.rows(), a.rows())), z, i);
        }
        return z;
    }

    static Tensor determinant(LinearAlgebra.Determinant op, Tensor[] x) {
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        Tensor z = a.result(a.leading());
        for (int i = 0; i < z.size(); i++) {
            Elements.setDouble(z.array(), z.offset() + i, new Elimination(a.readFinite(i)).determinant());
        }
        return z;
    }

    static Tensor logDeterminant(LinearAlgebra.LogDeterminant op, Tensor[] x) {
        MatrixBatch a = new MatrixBatch(op, x, 0).square();
        Tensor z = a.result(a.leading(), 2);
        for (int i = 0; i < a.leading().size(); i++) {
            MatrixBatch.write(new double[][] {new Elimination(a.readFinite(i)).logDeterminant()}, z, i);
        }
        return z;
    }

    private static Shape batch(MatrixBatch a, MatrixBatch b) {
        if (a.rows() != b.rows()) {
            throw a.refusal("the right-hand sides have " + b.rows() + " rows, the matrix has " + a.rows()
                    + "; both must have as many");
        }
        return a.leading().equals(b.leading()) ? a.leading()
                : Shape.broadcast(a.prefix() + "the leading axes", a.leading(), b.leading());
    }

    private static Elimination invertible(MatrixBatch a, int number) {
        Elimination factors = new Elimination(a.readFinite(number));
        if (factors.zeroPivot() >= 0) {
            throw singular(a, number, "pivot " + factors.zeroPivot());
        }
        return factors;
    }

    private static IllegalArgumentException singular(MatrixBatch a, int number, String what) {
        return a.refusal(a.name(number) + " is singular, " + what + " is 0; add a small multiple of the identity, or use svd()");
    }
}
