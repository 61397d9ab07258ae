package gradus.examples;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Activation.SIGMOID;
import static gradus.nn.Losses.binaryCrossEntropy;

import gradus.nn.Batches;
import gradus.nn.Batches.Batch;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.optim.Adam;
import gradus.optim.Optimizer;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;

/**
 * Of ten features only the first two matter: the answer is yes where they have the same sign. No line can tell, a network
 * 10-10-1 with a ReLU between can; the sigmoid at its end gives the probability of a yes.
 */
public final class BinaryClassifier {

    private static final int FEATURES = 10;

    private BinaryClassifier() {
    }

    /** The binary cross-entropy in training, at first and in the end, and the share of right answers to new questions. */
    public record Result(double firstLoss, double lastLoss, double accuracy) {
        @Override
        public String toString() {
            return String.format("loss %.4f → %.4f, accuracy %.4f", firstLoss, lastLoss, accuracy);
        }
    }

    private record Questions(Tensor x, Tensor y) {
        static Questions drawn(Generator generator, int n) {
            Tensor x = generator.normal(n, FEATURES);
            Tensor product = x.slice(1, 0, 1).mul(x.slice(1, 1, 2));
            return new Questions(x, product.greater(0).to(DType.FLOAT32));
        }
    }

    public static Result run() {
        Generator generator = Generator.of(0);
        Questions training = Questions.drawn(generator, 2_000);
        Questions test = Questions.drawn(generator, 1_000);
        Layer net = new Sequential(new Linear(FEATURES, 10, generator), RELU, new Linear(10, 1, generator), SIGMOID);
        Optimizer optimizer = new Optimizer(new Adam(0.01), net.parameters().values());
        Batches batches = new Batches(training.x, training.y, 32, generator);
        double firstLoss = binaryCrossEntropy(net.forward(training.x), training.y).item();
        for (int epoch = 1; epoch <= 20; epoch++) {
            double sum = 0;
            for (Batch batch : batches) {
                sum += optimizer.minimize(() -> binaryCrossEntropy(net.forward(batch.x()), batch.y()));
            }
            if (epoch % 5 == 0) {
                System.out.printf("epoch %2d  loss %.4f%n", epoch, sum / batches.count());
            }
        }
        double lastLoss = binaryCrossEntropy(net.forward(training.x), training.y).item();
        Tensor answers = net.forward(test.x).greater(0.5).to(DType.FLOAT32);
        return new Result(firstLoss, lastLoss, answers.equalTo(test.y).to(DType.FLOAT32).mean().item());
    }
}
