package gradus.examples;

import static gradus.nn.Losses.meanSquaredError;

import gradus.autograd.Parameter;
import gradus.optim.Optimizer;
import gradus.optim.Sgd;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.List;

/**
 * Fits the line y = w x + b to points by gradient descent on the mean squared error L over all of them:
 * w ← w − η ∂L/∂w, b ← b − η ∂L/∂b.
 */
public final class LinearRegression {

    private LinearRegression() {
    }

    /** The line found, and its mean squared error. */
    public record Line(double w, double b, double loss) {
        @Override
        public String toString() {
            return String.format("y = %.4f x %+.4f, mean squared error %.5f", w, b, loss);
        }
    }

    /** Points near the line y = 2 x − 1. */
    record Points(Tensor x, Tensor y) {
        static Points near(Generator generator, int n) {
            Tensor x = generator.uniform(n).mul(4).sub(2);
            Tensor noise = generator.normal(n).mul(0.1);
            return new Points(x, x.mul(2).sub(1).add(noise));
        }
    }

    public static Line run() {
        Points points = Points.near(Generator.of(0), 200);
        Parameter w = new Parameter(Tensor.scalar(0));
        Parameter b = new Parameter(Tensor.scalar(0));
        Optimizer descent = new Optimizer(new Sgd(0.1), List.of(w, b));
        double loss = 0;
        for (int step = 0; step <= 100; step++) {
            loss = descent.minimize(() -> meanSquaredError(points.x.mul(w.value()).add(b.value()), points.y));
            if (step % 20 == 0) {
                System.out.printf("step %3d  loss %.5f%n", step, loss);
            }
        }
        return new Line(w.value().item(), b.value().item(), loss);
    }
}
