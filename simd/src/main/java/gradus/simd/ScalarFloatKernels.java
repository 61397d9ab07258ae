package gradus.simd;

/** Plain Java kernels: they define every result, and serve where the Vector API is absent. */
final class ScalarFloatKernels extends ScalarFloatPointwise {

    // Reductions

    @Override
    public double sum(float[] x, int xo, int n) {
        return ScalarFloatReductions.sum(x, xo, n);
    }

    @Override
    public double sumOfSquares(float[] x, int xo, int n) {
        return ScalarFloatReductions.dot(x, xo, x, xo, n);
    }

    @Override
    public double dot(float[] x, int xo, float[] y, int yo, int n) {
        return ScalarFloatReductions.dot(x, xo, y, yo, n);
    }

    @Override
    public double max(float[] x, int xo, int n) {
        return ScalarFloatReductions.max(x, xo, n);
    }

    @Override
    public double min(float[] x, int xo, int n) {
        return ScalarFloatReductions.min(x, xo, n);
    }

    @Override
    public void sumColumns(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        ScalarFloatReductions.sumColumns(x, xo, stride, rows, columns, z, zo);
    }

    @Override
    public void maxColumns(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        ScalarFloatReductions.maxColumns(x, xo, stride, rows, columns, z, zo);
    }

    @Override
    public void minColumns(float[] x, int xo, int stride, int rows, int columns, float[] z, int zo) {
        ScalarFloatReductions.minColumns(x, xo, stride, rows, columns, z, zo);
    }

    // Softmax family

    @Override
    public double logSumExp(float[] x, int xo, int n) {
        return ScalarFloatSoftmax.logSumExp(x, xo, n);
    }

    @Override
    public void softmax(float[] x, int xo, float[] z, int zo, int n) {
        ScalarFloatSoftmax.softmax(x, xo, z, zo, n);
    }

    @Override
    public void logSoftmax(float[] x, int xo, float[] z, int zo, int n) {
        ScalarFloatSoftmax.logSoftmax(x, xo, z, zo, n);
    }

    // Normalising

    @Override
    public double squaredDeviations(float[] x, int xo, double mean, int n) {
        return ScalarFloatNormalization.squaredDeviations(x, xo, FloatMath.of(mean), n);
    }

    @Override
    public void normalize(float[] x, int xo, double mean, double factor, float[] scale, int so, float[] shift, int to,
                          float[] z, int zo, int n) {
        ScalarFloatNormalization.normalize(x, xo, FloatMath.of(mean), FloatMath.of(factor), scale, so, shift, to, z, zo, n);
    }

    @Override
    public double normalizeSums(float[] x, int xo, double mean, double factor, float[] g, int go, float[] scale, int so,
                                float[] u, int uo, float[] v, int vo, int n) {
        return ScalarFloatNormalization.normalizeSums(x, xo, FloatMath.of(mean), FloatMath.of(factor), g, go, scale, so,
            u, uo, v, vo, n);
    }

    @Override
    public void normalizeGradient(float[] x, int xo, double mean, double factor, float[] g, int go, float[] scale, int so,
                                  double a, double b, float[] z, int zo, int n) {
        ScalarFloatNormalization.normalizeGradient(x, xo, FloatMath.of(mean), FloatMath.of(factor), g, go, scale, so,
            FloatMath.of(a), FloatMath.of(b), z, zo, n);
    }

    // Recurrent units

    @Override
    public void lstm(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po,
                     float[] c, int co, float[] h, int ho, int rows, int units) {
        ScalarFloatCells.lstm(x, xo, b, bo, gates, go, before, po, c, co, h, ho, rows, units);
    }

    @Override
    public void lstmGradient(float[] gates, int go, float[] before, int po, float[] c, int co, float[] gh, int gho, float[] gc, int gco,
                             float[] dh, int dho, float[] dc, int dco, float[] dx, int dxo, int rows, int units) {
        ScalarFloatCells.lstmGradient(gates, go, before, po, c, co, gh, gho, gc, gco, dh, dho, dc, dco, dx, dxo, rows, units);
    }

    @Override
    public void gru(float[] x, int xo, float[] b, int bo, float[] gates, int go, float[] before, int po, float[] h, int ho,
                    int rows, int units) {
        ScalarFloatCells.gru(x, xo, b, bo, gates, go, before, po, h, ho, rows, units);
    }

    @Override
    public void gruGradient(float[] gates, int go, float[] before, int po, float[] gh, int gho, float[] dh, int dho,
                            float[] dx, int dxo, float[] da, int dao, int rows, int units) {
        ScalarFloatCells.gruGradient(gates, go, before, po, gh, gho, dh, dho, dx, dxo, da, dao, rows, units);
    }

    // Matrix product

    @Override
    public void softmaxColumns(double factor, float[] x, int xo, float[] z, int zo, int rows, int columns) {
        ScalarFloatColumnSoftmax.softmax(FloatMath.of(factor), x, xo, z, zo, rows, columns);
    }

    @Override
    public void softmaxColumnsGradient(double factor, float[] y, int yo, float[] g, int go, float[] z, int zo, int rows, int columns) {
        ScalarFloatColumnSoftmax.gradient(FloatMath.of(factor), y, yo, g, go, z, zo, rows, columns);
    }

    @Override
    public void recurrence(float[] a, int ao, float[] b, int bo, float[] z, int zo, int rows, int columns) {
        ScalarFloatRecurrence.recurrence(a, ao, b, bo, z, zo, rows, columns);
    }

    @Override
    public void matmul(Matrices<float[]> a, Matrices<float[]> b, Matrices<float[]> c, boolean accumulate) {
        ScalarFloatMatmul.matmul(a, b, c, accumulate);
    }

    @Override
    public void affine(Matrices<float[]> a, Matrices<float[]> b, float[] s, int so, Matrices<float[]> c) {
        ScalarFloatMatmul.affine(a, b, s, so, c);
    }

    @Override
    public void convolve(ConvolutionShape shape, float[] x, int xo, float[] w, int wo, float[] b, int bo, float[] y, int yo) {
        ScalarFloatConvolution.convolve(shape, x, xo, w, wo, b, bo, y, yo);
    }

    @Override
    public void convolveTransposed(ConvolutionShape shape, float[] y, int yo, float[] w, int wo, float[] x, int xo) {
        ScalarFloatConvolution.convolveTransposed(shape, y, yo, w, wo, x, xo);
    }

    @Override
    public void convolveWeights(ConvolutionShape shape, float[] x, int xo, float[] y, int yo, float[] w, int wo) {
        ScalarFloatConvolution.convolveWeights(shape, x, xo, y, yo, w, wo);
    }

    @Override
    public void pick(ConvolutionShape shape, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        ScalarFloatPooling.pick(shape, x, xo, v, vo, z, zo);
    }

    @Override
    public void place(ConvolutionShape shape, float[] x, int xo, float[] v, int vo, float[] z, int zo) {
        ScalarFloatPooling.place(shape, x, xo, v, vo, z, zo);
    }

    // Optimiser updates

    @Override
    public void sgd(float[] w, int wo, float[] g, int go, float[] v, int vo, int n, boolean first,
                    double rate, double momentum, double dampening, boolean nesterov, double l2, double decay) {
        ScalarFloatUpdates.sgd(w, wo, g, go, v, vo, n, first, rate, momentum, dampening, nesterov, l2, decay);
    }

    @Override
    public void adam(float[] w, int wo, float[] g, int go, float[] m, int mo, float[] v, int vo, int n, long step,
                     double rate, double beta1, double beta2, double epsilon, double l2, double decay) {
        ScalarFloatUpdates.adam(w, wo, g, go, m, mo, v, vo, n, step, rate, beta1, beta2, epsilon, l2, decay);
    }
}
