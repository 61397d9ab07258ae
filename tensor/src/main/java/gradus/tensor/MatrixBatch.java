package gradus.tensor;

import java.util.Arrays;

/** The matrices over the last two axes of an operand, numbered in row-major order and read one at a time as rows of doubles. */
final class MatrixBatch {

    private final Op op;
    private final Tensor[] operands;
    private final Tensor dense;
    private final Shape leading;
    private final int rows;
    private final int columns;

    /** @throws IllegalArgumentException when operand k is not of floats or has fewer than two axes */
    MatrixBatch(Op op, Tensor[] operands, int k) {
        Tensor x = operands[k];
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + x.dtype() + "; convert with .to(FLOAT32)");
        }
        this.op = op;
        this.operands = operands;
        int rank = x.rank();
        if (rank < 2) {
            throw refusal("a matrix has two axes or more; give it those, such as with .unsqueeze(0)");
        }
        this.leading = Shape.of(Arrays.copyOf(x.shape().toArray(), rank - 2));
        this.rows = x.shape().get(rank - 2);
        this.columns = x.shape().get(rank - 1);
        this.dense = x.rowMajor();
    }

    /**
     * {@return the same}
     *
     * @throws IllegalArgumentException when the matrices are not square
     */
    MatrixBatch square() {
        if (rows != columns) {
            throw refusal("a matrix of " + rows + " × " + columns + " is not square; use svd() or qr() for others");
        }
        return this;
    }

    /** {@return the shape of the batch} */
    Shape leading() {
        return leading;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** {@return for each matrix of a larger batch the number of the one here that is broadcast to it} */
    int[] numbers(Shape batch) {
        return Tensor.range(leading.size()).reshape(leading.toArray()).expand(batch.toArray()).toIntArray();
    }

    /** {@return a copy of a matrix} */
    double[][] read(int number) {
        double[][] a = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            Elements.toDoubles(dense.array(), dense.offset() + (number * rows + i) * columns, 1, a[i], columns);
        }
        return a;
    }

    /**
     * {@return a copy of a matrix}
     *
     * @throws IllegalArgumentException when it has a NaN or an infinity
     */
    double[][] readFinite(int number) {
        double[][] a = read(number);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (!Double.isFinite(a[i][j])) {
                    throw refusal(name(number) + " has " + a[i][j] + " at [" + i + ", " + j + "]; only finite numbers can be "
                            + "factored, look for where it comes from");
                }
            }
        }
        return a;
    }

    /**
     * {@return a copy of the symmetric part of a square matrix}
     *
     * @throws IllegalArgumentException when it is not finite
     */
    double[][] readSymmetric(int number) {
        double[][] a = readFinite(number);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < i; j++) {
                double mean = 0.5 * a[i][j] + 0.5 * a[j][i];
                a[i][j] = mean;
                a[j][i] = mean;
            }
        }
        return a;
    }

    /** {@return a result for a batch, with these axes after those of the batch} */
    Tensor result(Shape batch, int... axes) {
        int[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + axes.length);
        System.arraycopy(axes, 0, dims, batch.rank(), axes.length);
        return Tensor.result(op, dense.dtype(), Shape.of(dims));
    }

    /** Writes the part of a result that belongs to one matrix, rounded. */
    static void write(double[][] rows, Tensor z, int number) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        for (int i = 0; i < rows.length; i++) {
            Elements.fromDoubles(rows[i], z.array(), z.offset() + (number * rows.length + i) * columns, columns);
        }
    }

    /** {@return what an error message calls a matrix} */
    String name(int number) {
        if (leading.rank() == 0) {
            return "the matrix";
        }
        int[] index = new int[leading.rank()];
        for (int axis = 0; axis < index.length; axis++) {
            index[axis] = number / leading.rowMajorStrides()[axis] % leading.get(axis);
        }
        return "the matrix at " + Arrays.toString(index);
    }

    /** {@return the refusal of the operands} */
    IllegalArgumentException refusal(String why) {
        return new IllegalArgumentException(prefix() + why);
    }

    /** {@return the op and its operands, with which its messages begin} */
    String prefix() {
        StringBuilder text = new StringBuilder(op + ": ");
        for (int k = 0; k < operands.length; k++) {
            text.append(k == 0 ? "" : " with ").append(operands[k].dtype()).append(operands[k].shape());
        }
        return text.append(": ").toString();
    }
}
