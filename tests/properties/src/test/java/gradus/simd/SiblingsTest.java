package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The chosen kernels give the bits of the scalar ones, at every length and offset, and write nothing outside their run. */
@Tag("bits")
class SiblingsTest {

    private static final int[] LENGTHS = {0, 1, 2, 7, 10, 15, 16, 17, 31, 63, 64, 65, 128, 207, 1000, 4095, 4096, 4098, 8193};

    @TestFactory
    Stream<DynamicTest> floats() {
        return tests(Elements.FLOAT);
    }

    @TestFactory
    Stream<DynamicTest> doubles() {
        return tests(Elements.DOUBLE);
    }

    private static <A> Stream<DynamicTest> tests(Elements<A> elements) {
        return Calls.kernels().stream().map(kernel -> DynamicTest.dynamicTest(Calls.name(kernel), () -> {
            Random random = new Random(kernel.getName().hashCode());
            for (int n : LENGTHS) {
                for (int again = 0; again < 4; again++) {
                    compare(kernel, elements, n, random.nextLong(), again % 2 == 0);
                }
            }
            for (int again = 0; again < 1000; again++) { // often enough to be compiled, as vector code interpreted is other code
                compare(kernel, elements, random.nextInt(150), random.nextLong(), again % 2 == 0);
            }
        }));
    }

    /** Tiles of all heights, which the shapes drawn above have too few channels for. */
    @Test
    void convolutionsOfManyChannels() {
        Random random = new Random(7);
        for (int channels = 5; channels < 31; channels++) {
            for (int outputs : new int[] {1, 6, 11, 16, 19, 44}) {
                int stride = 1 + random.nextInt(2);
                int[] spatial = {3 + random.nextInt(12), 3 + random.nextInt(20)}, sizes = {1 + random.nextInt(3), 1 + random.nextInt(3)};
                ConvolutionShape shape = new ConvolutionShape(2, 1, channels, outputs, spatial, sizes, new int[] {stride, stride},
                    new int[] {random.nextInt(2), random.nextInt(2)}, new int[] {1, 1});
                compare(shape, Elements.FLOAT, random.nextLong());
                compare(shape, Elements.DOUBLE, random.nextLong());
            }
        }
    }

    /**
     * Shapes of several blocks: two that are computed with channels last, of so many rows of places, and of several tiles a row; and
     * one that is unfolded, of so deep a sum.
     */
    @Test
    void convolutionsOfSeveralBlocks() {
        int[] one = {1, 1}, none = {0, 0};
        for (ConvolutionShape shape : new ConvolutionShape[] {
            new ConvolutionShape(1, 1, 6, 16, new int[] {120, 16}, new int[] {7, 7}, one, none, one),
            new ConvolutionShape(1, 1, 12, 16, new int[] {20, 33}, new int[] {3, 13}, one, none, one),
            new ConvolutionShape(1, 1, 9, 17, new int[] {18, 18}, new int[] {11, 11}, one, none, one)}) {
            for (int seed = 1; seed < 5; seed++) { // with and without a bias
                compare(shape, Elements.FLOAT, seed);
                compare(shape, Elements.DOUBLE, seed);
            }
        }
    }

    /** Batches that fill vectors, not all evenly, of images small enough for that. */
    @Test
    void convolutionsOfManyImages() {
        Random random = new Random(8);
        for (int again = 0; again < 60; again++) {
            int axes = 1 + random.nextInt(3), batch = 7 + random.nextInt(60), groups = 1 + random.nextInt(2);
            int channels = 1 + random.nextInt(14), outputs = 4 + random.nextInt(30);
            int[] spatial = Calls.each(axes, random, 3, new int[] {30, 12, 6}[axes - 1]), sizes = Calls.each(axes, random, 1, 4);
            int[] strides = Calls.each(axes, random, 1, again % 2 == 0 ? 1 : 3), dilations = Calls.each(axes, random, 1, 2);
            int[] paddings = again % 4 == 0 ? new int[axes] : Calls.fitting(spatial, sizes, dilations, random);
            if (again % 4 == 0) for (int axis = 0; axis < axes; axis++) spatial[axis] += sizes[axis] * dilations[axis];
            ConvolutionShape shape = new ConvolutionShape(batch, groups, channels, outputs, spatial, sizes, strides, paddings, dilations);
            compare(shape, Elements.FLOAT, random.nextLong());
            compare(shape, Elements.DOUBLE, random.nextLong());
        }
    }

    /** Products that are negative and too small for their type: the chain of a transposed convolution starts from 0, yet ends in −0. */
    @Test
    void transposedConvolutionsTakeMinusZeroForZero() {
        int[] one = {1, 1}, none = {0, 0};
        for (int batch : new int[] {1, 40}) {
            ConvolutionShape shape = new ConvolutionShape(batch, 1, 18, 8, new int[] {7, 7}, new int[] {3, 3}, one, none, one);
            float[] y = new float[batch * 8 * 25], w = new float[8 * 18 * 9], x = new float[batch * 18 * 49];
            Arrays.fill(y, Float.MIN_NORMAL);
            Arrays.fill(w, -Float.MIN_NORMAL);
            for (Kernels<float[]> kernels : List.of(Elements.FLOAT.scalar(), Elements.FLOAT.chosen())) {
                Arrays.fill(x, 1);
                kernels.convolveTransposed(shape, y, 0, w, 0, x, 0);
                assertArrayEquals(new float[x.length], x, batch + " images");
            }
        }
    }

    /** Windows whose elements are mostly equal, zeros of both signs among them, in images of every width; some hold NaN or infinity. */
    @Test
    void poolingTakesTheFirstOfEquals() {
        Random random = new Random(9);
        for (int width = 2; width < 70; width++) {
            int[] halves = {2, 2}, spatial = {2 + random.nextInt(5), width};
            ConvolutionShape shape = new ConvolutionShape(3, 1, 1, 1, spatial, halves, halves, new int[2], new int[] {1, 1});
            double[] values = {-0.0, 0, 0, 1, 1, width % 4 == 0 ? Double.NaN : width % 4 == 1 ? Double.POSITIVE_INFINITY : 2};
            comparePooling(shape, Elements.FLOAT, values, random);
            comparePooling(shape, Elements.DOUBLE, values, random);
        }
    }

    private static <A> void comparePooling(ConvolutionShape shape, Elements<A> elements, double[] values, Random random) {
        int n = shape.batch * shape.area, places = shape.batch * shape.places();
        A x = elements.array(n), v = elements.array(places), expected = elements.array(n + places), actual = elements.array(n + places);
        for (int i = 0; i < n; i++) elements.set(x, i, values[random.nextInt(values.length)]);
        for (int i = 0; i < places; i++) elements.set(v, i, random.nextGaussian());
        elements.scalar().pick(shape, x, 0, x, 0, expected, 0);
        elements.scalar().place(shape, x, 0, v, 0, expected, places);
        elements.chosen().pick(shape, x, 0, x, 0, actual, 0);
        elements.chosen().place(shape, x, 0, v, 0, actual, places);
        for (int i = 0; i < n + places; i++) {
            assertEquals(elements.bits(elements.get(expected, i)), elements.bits(elements.get(actual, i)), "width " + shape.length + ", " + i);
        }
    }

    private static <A> void compare(ConvolutionShape shape, Elements<A> elements, long seed) {
        for (Method kernel : Calls.kernels()) {
            if (kernel.getName().startsWith("convolve")) {
                Drawn<A> expected = new Drawn<>(elements, seed), actual = new Drawn<>(elements, seed);
                Calls.convolution(kernel, elements.scalar(), shape, expected);
                Calls.convolution(kernel, elements.chosen(), shape, actual);
                List<long[]> left = expected.bits(), right = actual.bits();
                for (int run = 0; run < left.size(); run++) {
                    assertArrayEquals(left.get(run), right.get(run), kernel.getName() + " of " + shape.channels + " to " + shape.outputs);
                }
                assertTrue(expected.marginsUntouched() && actual.marginsUntouched(), "written outside the run");
            }
        }
    }

    private static <A> void compare(Method kernel, Elements<A> elements, int n, long seed, boolean inPlace) {
        Drawn<A> expected = new Drawn<>(elements, seed), actual = new Drawn<>(elements, seed);
        Double value = Calls.call(kernel, elements.scalar(), expected, n, inPlace);
        Double chosen = Calls.call(kernel, elements.chosen(), actual, n, inPlace);
        String at = "n " + n + ", seed " + seed + (inPlace ? ", in place" : "");
        assertEquals(value, chosen, at); // boxed: NaN equals NaN, and 0 is not −0
        List<long[]> left = expected.bits(), right = actual.bits();
        for (int run = 0; run < left.size(); run++) {
            assertArrayEquals(left.get(run), right.get(run), at);
        }
        assertTrue(expected.marginsUntouched() && actual.marginsUntouched(), () -> "written outside the run: " + at);
    }
}
