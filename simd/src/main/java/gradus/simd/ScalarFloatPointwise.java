package gradus.simd;

/** The plain Java kernels that move elements, or compute each by itself. */
abstract sealed class ScalarFloatPointwise implements Kernels<float[]> permits ScalarFloatKernels {

    // Moving

    @Override
    public void gather(float[] x, int xo, int stride, float[] z, int zo, int n) {
        if (stride == 1) {
            System.arraycopy(x, xo, z, zo, n);
        } else if (stride == 0) {
            float same = n > 0 ? x[xo] : 0;
            for (int i = 0; i < n; i++) {
                z[zo + i] = same;
            }
        } else {
            for (int i = 0; i < n; i++) {
                z[zo + i] = x[xo + i * stride];
            }
        }
    }

    @Override
    public void scatter(float[] x, int xo, float[] z, int zo, int stride, int n) {
        if (stride == 1) {
            System.arraycopy(x, xo, z, zo, n);
        } else {
            for (int i = 0; i < n; i++) {
                z[zo + i * stride] = x[xo + i];
            }
        }
    }

    @Override
    public void transpose(float[] x, int xo, int xs, int rows, int columns, float[] z, int zo, int zs) {
        ScalarFloatTransposition.transpose(x, xo, xs, rows, columns, z, zo, zs);
    }

    // Pointwise, one operand

    @Override
    public void neg(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = -x[xo + i];
        }
    }

    @Override
    public void abs(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Math.abs(x[xo + i]);
        }
    }

    @Override
    public void sign(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Math.signum(x[xo + i]);
        }
    }

    @Override
    public void square(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] * x[xo + i];
        }
    }

    @Override
    public void sqrt(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.sqrt(x[xo + i]);
        }
    }

    @Override
    public void reciprocal(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = 1 / x[xo + i];
        }
    }

    @Override
    public void exp(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.exp(x[xo + i]);
        }
    }

    @Override
    public void expm1(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.expm1(x[xo + i]);
        }
    }

    @Override
    public void log(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.log(x[xo + i]);
        }
    }

    @Override
    public void log1p(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.log1p(x[xo + i]);
        }
    }

    @Override
    public void sin(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.sin(x[xo + i]);
        }
    }

    @Override
    public void cos(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.cos(x[xo + i]);
        }
    }

    @Override
    public void tan(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.tan(x[xo + i]);
        }
    }

    @Override
    public void asin(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.asin(x[xo + i]);
        }
    }

    @Override
    public void acos(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.acos(x[xo + i]);
        }
    }

    @Override
    public void atan(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.atan(x[xo + i]);
        }
    }

    @Override
    public void sinh(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.sinh(x[xo + i]);
        }
    }

    @Override
    public void cosh(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.cosh(x[xo + i]);
        }
    }

    @Override
    public void tanh(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.tanh(x[xo + i]);
        }
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.sigmoid(x[xo + i]);
        }
    }

    @Override
    public void erf(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.erf(x[xo + i]);
        }
    }

    @Override
    public void softplus(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.softplus(x[xo + i]);
        }
    }

    @Override
    public void floor(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.floor(x[xo + i]);
        }
    }

    @Override
    public void ceil(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.ceil(x[xo + i]);
        }
    }

    @Override
    public void round(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.round(x[xo + i]);
        }
    }

    @Override
    public void relu(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.relu(x[xo + i]);
        }
    }

    @Override
    public void gelu(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatGeluMath.gelu(x[xo + i]);
        }
    }

    @Override
    public void geluSlope(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatGeluMath.geluSlope(x[xo + i]);
        }
    }

    @Override
    public void geluTanh(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatGeluMath.geluTanh(x[xo + i]);
        }
    }

    @Override
    public void geluTanhSlope(float[] x, int xo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatGeluMath.geluTanhSlope(x[xo + i]);
        }
    }

    // Pointwise, two operands

    @Override
    public void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] + y[yo + i];
        }
    }

    @Override
    public void sub(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] - y[yo + i];
        }
    }

    @Override
    public void mul(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] * y[yo + i];
        }
    }

    @Override
    public void div(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] / y[yo + i];
        }
    }

    @Override
    public void max(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Math.max(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void min(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = Math.min(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void pow(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.pow(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void atan2(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.atan2(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void hypot(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.hypot(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void logaddexp(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.logaddexp(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void remainder(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.remainder(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void flow(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.flow(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void gate(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = FloatMath.gate(x[xo + i], y[yo + i]);
        }
    }

    @Override
    public void share(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] > y[yo + i] ? 1 : x[xo + i] == y[yo + i] ? 0.5f : 0;
        }
    }

    @Override
    public void equal(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] == y[yo + i];
        }
    }

    @Override
    public void notEqual(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] != y[yo + i];
        }
    }

    @Override
    public void greater(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] > y[yo + i];
        }
    }

    @Override
    public void greaterEqual(float[] x, int xo, float[] y, int yo, boolean[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = x[xo + i] >= y[yo + i];
        }
    }

    @Override
    public void where(boolean[] c, int co, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = c[co + i] ? x[xo + i] : y[yo + i];
        }
    }

    @Override
    public void axpy(double a, float[] x, int xo, float[] y, int yo, int n) {
        float c = FloatMath.of(a);
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.fma(c, x[xo + i], y[yo + i]);
        }
    }
}
