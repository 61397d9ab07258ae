package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gradus.kit.Tensors;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for whole families of ops: linearity, and that broadcasting is explicit expansion. */
class LinearityTest {

    /** Examples of ops that are linear in their first operand. */
    static List<OpCatalogue.Example> linear() {
        return OpCatalogue.examples().stream().filter(example -> switch (example.op()) {
            case Movement.Concat _ -> false; // in all of its operands together
            case Movement _, Reduction.Sum _, Matmul _, Indexing _, Fourier _ -> true;
            case Filter.Convolve _, Filter.Transposed _, Filter.Weights _ -> true;
            case Unary f -> f == Unary.NEG;
            case Binary f -> f == Binary.MUL || f == Binary.DIV || f == Binary.GATE;
            default -> false;
        }).toList();
    }

    @ParameterizedTest
    @MethodSource("linear")
    void superposition(OpCatalogue.Example example) {
        Tensor[] operands = example.operands().clone();
        Tensor x = operands[0];
        Tensor y = OpCatalogue.normal(77, x.shape().toArray());
        operands[0] = x.mul(3).sub(y.mul(0.5));
        Tensor together = example.op().apply(operands);
        operands[0] = y;
        Tensor fy = example.op().apply(operands);
        operands[0] = x;
        Tensor fx = example.op().apply(operands);
        assertArrayEquals(fx.mul(3).sub(fy.mul(0.5)).toDoubleArray(), together.toDoubleArray(), 1e-12);
    }

    @Provide
    Arbitrary<Tensors.Broadcast> broadcasts() {
        return Tensors.broadcasts();
    }

    @Property(tries = 200)
    void broadcastingIsExpansion(@ForAll("broadcasts") Tensors.Broadcast shapes, @ForAll Binary op) {
        Tensor x = OpCatalogue.normal(1, shapes.x().toArray());
        Tensor y = OpCatalogue.normal(2, shapes.y().toArray());
        int[] dims = shapes.result().toArray();
        Tensor expected = op.apply(x.expand(dims).contiguous(), y.expand(dims).contiguous());
        assertEquals(shapes.result(), expected.shape());
        assertArrayEquals(expected.toDoubleArray(), op.apply(x, y).toDoubleArray());
    }
}
