package gradus.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Gradients;
import gradus.autograd.Parameter;
import gradus.autograd.Tape;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Npz;
import gradus.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The update rules against their formulas in plain loops, and against PyTorch. */
class RuleTest {

    static List<Rule> rules() {
        return List.of(
                new Sgd(0.05),
                new Sgd(0),
                new Sgd(0.05).withL2(0.1),
                new Sgd(0.05).withWeightDecay(0.2),
                new Sgd(0.05).withMomentum(0.9),
                new Sgd(0.05).withMomentum(0.9).withDampening(0.3).withL2(0.01),
                new Sgd(0.05).withMomentum(0.8).withDampening(1),
                new Sgd(0.05).withMomentum(0.8).withNesterov(),
                new Sgd(0.05).withMomentum(0.8).withNesterov().withL2(0.1).withWeightDecay(0.3),
                new Adam(0.05),
                new Adam(0.05).withBetas(0, 0),
                new Adam(0.05).withBetas(0.8, 0.99).withL2(0.1),
                new Adam(0.05).withWeightDecay(0.3).withEpsilon(1e-3));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void followsItsFormula(Rule rule) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            for (boolean columnMajor : new boolean[] {false, true}) {
                Generator random = Generator.of(1);
                Tensor start = random.normal(DType.FLOAT64, 37, 5);
                Tensor held = start.to(dtype);
                Parameter p = new Parameter(columnMajor ? held.transpose().contiguous().transpose() : held);
                Optimizer optimizer = new Optimizer(rule, List.of(p));
                Formula formula = new Formula(rule, start.toDoubleArray());
                for (int step = 0; step < 7; step++) {
                    Tensor slope = random.normal(DType.FLOAT64, 37, 5);
                    step(optimizer, p, slope.to(dtype));
                    formula.step(slope.toDoubleArray());
                    assertArrayEquals(formula.w, p.value().toDoubleArray(), dtype == DType.FLOAT64 ? 1e-13 : 2e-5,
                            rule + ", " + dtype + ", step " + step);
                }
            }
        }
    }

    /** Both orders in memory are one parameter: the same bits. */
    @ParameterizedTest
    @MethodSource("rules")
    void theOrderInMemoryDoesNotShow(Rule rule) {
        Tensor start = Generator.of(2).normal(19, 7);
        Parameter rows = new Parameter(start);
        Parameter columns = new Parameter(start.transpose().contiguous().transpose());
        Optimizer first = new Optimizer(rule, List.of(rows));
        Optimizer second = new Optimizer(rule, List.of(columns));
        for (int step = 0; step < 3; step++) {
            Tensor slope = Generator.of(step).normal(19, 7);
            step(first, rows, slope);
            step(second, columns, slope);
            assertTrue(rows.value().contentEquals(columns.value()), rule + ", step " + step);
        }
    }

    /** One step with this gradient. */
    private static void step(Optimizer optimizer, Parameter p, Tensor slope) {
        try (Tape tape = Tape.record()) {
            optimizer.step(tape.gradients(p.value().mul(slope).sum()));
        }
    }

    /** The rules as in their papers, one element after the other. */
    private static final class Formula {
        final Rule rule;
        final double[] w;
        final double[] m;
        final double[] v;
        int t;

        Formula(Rule rule, double[] w) {
            this.rule = rule;
            this.w = w;
            this.m = new double[w.length];
            this.v = new double[w.length];
        }

        void step(double[] slope) {
            t++;
            for (int i = 0; i < w.length; i++) {
                switch (rule) {
                    case Sgd s -> {
                        double g = slope[i] + s.l2() * w[i];
                        v[i] = t == 1 ? g : s.momentum() * v[i] + (1 - s.dampening()) * g;
                        double direction = s.momentum() == 0 ? g : s.nesterov() ? g + s.momentum() * v[i] : v[i];
                        w[i] = w[i] * (1 - s.learningRate() * s.weightDecay()) - s.learningRate() * direction;
                    }
                    case Adam a -> {
                        double g = slope[i] + a.l2() * w[i];
                        m[i] = a.beta1() * m[i] + (1 - a.beta1()) * g;
                        v[i] = a.beta2() * v[i] + (1 - a.beta2()) * g * g;
                        double corrected = m[i] / (1 - Math.pow(a.beta1(), t));
                        double scale = Math.sqrt(v[i] / (1 - Math.pow(a.beta2(), t))) + a.epsilon();
                        w[i] = w[i] * (1 - a.learningRate() * a.weightDecay()) - a.learningRate() * corrected / scale;
                    }
                }
            }
        }
    }

    static Stream<Map.Entry<String, Rule>> goldens() {
        Map<String, Rule> goldens = new LinkedHashMap<>();
        goldens.put("sgd", new Sgd(0.05));
        goldens.put("sgd_momentum", new Sgd(0.05).withMomentum(0.9));
        goldens.put("sgd_nesterov", new Sgd(0.05).withMomentum(0.8).withNesterov());
        goldens.put("sgd_l2", new Sgd(0.05).withL2(0.1));
        goldens.put("sgd_damp", new Sgd(0.05).withMomentum(0.9).withDampening(0.3).withL2(0.01));
        goldens.put("adam", new Adam(0.05));
        goldens.put("adam_l2", new Adam(0.05).withL2(0.1).withBetas(0.8, 0.99));
        goldens.put("adamw", new Adam(0.05).withWeightDecay(0.1));
        goldens.put("adamw_eps", new Adam(0.05).withWeightDecay(0.3).withEpsilon(1e-3));
        return goldens.entrySet().stream();
    }

    /** 25 steps of PyTorch 1.13 in float64 on ½ ‖A p − b‖² / 6, the gradients by our tape. */
    @ParameterizedTest
    @MethodSource("goldens")
    void stepsAsPyTorch(Map.Entry<String, Rule> golden) throws IOException {
        Map<String, Tensor> stored;
        try (InputStream in = RuleTest.class.getResourceAsStream("/goldens/optimizers.npz")) {
            stored = Npz.read(in);
        }
        String name = golden.getKey() + "/";
        Tensor a = stored.get(name + "A");
        Tensor b = stored.get(name + "b");
        Parameter p = new Parameter(stored.get(name + "p0"));
        Optimizer optimizer = new Optimizer(golden.getValue(), List.of(p));
        for (int step = 0; step < 25; step++) {
            try (Tape tape = Tape.record()) {
                Gradients g = tape.gradients(a.matmul(p.value()).sub(b).square().sum().mul(0.5 / 6));
                Tensor expected = stored.get(name + "grads").slice(0, step, step + 1);
                assertArrayEquals(expected.toDoubleArray(), g.of(p).toDoubleArray(), 1e-11, "gradient before step " + step);
                optimizer.step(g);
            }
            Tensor expected = stored.get(name + "params").slice(0, step, step + 1);
            assertArrayEquals(expected.toDoubleArray(), p.value().toDoubleArray(), 1e-11, "parameters after step " + step);
        }
    }

    @Test
    void everyHyperparameterIsChecked() {
        DoubleFunction<Rule> learningRate = Sgd::new;
        Map<String, DoubleFunction<Rule>> fields = new LinkedHashMap<>();
        fields.put("Sgd: learning rate", learningRate);
        fields.put("Sgd: momentum", new Sgd(0.1)::withMomentum);
        fields.put("Sgd: dampening", new Sgd(0.1).withMomentum(0.5)::withDampening);
        fields.put("Sgd: l2", new Sgd(0.1)::withL2);
        fields.put("Sgd: weight decay", new Sgd(0.1)::withWeightDecay);
        fields.put("Adam: learning rate", Adam::new);
        fields.put("Adam: β₁", x -> new Adam(0.1).withBetas(x, 0.9));
        fields.put("Adam: β₂", x -> new Adam(0.1).withBetas(0.9, x));
        fields.put("Adam: ε", new Adam(0.1)::withEpsilon);
        fields.put("Adam: l2", new Adam(0.1)::withL2);
        fields.put("Adam: weight decay", new Adam(0.1)::withWeightDecay);
        for (String field : fields.keySet()) {
            for (double bad : new double[] {Double.NaN, -1e-9, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                String message = assertThrows(IllegalArgumentException.class, () -> fields.get(field).apply(bad),
                        () -> field + " " + bad).getMessage();
                assertTrue(message.startsWith(field + " " + bad + "; it must be at least 0.0 and "), message);
            }
            fields.get(field).apply(0);
        }
        for (String below1 : List.of("Sgd: momentum", "Adam: β₁", "Adam: β₂")) {
            assertThrows(IllegalArgumentException.class, () -> fields.get(below1).apply(1), below1);
        }
        assertEquals("Sgd: Nesterov's step with momentum 0.0 and dampening 0.0; it needs a momentum above 0 and no dampening",
                assertThrows(IllegalArgumentException.class, () -> new Sgd(0.1).withNesterov()).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Sgd(0.1).withMomentum(0.9).withDampening(0.1).withNesterov());
    }

    @Test
    void rulesAreValues() {
        assertEquals(new Sgd(0.1).withMomentum(0.9), new Sgd(0.1, 0.9, 0, false, 0, 0));
        assertEquals(new Adam(0.1), new Adam(0.1, 0.9, 0.999, 1e-8, 0, 0));
        assertEquals("Sgd[learningRate=0.1, momentum=0.0, dampening=0.0, nesterov=false, l2=0.0, weightDecay=0.0]",
                new Sgd(0.1).toString());
    }
}
