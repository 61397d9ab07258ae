package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Further pointwise kernels on the Vector API, with the bits of {@link ScalarFloatKernels}: as in {@link VectorFloatPointwise}, a
 * loop over whole vectors and one over the rest. Powers and remainders come one by one in either sibling.
 */
@SuppressWarnings("serial")
abstract sealed class VectorFloatFunctions extends CompiledAlone implements Kernels<float[]> permits VectorFloatPointwise {

    private static final VectorSpecies<Float> SPECIES = VectorSpecies.of(float.class, VectorWidth.SHAPE);
    private static final int LANES = SPECIES.length();

    static final ScalarFloatKernels scalar = new ScalarFloatKernels();

    private static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(SPECIES, x, i);
    }

    // One operand

    @Override
    public void tan(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector v = load(x, xo + i);
            if (FloatVectorMath.circular(v)) {
                FloatVectorMath.tan(v).intoArray(z, zo + i);
            } else {
                scalar.tan(x, xo + i, z, zo + i, LANES);
            }
        }
        scalar.tan(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void asin(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.asin(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.asin(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void acos(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.acos(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.acos(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void atan(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.atan(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.atan(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void sinh(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.sinh(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.sinh(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void cosh(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.cosh(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.cosh(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void softplus(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.softplus(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.softplus(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void floor(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.floor(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.floor(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void ceil(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.ceil(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.ceil(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void round(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.round(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.round(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void gelu(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorGeluMath.gelu(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.gelu(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void geluSlope(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorGeluMath.geluSlope(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.geluSlope(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void geluTanh(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorGeluMath.geluTanh(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.geluTanh(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void geluTanhSlope(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorGeluMath.geluTanhSlope(load(x, xo + i)).intoArray(z, zo + i);
        }
        scalar.geluTanhSlope(x, xo + i, z, zo + i, n - i);
    }

    // Two operands

    @Override
    public void pow(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.pow(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void atan2(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.atan2(load(x, xo + i), load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.atan2(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void hypot(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.hypot(load(x, xo + i), load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.hypot(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void logaddexp(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.logaddexp(load(x, xo + i), load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.logaddexp(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void remainder(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.remainder(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void flow(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.flow(load(x, xo + i), load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.flow(x, xo + i, y, yo + i, z, zo + i, n - i);
    }
}
