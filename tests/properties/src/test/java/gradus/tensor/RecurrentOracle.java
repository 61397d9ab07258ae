package gradus.tensor;

import static gradus.tensor.Oracle.require;

/** What recurrent units must give: each state by itself, from those of the step before. */
final class RecurrentOracle {

    private RecurrentOracle() {
    }

    static Tensor lstm(Tensor... x) {
        requireFit(4, 4, x);
        int[] dims = {2, x[0].shape().get(0), x[0].shape().get(1), x[1].shape().get(0)};
        double[][][][] states = new double[2][dims[1]][dims[2]][dims[3]];
        for (int t = 0; t < dims[1]; t++) {
            for (int r = 0; r < dims[2]; r++) {
                for (int j = 0; j < dims[3]; j++) {
                    double[] gates = new double[4];
                    for (int k = 0; k < 4; k++) {
                        int column = k * dims[3] + j;
                        gates[k] = x[0].item(t, r, column) + x[2].item(column) + product(states[0], x[3], x[1], t, r, column);
                    }
                    double c = sigmoid(gates[1]) * before(states[1], x[4], t, r, j) + sigmoid(gates[0]) * Math.tanh(gates[2]);
                    states[1][t][r][j] = c;
                    states[0][t][r][j] = sigmoid(gates[3]) * Math.tanh(c);
                }
            }
        }
        return Oracle.each(x[0].dtype(), Shape.of(dims), i -> states[i[0]][i[1]][i[2]][i[3]]);
    }

    static Tensor gru(Tensor... x) {
        requireFit(3, 4, x);
        int[] dims = {x[0].shape().get(0), x[0].shape().get(1), x[1].shape().get(0)};
        double[][][] states = new double[dims[0]][dims[1]][dims[2]];
        int units = dims[2];
        for (int t = 0; t < dims[0]; t++) {
            for (int b = 0; b < dims[1]; b++) {
                for (int j = 0; j < units; j++) {
                    double r = sigmoid(x[0].item(t, b, j) + x[2].item(j) + product(states, x[3], x[1], t, b, j));
                    double z = sigmoid(x[0].item(t, b, units + j) + x[2].item(units + j)
                            + product(states, x[3], x[1], t, b, units + j));
                    double a = product(states, x[3], x[1], t, b, 2 * units + j) + x[2].item(2 * units + j);
                    double n = Math.tanh(x[0].item(t, b, 2 * units + j) + x[2].item(3 * units + j) + r * a);
                    states[t][b][j] = (1 - z) * n + z * before(states, x[3], t, b, j);
                }
            }
        }
        return Oracle.each(x[0].dtype(), Shape.of(dims), i -> states[i[0]][i[1]][i[2]]);
    }

    private static void requireFit(int gates, int biases, Tensor... x) {
        require(x[0].rank() == 3 && x[1].rank() == 2 && x[2].rank() == 1);
        int units = x[1].shape().get(0);
        require(x[0].shape().get(2) == gates * units && x[1].shape().get(1) == gates * units && x[2].size() == biases * units);
        for (int k = 1; k < x.length; k++) {
            require(x[k].dtype() == x[0].dtype());
            require(k < 3 || x[k].shape().equals(Shape.of(x[0].shape().get(1), units)));
        }
    }

    private static double before(double[][][] states, Tensor first, int t, int row, int j) {
        return t == 0 ? first.item(row, j) : states[t - 1][row][j];
    }

    private static double product(double[][][] states, Tensor first, Tensor weights, int t, int row, int column) {
        double sum = 0;
        for (int j = 0; j < weights.shape().get(0); j++) {
            sum += before(states, first, t, row, j) * weights.item(j, column);
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
