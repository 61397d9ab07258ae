package gradus.tensor;

import java.util.Arrays;

/**
 * What the ops of linear algebra must give, by definitions and methods other than theirs: determinants by expansion along a row,
 * systems by Cramer's rule, Cholesky factors as ratios of minors, bases by Gram and Schmidt, eigenvectors by plane rotations.
 */
final class LinearAlgebraOracle {

    private LinearAlgebraOracle() {
    }

    static Tensor compute(LinearAlgebra op, Tensor... x) {
        require(x[0].dtype().isFloating() && x[0].rank() >= 2);
        int rows = x[0].shape().dim(-2);
        int columns = x[0].shape().dim(-1);
        boolean tall = op instanceof LinearAlgebra.Qr || op instanceof LinearAlgebra.Svd;
        require(tall ? rows >= columns : rows == columns);
        return switch (op) {
            case LinearAlgebra.Solve _ -> pairs(x[0], x[1], LinearAlgebraOracle::cramer);
            case LinearAlgebra.SolveTriangular(boolean lower) -> pairs(x[0], x[1], (a, b) -> triangular(a, b, lower));
            case LinearAlgebra.Inverse _ -> each(x[0], a -> cramer(a, Rows.identity(a.length, a.length)), rows, rows);
            case LinearAlgebra.Determinant _ -> each(x[0], a -> new double[][] {{determinant(a)}});
            case LinearAlgebra.LogDeterminant _ -> each(x[0], a -> new double[][] {
                {Math.signum(determinant(a)), StrictMath.log(Math.abs(determinant(a)))}}, 2);
            case LinearAlgebra.Cholesky _ -> each(x[0], a -> cholesky(symmetric(a)), rows, rows);
            case LinearAlgebra.Qr _ -> each(x[0], LinearAlgebraOracle::qr, rows + columns, columns);
            case LinearAlgebra.SymmetricEigen _ -> each(x[0], a -> eigen(symmetric(a)), rows, rows + 1);
            case LinearAlgebra.Svd _ -> each(x[0], LinearAlgebraOracle::svd, rows + columns + 1, columns);
        };
    }

    private static double determinant(double[][] a) {
        if (a.length == 0) {
            return 1;
        }
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (j % 2 == 0 ? 1 : -1) * a[0][j] * determinant(without(a, 0, j));
        }
        return sum;
    }

    private static double[][] without(double[][] a, int row, int column) {
        double[][] minor = new double[a.length - 1][a.length - 1];
        for (int i = 0; i < minor.length; i++) {
            for (int j = 0; j < minor.length; j++) {
                minor[i][j] = a[i < row ? i : i + 1][j < column ? j : j + 1];
            }
        }
        return minor;
    }

    /** x[i, k] is the determinant of a with column i replaced by column k of b, over that of a. */
    private static double[][] cramer(double[][] a, double[][] b) {
        double all = determinant(a);
        require(all != 0);
        double[][] x = new double[b.length][b.length == 0 ? 0 : b[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < x[i].length; k++) {
                double[][] replaced = copy(a);
                for (int row = 0; row < a.length; row++) {
                    replaced[row][i] = b[row][k];
                }
                x[i][k] = determinant(replaced) / all;
            }
        }
        return x;
    }

    private static double[][] triangular(double[][] a, double[][] b, boolean lower) {
        double[][] triangle = copy(a);
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                triangle[i][j] = lower ? j > i ? 0 : a[i][j] : j < i ? 0 : a[i][j];
            }
        }
        return cramer(triangle, b);
    }

    /** l[i, j] = det a[0 … j − 1 and i; 0 … j] / √(dⱼ dⱼ₊₁), where dⱼ is the leading minor of order j. */
    private static double[][] cholesky(double[][] a) {
        double[][] l = new double[a.length][a.length];
        for (int j = 0; j < a.length; j++) {
            double before = determinant(part(a, j, j - 1));
            double with = determinant(part(a, j + 1, j));
            require(with > 0);
            for (int i = j; i < a.length; i++) {
                l[i][j] = determinant(part(a, j + 1, i)) / Math.sqrt(before * with);
            }
        }
        return l;
    }

    /** {@return the leading block of an order, its last row replaced by row {@code last}} */
    private static double[][] part(double[][] a, int order, int last) {
        double[][] part = new double[order][];
        for (int i = 0; i < order; i++) {
            part[i] = Arrays.copyOf(a[i == order - 1 ? last : i], order);
        }
        return part;
    }

    /** Each column less what those before it hold of it, twice, and made a unit vector. */
    private static double[][] qr(double[][] a) {
        int m = a.length;
        int n = m == 0 ? 0 : a[0].length;
        double[][] packed = new double[m + n][n];
        for (int k = 0; k < n; k++) {
            double[] rest = new double[m];
            for (int i = 0; i < m; i++) {
                rest[i] = a[i][k];
            }
            for (int time = 0; time < 2; time++) {
                for (int j = 0; j < k; j++) {
                    double held = 0;
                    for (int i = 0; i < m; i++) {
                        held += packed[i][j] * rest[i];
                    }
                    packed[m + j][k] += held;
                    for (int i = 0; i < m; i++) {
                        rest[i] -= held * packed[i][j];
                    }
                }
            }
            double norm = norm(rest);
            packed[m + k][k] = norm;
            for (int i = 0; i < m; i++) {
                packed[i][k] = rest[i] / norm;
            }
        }
        return packed;
    }

    /** Rotates each pair of axes until nothing is left beside the diagonal (Jacobi 1846). */
    private static double[][] eigen(double[][] a) {
        int n = a.length;
        double[][] d = copy(a);
        double[][] v = Rows.identity(n, n);
        for (int sweep = 0; sweep < 30; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double angle = 0.5 * StrictMath.atan2(2 * d[p][q], d[q][q] - d[p][p]);
                    double c = StrictMath.cos(angle);
                    double s = StrictMath.sin(angle);
                    for (int k = 0; k < n; k++) { // columns, of the vectors too
                        turn(d[k], p, q, c, s);
                        turn(v[k], p, q, c, s);
                    }
                    for (int k = 0; k < n; k++) { // rows
                        double x = d[p][k];
                        double y = d[q][k];
                        d[p][k] = c * x - s * y;
                        d[q][k] = s * x + c * y;
                    }
                }
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = d[i][i];
        }
        return sorted(values, v);
    }

    private static void turn(double[] row, int p, int q, double c, double s) {
        double x = row[p];
        double y = row[q];
        row[p] = c * x - s * y;
        row[q] = s * x + c * y;
    }

    private static double[][] sorted(double[] values, double[][] v) {
        int n = values.length;
        double[] rising = values.clone();
        Arrays.sort(rising);
        double[][] packed = new double[n][n + 1];
        for (int j = 0; j < n; j++) {
            int from = 0;
            while (values[from] != rising[j]) {
                from++;
            }
            packed[j][n] = rising[j];
            double[] vector = new double[n];
            for (int i = 0; i < n; i++) {
                vector[i] = v[i][from];
            }
            double sign = sign(vector);
            for (int i = 0; i < n; i++) {
                packed[i][j] = sign * vector[i];
            }
        }
        return packed;
    }

    /** The v are eigenvectors of aᵀa, the squares of the s its eigenvalues, and u = a v / s. */
    private static double[][] svd(double[][] a) {
        int m = a.length;
        int n = m == 0 ? 0 : a[0].length;
        double[][] square = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < m; k++) {
                    square[i][j] += a[k][i] * a[k][j];
                }
            }
        }
        double[][] eigen = eigen(square);
        double[][] packed = new double[m + n + 1][n];
        for (int k = 0; k < n; k++) {
            int from = n - 1 - k;
            double[] u = new double[m];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    u[i] += a[i][j] * eigen[j][from];
                }
            }
            double s = norm(u);
            double sign = sign(u);
            for (int i = 0; i < m; i++) {
                packed[i][k] = sign * u[i] / s;
            }
            for (int j = 0; j < n; j++) {
                packed[m + j][k] = sign * eigen[j][from];
            }
            packed[m + n][k] = s;
        }
        return packed;
    }

    /** {@return the sign with which the first element that is at least half as large as the largest becomes positive} */
    private static double sign(double[] x) {
        double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
        return Math.signum(Arrays.stream(x).filter(v -> Math.abs(v) >= largest / 2).findFirst().orElse(1));
    }

    private static double norm(double[] x) {
        return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
    }

    private static double[][] symmetric(double[][] a) {
        double[][] s = copy(a);
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                s[i][j] = (a[i][j] + a[j][i]) / 2;
            }
        }
        return s;
    }

    private static double[][] copy(double[][] a) {
        double[][] copy = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            copy[i] = a[i].clone();
        }
        return copy;
    }

    // Batches

    private interface OfOne {
        double[][] of(double[][] a);
    }

    private interface OfTwo {
        double[][] of(double[][] a, double[][] b);
    }

    private static Tensor each(Tensor x, OfOne f, int... axes) {
        Shape batch = leading(x);
        double[][] parts = new double[batch.size()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = flat(f.of(matrix(x, index(batch, i))));
        }
        return together(x.dtype(), batch, parts, axes);
    }

    private static Tensor pairs(Tensor a, Tensor b, OfTwo f) {
        require(a.dtype() == b.dtype() && b.rank() >= 2 && b.shape().dim(-2) == a.shape().dim(-1));
        Shape batch = Oracle.broadcast(leading(a), leading(b));
        double[][] parts = new double[batch.size()][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = flat(f.of(matrix(a, index(batch, i)), matrix(b, index(batch, i))));
        }
        return together(a.dtype(), batch, parts, b.shape().dim(-2), b.shape().dim(-1));
    }

    private static Tensor together(DType dtype, Shape batch, double[][] parts, int... axes) {
        int size = Shape.of(axes).size();
        return Oracle.filled(dtype, Shape.of(Oracle.spliced(batch.toArray(), batch.rank(), 0, axes)),
                i -> parts[i / size][i % size]);
    }

    private static Shape leading(Tensor x) {
        return Shape.of(Arrays.copyOf(x.shape().toArray(), x.rank() - 2));
    }

    private static int[] index(Shape batch, int i) {
        int[] index = new int[batch.rank()];
        int rest = i;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % batch.get(axis);
            rest /= batch.get(axis);
        }
        return index;
    }

    private static double[][] matrix(Tensor x, int[] batch) {
        double[][] a = new double[x.shape().dim(-2)][x.shape().dim(-1)];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                a[i][j] = Oracle.at(x, Oracle.spliced(batch, batch.length, 0, i, j));
            }
        }
        return a;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new Oracle.Refused();
        }
    }
}
