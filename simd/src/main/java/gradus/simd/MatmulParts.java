package gradus.simd;

import static gradus.simd.ConvolutionShape.up;

/** Cuts the result of a matrix product, or of a convolution, into parts that threads compute independently. */
final class MatmulParts {

    /** Rows i … i + rows and columns j … j + columns of matrix p. */
    interface Part {
        void compute(int p, int i, int rows, int j, int columns);
    }

    /**
     * Multiply-adds that make a part worth a thread: 10 µs. Measured with products in a row on two threads: handing a part over
     * takes 1 µs, or 10 to a thread that fell asleep; 96 × 96 × 96 just gains, and so does 128 × 128 × 128 after a pause.
     */
    private static final long WORTH = 1 << 19;

    /** Rows and columns are cut at multiples of these, in which the tiles of every vector width go evenly. */
    private static final int ROWS = 12, COLUMNS = 32;

    /** Outputs of few weights are cut at multiples of this, the lower of their two tiles. */
    private static final int OUTPUTS = FloatFewWeights.ROWS - 1;

    private MatmulParts() {}

    static void forEach(int batch, int rows, int columns, int depth, Part part) {
        forEach(batch, rows, ROWS, columns, COLUMNS, depth, part);
    }

    /** The same for the weights of a convolution: their channels may be cut anywhere, since each channel has tiles of its own. */
    static void forWeights(int groups, int channels, int outputs, int depth, Part part) {
        forEach(groups, channels, 1, outputs, OUTPUTS, depth, part);
    }

    private static void forEach(int batch, int rows, int evenRows, int columns, int evenColumns, int depth, Part part) {
        if (batch == 0 || rows == 0 || columns == 0) return;
        long work = (long) batch * rows * columns * Math.max(1, depth);
        int threads = Threads.count(), wanted = (int) Math.min(2L * threads, work / WORTH);
        if (threads == 1 || wanted < 2) {
            for (int p = 0; p < batch; p++) part.compute(p, 0, rows, 0, columns);
            return;
        }
        // About as many parts of a matrix as are missing, and each about square, to share little packing.
        int each = Math.ceilDiv(wanted, batch);
        int down = Math.clamp(Math.round(Math.sqrt((double) each * rows / columns)), 1, Math.min(each, Math.ceilDiv(rows, evenRows)));
        int across = Math.clamp(each / down, 1, Math.ceilDiv(columns, evenColumns));
        int high = up(Math.ceilDiv(rows, down), evenRows), broad = up(Math.ceilDiv(columns, across), evenColumns);
        int downs = Math.ceilDiv(rows, high), acrosses = Math.ceilDiv(columns, broad);
        long parts = (long) batch * downs * acrosses;
        int tasks = (int) Math.min(parts, wanted);
        Threads.forEach(tasks, t -> {
            for (long n = parts * t / tasks; n < parts * (t + 1) / tasks; n++) {
                int p = (int) (n / (downs * acrosses)), i = (int) (n / acrosses % downs) * high, j = (int) (n % acrosses) * broad;
                part.compute(p, i, Math.min(high, rows - i), j, Math.min(broad, columns - j));
            }
        });
    }
}
