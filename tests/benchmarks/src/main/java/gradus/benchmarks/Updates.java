package gradus.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import gradus.simd.Simd;

/**
 * Optimiser steps over n floats on one thread, time per call. {@code copy} moves as many bytes as plain descent reads and
 * writes but one operand: expect each step within the bytes it moves of that, 3 arrays for descent, 5 with momentum, 7 for Adam.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class Updates {

    @Param({"10", "4096", "4194304"})
    int n;

    private float[] w, g, m, v;

    @Setup(Level.Iteration)
    public void draw() {
        Random random = new Random(1);
        w = new float[n];
        g = new float[n];
        m = new float[n];
        v = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = (float) random.nextGaussian();
            g[i] = (float) random.nextGaussian();
            v[i] = 1;
        }
    }

    @Benchmark
    public float[] copy() {
        System.arraycopy(g, 0, w, 0, n);
        return w;
    }

    @Benchmark
    public float[] descent() {
        Simd.FLOAT.sgd(w, 0, g, 0, null, 0, n, false, 1e-6, 0, 0, false, 0, 0);
        return w;
    }

    @Benchmark
    public float[] momentum() {
        Simd.FLOAT.sgd(w, 0, g, 0, v, 0, n, false, 1e-6, 0.9, 0, false, 0, 0);
        return w;
    }

    @Benchmark
    public float[] nesterov() {
        Simd.FLOAT.sgd(w, 0, g, 0, v, 0, n, false, 1e-6, 0.9, 0, true, 0, 0);
        return w;
    }

    @Benchmark
    public float[] adam() {
        Simd.FLOAT.adam(w, 0, g, 0, m, 0, v, 0, n, 10, 1e-6, 0.9, 0.999, 1e-8, 0, 0);
        return w;
    }
}
