package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.DType;
import gradus.tensor.Npz;
import gradus.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values and gradients of all ops against PyTorch 1.13 in float64. A line of the list of cases names an op and its attributes;
 * the arrays beside it hold inputs, outputs, the cotangents fed to backward, and the gradients. Errors are relative to the
 * largest element of what is compared.
 */
class GoldenOpsTest {

    /** In float64 as the issue of these ops asks; in float32 the inputs are rounded, too, and solving amplifies that. */
    private static final double FLOAT64 = 1e-12;
    private static final double FLOAT64_DECOMPOSED = 1e-9;
    private static final double FLOAT32 = 4e-6;
    private static final double FLOAT32_DECOMPOSED = 1e-4;

    /** PyTorch's rule takes the sixth of hardsigmoid from float32, also for float64. */
    private static final double HARDSIGMOID = 1 / 6.0 - 1 / 6f;

    private static final Set<String> DECOMPOSED = Set.of("solve", "inverse", "cholesky", "det");

    private static final Map<String, Tensor> ARRAYS = Npz.read(resource("ops.npz"));

    /** A line of the list. */
    record Case(String name, String op, Map<String, String> attributes) {

        static Case parse(String line) {
            String[] words = line.split(" ");
            Map<String, String> attributes = new TreeMap<>();
            for (String word : List.of(words).subList(2, words.length)) {
                int equals = word.indexOf('=');
                attributes.put(word.substring(0, equals), word.substring(equals + 1));
            }
            return new Case(words[0], words[1], attributes);
        }

        int integer(String attribute) {
            return Integer.parseInt(attributes.get(attribute));
        }

        double number(String attribute) {
            return Double.parseDouble(attributes.get(attribute));
        }

        int[] list(String attribute) {
            String text = attributes.get(attribute);
            return Arrays.stream(text.substring(1, text.length() - 1).split(",")).mapToInt(Integer::parseInt).toArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        try (InputStream in = resource("ops.cases.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Case::parse).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InputStream resource(String name) {
        return GoldenOpsTest.class.getResourceAsStream("/goldens/" + name);
    }

    @Test
    void noArrayIsLeftOut() {
        Set<String> listed = Set.copyOf(cases().stream().map(Case::name).toList());
        assertTrue(ARRAYS.keySet().stream().allMatch(key -> listed.contains(key.substring(0, key.indexOf('/')))));
        assertEquals(246, listed.size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void float64(Case golden) {
        check(golden, DType.FLOAT64, DECOMPOSED.contains(golden.op) ? FLOAT64_DECOMPOSED : FLOAT64);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void float32(Case golden) {
        check(golden, DType.FLOAT32, DECOMPOSED.contains(golden.op) ? FLOAT32_DECOMPOSED : FLOAT32);
    }

    private static void check(Case golden, DType dtype, double tolerance) {
        try (Tape tape = Tape.record()) {
            Tensor[] in = Stream.iterate(0, i -> i + 1).map(i -> ARRAYS.get(golden.name + "/in" + i)).takeWhile(x -> x != null)
                    .map(x -> x.dtype().isFloating() ? tape.watch(x.to(dtype)) : x).toArray(Tensor[]::new);
            Tensor[] out = compute(golden, in);
            Tensor scalar = null;
            for (int i = 0; i < out.length; i++) {
                Tensor expected = ARRAYS.get(golden.name + "/out" + i);
                assertClose(golden.name + "/out" + i, expected, out[i], tolerance);
                Tensor cotangent = ARRAYS.get(golden.name + "/cot" + i);
                if (cotangent != null) {
                    Tensor share = out[i].mul(cotangent.to(dtype)).sum();
                    scalar = scalar == null ? share : scalar.add(share);
                }
            }
            Gradients gradients = scalar == null ? null : tape.gradients(scalar);
            for (int i = 0; i < in.length; i++) {
                Tensor expected = ARRAYS.get(golden.name + "/grad" + i);
                if (expected != null) {
                    double margin = golden.op.equals("hardsigmoid") ? Math.max(tolerance, 6 * Math.abs(HARDSIGMOID)) : tolerance;
                    assertClose(golden.name + "/grad" + i, expected, gradients.of(in[i]), margin);
                }
            }
        }
    }

    private static void assertClose(String what, Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape(), what);
        double[] e = expected.toDoubleArray();
        double[] a = actual.toDoubleArray();
        double scale = Arrays.stream(e).map(Math::abs).max().orElse(0);
        for (int i = 0; i < e.length; i++) {
            double error = Math.abs(e[i] - a[i]);
            assertTrue(error <= tolerance * scale || e[i] == a[i],
                    what + "[" + i + "]: expected " + e[i] + ", was " + a[i] + ", " + error / scale + " of the largest");
        }
    }

    private static Tensor[] compute(Case c, Tensor... x) {
        return switch (c.op) {
            case "sort" -> new Tensor[] {x[0].sort(c.integer("axis")), x[0].argsort(c.integer("axis"))};
            case "topk" -> {
                var top = x[0].topK(c.integer("axis"), c.integer("k"));
                yield new Tensor[] {top.values(), top.positions()};
            }
            default -> new Tensor[] {value(c, x)};
        };
    }

    private static Tensor value(Case c, Tensor... x) {
        Tensor a = x[0];
        return switch (c.op) {
            case "neg" -> a.neg();
            case "abs" -> a.abs();
            case "exp" -> a.exp();
            case "expm1" -> a.expm1();
            case "log" -> a.log();
            case "log1p" -> a.log1p();
            case "log2" -> a.log2();
            case "sqrt" -> a.sqrt();
            case "rsqrt" -> a.rsqrt();
            case "reciprocal" -> a.reciprocal();
            case "square" -> a.square();
            case "sin" -> a.sin();
            case "cos" -> a.cos();
            case "tan" -> a.tan();
            case "asin" -> a.asin();
            case "acos" -> a.acos();
            case "atan" -> a.atan();
            case "sinh" -> a.sinh();
            case "cosh" -> a.cosh();
            case "tanh" -> a.tanh();
            case "erf" -> a.erf();

            case "sigmoid" -> a.sigmoid();
            case "relu" -> a.relu();
            case "softplus" -> a.softplus();
            case "silu" -> a.silu();
            case "mish" -> a.mish();
            case "elu" -> a.elu(1);
            case "selu" -> a.selu();
            case "celu" -> a.celu(1);
            case "gelu" -> a.gelu();
            case "geluTanh" -> a.geluTanh();
            case "leakyRelu" -> a.leakyRelu(0.01);
            case "hardtanh" -> a.hardtanh();
            case "hardsigmoid" -> a.hardsigmoid();
            case "hardswish" -> a.hardswish();
            case "relu6" -> a.relu6();
            case "softsign" -> a.softsign();
            case "logSigmoid" -> a.logSigmoid();
            case "tanhshrink" -> a.tanhshrink();
            case "softshrink" -> a.softshrink(0.5);
            case "hardshrink" -> a.hardshrink(0.5);

            case "add" -> a.add(x[1]);
            case "sub" -> a.sub(x[1]);
            case "mul" -> a.mul(x[1]);
            case "div" -> a.div(x[1]);
            case "pow" -> a.pow(x[1]);
            case "maximum" -> a.maximum(x[1]);
            case "minimum" -> a.minimum(x[1]);
            case "atan2" -> a.atan2(x[1]);
            case "hypot" -> a.hypot(x[1]);
            case "logaddexp" -> a.logaddexp(x[1]);

            case "sum", "mean", "max", "min", "var", "varPopulation", "std", "logSumExp", "norm2", "norm1" -> reduced(c, a);
            case "softmax" -> a.softmax(c.integer("axis"));
            case "logSoftmax" -> a.logSoftmax(c.integer("axis"));
            case "cumsum" -> a.cumsum(c.integer("axis"));
            case "cumprod" -> a.cumprod(c.integer("axis"));
            case "prod" -> a.prod(c.integer("axis"));
            case "argmax" -> a.argmax(c.integer("axis"));
            case "argmin" -> a.argmin(c.integer("axis"));

            case "matmul" -> a.matmul(x[1]);
            case "einsum" -> Tensor.einsum(c.attributes.get("spec"), x);
            case "outer" -> a.outer(x[1]);
            case "transpose" -> a.transpose(c.list("axes")[0], c.list("axes")[1]);
            case "permute" -> a.permute(c.list("axes"));
            case "slice" -> a.slice(c.integer("axis"), c.integer("start"), c.integer("stop"), c.integer("step"));
            case "flip" -> a.flip(c.list("axes"));
            case "roll" -> a.roll(c.integer("axis"), c.integer("shift"));
            case "concat" -> Tensor.concat(c.integer("axis"), x);
            case "stack" -> Tensor.stack(c.integer("axis"), x);
            case "pad" -> a.pad(c.list("before"), c.list("after"), c.number("value"));
            case "where" -> Tensor.where(a, x[1], x[2]);
            case "clamp" -> a.clamp(c.number("min"), c.number("max"));
            case "gather" -> a.gather(c.integer("axis"), x[1]);
            case "indexSelect" -> a.indexSelect(c.integer("axis"), x[1]);
            case "scatterAdd" -> a.scatterAdd(c.integer("axis"), x[1], x[2]);
            case "tril" -> a.tril(c.integer("diagonal"));
            case "triu" -> a.triu(c.integer("diagonal"));
            case "diagonal" -> a.diagonal(0);

            case "solve" -> a.solve(x[1]);
            case "inverse" -> a.inverse();
            case "cholesky" -> a.matmul(a.transpose()).add(Tensor.eye(a.dtype(), 4).mul(4)).cholesky(); // of A Aᵀ + 4
            case "det" -> a.determinant();
            default -> throw new AssertionError("no op is known by the name " + c.op);
        };
    }

    private static Tensor reduced(Case c, Tensor x) {
        int[] axes = c.list("axes");
        Tensor y = switch (c.op) {
            case "sum" -> x.sum(axes);
            case "mean" -> x.mean(axes);
            case "max" -> x.max(axes);
            case "min" -> x.min(axes);
            case "var" -> x.var(1, axes);
            case "varPopulation" -> x.var(0, axes);
            case "std" -> x.std(1, axes);
            case "logSumExp" -> x.logSumExp(axes);
            case "norm1" -> x.norm(1, axes);
            default -> x.norm(2, axes);
        };
        if (c.attributes.get("keep").equals("true")) {
            int[] kept = x.shape().toArray();
            for (int axis : axes) {
                kept[axis] = 1;
            }
            y = y.reshape(kept);
        }
        return y;
    }
}
