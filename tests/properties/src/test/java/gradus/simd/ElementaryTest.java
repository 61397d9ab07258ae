package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import gradus.simd.Drawn.Run;

/**
 * The elementary functions keep the errors that their documentation states, over ten million arguments each: bit patterns
 * of the whole type, and half of the doubles where the function is neither constant nor its argument.
 */
class ElementaryTest {

    private static final int BLOCK = 1 << 14, BLOCKS = 640;

    private static final String PI = "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117067982148086"
        + "51328230664709384460955058223172535940812848111745028410270193852110555964462294895493038196442881097566593344"
        + "61284756482337867831652712019091456485669234603486104543266482133936072602491412737245870066063155881748815209"
        + "20962829254091715364367892590360011330530548820466521384146951941511609433057270365759591953092186117381932611"
        + "79310511854807446238";

    private interface Kernel<A> {

        void apply(A x, int xo, A z, int zo, int n);
    }

    /**
     * The documented errors in float and double, the interval of interest, the function to the last place or so, and, up to
     * {@code reach} and above what underflows, to 106 bits. Where a result comes near 0 by cancellation, its error counts in units
     * of {@code terms}, else null.
     */
    private record Function(double floatUlps, double doubleUlps, double from, double to, DoubleUnaryOperator near,
                            double reach, DoubleFunction<DoubleDouble> exact, DoubleUnaryOperator terms) {

        Function(double floatUlps, double doubleUlps, double from, double to, DoubleUnaryOperator near) {
            this(floatUlps, doubleUlps, from, to, near, 0, DoubleDouble::of, null);
        }

        Function(double floatUlps, double doubleUlps, double from, double to, DoubleUnaryOperator near,
                 double reach, DoubleFunction<DoubleDouble> exact) {
            this(floatUlps, doubleUlps, from, to, near, reach, exact, null);
        }

        Function inUnitsOf(DoubleUnaryOperator terms) {
            return new Function(floatUlps, doubleUlps, from, to, near, reach, exact, terms);
        }

        double floatUlps(double x, float z) {
            double truth = near.applyAsDouble(x);
            return terms == null || Float.compare((float) truth, z) == 0 ? ElementaryTest.floatUlps(truth, z)
                : Math.abs(z - truth) / Math.ulp((float) Math.max(Math.abs(truth), terms.applyAsDouble(x)));
        }

        /** At least the error of y = f(x), in units in the last place. */
        double ulps(double x, double y) {
            if (terms != null) {
                double truth = near.applyAsDouble(x);
                return Double.compare(truth, y) == 0 ? 0 : Math.abs(y - truth) / Math.ulp(Math.max(Math.abs(truth), terms.applyAsDouble(x)));
            }
            if (Math.abs(x) < reach && Math.abs(x) > 1e-280) return exact.apply(x).ulps(y);
            return Math.max(0, DoubleDouble.of(near.applyAsDouble(x)).ulps(y) - 1); // StrictMath may itself be 1 ulp off
        }
    }

    private static final Map<String, Function> FUNCTIONS = Map.ofEntries(
        Map.entry("exp", new Function(0.92, 0.92, -750, 715, StrictMath::exp, 700, DoubleDouble::exp)),
        Map.entry("expm1", new Function(1.55, 1.8, -45, 10, StrictMath::expm1, 700, DoubleDouble::expm1)),
        Map.entry("log", new Function(0.95, 0.9, 0, 10, StrictMath::log)),
        Map.entry("log1p", new Function(1.5, 0.9, -1, 10, StrictMath::log1p)),
        Map.entry("sin", new Function(1.6, 1.5, -100, 0x1.1p20, StrictMath::sin)),
        Map.entry("cos", new Function(1.6, 1.5, -100, 0x1.1p20, StrictMath::cos)),
        Map.entry("tan", new Function(1.15, 1.15, -100, 0x1.1p20, StrictMath::tan)),
        Map.entry("asin", new Function(1.95, 1.95, -1, 1, StrictMath::asin)),
        Map.entry("acos", new Function(1.2, 1.2, -1, 1, StrictMath::acos)),
        Map.entry("atan", new Function(1.2, 1.2, -5, 5, StrictMath::atan)),
        Map.entry("sinh", new Function(1.5, 1.9, -40, 40, StrictMath::sinh, 700, DoubleDouble::sinh)),
        Map.entry("cosh", new Function(1.95, 1.95, -40, 40, StrictMath::cosh, 700, DoubleDouble::cosh)),
        Map.entry("tanh", new Function(1.6, 1.6, -20, 20, StrictMath::tanh, 340, DoubleDouble::tanh)),
        Map.entry("sigmoid", new Function(1.65, 1.7, -50, 50, x -> x < -40 ? StrictMath.exp(x) : 1 / (1 + StrictMath.exp(-x)), 700, DoubleDouble::sigmoid)),
        Map.entry("softplus", new Function(1.7, 1.7, -40, 40,
            x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))), 600, DoubleDouble::softplus)),
        Map.entry("gelu", new Function(4.5, 1, -40, 10, DoubleGeluMath::gelu).inUnitsOf(x -> x < -1 ? -x : 0)), // see geluInDouble
        Map.entry("geluSlope", new Function(5.1, 1, -40, 10, DoubleGeluMath::geluSlope).inUnitsOf(x -> Math.abs(x) * ElementaryTest.density(x))),
        Map.entry("geluTanh", new Function(1.5, 2, -40, 10, x -> x < -1e3 ? -0.0 : x * ElementaryTest.geluSigmoid(x)).inUnitsOf(Math::abs)),
        Map.entry("geluTanhSlope", new Function(1.5, 1.5, -40, 10, ElementaryTest::geluTanhSlope).inUnitsOf(x -> 1)),
        Map.entry("erf", new Function(1.1, 1.1, -6, 6, DoubleMath::erf)));

    private static double density(double x) {
        return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double geluSigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-Math.sqrt(8 / Math.PI) * x * (1 + 0.044715 * x * x)));
    }

    private static double geluTanhSlope(double x) {
        if (x > 0) return 1 - geluTanhSlope(-x);
        if (x < -1e3) return -0.0;
        double s = geluSigmoid(x);
        return s + x * s * (1 - s) * Math.sqrt(8 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    }

    @TestFactory
    Stream<DynamicTest> floats() {
        return FUNCTIONS.keySet().stream().sorted().map(name -> DynamicTest.dynamicTest(name, () -> {
            Kernel<float[]> scalar = kernel(name, new ScalarFloatKernels()), chosen = kernel(name, Simd.FLOAT);
            Function function = FUNCTIONS.get(name);
            check(name, function.floatUlps, block -> {
                float[] x = new float[BLOCK], y = new float[BLOCK], z = new float[BLOCK];
                for (int i = 0; i < BLOCK; i++) {
                    x[i] = Float.intBitsToFloat((block * BLOCK + i) * 409); // odd, so that no pattern comes twice
                }
                chosen.apply(x, 0, z, 0, BLOCK);
                scalar.apply(x, 0, y, 0, BLOCK);
                double worst = 0;
                for (int i = 0; i < BLOCK; i++) {
                    assertEquals(Float.floatToIntBits(y[i]), Float.floatToIntBits(z[i]), name + " of " + x[i]);
                    worst = Math.max(worst, function.floatUlps(x[i], z[i]));
                }
                return worst;
            });
        }));
    }

    private static double floatUlps(double truth, float z) {
        float nearest = (float) truth;
        if (Float.compare(nearest, z) == 0) return Float.isFinite(z) ? Math.abs(z - truth) / Math.ulp(z) : 0;
        if (Float.isNaN(nearest) || Float.isNaN(z) || nearest == z) return Double.POSITIVE_INFINITY;
        return Math.abs(z - truth) / Math.ulp(nearest);
    }

    @TestFactory
    Stream<DynamicTest> doubles() {
        return FUNCTIONS.keySet().stream().sorted().map(name -> DynamicTest.dynamicTest(name, () -> {
            Kernel<double[]> scalar = kernel(name, new ScalarDoubleKernels()), chosen = kernel(name, Simd.DOUBLE);
            Function function = FUNCTIONS.get(name);
            check(name, function.doubleUlps, block -> {
                double[] x = new double[BLOCK], y = new double[BLOCK], z = new double[BLOCK];
                for (int i = 0; i < BLOCK; i++) {
                    long k = (long) block * BLOCK + i;
                    double part = (k * 0x9e3779b97f4a7c15L >>> 11) * 0x1p-53; // steps of the golden section fill the interval evenly
                    x[i] = k % 2 == 0 ? Double.longBitsToDouble(k * 0x9e3779b97f4a7c15L) : function.from + part * (function.to - function.from);
                }
                chosen.apply(x, 0, z, 0, BLOCK);
                scalar.apply(x, 0, y, 0, BLOCK);
                double worst = 0;
                for (int i = 0; i < BLOCK; i++) {
                    assertEquals(Double.doubleToLongBits(y[i]), Double.doubleToLongBits(z[i]), name + " of " + x[i]);
                    worst = Math.max(worst, function.ulps(x[i], z[i]));
                }
                return worst;
            });
        }));
    }

    private static void check(String name, double bound, IntToDoubleFunction block) {
        double worst = IntStream.range(0, BLOCKS).parallel().mapToDouble(block).max().orElseThrow();
        assertTrue(worst <= bound, () -> name + " is " + worst + " ulp off");
    }

    private static <A> Kernel<A> kernel(String name, Kernels<A> kernels) {
        return switch (name) {
            case "exp" -> kernels::exp;
            case "expm1" -> kernels::expm1;
            case "log" -> kernels::log;
            case "log1p" -> kernels::log1p;
            case "sin" -> kernels::sin;
            case "cos" -> kernels::cos;
            case "tan" -> kernels::tan;
            case "asin" -> kernels::asin;
            case "acos" -> kernels::acos;
            case "atan" -> kernels::atan;
            case "sinh" -> kernels::sinh;
            case "cosh" -> kernels::cosh;
            case "tanh" -> kernels::tanh;
            case "softplus" -> kernels::softplus;
            case "sigmoid" -> kernels::sigmoid;
            case "erf" -> kernels::erf;
            case "gelu" -> kernels::gelu;
            case "geluSlope" -> kernels::geluSlope;
            case "geluTanh" -> kernels::geluTanh;
            case "geluTanhSlope" -> kernels::geluTanhSlope;
            default -> throw new AssertionError(name);
        };
    }

    /** Functions of two variables: errors in float and double, and the function to the last place of a double or so. */
    private record Pair(double floatUlps, double doubleUlps, DoubleBinaryOperator near) {}

    private static final Map<String, Pair> PAIRS = Map.of(
        "pow", new Pair(0.51, 1, StrictMath::pow),
        "atan2", new Pair(2, 2, StrictMath::atan2),
        "hypot", new Pair(1, 1, StrictMath::hypot),
        "logaddexp", new Pair(3, 3, (x, y) -> x == y ? x + Math.log(2) : Math.max(x, y) + StrictMath.log1p(StrictMath.exp(-Math.abs(x - y)))));

    @TestFactory
    Stream<DynamicTest> pairs() {
        return PAIRS.keySet().stream().sorted().map(name -> DynamicTest.dynamicTest(name, () -> {
            pairs(name, Elements.FLOAT);
            pairs(name, Elements.DOUBLE);
        }));
    }

    /** Pairs of ordinary numbers, of numbers of all sizes, of special ones and of any bits. */
    private static <A> void pairs(String name, Elements<A> elements) {
        Pair pair = PAIRS.get(name);
        Method kernel = Calls.kernels().stream().filter(method -> method.getName().equals(name)).findAny().orElseThrow();
        double bound = elements == Elements.FLOAT ? pair.floatUlps : pair.doubleUlps, worst = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Drawn<A> drawn = new Drawn<>(elements, seed);
            Calls.call(kernel, elements.chosen(), drawn, 500, false);
            Run<A> xs = drawn.runs().get(0), ys = drawn.runs().get(1), zs = drawn.runs().get(2);
            for (int i = 0; i < 500; i++) {
                double x = elements.get(xs.array(), xs.offset() + i), y = elements.get(ys.array(), ys.offset() + i);
                double z = elements.get(zs.array(), zs.offset() + i), truth = pair.near.applyAsDouble(x, y);
                boolean finite = name.equals("logaddexp") && Double.isFinite(truth); // near 0 its operands count, which cancel
                double error = !finite ? ulps(elements, truth, z)
                    : Math.abs(z - truth) / ulp(elements, Math.max(Math.abs(truth), Math.max(Math.abs(x), Math.abs(y))));
                assertTrue(error <= bound, () -> elements + " " + name + "(" + x + ", " + y + ") is " + z + ", not " + truth);
                worst = Math.max(worst, error);
            }
        }
        assertTrue(elements == Elements.DOUBLE || worst > 0.1, "no error at all, as if nothing were compared");
    }

    private static double ulps(Elements<?> elements, double truth, double z) {
        return elements == Elements.FLOAT ? floatUlps(truth, (float) z) : Math.max(0, DoubleDouble.of(truth).ulps(z) - 1);
    }

    private static double ulp(Elements<?> elements, double x) {
        return elements == Elements.FLOAT ? Math.ulp((float) x) : Math.ulp(x);
    }

    /** Against Taylor's series in 60 digits. */
    @Test
    void erfInDouble() {
        double worst = 0;
        for (int k = 0; k < 10_000; k++) {
            double x = k % 8 == 0 ? Math.scalb(1.5, -k / 20) : k * 6e-4;
            BigDecimal error = erf(x).subtract(new BigDecimal(DoubleMath.erf(x))).abs();
            worst = Math.max(worst, error.divide(new BigDecimal(Math.ulp(DoubleMath.erf(x))), MathContext.DECIMAL64).doubleValue());
        }
        assertTrue(worst <= 1.1, "erf is " + worst + " ulp off");
    }

    /** Against Taylor's series in 400 digits, of which those that Φ(x) = (1 + erf(x / √2)) / 2 keeps suffice down to −30. */
    @Test
    void geluInDouble() {
        MathContext digits = new MathContext(450);
        BigDecimal root = new BigDecimal(2).sqrt(digits);
        double worst = 0, worstSlope = 0;
        for (double x = -30.3; x < 8; x += 0.1) {
            BigDecimal b = new BigDecimal(x), power = b, sum = b, density = BigDecimal.ONE, term = BigDecimal.ONE; // ∫ e^(−t²/2), e^(−x²/2)
            for (int k = 1; k < 60 || term.abs().doubleValue() > 0; k++) {
                term = term.multiply(b.pow(2), digits).divide(BigDecimal.valueOf(-2L * k), digits);
                density = density.add(term, digits);
                sum = sum.add(term.multiply(b, digits).divide(BigDecimal.valueOf(2L * k + 1), digits), digits);
            }
            BigDecimal pi = new BigDecimal(PI), scale = pi.sqrt(digits).multiply(root, digits);
            BigDecimal phi = sum.divide(scale, digits).add(new BigDecimal("0.5")), flow = b.multiply(density.divide(scale, digits), digits);
            worst = Math.max(worst, ulps(b.multiply(phi, digits), DoubleGeluMath.gelu(x), 0));
            worstSlope = Math.max(worstSlope, ulps(phi.add(flow), DoubleGeluMath.geluSlope(x), flow.abs().doubleValue()));
        }
        assertTrue(worst <= 4.5 && worst > 0.1, "gelu is " + worst + " ulp off");
        assertTrue(worstSlope <= 5.1 && worstSlope > 0.1, "its slope is " + worstSlope + " ulp off");
    }

    private static double ulps(BigDecimal truth, double y, double terms) {
        double unit = Math.ulp(Math.max(Math.abs(truth.doubleValue()), terms));
        return truth.subtract(new BigDecimal(y)).abs().divide(new BigDecimal(unit), MathContext.DECIMAL64).doubleValue();
    }

    /** 2/√π Σ (−1)ᵏ x²ᵏ⁺¹ / (k! (2k + 1)), for |x| ≤ 6, where terms reach 10¹⁵. */
    private static BigDecimal erf(double x) {
        MathContext digits = new MathContext(60);
        BigDecimal square = new BigDecimal(x).pow(2, digits), power = new BigDecimal(x).round(digits), sum = power;
        for (int k = 1; power.abs().doubleValue() > 1e-40 * x; k++) {
            power = power.multiply(square, digits).divide(BigDecimal.valueOf(-k), digits);
            sum = sum.add(power.divide(BigDecimal.valueOf(2 * k + 1), digits), digits);
        }
        return sum.multiply(new BigDecimal("1.12837916709551257389615890312154517168810125865799771368817"), digits);
    }
}
