package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Turns four rows into columns, for the packing of operands that lie the other way round. */
final class VectorFloatTileTranspose {

    static final VectorSpecies<Float> FOUR = VectorSpecies.of(float.class, VectorShape.forBitSize(4 * Float.SIZE));
    static final boolean VECTORS = FOUR.vectorBitSize() <= VectorFloatTileShape.SPECIES.vectorBitSize();

    static final VectorShuffle<Float> BY1 = VectorShuffle.iota(FOUR, 1, 1, true);
    static final VectorShuffle<Float> BY2 = VectorShuffle.iota(FOUR, 2, 1, true);
    static final VectorShuffle<Float> BY3 = VectorShuffle.iota(FOUR, 3, 1, true);
    static final VectorMask<Float> ODD = VectorMask.fromLong(FOUR, 0b1010);
    static final VectorMask<Float> UPPER = VectorMask.fromLong(FOUR, 0b1100);
    static final VectorMask<Float> INNER = VectorMask.fromLong(FOUR, 0b0110);

    private VectorFloatTileTranspose() {}

    /** z[to + k · width + i] = x[from + i · stride + k] for i = 0 … 3. */
    static void rows4(float[] x, int from, int stride, int depth, float[] z, int to, int width) {
        int k = 0, p0 = from, p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride, q = to;
        if (VECTORS)
            for (; k < depth - 3; k += 4, q += 4 * width) {
                // Rotate row i by i lanes, so that each column's elements stand in four different lanes; blend; rotate back.
                FloatVector r0 = FloatVector.fromArray(FOUR, x, p0 + k);
                FloatVector r1 = FloatVector.fromArray(FOUR, x, p1 + k).rearrange(BY3);
                FloatVector r2 = FloatVector.fromArray(FOUR, x, p2 + k).rearrange(BY2);
                FloatVector r3 = FloatVector.fromArray(FOUR, x, p3 + k).rearrange(BY1);
                FloatVector s = r0.blend(r2, UPPER), t = r2.blend(r0, UPPER);
                FloatVector u = r3.blend(r1, INNER), v = r1.blend(r3, INNER);
                s.blend(u, ODD).intoArray(z, q);
                u.blend(s, ODD).rearrange(BY1).intoArray(z, q + width);
                t.blend(v, ODD).rearrange(BY2).intoArray(z, q + 2 * width);
                v.blend(t, ODD).rearrange(BY3).intoArray(z, q + 3 * width);
            }
        for (; k < depth; k++, q += width) {
            z[q] = x[p0 + k];
            z[q + 1] = x[p1 + k];
            z[q + 2] = x[p2 + k];
            z[q + 3] = x[p3 + k];
        }
    }
}
