package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Convolution and pooling against loops over their formulas, and the transposed convolution as the adjoint of the other. */
class ConvolutionTest {

    /** Operands over two spatial axes that differ in everything. */
    private record Drawn(Tensor x, Tensor w, int groups, int[] sizes, int[] strides, int[] paddings, int[] dilations) {

        static Drawn of(int seed) {
            Generator random = Generator.of(seed);
            int[] sizes = {1 + random.below(3), 1 + random.below(3)};
            int groups = 1 + random.below(3);
            int inputs = 1 + random.below(2);
            int outputs = 1 + random.below(2);
            return new Drawn(
                    random.normal(DType.FLOAT64, 1 + random.below(2), groups * inputs, 5 + random.below(4), 5 + random.below(4)),
                    random.normal(DType.FLOAT64, groups * outputs, inputs, sizes[0], sizes[1]), groups, sizes,
                    new int[] {1 + random.below(3), 1 + random.below(3)}, new int[] {random.below(3), random.below(3)},
                    new int[] {1 + random.below(2), 1 + random.below(2)});
        }

        Window window() {
            return Window.of(sizes).stride(strides).padding(paddings).dilation(dilations);
        }

        Convolution convolution() {
            return new Convolution(window(), groups);
        }

        /** The element of x under place (k, l) of the window at (i, j), or NaN for padding. */
        double at(int n, int c, int i, int j, int k, int l) {
            int row = i * strides[0] + k * dilations[0] - paddings[0];
            int column = j * strides[1] + l * dilations[1] - paddings[1];
            boolean inside = row >= 0 && row < x.shape().get(2) && column >= 0 && column < x.shape().get(3);
            return inside ? x.item(n, c, row, column) : Double.NaN;
        }
    }

    /** What a test does with each element of a result. */
    private interface Place {
        void check(int n, int c, int i, int j);
    }

    private static void forEach(Tensor y, Place place) {
        for (int n = 0; n < y.shape().get(0); n++) {
            for (int c = 0; c < y.shape().get(1); c++) {
                for (int i = 0; i < y.shape().get(2); i++) {
                    for (int j = 0; j < y.shape().get(3); j++) {
                        place.check(n, c, i, j);
                    }
                }
            }
        }
    }

    @Property(tries = 150)
    void convolutionIsItsFormula(@ForAll @IntRange(max = 1_000_000) int seed) {
        Drawn d = Drawn.of(seed);
        Tensor y = d.convolution().apply(d.x, d.w);
        int share = d.w.shape().get(0) / d.groups;
        int inputs = d.w.shape().get(1);
        forEach(y, (n, o, i, j) -> {
            double sum = 0;
            for (int c = 0; c < inputs; c++) {
                for (int k = 0; k < d.sizes[0]; k++) {
                    for (int l = 0; l < d.sizes[1]; l++) {
                        double element = d.at(n, o / share * inputs + c, i, j, k, l);
                        sum += Double.isNaN(element) ? 0 : element * d.w.item(o, c, k, l);
                    }
                }
            }
            assertEquals(sum, y.item(n, o, i, j), 1e-12);
        });
    }

    @Property(tries = 150)
    void poolingIsItsFormula(@ForAll @IntRange(max = 1_000_000) int seed) {
        Drawn d = Drawn.of(seed);
        Tensor max = d.window().max(d.x);
        Tensor average = d.window().average(d.x);
        Tensor inside = d.window().averageInside(d.x);
        forEach(max, (n, c, i, j) -> {
            double largest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int k = 0; k < d.sizes[0]; k++) {
                for (int l = 0; l < d.sizes[1]; l++) {
                    double element = d.at(n, c, i, j, k, l);
                    if (!Double.isNaN(element)) {
                        largest = Math.max(largest, element);
                        sum += element;
                        count++;
                    }
                }
            }
            assertEquals(largest, max.item(n, c, i, j));
            assertEquals(sum / (d.sizes[0] * d.sizes[1]), average.item(n, c, i, j), 1e-14);
            assertEquals(count == 0 ? Double.NaN : sum / count, inside.item(n, c, i, j), 1e-14);
        });
    }

    /** ⟨conv(x, w), g⟩ = ⟨x, convT(g, w)⟩, with the places that the stride left over as extra. */
    @Property(tries = 150)
    void transposedConvolutionIsTheAdjoint(@ForAll @IntRange(max = 1_000_000) int seed) {
        Drawn d = Drawn.of(seed);
        Tensor y = d.convolution().apply(d.x, d.w);
        Tensor g = Generator.of(seed + 1).normal(DType.FLOAT64, y.shape().toArray());
        int[] extra = new int[2];
        for (int axis = 0; axis < 2; axis++) {
            int span = (d.sizes[axis] - 1) * d.dilations[axis] + 1;
            extra[axis] = (d.x.shape().get(2 + axis) + 2 * d.paddings[axis] - span) % d.strides[axis];
        }
        Tensor back = d.convolution().applyTransposed(g, d.w, extra);
        assertEquals(d.x.shape(), back.shape());
        assertEquals(y.mul(g).sum().item(), back.mul(d.x).sum().item(), 1e-10);
    }

    @Property(tries = 8)
    void gradientsOfAllOrdersFollow(@ForAll @IntRange(max = 1_000_000) int seed) {
        Drawn d = Drawn.of(seed);
        GradientCheck.check(2, x -> d.convolution().apply(x[0], x[1]), d.x.slice(0, 0, 1), d.w).requirePass();
    }

    /** The composition that the ops replace: padded, unfolded, and a matrix product for each image and group. */
    private static Tensor composed(Window window, int groups, Tensor x, Tensor w) {
        int axes = window.axes();
        Tensor windows = window.unfold(window.pad(x, 0)); // (N, C, places…, kernel…)
        int[] order = new int[2 + 2 * axes];
        order[1] = 1;
        int[] dims = new int[2 + axes];
        dims[0] = x.shape().get(0);
        dims[1] = w.shape().get(0);
        int places = 1;
        for (int i = 0; i < axes; i++) {
            order[2 + i] = 2 + axes + i;
            order[2 + axes + i] = 2 + i;
            dims[2 + i] = windows.shape().get(2 + i);
            places *= dims[2 + i];
        }
        int elements = w.size() / w.shape().get(0);
        Tensor columns = windows.permute(order).reshape(dims[0], groups, elements, places);
        return w.reshape(groups, dims[1] / groups, elements).matmul(columns).reshape(dims);
    }

    private record Layered(Tensor x, Tensor w, Window window, int groups) {

        static Layered of(int seed) {
            Generator random = Generator.of(seed);
            int axes = 1 + random.below(3);
            int groups = 1 + random.below(2);
            int[] x = new int[axes + 2];
            int[] w = new int[axes + 2];
            int[][] numbers = new int[4][axes];
            x[0] = random.below(4);
            w[1] = 1 + random.below(4);
            x[1] = w[1] * groups;
            w[0] = groups * (1 + random.below(20));
            for (int i = 0; i < axes; i++) {
                numbers[0][i] = w[2 + i] = 1 + random.below(4);
                numbers[1][i] = 1 + random.below(3);
                numbers[2][i] = random.below(5);
                numbers[3][i] = 1 + random.below(3);
                int least = Math.max(0, (w[2 + i] - 1) * numbers[3][i] + 1 - 2 * numbers[2][i]);
                x[2 + i] = least + random.below(axes == 1 ? 600 : axes == 2 ? 40 : 8);
            }
            return new Layered(random.normal(DType.FLOAT64, x), random.normal(DType.FLOAT64, w),
                    Window.of(numbers[0]).stride(numbers[1]).padding(numbers[2]).dilation(numbers[3]), groups);
        }
    }

    @Property(tries = 300)
    void convolutionIsItsComposition(@ForAll @IntRange(max = 1_000_000) int seed) {
        Layered d = Layered.of(seed);
        Convolution convolution = new Convolution(d.window, d.groups);
        Tensor b = Generator.of(seed + 1).normal(DType.FLOAT64, d.w.shape().get(0));
        int[] each = new int[d.window.axes() + 1];
        java.util.Arrays.fill(each, 1);
        each[0] = b.size();
        near(composed(d.window, d.groups, d.x, d.w).add(b.reshape(each)), convolution.apply(d.x, d.w, b));
        Tensor g = Generator.of(seed + 2).normal(DType.FLOAT64, convolution.apply(d.x, d.w).shape().toArray());
        near(gradient(x -> composed(d.window, d.groups, x, d.w).mul(g).sum(), d.x),
                gradient(x -> convolution.apply(x, d.w).mul(g).sum(), d.x));
        near(gradient(w -> composed(d.window, d.groups, d.x, w).mul(g).sum(), d.w),
                gradient(w -> convolution.apply(d.x, w).mul(g).sum(), d.w));
    }

    private static Tensor gradient(java.util.function.UnaryOperator<Tensor> f, Tensor x) {
        return gradus.autograd.Transforms.grad(f).apply(x);
    }

    private static void near(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        org.junit.jupiter.api.Assertions.assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), 1e-10);
    }

    /** Squares of 2 × 2 have loops of their own; their gradient goes to the first of equals, and NaN counts as the largest. */
    @Property(tries = 200)
    void halvingIsPoolingLikeAnyOther(@ForAll @IntRange(max = 1_000_000) int seed) {
        Generator random = Generator.of(seed);
        Tensor x = random.integers(-2, 3, 1 + random.below(2), 1 + random.below(3), 2 + random.below(70), 2 + random.below(70)).to(DType.FLOAT32);
        x = Tensor.where(x.equalTo(-2), Tensor.scalar(Double.NaN).to(DType.FLOAT32), x);
        Window window = Window.of(2, 2).stride(2);
        Tensor y = window.max(x);
        Tensor g = random.normal(y.shape().toArray());
        assertTrue(FilterOracle.compute(new Pooling.Pick(window), x, x).contentEquals(y));
        assertTrue(FilterOracle.compute(new Pooling.Place(window), x, g).contentEquals(new Pooling.Place(window).apply(x, g)));
    }

    @Test
    void oneAndThreeSpatialAxes() {
        Tensor line = Tensor.of(new double[] {1, 2, 3, 4}, 1, 1, 4);
        assertEquals(List.of(-2.0, -2.0), boxed(Convolution.of(Window.of(3)).apply(line, Tensor.of(new double[] {1, 0, -1}, 1, 1, 3))));
        assertEquals(List.of(2.0, 4.0), boxed(Window.of(2).stride(2).max(line)));
        Tensor cube = Tensor.full(DType.FLOAT64, 1, 2, 3, 4, 5, 6);
        Tensor y = Convolution.of(Window.of(2, 3, 4)).apply(cube, Tensor.full(DType.FLOAT64, 1, 7, 3, 2, 3, 4));
        assertEquals(Shape.of(2, 7, 3, 3, 3), y.shape());
        assertEquals(72, y.item(1, 6, 2, 2, 2));
    }

    @Test
    void paddingNeverIsTheLargest() {
        Tensor low = Tensor.full(DType.INT64, Long.MIN_VALUE, 1, 1, 2);
        for (DType dtype : new DType[] {DType.INT32, DType.INT64, DType.FLOAT32}) {
            Tensor x = Tensor.of(new int[] {-5, -7}, 1, 1, 2).to(dtype);
            assertEquals(List.of(-5.0, -5.0, -7.0), boxed(Window.of(2).padding(1).max(x)));
        }
        assertTrue(low.contentEquals(Window.of(3).padding(1).max(low)));
        assertTrue(Window.of(2).padding(1).max(low.to(DType.BOOL)).all().toBooleanArray()[0]);
    }

    private static List<Double> boxed(Tensor x) {
        return java.util.Arrays.stream(x.toDoubleArray()).boxed().toList();
    }

    @Test
    void refusals() {
        Tensor x = Tensor.zeros(2, 4, 5, 5);
        Window window = Window.of(3, 3);
        refused("needs [N, C, spatial…]", () -> Convolution.of(window).apply(x, Tensor.zeros(6, 4, 3)));
        refused("must be the window's sizes", () -> Convolution.of(window).apply(x, Tensor.zeros(6, 4, 2, 3)));
        refused("axis 1 of the weights must be 4", () -> Convolution.of(window).apply(x, Tensor.zeros(6, 3, 3, 3)));
        refused("must be multiples", () -> new Convolution(window, 3).apply(x, Tensor.zeros(6, 1, 3, 3)));
        refused("dilation [1, 1]): x is float32[2, 4, 5, 5], the weights are float64[6, 4, 3, 3]; convert both to one float type",
                () -> Convolution.of(window).apply(x, Tensor.zeros(DType.FLOAT64, 6, 4, 3, 3)));
        refused("transposed convolution(window [3, 3] by [1, 1]", () -> Convolution.of(window).applyTransposed(x.to(DType.INT32), x));
        refused("0 groups", () -> new Convolution(window, 0));
        refused("no window fits", () -> Convolution.of(Window.of(6, 1)).apply(x, Tensor.zeros(1, 4, 6, 1)));
        refused("axis 0 of the weights must be 4", () -> Convolution.of(window).applyTransposed(x, Tensor.zeros(3, 4, 3, 3)));
        refused("fewer than the stride", () -> Convolution.of(window).applyTransposed(x, Tensor.zeros(4, 3, 3, 3), 1, 0));
        refused("1 or more", () -> Window.of(3, 0));
        refused("1 or more", () -> Window.of());
        refused("one for each spatial axis", () -> window.stride(1, 2, 3));
        refused("0 or more", () -> window.padding(-1));
        refused("needs [N, C, spatial…] with 4", () -> window.max(Tensor.zeros(4, 5, 5)));
    }

    private static void refused(String part, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
