package gradus.tensor;

import static gradus.tensor.Domain.NONZERO;
import static gradus.tensor.Domain.POSITIVE;
import static gradus.tensor.Domain.REAL;

import gradus.simd.DoubleMath;
import gradus.simd.Kernels;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions of one variable, applied to each element: y = f(x), the shape of y that of x. Float tensors only, unless the
 * constant has a definition for integers.
 */
public enum Unary implements Op {

    NEG(REAL, x -> -x, Kernels::neg, IntegerLoops::neg),
    ABS(NONZERO, Math::abs, Kernels::abs, IntegerLoops::abs),
    SIGN(NONZERO, Math::signum, Kernels::sign, IntegerLoops::sign),
    SQUARE(REAL, x -> x * x, Kernels::square, IntegerLoops::square),
    RECIPROCAL(NONZERO, x -> 1 / x, Kernels::reciprocal),
    SQRT(POSITIVE, Math::sqrt, Kernels::sqrt),

    EXP(REAL, StrictMath::exp, Kernels::exp),
    EXPM1(REAL, StrictMath::expm1, Kernels::expm1),
    LOG(POSITIVE, StrictMath::log, Kernels::log),
    LOG1P(Domain.between(-1, Double.POSITIVE_INFINITY), StrictMath::log1p, Kernels::log1p),

    SIN(REAL, StrictMath::sin, Kernels::sin),
    COS(REAL, StrictMath::cos, Kernels::cos),
    TAN(Domain.recurring(Math.PI, Math.PI / 2), StrictMath::tan, Kernels::tan),
    ASIN(Domain.between(-1, 1), StrictMath::asin, Kernels::asin),
    ACOS(Domain.between(-1, 1), StrictMath::acos, Kernels::acos),
    ATAN(REAL, StrictMath::atan, Kernels::atan),
    SINH(REAL, StrictMath::sinh, Kernels::sinh),
    COSH(REAL, StrictMath::cosh, Kernels::cosh),
    TANH(REAL, StrictMath::tanh, Kernels::tanh),
    ERF(REAL, DoubleMath::erf, Kernels::erf),

    /** x Φ(x), with the normal distribution function. */
    GELU(REAL, x -> times(x, normalDistribution(x)), Kernels::gelu),
    /** The derivative of GELU. */
    GELU_SLOPE(REAL, x -> normalDistribution(x) + times(x, normalDensity(x)), Kernels::geluSlope),
    /** x / (1 + e^−v) with v = 2 √(2/π) (x + 0.044715 x³). */
    GELU_TANH(REAL, x -> times(x, logistic(geluArgument(x))), Kernels::geluTanh),
    /** The derivative of GELU_TANH. */
    GELU_TANH_SLOPE(REAL, x -> {
        double v = geluArgument(x);
        return logistic(v) + times(x * Math.sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * x * x), logistic(v) * logistic(-v));
    }, Kernels::geluTanhSlope),

    SIGMOID(REAL, x -> logistic(x), Kernels::sigmoid),
    SOFTPLUS(REAL, x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))), Kernels::softplus),

    FLOOR(Domain.recurring(1, 0), Math::floor, Kernels::floor, IntegerLoops::same),
    CEIL(Domain.recurring(1, 0), Math::ceil, Kernels::ceil, IntegerLoops::same),
    /** To the nearest integer, of two the even one. */
    ROUND(Domain.recurring(1, 0.5), Math::rint, Kernels::round, IntegerLoops::same),

    RELU(NONZERO, x -> Math.max(x, 0), Kernels::relu, IntegerLoops::relu);

    /** A loop over a dense run of floats or doubles. */
    @FunctionalInterface
    interface FloatLoop {
        <A> void run(Kernels<A> kernels, A x, int xo, A z, int zo, int n);
    }

    /** A loop over a dense run of integers: z[i] = f(x[i]). */
    @FunctionalInterface
    interface IntegerLoop {
        void run(long[] x, long[] z, int n);
    }

    private static double normalDistribution(double x) {
        return (1 + DoubleMath.erf(x * Math.sqrt(0.5))) / 2;
    }

    private static double normalDensity(double x) {
        return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** x p, but 0 where the probability p is, even for an infinite x. */
    private static double times(double x, double p) {
        return p == 0 ? Math.copySign(0, x) : x * p;
    }

    private static double geluArgument(double x) {
        return Math.sqrt(8 / Math.PI) * (x + 0.044715 * x * x * x);
    }

    private static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private final String label = name().toLowerCase(Locale.ROOT);
    private final Domain domain;
    private final DoubleUnaryOperator definition;
    final FloatLoop floats;
    final IntegerLoop integers;

    Unary(Domain domain, DoubleUnaryOperator definition, FloatLoop floats) {
        this(domain, definition, floats, null);
    }

    Unary(Domain domain, DoubleUnaryOperator definition, FloatLoop floats, IntegerLoop integers) {
        this.domain = domain;
        this.definition = definition;
        this.floats = floats;
        this.integers = integers;
    }

    /** {@return where the function is defined and smooth} */
    public Domain domain() {
        return domain;
    }

    /** {@return f(x) from the plain definition, which the kernels approximate} */
    public double definition(double x) {
        return definition.applyAsDouble(x);
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... x) {
        return Pointwise.unary(this, x[0]);
    }

    @Override
    public String toString() {
        return label;
    }
}
