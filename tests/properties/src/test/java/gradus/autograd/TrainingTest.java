package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Twenty steps of training a small network: recycled memory and other threads must not show in the numbers. */
class TrainingTest {

    /** The memory of the first tape serves the later ones; a fresh thread for each step starts with none. */
    @Test
    void recycledMemoryGivesTheNumbersOfFreshMemory() throws InterruptedException {
        Network recycling = new Network(1);
        List<double[]> expected = new ArrayList<>();
        for (int step = 0; step < 20; step++) {
            expected.add(recycling.step(step));
        }
        Network fresh = new Network(1);
        for (int step = 0; step < 20; step++) {
            int now = step;
            double[][] found = new double[1][];
            Thread thread = new Thread(() -> found[0] = fresh.step(now));
            thread.start();
            thread.join();
            assertArrayEquals(expected.get(step), found[0], "step " + step);
        }
        assertArrayEquals(recycling.weights(), fresh.weights());
        assertTrue(expected.get(19)[0] < expected.get(0)[0], "it learns");
    }

    @Test
    void threadsTrainSideBySide() throws InterruptedException, ExecutionException {
        double[][] expected = new double[4][];
        for (int seed = 0; seed < 4; seed++) {
            expected[seed] = new Network(seed).train();
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<double[]>> runs = new ArrayList<>();
            for (int seed = 0; seed < 4; seed++) {
                Network network = new Network(seed);
                runs.add(threads.submit(network::train));
            }
            for (int seed = 0; seed < 4; seed++) {
                assertArrayEquals(expected[seed], runs.get(seed).get());
            }
        }
    }

    /** Two threads share a network: each has its own tape, and reads what the parameters are. */
    @Test
    void threadsReadOneNetwork() throws InterruptedException, ExecutionException {
        Network network = new Network(5);
        double[] expected = network.gradient(0);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<double[]>> runs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                runs.add(threads.submit(() -> network.gradient(0)));
            }
            for (Future<double[]> run : runs) {
                assertArrayEquals(expected, run.get());
            }
        }
    }

    /** 9-16-3 with tanh, in float64, on batches of 12. */
    private static final class Network {

        private final Parameter in;
        private final Parameter out;
        private final Tensor data;
        private final Tensor target;

        Network(int seed) {
            Generator random = Generator.of(seed);
            in = new Parameter(random.normal(DType.FLOAT64, 9, 16));
            out = new Parameter(random.normal(DType.FLOAT64, 16, 3));
            data = random.normal(DType.FLOAT64, 12, 9);
            target = random.normal(DType.FLOAT64, 12, 3);
        }

        double[] train() {
            for (int step = 0; step < 20; step++) {
                step(step);
            }
            return weights();
        }

        /** {@return the loss and a sum over its gradients} */
        double[] step(int step) {
            try (Tape tape = Tape.record()) {
                Tensor loss = loss(step);
                Gradients g = tape.gradients(loss);
                double[] seen = {loss.item(), g.of(in).sum().item(), g.of(out).sum().item()};
                for (Parameter p : List.of(in, out)) {
                    double[] gradient = g.of(p).toDoubleArray();
                    Tensor like = p.aligned(Tensor.of(gradient).reshape(p.shape().toArray()));
                    assertEquals(p.shape(), like.shape());
                    p.update((array, from) -> {
                        double[] w = (double[]) array;
                        for (int i = 0; i < gradient.length; i++) {
                            w[from + i] -= 0.05 * gradient[i];
                        }
                    });
                }
                return seen;
            }
        }

        double[] gradient(int step) {
            try (Tape tape = Tape.record()) {
                return tape.gradients(loss(step)).of(in).toDoubleArray();
            }
        }

        private Tensor loss(int step) {
            Tensor x = data.mul(1 + 0.01 * step);
            return x.matmul(in.value()).tanh().matmul(out.value()).sub(target).square().mean();
        }

        double[] weights() {
            return Tensor.concat(0, in.value().reshape(-1), out.value().reshape(-1)).toDoubleArray();
        }
    }
}
