package gradus.tensor;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static gradus.tensor.DType.INT32;
import static gradus.tensor.DType.INT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Making tensors, reading them, and the methods that are more than one op. */
class TensorTest {

    private static void refused(String message, Executable act) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
    }

    @Test
    void copiesWhatItIsMadeOfAndWhatItGives() {
        float[] data = {1, 2};
        Tensor x = Tensor.of(data);
        data[0] = 9;
        x.toFloatArray()[1] = 9;
        assertArrayEquals(new float[] {1, 2}, x.toFloatArray());
        double[] wide = {1, 2};
        Tensor y = Tensor.of(wide, 2, 1);
        wide[0] = 9;
        y.toDoubleArray()[1] = 9;
        assertArrayEquals(new double[] {1, 2}, y.toDoubleArray());
        assertEquals(Shape.of(2, 1), y.shape());
        refused("Tensor.of: 2 numbers do not fill [3], which takes 3", () -> Tensor.of(data, 3));
    }

    @Test
    void readsNestedArrays() {
        assertTrue(Tensor.of(new int[] {1, 2, 3, 4}, 2, 2).contentEquals(Tensor.of(new int[][] {{1, 2}, {3, 4}})));
        assertTrue(Tensor.of(new boolean[] {true, false}, 1, 1, 2).contentEquals(Tensor.of(new boolean[][][] {{{true, false}}})));
        assertEquals(Shape.of(2, 0), Tensor.of(new double[2][0]).shape());
        assertEquals(Shape.of(0, 0), Tensor.of(new long[0][]).shape());
        assertEquals(INT64, Tensor.of(new long[0][]).dtype());
        assertEquals(Shape.of(2, 0, 0), Tensor.of(new float[2][0][]).shape());
        assertTrue(Tensor.of(new float[] {1, 2}, 2, 1).contentEquals(Tensor.of(new Object[] {new float[] {1}, new float[] {2}})));
    }

    @Test
    void refusesNestedArraysThatAreNoTensor() {
        refused("Tensor.of: ragged array: a row of [2, 2] along axis 1 has 1 entries; make all rows equally long",
                () -> Tensor.of(new float[][] {{1, 2}, {3}}));
        refused("Tensor.of: ragged array: a row of [2, 1] along axis 1 has no entries; make all rows equally long",
                () -> Tensor.of(new float[][] {{1}, null}));
        refused("Tensor.of: the array holds null; fill every row", () -> Tensor.of(new float[][] {null, {1}}));
        refused("Tensor.of: a row along axis 1 of [2, 1] is a double[], where the first is float[]; make all rows alike",
                () -> Tensor.of(new Object[] {new float[] {1}, new double[] {1}}));
        refused("Tensor.of: no element type for String; use float, double, int, long or boolean arrays",
                () -> Tensor.of(new Object[] {"1"}));
        refused("Tensor.of: no element type for byte[]; use float, double, int, long or boolean arrays",
                () -> Tensor.of(new byte[][] {{1}}));
        for (Object[] nested : new Object[][] {{}, {new float[] {1}, "x"}, {new float[][] {{1}}, new float[] {1}},
            {new float[] {1}, new float[][] {{1}}}, {new Object[] {}}, {new float[] {1}, 1f}, new String[0], new Integer[] {1}}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Tensor.of(nested)).getMessage();
            assertTrue(message.startsWith("Tensor.of: "), message);
        }
    }

    @Test
    void readsItems() {
        Tensor x = Tensor.of(new int[][] {{1, 2, 3}, {4, 5, 6}});
        assertEquals(6, x.item(1, 2));
        assertEquals(4, x.item(-1, -3));
        assertEquals(2, x.transpose().item(1, 0));
        assertEquals(7, Tensor.of(new double[] {7}, 1, 1).item());
        assertEquals(1, Tensor.full(DType.BOOL, 1).item());
        refused("item: [2, 3] has 2 axes and 6 elements, the index [] names 0 of them; give one place for each axis", x::item);
        refused("item: [2, 3] has 2 axes and 6 elements, the index [1] names 1 of them; give one place for each axis",
                () -> x.item(1));
        refused("item: index [0, 3] is out of range for [2, 3]; place 3 of axis 1 must be within 0 to 2", () -> x.item(0, 3));
        refused("item: index [-3, 0] is out of range for [2, 3]; place -3 of axis 0 must be within 0 to 1", () -> x.item(-3, 0));
    }

    @Test
    void readsArraysOfItsOwnType() {
        Tensor x = Tensor.range(3);
        refused("toFloatArray: the tensor is int32; convert with .to(FLOAT32)", x::toFloatArray);
        refused("toIntArray: the tensor is float32; convert with .to(INT32)", () -> Tensor.scalar(1).toIntArray());
        refused("toBooleanArray: the tensor is int32; convert with .to(BOOL)", x::toBooleanArray);
        refused("toLongArray: the tensor is float32; convert with .to(INT64)", () -> Tensor.scalar(1).toLongArray());
        assertArrayEquals(new double[] {0, 1, 2}, x.toDoubleArray());
        assertArrayEquals(new long[] {0, 1, 2}, x.toLongArray());
        assertArrayEquals(new long[] {1, 0}, Tensor.of(new boolean[] {true, false}).toLongArray());
        assertArrayEquals(new int[] {0, 2, 1, 3}, Tensor.range(4).reshape(2, 2).transpose().toIntArray());
    }

    @Test
    void contentEqualsComparesTypeShapeAndElements() {
        Tensor x = Tensor.of(new float[] {0, Float.NaN});
        assertTrue(x.contentEquals(Tensor.of(new float[] {0, Float.NaN})));
        assertFalse(x.contentEquals(Tensor.of(new float[] {-0f, Float.NaN})));
        assertFalse(x.contentEquals(x.to(FLOAT64)));
        assertFalse(x.contentEquals(x.reshape(1, 2)));
        assertFalse(x.contentEquals(x.slice(0, 0, 1)));
        assertTrue(Tensor.zeros(0, 2).contentEquals(Tensor.zeros(0, 2)));
        assertTrue(Tensor.full(INT32, 5, 2).contentEquals(Tensor.of(new int[] {5, 5})));
        assertFalse(Tensor.of(new long[] {1L << 60}).contentEquals(Tensor.of(new long[] {(1L << 60) + 1})));
    }

    @Test
    void numbersMustBeValuesOfTheType() {
        refused("mul: 0.5 is no value of int32; convert the tensor with .to(FLOAT32), or round the number",
                () -> Tensor.range(3).mul(0.5));
        refused("less: 0.5 is no value of int32; convert the tensor with .to(FLOAT32), or round the number",
                () -> Tensor.range(3).less(0.5));
        refused("clamp: Infinity is no value of int32; convert the tensor with .to(FLOAT32), or round the number",
                () -> Tensor.range(3).clamp(0, Double.POSITIVE_INFINITY));
        refused("clamp: from NaN to 1.0 there is nothing; give the smaller bound first, and no NaN",
                () -> Tensor.ones(3).clamp(Double.NaN, 1));
        refused("full: 3.0E9 is no value of int32; convert the tensor with .to(FLOAT32), or round the number",
                () -> Tensor.full(INT32, 3e9));
        assertArrayEquals(new double[] {1, 1}, Tensor.ones(FLOAT64, 2).toDoubleArray());
        assertThrows(IllegalArgumentException.class, () -> Tensor.full(INT64, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Tensor.full(DType.BOOL, 2));
        assertArrayEquals(new int[] {2, 3}, Tensor.range(2).add(2).toIntArray());
        refused("mean: not defined for int32[3]; convert with .to(FLOAT32)", () -> Tensor.range(3).mean());
        refused("add: int32[2] and float32[]: dtypes differ; convert one of them, such as with .to(FLOAT32)",
                () -> Tensor.range(2).add(Tensor.scalar(1)));
        refused("exp: not defined for int64; convert with .to(FLOAT32)", () -> Tensor.range(2).to(INT64).exp());
    }

    @Test
    void newAxesAndOpenSizesAreNamed() {
        refused("unsqueeze: a new axis 4 for [2, 3] is out of range; use -3 to 2", () -> Tensor.ones(2, 3).unsqueeze(4));
        refused("reshape: [2, 3] to [-1, -1]: only one size can be worked out; give all others",
                () -> Tensor.ones(2, 3).reshape(-1, -1));
    }

    @Test
    void meanIsTheSumOverTheCount() {
        Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 9}});
        assertEquals(4, x.mean().item());
        assertArrayEquals(new double[] {2.5, 3.5, 6}, x.mean(0).toDoubleArray());
        assertArrayEquals(new double[] {2, 6}, x.mean(-1).toDoubleArray(), 1e-15);
        assertTrue(Double.isNaN(Tensor.zeros(0).mean().item()), "of nothing, as NumPy");
        assertEquals(0, Tensor.zeros(3, 0).mean(0).size());
        assertEquals(5, Tensor.scalar(5).mean().item());
    }

    @Test
    void reductionsOfNothing() {
        assertEquals(0, Tensor.zeros(0).sum().item());
        assertArrayEquals(new float[2], Tensor.zeros(2, 0).sum(1).toFloatArray());
        assertEquals(Shape.of(0), Tensor.zeros(0, 2).max(1).shape());
        refused("max[1]: [2, 0]: no element to choose from; reduce over axes that are not empty", () -> Tensor.zeros(2, 0).max(1));
        refused("argmax(0): [0]: no element to choose from; choose along an axis that is not empty",
                () -> Tensor.zeros(0).argmax(0));
        assertEquals(3, Tensor.of(new boolean[] {true, true, false, true}).sum().item());
        assertEquals(INT64, Tensor.range(3).sum().dtype());
        assertEquals(4e9, Tensor.full(INT32, 2e9, 2).sum().item());
    }

    @Test
    void extremesPassNanOn() {
        Tensor x = Tensor.of(new float[][] {{1, Float.NaN, 3}, {5, 6, 6}});
        assertTrue(Double.isNaN(x.max().item()));
        assertTrue(Double.isNaN(x.min(1).item(0)));
        assertTrue(Double.isNaN(x.max(0).item(1)));
        assertEquals(6, x.max(1).item(1));
        assertArrayEquals(new int[] {1, 1}, x.argmax(1).toIntArray());
        assertArrayEquals(new int[] {1, 0, 1}, x.argmax(0).toIntArray());
    }

    @Test
    void matmulSaysWhatToDo() {
        Tensor x = Tensor.zeros(64, 784);
        refused("matmul: [64, 784] × [128, 784]: inner 784 ≠ 128; did you mean y.transpose()?", () -> x.matmul(Tensor.zeros(128, 784)));
        refused("matmul: [784, 64] × [784, 10]: inner 64 ≠ 784; did you mean x.transpose()?",
                () -> x.transpose().matmul(Tensor.zeros(784, 10)));
        refused("matmul: [2] × [2, 2]: a matrix has two axes or more; give a vector a second axis with .unsqueeze(0) or .unsqueeze(1)",
                () -> new Matmul().apply(Tensor.zeros(2), Tensor.zeros(2, 2)));
        refused("matmul: [] × [2]: a scalar has no axis to sum over; use mul", () -> Tensor.scalar(1).matmul(Tensor.zeros(2)));
        refused("matmul: [2, 3] × [2]: inner 3 ≠ 2; the last axis of x must be as long as the vector",
                () -> Tensor.zeros(2, 3).matmul(Tensor.zeros(2)));
        refused("matmul: [3] × [4, 2, 3]: inner 3 ≠ 2; the last axis of x must be as long as the last but one of y",
                () -> Tensor.zeros(3).matmul(Tensor.zeros(4, 2, 3)));
        refused("matmul: [3] × [4]: inner 3 ≠ 4; the last axis of x must be as long as the vector",
                () -> Tensor.zeros(3).matmul(Tensor.zeros(4)));
        refused("matmul: not defined for int32; convert with .to(FLOAT32)", () -> Tensor.range(3).matmul(Tensor.range(3)));
        refused("matmul: [2, 1, 3] × [4, 3, 1]: the leading axes: [2] and [4]: sizes 2 and 4 of axis −1 differ and neither is 1; "
                + "reshape or expand one of them", () -> Tensor.zeros(2, 1, 3).matmul(Tensor.zeros(4, 3, 1)));
        assertEquals(Shape.of(2, 0, 4), Tensor.zeros(2, 0, 3).matmul(Tensor.zeros(3, 4)).shape());
        assertEquals(Shape.of(2, 5, 4), Tensor.zeros(2, 5, 0).matmul(Tensor.zeros(0, 4)).shape());
    }

    /** The same bits for vectors, batches and what is empty. */
    @Test
    void affineIsMatmulAndAdd() {
        Tensor y = OpCatalogue.normal(1, 5, 3);
        Tensor b = OpCatalogue.normal(2, 3);
        for (int[] dims : new int[][] {{5}, {4, 5}, {2, 4, 5}, {2, 0, 5}, {0, 5}}) {
            Tensor x = OpCatalogue.normal(3, dims);
            assertTrue(x.affine(y, b).contentEquals(x.matmul(y).add(b)), x.shape().toString());
        }
        assertTrue(OpCatalogue.normal(3, 4, 0).affine(OpCatalogue.normal(1, 0, 3), b).contentEquals(b.expand(4, 3)));
        Tensor x = OpCatalogue.normal(3, 2, 4, 5);
        refused("affine: [2, 4, 5] × [6, 3]: inner 5 ≠ 6; the last axis of x must be as long as the last but one of y",
                () -> x.affine(OpCatalogue.normal(1, 6, 3), b));
        refused("affine: [2, 4, 5] × [5, 3] + float64[5]: needs a matrix y and a bias float64[3]; for a batch of y use matmul and add",
                () -> x.affine(y, OpCatalogue.normal(2, 5)));
        refused("affine: [2, 4, 5] × [5, 3] + float32[3]: needs a matrix y and a bias float64[3]; for a batch of y use matmul and add",
                () -> x.affine(y, b.to(DType.FLOAT32)));
        refused("affine: [2, 4, 5] × [2, 5, 3] + float64[3]: needs a matrix y and a bias float64[3]; for a batch of y use matmul and add",
                () -> x.affine(OpCatalogue.normal(1, 2, 5, 3), b));
        refused("affine: x is [2, 4, 5]; the op takes a matrix, use x.affine(y, b)", () -> new Affine().apply(x, y, b));
    }

    /** A vector is a matrix of one row on the left, of one column on the right. */
    @Test
    void matmulTakesVectors() {
        Tensor x = OpCatalogue.normal(1, 5, 2, 3, 4);
        Tensor v = OpCatalogue.normal(2, 4);
        Tensor w = OpCatalogue.normal(3, 3);
        assertTrue(v.unsqueeze(0).matmul(v.unsqueeze(1)).reshape().contentEquals(v.matmul(v)));
        assertTrue(x.matmul(v.unsqueeze(1)).squeeze(-1).contentEquals(x.matmul(v)));
        assertTrue(w.unsqueeze(0).matmul(x).squeeze(-2).contentEquals(w.matmul(x)));
        assertEquals(Shape.of(5, 2, 3), x.matmul(v).shape());
        assertEquals(Shape.of(5, 2, 4), w.matmul(x).shape());
        assertEquals(0, Tensor.zeros(0).matmul(Tensor.zeros(0)).item());
        assertArrayEquals(new float[3], Tensor.zeros(3, 0).matmul(Tensor.zeros(0)).toFloatArray());
        assertEquals(Shape.of(2, 0), Tensor.zeros(2, 0, 3).matmul(Tensor.zeros(3)).shape());
    }

    @Test
    void shapesAndViews() {
        Tensor x = Tensor.range(24).reshape(2, 3, 4);
        assertEquals(Shape.of(6, 4), x.reshape(-1, 4).shape());
        assertSame(x, x.reshape(2, 3, 4));
        refused("reshape: [2, 3, 4] to [5, -1]: 24 elements leave no whole number for −1; the sizes must multiply to that number",
                () -> x.reshape(5, -1));
        refused("reshape: [2, 3, 4] to [5]: 24 ≠ 5 elements; the sizes must multiply to the same number", () -> x.reshape(5));
        assertThrows(IllegalArgumentException.class, () -> x.reshape(-1, -1));
        assertThrows(IllegalArgumentException.class, () -> x.reshape(-2, -12));
        assertEquals(Shape.of(2, 1, 3, 4), x.unsqueeze(1).shape());
        assertEquals(Shape.of(2, 3, 4, 1), x.unsqueeze(-1).shape());
        assertEquals(Shape.of(2, 3, 4), x.unsqueeze(0).squeeze(0).shape());
        refused("squeeze: axis 1 of [2, 3, 4] has size 3; only an axis of size 1 can go", () -> x.squeeze(1));
        assertArrayEquals(new int[] {5, 6}, x.slice(0, 0, 1).slice(1, 1, 2).slice(2, 1, -1).reshape(2).toIntArray());
        refused("slice: places 2 to 5 of axis 1 of [2, 3, 4]; stay within 0 to 3", () -> x.slice(1, 2, 5));
        refused("slice: places 2 to 1 of axis 1 of [2, 3, 4]; stay within 0 to 3", () -> x.slice(1, 2, 1));
        assertEquals(0, x.slice(1, 2, 2).size());
        refused("permute: axes [0, 1] of [2, 3, 4]: name each of the 3 axes once", () -> x.permute(0, 1));
        refused("transpose: [3] has fewer than two axes; add one with .unsqueeze(0)", () -> Tensor.zeros(3).transpose());
        refused("concat: no tensors; give at least one", () -> Tensor.concat(0));
        refused("expand[3, 1]: [3, 4] does not broadcast to it; only axes of size 1 expand", () -> Tensor.zeros(3, 4).expand(3, 1));
        assertSame(x, x.contiguous());
        assertNotSame(x, x.transpose().contiguous());
        assertSame(x, x.to(INT32));
    }

    /** Reshaping a view gives the same elements as reshaping its copy, whether it is a view of the view or not. */
    @Test
    void reshapesViews() {
        int[][] targets = {{24}, {4, 6}, {2, 2, 6}, {1, 24, 1}, {3, 8}, {2, 3, 2, 2}, {6, 1, 4}, {12, 2}};
        for (Tensor x : Layouts.of(OpCatalogue.normal(1, 4, 3, 2))) {
            for (int[] target : targets) {
                assertTrue(x.contiguous().reshape(target).contentEquals(x.reshape(target)), () -> Shape.of(target).toString());
                Tensor expanded = x.unsqueeze(1).expand(4, 2, 3, 2);
                assertTrue(expanded.contiguous().reshape(8, 6).contentEquals(expanded.reshape(8, 6)));
            }
        }
        assertEquals(Shape.of(1, 1), Tensor.scalar(1).reshape(1, 1).shape());
        assertEquals(Shape.of(), Tensor.zeros(1, 1).reshape().shape());
        assertEquals(Shape.of(0, 7), Tensor.zeros(3, 0).reshape(0, 7).shape());
    }

    @Test
    void oneHotMarksTheClass() {
        assertTrue(Tensor.of(new float[][] {{0, 1, 0}, {1, 0, 0}})
                .contentEquals(Tensor.oneHot(FLOAT32, Tensor.of(new long[] {1, 0}), 3)));
    }

    @Test
    void indicesAreChecked() {
        Tensor x = Tensor.range(6).reshape(2, 3);
        assertArrayEquals(new int[] {2, 1, 5, 4}, x.indexSelect(-1, Tensor.of(new int[] {2, 1})).toIntArray());
        refused("indexSelect(1): index 3 at place 1 is out of range; use 0 to 2",
                () -> x.indexSelect(1, Tensor.of(new int[] {0, 3})));
        refused("indexSelect(0): the indices are float32, not int32 or int64; convert with .to(INT32)",
                () -> x.indexSelect(0, Tensor.zeros(1)));
        refused("indexSelect(0): index -1 at place 0 is out of range; use 0 to 1",
                () -> x.indexSelect(0, Tensor.of(new long[] {-1})));
    }

    @Test
    void softmaxBearsLargeAndInfiniteLogits() {
        Tensor x = Tensor.of(new double[][] {{1000, 1000, -1000}, {Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY}});
        assertArrayEquals(new double[] {0.5, 0.5, 0, 0, 1, 0}, x.softmax(-1).toDoubleArray(), 1e-15);
        assertEquals(-Math.log(2), x.logSoftmax(1).item(0, 1), 1e-15);
        assertEquals(Double.NEGATIVE_INFINITY, x.logSoftmax(1).item(1, 0));
    }
}
