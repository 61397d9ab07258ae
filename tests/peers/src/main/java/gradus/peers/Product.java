package gradus.peers;

import gradus.benchmarks.jobs.Job;
import java.util.function.Supplier;

/** The product of two square matrices of n rows. */
record Product(int n, Matrix a, Matrix b, Supplier<Matrix> product) implements Job {

    /** Reads an element. */
    interface Matrix {

        double get(int row, int column);
    }

    @Override
    public double run() {
        return product.get().get(0, 0);
    }

    @Override
    public void check() {
        int i = n / 3;
        int j = n - 1;
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += a.get(i, k) * b.get(k, j);
        }
        double element = product.get().get(i, j);
        Job.require(Math.abs(element - sum) < 1e-4 * n, "element (" + i + ", " + j + ") is " + element + ", not " + sum);
    }
}
