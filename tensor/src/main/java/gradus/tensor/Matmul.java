package gradus.tensor;

import gradus.simd.Matrices;
import java.util.Arrays;

/**
 * Matrix products over the last two axes, z[…, i, j] = Σ_k x[…, i, k] y[…, k, j]; the leading axes broadcast. Floats only,
 * of rank 2 or more.
 */
public record Matmul() implements Op {

    /** {@return the product; vectors as matrices of one row or column, a batch times one matrix as one product} */
    static Tensor ofAnyRank(Tensor x, Tensor y) {
        int p = x.rank();
        int q = y.rank();
        if (p == 0 || q == 0) {
            throw new IllegalArgumentException("matmul: " + x.shape() + " × " + y.shape() + ": a scalar has no axis to sum over; "
                    + "use mul");
        }
        requireFloats(new Matmul(), x, y);
        int k = x.shape().dim(-1);
        if (p > 2 && q <= 2 && k == y.shape().get(0)) { // [a, b, k] × [k, n] is [a b, k] × [k, n]
            int[] dims = x.shape().toArray();
            dims[p - 1] = 1;
            Tensor rows = ofAnyRank(x.reshape(Shape.of(dims).size(), k), y);
            dims[p - 1] = q == 2 ? y.shape().get(1) : 1;
            return rows.reshape(q == 2 ? dims : Arrays.copyOf(dims, p - 1));
        }
        if ((p == 1 || q == 1) && k != y.shape().get(Math.max(q - 2, 0))) {
            throw new IllegalArgumentException("matmul: " + x.shape() + " × " + y.shape() + ": inner " + k + " ≠ "
                    + y.shape().get(Math.max(q - 2, 0)) + "; the last axis of x must be as long as the "
                    + (q == 1 ? "vector" : "last but one of y"));
        }
        Tensor z = new Matmul().apply(p == 1 ? x.unsqueeze(0) : x, q == 1 ? y.unsqueeze(1) : y);
        z = q == 1 ? z.squeeze(-1) : z;
        return p == 1 ? z.squeeze(q == 1 ? -1 : -2) : z;
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Tensor compute(Tensor... operands) {
        Tensor x = operands[0];
        Tensor y = operands[1];
        DType dtype = requireFactors(this, x, y);
        int p = x.rank();
        int q = y.rank();
        int m = x.shape().get(p - 2);
        int n = y.shape().get(q - 1);
        if (p == 2 && q == 2) {
            Tensor z = Tensor.result(this, dtype, Shape.of(m, n));
            if (z.size() > 0) {
                Elements.kernels(dtype).matmul(matrix(x), matrix(y), matrix(z), false);
            }
            return z;
        }
        Shape batch = Shape.broadcast(new Factors(x.shape(), y.shape()), leading(x), leading(y));
        int[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        dims[batch.rank()] = m;
        dims[batch.rank() + 1] = n;
        Tensor z = Tensor.result(this, dtype, Shape.of(dims));
        Runs runs = runs(batch, corners(x), corners(y), corners(z));
        while (z.size() > 0 && runs.next()) {
            int count = runs.length();
            Elements.kernels(dtype).matmul(matrices(x, runs.offset(0), count, runs.stride(0)),
                    matrices(y, runs.offset(1), count, runs.stride(1)), matrices(z, runs.offset(2), count, runs.stride(2)), false);
        }
        return z;
    }

    /** {@return the type of both factors of a product, which is defined} */
    static DType requireFactors(Op op, Tensor x, Tensor y) {
        DType dtype = requireFloats(op, x, y);
        if (x.rank() < 2 || y.rank() < 2) {
            throw refused(op, x, y, "a matrix has two axes or more; give a vector a second axis with .unsqueeze(0) or .unsqueeze(1)");
        }
        int k = x.shape().dim(-1);
        int inner = y.shape().dim(-2);
        if (inner != k) {
            throw refused(op, x, y, "inner " + k + " ≠ " + inner + (y.shape().dim(-1) == k ? "; did you mean y.transpose()?"
                    : x.shape().dim(-2) == inner ? "; did you mean x.transpose()?"
                    : "; the last axis of x must be as long as the last but one of y"));
        }
        return dtype;
    }

    private static IllegalArgumentException refused(Op op, Tensor x, Tensor y, String why) {
        return new IllegalArgumentException(op + ": " + x.shape() + " × " + y.shape() + ": " + why);
    }

    private static DType requireFloats(Op op, Tensor x, Tensor y) {
        DType dtype = Tensor.sameType(op, x, y);
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + dtype + "; convert with .to(FLOAT32)");
        }
        return dtype;
    }

    /** What an error message names where the leading axes do not broadcast. */
    private record Factors(Shape x, Shape y) {
        @Override
        public String toString() {
            return "matmul: " + x + " × " + y + ": the leading axes";
        }
    }

    private static Shape leading(Tensor x) {
        return Shape.of(Arrays.copyOf(x.shape().toArray(), x.rank() - 2));
    }

    /** Runs as long as an axis can make them, so that one call of the kernel finds many matrices: of (batch, heads), the batch. */
    private static Runs runs(Shape batch, Tensor... corners) {
        Runs runs = Runs.over(batch, corners);
        for (int axis = 0; axis < batch.rank(); axis++) {
            if (batch.get(axis) > runs.length()) {
                Tensor[] turned = new Tensor[corners.length];
                for (int i = 0; i < turned.length; i++) {
                    turned[i] = corners[i].view(batch, corners[i].stridesFor(batch), corners[i].offset()).moveToLast(axis);
                }
                runs = Runs.over(turned[0].shape(), turned);
            }
        }
        return runs;
    }

    /** The first element of each matrix. */
    private static Tensor corners(Tensor x) {
        return x.view(leading(x), Arrays.copyOf(x.strides(), x.rank() - 2), x.offset());
    }

    /** {@return x, of two axes} */
    static Matrices<Object> matrix(Tensor x) {
        return matrices(x, x.offset(), 1, 0);
    }

    /** So many matrices of x, the first from one of its elements on, each a stride behind the one before. */
    private static Matrices<Object> matrices(Tensor x, int offset, int count, int stride) {
        int rank = x.rank();
        return new Matrices<>(x.array(), offset, count, stride, x.shape().get(rank - 2), x.shape().get(rank - 1),
                x.strides()[rank - 2], x.strides()[rank - 1]);
    }

    @Override
    public String toString() {
        return "matmul";
    }
}
