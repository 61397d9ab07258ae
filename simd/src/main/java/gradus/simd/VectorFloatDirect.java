package gradus.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * Convolution that reads windows straight from the image: worth it where few weights meet each of them, so that to unfold them
 * would take as long as the product. A tile is some outputs high and two vectors of places wide; a vector holds places of one row.
 */
final class VectorFloatDirect {

    /** Rows of the tile, whose sums leave 4 of 16 registers for its operands; and of the one that may come last. */
    private static final int ROWS = 6, LAST = 4;

    /** What unfolding costs, in rows of a product that take as long; and in steps of its depth, folding and emptying this tile. */
    private static final int UNFOLDING = 6, FOLDING = 40, EMPTYING = 12;

    private VectorFloatDirect() {}

    private static int up(int n, int multiple) {
        return Math.ceilDiv(n, multiple) * multiple;
    }

    /** {@return the rows of tiles that hold n} */
    private static int high(int n) {
        int last = n % ROWS;
        return n - last + (last == 0 ? 0 : last <= LAST ? LAST : ROWS);
    }

    /** {@return how many vectors hold a row of places} */
    private static int across(ConvolutionShape s) {
        return Math.ceilDiv(s.width, LANES);
    }

    /** {@return the lanes that places take here} */
    private static long lanes(ConvolutionShape s) {
        return (long) s.starts.length * across(s) * LANES;
    }

    /** {@return whether the windows are better read in place} */
    static boolean isBetter(ConvolutionShape s) {
        return high(s.outputs) * lanes(s) < (up(s.outputs, LOW) + UNFOLDING) * (long) up(s.places(), WIDTH);
    }

    /** {@return the same for the adjoint, given it as a convolution} */
    static boolean isBetter(ConvolutionShape s, ConvolutionShape adjoint) {
        return (s.outputs + EMPTYING) * high(s.channels) * lanes(adjoint) < (s.outputs + FOLDING) * (long) s.channels * up(s.places(), WIDTH);
    }

    /** @see Kernels#convolve */
    static void convolve(ConvolutionShape s, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        int depth = s.depth(), places = s.places(), room = up(s.outputs, ROWS);
        FloatImage weights = FloatImage.SPARES.take().prepare(s, 0, s.groups * room * depth, s.groups * room);
        float[] packed = weights.columns, starts = weights.sums;
        for (int g = 0; g < s.groups; g++)
            for (int o = 0; o < room; o++) {
                int row = Math.min(o, s.outputs - 1) + g * s.outputs, q = (g * room + o / ROWS * ROWS) * depth + o % ROWS;
                starts[g * room + o] = b == null ? 0 : b[bo + row];
                for (int k = 0; k < depth; k++) packed[q + k * ROWS] = w[wo + row * depth + k];
            }
        MatmulParts.forEach(s.batch * s.groups, s.outputs, 1, s.work(s.channels), (p, o, outputs, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(s, s.channels, 0, 2 * ROWS * LANES);
            FloatImage.lay(s, s.channels, x, xo + p * s.channels * s.area, image.laid);
            for (int i = o; i < o + outputs; i += ROWS)
                for (int v = 0, n = s.starts.length * across(s), rows = Math.min(ROWS, o + outputs - i); v < n; v += 2) {
                    int at = p % s.groups * room + i, next = Math.min(v + 1, n - 1);
                    tile(rows, packed, at * depth, s.taps, 0, depth, image.laid, source(s, v), source(s, next), starts, at, image.sums);
                    store(s, v, rows, image.sums, 0, y, yo + (p * s.outputs + i) * places);
                    store(s, next, rows, image.sums, LANES, y, yo + (p * s.outputs + i) * places);
                }
            FloatImage.SPARES.giveBack(image);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    /** @see Kernels#convolveTransposed */
    static void convolveTransposed(ConvolutionShape s, ConvolutionShape t, float[] y, int yo, float[] w, int wo, float[] x, int xo) {
        int kernel = s.kernel, depth = s.depth(), room = up(s.channels, ROWS), chain = s.outputs, all = kernel * chain;
        FloatImage weights = FloatImage.SPARES.take().prepare(t, 1, Math.max(t.area, s.groups * room * all), 0);
        Arrays.fill(weights.columns, 0, t.area, 1);
        FloatImage.lay(t, 1, weights.columns, 0, weights.laid);
        float[] packed = weights.columns, ones = weights.laid;
        for (int g = 0; g < s.groups; g++)
            for (int c = 0; c < room; c++) {
                int from = wo + g * chain * depth + Math.min(c, s.channels - 1) * kernel, q = (g * room + c / ROWS * ROWS) * all + c % ROWS;
                for (int k = 0; k < kernel; k++)
                    for (int o = 0; o < chain; o++, q += ROWS) packed[q] = w[from + o * depth + k];
            }
        int[] taps = new int[all]; // the windows of the adjoint lie the other way round
        for (int i = 0; i < all; i++) taps[i] = t.taps[i % chain * kernel + kernel - 1 - i / chain];
        MatmulParts.forEach(s.batch * s.groups, s.channels, 1, s.work(s.outputs), (p, c, channels, _, _) -> {
            FloatImage image = FloatImage.SPARES.take().prepare(t, chain, 4 * ROWS * LANES, 0);
            FloatImage.lay(t, chain, y, yo + p * chain * t.area, image.laid);
            for (int i = c; i < c + channels; i += ROWS)
                for (int v = 0, n = t.starts.length * across(t), rows = Math.min(ROWS, c + channels - i); v < n; v += 2) {
                    int at = (p % s.groups * room + i) * all, next = Math.min(v + 1, n - 1), a = source(t, v), b = source(t, next);
                    Arrays.fill(image.columns, 2 * ROWS * LANES, 4 * ROWS * LANES, 0);
                    for (int k = 0; k < kernel; k++) {
                        tile(rows, packed, at + k * chain * ROWS, taps, k * chain, chain, image.laid, a, b, ZEROS, 0, image.columns);
                        add(rows, image.columns, ones, t.taps[kernel - 1 - k] + a, t.taps[kernel - 1 - k] + b);
                    }
                    store(t, v, rows, image.columns, 2 * ROWS * LANES, x, xo + (p * s.channels + i) * s.area);
                    store(t, next, rows, image.columns, (2 * ROWS + 1) * LANES, x, xo + (p * s.channels + i) * s.area);
                }
            FloatImage.SPARES.giveBack(image);
        });
        FloatImage.SPARES.giveBack(weights);
    }

    private static final float[] ZEROS = new float[ROWS];

    /** Where the places of a vector lie. */
    private static int source(ConvolutionShape s, int v) {
        return s.starts[v / across(s)] + v % across(s) * LANES;
    }

    /** Adds a tile to the one behind it, where there are ones. */
    private static void add(int rows, float[] z, float[] ones, int s, int t) {
        VectorMask<Float> here = FloatVector.fromArray(SPECIES, ones, s).eq(1), there = FloatVector.fromArray(SPECIES, ones, t).eq(1);
        for (int i = 0, p = 0, q = 2 * ROWS * LANES; i < rows; i++, p += WIDTH, q += WIDTH) {
            FloatVector.fromArray(SPECIES, z, q).add(FloatVector.fromArray(SPECIES, z, p), here).intoArray(z, q);
            FloatVector.fromArray(SPECIES, z, q + LANES).add(FloatVector.fromArray(SPECIES, z, p + LANES), there).intoArray(z, q + LANES);
        }
    }

    /** Brings the vectors v of a tile's rows to their places. */
    private static void store(ConvolutionShape s, int v, int rows, float[] z, int zo, float[] y, int yo) {
        int j = v % across(s) * LANES, q = yo + v / across(s) * s.width + j, places = s.places();
        VectorMask<Float> here = SPECIES.indexInRange(j, s.width);
        for (int i = 0; i < rows; i++, zo += WIDTH, q += places) FloatVector.fromArray(SPECIES, z, zo).intoArray(y, q, here);
    }

    /** z[i, j] = b[i] + Σ_k w[k, i] X[k, j], a chain, for the places j from s and from t on. */
    private static void tile(int rows, float[] w, int wo, int[] taps, int from, int depth, float[] laid, int s, int t,
                             float[] b, int bo, float[] z) {
        if (rows > LAST) rows6(w, wo, taps, from, depth, laid, s, t, b, bo, z);
        else rows4(w, wo, taps, from, depth, laid, s, t, b, bo, z);
    }

    private static void rows6(float[] w, int p, int[] taps, int from, int depth, float[] laid, int s, int t,
                              float[] b, int bo, float[] z) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, b[bo]), y0 = x0;
        FloatVector x1 = FloatVector.broadcast(SPECIES, b[bo + 1]), y1 = x1;
        FloatVector x2 = FloatVector.broadcast(SPECIES, b[bo + 2]), y2 = x2;
        FloatVector x3 = FloatVector.broadcast(SPECIES, b[bo + 3]), y3 = x3;
        FloatVector x4 = FloatVector.broadcast(SPECIES, b[bo + 4]), y4 = x4;
        FloatVector x5 = FloatVector.broadcast(SPECIES, b[bo + 5]), y5 = x5;
        for (int k = from; k < from + depth; k++, p += ROWS) {
            int tap = taps[k];
            FloatVector x = FloatVector.fromArray(SPECIES, laid, tap + s), y = FloatVector.fromArray(SPECIES, laid, tap + t), f;
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
        x0.intoArray(z, 0);
        y0.intoArray(z, LANES);
        x1.intoArray(z, 2 * LANES);
        y1.intoArray(z, 3 * LANES);
        x2.intoArray(z, 4 * LANES);
        y2.intoArray(z, 5 * LANES);
        x3.intoArray(z, 6 * LANES);
        y3.intoArray(z, 7 * LANES);
        x4.intoArray(z, 8 * LANES);
        y4.intoArray(z, 9 * LANES);
        x5.intoArray(z, 10 * LANES);
        y5.intoArray(z, 11 * LANES);
    }

    private static void rows4(float[] w, int p, int[] taps, int from, int depth, float[] laid, int s, int t,
                              float[] b, int bo, float[] z) {
        FloatVector x0 = FloatVector.broadcast(SPECIES, b[bo]), y0 = x0;
        FloatVector x1 = FloatVector.broadcast(SPECIES, b[bo + 1]), y1 = x1;
        FloatVector x2 = FloatVector.broadcast(SPECIES, b[bo + 2]), y2 = x2;
        FloatVector x3 = FloatVector.broadcast(SPECIES, b[bo + 3]), y3 = x3;
        for (int k = from; k < from + depth; k++, p += ROWS) {
            int tap = taps[k];
            FloatVector x = FloatVector.fromArray(SPECIES, laid, tap + s), y = FloatVector.fromArray(SPECIES, laid, tap + t), f;
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
        x0.intoArray(z, 0);
        y0.intoArray(z, LANES);
        x1.intoArray(z, 2 * LANES);
        y1.intoArray(z, 3 * LANES);
        x2.intoArray(z, 4 * LANES);
        y2.intoArray(z, 5 * LANES);
        x3.intoArray(z, 6 * LANES);
        y3.intoArray(z, 7 * LANES);
    }
}
