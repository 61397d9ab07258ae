package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static java.lang.invoke.VarHandle.loadLoadFence;

/**
 * The innermost loop of {@link VectorFloatDirect}: a tile of the result, twelve rows high and two vectors of places wide, is
 * held in registers while k runs over the elements of a window, each of which reads the image somewhere else. The build makes
 * lower ones by leaving out the lines of the last rows. Without the fences (see {@link VectorFloatTile}) it takes
 * twice as long with AVX2.
 */
final class VectorFloatDirectTile {

    private static final int HIGH = 12;

    private VectorFloatDirectTile() {}

    /** z[zo + i · across + j] = b[bo + i] + Σ w[p + k · HIGH + i] laid[taps[k] + at + j], a chain over the k from {@code from} to {@code to}. */
    static void compute(float[] w, int p, int[] taps, int from, int to, float[] laid, int at,
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
        FloatVector x, y, f;
        for (int k = from; k < to; k++, p += HIGH) {
            int q = taps[k] + at;
            x = FloatVector.fromArray(SPECIES, laid, q);
            y = FloatVector.fromArray(SPECIES, laid, q + LANES);
            f = FloatVector.broadcast(SPECIES, w[p]);
            x0 = f.fma(x, x0);
            y0 = f.fma(y, y0);
            loadLoadFence(); // row 1
            f = FloatVector.broadcast(SPECIES, w[p + 1]);
            x1 = f.fma(x, x1);
            y1 = f.fma(y, y1);
            loadLoadFence(); // row 2
            f = FloatVector.broadcast(SPECIES, w[p + 2]);
            x2 = f.fma(x, x2);
            y2 = f.fma(y, y2);
            loadLoadFence(); // row 3
            f = FloatVector.broadcast(SPECIES, w[p + 3]);
            x3 = f.fma(x, x3);
            y3 = f.fma(y, y3);
            loadLoadFence(); // row 4
            f = FloatVector.broadcast(SPECIES, w[p + 4]);
            x4 = f.fma(x, x4);
            y4 = f.fma(y, y4);
            loadLoadFence(); // row 5
            f = FloatVector.broadcast(SPECIES, w[p + 5]);
            x5 = f.fma(x, x5);
            y5 = f.fma(y, y5);
            loadLoadFence(); // row 6
            f = FloatVector.broadcast(SPECIES, w[p + 6]);
            x6 = f.fma(x, x6);
            y6 = f.fma(y, y6);
            loadLoadFence(); // row 7
            f = FloatVector.broadcast(SPECIES, w[p + 7]);
            x7 = f.fma(x, x7);
            y7 = f.fma(y, y7);
            loadLoadFence(); // row 8
            f = FloatVector.broadcast(SPECIES, w[p + 8]);
            x8 = f.fma(x, x8);
            y8 = f.fma(y, y8);
            loadLoadFence(); // row 9
            f = FloatVector.broadcast(SPECIES, w[p + 9]);
            x9 = f.fma(x, x9);
            y9 = f.fma(y, y9);
            loadLoadFence(); // row 10
            f = FloatVector.broadcast(SPECIES, w[p + 10]);
            x10 = f.fma(x, x10);
            y10 = f.fma(y, y10);
            loadLoadFence(); // row 11
            f = FloatVector.broadcast(SPECIES, w[p + 11]);
            x11 = f.fma(x, x11);
            y11 = f.fma(y, y11);
        }
        x0.intoArray(z, zo);
        y0.intoArray(z, zo + LANES);
        x1.intoArray(z, zo += across);
        y1.intoArray(z, zo + LANES);
        x2.intoArray(z, zo += across);
        y2.intoArray(z, zo + LANES);
        x3.intoArray(z, zo += across);
        y3.intoArray(z, zo + LANES);
        x4.intoArray(z, zo += across);
        y4.intoArray(z, zo + LANES);
        x5.intoArray(z, zo += across);
        y5.intoArray(z, zo + LANES);
        x6.intoArray(z, zo += across);
        y6.intoArray(z, zo + LANES);
        x7.intoArray(z, zo += across);
        y7.intoArray(z, zo + LANES);
        x8.intoArray(z, zo += across);
        y8.intoArray(z, zo + LANES);
        x9.intoArray(z, zo += across);
        y9.intoArray(z, zo + LANES);
        x10.intoArray(z, zo += across);
        y10.intoArray(z, zo + LANES);
        x11.intoArray(z, zo += across);
        y11.intoArray(z, zo + LANES);
    }
}
