package gradus.examples;

import static gradus.nn.Losses.meanSquaredError;

import gradus.autograd.Parameter;
import gradus.optim.Adam;
import gradus.optim.Optimizer;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.List;

/**
 * Fits a polynomial of degree 11 to 14 noisy points of a sine, with the L2 penalty λ ‖w‖² and without: without it the curve
 * follows the noise, with it the curve lies nearer to the sine itself.
 */
public final class PolynomialRegression {

    private static final int DEGREE = 11;
    private static final int POINTS = 14;

    private PolynomialRegression() {
    }

    /** The mean squared errors at the given points and against the sine between them, and the length of the weights. */
    public record Fit(double penalty, double atPoints, double between, double norm) {
        @Override
        public String toString() {
            return String.format("penalty %.3f: error at the points %.4f, between them %.4f, ‖w‖ %.2f",
                    penalty, atPoints, between, norm);
        }
    }

    /** The fits without and with the penalty. */
    public record Result(Fit free, Fit penalised) {
        @Override
        public String toString() {
            return free + "\n" + penalised;
        }
    }

    public static Result run() {
        return new Result(fit(0), fit(0.001));
    }

    private static Fit fit(double penalty) {
        Generator generator = Generator.of(0);
        Tensor x = evenly(POINTS);
        Tensor y = sine(x).add(generator.normal(DType.FLOAT64, POINTS, 1).mul(0.25));
        Tensor powers = powers(x);
        Parameter w = new Parameter(Tensor.zeros(DType.FLOAT64, DEGREE + 1, 1));
        Optimizer optimizer = new Optimizer(new Adam(0.02), List.of(w));
        for (int step = 0; step < 20_000; step++) {
            optimizer.minimize(() -> {
                Tensor error = meanSquaredError(powers.matmul(w.value()), y);
                return error.add(w.value().square().sum().mul(penalty));
            });
        }
        Tensor between = evenly(101);
        return new Fit(penalty, meanSquaredError(powers.matmul(w.value()), y).item(),
                meanSquaredError(powers(between).matmul(w.value()), sine(between)).item(),
                w.value().square().sum().sqrt().item());
    }

    /** {@return n numbers from −1 to 1, [n, 1]} */
    private static Tensor evenly(int n) {
        return Tensor.range(n).unsqueeze(1).to(DType.FLOAT64).mul(2.0 / (n - 1)).sub(1);
    }

    private static Tensor sine(Tensor x) {
        return x.mul(Math.PI).sin();
    }

    /** {@return 1, x, x², …: [n, 1] -> [n, DEGREE + 1]} */
    private static Tensor powers(Tensor x) {
        Tensor[] columns = new Tensor[DEGREE + 1];
        columns[0] = Tensor.full(DType.FLOAT64, 1, x.size(), 1);
        for (int i = 1; i <= DEGREE; i++) {
            columns[i] = columns[i - 1].mul(x);
        }
        return Tensor.concat(1, columns);
    }
}
