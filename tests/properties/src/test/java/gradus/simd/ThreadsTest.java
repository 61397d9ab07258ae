package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.Example;
import net.jqwik.api.lifecycle.AfterTry;

class ThreadsTest {

    private final int before = Threads.count();

    @AfterTry
    void restore() {
        Threads.use(before);
    }

    @Example
    void runsEachTaskOnce() {
        for (int threads : new int[] {1, 2, 5})
            for (int tasks : new int[] {0, 1, 2, 3, 100}) {
                Threads.use(threads);
                AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
                Threads.forEach(tasks, runs::incrementAndGet);
                for (int i = 0; i < tasks; i++) assertEquals(1, runs.get(i));
            }
    }

    @Example
    void runsTasksAtOnce() {
        Threads.use(3);
        CountDownLatch all = new CountDownLatch(3);
        Threads.forEach(3, i -> {
            all.countDown();
            try {
                assertTrue(all.await(30, TimeUnit.SECONDS), "the three tasks never ran at the same time");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Example
    void sharesARangeAtTheBordersOfChunks() {
        for (int threads : new int[] {1, 2, 5})
            for (int n : new int[] {0, 1, 4096, 32_767, 131_071, 131_072, 131_073, 1_000_003}) {
                Threads.use(threads);
                int[] runs = new int[n];
                List<Integer> starts = Collections.synchronizedList(new ArrayList<>());
                Threads.forRange(n, (from, m) -> {
                    starts.add(from);
                    for (int i = from; i < from + m; i++) runs[i]++;
                });
                String what = n + " elements, " + threads + " threads: " + starts;
                assertTrue(Arrays.stream(runs).allMatch(times -> times == 1), what);
                assertTrue(starts.stream().allMatch(from -> from % Kernels.CHUNK == 0), what);
                if (threads == 1 || n < 32_768) assertTrue(starts.size() <= 1, what);
                else if (n >= 131_072) assertTrue(starts.size() > 1, what); // between them, while a thread is awake
            }
    }

    @Example
    void wakesNobodyForAShortRange() throws InterruptedException {
        Threads.use(3);
        runsTasksAtOnce();
        int n = 100_000;
        boolean shared = false;
        for (long end = System.nanoTime() + 30_000_000_000L; !shared && System.nanoTime() < end; ) { // while a thread is awake
            Threads.forEach(3, task -> {});
            shared = parts(n) > 1;
        }
        assertTrue(shared, "never shared");
        Thread.sleep(200);
        assertEquals(1, parts(n));
    }

    private static int parts(int n) {
        AtomicInteger parts = new AtomicInteger();
        Threads.forRange(n, (from, m) -> parts.incrementAndGet());
        return parts.get();
    }

    @Example
    void eachThreadBeginsWithTheSameTasks() throws InterruptedException {
        awaitNoWorkers();
        Threads.use(3);
        Set<List<Thread>> seen = new HashSet<>();
        for (int round = 0; round < 100; round++) {
            Thread[] on = new Thread[6];
            CountDownLatch begun = new CountDownLatch(3);
            Threads.forEach(6, i -> {
                on[i] = Thread.currentThread();
                if (i % 2 == 1) return;
                begun.countDown(); // the first task of each thread, which nobody leaves before all are there
                try {
                    assertTrue(begun.await(30, TimeUnit.SECONDS), "the three threads never began at the same time");
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertSame(Thread.currentThread(), on[0]);
            seen.add(List.of(on[2], on[4]));
        }
        assertEquals(1, seen.size(), () -> "began elsewhere: " + seen);
    }

    @Example
    void wakesThreadsThatFellAsleep() throws InterruptedException {
        Threads.use(3);
        for (int i = 0; i < 20; i++) {
            runsTasksAtOnce();
            Thread.sleep(i % 3); // some fall asleep, some just now, some stay awake
        }
    }

    @Example
    void leavesNothingRunning() throws InterruptedException {
        Threads.use(3);
        runsTasksAtOnce();
        Thread.sleep(200);
        assertTrue(workers().size() >= 2, "the workers ended early");
        for (Thread worker : workers()) {
            assertTrue(worker.isDaemon());
            assertEquals(Thread.State.TIMED_WAITING, worker.getState(), worker.getName());
        }
    }

    @Example
    void tooManyThreadsEnd() throws InterruptedException {
        Threads.use(6);
        Threads.forEach(6, i -> {});
        awaitNoWorkers();
        Threads.use(3);
        runsTasksAtOnce();
    }

    private static void awaitNoWorkers() throws InterruptedException {
        Threads.use(1);
        for (int i = 0; i < 500 && !workers().isEmpty(); i++) Thread.sleep(10);
        assertEquals(List.of(), workers());
    }

    private static List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("gradus-")).toList();
    }

    @Example
    void handsTheExceptionToTheCaller() {
        for (int threads : new int[] {1, 4}) {
            Threads.use(threads);
            RuntimeException thrown = new ArithmeticException("task 7");
            assertSame(thrown, assertThrows(ArithmeticException.class, () -> Threads.forEach(20, i -> {
                if (i == 7) throw thrown;
            })));
            Error error = new AssertionError("task 0");
            assertSame(error, assertThrows(AssertionError.class, () -> Threads.forEach(20, i -> {
                if (i == 0) throw error;
            })));
        }
    }

    @Example
    void tasksMayShareOutWorkThemselves() {
        Threads.use(3);
        int[][] seen = new int[8][8];
        Threads.forEach(8, i -> Threads.forEach(8, j -> seen[i][j] = i + j));
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 8; j++) assertEquals(i + j, seen[i][j]);
    }

    @Example
    void manyCallersShareThePool() throws InterruptedException {
        Threads.use(3);
        int[] sums = new int[20];
        Thread[] callers = new Thread[20];
        for (int c = 0; c < callers.length; c++) {
            int caller = c;
            callers[c] = Thread.startVirtualThread(() -> {
                int[] parts = new int[50];
                Threads.forEach(50, i -> parts[i] = i);
                sums[caller] = Arrays.stream(parts).sum();
            });
        }
        for (Thread caller : callers) caller.join();
        for (int sum : sums) assertEquals(1225, sum);
    }

    @Example
    void refusesLessThanOneThread() {
        assertThrows(IllegalArgumentException.class, () -> Threads.use(0));
        assertEquals(before, Threads.count());
    }
}
