package gradus.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.tensor.CustomOp;
import gradus.tensor.DType;
import gradus.tensor.Domain;
import gradus.tensor.Tensor;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The kit as a user uses it, and that it finds what is wrong. */
class KitTest {

    /** x · sigmoid(x), with its own rule (Ramachandran et al. 2017): a user's op. */
    private record Swish() implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].mul(x[0].sigmoid());
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(y.add(x[0].sigmoid().mul(y.neg().add(1))));
        }
    }

    @Provide
    Arbitrary<Tensor> numbers() {
        return Tensors.tensors(Domain.REAL);
    }

    @Property(tries = 30)
    void swish(@ForAll("numbers") Tensor x) {
        OpCheck.check(new Swish(), x);
    }

    /** A gradient that forgets a factor. */
    private record Forgetful() implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].mul(2);
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g;
        }
    }

    @Test
    void wrongGradientsAreFoundOfEitherFloatType() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            String message = assertThrows(AssertionError.class, () -> OpCheck.check(new Forgetful(), Tensor.ones(dtype, 2)))
                    .getMessage();
            assertTrue(message.startsWith("Forgetful[]: derivative of order 1 FAILS"), message);
        }
    }

    @Provide
    Arbitrary<Tensors.Broadcast> broadcasts() {
        return Tensors.broadcasts();
    }

    @Property
    void broadcastableShapesBroadcast(@ForAll("broadcasts") Tensors.Broadcast shapes) {
        Tensor x = Tensor.zeros(shapes.x().toArray());
        Tensor y = Tensor.zeros(shapes.y().toArray());
        assertEquals(shapes.result(), x.add(y).shape());
    }

    @Provide
    Arbitrary<Tensor> wellConditioned() {
        return Tensors.wellConditioned(4);
    }

    /** The condition number is at most 3: no vector is stretched three times as much as another. */
    @Property(tries = 100)
    void conditionedMatricesAre(@ForAll("wellConditioned") Tensor a, @ForAll long seed) {
        Random random = new Random(seed);
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int k = 0; k < 20; k++) {
            Tensor x = Tensor.of(random.doubles(4, -1, 1).toArray(), 4, 1);
            double stretch = Math.sqrt(a.matmul(x).square().sum().item() / x.square().sum().item());
            least = Math.min(least, stretch);
            most = Math.max(most, stretch);
        }
        assertTrue(most <= 3.0001 * least);
    }

    @Provide
    Arbitrary<Tensor> positive() {
        return Tensors.tensors(Domain.POSITIVE);
    }

    @Property(tries = 50)
    void numbersStayInTheirDomain(@ForAll("positive") Tensor x) {
        assertTrue(x.min().item() >= Tensors.MARGIN);
    }

    /** A user's op with one fault. */
    private abstract static class Faulty implements CustomOp {
        @Override
        public int arity() {
            return 1;
        }

        @Override
        public Tensor compute(Tensor... x) {
            return x[0].square();
        }

        @Override
        public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
            return g.mul(x[0]).mul(2);
        }
    }

    @Test
    void faultsAreFound() {
        finds("order", new Faulty() {
            @Override
            public Tensor gradient(int i, Tensor[] x, Tensor y, Tensor g) {
                return g.mul(x[0]).neg().mul(2);
            }
        });
        finds("second time", new Faulty() {
            private int calls;

            @Override
            public Tensor compute(Tensor... x) {
                return x[0].mul(++calls);
            }
        });
        finds("float32", new Faulty() {
            @Override
            public Tensor compute(Tensor... x) {
                return x[0].dtype() == gradus.tensor.DType.FLOAT64 ? x[0].square() : x[0];
            }
        });
    }

    private static void finds(String part, CustomOp op) {
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        String message = assertThrows(AssertionError.class, () -> OpCheck.check(op, x)).getMessage();
        assertTrue(message.contains(part), message);
    }
}
