package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Rearranging and making tensors, element by element, for all dtypes and sizes from 0. */
class RearrangeTest {

    private static void refused(String message, Executable act) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
    }

    private static void assertSameContent(Tensor expected, Tensor found) {
        assertTrue(expected.contentEquals(found), () -> expected + "\nand " + found);
    }

    /** Where the element of a result comes from: its place in the operand, or null where it is the filling. */
    private interface Source {
        int[] of(int... place);
    }

    private static void assertFrom(Tensor x, double filling, Shape shape, Source source, UnaryOperator<Tensor> method) {
        double[] expected = new double[shape.size()];
        int[] place = new int[shape.rank()];
        for (int i = 0; i < expected.length; i++) {
            int rest = i;
            for (int axis = place.length - 1; axis >= 0; axis--) {
                place[axis] = rest % shape.get(axis);
                rest /= shape.get(axis);
            }
            int[] from = source.of(place.clone());
            expected[i] = from == null ? filling : x.item(from);
        }
        for (Tensor layout : Layouts.of(x)) {
            Tensor found = method.apply(layout);
            assertEquals(x.dtype(), found.dtype());
            assertEquals(shape, found.shape());
            assertArrayEquals(expected, found.toDoubleArray());
        }
    }

    // Element by element

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void everyElementComesFromItsPlace(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] dims = new int[1 + random.nextInt(3)];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
        }
        DType dtype = OpCatalogue.dtypes()[random.nextInt(5)];
        Tensor x = OpCatalogue.small(dtype, dims);
        Shape shape = x.shape();
        int rank = shape.rank();
        int a = random.nextInt(rank);
        int b = random.nextInt(rank);
        int n = dims[a];

        assertFrom(x, 0, shape, at -> with(at, a, n - 1 - at[a]), y -> y.flip(a - rank));
        assertFrom(x, 0, shape, at -> {
            for (int axis = 0; axis < rank; axis++) {
                at[axis] = dims[axis] - 1 - at[axis];
            }
            return at;
        }, Tensor::flip);
        int shift = random.nextInt(-9, 10);
        assertFrom(x, 0, shape, at -> with(at, a, Math.floorMod(at[a] - shift, n)), y -> y.roll(a, shift));
        assertFrom(x, 0, shape.with(a, dims[b]).with(b, n), at -> with(with(at, a, at[b]), b, at[a]),
                y -> y.transpose(a, b - rank));

        int[] before = new int[rank];
        int[] after = new int[rank];
        int[] padded = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            before[axis] = random.nextInt(3);
            after[axis] = random.nextInt(3);
            padded[axis] = before[axis] + dims[axis] + after[axis];
        }
        assertFrom(x, 1, Shape.of(padded), at -> {
            for (int axis = 0; axis < rank; axis++) {
                at[axis] -= before[axis];
                if (at[axis] < 0 || at[axis] >= dims[axis]) {
                    return null;
                }
            }
            return at;
        }, y -> y.pad(before, after, 1));

        int times = random.nextInt(4);
        assertFrom(x, 0, shape.with(a, times * n), at -> with(at, a, at[a] / times), y -> y.repeat(a, times));
        int[] tiles = new int[1 + random.nextInt(3)];
        int tiledRank = Math.max(rank, tiles.length);
        int[] tiled = new int[tiledRank];
        for (int axis = 0; axis < tiledRank; axis++) {
            int tile = axis - tiledRank + tiles.length;
            tiled[axis] = (axis < tiledRank - rank ? 1 : dims[axis - tiledRank + rank])
                    * (tile < 0 ? 1 : (tiles[tile] = random.nextInt(3)));
        }
        assertFrom(x, 0, Shape.of(tiled), at -> {
            int[] from = Arrays.copyOfRange(at, tiledRank - rank, tiledRank);
            for (int axis = 0; axis < rank; axis++) {
                from[axis] %= dims[axis];
            }
            return from;
        }, y -> y.tile(tiles));

        int k = random.nextInt(-4, 5);
        int last = rank - 1;
        assertFrom(x, 0, Shape.of(Oracle.spliced(dims, last, 1, n(dims[last], k), n(dims[last], k))), at ->
                at[rank] - at[last] != k ? null : Arrays.copyOf(with(at, last, Math.min(at[last], at[rank])), rank),
                y -> y.diagonalMatrix(k));
        if (rank > 1) {
            assertFrom(x, 0, shape, at -> at[last] - at[last - 1] <= k ? at : null, y -> y.tril(k));
            assertFrom(x, 0, shape, at -> at[last] - at[last - 1] >= k ? at : null, y -> y.triu(k));
            int count = Math.max(0, Math.min(dims[last - 1] + Math.min(k, 0), dims[last] - Math.max(k, 0)));
            assertFrom(x, 0, Shape.of(Oracle.spliced(dims, last - 1, 2, count)), at -> Oracle.spliced(at, last - 1, 1,
                    at[last - 1] - Math.min(k, 0), at[last - 1] + Math.max(k, 0)), y -> y.diagonal(k));
            if (a != b) {
                assertSameContent(x.moveAxis(a, 0).moveAxis(b < a ? b + 1 : b, 1).moveAxis(0, -1).moveAxis(0, -1).diagonal(k),
                        x.diagonal(k, a, b));
            }
        }
        assertEquals(shape, x.moveAxis(a, b).moveAxis(b, a).shape());
        assertSameContent(x, x.moveAxis(a, b).moveAxis(b, a));
        assertSameContent(x, Tensor.concat(a, x.chunk(a, 1 + random.nextInt(5))));
        if (n > 0) {
            assertSameContent(x, Tensor.stack(a, x.unbind(a)));
        }
        assertSameContent(x, x.flatten(0, -1).reshape(dims));
        Unique unique = x.unique();
        assertSameContent(x, unique.values().at(unique.inverse()));
        assertEquals(x.size(), unique.counts().sum().item());
    }

    private static int n(int n, int k) {
        return n + Math.abs(k);
    }

    private static int[] with(int[] place, int axis, int at) {
        int[] changed = place.clone();
        changed[axis] = at;
        return changed;
    }

    // By example

    private static final Tensor X = Tensor.range(6).reshape(2, 3);

    @Test
    void axesMove() {
        Tensor x = Tensor.zeros(2, 3, 4, 5);
        assertEquals(Shape.of(3, 4, 2, 5), x.moveAxis(0, 2).shape());
        assertEquals(Shape.of(5, 2, 3, 4), x.moveAxis(-1, 0).shape());
        assertEquals(Shape.of(2, 5, 4, 3), x.transpose(1, -1).shape());
        assertEquals(Shape.of(2, 12, 5), x.flatten(1, 2).shape());
        assertEquals(Shape.of(120), x.flatten(0, -1).shape());
        assertEquals(Shape.of(1), Tensor.scalar(1).flatten(0, -1).shape());
        assertEquals(Shape.of(0), Tensor.zeros(3, 0).flatten(0, 1).shape());
        assertEquals(Shape.of(2, 5, 3), Tensor.zeros(2, 5, 3, 4).diagonal(1, -1, 1).shape().with(1, 5).with(2, 3));
        assertSame(X.array(), X.flip().array());
        refused("flatten: axes 2 to 1 of [2, 3, 4, 5] run backwards; name the first one first", () -> x.flatten(2, 1));
        refused("moveAxis: axis 4 of [2, 3, 4, 5] is out of range; use -4 to 3", () -> x.moveAxis(0, 4));
        refused("transpose: axis -5 of [2, 3, 4, 5] is out of range; use -4 to 3", () -> x.transpose(-5, 0));
        refused("flip: axes [0, -4] of [2, 3, 4, 5] name axis 0 twice; name each axis once", () -> x.flip(0, -4));
    }

    @Test
    void partsAndWholes() {
        Tensor[] parts = X.split(-1, 1, 0, 2);
        assertArrayEquals(new int[] {0, 3}, parts[0].toIntArray());
        assertEquals(Shape.of(2, 0), parts[1].shape());
        assertArrayEquals(new int[] {1, 2, 4, 5}, parts[2].toIntArray());
        assertEquals(List.of(Shape.of(2), Shape.of(2), Shape.of(1), Shape.of(1)),
                Arrays.stream(Tensor.range(6).chunk(0, 4)).map(Tensor::shape).toList());
        assertArrayEquals(new int[] {2, 5}, X.unbind(1)[2].toIntArray());
        assertEquals(0, Tensor.zeros(0, 3).unbind(0).length);
        assertSameContent(X, Tensor.stack(0, X.unbind(0)));
        assertSameContent(X.transpose(), Tensor.stack(-1, X.unbind(0)));
        assertEquals(Shape.of(2), Tensor.stack(0, Tensor.scalar(1), Tensor.scalar(2)).shape());
        refused("split: axis 1 of [2, 3] into [1, 1]; sizes of 0 or more must add up to 3", () -> X.split(1, 1, 1));
        refused("split: axis 1 of [2, 3] into [4, -1]; sizes of 0 or more must add up to 3", () -> X.split(1, 4, -1));
        refused("chunk: axis 0 of [2, 3] into 0 parts; ask for 1 or more", () -> X.chunk(0, 0));
        refused("stack: int32[2, 3] and int32[3, 2]; all must be alike; join parts of different lengths with concat",
                () -> Tensor.stack(0, X, X.transpose()));
        refused("stack: no tensors; give at least one", () -> Tensor.stack(0));
        refused("stack: a new axis 3 for [2, 3] is out of range; use -3 to 2", () -> Tensor.stack(3, X));
    }

    @Test
    void largerOnes() {
        assertArrayEquals(new int[] {0, 0, 1, 1}, Tensor.range(2).repeat(0, 2).toIntArray());
        assertArrayEquals(new int[] {0, 1, 0, 1}, Tensor.range(2).tile(2).toIntArray());
        assertEquals(Shape.of(2, 3), Tensor.scalar(1).tile(2, 3).shape());
        assertSameContent(Tensor.of(new int[][] {{7, 0, 1}, {7, 2, 3}, {7, 7, 7}}),
                Tensor.range(4).reshape(2, 2).pad(new int[] {0, 1}, new int[] {1, 0}, 7));
        refused("pad: [1] before and [1, 1] after [2, 3]; give a size of 0 or more for both ends of each axis",
                () -> X.pad(new int[] {1}, new int[] {1, 1}, 0));
        refused("pad: [1, -1] before and [1, 1] after [2, 3]; give a size of 0 or more for both ends of each axis",
                () -> X.pad(new int[] {1, -1}, new int[] {1, 1}, 0));
        refused("pad: 0.5 is no value of int32; convert the tensor with .to(FLOAT32), or round the number",
                () -> X.pad(new int[] {1, 1}, new int[] {1, 1}, 0.5));
        refused("repeat: -1 times [2, 3]; give 0 or more", () -> X.repeat(0, -1));
        refused("tile: -2 times [2, 3]; give 0 or more", () -> X.tile(1, -2));
        assertThrows(IllegalArgumentException.class, () -> X.tile(1 << 20, 1 << 20));
        assertThrows(IllegalArgumentException.class, () -> X.repeat(1, Integer.MAX_VALUE));
    }

    @Test
    void triangles() {
        Tensor x = Tensor.of(new double[][] {{1, Double.NaN}, {2, Double.POSITIVE_INFINITY}});
        assertArrayEquals(new double[] {1, 0, 2, Double.POSITIVE_INFINITY}, x.tril(0).toDoubleArray(), "no NaN comes through");
        assertArrayEquals(new double[4], x.triu(Integer.MAX_VALUE).toDoubleArray());
        assertSameContent(x, x.triu(Integer.MIN_VALUE));
        assertSameContent(x, x.tril(Integer.MAX_VALUE));
        assertEquals(Shape.of(0), x.diagonal(Integer.MIN_VALUE).shape());
        assertEquals(Shape.of(0), x.diagonal(Integer.MAX_VALUE).shape());
        refused("tril: [3] has fewer than two axes; add one with .unsqueeze(0)", () -> Tensor.zeros(3).tril(0));
        refused("diagonal: [3] has fewer than two axes; a vector becomes a matrix with .diagonalMatrix(0)",
                () -> Tensor.zeros(3).diagonal(0));
        refused("diagonal: axes [0, -2] of [2, 2] name axis 0 twice; name each axis once", () -> x.diagonal(0, 0, -2));
        refused("diagonalMatrix: a scalar has no axis to lay along a diagonal; use .reshape(1)",
                () -> Tensor.scalar(1).diagonalMatrix(0));
        assertThrows(IllegalArgumentException.class, () -> x.diagonalMatrix(Integer.MIN_VALUE));
        assertThrows(IllegalArgumentException.class, () -> x.diagonalMatrix(50_000));
    }

    @Test
    void outerProductsOfVectors() {
        assertSameContent(Tensor.of(new int[][] {{0, 0}, {0, 1}, {0, 2}}), Tensor.range(3).outer(Tensor.range(2)));
        refused("outer: [2, 3] and [2] are not both vectors; use .flatten(0, -1), or einsum for products of more axes",
                () -> X.outer(Tensor.range(2)));
    }

    // Making

    @Test
    void ranges() {
        assertArrayEquals(new float[] {1, 1.5f, 2}, Tensor.arange(1, 2.5, 0.5).toFloatArray());
        assertArrayEquals(new int[] {5, 3, 1}, Tensor.arange(DType.INT32, 5, 0, -2).toIntArray());
        assertArrayEquals(new long[] {1L << 40}, Tensor.arange(DType.INT64, 1L << 40, (1L << 40) + 1, 1).toLongArray());
        assertEquals(0, Tensor.arange(1, 0, 1).size());
        assertArrayEquals(new double[] {0, 0.1, 2 * 0.1, 3 * 0.1}, Tensor.arange(DType.FLOAT64, 0, 0.35, 0.1).toDoubleArray());
        assertArrayEquals(new double[] {-1, -0.5, 0, 0.5, 1}, Tensor.linspace(DType.FLOAT64, -1, 1, 5).toDoubleArray());
        assertArrayEquals(new float[] {3}, Tensor.linspace(3, 4, 1).toFloatArray());
        assertEquals(0, Tensor.linspace(3, 4, 0).size());
        assertEquals(0.7, Tensor.linspace(DType.FLOAT64, 0.1, 0.7, 8).item(-1), "the end itself");
        refused("arange: 0.0 to 1.0 by 0.0; give finite numbers and a step other than 0, for fewer than 2³¹ numbers",
                () -> Tensor.arange(0, 1, 0));
        refused("arange: 3.0E9 to 3.000000002E9 by 1.0 as int32; ask for a float type, or give whole numbers that it has",
                () -> Tensor.arange(DType.INT32, 3e9, 3e9 + 2, 1));
        assertArrayEquals(new long[] {1L << 53, (1L << 53) + 1, (1L << 53) + 2},
                Tensor.arange(DType.INT64, 0x1p53, 0x1p53 + 4, 1).slice(0, 0, 3).toLongArray());
        refused("oneHot: -1 classes; give 0 or more", () -> Tensor.oneHot(DType.FLOAT32, Tensor.range(1), -1));
        refused("oneHot: index 0 at place 0 is out of range; there is nothing to pick from",
                () -> Tensor.oneHot(DType.FLOAT32, Tensor.range(1), 0));
        refused("arange: 0.0 to 3.0 by 0.5 as int32; ask for a float type, or give whole numbers that it has",
                () -> Tensor.arange(DType.INT32, 0, 3, 0.5));
        refused("linspace: 3 numbers as int64; ask for 0 or more of a float type, and round with .to(INT32)",
                () -> Tensor.linspace(DType.INT64, 0, 1, 3));
        refused("linspace: -1 numbers as float32; ask for 0 or more of a float type, and round with .to(INT32)",
                () -> Tensor.linspace(0, 1, -1));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> Tensor.arange(bad, 1, 1));
            assertThrows(IllegalArgumentException.class, () -> Tensor.arange(0, bad, Math.signum(bad)));
            assertThrows(IllegalArgumentException.class, () -> Tensor.arange(0, 1, bad));
        }
        assertThrows(IllegalArgumentException.class, () -> Tensor.arange(0, 1e12, 1));
    }

    @Test
    void identitiesAndGrids() {
        assertSameContent(Tensor.of(new float[][] {{1, 0}, {0, 1}}), Tensor.eye(2));
        assertSameContent(Tensor.ones(3).to(DType.BOOL).diagonalMatrix(0), Tensor.eye(DType.BOOL, 3));
        assertEquals(Shape.of(0, 0), Tensor.eye(0).shape());
        Tensor[] grid = Tensor.meshgrid(Tensor.range(2), Tensor.range(3).add(5));
        assertSameContent(Tensor.of(new int[][] {{0, 0, 0}, {1, 1, 1}}), grid[0]);
        assertSameContent(Tensor.of(new int[][] {{5, 6, 7}, {5, 6, 7}}), grid[1]);
        refused("meshgrid: [2, 3] at place 1 is no vector; give a vector for each axis",
                () -> Tensor.meshgrid(Tensor.range(1), X));
    }

    // Counting values

    @Test
    void countsAndDifferentValues() {
        Tensor x = Tensor.of(new int[][] {{3, 1}, {3, 0}});
        assertArrayEquals(new long[] {1, 1, 0, 2}, x.bincount(0).toLongArray());
        assertArrayEquals(new long[] {1, 1, 0, 2, 0, 0}, x.to(DType.INT64).bincount(6).toLongArray());
        assertArrayEquals(new long[2], Tensor.zeros(DType.INT32, 0).bincount(2).toLongArray());
        Unique unique = Tensor.of(new double[] {0, Double.NaN, -0.0, -1, Double.NaN}).unique();
        assertArrayEquals(new double[] {-1, 0, Double.NaN}, unique.values().toDoubleArray());
        assertArrayEquals(new long[] {1, 2, 2}, unique.counts().toLongArray());
        assertArrayEquals(new int[] {1, 2, 1, 0, 2}, unique.inverse().toIntArray());
        assertArrayEquals(new long[] {Long.MIN_VALUE, (1L << 60), (1L << 60) + 1},
                Tensor.of(new long[] {(1L << 60) + 1, 1L << 60, Long.MIN_VALUE}).unique().values().toLongArray());
        assertEquals(0, Tensor.zeros(0, 3).unique().values().size());
        assertEquals(Shape.of(0, 3), Tensor.zeros(0, 3).unique().inverse().shape());
        refused("bincount: not defined for float32[2]; convert with .to(INT32)",
                () -> Tensor.zeros(2).bincount(0));
        refused("bincount: a length of -1; give 0 or more",
                () -> x.bincount(-1));
        refused("bincount: -3 in [2, 2] is out of range; numbers from 0 to 2³¹ − 2 are counted", () -> x.neg().bincount(0));
    }

    // Gradients

    @Test
    void derivativesOfBothOrders() {
        Tensor x = OpCatalogue.normal(1, 3, 4, 4);
        List<Function<Tensor, Tensor>> methods = List.of(v -> v.flip(0, 2), v -> v.roll(1, -1), v -> v.transpose(0, 2),
                v -> v.moveAxis(0, -1), v -> v.flatten(0, 1), v -> v.split(1, 1, 3)[1], v -> v.unbind(0)[2],
                v -> v.pad(new int[] {1, 0, 2}, new int[] {0, 1, 1}, 0.5), v -> v.repeat(1, 2), v -> v.tile(2, 1, 1, 2),
                v -> v.tril(1), v -> v.triu(-1), v -> v.diagonal(1), v -> v.diagonal(-1, 2, 0), v -> v.diagonalMatrix(-1),
                v -> Tensor.stack(1, v, v.square()), v -> v.at(0, 0).outer(v.at(1, 2)),
                v -> Tensor.meshgrid(v.at(0, 0), v.at(1, 1))[1]);
        for (Function<Tensor, Tensor> method : methods) {
            for (int order = 1; order <= 2; order++) {
                GradientCheck.check(order, v -> method.apply(v[0]).sin(), x.at("..., :3")).requirePass();
            }
        }
    }
}
