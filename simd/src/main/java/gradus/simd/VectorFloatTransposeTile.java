package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

import static gradus.simd.VectorFloatTileShape.*;

/**
 * Turns as many rows as a vector has lanes, sixteen here, into columns: lane j of row i is exchanged with lane j ^ i, so that each
 * column's elements stand in lanes of their own; what belongs to one column is blended into one register, in four steps; and its
 * lanes are exchanged again. The build makes the tiles of 8, 4 and 2 rows by leaving out the lines of the last rows.
 *
 * <p>It uses the one species that all kernels use. With vectors of four lanes for four rows, C2 met two classes of vectors where
 * it inlines a method of {@code FloatVector}, and in some JVMs made objects of the vectors of all kernels: a matrix product then
 * took ten times as long.
 */
final class VectorFloatTransposeTile {

    private static final VectorShuffle<Float> BY1 = exchange(1), BY2 = exchange(2), BY3 = exchange(3), BY4 = exchange(4);
    private static final VectorShuffle<Float> BY5 = exchange(5), BY6 = exchange(6), BY7 = exchange(7), BY8 = exchange(8);
    private static final VectorShuffle<Float> BY9 = exchange(9), BY10 = exchange(10), BY11 = exchange(11), BY12 = exchange(12);
    private static final VectorShuffle<Float> BY13 = exchange(13), BY14 = exchange(14), BY15 = exchange(15);
    private static final VectorMask<Float> ONE = odd(1), TWO = odd(2), FOUR = odd(4), EIGHT = odd(8);

    private VectorFloatTransposeTile() {}

    private static VectorShuffle<Float> exchange(int by) {
        return VectorShuffle.fromOp(SPECIES, i -> (i ^ by) % LANES);
    }

    /** The lanes whose number has this bit. */
    private static VectorMask<Float> odd(int bit) {
        long lanes = 0;
        for (int i = 0; i < LANES; i++) if ((i & bit) != 0) lanes |= 1L << i;
        return VectorMask.fromLong(SPECIES, lanes);
    }

    /** As {@link VectorFloatTransposition#columns}, for a depth of a vector's lanes or more: the last vectors reach back. */
    static void columns(float[] x, int from, int stride, int rows, int depth, float[] z, int to, int width) {
        FloatVector t;
        for (int k = 0; k < depth; k += LANES) {
            int start = Math.min(k, depth - LANES), p = from + start, q = to + start * width;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, p);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, p += 1 < rows ? stride : 0).rearrange(BY1);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, p += 2 < rows ? stride : 0).rearrange(BY2);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, p += 3 < rows ? stride : 0).rearrange(BY3);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, p += 4 < rows ? stride : 0).rearrange(BY4);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, p += 5 < rows ? stride : 0).rearrange(BY5);
            FloatVector x6 = FloatVector.fromArray(SPECIES, x, p += 6 < rows ? stride : 0).rearrange(BY6);
            FloatVector x7 = FloatVector.fromArray(SPECIES, x, p += 7 < rows ? stride : 0).rearrange(BY7);
            FloatVector x8 = FloatVector.fromArray(SPECIES, x, p += 8 < rows ? stride : 0).rearrange(BY8);
            FloatVector x9 = FloatVector.fromArray(SPECIES, x, p += 9 < rows ? stride : 0).rearrange(BY9);
            FloatVector x10 = FloatVector.fromArray(SPECIES, x, p += 10 < rows ? stride : 0).rearrange(BY10);
            FloatVector x11 = FloatVector.fromArray(SPECIES, x, p += 11 < rows ? stride : 0).rearrange(BY11);
            FloatVector x12 = FloatVector.fromArray(SPECIES, x, p += 12 < rows ? stride : 0).rearrange(BY12);
            FloatVector x13 = FloatVector.fromArray(SPECIES, x, p += 13 < rows ? stride : 0).rearrange(BY13);
            FloatVector x14 = FloatVector.fromArray(SPECIES, x, p += 14 < rows ? stride : 0).rearrange(BY14);
            FloatVector x15 = FloatVector.fromArray(SPECIES, x, p += 15 < rows ? stride : 0).rearrange(BY15);
            // Each step exchanges, between two registers, the lanes whose number has a bit that one of theirs has not.
            t = x0; x0 = x0.blend(x1, ONE); x1 = x1.blend(t, ONE);
            t = x2; x2 = x2.blend(x3, ONE); x3 = x3.blend(t, ONE);
            t = x4; x4 = x4.blend(x5, ONE); x5 = x5.blend(t, ONE);
            t = x6; x6 = x6.blend(x7, ONE); x7 = x7.blend(t, ONE);
            t = x8; x8 = x8.blend(x9, ONE); x9 = x9.blend(t, ONE);
            t = x10; x10 = x10.blend(x11, ONE); x11 = x11.blend(t, ONE);
            t = x12; x12 = x12.blend(x13, ONE); x13 = x13.blend(t, ONE);
            t = x14; x14 = x14.blend(x15, ONE); x15 = x15.blend(t, ONE);
            t = x0; x0 = x0.blend(x2, TWO); x2 = x2.blend(t, TWO);
            t = x1; x1 = x1.blend(x3, TWO); x3 = x3.blend(t, TWO);
            t = x4; x4 = x4.blend(x6, TWO); x6 = x6.blend(t, TWO);
            t = x5; x5 = x5.blend(x7, TWO); x7 = x7.blend(t, TWO);
            t = x8; x8 = x8.blend(x10, TWO); x10 = x10.blend(t, TWO);
            t = x9; x9 = x9.blend(x11, TWO); x11 = x11.blend(t, TWO);
            t = x12; x12 = x12.blend(x14, TWO); x14 = x14.blend(t, TWO);
            t = x13; x13 = x13.blend(x15, TWO); x15 = x15.blend(t, TWO);
            t = x0; x0 = x0.blend(x4, FOUR); x4 = x4.blend(t, FOUR);
            t = x1; x1 = x1.blend(x5, FOUR); x5 = x5.blend(t, FOUR);
            t = x2; x2 = x2.blend(x6, FOUR); x6 = x6.blend(t, FOUR);
            t = x3; x3 = x3.blend(x7, FOUR); x7 = x7.blend(t, FOUR);
            t = x8; x8 = x8.blend(x12, FOUR); x12 = x12.blend(t, FOUR);
            t = x9; x9 = x9.blend(x13, FOUR); x13 = x13.blend(t, FOUR);
            t = x10; x10 = x10.blend(x14, FOUR); x14 = x14.blend(t, FOUR);
            t = x11; x11 = x11.blend(x15, FOUR); x15 = x15.blend(t, FOUR);
            t = x0; x0 = x0.blend(x8, EIGHT); x8 = x8.blend(t, EIGHT);
            t = x1; x1 = x1.blend(x9, EIGHT); x9 = x9.blend(t, EIGHT);
            t = x2; x2 = x2.blend(x10, EIGHT); x10 = x10.blend(t, EIGHT);
            t = x3; x3 = x3.blend(x11, EIGHT); x11 = x11.blend(t, EIGHT);
            t = x4; x4 = x4.blend(x12, EIGHT); x12 = x12.blend(t, EIGHT);
            t = x5; x5 = x5.blend(x13, EIGHT); x13 = x13.blend(t, EIGHT);
            t = x6; x6 = x6.blend(x14, EIGHT); x14 = x14.blend(t, EIGHT);
            t = x7; x7 = x7.blend(x15, EIGHT); x15 = x15.blend(t, EIGHT);
            x0.intoArray(z, q);
            x1.rearrange(BY1).intoArray(z, q += width);
            x2.rearrange(BY2).intoArray(z, q += width);
            x3.rearrange(BY3).intoArray(z, q += width);
            x4.rearrange(BY4).intoArray(z, q += width);
            x5.rearrange(BY5).intoArray(z, q += width);
            x6.rearrange(BY6).intoArray(z, q += width);
            x7.rearrange(BY7).intoArray(z, q += width);
            x8.rearrange(BY8).intoArray(z, q += width);
            x9.rearrange(BY9).intoArray(z, q += width);
            x10.rearrange(BY10).intoArray(z, q += width);
            x11.rearrange(BY11).intoArray(z, q += width);
            x12.rearrange(BY12).intoArray(z, q += width);
            x13.rearrange(BY13).intoArray(z, q += width);
            x14.rearrange(BY14).intoArray(z, q += width);
            x15.rearrange(BY15).intoArray(z, q += width);
        }
    }
}
