package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LE;

/** Pooling on the Vector API, a row of places at a time; windows that halve a finite image in both directions have loops of their own. */
final class VectorFloatPooling {

    private VectorFloatPooling() {}

    /** @see Kernels#pick */
    static void pick(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        s.checkPooling(x.length, xo, v.length, vo, z.length, zo);
        boolean largest = x == v && xo == vo;
        MatmulParts.forEach(s.batch * s.groups, 1, 1, s.poolingWork(), (p, _, _, _, _) -> {
            if (largest && s.halving && VectorFloatHalving.pick(s, x, xo + p * s.area, z, zo + p * s.places())) return;
            FloatImage image = FloatImage.SPARES.take().prepare(s.pitch, s.pitch, 2 * (s.width + FloatImage.SLACK));
            FloatImage.lay(s, 1, x, xo + p * s.area, image.laid, 0);
            if (!largest) FloatImage.lay(s, 1, v, vo + p * s.area, image.columns, 0);
            for (int i = 0, q = zo + p * s.places(); i < s.starts.length; i++, q += s.width) {
                choose(s, image.laid, s.starts[i], image.sums);
                if (largest) System.arraycopy(image.sums, s.width + FloatImage.SLACK, z, q, s.width);
                else for (int j = 0; j < s.width; j++) z[q + j] = image.columns[s.taps[(int) image.sums[j]] + s.starts[i] + j];
            }
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** @see Kernels#place */
    static void place(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        s.checkPooling(x.length, xo, z.length, zo, v.length, vo);
        MatmulParts.forEach(s.batch * s.groups, 1, 1, s.poolingWork(), (p, _, _, _, _) -> {
            if (s.halving && VectorFloatHalving.place(s, x, xo + p * s.area, v, vo + p * s.places(), z, zo + p * s.area)) return;
            FloatImage image = FloatImage.SPARES.take().prepare(s.pitch, s.pitch, 2 * (s.width + FloatImage.SLACK));
            FloatImage.lay(s, 1, x, xo + p * s.area, image.laid, 0);
            Arrays.fill(image.columns, 0, s.pitch, 0);
            for (int i = 0, q = vo + p * s.places(); i < s.starts.length; i++, q += s.width) {
                choose(s, image.laid, s.starts[i], image.sums);
                Arrays.fill(image.sums, s.width, s.width + LANES, -1); // where nothing is added
                System.arraycopy(v, q, image.sums, s.width + FloatImage.SLACK, s.width);
                for (int k = 0; k < s.kernel; k++) add(k, image.sums, s.width, image.columns, s.taps[k] + s.starts[i]);
            }
            FloatImage.take(s, 1, image.columns, 0, z, zo + p * s.area);
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** For each place of a row the k of the first largest element of its window, and behind all of them these elements. */
    private static void choose(ConvolutionShape s, float[] laid, int start, float[] z) {
        for (int j = 0; j < s.width; j += LANES) {
            FloatVector best = FloatVector.fromArray(SPECIES, laid, start + j), at = FloatVector.zero(SPECIES);
            for (int k = 1; k < s.kernel; k++) {
                FloatVector x = FloatVector.fromArray(SPECIES, laid, s.taps[k] + start + j);
                VectorMask<Float> above = isBelow(best, x);
                best = best.blend(x, above);
                at = at.blend(k, above);
            }
            at.intoArray(z, j);
            best.intoArray(z, s.width + FloatImage.SLACK + j);
        }
    }

    /** Where x is chosen in place of the best before it: not where x ≤ best, nor where that is NaN. */
    private static VectorMask<Float> isBelow(FloatVector best, FloatVector x) {
        return best.compare(EQ, best).andNot(x.compare(LE, best));
    }

    /** z[zo + j] = z[zo + j] + the value of place j, if it has chosen k. */
    private static void add(int k, float[] chosen, int width, float[] z, int zo) {
        for (int j = 0; j < width; j += LANES) {
            VectorMask<Float> here = FloatVector.fromArray(SPECIES, chosen, j).eq(k);
            FloatVector v = FloatVector.fromArray(SPECIES, chosen, width + FloatImage.SLACK + j);
            FloatVector.fromArray(SPECIES, z, zo + j).add(FloatVector.zero(SPECIES).blend(v, here)).intoArray(z, zo + j);
        }
    }
}
