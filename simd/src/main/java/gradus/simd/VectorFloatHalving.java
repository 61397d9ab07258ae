package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

/**
 * Pooling of finite elements in windows of 2 × 2 next to each other: two rows of an image at a time, whose neighbours are exchanged
 * within vectors. A sum of 0 times each element tells at the end whether all were finite; what has been computed is wrong if not.
 */
final class VectorFloatHalving {

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(SPECIES, i -> i ^ 1);
    private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final VectorMask<Float> LEFT = VectorMask.fromLong(SPECIES, 0x5555_5555_5555_5555L);

    private VectorFloatHalving() {}

    // Vectors may read behind a channel, which masks would forbid, at twice the time once they have met the end of an array

    /** The largest elements of one channel. {@return whether all elements were finite} */
    static boolean pick(ConvolutionShape s, float[] x, int xo, float[] z, int zo) {
        if (x.length - xo - s.area >= LANES) return largest(s, x, xo, z, zo);
        FloatImage last = FloatImage.SPARES.take().prepare(s.area, 0, 0);
        System.arraycopy(x, xo, last.laid, 0, s.area);
        boolean finite = largest(s, last.laid, 0, z, zo);
        FloatImage.SPARES.giveBack(last);
        return finite;
    }

    /** v where the first largest elements of one channel stand, else 0. {@return whether all elements were finite} */
    static boolean place(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        if (x.length - xo - s.area >= LANES && v.length - vo - s.places() >= LANES) return placed(s, x, xo, v, vo, z, zo);
        FloatImage last = FloatImage.SPARES.take().prepare(s.area, s.places(), 0);
        System.arraycopy(x, xo, last.laid, 0, s.area);
        System.arraycopy(v, vo, last.columns, 0, s.places());
        boolean finite = placed(s, last.laid, 0, last.columns, 0, z, zo);
        FloatImage.SPARES.giveBack(last);
        return finite;
    }

    // The last vectors of a row reach back over the ones before; only rows of less than a vector need masks

    private static boolean largest(ConvolutionShape s, float[] x, int xo, float[] z, int zo) {
        int width = 2 * s.width, length = s.length, last = Math.max(0, width - LANES);
        VectorMask<Float> half = SPECIES.indexInRange(0, Math.min(LANES, width) / 2);
        FloatVector zero = FloatVector.zero(SPECIES), zeros = zero;
        for (int i = 0, p = xo, q = zo; i < s.starts.length; i++, p += 2 * length, q += s.width)
            for (int k = 0; k < last + LANES; k += LANES) {
                int j = Math.min(k, last);
                FloatVector upper = FloatVector.fromArray(SPECIES, x, p + j), lower = FloatVector.fromArray(SPECIES, x, p + length + j);
                zeros = upper.fma(zero, lower.fma(zero, zeros));
                FloatVector besideUpper = upper.rearrange(SWAP), besideLower = lower.rearrange(SWAP);
                upper = upper.blend(besideUpper, upper.compare(LT, besideUpper));
                lower = lower.blend(besideLower, lower.compare(LT, besideLower));
                upper.blend(lower, upper.compare(LT, lower)).rearrange(EVEN).intoArray(z, q + j / 2, half);
            }
        return zeros.compare(EQ, zero).allTrue();
    }

    private static boolean placed(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        int width = 2 * s.width, length = s.length, last = Math.max(0, width - LANES);
        VectorMask<Float> here = SPECIES.indexInRange(0, width);
        if (4 * s.places() < s.area) Arrays.fill(z, zo, zo + s.area, 0);
        FloatVector zero = FloatVector.zero(SPECIES), zeros = zero;
        for (int i = 0, p = xo, q = vo, t = zo; i < s.starts.length; i++, p += 2 * length, q += s.width, t += 2 * length)
            for (int k = 0; k < last + LANES; k += LANES) {
                int j = Math.min(k, last);
                FloatVector upper = FloatVector.fromArray(SPECIES, x, p + j), lower = FloatVector.fromArray(SPECIES, x, p + length + j);
                FloatVector g = FloatVector.fromArray(SPECIES, v, q + j / 2).rearrange(TWICE).add(zero); // never −0
                zeros = upper.fma(zero, lower.fma(zero, zeros));
                FloatVector besideUpper = upper.rearrange(SWAP), besideLower = lower.rearrange(SWAP);
                VectorMask<Float> first = upper.compare(GT, besideUpper).or(upper.compare(EQ, besideUpper, LEFT));
                VectorMask<Float> second = lower.compare(GT, besideLower).or(lower.compare(EQ, besideLower, LEFT));
                VectorMask<Float> isBelow = besideUpper.blend(upper, first).compare(LT, besideLower.blend(lower, second));
                upper = zero.blend(g, first.andNot(isBelow));
                lower = zero.blend(g, second.and(isBelow));
                if (width < LANES) {
                    upper.intoArray(z, t + j, here);
                    lower.intoArray(z, t + length + j, here);
                } else {
                    upper.intoArray(z, t + j);
                    lower.intoArray(z, t + length + j);
                }
            }
        return zeros.compare(EQ, zero).allTrue();
    }
}
