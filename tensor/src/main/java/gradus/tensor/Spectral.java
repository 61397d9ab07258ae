package gradus.tensor;

/** Eigenvalues and singular values of a matrix, with their vectors. */
final class Spectral {

    private static final double EPSILON = Math.ulp(1.0);

    /** What is less than this part of the largest element counts as 0 where only relative size could stop an iteration. */
    private static final double NOTHING = 1e-50;

    private Spectral() {
    }

    /**
     * {@return the eigenvectors of a symmetric matrix, in columns, and the rising eigenvalues in one more} The matrix, whose memory
     * is used, becomes tridiagonal, and then diagonal by the implicit QR algorithm (Francis 1961; Golub and Van Loan 1996, §8.3).
     */
    static double[][] symmetricEigen(double[][] a) {
        int n = a.length;
        int exponent = Rows.normalize(a);
        double[] d = new double[n];
        double[] e = new double[n];
        double[][] z = Rows.transposed(Householder.tridiagonalize(a, d, e), n); // a row for each vector
        int steps = 0;
        for (int high = n - 1; high > 0; ) {
            if (isSmall(d, e, high - 1)) {
                high--;
                continue;
            }
            int low = high - 1;
            while (low > 0 && !isSmall(d, e, low - 1)) {
                low--;
            }
            step(d, e, z, low, high);
            if (++steps > 100 * n) {
                throw new AssertionError("symmetricEigen: no convergence");
            }
        }
        int[] order = Rows.rising(d);
        double[][] packed = new double[n][n + 1];
        for (int j = 0; j < n; j++) {
            double[] vector = z[order[j]];
            double sign = Rows.pointsBack(vector) ? -1 : 1;
            for (int i = 0; i < n; i++) {
                packed[i][j] = sign * vector[i];
            }
            packed[j][n] = Math.scalb(d[order[j]], exponent);
        }
        return packed;
    }

    private static boolean isSmall(double[] d, double[] e, int k) {
        return Math.abs(e[k]) <= EPSILON * (Math.abs(d[k]) + Math.abs(d[k + 1])) + NOTHING;
    }

    /** One QR step of the tridiagonal block from low to high, shifted by the eigenvalue of its last corner next to d[high]. */
    private static void step(double[] d, double[] e, double[][] z, int low, int high) {
        double last = e[high - 1];
        double half = 0.5 * (d[high - 1] - d[high]);
        double shift = d[high] - last * last / (half + Math.copySign(Math.sqrt(half * half + last * last), half));
        double x = d[low] - shift;
        double bulge = e[low]; // what the rotations chase off the second diagonal
        for (int k = low; k < high; k++) {
            double r = Math.copySign(Math.sqrt(x * x + bulge * bulge), x); // so that c ≥ 0
            double c = r == 0 ? 1 : x / r;
            double s = r == 0 ? 0 : bulge / r;
            if (k > low) {
                e[k - 1] = r;
            }
            double up = d[k];
            double down = d[k + 1];
            double side = e[k];
            d[k] = c * c * up + 2 * c * s * side + s * s * down;
            d[k + 1] = s * s * up - 2 * c * s * side + c * c * down;
            e[k] = c * s * (down - up) + (c * c - s * s) * side;
            if (k < high - 1) {
                x = e[k];
                bulge = s * e[k + 1];
                e[k + 1] *= c;
            }
            Rows.rotate(z[k], z[k + 1], c, s);
        }
    }

    /**
     * {@return u over v over the row of falling singular values s, with a = u diag(s) vᵀ, for a of m ≥ n rows, whose memory is used}
     * After a = q r the rows of r are turned against each other until all are at right angles: jᵀ r = diag(s) vᵀ and u = q j
     * (one-sided Jacobi: Hestenes 1958; Drmač and Veselić 2008).
     */
    static double[][] svd(double[][] a, int n) {
        int m = a.length;
        int exponent = Rows.normalize(a);
        double[][] q = Householder.qr(a, n);
        double[][] w = new double[n][];
        System.arraycopy(q, m, w, 0, n);
        double[][] j = Rows.identity(n, n); // a row for each column
        int sweeps = 0;
        while (sweep(w, j)) {
            if (++sweeps > 100) {
                throw new AssertionError("svd: no convergence");
            }
        }
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
            double norm = Math.sqrt(Rows.dot(w[i], w[i], 0, n));
            s[i] = norm < NOTHING ? 0 : -norm;
            Rows.scale(w[i], s[i] == 0 ? 0 : 1 / norm);
        }
        complete(w, s);
        int[] order = Rows.rising(s);
        double[][] packed = new double[m + n + 1][n];
        double[] u = new double[m];
        for (int i = 0; i < n; i++) {
            int from = order[i];
            for (int row = 0; row < m; row++) {
                u[row] = Rows.dot(q[row], j[from], 0, n);
            }
            double sign = Rows.pointsBack(u) ? -1 : 1;
            for (int row = 0; row < m; row++) {
                packed[row][i] = sign * u[row];
            }
            for (int row = 0; row < n; row++) {
                packed[m + row][i] = sign * w[from][row];
            }
            packed[m + n][i] = Math.scalb(-s[from], exponent) + 0.0; // not −0
        }
        return packed;
    }

    /** Turns each pair of rows of w, and the same rows of j, to right angles. {@return whether any was not there yet} */
    private static boolean sweep(double[][] w, double[][] j) {
        int n = w.length;
        double tolerance = EPSILON * Math.sqrt(Math.max(n, 16));
        double[] squares = new double[n]; // kept up to date by each turn; what rounding does to them the next sweep mends
        for (int p = 0; p < n; p++) {
            squares[p] = Rows.dot(w[p], w[p], 0, n);
        }
        boolean turned = false;
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                double a = squares[p];
                double b = squares[q];
                double c = Rows.dot(w[p], w[q], 0, n);
                boolean nothing = a < NOTHING * NOTHING || b < NOTHING * NOTHING;
                if (nothing || Math.abs(c) <= tolerance * Math.sqrt(a) * Math.sqrt(b)) {
                    continue;
                }
                double cotangent = 0.5 * (b - a) / c; // of twice the angle
                double t = 1 / (cotangent + Math.copySign(Math.sqrt(1 + cotangent * cotangent), cotangent));
                double cosine = 1 / Math.sqrt(1 + t * t);
                Rows.rotate(w[p], w[q], cosine, -t * cosine);
                Rows.rotate(j[p], j[q], cosine, -t * cosine);
                squares[p] = Math.max(0, a - t * c);
                squares[q] = Math.max(0, b + t * c);
                turned = true;
            }
        }
        return turned;
    }

    /** Fills the rows whose value is 0 with unit vectors at right angles to all others. */
    private static void complete(double[][] w, double[] s) {
        int n = w.length;
        for (int i = 0; i < n; i++) {
            if (s[i] != 0) {
                continue;
            }
            int farthest = 0; // the axis of which the rows so far hold least
            double least = 2;
            for (int axis = 0; axis < n; axis++) {
                double held = 0;
                for (double[] row : w) {
                    held += row[axis] * row[axis];
                }
                if (held < least) {
                    least = held;
                    farthest = axis;
                }
            }
            double[] unit = new double[n];
            unit[farthest] = 1;
            for (int twice = 0; twice < 2; twice++) {
                for (double[] row : w) {
                    Rows.subtract(unit, Rows.dot(unit, row, 0, n), row, 0);
                }
            }
            Rows.scale(unit, 1 / Math.sqrt(Rows.dot(unit, unit, 0, n)));
            w[i] = unit;
        }
    }
}
