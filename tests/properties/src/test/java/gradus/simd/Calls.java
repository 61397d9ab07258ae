package gradus.simd;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import gradus.simd.Drawn.Run;

/** A call of every kernel, found by reflection and told by its parameters: a kernel of a shape unknown here fails the tests. */
final class Calls {

    private Calls() {}

    static List<Method> kernels() {
        return Stream.of(Kernels.class.getDeclaredMethods()).sorted(Comparator.comparing(Calls::name)).toList();
    }

    /** {@return the kernel's name with its parameter types, A for the array} */
    static String name(Method kernel) {
        return kernel.getName() + Arrays.stream(kernel.getParameterTypes()).map(type -> type == Object.class ? "A" : type.getSimpleName()).toList();
    }

    /**
     * Calls a kernel of {@code k} on drawn runs of about n elements.
     *
     * @param inPlace whether the result goes where an operand was, if the kernel has such a form
     * @return the kernel's result, null if it has none
     */
    static <A> Double call(Method kernel, Kernels<A> k, Drawn<A> drawn, int n, boolean inPlace) {
        return (Double) switch (name(kernel)) {
            case "gather[A, int, int, A, int, int]" -> {
                int stride = drawn.random.nextInt(7) - 3;
                Run<A> x = drawn.run(1 + Math.max(0, n - 1) * Math.abs(stride)), z = drawn.run(n);
                int first = stride < 0 ? x.offset() + x.n() - 1 : x.offset();
                yield invoke(kernel, k, x.array(), first, stride, z.array(), z.offset(), n);
            }
            case "scatter[A, int, A, int, int, int]" -> {
                int stride = drawn.random.nextInt(7) - 3;
                Run<A> x = drawn.run(n), z = drawn.run(n == 0 ? 0 : 1 + (n - 1) * Math.abs(stride));
                int first = stride < 0 ? z.offset() + z.n() - 1 : z.offset();
                yield invoke(kernel, k, x.array(), x.offset(), z.array(), first, stride, n);
            }
            case "transpose[A, int, int, int, int, A, int, int]" -> {
                int rows = n % 37, columns = n % 43, xs = columns + drawn.random.nextInt(3), zs = rows + drawn.random.nextInt(3);
                Run<A> x = drawn.run(rows * xs), z = drawn.run(columns * zs);
                yield invoke(kernel, k, x.array(), x.offset(), xs, rows, columns, z.array(), z.offset(), zs);
            }
            case "axpy[double, A, int, A, int, int]" -> {
                Run<A> x = drawn.run(n), y = inPlace ? x : drawn.run(n);
                yield invoke(kernel, k, drawn.random.nextGaussian(), x.array(), x.offset(), y.array(), y.offset(), n);
            }
            case "sgd[A, int, A, int, A, int, int, boolean, double, double, double, boolean, double, double]" -> {
                Run<A> w = drawn.run(n), g = drawn.run(n), v = drawn.run(n);
                double momentum = drawn.random.nextInt(4) == 0 ? 0 : 0.9;
                A velocity = momentum == 0 ? null : v.array();
                yield invoke(kernel, k, w.array(), w.offset(), g.array(), g.offset(), velocity, v.offset(), n, drawn.random.nextInt(3) == 0,
                    0.1, momentum, drawn.random.nextInt(2) * 0.25, drawn.random.nextBoolean(), drawn.random.nextInt(2) * 0.01, drawn.random.nextInt(2) * 0.03);
            }
            case "adam[A, int, A, int, A, int, A, int, int, long, double, double, double, double, double, double]" -> {
                Run<A> w = drawn.run(n), g = drawn.run(n), m = drawn.run(n), v = drawn.run(n);
                yield invoke(kernel, k, w.array(), w.offset(), g.array(), g.offset(), m.array(), m.offset(), v.array(), v.offset(), n,
                    1L + drawn.random.nextInt(1000), 0.001, 0.9, 0.999, 1e-8, drawn.random.nextInt(2) * 0.01, drawn.random.nextInt(2) * 0.03);
            }
            case "matmul[Matrices, Matrices, Matrices, boolean]" -> {
                int rows = n % 23, depth = n % 41, columns = n % 71;
                Run<A> a = drawn.run(rows * depth), b = drawn.run(depth * columns), c = drawn.run(rows * columns);
                yield invoke(kernel, k, Matrices.one(a.array(), a.offset(), rows, depth), Matrices.one(b.array(), b.offset(), depth, columns),
                    Matrices.one(c.array(), c.offset(), rows, columns), drawn.random.nextBoolean());
            }
            case "affine[Matrices, Matrices, A, int, Matrices]" -> {
                int rows = n % 23, depth = n % 41, columns = n % 71;
                Run<A> a = drawn.run(rows * depth), b = drawn.run(depth * columns), s = drawn.run(columns), c = drawn.run(rows * columns);
                yield invoke(kernel, k, Matrices.one(a.array(), a.offset(), rows, depth), Matrices.one(b.array(), b.offset(), depth, columns),
                    s.array(), s.offset(), Matrices.one(c.array(), c.offset(), rows, columns));
            }
            case "recurrence[A, int, A, int, A, int, int, int]" -> {
                int columns = drawn.random.nextBoolean() ? 1 : 1 + n % 23, rows = n / columns;
                Run<A> a = drawn.run(rows * columns), b = drawn.run(rows * columns), z = inPlace ? b : drawn.run(rows * columns);
                yield invoke(kernel, k, a.array(), a.offset(), b.array(), b.offset(), z.array(), z.offset(), rows, columns);
            }
            case "squaredDeviations[A, int, double, int]" -> {
                Run<A> x = drawn.run(n);
                yield invoke(kernel, k, x.array(), x.offset(), drawn.random.nextGaussian(), n);
            }
            case "normalize[A, int, double, double, A, int, A, int, A, int, int]" -> {
                Run<A> x = drawn.run(n), scale = drawn.run(n), shift = drawn.run(n), z = inPlace ? x : drawn.run(n);
                yield invoke(kernel, k, x.array(), x.offset(), drawn.random.nextGaussian(), drawn.random.nextDouble(),
                    scale.array(), scale.offset(), shift.array(), shift.offset(), z.array(), z.offset(), n);
            }
            case "normalizeSums[A, int, double, double, A, int, A, int, A, int, A, int, int]" -> {
                Run<A> x = drawn.run(n), g = drawn.run(n), scale = drawn.run(n), u = drawn.run(n), v = drawn.run(n);
                yield invoke(kernel, k, x.array(), x.offset(), drawn.random.nextGaussian(), drawn.random.nextDouble(), g.array(), g.offset(),
                    scale.array(), scale.offset(), u.array(), u.offset(), v.array(), v.offset(), n);
            }
            case "normalizeGradient[A, int, double, double, A, int, A, int, double, double, A, int, int]" -> {
                Run<A> x = drawn.run(n), g = drawn.run(n), scale = drawn.run(n), z = inPlace ? g : drawn.run(n);
                yield invoke(kernel, k, x.array(), x.offset(), drawn.random.nextGaussian(), drawn.random.nextDouble(), g.array(), g.offset(),
                    scale.array(), scale.offset(), drawn.random.nextGaussian(), drawn.random.nextGaussian(), z.array(), z.offset(), n);
            }
            case "convolve[ConvolutionShape, A, int, A, int, A, int, A, int]", "convolveTransposed[ConvolutionShape, A, int, A, int, A, int]",
                    "convolveWeights[ConvolutionShape, A, int, A, int, A, int]" -> {
                int axes = 1 + drawn.random.nextInt(3);
                int[] spatial = each(axes, drawn.random, 1, axes == 1 ? 2 + n % 300 : axes == 2 ? 4 + n % 40 : 6);
                int[] sizes = each(axes, drawn.random, 1, 4), strides = each(axes, drawn.random, 1, 3), dilations = each(axes, drawn.random, 1, 3);
                int[] paddings = fitting(spatial, sizes, dilations, drawn.random);
                int batch = drawn.random.nextInt(3), groups = 1 + drawn.random.nextInt(2), channels = n % 5, outputs = 1 + n % 37;
                ConvolutionShape shape = new ConvolutionShape(batch, groups, channels, outputs, spatial, sizes, strides, paddings, dilations);
                yield convolution(kernel, k, shape, drawn);
            }
            case "pick[ConvolutionShape, A, int, A, int, A, int]", "place[ConvolutionShape, A, int, A, int, A, int]" -> {
                int axes = 1 + drawn.random.nextInt(3);
                boolean halving = axes == 2 && drawn.random.nextBoolean();
                int[] sizes = halving ? new int[] {2, 2} : each(axes, drawn.random, 1, 4);
                int[] strides = halving ? sizes : each(axes, drawn.random, 1, 4), ones = each(axes, drawn.random, 1, 2);
                int[] spatial = each(axes, drawn.random, 3, axes == 1 ? 4 + n % 300 : axes == 2 ? 4 + n % 90 : 6);
                ConvolutionShape shape = new ConvolutionShape(drawn.random.nextInt(3), 1 + drawn.random.nextInt(2), 1, 1, spatial, sizes,
                    strides, new int[axes], ones);
                int x = shape.batch * shape.groups * shape.area, y = shape.batch * shape.groups * shape.places();
                if (kernel.getName().equals("place")) yield invoke(kernel, k, shape, drawn, x, y, x);
                Run<A> from = drawn.run(x), of = inPlace ? from : drawn.run(x), z = drawn.run(y);
                yield invoke(kernel, k, shape, from.array(), from.offset(), of.array(), of.offset(), z.array(), z.offset());
            }
            case "lstm[A, int, A, int, A, int, A, int, A, int, A, int, int, int]" -> {
                int units = 1 + n % 37, rows = n / (4 * units), size = rows * units;
                Run<A> x = drawn.run(4 * size), b = drawn.run(4 * units), gates = drawn.run(4 * size);
                Run<A> before = drawn.run(size), c = inPlace ? before : drawn.run(size), h = drawn.run(size);
                yield invoke(kernel, k, x.array(), x.offset(), b.array(), b.offset(), gates.array(), gates.offset(),
                    before.array(), before.offset(), c.array(), c.offset(), h.array(), h.offset(), rows, units);
            }
            case "lstmGradient[A, int, A, int, A, int, A, int, A, int, A, int, A, int, A, int, int, int]" -> {
                int units = 1 + n % 37, rows = n / (4 * units), size = rows * units;
                Run<A> gates = drawn.run(4 * size), before = drawn.run(size), c = drawn.run(size), gh = drawn.run(size), gc = drawn.run(size);
                Run<A> dh = drawn.run(size), dc = drawn.run(size), dx = drawn.run(4 * size);
                yield invoke(kernel, k, gates.array(), gates.offset(), before.array(), before.offset(), c.array(), c.offset(),
                    gh.array(), gh.offset(), gc.array(), gc.offset(), dh.array(), dh.offset(), dc.array(), dc.offset(),
                    dx.array(), dx.offset(), rows, units);
            }
            case "gru[A, int, A, int, A, int, A, int, A, int, int, int]" -> {
                int units = 1 + n % 37, rows = n / (4 * units), size = rows * units;
                Run<A> x = drawn.run(3 * size), b = drawn.run(4 * units), gates = drawn.run(4 * size);
                Run<A> before = drawn.run(size), h = inPlace ? before : drawn.run(size);
                yield invoke(kernel, k, x.array(), x.offset(), b.array(), b.offset(), gates.array(), gates.offset(),
                    before.array(), before.offset(), h.array(), h.offset(), rows, units);
            }
            case "gruGradient[A, int, A, int, A, int, A, int, A, int, A, int, int, int]" -> {
                int units = 1 + n % 37, rows = n / (4 * units), size = rows * units;
                Run<A> gates = drawn.run(4 * size), before = drawn.run(size), gh = drawn.run(size), dh = drawn.run(size);
                Run<A> dx = drawn.run(3 * size), da = drawn.run(4 * size);
                yield invoke(kernel, k, gates.array(), gates.offset(), before.array(), before.offset(), gh.array(), gh.offset(),
                    dh.array(), dh.offset(), dx.array(), dx.offset(), da.array(), da.offset(), rows, units);
            }
            case "where[boolean[], int, A, int, A, int, A, int, int]" -> {
                boolean[] c = new boolean[n + 3];
                for (int i = 0; i < c.length; i++) c[i] = drawn.random.nextBoolean();
                Run<A> x = drawn.run(n), y = drawn.run(n), z = !inPlace ? drawn.run(n) : drawn.random.nextBoolean() ? x : y;
                yield invoke(kernel, k, c, 2, x.array(), x.offset(), y.array(), y.offset(), z.array(), z.offset(), n);
            }
            case "softmaxColumns[double, A, int, A, int, int, int]" -> {
                int columns = 1 + n % 43, rows = n / columns;
                Run<A> x = drawn.run(rows * columns), z = inPlace ? x : drawn.run(rows * columns);
                yield invoke(kernel, k, drawn.random.nextDouble(), x.array(), x.offset(), z.array(), z.offset(), rows, columns);
            }
            case "softmaxColumnsGradient[double, A, int, A, int, A, int, int, int]" -> {
                int columns = 1 + n % 43, rows = n / columns;
                Run<A> y = drawn.run(rows * columns), g = drawn.run(rows * columns), z = inPlace ? g : drawn.run(rows * columns);
                yield invoke(kernel, k, drawn.random.nextDouble(), y.array(), y.offset(), g.array(), g.offset(), z.array(), z.offset(), rows, columns);
            }
            default -> switch (name(kernel).substring(kernel.getName().length())) {
                case "[A, int, int]" -> {
                    Run<A> x = drawn.run(n);
                    yield invoke(kernel, k, x.array(), x.offset(), n);
                }
                case "[A, int, A, int, int]" -> {
                    Run<A> x = drawn.run(n), z = inPlace ? x : drawn.run(n);
                    yield invoke(kernel, k, x.array(), x.offset(), z.array(), z.offset(), n);
                }
                case "[A, int, A, int, A, int, int]" -> {
                    Run<A> x = drawn.run(n), y = drawn.run(n), z = !inPlace ? drawn.run(n) : drawn.random.nextBoolean() ? x : y;
                    yield invoke(kernel, k, x.array(), x.offset(), y.array(), y.offset(), z.array(), z.offset(), n);
                }
                case "[A, int, A, int, boolean[], int, int]" -> {
                    Run<A> x = drawn.run(n), y = drawn.run(n);
                    boolean[] z = new boolean[n + 3];
                    invoke(kernel, k, x.array(), x.offset(), y.array(), y.offset(), z, 2, n);
                    yield (double) Arrays.hashCode(z);
                }
                case "[A, int, int, int, int, A, int]" -> {
                    int rows = drawn.random.nextInt(n < 300 ? 200 : 5), stride = n + drawn.random.nextInt(4);
                    Run<A> x = drawn.run(rows * stride), z = drawn.run(n);
                    yield invoke(kernel, k, x.array(), x.offset(), stride, rows, n, z.array(), z.offset());
                }
                default -> throw new AssertionError("no test calls " + name(kernel));
            };
        };
    }

    static int[] each(int axes, Random random, int least, int below) {
        return random.ints(axes, least, Math.max(below, least + 1)).toArray();
    }

    /** Paddings up to 2, or as many as it takes for a window to fit. */
    static int[] fitting(int[] spatial, int[] sizes, int[] dilations, Random random) {
        int[] paddings = new int[spatial.length];
        for (int i = 0; i < paddings.length; i++)
            paddings[i] = Math.max(random.nextInt(3), Math.ceilDiv((sizes[i] - 1) * dilations[i] + 1 - spatial[i], 2));
        return paddings;
    }

    /** Calls a convolution or one of its adjoints on drawn runs. */
    static <A> Object convolution(Method kernel, Kernels<A> k, ConvolutionShape shape, Drawn<A> drawn) {
        int x = shape.batch * shape.groups * shape.channels * shape.area, w = shape.groups * shape.outputs * shape.depth();
        int y = shape.batch * shape.groups * shape.outputs * shape.places();
        return switch (kernel.getName()) {
            case "convolve" -> {
                Run<A> image = drawn.run(x), weights = drawn.run(w), bias = drawn.run(shape.groups * shape.outputs), result = drawn.run(y);
                yield invoke(kernel, k, shape, image.array(), image.offset(), weights.array(), weights.offset(),
                    drawn.random.nextBoolean() ? bias.array() : null, bias.offset(), result.array(), result.offset());
            }
            case "convolveTransposed" -> invoke(kernel, k, shape, drawn, y, w, x);
            default -> invoke(kernel, k, shape, drawn, x, y, w);
        };
    }

    /** Calls a kernel on drawn runs of these lengths. */
    private static <A> Object invoke(Method kernel, Kernels<A> k, ConvolutionShape shape, Drawn<A> drawn, int first, int second, int third) {
        Run<A> a = drawn.run(first), b = drawn.run(second), c = drawn.run(third);
        return invoke(kernel, k, shape, a.array(), a.offset(), b.array(), b.offset(), c.array(), c.offset());
    }

    private static Object invoke(Method kernel, Object on, Object... arguments) {
        try {
            return kernel.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(kernel.getName() + " fails", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
