package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import static gradus.simd.VectorFloatPooling.isBelow;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static jdk.incubator.vector.VectorOperators.EQ;

/** Pooling in windows of 2 × 2 next to each other: two rows of an image at a time, whose neighbours are exchanged within vectors. */
final class VectorFloatHalving {

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(SPECIES, i -> i ^ 1);
    private static final VectorShuffle<Float> LEFT = VectorShuffle.fromOp(SPECIES, i -> i & -2);
    private static final VectorShuffle<Float> RIGHT = VectorShuffle.fromOp(SPECIES, i -> i | 1);
    private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final FloatVector UPPER = number(0), LOWER = number(2);

    private VectorFloatHalving() {}

    /** The numbers of two neighbours in their window. */
    private static FloatVector number(int left) {
        float[] numbers = new float[LANES];
        for (int i = 0; i < LANES; i++) numbers[i] = left + i % 2;
        return FloatVector.fromArray(SPECIES, numbers, 0);
    }

    // The last vectors of a row reach back over the ones before, so that the same masks serve all: of rows less than a vector long

    /** The largest elements of one channel. */
    static void pick(ConvolutionShape s, float[] x, int xo, float[] z, int zo) {
        int width = 2 * s.width, length = s.length, last = Math.max(0, width - LANES);
        VectorMask<Float> here = SPECIES.indexInRange(0, width), half = SPECIES.indexInRange(0, Math.min(LANES, width) / 2);
        for (int i = 0, p = xo, q = zo; i < s.starts.length; i++, p += 2 * length, q += s.width)
            for (int k = 0; k < last + LANES; k += LANES) {
                int j = Math.min(k, last);
                largest(FloatVector.fromArray(SPECIES, x, p + j, here), FloatVector.fromArray(SPECIES, x, p + length + j, here))
                    .intoArray(z, q + j / 2, half);
            }
    }

    private static FloatVector largest(FloatVector upper, FloatVector lower) {
        FloatVector right = upper.rearrange(SWAP);
        FloatVector best = upper.blend(right, isBelow(upper, right));
        best = best.blend(lower, isBelow(best, lower));
        right = lower.rearrange(SWAP);
        return best.blend(right, isBelow(best, right)).rearrange(EVEN);
    }

    /** v where the first largest elements of one channel stand, else 0. */
    static void place(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        int width = 2 * s.width, length = s.length, last = Math.max(0, width - LANES);
        VectorMask<Float> here = SPECIES.indexInRange(0, width), half = SPECIES.indexInRange(0, Math.min(LANES, width) / 2);
        if (4 * s.places() < s.area) Arrays.fill(z, zo, zo + s.area, 0);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0, p = 0, q = vo; i < s.starts.length; i++, p += 2 * length, q += s.width)
            for (int k = 0; k < last + LANES; k += LANES) {
                int j = Math.min(k, last), at = xo + p + j, to = zo + p + j;
                FloatVector chosen = chosen(FloatVector.fromArray(SPECIES, x, at, here), FloatVector.fromArray(SPECIES, x, at + length, here));
                FloatVector g = FloatVector.fromArray(SPECIES, v, q + j / 2, half).rearrange(TWICE).add(zero); // never −0
                zero.blend(g, chosen.compare(EQ, UPPER)).intoArray(z, to, here);
                zero.blend(g, chosen.compare(EQ, LOWER)).intoArray(z, to + length, here);
            }
    }

    /** In all lanes of a window the number of its first largest element. */
    private static FloatVector chosen(FloatVector upper, FloatVector lower) {
        FloatVector best = upper.rearrange(LEFT), next = upper.rearrange(RIGHT);
        VectorMask<Float> above = isBelow(best, next);
        FloatVector chosen = FloatVector.zero(SPECIES).blend(1, above);
        best = best.blend(next, above);
        next = lower.rearrange(LEFT);
        above = isBelow(best, next);
        chosen = chosen.blend(2, above);
        best = best.blend(next, above);
        return chosen.blend(3, isBelow(best, lower.rearrange(RIGHT)));
    }
}
