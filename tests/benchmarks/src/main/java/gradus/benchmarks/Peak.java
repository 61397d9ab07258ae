package gradus.benchmarks;

import java.util.concurrent.TimeUnit;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most a core can multiply and add: sixteen independent chains of fused multiply-adds, all in registers. What
 * {@link Matmul} reaches is to be read against this, from the same run. The column {@code flop} is in GFLOP/s.
 *
 * <p>Expect clock × units × lanes × 2; with two 512-bit units at 2.8 GHz 179 for float and half of it for double. Add
 * {@code -jvmArgsAppend -XX:UseAVX=2} for AVX2, {@code -jvmArgsAppend -XX:MaxVectorSize=16} for 128 bits. Eight chains
 * would do in theory, a latency of four times two units, and reach 85 % in practice.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class Peak {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int LOOPS = 10_000, CHAINS = 16;

    /** Counts floating-point operations, so that JMH prints them per nanosecond. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Count {
        public long flop;
    }

    private float f = 0.5f;
    private double d = 0.5;

    @Benchmark
    public FloatVector floats(Count count) {
        FloatVector x = FloatVector.broadcast(FLOATS, f), y = FloatVector.broadcast(FLOATS, 1 - f);
        FloatVector s0 = x.mul(0), s1 = x.mul(1), s2 = x.mul(2), s3 = x.mul(3);
        FloatVector s4 = x.mul(4), s5 = x.mul(5), s6 = x.mul(6), s7 = x.mul(7);
        FloatVector s8 = x.mul(8), s9 = x.mul(9), s10 = x.mul(10), s11 = x.mul(11);
        FloatVector s12 = x.mul(12), s13 = x.mul(13), s14 = x.mul(14), s15 = x.mul(15);
        for (int k = 0; k < LOOPS; k++) {
            s0 = s0.fma(x, y);
            s1 = s1.fma(x, y);
            s2 = s2.fma(x, y);
            s3 = s3.fma(x, y);
            s4 = s4.fma(x, y);
            s5 = s5.fma(x, y);
            s6 = s6.fma(x, y);
            s7 = s7.fma(x, y);
            s8 = s8.fma(x, y);
            s9 = s9.fma(x, y);
            s10 = s10.fma(x, y);
            s11 = s11.fma(x, y);
            s12 = s12.fma(x, y);
            s13 = s13.fma(x, y);
            s14 = s14.fma(x, y);
            s15 = s15.fma(x, y);
        }
        count.flop += 2L * LOOPS * CHAINS * FLOATS.length();
        return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7)
            .add(s8).add(s9).add(s10).add(s11).add(s12).add(s13).add(s14).add(s15);
    }

    @Benchmark
    public DoubleVector doubles(Count count) {
        DoubleVector x = DoubleVector.broadcast(DOUBLES, d), y = DoubleVector.broadcast(DOUBLES, 1 - d);
        DoubleVector s0 = x.mul(0), s1 = x.mul(1), s2 = x.mul(2), s3 = x.mul(3);
        DoubleVector s4 = x.mul(4), s5 = x.mul(5), s6 = x.mul(6), s7 = x.mul(7);
        DoubleVector s8 = x.mul(8), s9 = x.mul(9), s10 = x.mul(10), s11 = x.mul(11);
        DoubleVector s12 = x.mul(12), s13 = x.mul(13), s14 = x.mul(14), s15 = x.mul(15);
        for (int k = 0; k < LOOPS; k++) {
            s0 = s0.fma(x, y);
            s1 = s1.fma(x, y);
            s2 = s2.fma(x, y);
            s3 = s3.fma(x, y);
            s4 = s4.fma(x, y);
            s5 = s5.fma(x, y);
            s6 = s6.fma(x, y);
            s7 = s7.fma(x, y);
            s8 = s8.fma(x, y);
            s9 = s9.fma(x, y);
            s10 = s10.fma(x, y);
            s11 = s11.fma(x, y);
            s12 = s12.fma(x, y);
            s13 = s13.fma(x, y);
            s14 = s14.fma(x, y);
            s15 = s15.fma(x, y);
        }
        count.flop += 2L * LOOPS * CHAINS * DOUBLES.length();
        return s0.add(s1).add(s2).add(s3).add(s4).add(s5).add(s6).add(s7)
            .add(s8).add(s9).add(s10).add(s11).add(s12).add(s13).add(s14).add(s15);
    }
}
