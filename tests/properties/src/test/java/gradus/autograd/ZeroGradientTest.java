package gradus.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gradus.tensor.Binary;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import gradus.tensor.Unary;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gradient of 0 stays 0, however steep a function is; and gradients where the derivative does not exist. */
class ZeroGradientTest {

    private static final double[] SPECIAL = {0, -0.0, 1, -1, 2.5, -2.5, 1e-320, -1e-320, 1e300, -1e300, 1000, -1000,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

    /** What `where` leaves aside has no gradient, of the first or the second order, not even NaN. */
    @ParameterizedTest
    @EnumSource
    void nothingLeaksOutOfWhere(Unary op) {
        Tensor x = Tensor.of(SPECIAL);
        Tensor never = Tensor.full(DType.BOOL, 0, SPECIAL.length);
        UnaryOperator<Tensor> slope = Transforms.grad(v -> Tensor.where(never, op.apply(v), Tensor.full(DType.FLOAT64, 1)).sum());
        assertArrayEquals(new double[SPECIAL.length], slope.apply(x).abs().toDoubleArray());
        Tensor second = Transforms.grad(v -> Tensor.where(never, slope.apply(v), Tensor.full(DType.FLOAT64, 1)).sum()).apply(x);
        assertArrayEquals(new double[SPECIAL.length], second.abs().toDoubleArray());
    }

    @ParameterizedTest
    @EnumSource
    void norOutOfWhereForEitherOperand(Binary op) {
        Tensor x = Tensor.of(SPECIAL).reshape(SPECIAL.length, 1).expand(SPECIAL.length, SPECIAL.length).contiguous();
        Tensor y = x.transpose().contiguous();
        Tensor never = Tensor.full(DType.BOOL, 0, SPECIAL.length, SPECIAL.length);
        Tensor one = Tensor.full(DType.FLOAT64, 1);
        double[] none = new double[SPECIAL.length * SPECIAL.length];
        assertArrayEquals(none, Transforms.grad(v -> Tensor.where(never, op.apply(v, y), one).sum()).apply(x).abs().toDoubleArray());
        assertArrayEquals(none, Transforms.grad(v -> Tensor.where(never, op.apply(x, v), one).sum()).apply(y).abs().toDoubleArray());
    }

    /** The gradient of Σ f, −0 as 0. */
    private static double[] gradient(Function<Tensor, Tensor> f, double... x) {
        return Transforms.grad(v -> f.apply(v).sum()).apply(Tensor.of(x)).add(0).toDoubleArray();
    }

    @Test
    void guardsAsUsersWriteThem() {
        Tensor zero = Tensor.full(DType.FLOAT64, 0);
        assertArrayEquals(new double[] {0, 0.25}, gradient(x -> Tensor.where(x.greater(zero), x.sqrt(), zero), 0, 4));
        assertArrayEquals(new double[] {0, 0.25}, gradient(x -> Tensor.where(x.greater(zero), x.log(), zero), -1, 4));
        Tensor one = Tensor.full(DType.FLOAT64, 1);
        assertArrayEquals(new double[] {0, -0.0625}, gradient(x -> Tensor.where(x.notEqual(zero), one.div(x), zero), 0, 4));
        assertArrayEquals(new double[] {1, 1}, gradient(x -> Tensor.where(x.less(zero), x.exp(), x), 1000, 4));
        assertArrayEquals(new double[] {0, 1}, gradient(x -> Tensor.where(x.isNaN(), zero, x), Double.NaN, 4));
    }

    @Test
    void whereTheDerivativeDoesNotExist() {
        double infinity = Double.POSITIVE_INFINITY;
        assertArrayEquals(new double[] {infinity}, gradient(Tensor::sqrt, 0));
        assertArrayEquals(new double[4], gradient(x -> x.floor().add(x.ceil()).add(x.round()).add(x.sign()), 0, 1, 0.5, 2.3));
        // x^y at x = 0
        assertArrayEquals(new double[] {0, 0, infinity, 1, 0, 0}, gradient(
                x -> x.pow(Tensor.of(new double[] {0, 0, 0.5, 1, 2, 3})), 0, -0.0, 0, 0, 0, 0));
        assertArrayEquals(new double[] {0, 0, 0}, gradient(y -> Tensor.of(new double[] {0, 0, 0}).pow(y), 0.5, 2, 0));
        assertArrayEquals(new double[] {-6, 12, -1}, gradient(x -> x.pow(Tensor.of(new double[] {2, 3, -1})), -3, -2, -1));
        // points of the plane
        Tensor origin = Tensor.full(DType.FLOAT64, 0, 2);
        assertArrayEquals(new double[] {0, 0}, gradient(x -> x.hypot(origin), 0, -0.0));
        assertArrayEquals(new double[] {0, 0}, gradient(x -> origin.hypot(x), 0, -0.0));
        assertArrayEquals(new double[] {0, 0}, gradient(x -> x.atan2(origin), 0, -0.0));
        assertArrayEquals(new double[] {1, -1}, gradient(x -> x.hypot(origin), 1e-320, -1e300));
        // masked log-probabilities
        Tensor masked = Tensor.of(new double[] {-infinity, -infinity, 0});
        assertArrayEquals(new double[] {0.5, 1, 0}, gradient(x -> x.logaddexp(masked), -infinity, 0, -infinity));
        assertArrayEquals(new double[] {0.5, 0.5}, gradient(x -> x.clamp(-1, 1), -1, 1));
    }

    @Test
    void powersOfANumber() {
        double[] x = {-3, -0.5, 2, 4};
        for (double power : new double[] {2, 3, 1, 0, -1, -2, 5}) {
            Tensor y = Tensor.of(x).pow(power);
            double[] slopes = gradient(v -> v.pow(power), x);
            for (int i = 0; i < x.length; i++) {
                assertEquals(Math.pow(x[i], power), y.item(i), 1e-14 * Math.abs(Math.pow(x[i], power)));
                double slope = power * Math.pow(x[i], power - 1);
                assertEquals(slope, slopes[i], 1e-14 * Math.abs(slope));
            }
        }
        assertArrayEquals(new double[] {2, 3}, Tensor.of(new double[] {4, 9}).pow(0.5).toDoubleArray());
        assertArrayEquals(new double[] {0.25}, gradient(v -> v.pow(0.5), 4));
        assertArrayEquals(new int[] {9, -27}, new int[] {Tensor.of(new int[] {3}).pow(2).toIntArray()[0],
            Tensor.of(new int[] {-3}).pow(3).toIntArray()[0]});
    }
}
