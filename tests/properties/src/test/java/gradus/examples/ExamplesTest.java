package gradus.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.examples.LinearRegression.Line;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The example programs find what they claim to find. */
class ExamplesTest {

    /** The least-squares line through the examples' points: w = cov(x, y) / var(x), b = ȳ − w x̄. */
    private static Line leastSquares() {
        LinearRegression.Points points = LinearRegression.Points.near(Generator.of(0), 200);
        double[] x = points.x().toDoubleArray();
        double[] y = points.y().toDoubleArray();
        double meanX = points.x().mean().item();
        double meanY = points.y().mean().item();
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        double w = xy / xx;
        double b = meanY - w * meanX;
        Tensor error = points.x().mul(w).add(b).sub(points.y());
        return new Line(w, b, error.square().mean().item());
    }

    private static void assertNear(Line expected, Line found, double tolerance) {
        assertEquals(expected.w(), found.w(), tolerance);
        assertEquals(expected.b(), found.b(), tolerance);
        assertEquals(expected.loss(), found.loss(), tolerance * expected.loss());
    }

    @Test
    void gradientDescentFindsTheLeastSquaresLine() {
        assertNear(leastSquares(), LinearRegression.run(), 1e-5);
        assertEquals(2, leastSquares().w(), 0.02);
        assertEquals(-1, leastSquares().b(), 0.02);
    }

    @Test
    void stochasticGradientDescentComesNear() {
        StochasticGradientDescent.Result result = StochasticGradientDescent.run();
        assertNear(leastSquares(), result.stochastic(), 0.03);
        assertNear(leastSquares(), result.miniBatch(), 0.03);
    }

    @Test
    void thePenaltyHelpsBetweenThePoints() {
        PolynomialRegression.Result result = PolynomialRegression.run();
        assertTrue(result.free().atPoints() < result.penalised().atPoints(), result.toString());
        assertTrue(result.penalised().between() < 0.7 * result.free().between(), result.toString());
        assertTrue(result.penalised().norm() < 0.2 * result.free().norm(), result.toString());
    }

    @Test
    void ridgeRegressionAgreesWithItsClosedForm() {
        RidgeRegression.Result result = RidgeRegression.run();
        assertEquals(8, result.solved().length);
        assertTrue(result.difference() < 1e-12, result.toString());
    }

    @Test
    void theSmallNetworkLearnsWhatNoLineCanTell() {
        BinaryClassifier.Result result = BinaryClassifier.run();
        assertTrue(result.lastLoss() < 0.15 * result.firstLoss(), result.toString());
        assertTrue(result.accuracy() >= 0.95, result.toString());
    }

    @Test
    void examplesRunByName() {
        Captured list = Captured.of(Examples::run);
        assertEquals(0, list.exit());
        assertTrue(list.out().contains("\n  ridge-regression\n"));
        Captured ridge = Captured.of(Examples::run, "ridge-regression");
        assertEquals(0, ridge.exit());
        assertTrue(ridge.out().contains("largest difference"));
        assertEquals(new Captured(2, "", "example: there is none of the name nope; ./gradus example lists them\n"),
                Captured.of(Examples::run, "nope"));
        assertEquals(new Captured(2, "", "example: ridge-regression takes no argument, but was given 3\n"),
                Captured.of(Examples::run, "ridge-regression", "3"));
    }
}
