package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;

/**
 * The innermost loops of {@link VectorFloatChannelsLast}: a tile of the result, twelve places high and a vector of outputs wide,
 * is held in registers while k runs over the elements of a window. The build makes lower ones by leaving out the lines of the
 * last places.
 */
final class VectorFloatChannelsLastTile {

    private VectorFloatChannelsLastTile() {}

    /**
     * z[zo + (i · across + j) · LANES + o] = b[bo + o] + Σ w[wo + k · LANES + o] laid[taps[k] + starts[row + i] + first + j], a
     * chain over k, for a tile of places j in each row i of so many.
     */
    static void compute(float[] w, int wo, int[] taps, float[] laid, int[] starts, int row, int rows, int first, float[] b, int bo,
                        float[] z, int zo, int across) {
        for (int i = row; i < row + rows; i++) {
            int at = starts[i] + first;
            FloatVector y = FloatVector.fromArray(SPECIES, b, bo);
            FloatVector x0 = y;
            FloatVector x1 = y;
            FloatVector x2 = y;
            FloatVector x3 = y;
            FloatVector x4 = y;
            FloatVector x5 = y;
            FloatVector x6 = y;
            FloatVector x7 = y;
            FloatVector x8 = y;
            FloatVector x9 = y;
            FloatVector x10 = y;
            FloatVector x11 = y;
            for (int k = 0, p = wo; k < taps.length; k++, p += LANES) {
                int q = taps[k] + at;
                y = FloatVector.fromArray(SPECIES, w, p);
                x0 = FloatVector.broadcast(SPECIES, laid[q]).fma(y, x0);
                x1 = FloatVector.broadcast(SPECIES, laid[q + 1]).fma(y, x1);
                x2 = FloatVector.broadcast(SPECIES, laid[q + 2]).fma(y, x2);
                x3 = FloatVector.broadcast(SPECIES, laid[q + 3]).fma(y, x3);
                x4 = FloatVector.broadcast(SPECIES, laid[q + 4]).fma(y, x4);
                x5 = FloatVector.broadcast(SPECIES, laid[q + 5]).fma(y, x5);
                x6 = FloatVector.broadcast(SPECIES, laid[q + 6]).fma(y, x6);
                x7 = FloatVector.broadcast(SPECIES, laid[q + 7]).fma(y, x7);
                x8 = FloatVector.broadcast(SPECIES, laid[q + 8]).fma(y, x8);
                x9 = FloatVector.broadcast(SPECIES, laid[q + 9]).fma(y, x9);
                x10 = FloatVector.broadcast(SPECIES, laid[q + 10]).fma(y, x10);
                x11 = FloatVector.broadcast(SPECIES, laid[q + 11]).fma(y, x11);
            }
            x0.intoArray(z, zo);
            x1.intoArray(z, zo + LANES);
            x2.intoArray(z, zo + 2 * LANES);
            x3.intoArray(z, zo + 3 * LANES);
            x4.intoArray(z, zo + 4 * LANES);
            x5.intoArray(z, zo + 5 * LANES);
            x6.intoArray(z, zo + 6 * LANES);
            x7.intoArray(z, zo + 7 * LANES);
            x8.intoArray(z, zo + 8 * LANES);
            x9.intoArray(z, zo + 9 * LANES);
            x10.intoArray(z, zo + 10 * LANES);
            x11.intoArray(z, zo + 11 * LANES);
            zo += across * LANES;
        }
    }
}
