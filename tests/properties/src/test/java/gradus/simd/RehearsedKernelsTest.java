package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.simd.Repertoire.Kernel;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RehearsedKernelsTest {

    /** Of these the vector sibling is the scalar one. */
    private static final Set<String> WITHOUT_VECTORS = Set.of("gather", "scatter", "pow", "remainder", "recurrence");

    /** A call, with its arguments as they are. */
    private record Call(Method kernel, List<Object> arguments) {}

    /** Kernels that do something before they call others. */
    @SuppressWarnings("unchecked")
    private static <A> Kernels<A> before(Kernels<A> kernels, Consumer<Call> action) {
        return (Kernels<A>) Proxy.newProxyInstance(Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Kernels.class) action.accept(new Call(method, Arrays.asList(arguments)));
            return method.invoke(kernels, arguments);
        });
    }

    /** Kernels that rehearse what has computed so many elements, at once. */
    private static <A> RehearsedKernels<A> rehearsed(Elements<A> elements, Kernels<A> vector, long worth) {
        return new RehearsedKernels<>(elements.scalar(), vector, elements::array, worth, 0, TimeUnit.SECONDS.toNanos(20));
    }

    private static Set<Kernel> takenOver(RehearsedKernels<?> kernels) {
        return Arrays.stream(Kernel.values()).filter(kernel -> kernels.sibling(kernel) == kernels.vector())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kernel.class)));
    }

    private static void await(String what, BooleanSupplier condition) {
        for (long start = System.nanoTime(); !condition.getAsBoolean(); Thread.onSpinWait())
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(50), what);
    }

    private static void awaitEnd() {
        await("a rehearsal does not end", () -> Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("gradus-rehearsal")));
    }

    /** With scalar code in the place of vectors, which is fast soon. */
    @Test
    void theKernelThatIsCalledTakesOverAndTheThreadEnds() {
        theKernelThatIsCalledTakesOver(Elements.FLOAT);
        theKernelThatIsCalledTakesOver(Elements.DOUBLE);
    }

    private static <A> void theKernelThatIsCalledTakesOver(Elements<A> elements) {
        Repertoire<A> repertoire = new Repertoire<>(elements.scalar(), elements::array);
        for (Kernel kernel : Kernel.values()) {
            RehearsedKernels<A> kernels = rehearsed(elements, elements.scalar(), 1);
            assertEquals(Set.of(), takenOver(kernels));
            repertoire.play(kernel, kernels);
            await(kernel + " does not take over", () -> !takenOver(kernels).isEmpty());
            awaitEnd();
            assertEquals(Set.of(kernel), takenOver(kernels));
        }
    }

    @Test
    void everyKernelWithVectorsHasARehearsal() {
        Set<Method> played = new HashSet<>();
        Kernels<float[]> kernels = before(Elements.FLOAT.scalar(), call -> played.add(call.kernel));
        Repertoire<float[]> repertoire = new Repertoire<>(Elements.FLOAT.scalar(), float[]::new);
        for (Kernel kernel : Kernel.values()) repertoire.play(kernel, kernels);
        assertEquals(Calls.kernels().stream().filter(kernel -> !WITHOUT_VECTORS.contains(kernel.getName())).collect(Collectors.toSet()), played);
    }

    @Test
    void passesEveryCallOnAsItIs() {
        List<Call> asked = new ArrayList<>(), passed = new ArrayList<>();
        Kernels<double[]> kernels = before(new RehearsedKernels<>(before(Elements.DOUBLE.scalar(), passed::add), Elements.DOUBLE.scalar(),
            double[]::new), asked::add);
        for (Method kernel : Calls.kernels()) Calls.call(kernel, kernels, new Drawn<>(Elements.DOUBLE, 5), 1000, false);
        assertEquals(asked, passed);
        assertEquals(Calls.kernels().size(), passed.size());
    }

    /** Several threads go on calling while vectors take over. */
    @Test
    void noResultTellsOfTheChange() throws InterruptedException {
        noResultTellsOfTheChange(Elements.FLOAT);
        noResultTellsOfTheChange(Elements.DOUBLE);
    }

    private static <A> void noResultTellsOfTheChange(Elements<A> elements) throws InterruptedException {
        RehearsedKernels<A> kernels = rehearsed(elements, elements.chosen(), 100_000);
        List<Method> some = Calls.kernels().stream().filter(kernel -> Set.of("add", "sum", "exp").contains(kernel.getName())).toList();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            int seed = t;
            threads[t] = Thread.ofPlatform().daemon().start(() -> {
                try {
                    Random random = new Random(seed);
                    for (int after = 0; after < 100 && failure.get() == null; ) {
                        for (Method kernel : some) compare(kernel, kernels, elements, random.nextLong());
                        if (takenOver(kernels).contains(Kernel.ADD)) after++; // with narrow vectors others may stay scalar
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
        }
        for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(50));
        for (Thread thread : threads) assertTrue(!thread.isAlive(), "vectors do not take over");
        assertNull(failure.get());
        awaitEnd();
    }

    private static <A> void compare(Method kernel, Kernels<A> kernels, Elements<A> elements, long seed) {
        Drawn<A> expected = new Drawn<>(elements, seed), actual = new Drawn<>(elements, seed);
        assertEquals(Calls.call(kernel, elements.scalar(), expected, 1000, false), Calls.call(kernel, kernels, actual, 1000, false));
        assertArrayEquals(expected.bits().toArray(), actual.bits().toArray(), kernel.getName());
    }

    @Test
    void whatIsSlowDoesNotTakeOverBeforeItIsFast() throws InterruptedException {
        Pace pace = new Pace();
        RehearsedKernels<float[]> kernels = rehearsed(Elements.FLOAT, before(Elements.FLOAT.scalar(), pace::wait), 1);
        Repertoire<float[]> repertoire = new Repertoire<>(Elements.FLOAT.scalar(), float[]::new);
        repertoire.play(Kernel.MATMUL_ROWS, kernels);
        await("no rehearsal begins", () -> pace.calls > 30);
        assertEquals(Set.of(), takenOver(kernels));
        pace.slow = false;
        await("what became fast does not take over", () -> takenOver(kernels).equals(Set.of(Kernel.MATMUL_ROWS)));
        awaitEnd();
    }

    @Test
    void whatStaysSlowIsGivenUpAndHoldsUpNoOther() {
        Pace pace = new Pace();
        RehearsedKernels<float[]> kernels = new RehearsedKernels<>(Elements.FLOAT.scalar(), before(Elements.FLOAT.scalar(), call -> {
            if (call.kernel.getName().equals("exp")) pace.wait(call);
        }), float[]::new, 1, 0, TimeUnit.SECONDS.toNanos(1));
        Repertoire<float[]> repertoire = new Repertoire<>(Elements.FLOAT.scalar(), float[]::new);
        repertoire.play(Kernel.EXP, kernels);
        awaitEnd();
        assertEquals(Set.of(), takenOver(kernels));
        repertoire.play(Kernel.MATMUL_ROWS, kernels);
        await("nothing takes over after what was given up", () -> takenOver(kernels).equals(Set.of(Kernel.MATMUL_ROWS)));
        awaitEnd();
    }

    private static final class Pace {

        volatile boolean slow = true;
        volatile int calls;

        void wait(Call call) {
            calls++;
            for (long start = System.nanoTime(); slow && System.nanoTime() - start < 2_000_000; ) Thread.onSpinWait();
        }
    }

    /** The thread tells of it in the usual way, and is the last. */
    @Test
    void afterAFailureAllStaysScalar() {
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> told.set(e));
        try {
            IllegalStateException failure = new IllegalStateException("no vectors after all");
            RehearsedKernels<float[]> kernels = rehearsed(Elements.FLOAT, before(Elements.FLOAT.scalar(), call -> {
                throw failure;
            }), 1);
            assertEquals(6.0, kernels.sum(new float[] {1, 2, 3}, 0, 3));
            await("the failure is not told", () -> told.get() != null);
            assertSame(failure, told.get());
            assertEquals(3.0, kernels.max(new float[] {1, 2, 3}, 0, 3));
            awaitEnd();
            assertEquals(Set.of(), takenOver(kernels));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(usual);
        }
    }
}
