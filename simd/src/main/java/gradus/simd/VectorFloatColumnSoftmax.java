package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link ScalarFloatColumnSoftmax} on vectors, each of which goes down its columns alone. */
final class VectorFloatColumnSoftmax {

    private static final VectorSpecies<Float> SPECIES = VectorFloatKernels.SPECIES;
    private static final int LANES = SPECIES.length();

    private VectorFloatColumnSoftmax() {}

    static void softmax(float factor, float[] x, int xo, float[] z, int zo, int rows, int columns) {
        int j = 0;
        for (int end = SPECIES.loopBound(columns); j < end; j += LANES) {
            softmaxStrip(factor, x, xo + j, z, zo + j, rows, columns);
        }
        if (j < columns) {
            ScalarFloatColumnSoftmax.softmax(factor, x, xo, z, zo, rows, columns, j);
        }
    }

    private static void softmaxStrip(float factor, float[] x, int xo, float[] z, int zo, int rows, int stride) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY), odd = max;
        int i = 0;
        for (int end = rows & -2; i < end; i += 2) {
            max = max.max(FloatVector.fromArray(SPECIES, x, xo + i * stride));
            odd = odd.max(FloatVector.fromArray(SPECIES, x, xo + i * stride + stride));
        }
        if (i < rows) max = max.max(FloatVector.fromArray(SPECIES, x, xo + i * stride));
        max = max.max(odd);
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < rows; c += Kernels.ROW_CHUNK) {
            FloatVector chunk = FloatVector.zero(SPECIES);
            for (i = c; i < Math.min(rows, c + Kernels.ROW_CHUNK); i++) {
                FloatVector e = FloatVectorMath.exp(FloatVector.fromArray(SPECIES, x, xo + i * stride).sub(max).mul(factor));
                e.intoArray(z, zo + i * stride);
                chunk = chunk.add(e);
            }
            sum = sum.add(chunk);
        }
        FloatVector scale = sum.broadcast(1).div(sum);
        for (i = 0; i < rows; i++) {
            FloatVector.fromArray(SPECIES, z, zo + i * stride).mul(scale).intoArray(z, zo + i * stride);
        }
    }

    static void gradient(float factor, float[] y, int yo, float[] g, int go, float[] z, int zo, int rows, int columns) {
        int j = 0;
        for (int end = SPECIES.loopBound(columns); j < end; j += LANES) {
            gradientStrip(factor, y, yo + j, g, go + j, z, zo + j, rows, columns);
        }
        if (j < columns) {
            ScalarFloatColumnSoftmax.gradient(factor, y, yo, g, go, z, zo, rows, columns, j);
        }
    }

    private static void gradientStrip(float factor, float[] y, int yo, float[] g, int go, float[] z, int zo, int rows, int stride) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < rows; c += Kernels.ROW_CHUNK) {
            FloatVector chunk = FloatVector.zero(SPECIES);
            for (int i = c; i < Math.min(rows, c + Kernels.ROW_CHUNK); i++) {
                chunk = FloatVector.fromArray(SPECIES, y, yo + i * stride).fma(FloatVector.fromArray(SPECIES, g, go + i * stride), chunk);
            }
            sum = sum.add(chunk);
        }
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(SPECIES, y, yo + i * stride).mul(FloatVector.fromArray(SPECIES, g, go + i * stride).sub(sum))
                .mul(factor).intoArray(z, zo + i * stride);
        }
    }
}
