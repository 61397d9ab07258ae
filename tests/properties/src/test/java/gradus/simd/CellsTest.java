package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** One step of recurrent units by their formulas, and its gradient by differences of the step. */
class CellsTest {

    private static final int ROWS = 2, UNITS = 19, SIZE = ROWS * UNITS;
    private static final double STEP = 1e-6;

    private final Random random = new Random(1);
    private final double[] bias = normal(4 * UNITS), before = normal(SIZE), dh = normal(SIZE), dc = normal(SIZE), gh = normal(SIZE), gc = normal(SIZE);

    private double[] normal(int n) {
        return random.doubles(n, -2, 2).toArray();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@return gates, c and h after a step} */
    private double[][] lstm(double[] x, double[] products, double[] before) {
        double[] gates = products.clone(), c = new double[SIZE], h = new double[SIZE];
        Simd.DOUBLE.lstm(x, 0, bias, 0, gates, 0, before, 0, c, 0, h, 0, ROWS, UNITS);
        return new double[][] {gates, c, h};
    }

    @Test
    void lstm() {
        double[] x = normal(4 * SIZE), products = normal(4 * SIZE);
        double[][] z = lstm(x, products, before);
        for (int r = 0; r < ROWS; r++) {
            for (int j = 0; j < UNITS; j++) {
                double[] s = new double[4];
                for (int k = 0; k < 4; k++) {
                    int at = 4 * r * UNITS + k * UNITS + j;
                    s[k] = x[at] + bias[k * UNITS + j] + products[at];
                    assertEquals(k == 2 ? Math.tanh(s[k]) : sigmoid(s[k]), z[0][at], 1e-14);
                }
                double c = sigmoid(s[1]) * before[r * UNITS + j] + sigmoid(s[0]) * Math.tanh(s[2]);
                assertEquals(c, z[1][r * UNITS + j], 1e-14);
                assertEquals(sigmoid(s[3]) * Math.tanh(c), z[2][r * UNITS + j], 1e-14);
            }
        }
        double[] dx = new double[4 * SIZE], back = dc.clone();
        Simd.DOUBLE.lstmGradient(z[0], 0, before, 0, z[1], 0, gh, 0, gc, 0, dh, 0, back, 0, dx, 0, ROWS, UNITS);
        for (int i = 0; i < dx.length; i++) {
            double[] up = x.clone(), down = x.clone();
            up[i] += STEP;
            down[i] -= STEP;
            assertEquals((lstmSum(lstm(up, products, before)) - lstmSum(lstm(down, products, before))) / (2 * STEP), dx[i], 1e-8);
        }
        for (int i = 0; i < SIZE; i++) {
            double[] up = before.clone(), down = before.clone();
            up[i] += STEP;
            down[i] -= STEP;
            assertEquals((lstmSum(lstm(x, products, up)) - lstmSum(lstm(x, products, down))) / (2 * STEP), back[i], 1e-8);
        }
    }

    private double lstmSum(double[][] z) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += (gc[i] + dc[i]) * z[1][i] + (gh[i] + dh[i]) * z[2][i];
        }
        return sum;
    }

    /** {@return gates and h after a step} */
    private double[][] gru(double[] x, double[] products, double[] before) {
        double[] gates = products.clone(), h = new double[SIZE];
        Simd.DOUBLE.gru(x, 0, bias, 0, gates, 0, before, 0, h, 0, ROWS, UNITS);
        return new double[][] {gates, h};
    }

    private double gruSum(double[] x, double[] products, double[] before) {
        double[] h = gru(x, products, before)[1];
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += (gh[i] + dh[i]) * h[i];
        }
        return sum;
    }

    @Test
    void gru() {
        double[] x = normal(3 * SIZE), products = normal(4 * SIZE);
        double[][] y = gru(x, products, before);
        for (int row = 0; row < ROWS; row++) {
            for (int j = 0; j < UNITS; j++) {
                int in = 3 * row * UNITS + j, at = 4 * row * UNITS + j;
                double r = sigmoid(x[in] + bias[j] + products[at]);
                double z = sigmoid(x[in + UNITS] + bias[j + UNITS] + products[at + UNITS]);
                double a = products[at + 2 * UNITS] + bias[j + 2 * UNITS];
                double n = Math.tanh(x[in + 2 * UNITS] + bias[j + 3 * UNITS] + r * a);
                double[] expected = {r, z, a, n};
                for (int k = 0; k < 4; k++) {
                    assertEquals(expected[k], y[0][at + k * UNITS], 1e-14);
                }
                assertEquals((1 - z) * n + z * before[row * UNITS + j], y[1][row * UNITS + j], 1e-14);
            }
        }
        double[] dx = new double[3 * SIZE], da = new double[4 * SIZE], back = dh.clone();
        Simd.DOUBLE.gruGradient(y[0], 0, before, 0, gh, 0, back, 0, dx, 0, da, 0, ROWS, UNITS);
        for (int i = 0; i < dx.length; i++) {
            double[] up = x.clone(), down = x.clone();
            up[i] += STEP;
            down[i] -= STEP;
            assertEquals((gruSum(up, products, before) - gruSum(down, products, before)) / (2 * STEP), dx[i], 1e-8);
        }
        for (int i = 0; i < da.length; i++) {
            double[] up = products.clone(), down = products.clone();
            up[i] += STEP;
            down[i] -= STEP;
            int k = i / UNITS % 4; // the room for n takes nothing: its gradient is that of n's input
            double expected = k == 3 ? dx[3 * UNITS * (i / (4 * UNITS)) + 2 * UNITS + i % UNITS]
                    : (gruSum(x, up, before) - gruSum(x, down, before)) / (2 * STEP);
            assertEquals(expected, da[i], 1e-8);
        }
        for (int i = 0; i < SIZE; i++) {
            double[] up = before.clone(), down = before.clone();
            up[i] += STEP;
            down[i] -= STEP;
            assertEquals((gruSum(x, products, up) - gruSum(x, products, down)) / (2 * STEP), back[i], 1e-8);
        }
    }
}
