package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import gradus.autograd.Transforms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Indexing against NumPy's results and against counting, its texts, its gradients and its refusals. */
class IndexTest {

    private static final Tensor X = Tensor.range(24).reshape(2, 3, 4);

    private static void refused(String message, Executable act) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
    }

    // What NumPy 2.4 gives: "shape | index ; index … | shape | elements" of 0, 1, 2, … in the first shape, or "error"

    static List<String> numpy() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                IndexTest.class.getResourceAsStream("/numpy/indexing.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("numpy")
    void givesWhatNumPyGives(String line) {
        String[] parts = line.split("\\|", -1);
        Tensor x = counting(dims(parts[0]));
        List<Index> indices = new ArrayList<>();
        for (String item : parts[1].split(";")) {
            indices.add(index(item.strip()));
        }
        Index[] at = indices.toArray(Index[]::new);
        if (parts[2].strip().equals("error")) {
            String message = assertThrows(IllegalArgumentException.class, () -> x.at(at)).getMessage();
            assertTrue(message.startsWith("at("), message);
            return;
        }
        int[] elements = numbers(parts[3], " ");
        for (Tensor layout : Layouts.of(x)) {
            Tensor found = layout.at(at);
            assertEquals(Shape.of(dims(parts[2])), found.shape());
            assertArrayEquals(elements, found.toIntArray());
        }
    }

    private static Index index(String item) {
        if (!item.startsWith("i ") && !item.startsWith("b ")) {
            Index[] one = Index.parse(item);
            assertEquals(1, one.length);
            assertEquals(one[0], Index.parse(one[0].toString())[0], "prints as it is written");
            return one[0];
        }
        int colon = item.indexOf(':');
        Tensor flat = Tensor.of(numbers(item.substring(colon + 1), " "));
        return Index.of(flat.to(item.startsWith("i ") ? DType.INT64 : DType.BOOL).reshape(dims(item.substring(2, colon))));
    }

    private static int[] dims(String text) {
        return numbers(text, ",");
    }

    private static int[] numbers(String text, String separator) {
        return text.isBlank() ? new int[0] : Arrays.stream(text.strip().split(separator)).mapToInt(Integer::parseInt).toArray();
    }

    private static Tensor counting(int... dims) {
        return Tensor.range(Shape.of(dims).size()).reshape(dims);
    }

    // Against counting

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aSliceVisitsWhatALoopVisits(@ForAll @IntRange(max = 6) int dim, @ForAll @IntRange(min = -9, max = 9) int start,
            @ForAll @IntRange(min = -9, max = 9) int stop, @ForAll @IntRange(min = -4, max = 4) int step) {
        int by = step == 0 ? Integer.MIN_VALUE : step;
        List<Integer> places = new ArrayList<>();
        long from = start < 0 ? start + dim : start;
        long to = stop < 0 ? stop + dim : stop;
        if (by > 0) {
            for (long i = Math.max(from, 0); i < Math.min(to, dim); i += by) {
                places.add((int) i);
            }
        } else {
            for (long i = Math.min(from, dim - 1); i > Math.max(to, -1); i += by) {
                places.add((int) i);
            }
        }
        int[] expected = places.stream().mapToInt(i -> i).toArray();
        assertArrayEquals(expected, Tensor.range(dim).at(Index.range(start, stop, by)).toIntArray());
        assertArrayEquals(expected, Tensor.range(dim).at(start + ":" + stop + " : " + by).toIntArray());
    }

    /** Three broadcast tensors of places name elements one by one. */
    @Property(tries = 200)
    void tensorsOfPlacesNameElements(@ForAll long seed) {
        Generator random = Generator.of(seed);
        Tensor[] places = new Tensor[3];
        int[][] shapes = {{2, 1}, {3}, {2, 3}};
        for (int axis = 0; axis < 3; axis++) {
            int dim = X.shape().dim(axis);
            Tensor drawn = random.uniform(shapes[axis]).mul(2 * dim).sub(dim); // from −dim to dim, cut towards 0
            places[axis] = drawn.minimum(Tensor.scalar(dim - 0.5)).to(DType.INT32);
        }
        Tensor found = X.at(places);
        assertEquals(Shape.of(2, 3), found.shape());
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(X.item((int) places[0].item(i, 0), (int) places[1].item(j), (int) places[2].item(i, j)),
                        found.item(i, j));
            }
        }
    }

    // The forms

    @Test
    void textsAndTypedFormsAreOne() {
        assertEquals(List.of(Index.range(1, 3), Index.ALL, Index.of(-1)), List.of(Index.parse("1:3, :, -1")));
        assertEquals(List.of(Index.ELLIPSIS, Index.by(2)), List.of(Index.parse("..., ::2")));
        assertEquals(List.of(Index.NEW_AXIS, Index.of(0), Index.NEW_AXIS), List.of(Index.parse(" None ,0, newaxis")));
        assertEquals(List.of(Index.from(-2), Index.to(-2), Index.by(-1), Index.range(3, 0, -2)),
                List.of(Index.parse("-2:,:-2,::-1,3:0:-2")));
        assertEquals("1:3", Index.range(1, 3).toString());
        assertEquals("[:, ::-1, 2:, :2:3, ..., None, -1, int32[3]]", List.of(Index.ALL, Index.by(-1), Index.from(2),
                Index.range(0, 2, 3), Index.ELLIPSIS, Index.NEW_AXIS, Index.of(-1), Index.of(Tensor.range(3))).toString());
        assertArrayEquals(new int[] {7, 11}, X.at("0, 1:, -1").toIntArray());
        assertArrayEquals(new int[] {20, 21, 22, 23}, X.at(1, -1).toIntArray());
        assertEquals(23, X.at(-1, -1, -1).item());
        assertArrayEquals(new int[] {3, 2, 1, 0}, X.at(0, 0).at("::-1").toIntArray());
        assertArrayEquals(new int[] {22, 23}, X.at(X.greater(Tensor.full(DType.INT32, 21))).toIntArray());
        assertArrayEquals(new int[] {8, 17}, X.at(Tensor.range(2), Tensor.of(new int[] {-1, 1})).at("::,0").add(Tensor.of(
                new int[] {0, 1})).toIntArray());
        assertSame(X, X.at("..."));
        assertSame(X, X.at(":, :"));
    }

    @Test
    void slicesAndPlacesAreViews() {
        assertSame(X.array(), X.at("1, ::2, None, 3:0:-1").array());
        assertSame(X.array(), X.transpose().at(1).array());
        assertSame(X.array(), X.at(":, 1:2").transpose().at("..., 0").array());
    }

    @Test
    void worksForEveryDtype() {
        for (DType dtype : OpCatalogue.dtypes()) {
            Tensor x = OpCatalogue.small(dtype, 3, 4);
            Tensor rows = x.at(Tensor.of(new int[] {2, 0}));
            assertTrue(Tensor.concat(0, x.slice(0, 2, 3), x.slice(0, 0, 1)).contentEquals(rows));
            assertTrue(x.at("::-1").at("::-1").contentEquals(x));
        }
    }

    // Gradients

    @Test
    void gradientsOfEveryKind() {
        Tensor x = OpCatalogue.normal(1, 3, 4, 2);
        Tensor rows = Tensor.of(new long[] {0, 2, 0, -1}, 2, 2);
        Tensor mask = x.at("..., 0").greater(Tensor.full(DType.FLOAT64, 0));
        for (int order = 1; order <= 2; order++) {
            GradientCheck.check(order, v -> v[0].at("::-2, 1, None, :").sin(), x).requirePass();
            GradientCheck.check(order, v -> v[0].at(rows).sin(), x).requirePass();
            GradientCheck.check(order, v -> v[0].at(Index.of(rows), Index.ALL, Index.of(1)).sin(), x).requirePass();
            GradientCheck.check(order, v -> v[0].at(mask).sin(), x).requirePass();
            GradientCheck.check(order, v -> v[0].gather(-1, Tensor.of(new int[] {1, 1, 0}, 1, 1, 3)).sin(), x).requirePass();
            GradientCheck.check(order, v -> v[0].scatterAdd(1, Tensor.of(new int[] {3, 3}, 2, 1, 1), v[1]).sin(), x,
                    OpCatalogue.normal(2, 2, 1, 1)).requirePass();
        }
    }

    @Test
    void repeatedPlacesAddUpTheirGradients() {
        Tensor x = Tensor.of(new double[] {1, 2, 3});
        Tensor places = Tensor.of(new int[] {2, 0, 2, -1});
        assertArrayEquals(new double[] {1, 0, 3}, Transforms.grad(v -> v.at(places).sum()).apply(x).toDoubleArray());
    }

    // gather and scatterAdd

    @Test
    void gatherPicksAndScatterAddAdds() {
        Tensor x = Tensor.of(new int[][] {{1, 2, 3}, {4, 5, 6}});
        Tensor places = Tensor.of(new int[][] {{2, 2}, {0, 1}});
        assertArrayEquals(new int[] {3, 3, 4, 5}, x.gather(1, places).toIntArray());
        assertArrayEquals(new int[] {1, 2, 23, 34, 45, 6}, x.scatterAdd(-1, places,
                Tensor.of(new int[][] {{10, 10}, {30, 40}})).toIntArray());
        assertEquals(Shape.of(0, 3), x.gather(0, Tensor.zeros(DType.INT32, 0, 3)).shape());
        refused("gather(1): indices [2] for [2, 3]: give them as many axes, and none longer but axis 1",
                () -> x.gather(1, Tensor.range(2)));
        refused("gather(0): indices [1, 4] for [2, 3]: give them as many axes, and none longer but axis 0",
                () -> x.gather(0, Tensor.zeros(DType.INT32, 1, 4)));
        refused("gather(1): index -1 at place 0 is out of range; use 0 to 2",
                () -> x.gather(1, Tensor.full(DType.INT64, -1, 1, 1)));
        refused("gather: axis 2 of [2, 3] is out of range; use -2 to 1", () -> x.gather(2, places));
        refused("scatterAdd(0, [2, 3]): int32[2, 3] and float32[2, 2]: dtypes differ; convert one of them, such as with "
                + ".to(FLOAT32)", () -> x.scatterAdd(0, places, Tensor.zeros(2, 2)));
        refused("scatterAdd(0, [2, 3]): [1, 2] with indices [2, 2]: shapes differ; give one index for each element",
                () -> x.scatterAdd(0, places, Tensor.zeros(DType.INT32, 1, 2)));
    }

    // What is refused

    @Test
    void textsThatAreNoIndexAreRefusedWithTheColumn() {
        String cure = "; write indices such as 2, 1:3, ::-1, ... or None, with commas between";
        refused("at(\"1:x, 2\"): column 3: 'x' is no integer of 32 bits" + cure, () -> X.at("1:x, 2"));
        refused("at(\"0,  y\"): column 5: 'y' is no integer of 32 bits" + cure, () -> X.at("0,  y"));
        refused("at(\"\"): column 1: an index is missing" + cure, () -> X.at(""));
        refused("at(\"1,,2\"): column 3: an index is missing" + cure, () -> X.at("1,,2"));
        refused("at(\"1, \"): column 4: an index is missing" + cure, () -> X.at("1, "));
        refused("at(\"0, 1:2:3:4\"): column 9: a slice has a start, a stop and a step, and no more" + cure,
                () -> X.at("0, 1:2:3:4"));
        refused("at(\":: 0\"): column 4: a step of 0 goes nowhere" + cure, () -> X.at(":: 0"));
        refused("at(\"4294967296\"): column 1: '4294967296' is no integer of 32 bits" + cure, () -> X.at("4294967296"));
        for (String text : List.of("1.5", "[0]", "1 2", "- 1", "....", "..", "none", ":,:,;", "a:b:c", "::::", "1:2,3:4:5:")) {
            String message = assertThrows(IllegalArgumentException.class, () -> X.at(text)).getMessage();
            assertTrue(message.startsWith("at(\"" + text + "\"): column "), message);
        }
    }

    /** Any text either gives a part of the tensor or is refused with a sentence. */
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void anyTextIsAnIndexOrRefused(@ForAll @CharRange(from = '0', to = ':') @Chars({',', ',', '.', '-', '+', ' ', 'N', '−'})
            @StringLength(max = 9) String text) {
        String some = text.replace("N", "None").replace(".", "...");
        try {
            assertTrue(X.at(some).rank() <= 3 + some.length());
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("at("), e::getMessage);
        }
    }

    @Test
    void indicesThatDoNotFitAreRefused() {
        refused("at(0, 3): index 3 is out of range for axis 1 of [2, 3, 4]; use -3 to 2", () -> X.at(0, 3));
        refused("at(0, 0, 0, 0): the indices name 4 axes of [2, 3, 4], which has 3; leave some out", () -> X.at(0, 0, 0, 0));
        refused("at(0): the indices name 1 axes of [], which has 0; leave some out", () -> Tensor.scalar(1).at(0));
        refused("at(0): index 0 is out of range for axis 0 of [0]; it is empty", () -> Tensor.zeros(0).at(0));
        refused("at(..., ...): one ... says where the other axes are; leave out the others", () -> X.at("..., ..."));
        refused("at(bool[3]): the mask [3] stands for axes of [2] in [2, 3, 4]; both must have the same shape",
                () -> X.at(Tensor.zeros(DType.BOOL, 3)));
        refused("at(int32[2], int32[3]): [2] and [3]: sizes 2 and 3 of axis −1 differ and neither is 1; reshape or expand one of "
                + "them", () -> X.at(Tensor.range(2), Tensor.range(3)));
        refused("at(:, int64[1]): index -4 is out of range for axis 1 of [2, 3, 4]; use -3 to 2",
                () -> X.at(Index.ALL, Index.of(Tensor.of(new long[] {-4}))));
        refused("at(int64[]): index 4294967296 is out of range for axis 0 of [2, 3, 4]; use -2 to 1",
                () -> X.at(Tensor.full(DType.INT64, 1L << 32)));
        refused("Index.of: the places are float32[2]; give integers, or a bool mask", () -> X.at(Tensor.zeros(2)));
        refused("Index.range: a step of 0 goes nowhere; use 1, or −1 to run backwards", () -> Index.by(0));
    }
}
