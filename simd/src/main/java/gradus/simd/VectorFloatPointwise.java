package gradus.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the Vector API that move elements, or compute each by itself. Each is one loop over whole vectors and one over the
 * rest; no loop takes its body as a parameter, as shared bodies would not stay inlined.
 */
@SuppressWarnings("serial")
abstract sealed class VectorFloatPointwise extends VectorFloatFunctions permits VectorFloatKernels {

    private static final VectorSpecies<Float> SPECIES = VectorSpecies.of(float.class, VectorWidth.SHAPE);
    private static final int LANES = SPECIES.length();

    private static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(SPECIES, x, i);
    }

    // Moving: strided elements come one by one in either sibling

    @Override
    public void gather(float[] x, int xo, int stride, float[] z, int zo, int n) {
        scalar.gather(x, xo, stride, z, zo, n);
    }

    @Override
    public void scatter(float[] x, int xo, float[] z, int zo, int stride, int n) {
        scalar.scatter(x, xo, z, zo, stride, n);
    }

    @Override
    public void transpose(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        VectorFloatTransposition.transpose(x, xo, xs, rows, columns, z, zo, zs);
    }

    // Pointwise, one operand

    @Override
    public void neg(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).neg().intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = -x[xo + i];
        }
    }

    @Override
    public void abs(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).abs().intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = Math.abs(x[xo + i]);
        }
    }

    @Override
    public void sign(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.sign(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = Math.signum(x[xo + i]);
        }
    }

    @Override
    public void square(float[] x, int xo, float[] z, int zo, int n) {
        mul(x, xo, x, xo, z, zo, n);
    }

    @Override
    public void sqrt(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).sqrt().intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.sqrt(x[xo + i]);
        }
    }

    @Override
    public void reciprocal(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector.broadcast(SPECIES, 1).div(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = 1 / x[xo + i];
        }
    }

    @Override
    public void exp(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.exp(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.exp(x[xo + i]);
        }
    }

    @Override
    public void expm1(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.expm1(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.expm1(x[xo + i]);
        }
    }

    @Override
    public void log(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.log(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.log(x[xo + i]);
        }
    }

    @Override
    public void log1p(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.log1p(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.log1p(x[xo + i]);
        }
    }

    @Override
    public void sin(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector v = load(x, xo + i);
            if (FloatVectorMath.circular(v)) {
                FloatVectorMath.sin(v).intoArray(z, zo + i);
            } else {
                scalar.sin(x, xo + i, z, zo + i, LANES);
            }
        }
        scalar.sin(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void cos(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector v = load(x, xo + i);
            if (FloatVectorMath.circular(v)) {
                FloatVectorMath.cos(v).intoArray(z, zo + i);
            } else {
                scalar.cos(x, xo + i, z, zo + i, LANES);
            }
        }
        scalar.cos(x, xo + i, z, zo + i, n - i);
    }

    @Override
    public void tanh(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.tanh(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.tanh(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.sigmoid(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.sigmoid(x[xo + i]);
        }
    }

    @Override
    public void erf(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.erf(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.erf(x[xo + i]);
        }
    }

    @Override
    public void relu(float[] x, int xo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.relu(load(x, xo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.relu(x[xo + i]);
        }
    }

    // Pointwise, two operands

    @Override
    public void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).add(load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = x[xo + i] + y[yo + i];
        }
    }

    @Override
    public void sub(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).sub(load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = x[xo + i] - y[yo + i];
        }
    }

    @Override
    public void mul(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).mul(load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = x[xo + i] * y[yo + i];
        }
    }

    @Override
    public void div(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).div(load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = x[xo + i] / y[yo + i];
        }
    }

    @Override
    public void max(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).max(load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = Math.max(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void min(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).min(load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = Math.min(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void gate(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVectorMath.gate(load(x, xo + i), load(y, yo + i)).intoArray(z, zo + i);
        }
        for (; i < n; i++) {
            z[zo + i] = FloatMath.gate(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void share(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        FloatVector zero = FloatVector.zero(SPECIES), half = FloatVector.broadcast(SPECIES, 0.5f), one = FloatVector.broadcast(SPECIES, 1);
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            FloatVector xs = load(x, xo + i), ys = load(y, yo + i);
            zero.blend(half, xs.eq(ys)).blend(one, xs.compare(VectorOperators.GT, ys)).intoArray(z, zo + i);
        }
        scalar.share(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void equal(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).compare(VectorOperators.EQ, load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.equal(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void notEqual(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).compare(VectorOperators.NE, load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.notEqual(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void greater(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).compare(VectorOperators.GT, load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.greater(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void greaterEqual(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).compare(VectorOperators.GE, load(y, yo + i)).intoArray(z, zo + i);
        }
        scalar.greaterEqual(x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void where(boolean[] c, int co, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(y, yo + i).blend(load(x, xo + i), VectorMask.fromArray(SPECIES, c, co + i)).intoArray(z, zo + i);
        }
        scalar.where(c, co + i, x, xo + i, y, yo + i, z, zo + i, n - i);
    }

    @Override
    public void axpy(double a, float[] x, int xo, float[] y, int yo, int n) {
        float c = FloatMath.of(a);
        FloatVector cs = FloatVector.broadcast(SPECIES, c);
        int i = 0;
        for (int end = SPECIES.loopBound(n); i < end; i += LANES) {
            load(x, xo + i).fma(cs, load(y, yo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = Math.fma(c, x[xo + i], y[yo + i]);
        }
    }
}
