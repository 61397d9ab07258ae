package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;

/**
 * The innermost loops of {@link VectorFloatDirect}: a tile of the result, a few rows high and two vectors of places wide, is
 * held in registers while k runs over the elements of a window, each of which reads the image somewhere else.
 */
final class VectorFloatDirectTile {

    /** Rows in which tiles go evenly; the tallest that registers hold; and those that may come last. */
    static final int BLOCK = 12, TALL = SPECIES.vectorBitSize() == 512 ? 12 : 6;
    private static final int MEDIUM = Math.min(8, TALL), HALF = 6, LOW = 4;

    static final float[] ZEROS = new float[BLOCK];

    private VectorFloatDirectTile() {}

    /** {@return the height of the tile at row i of so many} */
    static int high(int i, int rows) {
        int left = Math.min(rows - i, BLOCK - i % BLOCK);
        return left > MEDIUM ? TALL : left > HALF ? MEDIUM : left > LOW ? HALF : LOW;
    }

    /**
     * Packs tiles one behind the other, k by k: row i has the weights w[from + i · across + sources[k]]. The last tile is filled
     * up with its last row.
     *
     * @return whether all are finite
     */
    static boolean pack(float[] w, int from, int across, int[] sources, int rows, float[] z, int to) {
        float nothing = 0;
        for (int i = 0, high; i < rows; i += high) {
            high = high(i, rows);
            for (int r = 0; r < high; r++) {
                int p = from + Math.min(i + r, rows - 1) * across, q = to + i * sources.length + r;
                for (int source : sources) {
                    float f = w[p + source];
                    nothing += f - f;
                    z[q] = f;
                    q += high;
                }
            }
        }
        return nothing == 0;
    }

    /** Takes the places of one channel out of a row where they are laid. */
    static void take(ConvolutionShape s, float[] laid, int at, float[] y, int yo) {
        int width = s.width, end = yo + s.places();
        for (int i = 0; i < s.starts.length; i++, yo += width) copy(laid, at + s.starts[i], y, yo, width, yo + LANES <= end);
    }

    /** Lays the places of one channel out. */
    static void lay(ConvolutionShape s, float[] y, int yo, float[] laid, int at) {
        int width = s.width;
        for (int i = 0; i < s.starts.length; i++, yo += width) copy(y, yo, laid, at + s.starts[i], width, false);
    }

    /** Copies n elements, or some more if that is free. Without masks: those of loops like this one became objects. */
    private static void copy(float[] x, int xo, float[] z, int zo, int n, boolean free) {
        if (n >= LANES) {
            for (int j = 0; j < n - LANES; j += LANES) FloatVector.fromArray(SPECIES, x, xo + j).intoArray(z, zo + j);
            FloatVector.fromArray(SPECIES, x, xo + n - LANES).intoArray(z, zo + n - LANES);
        } else if (free) FloatVector.fromArray(SPECIES, x, xo).intoArray(z, zo);
        else for (int j = 0; j < n; j++) z[zo + j] = x[xo + j];
    }

    /** z[zo + i · across + j] = b[bo + i] + Σ w[k, i] laid[taps[k] + at + j], a chain over the k from {@code from} to {@code to}. */
    static void tile(int high, float[] w, int wo, int[] taps, int from, int to, float[] laid, int at,
                     float[] b, int bo, float[] z, int zo, int across) {
        if (high == BLOCK) rows12(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
        else if (high == HALF) rows6(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
        else if (high == MEDIUM) rows8(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
        else rows4(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
    }

    private static void rows12(float[] w, int p, int[] taps, int from, int to, float[] laid, int at,
                              float[] b, int bo, float[] z, int zo, int across) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, b[bo]), y0 = x0;
        FloatVector x1 = FloatVector.broadcast(SPECIES, b[bo + 1]), y1 = x1;
        FloatVector x2 = FloatVector.broadcast(SPECIES, b[bo + 2]), y2 = x2;
        FloatVector x3 = FloatVector.broadcast(SPECIES, b[bo + 3]), y3 = x3;
        FloatVector x4 = FloatVector.broadcast(SPECIES, b[bo + 4]), y4 = x4;
        FloatVector x5 = FloatVector.broadcast(SPECIES, b[bo + 5]), y5 = x5;
        FloatVector x6 = FloatVector.broadcast(SPECIES, b[bo + 6]), y6 = x6;
        FloatVector x7 = FloatVector.broadcast(SPECIES, b[bo + 7]), y7 = x7;
        FloatVector x8 = FloatVector.broadcast(SPECIES, b[bo + 8]), y8 = x8;
        FloatVector x9 = FloatVector.broadcast(SPECIES, b[bo + 9]), y9 = x9;
        FloatVector x10 = FloatVector.broadcast(SPECIES, b[bo + 10]), y10 = x10;
        FloatVector x11 = FloatVector.broadcast(SPECIES, b[bo + 11]), y11 = x11;
        for (int k = from; k < to; k++, p += 12) {
            int q = taps[k] + at;
            FloatVector x = FloatVector.fromArray(SPECIES, laid, q), y = FloatVector.fromArray(SPECIES, laid, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, w[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, w[p + 1]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, w[p + 2]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, w[p + 3]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
            f = FloatVector.broadcast(SPECIES, w[p + 4]);
            x4 = f.fma(x, x4);
            y4 = f.fma(y, y4);
            f = FloatVector.broadcast(SPECIES, w[p + 5]);
            x5 = f.fma(x, x5);
            y5 = f.fma(y, y5);
            f = FloatVector.broadcast(SPECIES, w[p + 6]);
            x6 = f.fma(x, x6);
            y6 = f.fma(y, y6);
            f = FloatVector.broadcast(SPECIES, w[p + 7]);
            x7 = f.fma(x, x7);
            y7 = f.fma(y, y7);
            f = FloatVector.broadcast(SPECIES, w[p + 8]);
            x8 = f.fma(x, x8);
            y8 = f.fma(y, y8);
            f = FloatVector.broadcast(SPECIES, w[p + 9]);
            x9 = f.fma(x, x9);
            y9 = f.fma(y, y9);
            f = FloatVector.broadcast(SPECIES, w[p + 10]);
            x10 = f.fma(x, x10);
            y10 = f.fma(y, y10);
            f = FloatVector.broadcast(SPECIES, w[p + 11]);
            x11 = f.fma(x, x11);
            y11 = f.fma(y, y11);
        }
        x0.intoArray(z, zo);
        y0.intoArray(z, zo + LANES);
        zo += across;
        x1.intoArray(z, zo);
        y1.intoArray(z, zo + LANES);
        zo += across;
        x2.intoArray(z, zo);
        y2.intoArray(z, zo + LANES);
        zo += across;
        x3.intoArray(z, zo);
        y3.intoArray(z, zo + LANES);
        zo += across;
        x4.intoArray(z, zo);
        y4.intoArray(z, zo + LANES);
        zo += across;
        x5.intoArray(z, zo);
        y5.intoArray(z, zo + LANES);
        zo += across;
        x6.intoArray(z, zo);
        y6.intoArray(z, zo + LANES);
        zo += across;
        x7.intoArray(z, zo);
        y7.intoArray(z, zo + LANES);
        zo += across;
        x8.intoArray(z, zo);
        y8.intoArray(z, zo + LANES);
        zo += across;
        x9.intoArray(z, zo);
        y9.intoArray(z, zo + LANES);
        zo += across;
        x10.intoArray(z, zo);
        y10.intoArray(z, zo + LANES);
        zo += across;
        x11.intoArray(z, zo);
        y11.intoArray(z, zo + LANES);
    }

    private static void rows8(float[] w, int p, int[] taps, int from, int to, float[] laid, int at,
                              float[] b, int bo, float[] z, int zo, int across) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, b[bo]), y0 = x0;
        FloatVector x1 = FloatVector.broadcast(SPECIES, b[bo + 1]), y1 = x1;
        FloatVector x2 = FloatVector.broadcast(SPECIES, b[bo + 2]), y2 = x2;
        FloatVector x3 = FloatVector.broadcast(SPECIES, b[bo + 3]), y3 = x3;
        FloatVector x4 = FloatVector.broadcast(SPECIES, b[bo + 4]), y4 = x4;
        FloatVector x5 = FloatVector.broadcast(SPECIES, b[bo + 5]), y5 = x5;
        FloatVector x6 = FloatVector.broadcast(SPECIES, b[bo + 6]), y6 = x6;
        FloatVector x7 = FloatVector.broadcast(SPECIES, b[bo + 7]), y7 = x7;
        for (int k = from; k < to; k++, p += 8) {
            int q = taps[k] + at;
            FloatVector x = FloatVector.fromArray(SPECIES, laid, q), y = FloatVector.fromArray(SPECIES, laid, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, w[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, w[p + 1]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, w[p + 2]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, w[p + 3]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
            f = FloatVector.broadcast(SPECIES, w[p + 4]);
            x4 = f.fma(x, x4);
            y4 = f.fma(y, y4);
            f = FloatVector.broadcast(SPECIES, w[p + 5]);
            x5 = f.fma(x, x5);
            y5 = f.fma(y, y5);
            f = FloatVector.broadcast(SPECIES, w[p + 6]);
            x6 = f.fma(x, x6);
            y6 = f.fma(y, y6);
            f = FloatVector.broadcast(SPECIES, w[p + 7]);
            x7 = f.fma(x, x7);
            y7 = f.fma(y, y7);
        }
        x0.intoArray(z, zo);
        y0.intoArray(z, zo + LANES);
        zo += across;
        x1.intoArray(z, zo);
        y1.intoArray(z, zo + LANES);
        zo += across;
        x2.intoArray(z, zo);
        y2.intoArray(z, zo + LANES);
        zo += across;
        x3.intoArray(z, zo);
        y3.intoArray(z, zo + LANES);
        zo += across;
        x4.intoArray(z, zo);
        y4.intoArray(z, zo + LANES);
        zo += across;
        x5.intoArray(z, zo);
        y5.intoArray(z, zo + LANES);
        zo += across;
        x6.intoArray(z, zo);
        y6.intoArray(z, zo + LANES);
        zo += across;
        x7.intoArray(z, zo);
        y7.intoArray(z, zo + LANES);
    }

    private static void rows6(float[] w, int p, int[] taps, int from, int to, float[] laid, int at,
                              float[] b, int bo, float[] z, int zo, int across) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, b[bo]), y0 = x0;
        FloatVector x1 = FloatVector.broadcast(SPECIES, b[bo + 1]), y1 = x1;
        FloatVector x2 = FloatVector.broadcast(SPECIES, b[bo + 2]), y2 = x2;
        FloatVector x3 = FloatVector.broadcast(SPECIES, b[bo + 3]), y3 = x3;
        FloatVector x4 = FloatVector.broadcast(SPECIES, b[bo + 4]), y4 = x4;
        FloatVector x5 = FloatVector.broadcast(SPECIES, b[bo + 5]), y5 = x5;
        for (int k = from; k < to; k++, p += 6) {
            int q = taps[k] + at;
            FloatVector x = FloatVector.fromArray(SPECIES, laid, q), y = FloatVector.fromArray(SPECIES, laid, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, w[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, w[p + 1]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, w[p + 2]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, w[p + 3]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
            f = FloatVector.broadcast(SPECIES, w[p + 4]);
            x4 = f.fma(x, x4);
            y4 = f.fma(y, y4);
            f = FloatVector.broadcast(SPECIES, w[p + 5]);
            x5 = f.fma(x, x5);
            y5 = f.fma(y, y5);
        }
        x0.intoArray(z, zo);
        y0.intoArray(z, zo + LANES);
        zo += across;
        x1.intoArray(z, zo);
        y1.intoArray(z, zo + LANES);
        zo += across;
        x2.intoArray(z, zo);
        y2.intoArray(z, zo + LANES);
        zo += across;
        x3.intoArray(z, zo);
        y3.intoArray(z, zo + LANES);
        zo += across;
        x4.intoArray(z, zo);
        y4.intoArray(z, zo + LANES);
        zo += across;
        x5.intoArray(z, zo);
        y5.intoArray(z, zo + LANES);
    }

    private static void rows4(float[] w, int p, int[] taps, int from, int to, float[] laid, int at,
                              float[] b, int bo, float[] z, int zo, int across) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, b[bo]), y0 = x0;
        FloatVector x1 = FloatVector.broadcast(SPECIES, b[bo + 1]), y1 = x1;
        FloatVector x2 = FloatVector.broadcast(SPECIES, b[bo + 2]), y2 = x2;
        FloatVector x3 = FloatVector.broadcast(SPECIES, b[bo + 3]), y3 = x3;
        for (int k = from; k < to; k++, p += 4) {
            int q = taps[k] + at;
            FloatVector x = FloatVector.fromArray(SPECIES, laid, q), y = FloatVector.fromArray(SPECIES, laid, q + LANES), f;
            f = FloatVector.broadcast(SPECIES, w[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            f = FloatVector.broadcast(SPECIES, w[p + 1]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            f = FloatVector.broadcast(SPECIES, w[p + 2]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            f = FloatVector.broadcast(SPECIES, w[p + 3]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
        }
        x0.intoArray(z, zo);
        y0.intoArray(z, zo + LANES);
        zo += across;
        x1.intoArray(z, zo);
        y1.intoArray(z, zo + LANES);
        zo += across;
        x2.intoArray(z, zo);
        y2.intoArray(z, zo + LANES);
        zo += across;
        x3.intoArray(z, zo);
        y3.intoArray(z, zo + LANES);
    }
}
