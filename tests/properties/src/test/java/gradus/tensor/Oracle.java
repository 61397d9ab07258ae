package gradus.tensor;

import static gradus.tensor.Binary.ATAN2;
import static gradus.tensor.Binary.DIV;
import static gradus.tensor.Binary.FLOW;
import static gradus.tensor.Binary.GATE;
import static gradus.tensor.Binary.GELU_FLOW;
import static gradus.tensor.Binary.GELU_TANH_FLOW;
import static gradus.tensor.Binary.HYPOT;
import static gradus.tensor.Binary.LOGADDEXP;
import static gradus.tensor.Binary.POW;
import static gradus.tensor.Binary.REMAINDER;
import static gradus.tensor.Binary.SHARE;
import static gradus.tensor.DType.BOOL;
import static gradus.tensor.DType.FLOAT64;
import static gradus.tensor.DType.INT32;
import static gradus.tensor.DType.INT64;
import static gradus.tensor.Unary.ABS;
import static gradus.tensor.Unary.CEIL;
import static gradus.tensor.Unary.FLOOR;
import static gradus.tensor.Unary.NEG;
import static gradus.tensor.Unary.RELU;
import static gradus.tensor.Unary.ROUND;
import static gradus.tensor.Unary.SIGN;
import static gradus.tensor.Unary.SQUARE;

import gradus.autograd.Transforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * What every op must give, in naive loops over {@link Tensor#item}, and which operands it must refuse. The switch has no default:
 * a new op does not compile until it stands here.
 */
final class Oracle {

    private static final Set<Unary> INTEGER_UNARY = EnumSet.of(NEG, ABS, SIGN, SQUARE, FLOOR, CEIL, ROUND, RELU);
    private static final Set<Binary> FLOAT_BINARY = EnumSet.of(DIV, ATAN2, HYPOT, LOGADDEXP, FLOW, GATE, GELU_FLOW, GELU_TANH_FLOW, SHARE);

    /** Thrown where an op must refuse its operands. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private Oracle() {
    }

    static Tensor compute(Op op, Tensor... x) {
        return switch (op) {
            case Unary f -> {
                require(x[0].dtype().isFloating() || x[0].dtype().isInteger() && INTEGER_UNARY.contains(f));
                yield each(x[0].dtype(), x[0].shape(), i -> f.definition(x[0].item(i)));
            }
            case Binary f -> {
                DType dtype = sameType(x[0], x[1]);
                require(dtype.isFloating() || dtype.isInteger() && !FLOAT_BINARY.contains(f));
                require(dtype.isFloating() || f != POW || Arrays.stream(elements(x[1])).allMatch(y -> y >= 0));
                require(dtype.isFloating() || f != REMAINDER || Arrays.stream(elements(x[1])).allMatch(y -> y != 0));
                yield each(dtype, broadcast(x[0].shape(), x[1].shape()), i -> f.definition(at(x[0], i), at(x[1], i)));
            }
            case Comparison f -> {
                sameType(x[0], x[1]);
                yield each(BOOL, broadcast(x[0].shape(), x[1].shape()), i -> holds(f, at(x[0], i), at(x[1], i)) ? 1 : 0);
            }
            case Logic f -> {
                require(x[0].dtype() == BOOL && x[1].dtype() == BOOL);
                yield each(BOOL, broadcast(x[0].shape(), x[1].shape()), i -> f.definition(at(x[0], i) != 0, at(x[1], i) != 0) ? 1 : 0);
            }
            case Cast f -> each(f.dtype(), x[0].shape(), i -> x[0].item(i));
            case Where _ -> {
                require(x[0].dtype() == BOOL);
                yield each(sameType(x[1], x[2]), broadcast(x[0].shape(), broadcast(x[1].shape(), x[2].shape())),
                        i -> at(x[0], i) != 0 ? at(x[1], i) : at(x[2], i));
            }
            case Reduction f -> reduce(f, x[0]);
            case Recurrence f -> recurrence(f, x[0], x[1]);
            case Ordering f -> order(f, x[0]);
            case Fourier f -> fourier(f, x[0]);
            case Matmul _ -> matmul(x[0], x[1]);
            case Affine _ -> {
                require(x[0].rank() == 2 && x[1].rank() == 2 && x[2].rank() == 1 && x[2].size() == x[1].shape().get(1));
                Tensor product = matmul(x[0], x[1]);
                yield each(sameType(product, x[2]), product.shape(), i -> at(product, i) + at(x[2], i));
            }
            case Filter f -> FilterOracle.compute(f, x);
            case Pooling f -> FilterOracle.compute(f, x[0], x[1]);
            case Movement f -> MovementOracle.compute(f, x);
            case Indexing f -> index(f, x[0], x[1]);
            case Fused f -> fused(f, x);
            case FusedGradient f -> fusedGradient(f, x);
            case LinearAlgebra f -> LinearAlgebraOracle.compute(f, x);
            case CustomOp f -> throw new AssertionError(f + " is the user's own");
        };
    }

    private static boolean holds(Comparison f, double x, double y) {
        return switch (f) {
            case EQUAL -> x == y;
            case NOT_EQUAL -> x != y;
            case LESS -> x < y;
            case LESS_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_EQUAL -> x >= y;
        };
    }

    private static Tensor reduce(Reduction f, Tensor x) {
        int[] kept = x.shape().toArray();
        boolean[] reduced = new boolean[kept.length];
        for (int axis : f.axes().toArray()) {
            require(axis < kept.length);
            kept[axis] = 1;
            reduced[axis] = true;
        }
        boolean log = f instanceof Reduction.LogSumExp;
        boolean sum = log || f instanceof Reduction.Sum;
        require(!log || x.dtype().isFloating());
        DoubleBinaryOperator combine = switch (f) {
            case Reduction.Sum _ -> Double::sum;
            case Reduction.LogSumExp _ -> (y, z) -> y + StrictMath.exp(z);
            case Reduction.Max _ -> Math::max;
            case Reduction.Min _ -> Math::min;
        };
        double start = sum ? 0 : f instanceof Reduction.Max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        require(sum || x.size() > 0 || Shape.of(kept).size() == 0);
        double[] values = new double[Shape.of(kept).size()];
        Arrays.fill(values, start);
        visit(x.shape(), i -> {
            int[] to = i.clone();
            for (int axis = 0; axis < to.length; axis++) {
                to[axis] = reduced[axis] ? 0 : i[axis];
            }
            int place = flat(Shape.of(kept), to);
            values[place] = combine.applyAsDouble(values[place], x.item(i));
            return 0;
        });
        int[] dims = kept;
        if (!f.keep()) {
            int rank = 0;
            for (int axis = 0; axis < kept.length; axis++) {
                if (!reduced[axis]) {
                    dims[rank++] = kept[axis];
                }
            }
            dims = Arrays.copyOf(dims, rank);
        }
        return filled(sum && !x.dtype().isFloating() ? INT64 : x.dtype(), Shape.of(dims),
                i -> log ? StrictMath.log(values[i]) : values[i]);
    }

    private static Tensor recurrence(Recurrence f, Tensor a, Tensor b) {
        DType dtype = sameType(a, b);
        require(dtype != BOOL && f.axis() < a.rank() && a.shape().equals(b.shape()));
        return each(dtype, a.shape(), i -> {
            double z = 0;
            for (int k = 0; k <= i[f.axis()]; k++) {
                int[] place = spliced(i, f.axis(), 1, k);
                z = Math.fma(a.item(place), z, b.item(place));
            }
            return z;
        });
    }

    private static Tensor fourier(Fourier f, Tensor x) {
        int last = x.rank() - 1;
        require(x.dtype().isFloating() && f.axis() < last && x.shape().get(last) == 2);
        int n = x.shape().get(f.axis());
        return each(x.dtype(), x.shape(), i -> {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                double angle = (f.inverse() ? 2 : -2) * Math.PI * (i[f.axis()] * k % n) / n;
                int[] real = spliced(spliced(i, f.axis(), 1, k), last, 1, 0);
                int[] imaginary = spliced(real, last, 1, 1);
                sum += i[last] == 0 ? x.item(real) * Math.cos(angle) - x.item(imaginary) * Math.sin(angle)
                        : x.item(real) * Math.sin(angle) + x.item(imaginary) * Math.cos(angle);
            }
            return f.inverse() ? sum / n : sum;
        });
    }

    private static Tensor order(Ordering f, Tensor x) {
        require(f.axis() < x.rank());
        int n = x.shape().get(f.axis());
        Shape without = x.shape().without(f.axis());
        return switch (f) {
            case Ordering.ArgMax(int axis) -> {
                require(without.size() == 0 || n > 0);
                yield each(INT32, without, i -> ranked(spliced(i, axis, 0, 0), axis, n, x, true)[0]);
            }
            case Ordering.ArgMin(int axis) -> {
                require(without.size() == 0 || n > 0);
                yield each(INT32, without, i -> {
                    int[] rising = ranked(spliced(i, axis, 0, 0), axis, n, x, false);
                    int first = rising[0]; // unless there is NaN, which is last
                    for (int k = n - 1; k >= 0 && Double.isNaN(x.item(spliced(i, axis, 0, rising[k]))); k--) {
                        first = rising[k];
                    }
                    return first;
                });
            }
            case Ordering.ArgSort(int axis, boolean descending) ->
                    each(INT32, x.shape(), i -> ranked(i, axis, n, x, descending)[i[axis]]);
        };
    }

    /** {@return the places along an axis by insertion into a sorted list, each behind its equals} */
    private static int[] ranked(int[] index, int axis, int n, Tensor x, boolean descending) {
        List<Integer> places = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            double value = x.item(spliced(index, axis, 1, k)) + 0.0;
            int at = places.size();
            while (at > 0) {
                int order = Double.compare(x.item(spliced(index, axis, 1, places.get(at - 1))) + 0.0, value);
                if (descending ? order >= 0 : order <= 0) {
                    break;
                }
                at--;
            }
            places.add(at, k);
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Tensor matmul(Tensor x, Tensor y) {
        DType dtype = sameType(x, y);
        int p = x.rank();
        int q = y.rank();
        require(dtype.isFloating() && p >= 2 && q >= 2 && x.shape().get(p - 1) == y.shape().get(q - 2));
        Shape batch = broadcast(Shape.of(Arrays.copyOf(x.shape().toArray(), p - 2)),
                Shape.of(Arrays.copyOf(y.shape().toArray(), q - 2)));
        int[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        dims[batch.rank()] = x.shape().get(p - 2);
        dims[batch.rank() + 1] = y.shape().get(q - 1);
        return each(dtype, Shape.of(dims), i -> {
            double sum = 0;
            for (int k = 0; k < x.shape().get(p - 1); k++) {
                int[] left = i.clone();
                int[] right = i.clone();
                left[i.length - 1] = k;
                right[i.length - 2] = k;
                sum += at(x, left) * at(y, right);
            }
            return sum;
        });
    }

    private static Tensor index(Indexing f, Tensor x, Tensor indices) {
        require(indices.dtype().isInteger());
        int rank = indices.rank();
        return switch (f) {
            case Indexing.IndexSelect(int axis) -> {
                require(axis < x.rank());
                requireIndices(indices, x.shape().get(axis));
                int[] dims = spliced(x.shape().toArray(), axis, 1, indices.shape().toArray());
                yield each(x.dtype(), Shape.of(dims), i ->
                        x.item(spliced(i, axis, rank, (int) indices.item(Arrays.copyOfRange(i, axis, axis + rank)))));
            }
            case Indexing.IndexAdd(int axis, int size) -> {
                require(x.dtype().isFloating() && axis + rank <= x.rank()
                        && Shape.of(Arrays.copyOfRange(x.shape().toArray(), axis, axis + rank)).equals(indices.shape()));
                requireIndices(indices, size);
                Shape shape = Shape.of(spliced(x.shape().toArray(), axis, rank, size));
                double[] sums = new double[shape.size()];
                visit(x.shape(), i -> {
                    int place = (int) indices.item(Arrays.copyOfRange(i, axis, axis + rank));
                    return sums[flat(shape, spliced(i, axis, rank, place))] += x.item(i);
                });
                yield filled(x.dtype(), shape, i -> sums[i]);
            }
            case Indexing.Gather(int axis) -> {
                requireFits(indices.shape(), x.shape(), axis);
                requireIndices(indices, x.shape().get(axis));
                yield each(x.dtype(), indices.shape(), i -> x.item(spliced(i, axis, 1, (int) indices.item(i))));
            }
            case Indexing.ScatterAdd(int axis, Shape shape) -> {
                require(x.dtype() != BOOL && x.shape().equals(indices.shape()));
                requireFits(x.shape(), shape, axis);
                requireIndices(indices, shape.get(axis));
                double[] sums = new double[shape.size()];
                visit(x.shape(), i -> sums[flat(shape, spliced(i, axis, 1, (int) indices.item(i)))] += x.item(i));
                yield filled(x.dtype(), shape, i -> sums[i]);
            }
        };
    }

    /** Requires the same number of axes, and no longer ones but along {@code axis}. */
    private static void requireFits(Shape indices, Shape shape, int axis) {
        require(indices.rank() == shape.rank() && axis < shape.rank());
        for (int other = 0; other < shape.rank(); other++) {
            require(other == axis || indices.get(other) <= shape.get(other));
        }
    }

    private static void requireIndices(Tensor indices, int size) {
        for (double index : elements(indices)) {
            require(index >= 0 && index < size);
        }
    }

    private static Tensor fused(Fused f, Tensor[] x) {
        require(x[0].dtype().isFloating());
        return switch (f) {
            case Softmax(int axis) -> {
                require(axis < x[0].rank());
                yield each(x[0].dtype(), x[0].shape(), i -> StrictMath.exp(x[0].item(i) - logSumExp(x[0], axis, i)));
            }
            case LogSoftmax(int axis) -> {
                require(axis < x[0].rank());
                yield each(x[0].dtype(), x[0].shape(), i -> x[0].item(i) - logSumExp(x[0], axis, i));
            }
            case CrossEntropy _ -> {
                require(x[0].rank() == 2 && x[1].rank() == 1 && x[1].dtype().isInteger()
                        && x[0].shape().get(0) == x[1].size());
                requireIndices(x[1], x[0].shape().get(1));
                yield each(x[0].dtype(), x[1].shape(),
                        i -> logSumExp(x[0], 1, i[0], 0) - x[0].item(i[0], (int) x[1].item(i)));
            }
            case Normalize n -> normalize(n, x);
            case Lstm _ -> RecurrentOracle.lstm(x);
            case Gru _ -> RecurrentOracle.gru(x);
            case Attention(int heads, boolean causal) -> {
                require(x[0].rank() == 3 && x[0].shape().get(2) % (3 * heads) == 0);
                yield attention(heads, causal, x[0]);
            }
        };
    }

    private static Tensor normalize(Normalize f, Tensor[] x) {
        for (int axis : f.axes().toArray()) {
            require(axis < x[0].rank());
        }
        sameType(x[0], x[1]);
        sameType(x[0], x[2]);
        require(x[1].shape().equals(x[2].shape()) && broadcast(x[0].shape(), x[1].shape()).equals(x[0].shape()));
        return each(x[0].dtype(), x[0].shape(), i -> {
            double[] row = alike(x[0], f.axes(), i);
            double mean = Arrays.stream(row).average().orElseThrow();
            double variance = Arrays.stream(row).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            return (x[0].item(i) - mean) / Math.sqrt(variance + f.epsilon()) * at(x[1], i) + at(x[2], i);
        });
    }

    /** {@return all elements at the places that differ from this one along some axes only} */
    private static double[] alike(Tensor x, Axes axes, int[] index) {
        Tensor part = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            part = axes.contains(axis) ? part : part.slice(axis, index[axis], index[axis] + 1);
        }
        return part.toDoubleArray();
    }

    /** Each place's mean of v over those that it attends to, weighted by e^(q k / √d). */
    private static Tensor attention(int heads, boolean causal, Tensor x) {
        int row = x.shape().get(2) / 3;
        int width = row / heads;
        return each(x.dtype(), Shape.of(x.shape().get(0), x.shape().get(1), row), i -> {
            double sum = 0;
            double weights = 0;
            for (int t = 0; t < (causal ? i[1] + 1 : x.shape().get(1)); t++) {
                double score = 0;
                for (int k = i[2] - i[2] % width; k < i[2] - i[2] % width + width; k++) {
                    score += x.item(i[0], i[1], k) * x.item(i[0], t, row + k);
                }
                double weight = StrictMath.exp(score / Math.sqrt(width));
                weights += weight;
                sum += weight * x.item(i[0], t, 2 * row + i[2]);
            }
            return sum / weights;
        });
    }

    /** By the rules of the ops that the fused one is composed of, in float64. */
    private static Tensor fusedGradient(FusedGradient f, Tensor[] x) {
        Tensor[] operands = f.operands(x);
        Tensor g = x[operands.length];
        Tensor y = fused(f.of(), operands);
        require(g.dtype() == y.dtype() && g.shape().equals(y.shape()));
        List<Tensor> parts = new ArrayList<>();
        for (int k = 0; k < operands.length; k++) {
            int place = k;
            if (operands[k].dtype().isFloating()) {
                parts.add(Transforms.vjp(v -> {
                    Tensor[] moved = operands.clone();
                    Arrays.setAll(moved, i -> moved[i].dtype().isFloating() ? moved[i].to(FLOAT64) : moved[i]);
                    moved[place] = v;
                    return f.of().composed(moved);
                }).apply(operands[k].to(FLOAT64), g.to(FLOAT64)).reshape(-1));
            }
        }
        return Tensor.concat(0, parts.toArray(Tensor[]::new)).to(y.dtype());
    }

    private static double logSumExp(Tensor x, int axis, int... i) {
        double sum = 0;
        for (int k = 0; k < x.shape().get(axis); k++) {
            sum += StrictMath.exp(x.item(spliced(i, axis, 1, k)));
        }
        return StrictMath.log(sum);
    }

    // Places

    /** {@return the element that a broadcast tensor shows at a place of the larger shape} */
    static double at(Tensor x, int[] index) {
        int[] own = new int[x.rank()];
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = x.shape().get(axis) == 1 ? 0 : index[index.length - own.length + axis];
        }
        return x.item(own);
    }

    /** {@return the index with {@code count} entries from {@code axis} on replaced} */
    static int[] spliced(int[] index, int axis, int count, int... replacement) {
        int[] result = new int[index.length - count + replacement.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = i < axis ? index[i] : i < axis + replacement.length ? replacement[i - axis]
                    : index[i - replacement.length + count];
        }
        return result;
    }

    static int flat(Shape shape, int[] index) {
        int place = 0;
        for (int axis = 0; axis < index.length; axis++) {
            place = place * shape.get(axis) + index[axis];
        }
        return place;
    }

    static double[] visit(Shape shape, ToDoubleFunction<int[]> f) {
        double[] values = new double[shape.size()];
        for (int at = 0; at < values.length; at++) {
            int[] index = new int[shape.rank()];
            int rest = at;
            for (int axis = index.length - 1; axis >= 0; axis--) {
                index[axis] = rest % shape.get(axis);
                rest /= shape.get(axis);
            }
            values[at] = f.applyAsDouble(index);
        }
        return values;
    }

    static double[] elements(Tensor x) {
        return visit(x.shape(), x::item);
    }

    static Tensor each(DType dtype, Shape shape, ToDoubleFunction<int[]> f) {
        double[] values = visit(shape, f);
        return filled(dtype, shape, i -> values[i]);
    }

    /** {@return a tensor of values given by place, converted as Java casts} */
    static Tensor filled(DType dtype, Shape shape, IntToDoubleFunction f) {
        int n = shape.size();
        Tensor flat = switch (dtype) {
            case FLOAT32 -> {
                float[] a = new float[n];
                for (int i = 0; i < n; i++) {
                    a[i] = (float) f.applyAsDouble(i);
                }
                yield Tensor.of(a);
            }
            case FLOAT64 -> {
                double[] a = new double[n];
                for (int i = 0; i < n; i++) {
                    a[i] = f.applyAsDouble(i);
                }
                yield Tensor.of(a);
            }
            case INT32 -> {
                int[] a = new int[n];
                for (int i = 0; i < n; i++) {
                    a[i] = (int) f.applyAsDouble(i);
                }
                yield Tensor.of(a);
            }
            case INT64 -> {
                long[] a = new long[n];
                for (int i = 0; i < n; i++) {
                    a[i] = (long) f.applyAsDouble(i);
                }
                yield Tensor.of(a);
            }
            case BOOL -> {
                boolean[] a = new boolean[n];
                for (int i = 0; i < n; i++) {
                    a[i] = f.applyAsDouble(i) != 0;
                }
                yield Tensor.of(a);
            }
        };
        return flat.reshape(shape.toArray());
    }

    // What must be refused

    static Shape broadcast(Shape a, Shape b) {
        int[] dims = new int[Math.max(a.rank(), b.rank())];
        for (int i = 1; i <= dims.length; i++) {
            int m = i <= a.rank() ? a.get(a.rank() - i) : 1;
            int n = i <= b.rank() ? b.get(b.rank() - i) : 1;
            require(m == n || m == 1 || n == 1);
            dims[dims.length - i] = m == 1 ? n : m;
        }
        return Shape.of(dims);
    }

    static DType sameType(Tensor x, Tensor y) {
        require(x.dtype() == y.dtype());
        return x.dtype();
    }

    static void require(boolean holds) {
        if (!holds) {
            throw new Refused();
        }
    }
}
