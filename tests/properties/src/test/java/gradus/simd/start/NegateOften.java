package gradus.simd.start;

import gradus.simd.Simd;

/** Calls a kernel until C2 has compiled its caller. */
public final class NegateOften {

    private NegateOften() {}

    public static void main(String[] arguments) {
        float[] x = new float[100];
        for (int i = 0; i < 3_000_000; i++) {
            negateTwice(x);
        }
    }

    private static void negateTwice(float[] x) {
        Simd.FLOAT.neg(x, 0, x, 0, x.length);
        Simd.FLOAT.neg(x, 0, x, 0, x.length);
    }
}
