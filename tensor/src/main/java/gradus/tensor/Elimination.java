package gradus.tensor;

/** P a = L U by elimination with row exchanges: the largest element of each column left becomes its pivot. */
final class Elimination {

    private final double[][] rows; // U on and above the diagonal, L below it, whose own diagonal is 1
    private final int[] order; // row i of P a is row order[i] of a
    private boolean odd; // the parity of the exchanges
    private int zeroPivot = -1;

    /** Factors a square matrix, in its own memory. */
    Elimination(double[][] a) {
        this.rows = a;
        this.order = new int[a.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int k = 0; k < a.length; k++) {
            exchange(k, largestInColumn(k));
            double[] top = a[k];
            if (top[k] == 0) {
                zeroPivot = zeroPivot < 0 ? k : zeroPivot;
                continue;
            }
            for (int i = k + 1; i < a.length; i++) {
                double factor = a[i][k] / top[k];
                Rows.subtract(a[i], factor, top, k + 1);
                a[i][k] = factor;
            }
        }
    }

    private int largestInColumn(int k) {
        int best = k;
        for (int i = k + 1; i < rows.length; i++) {
            if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) {
                best = i;
            }
        }
        return best;
    }

    private void exchange(int i, int j) {
        if (i != j) {
            double[] row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
            int place = order[i];
            order[i] = order[j];
            order[j] = place;
            odd = !odd;
        }
    }

    /** {@return the first pivot, from 0, that is 0, because the matrix is singular; −1 where none is} */
    int zeroPivot() {
        return zeroPivot;
    }

    /** {@return a⁻¹ b, in b's memory} */
    double[][] solve(double[][] b) {
        double[][] x = new double[b.length][];
        for (int i = 0; i < x.length; i++) {
            x[i] = b[order[i]];
            for (int j = 0; j < i; j++) {
                Rows.subtract(x[i], rows[i][j], x[j], 0);
            }
        }
        substituteBack(rows, x);
        return x;
    }

    /** x ← U⁻¹ x for the upper triangle U of a matrix. */
    static void substituteBack(double[][] u, double[][] x) {
        for (int i = x.length - 1; i >= 0; i--) {
            for (int j = i + 1; j < x.length; j++) {
                Rows.subtract(x[i], u[i][j], x[j], 0);
            }
            divide(x[i], u[i][i]);
        }
    }

    /** x ← L⁻¹ x for the lower triangle L of a matrix. */
    static void substitute(double[][] l, double[][] x) {
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                Rows.subtract(x[i], l[i][j], x[j], 0);
            }
            divide(x[i], l[i][i]);
        }
    }

    private static void divide(double[] x, double y) {
        for (int i = 0; i < x.length; i++) {
            x[i] /= y;
        }
    }

    /** {@return the determinant; products on the way neither overflow nor vanish} */
    double determinant() {
        Scaled product = product();
        return Math.scalb(product.factor, product.exponent);
    }

    /** {@return the sign of the determinant and the logarithm of its magnitude} */
    double[] logDeterminant() {
        Scaled product = product();
        double m = Math.abs(product.factor);
        boolean half = m > Math.sqrt(2); // so that determinants near 1 have the exponent 0
        double log = StrictMath.log(half ? m / 2 : m) + (half ? product.exponent + 1 : product.exponent) * Math.log(2);
        return new double[] {Math.signum(product.factor), log};
    }

    /** factor · 2^exponent; the factor is 0 or of a magnitude from 1 to 2. */
    private record Scaled(double factor, int exponent) {
    }

    private Scaled product() {
        double factor = odd ? -1 : 1;
        int exponent = 0;
        for (int k = 0; k < rows.length; k++) {
            double pivot = rows[k][k];
            if (pivot == 0) {
                return new Scaled(0, 0);
            }
            int own = Math.getExponent(pivot);
            factor *= Math.scalb(pivot, -own);
            int common = Math.getExponent(factor);
            factor = Math.scalb(factor, -common);
            exponent += own + common;
        }
        return new Scaled(factor, exponent);
    }
}
