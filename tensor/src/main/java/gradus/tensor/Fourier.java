package gradus.tensor;

/**
 * The discrete Fourier transform along an axis of complex numbers, whose real and imaginary parts stand on the last axis, of
 * size 2: z_j = Σ_k x_k e^(−2πi jk/n), or backwards with the other sign and divided by n. Floats only; computed in float64.
 */
public record Fourier(int axis, boolean inverse) implements Op {

    public Fourier {
        Axes.requireFromFront("fft", axis);
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor compute(Tensor... operands) {
        Tensor x = operands[0];
        if (!x.dtype().isFloating() || x.rank() < 2 || axis >= x.rank() - 1 || x.shape().dim(-1) != 2) {
            throw new IllegalArgumentException(this + ": " + x.dtype() + x.shape() + ": needs floats with real and imaginary parts on "
                    + "a last axis of 2, and an axis before it; Tensor.stack(-1, real, imaginary) puts them there");
        }
        int n = x.shape().get(axis);
        Tensor rows = x.permuted(Moving.order(x.rank(), axis, x.rank() - 2)).rowMajor();
        Tensor z = Tensor.result(this, x.dtype(), rows.shape());
        FastFourier transform = n == 0 ? null : FastFourier.of(n);
        double[] both = new double[2 * n];
        double[] re = new double[n];
        double[] im = new double[n];
        for (int at = 0; at < z.size(); at += 2 * n) {
            Elements.toDoubles(rows.array(), rows.offset() + at, 1, both, 2 * n);
            for (int i = 0; i < n; i++) {
                re[i] = both[2 * i];
                im[i] = inverse ? -both[2 * i + 1] : both[2 * i + 1]; // conjugated before and after, it runs backwards
            }
            transform.run(re, im);
            for (int i = 0; i < n; i++) {
                both[2 * i] = inverse ? re[i] / n : re[i];
                both[2 * i + 1] = inverse ? -im[i] / n : im[i];
            }
            Elements.fromDoubles(both, z.array(), z.offset() + at, 2 * n);
        }
        return z.permuted(Moving.order(x.rank(), x.rank() - 2, axis));
    }

    @Override
    public String toString() {
        return (inverse ? "inverseFft(" : "fft(") + axis + ")";
    }
}
