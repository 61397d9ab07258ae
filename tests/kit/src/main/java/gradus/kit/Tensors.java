package gradus.kit;

import gradus.tensor.DType;
import gradus.tensor.Domain;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What properties of tensors are checked on: arbitrary shapes, tensors and matrices for jqwik, which shrinks them to few axes,
 * few elements and simple numbers.
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<Tensor> positive() {
 *     return Tensors.tensors(Domain.POSITIVE);
 * }
 * }</pre>
 */
public final class Tensors {

    /** How far numbers stay from the ends of a domain and its kinks, so that finite differences stay inside. */
    public static final double MARGIN = 0.05;

    private static final int MOST_AXES = 4;
    private static final int LONGEST_AXIS = 4;
    private static final double LARGEST = 4;

    private Tensors() {
    }

    /** Two shapes that broadcast to a third. */
    public record Broadcast(Shape x, Shape y, Shape result) {}

    /** {@return shapes of up to four axes of 0 to 4 places} */
    public static Arbitrary<Shape> shapes() {
        return shapes(0);
    }

    /** {@return shapes of up to four axes of 1 to 4 places} */
    public static Arbitrary<Shape> nonemptyShapes() {
        return shapes(1);
    }

    private static Arbitrary<Shape> shapes(int shortest) {
        return Arbitraries.integers().between(shortest, LONGEST_AXIS).array(int[].class).ofMaxSize(MOST_AXES).map(Shape::of);
    }

    /** {@return pairs of shapes that broadcast together: axes of one or the other are 1, or missing in front} */
    public static Arbitrary<Broadcast> broadcasts() {
        Arbitrary<Integer> axes = Arbitraries.integers().between(0, 3); // 0: as it is, 1: x has size 1, 2: y has, 3: both
        return shapes().flatMap(shape -> Combinators.combine(axes.list().ofSize(shape.rank()),
                Arbitraries.integers().between(0, shape.rank()), Arbitraries.of(true, false)).as((how, cut, cutX) -> {
                    int[] x = shape.toArray();
                    int[] y = shape.toArray();
                    for (int i = 0; i < x.length; i++) {
                        x[i] = (how.get(i) & 1) != 0 ? 1 : x[i];
                        y[i] = (how.get(i) & 2) != 0 ? 1 : y[i];
                    }
                    x = cutX ? java.util.Arrays.copyOfRange(x, cut, x.length) : x;
                    y = cutX ? y : java.util.Arrays.copyOfRange(y, cut, y.length);
                    return new Broadcast(Shape.of(x), Shape.of(y), joined(x, y));
                }));
    }

    private static Shape joined(int[] x, int[] y) {
        int[] z = x.length > y.length ? x.clone() : y.clone();
        for (int i = 1; i <= Math.min(x.length, y.length); i++) {
            int m = x[x.length - i];
            z[z.length - i] = m == 1 ? y[y.length - i] : m;
        }
        return Shape.of(z);
    }

    /** {@return float64 tensors of any shape without empty axes, with numbers of a domain, none larger than 4} */
    public static Arbitrary<Tensor> tensors(Domain domain) {
        return nonemptyShapes().flatMap(shape -> tensors(domain, shape));
    }

    /** {@return float64 tensors of a shape with numbers of a domain, none larger than 4} */
    public static Arbitrary<Tensor> tensors(Domain domain, Shape shape) {
        return Arbitraries.doubles().between(Math.max(domain.low(), -LARGEST), Math.min(domain.high(), LARGEST)).ofScale(4)
                .filter(x -> domain.contains(x, MARGIN)).array(double[].class).ofSize(shape.size())
                .map(x -> Tensor.of(x).reshape(shape.toArray()));
    }

    /** {@return float64 matrices of n × n whose condition number is at most 3: the identity, its rows moved on, and less than half of it} */
    public static Arbitrary<Tensor> wellConditioned(int n) {
        return Combinators.combine(tensors(Domain.REAL, Shape.of(n, n)), Arbitraries.integers().between(0, Math.max(0, n - 1)))
                .as((noise, turn) -> {
                    double size = Math.sqrt(noise.square().sum().item());
                    Tensor near = Tensor.eye(DType.FLOAT64, n).add(noise.div(Math.max(2 * size, 1)));
                    return Tensor.concat(0, near.slice(0, turn, n), near.slice(0, 0, turn));
                });
    }

    /** {@return symmetric positive definite float64 matrices of n × n whose condition number is at most 9} */
    public static Arbitrary<Tensor> positiveDefinite(int n) {
        return wellConditioned(n).map(x -> x.matmul(x.transpose()));
    }
}
