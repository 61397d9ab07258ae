package gradus.tensor;

/** Loops along rows of doubles, of which the factorizations are made; plain arithmetic, in an order that is part of the result. */
final class Rows {

    private Rows() {
    }

    /** {@return Σ x[i] y[i] from {@code from} on, before {@code to}, in four sums} */
    static double dot(double[] x, double[] y, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            s0 += x[i] * y[i];
            s1 += x[i + 1] * y[i + 1];
            s2 += x[i + 2] * y[i + 2];
            s3 += x[i + 3] * y[i + 3];
        }
        for (; i < to; i++) {
            s0 += x[i] * y[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** z −= f x from {@code from} on, to the end of z. */
    static void subtract(double[] z, double f, double[] x, int from) {
        for (int i = from; i < z.length; i++) {
            z[i] -= f * x[i];
        }
    }

    /** x, y = c x + s y, c y − s x for c ≥ 0, as changes of x and y, so that small angles err little (Rutishauser 1966). */
    static void rotate(double[] x, double[] y, double c, double s) {
        double t = s / (1 + c);
        for (int i = 0; i < x.length; i++) {
            double a = x[i];
            double b = y[i];
            x[i] = a + s * (b - t * a);
            y[i] = b - s * (a + t * b);
        }
    }

    static void scale(double[] x, double f) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= f;
        }
    }

    static double[][] identity(int rows, int columns) {
        double[][] a = new double[rows][columns];
        for (int i = 0; i < Math.min(rows, columns); i++) {
            a[i][i] = 1;
        }
        return a;
    }

    static double[][] transposed(double[][] a, int columns) {
        double[][] t = new double[columns][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < columns; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /**
     * Divides by the power of two next to the largest magnitude, so that no square of an element that matters overflows or
     * vanishes. {@return its exponent}
     */
    static int normalize(double[][] a) {
        double largest = 0;
        for (double[] row : a) {
            for (double x : row) {
                largest = Math.max(largest, Math.abs(x));
            }
        }
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        for (double[] row : exponent == 0 ? new double[0][] : a) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.scalb(row[j], -exponent);
            }
        }
        return exponent;
    }

    /**
     * {@return whether a vector that is unique up to its sign should have the other one: the first of its elements that is at
     * least half as large as the largest is to be positive}
     */
    static boolean pointsBack(double[] x) {
        double largest = 0;
        for (double v : x) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (double v : x) {
            if (Math.abs(v) >= 0.5 * largest) {
                return v < 0;
            }
        }
        return false;
    }

    /** {@return the places of the values in rising order, equal ones in theirs} */
    static int[] rising(double[] values) {
        int[] order = new int[values.length];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            for (; at > 0 && values[order[at - 1]] > values[i]; at--) {
                order[at] = order[at - 1];
            }
            order[at] = i;
        }
        return order;
    }
}
