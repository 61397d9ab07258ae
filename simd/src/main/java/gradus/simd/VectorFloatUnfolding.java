package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * Reads rows of the matrix X of a {@link ConvolutionShape}: its rows k, and of its columns a block, the places
 * first … first + width of some rows of places. Whole vectors are copied where less is wanted: what is too much is written
 * over afterwards, or stands behind all.
 */
final class VectorFloatUnfolding {

    private VectorFloatUnfolding() {}

    /** z[zo + k · stride + i · width + j] = laid[taps[from + k] + starts[row + i] + first + j]. */
    static void rows(float[] laid, int[] taps, int from, int depth, int[] starts, int row, int rows, int first, int width,
                     float[] z, int zo, int stride) {
        for (int k = 0; k < depth; k++) {
            int tap = taps[from + k] + first, q = zo + k * stride;
            if (width < LANES)
                for (int i = row; i < row + rows; i++, q += width) copy(laid, tap + starts[i], z, q);
            else if (width <= 2 * LANES)
                for (int i = row; i < row + rows; i++, q += width) {
                    int p = tap + starts[i];
                    copy(laid, p, z, q);
                    copy(laid, p + width - LANES, z, q + width - LANES);
                }
            else
                for (int i = row; i < row + rows; i++, q += width) {
                    int p = tap + starts[i];
                    for (int j = 0; j < width - LANES; j += LANES) copy(laid, p + j, z, q + j);
                    copy(laid, p + width - LANES, z, q + width - LANES);
                }
        }
    }

    /** Fills the panels of b with the same. */
    static void panels(float[] laid, int[] taps, int from, int depth, int[] starts, int row, int rows, int first, int width,
                       VectorFloatTilePanels panels) {
        float[] z = panels.wide.array();
        int[] source = panels.source, target = panels.target;
        int columns = rows * width;
        for (int j = 0, zo = VectorFloatTilePanels.START; j < columns; j += WIDTH, zo += depth * WIDTH) {
            int copies = 0;
            for (int c = j; c < Math.min(j + WIDTH, columns); ) { // the rows of places that a panel meets
                int in = c % width, n = Math.min(width - in, Math.min(j + WIDTH, columns) - c);
                for (int v = 0; v < n; v += LANES) {
                    source[copies] = first + starts[row + c / width] + in + v;
                    target[copies++] = c - j + v;
                }
                c += n;
            }
            panel(laid, taps, from, depth, source, target, copies, z, zo);
        }
    }

    private static void panel(float[] laid, int[] taps, int from, int depth, int[] source, int[] target, int copies, float[] z, int zo) {
        int s0 = source[0], s1 = source[1], s2 = source[2], s3 = source[3];
        int t0 = zo + target[0], t1 = zo + target[1], t2 = zo + target[2], t3 = zo + target[3];
        switch (copies) {
            case 1 -> {
                for (int k = from; k < from + depth; k++, t0 += WIDTH) copy(laid, taps[k] + s0, z, t0);
            }
            case 2 -> {
                for (int k = from; k < from + depth; k++, t0 += WIDTH, t1 += WIDTH) {
                    int tap = taps[k];
                    copy(laid, tap + s0, z, t0);
                    copy(laid, tap + s1, z, t1);
                }
            }
            case 3 -> {
                for (int k = from; k < from + depth; k++, t0 += WIDTH, t1 += WIDTH, t2 += WIDTH) {
                    int tap = taps[k];
                    copy(laid, tap + s0, z, t0);
                    copy(laid, tap + s1, z, t1);
                    copy(laid, tap + s2, z, t2);
                }
            }
            case 4 -> {
                for (int k = from; k < from + depth; k++, t0 += WIDTH, t1 += WIDTH, t2 += WIDTH, t3 += WIDTH) {
                    int tap = taps[k];
                    copy(laid, tap + s0, z, t0);
                    copy(laid, tap + s1, z, t1);
                    copy(laid, tap + s2, z, t2);
                    copy(laid, tap + s3, z, t3);
                }
            }
            default -> {
                for (int k = from, q = zo; k < from + depth; k++, q += WIDTH)
                    for (int c = 0; c < copies; c++) copy(laid, taps[k] + source[c], z, q + target[c]);
            }
        }
    }

    private static void copy(float[] x, int xo, float[] z, int zo) {
        FloatVector.fromArray(SPECIES, x, xo).intoArray(z, zo);
    }
}
