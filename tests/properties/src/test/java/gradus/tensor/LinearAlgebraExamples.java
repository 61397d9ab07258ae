package gradus.tensor;

import static gradus.tensor.OpCatalogue.normal;

import gradus.tensor.OpCatalogue.Example;
import java.util.List;

/** Operands for the ops of linear algebra: well conditioned, and with eigenvalues and singular values well apart. */
final class LinearAlgebraExamples {

    private LinearAlgebraExamples() {
    }

    static List<Example> all() {
        Tensor a = spread(40, 3, 3);
        Tensor batch = spread(41, 2, 3, 3);
        return List.of(
                new Example(new LinearAlgebra.Solve(), a, normal(42, 3, 2)),
                new Example(new LinearAlgebra.Solve(), batch, normal(43, 3, 1)),
                new Example(new LinearAlgebra.Solve(), spread(44, 2, 1, 2, 2), normal(45, 3, 2, 2)),
                new Example(new LinearAlgebra.SolveTriangular(true), a, normal(46, 3, 2)),
                new Example(new LinearAlgebra.SolveTriangular(false), batch, normal(47, 3, 1)),
                new Example(new LinearAlgebra.Inverse(), a),
                new Example(new LinearAlgebra.Inverse(), batch),
                new Example(new LinearAlgebra.Determinant(), a),
                new Example(new LinearAlgebra.Determinant(), batch),
                new Example(new LinearAlgebra.Determinant(), spread(52, 3, 6, 2, 2)),
                new Example(new LinearAlgebra.LogDeterminant(), a),
                new Example(new LinearAlgebra.LogDeterminant(), batch.neg()),
                new Example(new LinearAlgebra.Cholesky(), a),
                new Example(new LinearAlgebra.Cholesky(), batch),
                new Example(new LinearAlgebra.Qr(), a),
                new Example(new LinearAlgebra.Qr(), spread(48, 2, 4, 3)),
                new Example(new LinearAlgebra.SymmetricEigen(), a),
                new Example(new LinearAlgebra.SymmetricEigen(), batch.neg()),
                new Example(new LinearAlgebra.Svd(), a),
                new Example(new LinearAlgebra.Svd(), spread(49, 2, 4, 2)));
    }

    /** {@return noise with 2, 3.5, 5 … added along the diagonal} */
    static Tensor spread(int seed, int... dims) {
        int columns = dims[dims.length - 1];
        Tensor noise = normal(seed, dims).mul(0.25);
        double[] x = noise.toDoubleArray();
        int size = dims[dims.length - 2] * columns;
        for (int i = 0; i < x.length; i++) {
            int row = i % size / columns;
            x[i] += row == i % columns ? 2 + 1.5 * row : 0;
        }
        return Tensor.of(x, dims);
    }
}
