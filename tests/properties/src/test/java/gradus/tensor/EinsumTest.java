package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.GradientCheck;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of products against loops over all letters. */
class EinsumTest {

    private static final int[] SIZES = {2, 3, 1, 4, 0, 2};

    private static void refused(String message, Executable act) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
    }

    /**
     * {@return the sum of products over all places of all letters} The operands' axes and the result's have a letter each; an
     * axis of size 1 is read at 0, whatever the size of its letter.
     */
    private static Tensor loops(String[] operands, String result, Tensor... x) {
        int[] sizes = new int[128];
        for (int k = 0; k < x.length; k++) {
            for (int axis = 0; axis < x[k].rank(); axis++) {
                char letter = operands[k].charAt(axis);
                int size = x[k].shape().get(axis);
                sizes[letter] = sizes[letter] == 0 || sizes[letter] == 2 ? size + 1 : sizes[letter]; // 0: not met, else size + 1
            }
        }
        StringBuilder letters = new StringBuilder(result);
        for (int letter = 0; letter < 128; letter++) {
            if (sizes[letter] > 0 && result.indexOf(letter) < 0) {
                letters.append((char) letter);
            }
        }
        int[] dims = letters.chars().map(letter -> sizes[letter] - 1).toArray();
        int[] resultDims = result.chars().map(letter -> sizes[letter] - 1).toArray();
        double[] sums = new double[Shape.of(resultDims).size()];
        int all = Shape.of(dims).size();
        for (int i = 0; i < all; i++) {
            int[] place = new int[128];
            int rest = i;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                place[letters.charAt(axis)] = rest % dims[axis];
                rest /= dims[axis];
            }
            double product = 1;
            for (int k = 0; k < x.length; k++) {
                int[] at = new int[x[k].rank()];
                for (int axis = 0; axis < at.length; axis++) {
                    at[axis] = x[k].shape().get(axis) == 1 ? 0 : place[operands[k].charAt(axis)];
                }
                product *= x[k].item(at);
            }
            sums[i / (all / sums.length)] += product;
        }
        return Tensor.of(sums).reshape(resultDims);
    }

    private static void assertClose(String text, Tensor expected, Tensor found) {
        assertEquals(expected.shape(), found.shape(), text);
        assertArrayEquals(expected.toDoubleArray(), found.toDoubleArray(), 1e-12, text);
    }

    /** Up to four operands of up to four letters, which may repeat; the result has some of them in any order, or is implied. */
    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void givesWhatLoopsGive(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] operands = new String[1 + random.nextInt(4)];
        Tensor[] x = new Tensor[operands.length];
        String alphabet = random.nextInt(10) == 0 ? "abcdeF" : "abcdF"; // e is empty
        String shown = "";
        for (int k = 0; k < operands.length; k++) {
            operands[k] = "";
            for (int axes = random.nextInt(k < 2 ? 5 : 3); axes > 0; axes--) {
                operands[k] += alphabet.charAt(random.nextInt(alphabet.length()));
            }
            int[] dims = operands[k].chars().map(letter -> SIZES["abcdeF".indexOf(letter)]).toArray();
            x[k] = Layouts.of(OpCatalogue.normal(k, dims)).get(random.nextInt(3));
            shown += operands[k];
        }
        String text = String.join(random.nextBoolean() ? "," : " , ", operands);
        String result = "";
        if (random.nextInt(3) == 0) {
            for (char letter : "Fabcde".toCharArray()) {
                result += shown.indexOf(letter) >= 0 && shown.indexOf(letter) == shown.lastIndexOf(letter) ? letter : "";
            }
        } else {
            for (char letter : shown.toCharArray()) {
                if (random.nextInt(3) > 0 && result.indexOf(letter) < 0) {
                    result = random.nextBoolean() ? result + letter : letter + result;
                }
            }
            text += (random.nextBoolean() ? "->" : " -> ") + result;
        }
        assertClose(text, loops(operands, result, x), Tensor.einsum(text, x));
    }

    /** The axes of an ellipsis align at the end and broadcast. */
    @ParameterizedTest
    @CsvSource({
        "'...ij,...jk->...ik', 'zij,yzjk', yzik, '1 2 3', '4 3 3 2'",
        "'...ij,...jk->...ik', 'zij,yzjk', yzik, '3 2 3', '4 1 3 2'",
        "'...ij,jk', 'yzij,jk', yzik, '2 3 2 3', '3 4'",
        "'i...,i...->...i', 'iyz,iz', yzi, '2 3 1', '2 4'",
        "'...,...', 'yz,z', yz, '2 1', '3'",
        "'i...j,...->ji...', 'iyzj,yz', jiyz, '2 1 2 3', '3 2'",
        "'...i,...i->...', 'yi,i', y, '2 3', '3'",
        "'...i,...->i', 'yi,y', i, '1 3', '4'",           // summed over, though broadcast
        "'a...b,b...->', 'ayb,by', '', '2 3 2', '2 3'",
        "'...ii->...i', 'yii', yi, '2 3 3', ''",
        "'...iji,j...->...j', 'yiji,jy', yj, '2 3 2 3', '2 2'",
        "'...,i->i...', 'yz,i', iyz, '0 2', '3'",
        "'...i->...', 'i', '', '3', ''",
    })
    void ellipsesBroadcast(String text, String operands, String result, String first, String second) {
        Tensor x = OpCatalogue.normal(1, dims(first));
        Tensor[] all = operands.contains(",") ? new Tensor[] {x, OpCatalogue.normal(2, dims(second))} : new Tensor[] {x};
        assertClose(text, loops(operands.split(","), result == null ? "" : result, all), Tensor.einsum(text, all));
    }

    private static int[] dims(String text) {
        return text.isEmpty() ? new int[0] : Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void wellKnownForms() {
        Tensor x = OpCatalogue.normal(1, 3, 4);
        Tensor y = OpCatalogue.normal(2, 4, 5);
        Tensor s = OpCatalogue.normal(3, 4, 4);
        assertTrue(x.matmul(y).contentEquals(Tensor.einsum("ij,jk", x, y)), "the same bits as matmul");
        assertTrue(x.transpose().contentEquals(Tensor.einsum("ji", x)));
        assertTrue(s.diagonal(0).contentEquals(Tensor.einsum("ii->i", s)));
        assertEquals(s.diagonal(0).sum().item(), Tensor.einsum("ii", s).item());
        assertEquals(DType.FLOAT32, Tensor.einsum("i,i", Tensor.ones(3), Tensor.ones(3)).dtype());
        assertEquals(6, Tensor.einsum(",", Tensor.scalar(2), Tensor.scalar(3)).item());
        assertEquals(7, Tensor.einsum("", Tensor.scalar(7)).item());
        assertArrayEquals(new double[4], Tensor.einsum("ij->j", Tensor.zeros(DType.FLOAT64, 0, 4)).toDoubleArray());
    }

    @Test
    void derivativesOfBothOrders() {
        Tensor x = OpCatalogue.normal(1, 2, 3, 2);
        Tensor y = OpCatalogue.normal(2, 3, 2);
        Tensor z = OpCatalogue.normal(3, 2, 1);
        for (String text : new String[] {"iji,jk,kl->lj", "ijk,jk,kl", "ijk,jl,im->mlk", "...j,kj,j...->...", "aba,bc,cd->"}) {
            for (int order = 1; order <= 2; order++) {
                GradientCheck.check(order, v -> Tensor.einsum(text, v), x, y, z).requirePass();
            }
        }
    }

    /** Any text either gives a sum of products or is refused with a sentence. */
    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void anyTextIsASumOrRefused(@ForAll @CharRange(from = 'i', to = 'k') @Chars({',', '.', '-', '>', ' ', '1'})
            @StringLength(max = 9) String text) {
        Tensor x = Tensor.ones(2, 2);
        String some = text.replace("-", "->").replace(".", "...");
        for (Tensor[] operands : new Tensor[][] {{x}, {x, x}}) {
            try {
                assertTrue(Tensor.einsum(some, operands).rank() <= 4);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("einsum(\"" + some + "\"): "), e::getMessage);
            }
        }
    }

    @Test
    void refusesWhatIsNoText() {
        String cure = "; write a letter for each axis, ... for the others, such as \"...ij,...jk->...ik\"";
        Tensor x = Tensor.zeros(2, 3);
        refused("einsum(\"ij,jk->iz\"): column 9: 'z' is an axis of no operand" + cure,
                () -> Tensor.einsum("ij,jk->iz", x, x.transpose()));
        refused("einsum(\"i j -> i1\"): column 9: '1' is no label" + cure, () -> Tensor.einsum("i j -> i1", x));
        refused("einsum(\"ij->ii\"): column 6: 'i' is in the result twice" + cure, () -> Tensor.einsum("ij->ii", x));
        refused("einsum(\"ij, ijk\"): column 5: 'ijk' names 3 axes of operand 1, [2, 3], which has 2" + cure,
                () -> Tensor.einsum("ij, ijk", x, x));
        refused("einsum(\"...i...\"): column 5: a second ... in one operand" + cure, () -> Tensor.einsum("...i...", x));
        refused("einsum(\"ij->...i...\"): column 9: a second ... in the result" + cure, () -> Tensor.einsum("ij->...i...", x));
        refused("einsum(\"ij,jk\"): 2 operands in the text and 1 tensors; give as many of both, with commas between",
                () -> Tensor.einsum("ij,jk", x));
        refused("einsum(\"ij\"): 1 operands in the text and 2 tensors; give as many of both, with commas between",
                () -> Tensor.einsum("ij", x, x));
        refused("einsum(\"ij,jk->ik\"): axis 0 of [2, 3], 'j', has 2 places and elsewhere 3; sizes of one label must be equal",
                () -> Tensor.einsum("ij,jk->ik", x, x));
        refused("einsum(\"i,i\"): axis 0 of [3], 'i', has 3 places and elsewhere 1; sizes of one label must be equal",
                () -> Tensor.einsum("i,i", Tensor.zeros(1), Tensor.zeros(3)));
        refused("einsum(\"ii\"): axis 1 of [2, 3], 'i', has 3 places and elsewhere 2; sizes of one label must be equal",
                () -> Tensor.einsum("ii", x));
        refused("einsum(\"...,...\"): axis 0 of [3, 2], of the ..., has 3 places and elsewhere 2; sizes of one label "
                + "must be equal",
                () -> Tensor.einsum("...,...", Tensor.zeros(2, 2), Tensor.zeros(3, 2)));
        refused("einsum(\"ij\"): not defined for int32 and int32; convert all operands to one float type with .to(FLOAT32)",
                () -> Tensor.einsum("ij", x.to(DType.INT32)));
        refused("einsum(\"i,i\"): not defined for float32 and float64; convert all operands to one float type with .to(FLOAT32)",
                () -> Tensor.einsum("i,i", Tensor.zeros(1), Tensor.zeros(DType.FLOAT64, 1)));
        refused("einsum(\"i\"): no tensors; give one for each operand in the text", () -> Tensor.einsum("i"));
        for (String text : new String[] {"ij-", "ij->i->j", "i.j", "..ij", "ij->,", "ij>i", ".", "iĵ", "ij->.", "...ijk"}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Tensor.einsum(text, x), text).getMessage();
            assertTrue(message.startsWith("einsum(\"" + text + "\"): "), message);
        }
    }
}
