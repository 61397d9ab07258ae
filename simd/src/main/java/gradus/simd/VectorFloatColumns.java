package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Reductions of columns: down four vectors' width of columns at a time, then one, then what is left of one. */
final class VectorFloatColumns {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorFloatColumns() {}

    static void sum(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        sumChunk(x, xo, stride, Math.min(rows, Kernels.ROW_CHUNK), columns, z, zo, true);
        for (int r = Kernels.ROW_CHUNK; rows - r > 0; r += Kernels.ROW_CHUNK) {
            sumChunk(x, xo + r * stride, stride, Math.min(rows - r, Kernels.ROW_CHUNK), columns, z, zo, false);
        }
    }

    /** Adds up a chunk of rows and puts the sums into z, as its first chunk, or adds them to z. */
    private static void sumChunk(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo, boolean first) {
        int j = 0;
        for (int end = columns & -4 * LANES; j < end; j += 4 * LANES) sumFour(x, xo + j, stride, rows, z, zo + j, first);
        for (int end = SPECIES.loopBound(columns); j < end; j += LANES) sumOne(x, xo + j, stride, rows, z, zo + j, first);
        if (j < columns) sumRest(x, xo + j, stride, rows, columns - j, z, zo + j, first);
    }

    private static void sumFour(float[] x, int xo, int stride, int rows, float[] z, int zo, boolean first) {
        FloatVector a = FloatVector.zero(SPECIES), b = a, c = a, d = a;
        for (int r = 0, i = xo; r < rows; r++, i += stride) {
            a = a.add(FloatVector.fromArray(SPECIES, x, i));
            b = b.add(FloatVector.fromArray(SPECIES, x, i + LANES));
            c = c.add(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
            d = d.add(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
        }
        if (!first) {
            a = FloatVector.fromArray(SPECIES, z, zo).add(a);
            b = FloatVector.fromArray(SPECIES, z, zo + LANES).add(b);
            c = FloatVector.fromArray(SPECIES, z, zo + 2 * LANES).add(c);
            d = FloatVector.fromArray(SPECIES, z, zo + 3 * LANES).add(d);
        }
        a.intoArray(z, zo);
        b.intoArray(z, zo + LANES);
        c.intoArray(z, zo + 2 * LANES);
        d.intoArray(z, zo + 3 * LANES);
    }

    private static void sumOne(float[] x, int xo, int stride, int rows, float[] z, int zo, boolean first) {
        FloatVector a = FloatVector.zero(SPECIES);
        for (int r = 0, i = xo; r < rows; r++, i += stride) {
            a = a.add(FloatVector.fromArray(SPECIES, x, i));
        }
        if (!first) a = FloatVector.fromArray(SPECIES, z, zo).add(a);
        a.intoArray(z, zo);
    }

    private static void sumRest(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo, boolean first) {
        VectorMask<Float> here = SPECIES.indexInRange(0, columns);
        FloatVector a = FloatVector.zero(SPECIES);
        for (int r = 0, i = xo; r < rows; r++, i += stride) {
            a = a.add(FloatVector.fromArray(SPECIES, x, i, here));
        }
        if (!first) a = FloatVector.fromArray(SPECIES, z, zo, here).add(a);
        a.intoArray(z, zo, here);
    }

    static void max(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        FloatVector none = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int j = 0;
        for (int end = columns & -4 * LANES; j < end; j += 4 * LANES) {
            FloatVector a = none, b = none, c = none, d = none;
            for (int r = 0, i = xo + j; r < rows; r++, i += stride) {
                a = a.max(FloatVector.fromArray(SPECIES, x, i));
                b = b.max(FloatVector.fromArray(SPECIES, x, i + LANES));
                c = c.max(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
                d = d.max(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
            }
            a.intoArray(z, zo + j);
            b.intoArray(z, zo + j + LANES);
            c.intoArray(z, zo + j + 2 * LANES);
            d.intoArray(z, zo + j + 3 * LANES);
        }
        for (int end = SPECIES.loopBound(columns); j < end; j += LANES) {
            FloatVector a = none;
            for (int r = 0, i = xo + j; r < rows; r++, i += stride) {
                a = a.max(FloatVector.fromArray(SPECIES, x, i));
            }
            a.intoArray(z, zo + j);
        }
        if (j < columns) {
            VectorMask<Float> here = SPECIES.indexInRange(j, columns);
            FloatVector a = none;
            for (int r = 0, i = xo + j; r < rows; r++, i += stride) {
                a = a.max(FloatVector.fromArray(SPECIES, x, i, here));
            }
            a.intoArray(z, zo + j, here);
        }
    }

    static void min(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        FloatVector none = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
        int j = 0;
        for (int end = columns & -4 * LANES; j < end; j += 4 * LANES) {
            FloatVector a = none, b = none, c = none, d = none;
            for (int r = 0, i = xo + j; r < rows; r++, i += stride) {
                a = a.min(FloatVector.fromArray(SPECIES, x, i));
                b = b.min(FloatVector.fromArray(SPECIES, x, i + LANES));
                c = c.min(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
                d = d.min(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
            }
            a.intoArray(z, zo + j);
            b.intoArray(z, zo + j + LANES);
            c.intoArray(z, zo + j + 2 * LANES);
            d.intoArray(z, zo + j + 3 * LANES);
        }
        for (int end = SPECIES.loopBound(columns); j < end; j += LANES) {
            FloatVector a = none;
            for (int r = 0, i = xo + j; r < rows; r++, i += stride) {
                a = a.min(FloatVector.fromArray(SPECIES, x, i));
            }
            a.intoArray(z, zo + j);
        }
        if (j < columns) {
            VectorMask<Float> here = SPECIES.indexInRange(j, columns);
            FloatVector a = none;
            for (int r = 0, i = xo + j; r < rows; r++, i += stride) {
                a = a.min(FloatVector.fromArray(SPECIES, x, i, here));
            }
            a.intoArray(z, zo + j, here);
        }
    }
}
