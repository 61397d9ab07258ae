package gradus.tensor;

/** Reflections 1 − β v vᵀ, which bring a matrix to a simpler form without changing lengths (Householder 1958). */
final class Householder {

    private Householder() {
    }

    /** Makes of x, from {@code from} on, the v that reflects it to the axis {@code from}. {@return β; 0 for x = 0} */
    static double reflector(double[] x, int from) {
        double norm = Math.sqrt(Rows.dot(x, x, from, x.length));
        if (norm == 0) {
            return 0;
        }
        double first = Math.abs(x[from]);
        x[from] += Math.copySign(norm, x[from]); // of the sign that does not cancel
        return 1 / (norm * (norm + first));
    }

    /** a ← (1 − β v vᵀ) a in the rows and columns from {@code from} on; v has an element for each row reflected. */
    static void reflect(double[][] a, double[] v, double beta, int from, int columns) {
        double[] w = new double[columns];
        for (int i = from; i < v.length; i++) {
            double f = v[i];
            double[] row = a[i];
            for (int j = from; j < columns; j++) {
                w[j] += f * row[j];
            }
        }
        for (int i = from; i < v.length; i++) {
            Rows.subtract(a[i], beta * v[i], w, from);
        }
    }

    /** {@return q over r with a = q r, for a of m ≥ n rows, whose memory is used; the diagonal of r is not negative} */
    static double[][] qr(double[][] a, int n) {
        int m = a.length;
        double[][] v = new double[n][m];
        double[] beta = new double[n];
        for (int k = 0; k < n; k++) {
            for (int i = k; i < m; i++) {
                v[k][i] = a[i][k];
            }
            beta[k] = reflector(v[k], k);
            reflect(a, v[k], beta[k], k, n);
            for (int i = k + 1; i < m; i++) {
                a[i][k] = 0;
            }
        }
        double[][] packed = Rows.identity(m + n, n);
        for (int k = n - 1; k >= 0; k--) {
            reflect(packed, v[k], beta[k], k, n);
        }
        for (int k = 0; k < n; k++) {
            packed[m + k] = a[k];
            if (a[k][k] < 0) {
                for (int j = k; j < n; j++) {
                    a[k][j] = -a[k][j];
                }
                for (int i = 0; i < m; i++) {
                    packed[i][k] = -packed[i][k];
                }
            }
        }
        return packed;
    }

    /**
     * Brings a symmetric matrix to tridiagonal form T, whose diagonal and second diagonal it writes to d and e.
     * {@return q with a = q T qᵀ, in rows}
     */
    static double[][] tridiagonalize(double[][] a, double[] d, double[] e) {
        int n = a.length;
        double[][] v = new double[n][];
        double[] beta = new double[n];
        double[] w = new double[n];
        for (int k = 0; k < n - 2; k++) {
            v[k] = a[k].clone(); // row k is column k
            double first = v[k][k + 1];
            beta[k] = reflector(v[k], k + 1);
            e[k] = beta[k] == 0 ? 0 : first - v[k][k + 1]; // reflected: ∓ its length
            // (1 − β v vᵀ) a (1 − β v vᵀ) = a − v wᵀ − w vᵀ with p = β a v and w = p − ½ β (vᵀ p) v
            for (int i = k + 1; i < n; i++) {
                w[i] = beta[k] * Rows.dot(a[i], v[k], k + 1, n);
            }
            double half = 0.5 * beta[k] * Rows.dot(w, v[k], k + 1, n);
            for (int i = k + 1; i < n; i++) {
                w[i] -= half * v[k][i];
            }
            for (int i = k + 1; i < n; i++) {
                Rows.subtract(a[i], v[k][i], w, k + 1);
                Rows.subtract(a[i], w[i], v[k], k + 1);
            }
        }
        for (int k = 0; k < n; k++) {
            d[k] = a[k][k];
        }
        if (n > 1) {
            e[n - 2] = a[n - 1][n - 2];
        }
        double[][] q = Rows.identity(n, n);
        for (int k = n - 3; k >= 0; k--) {
            reflect(q, v[k], beta[k], k + 1, n);
        }
        return q;
    }
}
