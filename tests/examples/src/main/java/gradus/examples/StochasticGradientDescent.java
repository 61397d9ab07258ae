package gradus.examples;

import static gradus.nn.Losses.meanSquaredError;

import gradus.autograd.Parameter;
import gradus.examples.LinearRegression.Line;
import gradus.examples.LinearRegression.Points;
import gradus.nn.Batches;
import gradus.nn.Batches.Batch;
import gradus.optim.Optimizer;
import gradus.optim.Sgd;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.List;

/**
 * The line of {@link LinearRegression} again, but with a step after each point (stochastic gradient descent, Robbins and Monro
 * 1951) or after each few of them (mini-batches): more steps for the same work, each in a rougher direction.
 */
public final class StochasticGradientDescent {

    private StochasticGradientDescent() {
    }

    /** The lines found with a step after each point, and after each 16. */
    public record Result(Line stochastic, Line miniBatch) {
        @Override
        public String toString() {
            return "stochastic: " + stochastic + "\nmini-batch: " + miniBatch;
        }
    }

    public static Result run() {
        return new Result(fit(1, 0.01), fit(16, 0.1));
    }

    private static Line fit(int batchSize, double learningRate) {
        Generator generator = Generator.of(0);
        Points points = Points.near(generator, 200);
        Parameter w = new Parameter(Tensor.scalar(0));
        Parameter b = new Parameter(Tensor.scalar(0));
        Optimizer descent = new Optimizer(new Sgd(learningRate), List.of(w, b));
        Batches batches = new Batches(points.x(), points.y(), batchSize, generator);
        double loss = 0;
        for (int epoch = 1; epoch <= 10; epoch++) {
            for (Batch batch : batches) {
                descent.minimize(() -> meanSquaredError(batch.x().mul(w.value()).add(b.value()), batch.y()));
            }
            loss = meanSquaredError(points.x().mul(w.value()).add(b.value()), points.y()).item();
            System.out.printf("batches of %2d  epoch %2d  loss %.5f%n", batchSize, epoch, loss);
        }
        return new Line(w.value().item(), b.value().item(), loss);
    }
}
