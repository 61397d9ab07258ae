package gradus.tensor;

/**
 * The matrix product with a bias, z[i, j] = Σ_k x[i, k] y[k, j] + b[j]: x is [m, k], y is [k, n], b is [n], z is [m, n]. Floats
 * only. The bits are those of matmul and add, but z is written once.
 */
public record Affine() implements Op {

    /** {@return the same for the rows of an x of any rank, [..., k]} */
    static Tensor ofRows(Tensor x, Tensor y, Tensor b) {
        if (x.rank() == 2 || x.rank() == 0) {
            return new Affine().apply(x, y, b);
        }
        if (x.rank() > 2) {
            requireOperands(x, y, b); // an error shows the shape that was given
        }
        int[] dims = x.shape().toArray();
        int k = dims[dims.length - 1];
        dims[dims.length - 1] = 1;
        Tensor z = new Affine().apply(x.reshape(Shape.of(dims).size(), k), y, b);
        dims[dims.length - 1] = z.shape().get(1);
        return z.reshape(dims);
    }

    @Override
    public int arity() {
        return 3;
    }

    @Override
    public Tensor compute(Tensor... operands) {
        Tensor x = operands[0];
        Tensor y = operands[1];
        Tensor b = operands[2];
        DType dtype = requireOperands(x, y, b);
        if (x.rank() != 2) {
            throw new IllegalArgumentException(this + ": x is " + x.shape() + "; the op takes a matrix, use x.affine(y, b)");
        }
        Tensor z = Tensor.result(this, dtype, Shape.of(x.shape().get(0), y.shape().get(1)));
        if (z.size() > 0) {
            Tensor bias = b.rowMajor();
            Elements.kernels(dtype).affine(Matmul.matrix(x), Matmul.matrix(y), bias.array(), bias.offset(), Matmul.matrix(z));
        }
        return z;
    }

    private static DType requireOperands(Tensor x, Tensor y, Tensor b) {
        DType dtype = Matmul.requireFactors(new Affine(), x, y);
        if (y.rank() != 2 || b.rank() != 1 || b.dtype() != dtype || b.size() != y.shape().get(1)) {
            throw new IllegalArgumentException("affine: " + x.shape() + " × " + y.shape() + " + " + b.dtype() + b.shape()
                    + ": needs a matrix y and a bias " + dtype + "[" + y.shape().dim(-1) + "]; for a batch of y use matmul and add");
        }
        return dtype;
    }

    @Override
    public String toString() {
        return "affine";
    }
}
