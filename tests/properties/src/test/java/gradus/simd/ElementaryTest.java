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

    private interface Kernel<A> {

        void apply(A x, int xo, A z, int zo, int n);
    }

    /**
     * The documented errors in float and double, the interval of interest, the function to the last place or so, and, up to
     * {@code reach} and above what underflows, to 106 bits.
     */
    private record Function(double floatUlps, double doubleUlps, double from, double to, DoubleUnaryOperator near,
                            double reach, DoubleFunction<DoubleDouble> exact) {

        Function(double floatUlps, double doubleUlps, double from, double to, DoubleUnaryOperator near) {
            this(floatUlps, doubleUlps, from, to, near, 0, DoubleDouble::of);
        }

        /** At least the error of y = f(x), in units in the last place. */
        double ulps(double x, double y) {
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
        Map.entry("erf", new Function(1.1, 1.1, -6, 6, DoubleMath::erf)));

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
                    worst = Math.max(worst, floatUlps(function.near.applyAsDouble(x[i]), z[i]));
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
