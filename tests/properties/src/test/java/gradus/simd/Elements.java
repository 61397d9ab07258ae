package gradus.simd;

import java.util.Random;

/** The element types of the kernels, so that a test is written once for both. */
interface Elements<A> {

    Elements<float[]> FLOAT = new Elements<>() {

        @Override
        public Kernels<float[]> scalar() {
            return new ScalarFloatKernels();
        }

        @Override
        public Kernels<float[]> chosen() {
            return Simd.FLOAT instanceof RehearsedKernels<float[]> kernels ? kernels.vector() : Simd.FLOAT;
        }

        @Override
        public float[] array(int n) {
            return new float[n];
        }

        @Override
        public int length(float[] x) {
            return x.length;
        }

        @Override
        public double get(float[] x, int i) {
            return x[i];
        }

        @Override
        public void set(float[] x, int i, double value) {
            x[i] = (float) value;
        }

        @Override
        public long bits(double value) {
            return Float.floatToIntBits((float) value); // one NaN for all
        }

        @Override
        public double any(Random random) {
            return Float.intBitsToFloat(random.nextInt());
        }

        @Override
        public double[] special() {
            return new double[] {Float.MIN_VALUE, Float.MIN_NORMAL, Math.nextDown(Float.MIN_NORMAL), Float.MAX_VALUE, 0x1p-25f, 0x1p23f,
                0x1p16f, Math.nextDown(0x1p16f), Math.nextUp(0x1p16f), 88.72283f, 88.72284f, 87.33655f, 103.97208f, 103.97209f, 128, 129,
                0.55f, 0.95f, 3.95f, 9.010913f, 10};
        }

        @Override
        public String toString() {
            return "float";
        }
    };

    Elements<double[]> DOUBLE = new Elements<>() {

        @Override
        public Kernels<double[]> scalar() {
            return new ScalarDoubleKernels();
        }

        @Override
        public Kernels<double[]> chosen() {
            return Simd.DOUBLE instanceof RehearsedKernels<double[]> kernels ? kernels.vector() : Simd.DOUBLE;
        }

        @Override
        public double[] array(int n) {
            return new double[n];
        }

        @Override
        public int length(double[] x) {
            return x.length;
        }

        @Override
        public double get(double[] x, int i) {
            return x[i];
        }

        @Override
        public void set(double[] x, int i, double value) {
            x[i] = value;
        }

        @Override
        public long bits(double value) {
            return Double.doubleToLongBits(value);
        }

        @Override
        public double any(Random random) {
            return Double.longBitsToDouble(random.nextLong());
        }

        @Override
        public double[] special() {
            return new double[] {Double.MIN_VALUE, Double.MIN_NORMAL, Math.nextDown(Double.MIN_NORMAL), Double.MAX_VALUE, 0x1p-54, 0x1p52,
                0x1p20, Math.nextDown(0x1p20), Math.nextUp(0x1p20), 709.782712893384, 709.7827128933841, 708.3964185322641, 745.1332191019411,
                745.1332191019412, 1000, 1001, 0.55, 1, 5.95, 19.06, 20};
        }

        @Override
        public String toString() {
            return "double";
        }
    };

    Kernels<A> scalar();

    Kernels<A> chosen();

    A array(int n);

    int length(A x);

    double get(A x, int i);

    void set(A x, int i, double value);

    long bits(double value);

    /** A value whose bits are drawn. */
    double any(Random random);

    /** Borders of the type and of the functions' pieces; tests take them with either sign. */
    double[] special();
}
