package gradus.examples;

import static gradus.nn.Losses.meanSquaredError;

import gradus.autograd.Parameter;
import gradus.optim.Optimizer;
import gradus.optim.Sgd;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.List;

/**
 * Ridge regression (Hoerl and Kennard 1970), the w that minimises ‖X w − y‖² / n + λ ‖w‖², twice: by gradient descent, and as
 * the solution of the equations (Xᵀ X + n λ I) w = Xᵀ y. Both are the same.
 */
public final class RidgeRegression {

    private static final int N = 100;
    private static final int FEATURES = 8;
    private static final double PENALTY = 0.1;

    private RidgeRegression() {
    }

    /** The weights found by descent and by solving, and their largest difference. */
    public record Result(double[] descended, double[] solved, double difference) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("     descent    solution\n");
            for (int i = 0; i < solved.length; i++) {
                text.append(String.format("%12.8f%12.8f%n", descended[i], solved[i]));
            }
            return text + String.format("largest difference %.1e", difference);
        }
    }

    public static Result run() {
        Generator generator = Generator.of(0);
        Tensor x = generator.normal(DType.FLOAT64, N, FEATURES);
        Tensor truth = generator.normal(DType.FLOAT64, FEATURES, 1);
        Tensor y = x.matmul(truth).add(generator.normal(DType.FLOAT64, N, 1).mul(0.5));

        Parameter w = new Parameter(Tensor.zeros(DType.FLOAT64, FEATURES, 1));
        Optimizer descent = new Optimizer(new Sgd(0.1), List.of(w));
        for (int step = 0; step < 300; step++) {
            descent.minimize(() -> {
                Tensor penalty = w.value().square().sum().mul(PENALTY);
                return meanSquaredError(x.matmul(w.value()), y).add(penalty);
            });
        }

        double[][] a = rows(x.transpose().matmul(x));
        for (int i = 0; i < FEATURES; i++) {
            a[i][i] += N * PENALTY;
        }
        double[] solved = solve(a, x.transpose().matmul(y).toDoubleArray());
        double[] descended = w.value().toDoubleArray();
        double difference = 0;
        for (int i = 0; i < FEATURES; i++) {
            difference = Math.max(difference, Math.abs(descended[i] - solved[i]));
        }
        return new Result(descended, solved, difference);
    }

    private static double[][] rows(Tensor matrix) {
        double[][] rows = new double[matrix.shape().dim(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = matrix.slice(0, i, i + 1).toDoubleArray();
        }
        return rows;
    }

    /** {@return x with A x = b, A symmetric and positive definite, by Cholesky's decomposition A = L Lᵀ, for which A makes room} */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
        }
        double[] x = b.clone();
        for (int i = 0; i < n; i++) { // L z = b
            for (int k = 0; k < i; k++) {
                x[i] -= a[i][k] * x[k];
            }
            x[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) { // Lᵀ x = z
            for (int k = i + 1; k < n; k++) {
                x[i] -= a[k][i] * x[k];
            }
            x[i] /= a[i][i];
        }
        return x;
    }
}
