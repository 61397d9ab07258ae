package gradus.simd.start;

import gradus.simd.Simd;

/** Prints what was chosen; {@code SimdTest} starts it in JVMs of all kinds. In a package of its own, to use a named module too. */
public final class PrintSimd {

    private PrintSimd() {}

    public static void main(String[] arguments) {
        System.out.println(Simd.description() + " / " + Simd.FLOAT.sum(new float[] {1, 2, 3}, 0, 3) + " " + Simd.DOUBLE.max(new double[] {1, 2}, 0, 2)
            + " / " + Simd.FLOAT.getClass().getSimpleName());
    }
}
