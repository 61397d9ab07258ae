package gradus.simd;

import jdk.incubator.vector.FloatVector;

import static gradus.simd.VectorFloatTileShape.LANES;
import static gradus.simd.VectorFloatTileShape.SPECIES;
import static gradus.simd.VectorFloatTileShape.WIDTH;

/**
 * The innermost loops of {@link VectorFloatImagesLast}: a tile of the result, one element of twelve channels of two vectors of
 * images, is held in registers while e runs over the elements of windows that reach it, and o over their outputs. The build makes
 * lower ones by leaving out the lines of the last rows.
 */
final class VectorFloatImagesLastTile {

    private static final int HIGH = 12;

    private VectorFloatImagesLastTile() {}

    /**
     * z[zo + i · across + j] = Σ w[wo + (elements[e] · chain + o) · HIGH + i] images[(places[e] · chain + o) · WIDTH + j], a chain
     * over the e from {@code from} to {@code to} and o; never −0.
     */
    static void compute(float[] w, int wo, int[] elements, int[] places, int from, int to, int chain,
                        float[] images, float[] z, int zo, int across) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector x0 = zero, y0 = zero;
        FloatVector x1 = zero, y1 = zero;
        FloatVector x2 = zero, y2 = zero;
        FloatVector x3 = zero, y3 = zero;
        FloatVector x4 = zero, y4 = zero;
        FloatVector x5 = zero, y5 = zero;
        FloatVector x6 = zero, y6 = zero;
        FloatVector x7 = zero, y7 = zero;
        FloatVector x8 = zero, y8 = zero;
        FloatVector x9 = zero, y9 = zero;
        FloatVector x10 = zero, y10 = zero;
        FloatVector x11 = zero, y11 = zero;
        FloatVector x, y, f;
        for (int e = from; e < to; e++) {
            int p = wo + elements[e] * chain * HIGH, q = places[e] * chain * WIDTH;
            for (int o = 0; o < chain; o++, p += HIGH, q += WIDTH) {
                x = FloatVector.fromArray(SPECIES, images, q);
                y = FloatVector.fromArray(SPECIES, images, q + LANES);
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
        }
        x0.add(zero).intoArray(z, zo);
        y0.add(zero).intoArray(z, zo + LANES);
        x1.add(zero).intoArray(z, zo += across);
        y1.add(zero).intoArray(z, zo + LANES);
        x2.add(zero).intoArray(z, zo += across);
        y2.add(zero).intoArray(z, zo + LANES);
        x3.add(zero).intoArray(z, zo += across);
        y3.add(zero).intoArray(z, zo + LANES);
        x4.add(zero).intoArray(z, zo += across);
        y4.add(zero).intoArray(z, zo + LANES);
        x5.add(zero).intoArray(z, zo += across);
        y5.add(zero).intoArray(z, zo + LANES);
        x6.add(zero).intoArray(z, zo += across);
        y6.add(zero).intoArray(z, zo + LANES);
        x7.add(zero).intoArray(z, zo += across);
        y7.add(zero).intoArray(z, zo + LANES);
        x8.add(zero).intoArray(z, zo += across);
        y8.add(zero).intoArray(z, zo + LANES);
        x9.add(zero).intoArray(z, zo += across);
        y9.add(zero).intoArray(z, zo + LANES);
        x10.add(zero).intoArray(z, zo += across);
        y10.add(zero).intoArray(z, zo + LANES);
        x11.add(zero).intoArray(z, zo += across);
        y11.add(zero).intoArray(z, zo + LANES);
    }
}
