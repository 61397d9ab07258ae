package gradus.simd;

/** The functions of {@link FloatMath} beyond the oldest ones, on the Vector API where that pays. */
abstract sealed class VectorFloatFunctions implements Kernels<float[]> permits VectorFloatKernels {

    final ScalarFloatKernels scalar = new ScalarFloatKernels();

    @Override
    public void tan(float[] x, int xo, float[] z, int zo, int n) {
        scalar.tan(x, xo, z, zo, n);
    }

    @Override
    public void asin(float[] x, int xo, float[] z, int zo, int n) {
        scalar.asin(x, xo, z, zo, n);
    }

    @Override
    public void acos(float[] x, int xo, float[] z, int zo, int n) {
        scalar.acos(x, xo, z, zo, n);
    }

    @Override
    public void atan(float[] x, int xo, float[] z, int zo, int n) {
        scalar.atan(x, xo, z, zo, n);
    }

    @Override
    public void sinh(float[] x, int xo, float[] z, int zo, int n) {
        scalar.sinh(x, xo, z, zo, n);
    }

    @Override
    public void cosh(float[] x, int xo, float[] z, int zo, int n) {
        scalar.cosh(x, xo, z, zo, n);
    }

    @Override
    public void softplus(float[] x, int xo, float[] z, int zo, int n) {
        scalar.softplus(x, xo, z, zo, n);
    }

    @Override
    public void floor(float[] x, int xo, float[] z, int zo, int n) {
        scalar.floor(x, xo, z, zo, n);
    }

    @Override
    public void ceil(float[] x, int xo, float[] z, int zo, int n) {
        scalar.ceil(x, xo, z, zo, n);
    }

    @Override
    public void round(float[] x, int xo, float[] z, int zo, int n) {
        scalar.round(x, xo, z, zo, n);
    }

    @Override
    public void pow(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.pow(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void atan2(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.atan2(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void hypot(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.hypot(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void logaddexp(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.logaddexp(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void remainder(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.remainder(x, xo, y, yo, z, zo, n);
    }

    @Override
    public void flow(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        scalar.flow(x, xo, y, yo, z, zo, n);
    }
}
