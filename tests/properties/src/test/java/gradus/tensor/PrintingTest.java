package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrintingTest {

    private static void prints(Tensor x, String... lines) {
        assertEquals(String.join("\n", lines), x.toString());
    }

    @Test
    void asInTheDesign() {
        prints(Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}),
                "float32[2, 3]",
                "[[1 2 3]",
                " [4 5 6]]");
        prints(Tensor.of(new float[][] {{2, 4, 6}, {8, 10, 12}}),
                "float32[2, 3]",
                "[[2  4  6]",
                " [8 10 12]]");
    }

    @Test
    void scalars() {
        prints(Tensor.scalar(3), "float32[] 3");
        prints(Tensor.scalar(Math.PI), "float32[] 3.1416");
        prints(Tensor.full(DType.BOOL, 1), "bool[] true");
        prints(Tensor.of(new long[] {Long.MIN_VALUE}).reshape(), "int64[] -9223372036854775808");
    }

    @Test
    void axes() {
        prints(Tensor.range(24).reshape(2, 3, 4),
                "int32[2, 3, 4]",
                "[[[ 0  1  2  3]",
                "  [ 4  5  6  7]",
                "  [ 8  9 10 11]]",
                " [[12 13 14 15]",
                "  [16 17 18 19]",
                "  [20 21 22 23]]]");
        prints(Tensor.range(4).reshape(2, 2).transpose(), "int32[2, 2]", "[[0 2]", " [1 3]]");
    }

    @Test
    void nothing() {
        prints(Tensor.zeros(0), "float32[0]", "[]");
        prints(Tensor.zeros(DType.INT32, 2, 0), "int32[2, 0]", "[[]", " []]");
        prints(Tensor.zeros(0, 2), "float32[0, 2]", "[]");
    }

    @Test
    void numbersShareTheShortestFormat() {
        prints(Tensor.of(new float[] {0.1f, 0.25f, 100}), "float32[3]", "[0.10 0.25 100.00]");
        prints(Tensor.of(new float[] {1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0.5f}),
                "float32[6]", "[1.0 NaN ∞ -∞ -0.0 0.5]");
        prints(Tensor.of(new float[] {Float.NaN, 1}), "float32[2]", "[NaN 1]");
        prints(Tensor.of(new double[] {1e-10, 1, -1e10}), "float64[3]", "[1.0000e-10 1.0000e+00 -1.0000e+10]");
        prints(Tensor.of(new double[] {123456, 2}), "float64[2]", "[123456 2]");
        prints(Tensor.of(new double[] {1.0 / 3, 2}), "float64[2]", "[0.3333 2.0000]");
        prints(Tensor.of(new boolean[][] {{true, false}, {false, false}}), "bool[2, 2]", "[[ true false]", " [false false]]");
    }

    @Test
    void longAxesAreShortened() {
        prints(Tensor.range(1000), "int32[1000]", "[0 1 2 3 4 5 6 7 … 992 993 994 995 996 997 998 999]");
        prints(Tensor.range(90_000).reshape(300, 300).slice(1, 0, 2),
                "int32[300, 2]",
                "[[    0     1]", " [  300   301]", " [  600   601]", " [  900   901]", " [ 1200  1201]", " [ 1500  1501]",
                " [ 1800  1801]", " [ 2100  2101]", " …",
                " [87600 87601]", " [87900 87901]", " [88200 88201]", " [88500 88501]", " [88800 88801]", " [89100 89101]",
                " [89400 89401]", " [89700 89701]]");
    }

    @Test
    void alwaysFitsAndAtOnce() {
        int[][] shapes = {{1000}, {3, 1000}, {1000, 3}, {17, 17, 17, 17}, {20, 3, 30}, {1, 1, 1, 5000}, {12, 12, 12, 12, 12},
            {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, {50, 0, 70}};
        for (int[] dims : shapes) {
            Tensor x = Generator.of(1).normal(dims).mul(1e6);
            String text = assertTimeout(Duration.ofSeconds(5), x::toString);
            assertTrue(text.length() <= 1000, Shape.of(dims) + " prints " + text.length());
            assertTrue(text.startsWith("float32" + Shape.of(dims)), text);
        }
    }
}
