package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Index;
import gradus.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a tape records, gives back, prints and refuses. */
class TapeTest {

    private final Tensor x = Tensor.of(new double[] {0.5, -1, 2});

    private static void refused(Class<? extends RuntimeException> type, String message, Executable act) {
        assertEquals(message, assertThrows(type, act).getMessage());
    }

    /** No recursion, and some hundred bytes an entry: the tests run within two gigabytes. */
    @Test
    void aMillionEntriesRunBackward() {
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(Tensor.full(DType.FLOAT64, 1));
            Tensor y = w;
            for (int i = 0; i < 500_000; i++) {
                y = y.mul(0.5).add(w);
            }
            assertEquals(2, y.item(), 1e-12);
            assertEquals(2, tape.gradients(y).of(w).item(), 1e-12);
        }
    }

    @Test
    void addsUpWhatReachesATensorOnSeveralWays() {
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(x);
            Tensor a = w.mul(w);
            Tensor y = a.add(a.mul(w)).add(w).sum(); // w² + w³ + w
            assertArrayEquals(new double[] {2.75, 2, 17}, tape.gradients(y).of(w).toDoubleArray());
            assertArrayEquals(new double[] {2.75, 2, 17}, tape.gradients(y).of(w).toDoubleArray(), "and a second time");
            assertArrayEquals(new double[] {1, -2, 4}, tape.gradients(a.sum()).of(w).toDoubleArray());
        }
    }

    @Test
    void gradientsOfWhatDoesNotMatterAreZero() {
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(x);
            Tensor unused = tape.watch(Tensor.zeros(2, 2));
            Gradients g = tape.gradients(w.sum());
            assertArrayEquals(new float[4], g.of(unused).toFloatArray());
            assertEquals("gradients of 2 tensors", g.toString());
            Tensor late = tape.watch(x);
            assertThrows(IllegalArgumentException.class, () -> g.of(late));
        }
    }

    @Test
    void prints() {
        Parameter p = new Parameter(Tensor.zeros(3, 2));
        Tape tape = Tape.record();
        try (tape) {
            Tensor w = tape.watch(Tensor.zeros(4, 3));
            Tensor y = w.matmul(p.value()).add(Tensor.zeros(2));
            Tensor loss = y.relu().sum(1).slice(0, 0, 2).mean();
            y.greater(Tensor.zeros(4, 2));
            Tensor.zeros(2).exp();
            loss.toDoubleArray();
            assertEquals("""
                    tape of 9 entries
                    %0 = watched : float32[4, 3]
                    %1 = parameter : float32[3, 2]
                    %2 = matmul %0 %1 : float32[4, 2]
                    %3 = add %2 float32[2] : float32[4, 2]
                    %4 = relu %3 : float32[4, 2]
                    %5 = sum[1] %4 : float32[4]
                    %6 = slice(axis 0, 0 + 1 × 2) %5 : float32[2]
                    %7 = sum[0] %6 : float32[]
                    %8 = mul %7 0.5 : float32[]""", tape.toString());
            loss.sub(p.value().sum()).sub(Tensor.scalar(0.001)).mul(-3);
            assertEquals(List.of("%9 = sum[0, 1] %1 : float32[]", "%10 = sub %8 %9 : float32[]", "%11 = sub %10 0.001 : float32[]",
                    "%12 = mul %11 -3 : float32[]"), tape.toString().lines().skip(10).toList());
        }
        assertEquals("closed tape", tape.toString());
    }

    @Test
    void printsTheEndsOfALongTape() {
        try (Tape tape = Tape.record()) {
            Tensor y = tape.watch(x);
            for (int i = 0; i < 1499; i++) {
                y = y.neg();
            }
            List<String> lines = tape.toString().lines().toList();
            assertEquals(1002, lines.size());
            assertEquals("tape of 1500 entries", lines.getFirst());
            assertEquals("%499 = neg %498 : float64[3]", lines.get(500));
            assertEquals("… 500 more", lines.get(501));
            assertEquals("%1000 = neg %999 : float64[3]", lines.get(502));
            assertEquals("%1499 = neg %1498 : float64[3]", lines.getLast());
        }
    }

    @Test
    void drawsItself() {
        Parameter p = new Parameter(Tensor.zeros(3, 2));
        Tape tape = Tape.record();
        try (tape) {
            Tensor w = tape.watch(Tensor.zeros(4, 3));
            w.matmul(p.value()).add(Tensor.zeros(2)).mul(0.5).sum();
            assertEquals("""
                    digraph tape {
                      node [shape=box]
                      e0 [label="%0 watched\\nfloat32[4, 3]", style=filled]
                      e1 [label="%1 parameter\\nfloat32[3, 2]", style=filled]
                      e2 [label="%2 matmul\\nfloat32[4, 2]"]
                      e0 -> e2
                      e1 -> e2
                      e3 [label="%3 add\\nfloat32[4, 2]"]
                      e2 -> e3
                      c3_1 [label="float32[2]", shape=plaintext]
                      c3_1 -> e3
                      e4 [label="%4 mul\\nfloat32[4, 2]"]
                      e3 -> e4
                      c4_1 [label="0.5", shape=plaintext]
                      c4_1 -> e4
                      e5 [label="%5 sum[0, 1]\\nfloat32[]"]
                      e4 -> e5
                    }
                    """, tape.toDot());
        }
        refused(IllegalStateException.class, "Tape.toDot: the tape is closed; do all backward work before its end", tape::toDot);
    }

    @Test
    void nothingIsRecordedOutsideATape() {
        Tensor y = x.exp();
        try (Tape tape = Tape.record()) {
            y.log();
            assertEquals("tape of 0 entries", tape.toString());
        }
    }

    @Test
    void aRefusedOpLeavesNoTrace() {
        try (Tape tape = Tape.record()) {
            Tensor w = tape.watch(x);
            assertThrows(IllegalArgumentException.class, () -> w.add(Tensor.zeros(DType.FLOAT64, 2)));
            assertThrows(IllegalArgumentException.class, () -> w.matmul(Tensor.zeros(DType.FLOAT64, 2)));
            assertThrows(IllegalArgumentException.class, () -> w.matmul(Tensor.zeros(3, 2)));
            assertThrows(IllegalArgumentException.class, () -> w.at("1:, 0"));
            assertThrows(IllegalArgumentException.class, () -> w.at(Index.from(1), Index.NEW_AXIS, Index.of(Tensor.range(1))));
            assertThrows(IllegalArgumentException.class, () -> Tensor.einsum("i,ii", w, Tensor.zeros(DType.FLOAT64, 3, 2)));
            assertEquals("tape of 1 entry\n%0 = watched : float64[3]", tape.toString());
            assertArrayEquals(new double[] {1, 1, 1}, tape.gradients(w.sum()).of(w).toDoubleArray());
        }
    }

    @Test
    void refusesWhatHasNoGradient() {
        try (Tape tape = Tape.record()) {
            refused(IllegalArgumentException.class, "Tape.watch: int32[3] has no gradient; convert with .to(FLOAT32)",
                    () -> tape.watch(Tensor.range(3)));
            Tensor w = tape.watch(x);
            refused(IllegalArgumentException.class, "Tape.gradients: the loss has the shape [3], not one element; reduce it, such as "
                    + "with .mean(), or give Tape.gradients the cotangent as second argument", () -> tape.gradients(w));
            refused(IllegalArgumentException.class, "Tape.finish: the loss has the shape [3], not one element; reduce it, such as "
                    + "with .mean(), or give Tape.gradients the cotangent as second argument", () -> tape.finish(w));
            refused(IllegalStateException.class, "Tape.gradients: float64[] was not computed under this tape from anything that it "
                    + "watches; read parameters with value(), or use what tape.watch(x) returns", () -> tape.gradients(x.sum()));
            refused(IllegalArgumentException.class, "Tape.gradients: the cotangent is float64[], the tensor float64[3]; both must be alike",
                    () -> tape.gradients(w, Tensor.full(DType.FLOAT64, 1)));
            refused(IllegalArgumentException.class, "Tape.gradients: int64[] has no gradient; compute it in floats, converting with "
                    + ".to(FLOAT32) before and not after", () -> tape.gradients(w.to(DType.INT64).sum()));
            Gradients g = tape.gradients(w.sum());
            refused(IllegalArgumentException.class, "Gradients.of: the tensor float64[3] was not watched; ask for the tensor that "
                    + "tape.watch(x) returned", () -> g.of(x));
            refused(IllegalArgumentException.class, "Gradients.of: the parameter float32[2] was not read under the tape; read it with "
                    + "value() in the forward pass", () -> g.of(new Parameter(Tensor.zeros(2))));
        }
        refused(IllegalArgumentException.class, "Parameter: int32[3] cannot be learned; convert with .to(FLOAT32)",
                () -> new Parameter(Tensor.range(3)));
    }

    @Test
    void refusesWorkAfterItsEnd() {
        Tape tape = Tape.record();
        Tensor w = tape.watch(x);
        Tensor y = w.sum();
        tape.close();
        tape.close();
        String closed = ": the tape is closed; do all backward work before its end";
        refused(IllegalStateException.class, "Tape.gradients" + closed, () -> tape.gradients(y));
        refused(IllegalStateException.class, "Tape.watch" + closed, () -> tape.watch(x));
        try (Tape later = Tape.record()) {
            assertEquals("tape of 0 entries", later.toString(), "what was watched before is a constant now");
            w.square();
            assertEquals("tape of 0 entries", later.toString());
        }
    }

    @Test
    void belongsToItsThread() {
        try (Tape tape = Tape.record()) {
            Tensor y = tape.watch(x).sum();
            for (Executable act : new Executable[] {() -> tape.gradients(y), () -> tape.watch(x), tape::close}) {
                CompletionException failure = assertThrows(CompletionException.class, () -> CompletableFuture.runAsync(() -> {
                    try {
                        act.execute();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                }, command -> {
                    Thread thread = new Thread(command, "elsewhere");
                    thread.start();
                }).join());
                String message = failure.getCause().getMessage();
                assertTrue(message.contains(": the tape records the thread " + Thread.currentThread().getName()
                        + " and was used from elsewhere; open a tape on each thread"), message);
            }
            tape.gradients(y); // and still works here
        }
    }

    /** An inner tape that was forgotten does not keep the thread recording. */
    @Test
    void closesWhatWasLeftOpenWithin() {
        Tape outer = Tape.record();
        Tape inner = Tape.record();
        Tape innermost = Tape.record();
        Tensor y = innermost.watch(x).exp();
        Tensor sum = y.sum();
        refused(IllegalStateException.class, "Tape.close: a tape opened later was still open, and has been closed with this one; open "
                + "each in a try (Tape tape = Tape.record()) { … }, which closes the inner one first", outer::close);
        refused(IllegalStateException.class, "Tape.gradients: the tape is closed; do all backward work before its end",
                () -> innermost.gradients(sum));
        assertThrows(IllegalStateException.class, () -> y.item(0), "its memory is recycled");
        innermost.close();
        inner.close();
        outer.close();
        try (Tape fresh = Tape.record()) {
            assertEquals("tape of 0 entries", fresh.toString());
            assertThrows(IllegalStateException.class, () -> {
                try (Tape middle = Tape.record()) {
                    Tape.record();
                    middle.watch(x);
                }
            });
            assertArrayEquals(new double[] {1, -2, 4}, Transforms.grad(v -> v.square().sum()).apply(x).toDoubleArray());
            Tensor w = fresh.watch(x);
            assertArrayEquals(new double[] {1, -2, 4}, fresh.gradients(w.square().sum()).of(w).toDoubleArray(), "and it still records");
        }
    }

    @Test
    void anInnerTapeTakesTheOuterOnesForConstants() {
        try (Tape outer = Tape.record()) {
            Tensor a = outer.watch(x);
            Tensor b = a.square();
            Tensor slope;
            try (Tape inner = Tape.record()) {
                Tensor w = inner.watch(b);
                slope = inner.gradients(w.square().mul(a).sum()).of(w); // 2 w a
                assertThrows(IllegalStateException.class, () -> inner.gradients(b.sum()));
                assertThrows(IllegalArgumentException.class, () -> inner.gradients(w.sum()).of(a));
            }
            // 2 a³, of which the outer tape knows every step: 6 a²
            assertArrayEquals(new double[] {1.5, 6, 24}, outer.gradients(slope.sum()).of(a).toDoubleArray(), 1e-12);
        }
    }

    /** tanh‴ = −2 (1 − t²)(1 − 3 t²). */
    @Test
    void derivativesOfDerivatives() {
        var third = Transforms.grad(Transforms.grad(Transforms.grad(v -> v.tanh())));
        for (double at : new double[] {0, 0.3, -1.7}) {
            double t = Math.tanh(at);
            double expected = -2 * (1 - t * t) * (1 - 3 * t * t);
            assertEquals(expected, third.apply(Tensor.full(DType.FLOAT64, at)).item(), 1e-12);
        }
        var second = Transforms.grad(v -> Transforms.grad(w -> w.sum()).apply(v).sum());
        assertArrayEquals(new double[3], second.apply(x).toDoubleArray(), "a linear function has one, too");
        var inBoth = Transforms.grad(v -> Transforms.grad(w -> w.mul(v).mul(v)).apply(v)); // v² → 2 v
        assertEquals(6, inBoth.apply(Tensor.full(DType.FLOAT64, 3)).item());
    }

    @Test
    void parametersUnderNestedTapes() {
        Parameter p = new Parameter(x);
        try (Tape outer = Tape.record()) {
            Tensor first = p.value();
            assertSame(first, p.value(), "read once, watched once");
            Tensor penalty;
            try (Tape inner = Tape.record()) {
                Tensor g = inner.gradients(p.value().square().mul(first).sum()).of(p); // 2 p · first
                penalty = g.sum();
                assertArrayEquals(new double[] {0.5, 2, 8}, g.toDoubleArray());
            }
            // Both readings are the parameter to the outer tape: Σ 2 p² → 4 p
            assertArrayEquals(new double[] {2, -4, 8}, outer.gradients(penalty).of(p).toDoubleArray());
        }
    }

    @Test
    void gradientsBelongToTheValueReadLast() {
        Parameter p = new Parameter(Tensor.of(new double[] {3}));
        try (Tape tape = Tape.record()) {
            Tensor before = p.value();
            p.set(Tensor.of(new double[] {5}));
            assertEquals(10, tape.gradients(p.value().square()).of(p).item());
            assertEquals(3, before.item(), "replacing a value leaves the old one readable");
            p.update((w, from) -> ((double[]) w)[from] = 7);
            assertEquals(14, tape.gradients(p.value().square()).of(p).item());
        }
    }

    @Test
    void aParameterUpdatedOnTheWaySaysSo() {
        Parameter p = new Parameter(x);
        Tensor outside = p.value();
        try (Tape tape = Tape.record()) {
            Tensor w = p.value();
            Tensor loss = w.square().sum();
            p.update((array, from) -> ((double[]) array)[from] = 100);
            assertEquals(0.5, w.item(0), "a value that was read outside a tape stays, and this is the same");
            tape.gradients(loss);
            Tensor again = p.value();
            Tensor loss2 = again.square().sum();
            p.update((array, from) -> ((double[]) array)[from] = 200);
            String gone = "this tensor was the value of a parameter that has been updated since; read value() again";
            refused(IllegalStateException.class, gone, () -> again.item(0));
            refused(IllegalStateException.class, gone, () -> tape.gradients(loss2));
            refused(IllegalStateException.class, gone, () -> again.reshape(3, 1).transpose().exp());
        }
        assertEquals(0.5, outside.item(0));
        assertEquals(200, p.value().item(0));
        refused(IllegalArgumentException.class, "Parameter.set: float32[3] for a parameter float64[3]; both must be alike",
                () -> p.set(Tensor.zeros(3)));
        refused(IllegalArgumentException.class, "Parameter.set: float64[2] for a parameter float64[3]; both must be alike",
                () -> p.set(Tensor.zeros(DType.FLOAT64, 2)));
    }

    @Test
    void whatIsRecycledSaysSo() {
        Tensor lost;
        Tensor view;
        Tensor kept;
        Tensor viewOfKept;
        Tensor given = Tensor.full(DType.FLOAT64, 1, 100).contiguous();
        Tensor viewOfGiven;
        Gradients gradients;
        Tensor w;
        try (Tape tape = Tape.record()) {
            w = tape.watch(x);
            lost = w.exp();
            view = lost.reshape(3, 1).transpose();
            kept = w.square();
            viewOfKept = kept.slice(0, 1, 3);
            assertSame(viewOfKept, tape.keep(viewOfKept));
            viewOfGiven = given.reshape(10, 10);
            gradients = tape.gradients(lost.sum().log());
        }
        String gone = " was computed under a tape that has closed, and its memory may hold other data by now; "
                + "read it before the tape closes, or keep it with tape.keep(tensor)";
        refused(IllegalStateException.class, "this result of exp" + gone, () -> lost.item(0));
        refused(IllegalStateException.class, "this result of exp" + gone, lost::toString);
        refused(IllegalStateException.class, "this result of exp" + gone, () -> view.add(1));
        refused(IllegalStateException.class, "this result of exp" + gone, () -> view.reshape(3).toDoubleArray());
        assertThrows(IllegalStateException.class, () -> gradients.of(w).toDoubleArray());
        assertArrayEquals(new double[] {0.25, 1, 4}, kept.toDoubleArray(), "a kept view keeps the whole");
        assertArrayEquals(new double[] {1, 4}, viewOfKept.toDoubleArray());
        assertEquals(1, viewOfGiven.item(9, 9), "views of memory from outside stay");
        assertArrayEquals(x.toDoubleArray(), w.toDoubleArray());
        assertFalse(w == x);
    }

    @Test
    void whatAnInnerTapeComputedLivesAsLongAsTheOuter() {
        Tensor y;
        try (Tape _ = Tape.record()) {
            try (Tape inner = Tape.record()) {
                y = inner.watch(x).exp();
            }
            assertEquals(Math.exp(0.5), y.item(0), 1e-15);
        }
        assertThrows(IllegalStateException.class, () -> y.item(0));
    }
}
