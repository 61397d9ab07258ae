package gradus.simd;

import java.util.Arrays;

/** Pooling in plain Java, a row of places at a time. */
final class ScalarFloatPooling {

    private ScalarFloatPooling() {}

    /** @see Kernels#pick */
    static void pick(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        s.checkPooling(x.length, xo, v.length, vo, z.length, zo);
        MatmulParts.forEach(s.batch * s.groups, 1, 1, s.poolingWork(), (p, _, _, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s.pitch, s.pitch, s.width);
            FloatImage.lay(s, 1, x, xo + p * s.area, image.laid, 0);
            FloatImage.lay(s, 1, v, vo + p * s.area, image.columns, 0);
            for (int i = 0, q = zo + p * s.places(); i < s.starts.length; i++, q += s.width) {
                choose(s, image.laid, s.starts[i], image.sums);
                for (int j = 0; j < s.width; j++) z[q + j] = image.columns[s.taps[(int) image.sums[j]] + s.starts[i] + j];
            }
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** @see Kernels#place */
    static void place(ConvolutionShape s, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        s.checkPooling(x.length, xo, z.length, zo, v.length, vo);
        MatmulParts.forEach(s.batch * s.groups, 1, 1, s.poolingWork(), (p, _, _, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s.pitch, s.pitch, s.width);
            FloatImage.lay(s, 1, x, xo + p * s.area, image.laid, 0);
            Arrays.fill(image.columns, 0, s.pitch, 0);
            for (int i = 0, q = vo + p * s.places(); i < s.starts.length; i++, q += s.width) {
                choose(s, image.laid, s.starts[i], image.sums);
                for (int k = 0; k < s.kernel; k++)
                    for (int j = 0, t = s.taps[k] + s.starts[i]; j < s.width; j++)
                        if (image.sums[j] == k) image.columns[t + j] += v[q + j];
            }
            FloatImage.take(s, 1, image.columns, 0, z, zo + p * s.area);
            FloatImage.SPARES.giveBack(image);
        });
    }

    /** z[j] = the k of the first largest element of the window at place j of a row. */
    private static void choose(ConvolutionShape s, float[] laid, int start, float[] z) {
        for (int j = 0; j < s.width; j++) {
            float best = laid[start + j];
            z[j] = 0;
            for (int k = 1; k < s.kernel; k++) {
                float x = laid[s.taps[k] + start + j];
                if (best < x || x != x && best == best) {
                    best = x;
                    z[j] = k;
                }
            }
        }
    }
}
