package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.simd.Repertoire.Kernel;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

class RehearsedKernelsTest {

    /** Kernels that are worth a rehearsal, at once, after so many elements. */
    private static <A> RehearsedKernels<A> rehearsed(Elements<A> elements, Supplier<Kernels<A>> vectors, long worth) {
        return new RehearsedKernels<>(elements.scalar(), vectors, elements::array, worth, 0);
    }

    private static void awaitEnd() throws InterruptedException {
        long start = System.nanoTime();
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("gradus-rehearsal"))) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60), "a rehearsal does not end");
            Thread.sleep(1);
        }
    }

    /** With another scalar sibling in the place of vectors, which is fast at once. */
    @Test
    void everyKernelTakesOverAndTheThreadEnds() throws InterruptedException {
        everyKernelTakesOver(Elements.FLOAT);
        everyKernelTakesOver(Elements.DOUBLE);
    }

    private static <A> void everyKernelTakesOver(Elements<A> elements) throws InterruptedException {
        Kernels<A> other = elements.scalar();
        RehearsedKernels<A> kernels = rehearsed(elements, () -> other, 1);
        for (Kernel kernel : Kernel.values()) assertNotSame(other, kernels.sibling(kernel));
        Random random = new Random(1);
        for (Method kernel : Calls.kernels())
            for (int n : new int[] {1000, 4096, 100, 72}) Calls.call(kernel, kernels, new Drawn<>(elements, random.nextLong()), n, false);
        awaitEnd();
        Set<Kernel> left = EnumSet.noneOf(Kernel.class);
        for (Kernel kernel : Kernel.values()) if (kernels.sibling(kernel) != other) left.add(kernel);
        assertEquals(Set.of(), left);
    }

    /** Several threads go on calling while vectors take over. */
    @Test
    void theChangeCannotBeSeenInAResult() throws InterruptedException {
        Elements<float[]> elements = Elements.FLOAT;
        Kernels<float[]> vectors = elements.chosen();
        RehearsedKernels<float[]> kernels = rehearsed(elements, () -> vectors, 100_000);
        List<Method> some = Calls.kernels().stream().filter(kernel -> Set.of("add", "sum", "exp").contains(kernel.getName())).toList();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            int seed = t;
            threads[t] = Thread.ofPlatform().start(() -> {
                try {
                    Random random = new Random(seed);
                    for (int late = 0; late < 100 && failure.get() == null; ) {
                        for (Method kernel : some) compare(kernel, kernels, elements, random.nextLong());
                        if (kernels.sibling(Kernel.ADD) == vectors && kernels.sibling(Kernel.SUM) == vectors && kernels.sibling(Kernel.EXP) == vectors) late++;
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
        }
        for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(60));
        for (Thread thread : threads) assertTrue(!thread.isAlive(), "vectors do not take over");
        assertSame(null, failure.get());
        awaitEnd();
    }

    private static <A> void compare(Method kernel, Kernels<A> kernels, Elements<A> elements, long seed) {
        Drawn<A> expected = new Drawn<>(elements, seed), actual = new Drawn<>(elements, seed);
        assertEquals(Calls.call(kernel, elements.scalar(), expected, 1000, false), Calls.call(kernel, kernels, actual, 1000, false));
        assertArrayEquals(expected.bits().toArray(), actual.bits().toArray(), kernel.getName());
    }

    @Test
    void withoutVectorsAllStaysScalar() throws InterruptedException {
        RehearsedKernels<float[]> kernels = rehearsed(Elements.FLOAT, () -> null, 1);
        assertEquals(6.0, kernels.sum(new float[] {1, 2, 3}, 0, 3));
        awaitEnd();
        assertEquals(3.0, kernels.max(new float[] {1, 2, 3}, 0, 3));
        awaitEnd();
        assertSame(kernels.sibling(Kernel.ADD), kernels.sibling(Kernel.SUM));
        assertSame(kernels.sibling(Kernel.ADD), kernels.sibling(Kernel.LARGEST));
    }
}
