package gradus.tensor;

/**
 * The fast Fourier transform of one length, in place: by halves for a power of two (Cooley and Tukey 1965), and for any other
 * length as a convolution of such a one (Bluestein 1970).
 */
abstract class FastFourier {

    /** {@return the transform of n ≥ 1 numbers} */
    static FastFourier of(int n) {
        return Integer.bitCount(n) == 1 ? new Halves(n) : new Chirp(n);
    }

    /** Replaces re + i · im by its transform. */
    abstract void run(double[] re, double[] im);

    private static final class Halves extends FastFourier {

        private final int n;
        private final double[] cos;
        private final double[] sin;

        Halves(int n) {
            this.n = n;
            this.cos = new double[n / 2];
            this.sin = new double[n / 2];
            for (int k = 0; k < n / 2; k++) {
                cos[k] = StrictMath.cos(2 * Math.PI * k / n);
                sin[k] = -StrictMath.sin(2 * Math.PI * k / n);
            }
        }

        @Override
        void run(double[] re, double[] im) {
            for (int i = 1; i < n; i++) {
                int j = Integer.reverse(i) >>> Integer.numberOfLeadingZeros(n) + 1;
                if (i < j) {
                    swap(re, i, j);
                    swap(im, i, j);
                }
            }
            for (int half = 1; half < n; half *= 2) {
                for (int block = 0; block < n; block += 2 * half) {
                    for (int k = 0, w = 0; k < half; k++, w += n / (2 * half)) {
                        int a = block + k;
                        int b = a + half;
                        double r = re[b] * cos[w] - im[b] * sin[w];
                        double i = re[b] * sin[w] + im[b] * cos[w];
                        re[b] = re[a] - r;
                        im[b] = im[a] - i;
                        re[a] += r;
                        im[a] += i;
                    }
                }
            }
        }

        private static void swap(double[] x, int i, int j) {
            double t = x[i];
            x[i] = x[j];
            x[j] = t;
        }
    }

    /** With jk = (j² + k² − (j − k)²) / 2 the sum becomes a convolution with the chirp e^(πi k²/n). */
    private static final class Chirp extends FastFourier {

        private final int n;
        private final int m;
        private final Halves halves;
        private final double[] cos;
        private final double[] sin;
        private final double[] chirpRe;
        private final double[] chirpIm;

        Chirp(int n) {
            this.n = n;
            this.m = Math.max(1, Integer.highestOneBit(Math.multiplyExact(2, n) - 1)) * 2;
            this.halves = new Halves(m);
            this.cos = new double[n];
            this.sin = new double[n];
            this.chirpRe = new double[m];
            this.chirpIm = new double[m];
            for (int k = 0; k < n; k++) {
                double angle = Math.PI * ((long) k * k % (2L * n)) / n; // reduced first: k² / n would lose its fraction
                cos[k] = StrictMath.cos(angle);
                sin[k] = StrictMath.sin(angle);
                chirpRe[k] = chirpRe[(m - k) % m] = cos[k];
                chirpIm[k] = chirpIm[(m - k) % m] = sin[k];
            }
            halves.run(chirpRe, chirpIm);
        }

        @Override
        void run(double[] re, double[] im) {
            double[] x = new double[m];
            double[] y = new double[m];
            for (int k = 0; k < n; k++) {
                x[k] = re[k] * cos[k] + im[k] * sin[k];
                y[k] = im[k] * cos[k] - re[k] * sin[k];
            }
            halves.run(x, y);
            for (int k = 0; k < m; k++) { // multiplied, conjugated, and so transformed back by the same transform
                double r = x[k] * chirpRe[k] - y[k] * chirpIm[k];
                y[k] = -(x[k] * chirpIm[k] + y[k] * chirpRe[k]);
                x[k] = r;
            }
            halves.run(x, y);
            for (int k = 0; k < n; k++) {
                double r = x[k] / m;
                double i = -y[k] / m;
                re[k] = r * cos[k] + i * sin[k];
                im[k] = i * cos[k] - r * sin[k];
            }
        }
    }
}
