package gradus.simd;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Arguments of a kernel, drawn from a seed: runs at drawn offsets in arrays with drawn margins, remembered to be looked at after. */
final class Drawn<A> {

    /** A run of n elements from {@code offset} of an array, with a copy of what the array held before. */
    record Run<A>(A array, int offset, int n, A before) {}

    final Elements<A> elements;
    final Random random;
    private final int mood;
    private final List<Run<A>> runs = new ArrayList<>();

    Drawn(Elements<A> elements, long seed) {
        this.elements = elements;
        this.random = new Random(seed);
        this.mood = random.nextInt(3);
    }

    Run<A> run(int n) {
        int offset = random.nextInt(20), length = offset + n + random.nextInt(20);
        A array = elements.array(length), before = elements.array(length);
        for (int i = 0; i < length; i++) {
            elements.set(array, i, value());
            elements.set(before, i, elements.get(array, i));
        }
        Run<A> run = new Run<>(array, offset, n, before);
        runs.add(run);
        return run;
    }

    /** Ordinary numbers, or numbers of all sizes, or both with special ones: NaN in every long run would hide all else. */
    private double value() {
        double ordinary = random.nextGaussian() * 3;
        return switch (mood) {
            case 0 -> ordinary;
            case 1 -> ordinary * Math.scalb(1.0, random.nextInt(120) - 60);
            default -> switch (random.nextInt(8)) {
                case 0 -> special();
                case 1 -> elements.any(random);
                default -> ordinary;
            };
        };
    }

    private double special() {
        double[] own = elements.special(), common = {0, 1, Double.POSITIVE_INFINITY, Double.NaN, Math.PI / 2, 1e10, 1e30};
        int i = random.nextInt(own.length + common.length);
        double value = i < own.length ? own[i] : common[i - own.length];
        return random.nextBoolean() ? value : -value;
    }

    /** {@return the runs drawn so far} */
    List<Run<A>> runs() {
        return runs;
    }

    /** The bits of all that the runs now hold. */
    List<long[]> bits() {
        List<long[]> all = new ArrayList<>();
        for (Run<A> run : runs) {
            long[] bits = new long[elements.length(run.array)];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = elements.bits(elements.get(run.array, i));
            }
            all.add(bits);
        }
        return all;
    }

    /** {@return whether no element outside a run has changed} */
    boolean marginsUntouched() {
        for (Run<A> run : runs) {
            for (int i = 0; i < elements.length(run.array); i++) {
                boolean inside = i >= run.offset && i < run.offset + run.n;
                if (!inside && elements.bits(elements.get(run.array, i)) != elements.bits(elements.get(run.before, i))) return false;
            }
        }
        return true;
    }
}
