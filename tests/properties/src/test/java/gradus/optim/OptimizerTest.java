package gradus.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.simd.Threads;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OptimizerTest {

    private final Parameter a = new Parameter(Tensor.of(new double[] {1, 2}));
    private final Parameter b = new Parameter(Tensor.of(new float[] {3, 4}));

    @Test
    void minimizesAndGivesTheLossBefore() {
        Optimizer optimizer = new Optimizer(new Sgd(0.25), List.of(a));
        Supplier<Tensor> loss = () -> a.value().square().sum();
        assertEquals(5f, optimizer.minimize(loss));
        assertArrayEquals(new double[] {0.5, 1}, a.value().toDoubleArray());
        assertEquals(1.25f, optimizer.minimize(loss));
        for (int step = 0; step < 50; step++) {
            optimizer.minimize(loss);
        }
        assertEquals(0, a.value().item(1), 1e-12);
    }

    /** Long parameters are shared among threads. */
    @Test
    void stepsAreTheSameOnAnyNumberOfThreads() {
        int before = Threads.count();
        try {
            for (Rule rule : List.of(new Sgd(0.1), new Sgd(0.1).withMomentum(0.9), new Adam(0.1))) {
                Threads.use(1);
                float[] expected = twoSteps(rule);
                Threads.use(3);
                assertArrayEquals(expected, twoSteps(rule), rule.toString());
            }
        } finally {
            Threads.use(before);
        }
    }

    private static float[] twoSteps(Rule rule) {
        Parameter w = new Parameter(Generator.of(3).normal(300_007));
        Optimizer optimizer = new Optimizer(rule, List.of(w));
        optimizer.minimize(() -> w.value().square().sum());
        optimizer.minimize(() -> w.value().square().sum());
        return w.value().toFloatArray();
    }

    @Test
    void parametersThatWereNotReadStay() {
        Optimizer optimizer = new Optimizer(new Adam(0.5).withWeightDecay(0.1), List.of(a, b));
        optimizer.minimize(() -> a.value().square().sum());
        assertArrayEquals(new float[] {3, 4}, b.value().toFloatArray());
        assertEquals(1 - 0.5 * 0.1 - 0.5, a.value().item(0), 1e-6);
        // Their first step is still to come, with the corrections of a first step.
        optimizer.minimize(() -> b.value().square().sum());
        assertEquals(3 - 0.5 * 0.1 * 3 - 0.5, b.value().item(0), 1e-5);
    }

    @Test
    void aSharedParameterMakesOneStep() {
        Optimizer optimizer = new Optimizer(new Sgd(0.25), List.of(a, a));
        optimizer.minimize(() -> a.value().sum());
        assertArrayEquals(new double[] {0.75, 1.75}, a.value().toDoubleArray());
    }

    @Test
    void stepsTwiceUnderOneTape() {
        Optimizer optimizer = new Optimizer(new Sgd(0.25), List.of(a));
        try (Tape tape = Tape.record()) {
            optimizer.step(tape.gradients(a.value().square().sum()));
            optimizer.step(tape.gradients(a.value().square().sum()));
        }
        assertArrayEquals(new double[] {0.25, 0.5}, a.value().toDoubleArray());
    }

    /** A value that somebody has read outside a tape is not overwritten. */
    @Test
    void valuesReadBeforeStay() {
        Tensor before = a.value();
        new Optimizer(new Sgd(0.25), List.of(a)).minimize(() -> a.value().sum());
        assertArrayEquals(new double[] {1, 2}, before.toDoubleArray());
        assertArrayEquals(new double[] {0.75, 1.75}, a.value().toDoubleArray());
    }

    @Test
    void failuresChangeNothing() {
        Optimizer optimizer = new Optimizer(new Adam(0.1), List.of(a, b));
        assertThrows(IllegalArgumentException.class, () -> optimizer.minimize(() -> a.value().square()));
        assertThrows(IllegalStateException.class, () -> optimizer.minimize(() -> Tensor.scalar(1)));
        assertThrows(ArithmeticException.class, () -> optimizer.minimize(() -> {
            a.value();
            throw new ArithmeticException("in the loss");
        }));
        Gradients stale;
        try (Tape tape = Tape.record()) { // of a there remain the zeros, b's gradient is recycled
            a.value();
            stale = tape.gradients(b.value().square().sum());
        }
        String message = assertThrows(IllegalStateException.class, () -> optimizer.step(stale)).getMessage();
        assertTrue(message.contains("was computed under a tape that has closed"), message);
        assertArrayEquals(new double[] {1, 2}, a.value().toDoubleArray());
        assertArrayEquals(new float[] {3, 4}, b.value().toFloatArray());
        optimizer.minimize(() -> a.value().sum().to(DType.FLOAT32).add(b.value().sum()));
        assertEquals(0.9, a.value().item(0), 1e-6, "the first step, none was counted before");
        assertEquals(2.9, b.value().item(0), 1e-6);
    }

    @Test
    void needsParameters() {
        assertEquals("Optimizer: no parameters to learn; pass net.parameters().values()",
                assertThrows(IllegalArgumentException.class, () -> new Optimizer(new Sgd(0.1), List.of())).getMessage());
        assertEquals("Sgd[learningRate=0.1, momentum=0.0, dampening=0.0, nesterov=false, l2=0.0, weightDecay=0.0] of 2 parameters",
                new Optimizer(new Sgd(0.1), List.of(a, b)).toString());
    }
}
