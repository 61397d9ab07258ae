package gradus.tensor;

import static gradus.tensor.DType.BOOL;
import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static gradus.tensor.DType.INT32;
import static gradus.tensor.DType.INT64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Every op there is, found by reflection, with operands that fit it: what all tests of ops walk. Enum constants get theirs from
 * their domains; a record needs a line in {@link #records}, and a record without one fails the build.
 */
public final class OpCatalogue {

    /** An op with float64 operands inside its domain; indices and conditions are integers and bools. */
    public record Example(Op op, Tensor... operands) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(op.toString());
            for (Tensor x : operands) {
                text.append(' ').append(x.dtype()).append(x.shape());
            }
            return text.toString();
        }
    }

    /** How far operands stay from the points where an op is not smooth. */
    public static final double MARGIN = 0.15;

    private OpCatalogue() {
    }

    /** {@return every op, with operands} */
    public static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (Unary op : Unary.values()) {
            all.add(new Example(op, inDomain(op, 1, 3, 4)));
        }
        for (Binary op : Binary.values()) {
            all.add(smoothPair(op, new int[] {3, 4}, new int[] {3, 4}));
            all.add(smoothPair(op, new int[] {3, 1}, new int[] {2, 1, 4}));
        }
        for (Comparison op : Comparison.values()) {
            all.add(new Example(op, normal(2, 3, 4), normal(3, 4)));
        }
        for (Logic op : Logic.values()) {
            all.add(new Example(op, Tensor.of(new boolean[] {true, false, true}, 3, 1), Tensor.of(new boolean[] {true, false})));
        }
        all.addAll(records());
        all.addAll(LinearAlgebraExamples.all());
        for (Example example : List.copyOf(all)) {
            if (example.op() instanceof Fused op) {
                all.add(gradientOf(op, example.operands()));
            }
        }
        return all;
    }

    /** {@return the gradient of a fused op, given any gradient of its result} */
    private static Example gradientOf(Fused op, Tensor... x) {
        Tensor[] operands = Arrays.copyOf(x, x.length + 1);
        operands[x.length] = normal(40, op.compute(x).shape().toArray());
        return new Example(new FusedGradient(op, null), operands);
    }

    /** {@return a pair of operands around which a binary op is smooth, element by element of their broadcast} */
    public static Example smoothPair(Binary op, int[] x, int[] y) {
        for (int seed = 1; ; seed++) {
            Tensor a = inDomain(op.domainX(), 1, seed, x);
            Tensor b = inDomain(op.domainY(), 1, 1000 + seed, y);
            Shape shape = Shape.broadcast(op, a.shape(), b.shape());
            double[] left = a.expand(shape.toArray()).toDoubleArray();
            double[] right = b.expand(shape.toArray()).toDoubleArray();
            boolean smooth = true;
            for (int i = 0; i < left.length; i++) {
                smooth &= op.isSmoothAt(left[i], right[i], MARGIN);
            }
            if (smooth) {
                return new Example(op, a, b);
            }
        }
    }

    /** {@return numbers around which a unary op is smooth} */
    public static Tensor inDomain(Unary op, int seed, int... dims) {
        return inDomain(op.domain(), 2, seed, dims);
    }

    private static Tensor inDomain(Domain domain, double scale, int seed, int... dims) {
        Generator random = Generator.of(seed);
        double[] x = new double[Shape.of(dims).size()];
        for (int i = 0; i < x.length; i++) {
            do {
                x[i] = scale * random.normal(FLOAT64).item();
            } while (!domain.contains(x[i], MARGIN));
        }
        return Tensor.of(x).reshape(dims);
    }

    public static Tensor normal(int seed, int... dims) {
        return Generator.of(seed).normal(FLOAT64, dims);
    }

    private static List<Example> records() {
        Tensor x = normal(10, 2, 3, 4);
        Tensor picks = Tensor.of(new int[] {2, 0, 2, 1}, 2, 2);
        return List.of(
                new Example(new Cast(FLOAT64), x),
                new Example(new Cast(FLOAT32), x),
                new Example(new Cast(INT32), x.mul(3)),
                new Example(new Cast(INT64), x.mul(3)),
                new Example(new Cast(BOOL), Tensor.of(new double[] {0, 1, -0.0, Double.NaN, 0.5})),
                new Example(new Where(), Tensor.of(new boolean[] {true, false, false, true}), x, normal(11, 3, 1)),
                new Example(new Where(), Tensor.of(new boolean[] {true, false}, 2, 1, 1), normal(12, 3, 4), normal(13)),

                new Example(new Reduction.Sum(axes(x, 0, 1, 2), false), x),
                new Example(new Reduction.Sum(axes(x, 1), false), x),
                new Example(new Reduction.Sum(axes(x, 0, 2), true), x),
                new Example(new Reduction.Sum(axes(x, 2), true), x),
                new Example(new Reduction.Max(axes(x, 0, 1, 2), true), x),
                new Example(new Reduction.Max(axes(x, 0), false), x),
                new Example(new Reduction.Max(axes(x, 2), false), x),
                new Example(new Reduction.Min(axes(x, 0, 1), false), x),
                new Example(new Reduction.Min(axes(x, 1, 2), true), x),
                new Example(new Reduction.LogSumExp(axes(x, 1), false), x),
                new Example(new Reduction.LogSumExp(axes(x, 0, 2), true), x),
                new Example(new Ordering.ArgMax(0), x),
                new Example(new Ordering.ArgMax(2), x),
                new Example(new Ordering.ArgMin(1), x),
                new Example(new Ordering.ArgMin(0), normal(50, 3, 5, 4)),
                new Example(new Ordering.ArgSort(2, false), x),
                new Example(new Ordering.ArgSort(0, true), x),
                new Example(new Fourier(0, false), normal(35, 4, 2)),
                new Example(new Fourier(1, true), normal(36, 2, 3, 2, 2)),
                new Example(new Fourier(0, false), normal(37, 5, 2, 2)),
                new Example(new Recurrence(1), x, normal(31, 2, 3, 4)),
                new Example(new Recurrence(2), x, normal(32, 2, 3, 4)),

                new Example(new Matmul(), normal(14, 3, 4), normal(15, 4, 2)),
                new Example(new Matmul(), x, normal(16, 4, 5)),
                new Example(new Matmul(), normal(17, 3, 4), normal(18, 2, 4, 2)),
                new Example(new Matmul(), normal(19, 2, 1, 3, 4), normal(20, 3, 4, 2)),
                new Example(new Affine(), normal(66, 3, 4), normal(67, 4, 2), normal(68, 2)),

                new Example(new Filter.Convolve(Window.of(3), 1), normal(41, 2, 3, 6), normal(42, 4, 3, 3)),
                new Example(new Filter.Convolve(Window.of(3, 2).stride(2, 3).padding(1, 0).dilation(1, 2), 2),
                        normal(43, 2, 2, 4, 6), normal(44, 4, 1, 3, 2)),
                new Example(new Filter.Affine(Window.of(3).padding(1), 1), normal(60, 2, 3, 4), normal(61, 2, 3, 3), normal(62, 2)),
                new Example(new Filter.Affine(Window.of(2, 2), 2), normal(63, 1, 4, 3, 3), normal(64, 2, 2, 2, 2), normal(65, 2)),
                new Example(new Filter.Transposed(Window.of(2, 3).stride(2, 1).padding(0, 1), 1, Shape.of(5, 4)),
                        normal(45, 1, 2, 2, 4), normal(46, 2, 3, 2, 3)),
                new Example(new Filter.Transposed(Window.of(2).dilation(2), 2, Shape.of(5)), normal(47, 2, 4, 3), normal(48, 4, 1, 2)),
                new Example(new Filter.Weights(Window.of(2, 2).stride(1, 2).padding(2, 1), 2),
                        normal(49, 2, 2, 2, 4), normal(50, 2, 2, 5, 3)),
                new Example(new Filter.Weights(Window.of(3), 1), normal(51, 2, 2, 5), normal(52, 2, 1, 3)),

                new Example(new Pooling.Pick(Window.of(2)), x, normal(53, 2, 3, 4)),
                new Example(new Pooling.Pick(Window.of(2, 2).stride(2)), normal(54, 2, 1, 4, 6), normal(55, 2, 1, 4, 6)),
                new Example(new Pooling.Place(Window.of(3, 2).stride(1, 2).dilation(1, 2)), normal(56, 2, 2, 4, 5), normal(57, 2, 2, 2, 2)),
                new Example(new Pooling.Place(Window.of(2, 2).stride(2)), normal(58, 1, 2, 5, 4), normal(59, 1, 2, 2, 2)),

                new Example(new Movement.Reshape(Shape.of(4, 1, 6)), x),
                new Example(new Movement.Reshape(Shape.of()), normal(21, 1, 1)),
                new Example(new Movement.Contiguous(), x),
                new Example(new Movement.Permute(Axes.of("permute", x.shape(), 2, 0, 1)), x),
                new Example(new Movement.Expand(Shape.of(2, 3, 4)), normal(22, 3, 1)),
                new Example(new Movement.Expand(Shape.of(5)), normal(23)),
                new Example(new Movement.Slice(1, 0, 2, 2), x),
                new Example(new Movement.Slice(2, 3, 4, -1), x),
                new Example(new Movement.Slice(0, 1, 0, 1), x),
                new Example(new Movement.Unslice(2, 1, 2, 9), x),
                new Example(new Movement.Unslice(1, 5, -2, 6), x),
                new Example(new Movement.Unfold(2, 2, 1, 1), x),
                new Example(new Movement.Unfold(2, 2, 2, 1), x),
                new Example(new Movement.Unfold(1, 2, 1, 2), x),
                new Example(new Movement.Fold(1, 5, 2, 1), normal(33, 2, 2, 4, 3)),
                new Example(new Movement.Fold(0, 6, 1, 2), normal(34, 2, 3)),
                new Example(new Movement.Concat(1), x, normal(24, 2, 1, 4), normal(25, 2, 0, 4), normal(26, 2, 2, 4)),
                new Example(new Movement.Concat(0), normal(27, 3)),

                new Example(new Indexing.IndexSelect(1), x, picks),
                new Example(new Indexing.IndexSelect(0), x, Tensor.of(new long[] {1}).reshape()),
                new Example(new Indexing.IndexAdd(1, 3), normal(28, 2, 2, 2, 4), picks),
                new Example(new Indexing.IndexAdd(0, 2), normal(29, 3), Tensor.of(new long[] {1, 1, 0})),
                new Example(new Indexing.Gather(1), x, Tensor.of(new int[] {2, 0, 1, 1, 0, 2, 2, 2}, 2, 1, 4)),
                new Example(new Indexing.Gather(2), x, Tensor.of(new long[] {3, 0, 3, 3, 3, 1, 0, 2, 2, 1}, 1, 2, 5)),
                new Example(new Indexing.Gather(0), normal(31, 3), Tensor.of(new long[] {1, 1, 0, 2, 1})),
                new Example(new Indexing.ScatterAdd(0, Shape.of(3, 4)), normal(32, 2, 3),
                        Tensor.of(new int[] {2, 0, 2, 2, 1, 0}, 2, 3)),
                new Example(new Indexing.ScatterAdd(1, Shape.of(2, 2)), normal(33, 2, 5),
                        Tensor.of(new long[] {1, 1, 0, 1, 0, 0, 0, 0, 0, 0}, 2, 5)),

                new Example(new Softmax(0), x),
                new Example(new Softmax(2), x),
                new Example(new LogSoftmax(1), x),
                new Example(new LogSoftmax(2), x),
                new Example(new CrossEntropy(), normal(30, 4, 3), Tensor.of(new int[] {2, 0, 2, 1})),
                new Example(new CrossEntropy(), normal(51, 17, 2), Tensor.range(17).remainder(Tensor.of(new int[] {2}))),
                new Example(new Normalize(axes(x, 2), 1e-5), x, normal(38, 4), normal(39, 4)),
                new Example(new Normalize(axes(x, 1, 2), 0.1), x, normal(41, 3, 1), normal(42, 3, 1)),
                new Example(new Normalize(axes(x, 0, 2), 0.1), x, normal(43, 3, 1), normal(44, 3, 1)),
                new Example(new Normalize(axes(x, 0, 1), 0.1), x, normal(45, 2, 1, 4), normal(46, 2, 1, 4)),
                new Example(new Normalize(axes(x, 0), 0.1), normal(47, 5, 2, 1), normal(48, 1), normal(49, 1)),
                new Example(new Lstm(), normal(41, 3, 2, 8), normal(42, 2, 8), normal(43, 8), normal(44, 2, 2), normal(45, 2, 2)),
                new Example(new Lstm(), normal(41, 1, 1, 4), normal(42, 1, 4), normal(43, 4), normal(44, 1, 1), normal(45, 1, 1)),
                new Example(new Gru(), normal(46, 3, 2, 6), normal(47, 2, 6), normal(48, 8), normal(49, 2, 2)),
                new Example(new Gru(), normal(46, 2, 3, 3), normal(47, 1, 3), normal(48, 4), normal(49, 3, 1)),
                new Example(new Attention(2, false), normal(38, 2, 3, 12)),
                new Example(new Attention(1, true), normal(39, 1, 4, 9)),
                new Example(new Attention(3, true), normal(40, 1, 1, 9)));
    }

    private static Axes axes(Tensor x, int... axes) {
        return Axes.reduced("example", x.shape(), axes);
    }

    /** {@return the enum constants and record types of the closed set, found by reflection; the open door is not among them} */
    static Set<Object> declared() {
        Set<Object> declared = new LinkedHashSet<>();
        collect(Op.class, declared);
        return declared;
    }

    private static void collect(Class<?> type, Set<Object> declared) {
        if (type.isEnum()) {
            declared.addAll(Arrays.asList(type.getEnumConstants()));
        } else if (type.isRecord()) {
            declared.add(type);
        } else if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, declared);
            }
        } else if (type != CustomOp.class) {
            throw new AssertionError(type + " is neither an enum, a record nor sealed; no test can find its ops");
        }
    }

    /** {@return a tensor of small numbers of a type, the same at the same place for every type that has them} */
    static Tensor small(DType dtype, int... dims) {
        double[] x = new double[Shape.of(dims).size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i * 7 + 3) % 5 - 1;
        }
        return Oracle.filled(dtype, Shape.of(dims), i -> x[i]);
    }

    /** {@return the types an operand may be tried with} */
    static DType[] dtypes() {
        return new DType[] {FLOAT32, FLOAT64, INT32, INT64, BOOL};
    }
}
