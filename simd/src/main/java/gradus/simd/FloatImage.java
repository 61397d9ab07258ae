package gradus.simd;

import java.util.Arrays;

/** Lays the channels of an image out as {@link ConvolutionShape} says, and brings them back; and the work space for that. */
final class FloatImage {

    static final Spares<FloatImage> SPARES = new Spares<>(FloatImage::new);

    /** Elements behind the last that vectors may read, or write and nobody reads. */
    static final int SLACK = 64;

    float[] laid = {}, columns = {}, sums = {};

    private FloatImage() {}

    /** Makes room for so many elements laid out, filled with zeros also behind them, and for so many columns and sums, unknown. */
    FloatImage prepare(int laid, int columns, int sums) {
        this.laid = room(this.laid, laid);
        Arrays.fill(this.laid, 0, laid + SLACK, 0);
        this.columns = room(this.columns, columns);
        this.sums = room(this.sums, sums);
        return this;
    }

    private static float[] room(float[] x, int n) {
        return x.length >= n + SLACK ? x : new float[n + SLACK];
    }

    /** Lays channels out from {@code at} on, where only zeros stand around them. */
    static void lay(ConvolutionShape s, int channels, float[] x, int xo, float[] laid, int at) {
        for (int c = 0; c < channels; c++)
            for (int r = 0; r < s.from.length; r++) {
                int p = xo + c * s.area + s.from[r], q = at + c * s.pitch + s.to[r];
                if (s.stride == 1) System.arraycopy(x, p, laid, q + s.padding, s.reached);
                else for (int first = 0; first < s.stride; first++) { // the elements of one remainder
                    int z = q + (first + s.padding) % s.stride * s.plane + (first + s.padding) / s.stride;
                    for (int i = first; i < s.reached; i += s.stride) laid[z++] = x[p + i];
                }
            }
    }

    /** Takes channels out of those laid out from {@code at} on, zeros where no window reaches; never −0. */
    static void take(ConvolutionShape s, int channels, float[] laid, int at, float[] x, int xo) {
        if (s.from.length * s.reached < s.area) Arrays.fill(x, xo, xo + channels * s.area, 0);
        for (int c = 0; c < channels; c++)
            for (int r = 0; r < s.from.length; r++) {
                int p = xo + c * s.area + s.from[r], q = at + c * s.pitch + s.to[r];
                if (s.stride == 1) for (int i = 0; i < s.reached; i++) x[p + i] = laid[q + s.padding + i] + 0;
                else for (int first = 0; first < s.stride; first++) {
                    int z = q + (first + s.padding) % s.stride * s.plane + (first + s.padding) / s.stride;
                    for (int i = first; i < s.reached; i += s.stride) x[p + i] = laid[z++] + 0;
                }
            }
    }
}
