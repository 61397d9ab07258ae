package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Gradients;
import gradus.autograd.Tape;
import gradus.optim.Adam;
import gradus.optim.Optimizer;
import gradus.optim.Rule;
import gradus.optim.Sgd;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Npz;
import gradus.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole trainings against PyTorch 1.13 in float64, from the same weights on the same batches: consecutive rows, in order, each
 * epoch anew. What is stored and how it was made stands beside the figures.
 */
class GoldenTrainingTest {

    private static final double TOLERANCE = 1e-9;

    /** What each line of the list of cases says, as our own classes. */
    private record Training(String name, int batch, int epochs, Rule rule, BinaryOperator<Tensor> loss, Sequential net) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Training> TRAININGS = List.of(
            new Training("mlp_sgd_momentum", 12, 8, new Sgd(0.1).withMomentum(0.9), Losses::crossEntropy,
                    new Sequential(linear(20, 16), Activation.RELU, linear(16, 5))),
            new Training("simplenn_adam_bce", 32, 10, new Adam(0.01), Losses::binaryCrossEntropy,
                    new Sequential(linear(10, 10), Activation.RELU, linear(10, 1), Activation.SIGMOID)));

    /** Wait for the convolution and pooling ops. */
    private static final Set<String> WAITING = Set.of("convnet_adamw");

    private static Linear linear(int in, int out) {
        return new Linear(in, out, Initializer.LECUN_UNIFORM, DType.FLOAT64, Generator.of(0));
    }

    static List<Training> trainings() {
        return TRAININGS;
    }

    @Test
    void everyCaseIsCoveredAsItsLineSays() throws IOException {
        Map<String, String> lines = new HashMap<>();
        try (InputStream in = GoldenTrainingTest.class.getResourceAsStream("/goldens/training.cases.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .forEach(line -> lines.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        }
        Set<String> covered = new TreeSet<>(WAITING);
        TRAININGS.forEach(training -> covered.add(training.name));
        assertEquals(new TreeSet<>(lines.keySet()), covered);
        assertEquals("train batch=12 epochs=8 net=Linear(20,16)-ReLU-Linear(16,5) loss=crossEntropy optimizer=SGD lr=0.1 momentum=0.9",
                lines.get("mlp_sgd_momentum"));
        assertEquals("train batch=32 epochs=10 net=Linear(10,10)-ReLU-Linear(10,1)-Sigmoid loss=bce optimizer=Adam lr=0.01",
                lines.get("simplenn_adam_bce"));
        assertEquals(covered, new TreeSet<>(goldens().keySet().stream().map(key -> key.substring(0, key.indexOf('/'))).toList()));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void theCurveIsThatOfPyTorch(Training training) throws IOException {
        Map<String, Tensor> golden = goldens();
        String prefix = training.name + "/";
        training.net.parameters().forEach((name, parameter) -> parameter.set(golden.get(prefix + "init." + name)));
        double[] expected = golden.get(prefix + "losses").toDoubleArray();
        double[] losses = losses(training, golden.get(prefix + "X"), golden.get(prefix + "Y"));
        assertEquals(expected.length, losses.length);
        for (int step = 0; step < losses.length; step++) {
            assertEquals(expected[step], losses[step], TOLERANCE, "loss at step " + step);
        }
        assertTrue(losses[losses.length - 1] < 0.9 * losses[0], "nothing was learned");
        Set<String> finals = new TreeSet<>();
        training.net.parameters().forEach((name, parameter) -> {
            finals.add(prefix + "final." + name);
            double[] stored = golden.get(prefix + "final." + name).toDoubleArray();
            double[] found = parameter.value().toDoubleArray();
            assertEquals(stored.length, found.length);
            for (int i = 0; i < stored.length; i++) {
                assertEquals(stored[i], found[i], TOLERANCE, name + " " + i);
            }
        });
        assertEquals(new TreeSet<>(golden.keySet().stream().filter(key -> key.startsWith(prefix + "final.")).toList()), finals);
    }

    private static double[] losses(Training training, Tensor x, Tensor y) {
        Optimizer optimizer = new Optimizer(training.rule, training.net.parameters().values());
        int rows = x.shape().dim(0);
        return Stream.iterate(0, epoch -> epoch < training.epochs, epoch -> epoch + 1)
                .flatMap(_ -> Stream.iterate(0, row -> row < rows, row -> row + training.batch))
                .mapToDouble(row -> {
                    int stop = Math.min(row + training.batch, rows);
                    return step(optimizer, training, x.slice(0, row, stop), y.slice(0, row, stop));
                }).toArray();
    }

    private static double step(Optimizer optimizer, Training training, Tensor x, Tensor y) {
        try (Tape tape = Tape.record()) { // minimize gives the loss as float only
            Tensor loss = training.loss.apply(training.net.forward(x), y);
            Gradients gradients = tape.gradients(loss);
            optimizer.step(gradients);
            return loss.item();
        }
    }

    private static Map<String, Tensor> goldens() throws IOException {
        try (InputStream in = GoldenTrainingTest.class.getResourceAsStream("/goldens/training.npz")) {
            return Npz.read(in);
        }
    }
}
