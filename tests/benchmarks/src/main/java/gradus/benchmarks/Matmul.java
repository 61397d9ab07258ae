package gradus.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import gradus.simd.Matrices;
import gradus.simd.Simd;
import gradus.simd.Threads;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matrix products on one thread, against the peak that {@link Peak} finds in the same run. The column {@code flop} is in
 * GFLOP/s. A shape is m × k × n, then how a and b lie ({@code n} by rows, {@code t} by columns), then a batch.
 *
 * <p>Expect, as parts of the peak: squares of 384 and more 0.85, of 192 0.8, of 96 0.7. Then the five products of a training
 * step of the 784-128-10 network at a batch of 64: both large ones 0.7 and more; those with 10 columns little, since a
 * vector is wider than that, and they are short. The same at a batch of 1 is bound by reading or writing the weights once.
 * Add {@code -jvmArgsAppend -Dgradus.simd=scalar} to see what the Vector API is worth.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class Matmul {

    @Param({"96x96x96nn1", "192x192x192nn1", "384x384x384nn1", "1536x1536x1536nn1",
            "64x784x128nn1", "784x64x128tn1", "64x128x10nn1", "128x64x10tn1", "64x10x128nt1",
            "1x784x128nn1", "784x1x128tn1", "784x128x1nn1", "1x784x128nt1", "64x32x64nt48"})
    String shape;

    /** Counts floating-point operations, so that JMH prints them per nanosecond. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Count {
        public long flop;
    }

    private Matrices<float[]> a, b, c;
    private Matrices<double[]> u, v, w;
    private long flop;

    @Setup
    public void draw() {
        Threads.use(1);
        String[] parts = shape.split("x|(?<=[nt])(?=\\d)|(?<=\\d)(?=[nt])");
        int m = Integer.parseInt(parts[0]), k = Integer.parseInt(parts[1]), n = Integer.parseInt(parts[2]), batch = Integer.parseInt(parts[4]);
        boolean ta = parts[3].charAt(0) == 't', tb = parts[3].charAt(1) == 't';
        Random random = new Random(1);
        float[] x = new float[batch * m * k], y = new float[batch * k * n];
        double[] p = new double[x.length], q = new double[y.length];
        for (int i = 0; i < x.length; i++) p[i] = x[i] = random.nextFloat() - 0.5f;
        for (int i = 0; i < y.length; i++) q[i] = y[i] = random.nextFloat() - 0.5f;
        a = matrices(x, batch, m, k, ta);
        b = matrices(y, batch, k, n, tb);
        c = matrices(new float[batch * m * n], batch, m, n, false);
        u = matrices(p, batch, m, k, ta);
        v = matrices(q, batch, k, n, tb);
        w = matrices(new double[batch * m * n], batch, m, n, false);
        flop = 2L * batch * m * k * n;
    }

    private static <A> Matrices<A> matrices(A array, int batch, int rows, int columns, boolean transposed) {
        return new Matrices<>(array, 0, batch, rows * columns, rows, columns, transposed ? 1 : columns, transposed ? rows : 1);
    }

    @Benchmark
    public Object floats(Count count) {
        Simd.FLOAT.matmul(a, b, c, false);
        count.flop += flop;
        return c;
    }

    @Benchmark
    public Object doubles(Count count) {
        Simd.DOUBLE.matmul(u, v, w, false);
        count.flop += flop;
        return w;
    }
}
