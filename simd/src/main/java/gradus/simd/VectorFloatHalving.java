package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import static gradus.simd.VectorFloatPooling.isBelow;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;

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

    /** The largest elements of one channel. */
    static void pick(ConvolutionShape s, float[] x, int xo, float[] z, int zo) {
        int whole = 2 * s.width / LANES * LANES;
        VectorMask<Float> half = SPECIES.indexInRange(0, LANES / 2);
        VectorMask<Float> rest = SPECIES.indexInRange(whole, 2 * s.width), restHalf = SPECIES.indexInRange(whole / 2, s.width);
        for (int i = 0, p = xo, q = zo; i < s.starts.length; i++, p += 2 * s.length, q += s.width) {
            for (int j = 0; j < whole; j += LANES)
                largest(FloatVector.fromArray(SPECIES, x, p + j), FloatVector.fromArray(SPECIES, x, p + s.length + j))
                    .intoArray(z, q + j / 2, half);
            if (whole < 2 * s.width)
                largest(FloatVector.fromArray(SPECIES, x, p + whole, rest), FloatVector.fromArray(SPECIES, x, p + s.length + whole, rest))
                    .intoArray(z, q + whole / 2, restHalf);
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
        int whole = 2 * s.width / LANES * LANES;
        VectorMask<Float> half = SPECIES.indexInRange(0, LANES / 2);
        VectorMask<Float> rest = SPECIES.indexInRange(whole, 2 * s.width), restHalf = SPECIES.indexInRange(whole / 2, s.width);
        if (4 * s.places() < s.area) Arrays.fill(z, zo, zo + s.area, 0);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0, p = 0, q = vo; i < s.starts.length; i++, p += 2 * s.length, q += s.width) {
            for (int j = p; j < p + whole; j += LANES) {
                FloatVector chosen = chosen(FloatVector.fromArray(SPECIES, x, xo + j), FloatVector.fromArray(SPECIES, x, xo + s.length + j));
                FloatVector g = FloatVector.fromArray(SPECIES, v, q + (j - p) / 2, half).rearrange(TWICE).add(zero); // no −0
                zero.blend(g, chosen.eq(UPPER)).intoArray(z, zo + j);
                zero.blend(g, chosen.eq(LOWER)).intoArray(z, zo + s.length + j);
            }
            if (whole < 2 * s.width) {
                int j = p + whole;
                FloatVector chosen = chosen(FloatVector.fromArray(SPECIES, x, xo + j, rest), FloatVector.fromArray(SPECIES, x, xo + s.length + j, rest));
                FloatVector g = FloatVector.fromArray(SPECIES, v, q + whole / 2, restHalf).rearrange(TWICE).add(zero);
                zero.blend(g, chosen.eq(UPPER)).intoArray(z, zo + j, rest);
                zero.blend(g, chosen.eq(LOWER)).intoArray(z, zo + s.length + j, rest);
            }
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
