package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.OpCatalogue.Example;
import gradus.tensor.internal.Arena;
import gradus.tensor.internal.Recorder;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every op: its values, whatever the layout of its operands, and what it refuses. */
class OpTest {

    static List<Example> examples() {
        return OpCatalogue.examples();
    }

    @Test
    void everyOpHasAnExample() {
        Set<Object> driven = new LinkedHashSet<>();
        for (Example example : examples()) {
            driven.add(example.op() instanceof Enum<?> constant ? constant : example.op().getClass());
        }
        assertEquals(OpCatalogue.declared(), driven, "ops declared, and ops that the catalogue drives");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesWhatNaiveLoopsGive(Example example) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor[] x = in(dtype, example.operands());
            assertClose(example.op(), Oracle.compute(example.op(), x), example.op().compute(x));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesTheSameBitsForEveryLayout(Example example) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Tensor[] x = in(dtype, example.operands());
            Tensor expected = example.op().compute(x);
            for (int k = 0; k < x.length; k++) {
                for (Tensor layout : Layouts.of(x[k])) {
                    assertTrue(layout.contentEquals(x[k]), "the layout itself");
                    Tensor[] views = x.clone();
                    views[k] = layout;
                    assertSame(example.op(), expected, example.op().compute(views));
                    views[(k + 1) % x.length] = Layouts.of(x[(k + 1) % x.length]).get(1);
                    assertSame(example.op(), expected, example.op().compute(views));
                }
            }
        }
    }

    /** An operand that repeats its elements counts as the copy with all of them; a singular one may be refused in both. */
    @ParameterizedTest
    @MethodSource("examples")
    void takesExpandedOperandsForTheirCopies(Example example) {
        Tensor[] x = example.operands();
        for (int k = 0; k < x.length; k++) {
            for (int axis = 0; axis < x[k].rank(); axis++) {
                if (x[k].shape().get(axis) == 0) {
                    continue;
                }
                Tensor[] views = x.clone();
                Tensor[] copies = x.clone();
                views[k] = x[k].slice(axis, 0, 1).expand(x[k].shape().toArray());
                copies[k] = views[k].contiguous();
                String refusal = refusal(example.op(), copies);
                assertEquals(refusal, refusal(example.op(), views));
                if (refusal == null) {
                    assertSame(example.op(), example.op().compute(copies), example.op().compute(views));
                }
            }
        }
    }

    private static String refusal(Op op, Tensor[] x) {
        if (!(op instanceof LinearAlgebra)) { // no other op refuses floats for their values
            return null;
        }
        try {
            op.compute(x);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Each op either gives what the loops give, or refuses with a sentence, for all dtypes of all operands. */
    @ParameterizedTest
    @MethodSource("examples")
    void computesOrRefusesEveryDtype(Example example) {
        DType[] dtypes = OpCatalogue.dtypes();
        int operands = example.operands().length;
        for (int combination = 0; combination < Math.pow(dtypes.length, operands); combination++) {
            Tensor[] x = new Tensor[operands];
            int rest = combination;
            for (int k = 0; k < operands; k++, rest /= dtypes.length) {
                x[k] = OpCatalogue.small(dtypes[rest % dtypes.length], example.operands()[k].shape().toArray());
                if (example.operands()[k].dtype().isInteger()) { // indices must stay within their axis
                    x[k] = new Cast(x[k].dtype()).compute(example.operands()[k]);
                }
            }
            check(example.op(), x);
        }
    }

    /** The same for operands of all shapes with up to three axes of 0 to 3. */
    @ParameterizedTest
    @MethodSource("examples")
    void computesOrRefusesEveryShape(Example example) {
        SplittableRandom random = new SplittableRandom(example.toString().hashCode());
        int computed = 0;
        for (int round = 0; round < 400; round++) {
            Tensor[] x = example.operands().clone();
            for (int k = 0; k < x.length; k++) {
                int[] dims = round % 2 == 0 ? new int[random.nextInt(4)] : x[k].shape().toArray();
                for (int axis = 0; axis < dims.length; axis++) {
                    dims[axis] = round % 2 == 1 && random.nextInt(4) > 0 ? dims[axis] : random.nextInt(4);
                }
                DType dtype = x[k].dtype();
                x[k] = dtype.isInteger() ? Oracle.filled(dtype, Shape.of(dims), i -> i % 2) : OpCatalogue.small(dtype, dims);
            }
            computed += check(example.op(), x) ? 1 : 0;
        }
        assertTrue(computed > 0, "some shapes must fit");
    }

    /** Offending operands are named in the message, in the words a user sees. */
    private static boolean check(Op op, Tensor[] x) {
        Tensor expected;
        try {
            expected = Oracle.compute(op, x);
        } catch (Oracle.Refused _) {
            RuntimeException refusal = assertThrows(IllegalArgumentException.class, () -> op.apply(x), () -> op + of(x));
            String message = refusal.getMessage();
            assertTrue(message.startsWith(op.toString().split("[\\[( ]")[0]), message);
            boolean dtypes = op.arity() == 1 ? message.contains(x[0].dtype().toString()) : namesTwoOf(x, message, true);
            boolean shapes = op.arity() == 1 ? message.contains(x[0].shape().toString()) : namesTwoOf(x, message, false);
            boolean one = message.contains("not defined for " + x[0].dtype()) || message.contains("condition is " + x[0].dtype())
                    || x.length > 1 && message.contains("indices are " + x[1].dtype());
            one |= op instanceof FusedGradient f && f.of().arity() == 1 && message.contains(x[0].shape().toString());
            boolean value = message.contains("index ") && message.contains("out of range")
                    || message.contains("axis") && message.contains("out of range");
            assertTrue(dtypes || shapes || one || value, message);
            return false;
        }
        assertClose(op, expected, op.compute(x));
        return true;
    }

    private static boolean namesTwoOf(Tensor[] x, String message, boolean dtypes) {
        for (int i = 0; i < x.length; i++) {
            for (int j = i + 1; j < x.length; j++) {
                if (dtypes ? message.contains(x[i].dtype().toString()) && message.contains(x[j].dtype().toString())
                        : message.contains(x[i].shape().toString()) && message.contains(x[j].shape().toString())) {
                    return true;
                }
            }
        }
        return false;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void refusesAnotherNumberOfOperands(Example example) {
        if (example.op().arity() > 0) {
            Tensor[] more = Arrays.copyOf(example.operands(), example.operands().length + 1);
            more[more.length - 1] = Tensor.scalar(1);
            String message = assertThrows(IllegalArgumentException.class, () -> example.op().apply(more)).getMessage();
            assertTrue(message.contains("takes " + example.op().arity() + " tensors"), message);
            assertThrows(IllegalArgumentException.class, () -> example.op().apply());
        }
    }

    /** Results of 64 elements and more, in which every place must be written: sums over nothing, too. */
    static List<Example> largeResults() {
        Tensor x = OpCatalogue.normal(1, 3, 8, 9);
        Tensor nothing = Tensor.zeros(DType.FLOAT64, 9, 0, 9);
        return List.of(
                new Example(new Matmul(), Tensor.zeros(DType.FLOAT64, 9, 0), Tensor.zeros(DType.FLOAT64, 0, 9)),
                new Example(new Matmul(), OpCatalogue.normal(2, 9, 4), OpCatalogue.normal(3, 4, 9)),
                new Example(new Reduction.Sum(Axes.reduced("sum", nothing.shape(), 1), false), nothing),
                new Example(new Reduction.Sum(Axes.reduced("sum", Shape.of(9, 9, 0), 2), false), Tensor.zeros(DType.FLOAT64, 9, 9, 0)),
                new Example(new Reduction.Max(Axes.reduced("max", x.shape(), 0), false), x),
                new Example(new Movement.Unslice(2, 1, 2, 30), x),
                new Example(new Movement.Concat(0), x, x),
                new Example(new Movement.Contiguous(), x.transpose()),
                new Example(new Indexing.IndexAdd(0, 20), OpCatalogue.normal(4, 2, 9), Tensor.of(new int[] {3, 3})),
                new Example(new Indexing.ScatterAdd(0, Shape.of(20, 9)), OpCatalogue.normal(6, 2, 8),
                        Tensor.of(new int[] {3, 3, 0, 19, 1, 1, 1, 1}).expand(2, 8)),
                new Example(new Where(), x.less(Tensor.full(DType.FLOAT64, 0)), x, x.neg()),
                new Example(new Softmax(1), x),
                new Example(new Attention(2, true), OpCatalogue.normal(10, 2, 8, 12)),
                new Example(new FusedGradient(new Attention(2, true), null), OpCatalogue.normal(11, 2, 8, 12),
                        OpCatalogue.normal(12, 2, 8, 4)),
                new Example(new LinearAlgebra.Cholesky(), LinearAlgebraExamples.spread(6, 8, 3, 3)),
                new Example(new LinearAlgebra.Qr(), LinearAlgebraExamples.spread(7, 4, 4, 3)),
                new Example(new LinearAlgebra.SymmetricEigen(), LinearAlgebraExamples.spread(8, 8, 3, 3)),
                new Example(new LinearAlgebra.Svd(), LinearAlgebraExamples.spread(9, 4, 4, 3)),
                new Example(Binary.ADD, x, OpCatalogue.normal(5, 8, 1)),
                new Example(Unary.EXP, x.transpose()));
    }

    @ParameterizedTest
    @MethodSource("largeResults")
    void writesEveryPlaceOfRecycledMemory(Example example) {
        Tensor expected = example.op().compute(example.operands());
        assertTrue(expected.size() >= 64, "shorter arrays are not recycled");
        assertClose(example.op(), Oracle.compute(example.op(), example.operands()), expected);
        Arena arena = new Arena();
        Recorder.install(new Recorder(arena) {
            @Override
            public boolean pause(boolean pause) {
                return false;
            }

            @Override
            public void record(Op op, Tensor[] inputs, Tensor output) {
            }
        });
        try {
            for (int i = 0; i < 4; i++) {
                new Movement.Contiguous().compute(Tensor.full(expected.dtype(), Double.NaN, expected.size()));
            }
            arena.recycle();
            assertSame(example.op(), expected, example.op().compute(example.operands()));
        } finally {
            Recorder.install(null);
        }
    }

    private static Tensor[] in(DType dtype, Tensor[] x) {
        Tensor[] converted = x.clone();
        for (int k = 0; k < x.length; k++) {
            converted[k] = x[k].dtype().isFloating() ? x[k].to(dtype) : x[k];
        }
        return converted;
    }

    private static String of(Tensor[] x) {
        StringBuilder text = new StringBuilder(" of");
        for (Tensor t : x) {
            text.append(' ').append(t.dtype()).append(t.shape());
        }
        return text.toString();
    }

    static void assertSame(Op op, Tensor expected, Tensor actual) {
        assertTrue(expected.contentEquals(actual), () -> op + ": " + expected + "\nand " + actual);
    }

    /** Equal dtype and shape, integers and bools equal, floats to rounding. */
    static void assertClose(Op op, Tensor expected, Tensor actual) {
        assertEquals(expected.dtype(), actual.dtype(), () -> op + ": dtype");
        assertEquals(expected.shape(), actual.shape(), () -> op + ": shape");
        double tolerance = switch (expected.dtype()) {
            case FLOAT32 -> 1e-6;
            case FLOAT64 -> 1e-14;
            default -> 0;
        };
        double[] a = Oracle.elements(expected);
        double[] b = Oracle.elements(actual);
        for (int i = 0; i < a.length; i++) {
            double e = a[i];
            double f = b[i];
            int place = i;
            boolean same = Double.compare(e, f) == 0 || e == f || Math.abs(e - f) <= 8 * tolerance * Math.max(1, Math.abs(e));
            assertTrue(same, () -> op + ": element " + place + ": expected " + e + ", found " + f);
        }
    }
}
