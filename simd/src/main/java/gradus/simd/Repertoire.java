package gradus.simd;

import java.util.function.IntFunction;

/**
 * The kernels that have a vector sibling, each with a call for rehearsals: small, but like those that matter in what it branches
 * on and in how long its loops are, since C2 compiles for what it has seen.
 */
final class Repertoire<A> {

    /**
     * As the methods are called; of two with one name, LARGEST is the max of a run, SMALLEST the min. Products are told apart by
     * what the vector sibling has loops for: one row, column or few k; a by rows or by columns; few rows of a, and b by rows.
     */
    enum Kernel {
        TRANSPOSE,
        NEG, ABS, SIGN, SQUARE, SQRT, RECIPROCAL, EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, TANH, SIGMOID, ERF,
        SOFTPLUS, GELU, GELU_SLOPE, GELU_TANH, GELU_TANH_SLOPE, FLOOR, CEIL, ROUND, RELU,
        ADD, SUB, MUL, DIV, MAX, MIN, ATAN2, HYPOT, LOGADDEXP, FLOW, GATE, SHARE,
        EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, WHERE, AXPY,
        SUM, SUM_OF_SQUARES, DOT, LARGEST, SMALLEST, SUM_COLUMNS, MAX_COLUMNS, MIN_COLUMNS,
        LOG_SUM_EXP, SOFTMAX, LOG_SOFTMAX, SQUARED_DEVIATIONS, NORMALIZE, NORMALIZE_SUMS, NORMALIZE_GRADIENT,
        SOFTMAX_COLUMNS, SOFTMAX_COLUMNS_GRADIENT, LSTM, LSTM_GRADIENT, GRU, GRU_GRADIENT,
        MATMUL_FLAT, MATMUL_ROWS, MATMUL_COLUMNS, MATMUL_FEW_ROWS, MATMUL_FEW_COLUMNS,
        CONVOLVE, CONVOLVE_TRANSPOSED, CONVOLVE_WEIGHTS, PICK, PLACE, SGD, ADAM;

        /** {@return which product a · b is} */
        static Kernel product(Matrices<?> a, Matrices<?> b) {
            if (a.rows() == 1 || b.columns() == 1 || a.columns() < VectorFloatShallow.DEPTH) return MATMUL_FLAT;
            boolean columns = a.rowStride() == 1, few = b.columnStride() == 1 && a.rows() < VectorFloatMatmul.PACK_B_ROWS;
            return columns ? few ? MATMUL_FEW_COLUMNS : MATMUL_COLUMNS : few ? MATMUL_FEW_ROWS : MATMUL_ROWS;
        }
    }

    /** Elements of a run, with a rest for any width. */
    private static final int N = 439;

    /** Rows, columns and the depth of matrices. Where C2 sees 600 calls and 15,000 turns of a loop, it sets to work. */
    private static final int ROWS = 20, COLUMNS = 74, DEPTH = 28;

    /** Rows of a, in tiles without rest, with which b is packed. */
    private static final int MANY = VectorFloatMatmul.PACK_B_ROWS;

    private static final int ROOM = 1 << 14;

    private static final ConvolutionShape POOLING = square(1, 1, 1, 40, 2, 2, 0);
    private static final ConvolutionShape[] CONVOLUTIONS = {square(1, 1, 6, 12, 5, 1, 2), square(1, 3, 12, 12, 3, 1, 1),
        square(1, 6, 16, 12, 5, 1, 0)};

    /** With channels last, in tiles of every height. */
    private static final ConvolutionShape[] CHANNELS_LAST = {square(1, 5, 16, 10, 7, 1, 0), square(1, 5, 16, 12, 7, 1, 0),
        square(1, 5, 16, 14, 7, 1, 0), square(1, 5, 16, 16, 7, 1, 0), square(1, 5, 16, 18, 7, 1, 0)};

    /** With images last, in tiles of every height. */
    private static final ConvolutionShape[] IMAGES_LAST = {square(32, 4, 8, 5, 3, 1, 0), square(32, 6, 8, 5, 3, 1, 0),
        square(32, 8, 8, 5, 3, 1, 0), square(32, 12, 8, 5, 3, 1, 1)};

    /** Operands: x between −1 and 1, y between 1/e and e; and results. */
    private final A x, y, z, u, v;
    private final boolean[] flags = new boolean[N];

    Repertoire(Kernels<A> scalar, IntFunction<A> array) {
        x = array.apply(ROOM);
        y = array.apply(ROOM);
        z = array.apply(ROOM);
        u = array.apply(ROOM);
        v = array.apply(ROOM);
        scalar.exp(z, 0, u, 0, ROOM);
        scalar.recurrence(u, 0, u, 0, y, 0, ROOM, 1); // 1, 2, 3 …
        scalar.sin(y, 0, x, 0, ROOM);
        scalar.exp(x, 0, y, 0, ROOM);
    }

    private static ConvolutionShape square(int batch, int channels, int outputs, int side, int size, int stride, int padding) {
        return new ConvolutionShape(batch, 1, channels, outputs, new int[] {side, side}, new int[] {size, size},
            new int[] {stride, stride}, new int[] {padding, padding}, new int[] {1, 1});
    }

    /** Calls a kernel of k. */
    void play(Kernel kernel, Kernels<A> k) {
        switch (kernel) {
            case TRANSPOSE -> k.transpose(x, 0, 50, 34, 50, z, 0, 34);

            case NEG -> k.neg(x, 0, z, 0, N);
            case ABS -> k.abs(x, 0, z, 0, N);
            case SIGN -> k.sign(x, 0, z, 0, N);
            case SQUARE -> k.square(x, 0, z, 0, N);
            case SQRT -> k.sqrt(y, 0, z, 0, N);
            case RECIPROCAL -> k.reciprocal(y, 0, z, 0, N);
            case EXP -> k.exp(x, 0, z, 0, N);
            case EXPM1 -> k.expm1(x, 0, z, 0, N);
            case LOG -> k.log(y, 0, z, 0, N);
            case LOG1P -> k.log1p(y, 0, z, 0, N);
            case SIN -> k.sin(x, 0, z, 0, N);
            case COS -> k.cos(x, 0, z, 0, N);
            case TAN -> k.tan(x, 0, z, 0, N);
            case ASIN -> k.asin(x, 0, z, 0, N);
            case ACOS -> k.acos(x, 0, z, 0, N);
            case ATAN -> k.atan(x, 0, z, 0, N);
            case SINH -> k.sinh(x, 0, z, 0, N);
            case COSH -> k.cosh(x, 0, z, 0, N);
            case TANH -> k.tanh(x, 0, z, 0, N);
            case SIGMOID -> k.sigmoid(x, 0, z, 0, N);
            case ERF -> k.erf(x, 0, z, 0, N);
            case SOFTPLUS -> k.softplus(x, 0, z, 0, N);
            case GELU -> k.gelu(x, 0, z, 0, N);
            case GELU_SLOPE -> k.geluSlope(x, 0, z, 0, N);
            case GELU_TANH -> k.geluTanh(x, 0, z, 0, N);
            case GELU_TANH_SLOPE -> k.geluTanhSlope(x, 0, z, 0, N);
            case FLOOR -> k.floor(y, 0, z, 0, N);
            case CEIL -> k.ceil(y, 0, z, 0, N);
            case ROUND -> k.round(y, 0, z, 0, N);
            case RELU -> k.relu(x, 0, z, 0, N);

            case ADD -> k.add(x, 0, y, 0, z, 0, N);
            case SUB -> k.sub(x, 0, y, 0, z, 0, N);
            case MUL -> k.mul(x, 0, y, 0, z, 0, N);
            case DIV -> k.div(x, 0, y, 0, z, 0, N);
            case MAX -> k.max(x, 0, y, 0, z, 0, N);
            case MIN -> k.min(x, 0, y, 0, z, 0, N);
            case ATAN2 -> k.atan2(x, 0, y, 0, z, 0, N);
            case HYPOT -> k.hypot(x, 0, y, 0, z, 0, N);
            case LOGADDEXP -> k.logaddexp(x, 0, y, 0, z, 0, N);
            case FLOW -> k.flow(x, 0, y, 0, z, 0, N);
            case GATE -> k.gate(y, 0, x, 0, z, 0, N);
            case SHARE -> k.share(x, 0, y, 0, z, 0, N);
            case EQUAL -> k.equal(x, 0, y, 0, flags, 0, N);
            case NOT_EQUAL -> k.notEqual(x, 0, y, 0, flags, 0, N);
            case GREATER -> k.greater(x, 0, y, 0, flags, 0, N);
            case GREATER_EQUAL -> k.greaterEqual(x, 0, y, 0, flags, 0, N);
            case WHERE -> k.where(flags, 0, x, 0, y, 0, z, 0, N);
            case AXPY -> k.axpy(0.001, x, 0, z, 0, N);

            case SUM -> k.sum(x, 0, N);
            case SUM_OF_SQUARES -> k.sumOfSquares(x, 0, N);
            case DOT -> k.dot(x, 0, y, 0, N);
            case LARGEST -> k.max(x, 0, N);
            case SMALLEST -> k.min(x, 0, N);
            case SUM_COLUMNS -> k.sumColumns(x, 0, COLUMNS, ROWS, COLUMNS, z, 0);
            case MAX_COLUMNS -> k.maxColumns(x, 0, COLUMNS, ROWS, COLUMNS, z, 0);
            case MIN_COLUMNS -> k.minColumns(x, 0, COLUMNS, ROWS, COLUMNS, z, 0);

            case LOG_SUM_EXP -> k.logSumExp(x, 0, N);
            case SOFTMAX -> k.softmax(x, 0, z, 0, N);
            case LOG_SOFTMAX -> k.logSoftmax(x, 0, z, 0, N);
            case SQUARED_DEVIATIONS -> k.squaredDeviations(x, 0, 0.1, N);
            case NORMALIZE -> k.normalize(x, 0, 0.1, 0.5, y, 0, x, N, z, 0, N);
            case NORMALIZE_SUMS -> k.normalizeSums(x, 0, 0.1, 0.5, x, N, y, 0, z, 0, u, 0, N);
            case NORMALIZE_GRADIENT -> k.normalizeGradient(x, 0, 0.1, 0.5, x, N, y, 0, 0.1, 0.1, z, 0, N);
            case SOFTMAX_COLUMNS -> k.softmaxColumns(0.5, x, 0, z, 0, ROWS, COLUMNS);
            case SOFTMAX_COLUMNS_GRADIENT -> k.softmaxColumnsGradient(0.5, y, 0, x, 0, z, 0, ROWS, COLUMNS);

            case LSTM -> k.lstm(x, 0, y, 0, z, 0, x, 0, u, 0, v, 0, ROWS, DEPTH);
            case LSTM_GRADIENT -> k.lstmGradient(y, 0, x, 0, x, 0, x, 0, y, 0, u, 0, v, 0, z, 0, ROWS, DEPTH);
            case GRU -> k.gru(x, 0, y, 0, z, 0, x, 0, u, 0, ROWS, DEPTH);
            case GRU_GRADIENT -> k.gruGradient(y, 0, x, 0, x, 0, u, 0, z, 0, v, 0, ROWS, DEPTH);

            case MATMUL_FLAT -> {
                product(k, row(x, 1, DEPTH), row(y, DEPTH, 260));
                product(k, row(x, 1, DEPTH), column(y, DEPTH, COLUMNS));
                product(k, column(x, COLUMNS, 1), row(y, 1, COLUMNS));
            }
            case MATMUL_ROWS -> products(k, false, true, 18, 40, 20);
            case MATMUL_COLUMNS -> products(k, true, false, MANY + 4, MANY + 6, MANY + 8);
            case MATMUL_FEW_ROWS -> products(k, false, false, 18, 20, 28);
            case MATMUL_FEW_COLUMNS -> products(k, true, false, 18, 20, 28);
            case CONVOLVE -> {
                for (ConvolutionShape shape : CONVOLUTIONS) k.convolve(shape, x, 0, y, 0, y, 0, z, 0);
                for (ConvolutionShape shape : CHANNELS_LAST) k.convolve(shape, x, 0, y, 0, y, 0, z, 0);
                for (ConvolutionShape shape : IMAGES_LAST) k.convolve(shape, x, 0, y, 0, y, 0, z, 0);
            }
            case CONVOLVE_TRANSPOSED -> {
                for (ConvolutionShape shape : CONVOLUTIONS) k.convolveTransposed(shape, x, 0, y, 0, z, 0);
                for (ConvolutionShape shape : IMAGES_LAST) k.convolveTransposed(shape, x, 0, y, 0, z, 0);
            }
            case CONVOLVE_WEIGHTS -> {
                for (ConvolutionShape shape : CONVOLUTIONS) k.convolveWeights(shape, x, 0, y, 0, z, 0);
                for (ConvolutionShape shape : IMAGES_LAST) k.convolveWeights(shape, x, 0, y, 0, z, 0);
            }
            case PICK -> k.pick(POOLING, x, 0, y, 0, z, 0);
            case PLACE -> k.place(POOLING, x, 0, y, 0, z, 0);

            case SGD -> k.sgd(z, 0, x, 0, u, 0, N, false, 0.001, 0.9, 0, false, 0, 0);
            case ADAM -> k.adam(z, 0, x, 0, u, 0, v, 0, N, 10, 0.001, 0.9, 0.999, 1e-8, 0, 0);
        }
    }

    private static <A> Matrices<A> row(A array, int rows, int columns) {
        return Matrices.one(array, 0, rows, columns);
    }

    private static <A> Matrices<A> column(A array, int rows, int columns) {
        return Matrices.one(array, 0, columns, rows).transpose();
    }

    /** Products with a by columns or by rows, and b likewise, of so many rows: with tiles of all heights, and of both even and odd depth. */
    private void products(Kernels<A> k, boolean aColumns, boolean bColumns, int... heights) {
        for (int rows : heights)
            for (int depth = DEPTH; depth <= DEPTH + 1; depth++)
                product(k, aColumns ? column(x, rows, depth) : row(x, rows, depth), bColumns ? column(y, depth, COLUMNS) : row(y, depth, COLUMNS));
    }

    private void product(Kernels<A> k, Matrices<A> a, Matrices<A> b) {
        Matrices<A> c = Matrices.one(z, 0, a.rows(), b.columns());
        if (a.columns() % 2 == 0) k.matmul(a, b, c, false);
        else k.affine(a, b, u, 0, c);
    }
}
