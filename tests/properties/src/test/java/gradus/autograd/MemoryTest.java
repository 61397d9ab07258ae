package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.CustomOp;
import gradus.tensor.DType;
import gradus.tensor.OpCatalogue;
import gradus.tensor.Tensor;
import gradus.tensor.internal.Arena;
import gradus.tensor.internal.TensorAccess;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much memory forward and backward take at once, and what becomes of tensors whose memory has gone back. */
class MemoryTest {

    private static final int DEPTH = 16;

    private final Arena arena = Recording.ofThread().arena();

    /** A loss of parameters. */
    private record Network(String name, List<Parameter> parameters, Supplier<Tensor> loss) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** {@return how many elements the array of a tensor has} */
    static int elements(Tensor x) {
        return Array.getLength(TensorAccess.get().storage(x).array());
    }

    private static Parameter parameter(List<Parameter> all, int... dims) {
        Parameter parameter = new Parameter(OpCatalogue.normal(100 + all.size(), dims).mul(1 / Math.sqrt(dims[0])));
        all.add(parameter);
        return parameter;
    }

    /** Layers x ↦ (x W)²: the rules need each result. */
    private static Network polynomial() {
        List<Parameter> weights = new ArrayList<>();
        for (int i = 0; i < DEPTH; i++) {
            parameter(weights, 24, 24);
        }
        Tensor x = OpCatalogue.normal(1, 64, 24).mul(0.1);
        return new Network("polynomial", weights, () -> {
            Tensor y = x;
            for (Parameter weight : weights) {
                y = y.matmul(weight.value()).square();
            }
            return y.mean();
        });
    }

    private static Network perceptron() {
        List<Parameter> all = new ArrayList<>();
        List<Parameter[]> layers = new ArrayList<>();
        for (int i = 0; i < DEPTH; i++) {
            layers.add(new Parameter[] {parameter(all, 24, 24), parameter(all, 24)});
        }
        Tensor x = OpCatalogue.normal(1, 64, 24);
        return new Network("perceptron", all, () -> {
            Tensor y = x;
            for (Parameter[] layer : layers) {
                y = y.matmul(layer[0].value()).add(layer[1].value()).relu();
            }
            return y.mean();
        });
    }

    /** Blocks of attention and a perceptron with residual connections, in plain ops: slices, views and sums of several ways. */
    private static Network transformer() {
        List<Parameter> all = new ArrayList<>();
        List<Parameter[]> blocks = new ArrayList<>();
        for (int i = 0; i < DEPTH / 2; i++) {
            blocks.add(new Parameter[] {parameter(all, 16, 48), parameter(all, 16, 16), parameter(all, 16, 64), parameter(all, 64, 16)});
        }
        Parameter x = parameter(all, 4, 12, 16); // of a constant, what is computed before the first product would stay
        return new Network("transformer", all, () -> {
            Tensor y = x.value();
            for (Parameter[] block : blocks) {
                Tensor[] parts = normalize(y).matmul(block[0].value()).chunk(2, 3);
                for (int i = 0; i < 3; i++) {
                    parts[i] = parts[i].reshape(4, 12, 2, 8).permute(0, 2, 1, 3);
                }
                Tensor attention = parts[0].matmul(parts[1].transpose()).mul(0.35).softmax(-1).matmul(parts[2]);
                y = y.add(attention.permute(0, 2, 1, 3).reshape(4, 12, 16).matmul(block[1].value()));
                y = y.add(normalize(y).matmul(block[2].value()).gelu().matmul(block[3].value()));
            }
            return y.square().mean();
        });
    }

    private static Tensor normalize(Tensor x) {
        Tensor d = x.sub(x.meanKeep(-1));
        return d.mul(d.square().meanKeep(-1).add(1e-5).rsqrt());
    }

    /** A loop over time that takes its inputs from, and puts its states into, slices along axis 1. */
    private static Network recurrent() {
        List<Parameter> all = new ArrayList<>();
        Parameter in = parameter(all, 8, 24);
        Parameter state = parameter(all, 12, 24);
        Tensor x = OpCatalogue.normal(1, 6, 20, 8);
        return new Network("recurrent", all, () -> {
            Tensor[] inputs = x.matmul(in.value()).unbind(1);
            Tensor h = Tensor.zeros(DType.FLOAT64, 6, 12);
            Tensor[] states = new Tensor[inputs.length];
            for (int t = 0; t < inputs.length; t++) {
                Tensor[] gates = inputs[t].add(h.matmul(state.value())).chunk(1, 2);
                h = gates[0].sigmoid().mul(gates[1].tanh());
                states[t] = h;
            }
            return Tensor.stack(1, states).mean().add(h.square().mean());
        });
    }

    /** A gradient that is passed on unchanged to two operands, to one of which another part is added before the other is read. */
    private static Network shared() {
        List<Parameter> all = new ArrayList<>();
        Parameter w = parameter(all, 32, 32);
        return new Network("shared", all, () -> {
            Tensor y = w.value();
            for (int i = 0; i < DEPTH; i++) {
                Tensor b = y.exp();
                Tensor a = y.tanh();
                Tensor c = b.sin();
                y = a.add(b).add(c);
            }
            return y.mean();
        });
    }

    /** No tensor in them is a large part of the whole, as the inputs of a recurrent one are. */
    static Stream<Network> deepNetworks() {
        return Stream.of(polynomial(), perceptron(), transformer());
    }

    static Stream<Network> networks() {
        return Stream.concat(deepNetworks(), Stream.of(recurrent(), shared()));
    }

    /** What the forward pass has computed, and the gradients of the parameters, are all that is needed; a tenth may come on top. */
    @ParameterizedTest
    @MethodSource("deepNetworks")
    void theSweepTakesLittleOnTop(Network network) {
        long gradients = network.parameters.stream().mapToLong(parameter -> elements(parameter.value())).sum();
        try (Tape tape = Tape.record()) {
            Tensor loss = network.loss.get();
            long forward = arena.lentElements();
            arena.mostElements();
            tape.gradients(loss);
            long most = arena.mostElements();
            assertTrue(most <= 1.1 * (forward + gradients), most + " elements, forward " + forward + ", gradients " + gradients);
            assertEquals(forward + gradients, arena.lentElements(), 4, "all else has gone");
        }
        assertEquals(0, arena.lentElements());
    }

    /** The last sweep gives back forward results while it takes memory for gradients: both together never need that much. */
    @ParameterizedTest
    @MethodSource("networks")
    void theLastSweepTakesLess(Network network) {
        long gradients = network.parameters.stream().mapToLong(parameter -> elements(parameter.value())).sum();
        try (Tape tape = Tape.record()) {
            Tensor loss = network.loss.get();
            long forward = arena.lentElements();
            arena.mostElements();
            tape.finish(loss);
            long most = arena.mostElements();
            assertTrue(most <= 1.1 * Math.max(forward, gradients), most + " elements, forward " + forward + ", gradients " + gradients);
            assertEquals(gradients, arena.lentElements(), 0.01 * forward, "all else has gone");
        }
    }

    /** Memory that is given back early, sums that are made in place, and slices that are put together do not show in the numbers. */
    @ParameterizedTest
    @MethodSource("networks")
    void theGradientsHaveTheSameBits(Network network) {
        Map<String, List<Tensor>> found = new LinkedHashMap<>();
        try (Tape _ = Tape.record(); Tape inner = Tape.record()) { // the outer one sees the sweep, which keeps all
            found.put("followed", copies(inner.gradients(network.loss.get()), network));
        }
        try (Tape tape = Tape.record()) {
            Tensor loss = network.loss.get();
            found.put("first", copies(tape.gradients(loss), network));
            found.put("second", copies(tape.gradients(loss), network));
            found.put("last", copies(tape.finish(loss), network));
        }
        List<Tensor> expected = found.get("followed");
        found.forEach((name, actual) -> {
            for (int i = 0; i < expected.size(); i++) {
                assertTrue(expected.get(i).contentEquals(actual.get(i)), name + " sweep, parameter " + i);
            }
        });
    }

    private static List<Tensor> copies(Gradients gradients, Network network) {
        return network.parameters.stream().map(p -> Tensor.of(gradients.of(p).toDoubleArray())).toList();
    }

    /** The arrays of the first steps serve all later ones; they change places for a while. */
    @ParameterizedTest
    @MethodSource("networks")
    void stepsOfOneSizeMakeNoNewArrays(Network network) {
        Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int step = 0; step < 60; step++) {
            int now = step;
            try (Tape tape = Tape.record()) {
                Gradients gradients = tape.gradients(network.loss.get());
                List<Tensor> seen = new ArrayList<>();
                network.parameters.forEach(p -> seen.add(gradients.of(p)));
                for (int i = 0; i < Recording.ofThread().size(); i++) {
                    seen.add(Recording.ofThread().entry(i).output());
                }
                for (Tensor t : seen) {
                    boolean fresh = t.size() >= 64 && arrays.add(TensorAccess.get().storage(t).array());
                    assertTrue(step < 30 || !fresh, () -> "step " + now + " made a new array for " + t.dtype() + t.shape());
                }
            }
        }
    }

    /** Copies and scratch arrays that an op has made for itself go back when it has ended. */
    @Test
    void anOpLeavesNothingButItsResult() {
        Tensor x = OpCatalogue.normal(1, 20, 30);
        try (Tape _ = Tape.record()) {
            Tensor[] results = {x.transpose().sum(0), x.transpose().softmax(0), x.transpose().logSumExp(0), x.to(DType.FLOAT32),
                    x.indexSelect(1, Tensor.range(5)), x.transpose().reshape(600), x.add(x.slice(1, 0, 1)), x.greater(x.transpose().transpose())};
            assertEquals(Stream.of(results).mapToLong(MemoryTest::elements).sum(), arena.lentElements());
        }
    }

    /** The last sweep uses the results up, all but the loss and what is kept. */
    @Test
    void whatIsUsedUpSaysSo() {
        Tensor x = Tensor.of(new double[] {0.5, -1, 2});
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(x);
            Tensor y = w.exp();
            Tensor kept = tape.keep(y.mul(2));
            Tensor view = y.reshape(3, 1);
            Tensor loss = kept.add(view.reshape(3)).sum();
            Gradients all = tape.gradients(loss);
            assertEquals(Math.exp(2), view.item(2, 0), 1e-15, "this sweep leaves the results");
            Gradients last = tape.finish(loss);
            assertArrayEquals(all.of(w).toDoubleArray(), last.of(w).toDoubleArray());
            assertEquals(2 * Math.exp(2), kept.item(2), 1e-15);
            assertEquals(3 * (Math.exp(0.5) + Math.exp(-1) + Math.exp(2)), loss.item(), 1e-14);
            assertArrayEquals(x.toDoubleArray(), w.toDoubleArray());
            for (Tensor gone : new Tensor[] {y, view}) {
                assertEquals("this result of exp was used up by the last sweep back over its tape; read it before, or ask for the "
                        + "gradients with tape.gradients(loss), or keep it with tape.keep(tensor)",
                        assertThrows(IllegalStateException.class, gone::toDoubleArray).getMessage());
            }
            assertThrows(IllegalStateException.class, () -> tape.gradients(loss));
            Tensor more = w.square().sum();
            assertArrayEquals(new double[] {1, -2, 4}, tape.finish(more).of(w).toDoubleArray(), "and what comes later has its own");
        }
    }

    @Test
    void anOuterTapeKeepsWhatItNeeds() {
        Tensor x = Tensor.full(DType.FLOAT64, 3);
        try (Tape outer = Tape.record()) {
            Tensor w = outer.watch(x);
            Tensor y;
            Tensor slope;
            try (Tape inner = Tape.record()) {
                Tensor v = inner.watch(w);
                y = w.mul(2).square();
                slope = inner.finish(y.mul(v)).of(v); // 4 w²
            }
            assertEquals(36, y.item());
            assertEquals(24, outer.finish(slope).of(w).item());
        }
    }

    /** An op of the user's, whose rule keeps hold of what it sees, and returns what it was given. */
    private record Eavesdropper(Tensor factor, List<Tensor> heard, boolean keep) implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].mul(factor);
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            Tensor part = g.mul(factor);
            for (Tensor t : new Tensor[] {g, part, x[0], y}) {
                if (keep) {
                    Recording.ofThread().innermost().keep(t);
                }
                heard.add(t);
            }
            return part;
        }
    }

    /** What a rule has seen stays as it was, or says that it is gone; what an op has captured is there for its rule. */
    @Test
    void rulesOfUsersMayRememberTensors() {
        Tensor x = Tensor.of(new double[] {1, 2, 3});
        for (boolean keep : new boolean[] {true, false}) {
            List<Tensor> heard = new ArrayList<>();
            try (Tape tape = Tape.record()) {
                Tensor w = tape.watch(x);
                Tensor factor = Tensor.of(new double[] {2, 4, 8}).mul(0.5); // computed under the tape, and no operand of anything
                Tensor y = w.mul(10);
                Tensor z = y.square().add(y).add(y.mul(3)); // sums that grow before and after the part of the rule arrives
                Tensor loss = z.add(y.mul(5)).add(new Eavesdropper(factor, heard, keep).apply(y)).sum();
                double[] gradient = tape.finish(loss).of(w).toDoubleArray();
                assertArrayEquals(new double[] {10 * (1 + 20 + 9), 10 * (2 + 40 + 9), 10 * (4 + 60 + 9)}, gradient);
                assertArrayEquals(new double[] {1, 2, 4}, factor.toDoubleArray());
            }
            double[][] expected = {{1, 1, 1}, {1, 2, 4}, {10, 20, 30}, {10, 40, 120}};
            for (int i = 0; i < expected.length; i++) {
                Tensor t = heard.get(i);
                if (keep) {
                    assertArrayEquals(expected[i], t.toDoubleArray());
                } else if (i > 0) { // the first stands in the memory of one element, which is not the arena's
                    assertThrows(IllegalStateException.class, t::toDoubleArray);
                }
            }
        }
    }

    /** An op of the user's that looks a result up instead of computing it: what it returns belongs to others. */
    private record LookedUp(Tensor found) implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return found;
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return found;
        }
    }

    @Test
    void opsOfUsersMayReturnWhatBelongsToOthers() {
        Tensor x = Tensor.of(new double[] {1, 2, 3});
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(x);
            Tensor constant = x.mul(2); // not followed, and lent
            Tensor y = w.mul(constant);
            Tensor loss = new LookedUp(constant).apply(w).add(new LookedUp(y).apply(w)).add(y).sum();
            assertArrayEquals(new double[] {2 + 2 + 2, 4 + 8 + 4, 6 + 18 + 6}, tape.finish(loss).of(w).toDoubleArray());
            assertArrayEquals(new double[] {2, 4, 6}, constant.toDoubleArray());
        }
    }

    /** A thread that was given a result reads its numbers or is told that they are gone, whatever the tape does meanwhile. */
    @Test
    void otherThreadsReadTheRightNumbersOrNone() throws InterruptedException {
        SynchronousQueue<Tensor> handed = new SynchronousQueue<>();
        Tensor end = Tensor.scalar(0);
        CompletableFuture<long[]> reading = CompletableFuture.supplyAsync(() -> {
            long right = 0;
            long refused = 0;
            try {
                for (Tensor x = handed.take(); x != end; x = handed.take()) {
                    try {
                        double number = x.item(0);
                        for (int i = 0; i < 1000; i++) {
                            assertAll(number, x.toFloatArray());
                            assertAll(number + 1, x.add(1).toFloatArray());
                            assertEquals(number * x.size(), x.sum().item());
                            right++;
                        }
                    } catch (IllegalStateException e) {
                        assertTrue(e.getMessage().contains("was computed under a tape that has closed"), e.getMessage());
                        refused++;
                    }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new long[] {right, refused};
        }, command -> Thread.ofPlatform().daemon().start(command));
        Tensor number = Tensor.zeros(4096);
        for (int step = 0; step < 3000 && !reading.isDone(); step++) {
            try (Tape _ = Tape.record()) {
                Tensor x = number.add(step % 7);
                while (!handed.offer(x, 10, java.util.concurrent.TimeUnit.MILLISECONDS) && !reading.isDone()) {
                }
                for (int i = 0; i < step % 50; i++) {
                    number.add(-i); // other arrays, for a while
                }
            }
        }
        while (!reading.isDone() && !handed.offer(end, 10, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        }
        long[] counts = reading.join();
        assertTrue(counts[0] > 0 && counts[1] > 0, counts[0] + " read, " + counts[1] + " refused");
    }

    private static void assertAll(double expected, float[] found) {
        for (float element : found) {
            assertEquals(expected, element);
        }
    }
}
