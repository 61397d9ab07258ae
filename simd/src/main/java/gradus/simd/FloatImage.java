package gradus.simd;

import java.util.Arrays;

/** Lays the channels of an image out as {@link ConvolutionShape} says, and brings them back; and the work space for that. */
final class FloatImage {

    static final Spares<FloatImage> SPARES = new Spares<>(FloatImage::new);

    /** Elements behind the last that vectors may read, or write and nobody reads. */
    static final int SLACK = 64;

    float[] laid = {}, columns = {}, sums = {};

    private FloatImage() {}

    /** Makes room for so many channels laid out, filled with zeros, and for so many columns and sums, unknown. */
    FloatImage prepare(ConvolutionShape s, int channels, int columns, int sums) {
        laid = room(laid, channels * s.pitch);
        Arrays.fill(laid, 0, channels * s.pitch, 0);
        this.columns = room(this.columns, columns);
        this.sums = room(this.sums, sums);
        return this;
    }

    private static float[] room(float[] x, int n) {
        return x.length >= n + SLACK ? x : new float[n + SLACK];
    }

    /** Puts channels into laid-out ones, where only zeros stand around them. */
    static void lay(ConvolutionShape s, int channels, float[] x, int xo, float[] laid) {
        for (int c = 0; c < channels; c++)
            for (int r = 0; r < s.from.length; r++) {
                int p = xo + c * s.area + s.from[r], q = c * s.pitch + s.to[r];
                if (s.stride == 1) System.arraycopy(x, p, laid, q + s.padding, s.reached);
                else for (int first = 0; first < s.stride; first++) { // the elements of one remainder
                    int z = q + (first + s.padding) % s.stride * s.phase + (first + s.padding) / s.stride;
                    for (int i = first; i < s.reached; i += s.stride) laid[z++] = x[p + i];
                }
            }
    }

    /** Takes channels out of laid-out ones, zeros where no window reaches. */
    static void take(ConvolutionShape s, int channels, float[] laid, float[] x, int xo) {
        if (s.from.length * s.reached < s.area) Arrays.fill(x, xo, xo + channels * s.area, 0);
        for (int c = 0; c < channels; c++)
            for (int r = 0; r < s.from.length; r++) {
                int p = xo + c * s.area + s.from[r], q = c * s.pitch + s.to[r];
                if (s.stride == 1) System.arraycopy(laid, q + s.padding, x, p, s.reached);
                else for (int first = 0; first < s.stride; first++) {
                    int z = q + (first + s.padding) % s.stride * s.phase + (first + s.padding) / s.stride;
                    for (int i = first; i < s.reached; i += s.stride) x[p + i] = laid[z++];
                }
            }
    }
}
