package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.ConvolutionShape.up;
import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static gradus.simd.VectorFloatTileShape.height;

/** What {@link VectorFloatDirect} needs around its tiles, {@link VectorFloatImagesLast} in part: weights packed, places laid and taken. */
final class VectorFloatDirectPanels {

    /** Rows in which tiles of any height go evenly. */
    static final int BLOCK = 12;

    static final float[] ZEROS = new float[BLOCK];

    private VectorFloatDirectPanels() {}

    /** {@return the height of the tile at row i of so many} */
    static int high(int i, int rows) {
        return height(Math.min(rows - i, BLOCK - i % BLOCK));
    }

    /** {@return the weights of a convolution, packed as columns, each group with room for whole blocks, and its bias, or zeros, as sums} */
    static FloatImage weights(ConvolutionShape s, float[] w, int wo, float[] b, int bo) {
        int depth = s.depth(), room = up(s.outputs, BLOCK);
        FloatImage weights = FloatImage.SPARES.take().prepare(0, s.groups * room * depth, s.groups * room);
        int[] sources = new int[depth];
        for (int k = 0; k < depth; k++) sources[k] = k;
        for (int g = 0; g < s.groups; g++) {
            pack(w, wo + g * s.outputs * depth, depth, sources, s.outputs, weights.columns, g * room * depth);
            for (int o = 0; o < room; o++) weights.sums[g * room + o] = b == null ? 0 : b[bo + g * s.outputs + Math.min(o, s.outputs - 1)];
        }
        return weights;
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

    /**
     * Lays the places of one channel out, before those of the next. Of a short row a whole vector is copied, and what of that lies
     * behind the row is cleared by another.
     */
    static void lay(ConvolutionShape s, float[] y, int yo, float[] laid, int at) {
        int width = s.width;
        for (int i = 0; i < s.starts.length; i++, yo += width) {
            int to = at + s.starts[i];
            boolean free = width < LANES && yo + LANES <= y.length && to + width + LANES <= laid.length;
            copy(y, yo, laid, to, width, free);
            if (free) FloatVector.zero(SPECIES).intoArray(laid, to + width);
        }
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
        switch (high) {
            case 4 -> VectorFloatDirectTile4.compute(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
            case 6 -> VectorFloatDirectTile6.compute(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
            case 8 -> VectorFloatDirectTile8.compute(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
            case 12 -> VectorFloatDirectTile.compute(w, wo, taps, from, to, laid, at, b, bo, z, zo, across);
        }
    }
}
