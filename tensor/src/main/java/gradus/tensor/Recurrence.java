package gradus.tensor;

/**
 * The linear recurrence along an axis, z_i = a_i z_{i−1} + b_i with z_{−1} = 0, each step rounded once. Operands: a, b, of one
 * shape. Cumulative sums (a = 1) and products (b = 0 but for the start) are its special cases; its derivative is a recurrence
 * again, and divides by nothing, so that zeros among the factors do no harm (Blelloch 1990).
 */
public record Recurrence(int axis) implements Op {

    public Recurrence {
        Axes.requireFromFront("recurrence", axis);
    }

    @Override
    public int arity() {
        return 2;
    }

    @Override
    public Tensor compute(Tensor... operands) {
        Tensor a = operands[0];
        Tensor b = operands[1];
        DType dtype = Tensor.sameType(this, a, b);
        int n = a.shape().get(Axes.normalize(this, axis, a.shape()));
        if (dtype == DType.BOOL || !a.shape().equals(b.shape())) {
            throw new IllegalArgumentException(this + ": " + dtype + a.shape() + " and " + b.shape()
                    + ": needs numbers of one shape; convert with .to(INT64), or expand the smaller");
        }
        Tensor z = Tensor.result(this, dtype, a.shape());
        Tensor x = a.rowMajor();
        Tensor y = b.rowMajor();
        int inner = 1;
        for (int i = axis + 1; i < a.rank(); i++) {
            inner *= a.shape().get(i);
        }
        int block = n * inner;
        for (int at = 0; at < z.size(); at += block) {
            if (dtype.isFloating()) {
                Elements.kernels(dtype).recurrence(x.array(), x.offset() + at, y.array(), y.offset() + at,
                        z.array(), z.offset() + at, n, inner);
            } else {
                integers(x, y, z, at, block, inner);
            }
        }
        return z;
    }

    private static void integers(Tensor x, Tensor y, Tensor z, int at, int block, int inner) {
        for (int i = at; i < at + block; i++) {
            long before = i < at + inner ? 0 : Elements.getLong(z.array(), z.offset() + i - inner);
            Elements.setLong(z.array(), z.offset() + i, Elements.getLong(x.array(), x.offset() + i) * before
                    + Elements.getLong(y.array(), y.offset() + i));
        }
    }

    @Override
    public String toString() {
        return "recurrence(" + axis + ")";
    }
}
