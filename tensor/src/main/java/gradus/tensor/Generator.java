package gradus.tensor;

import gradus.simd.Kernels;

/**
 * A stream of random numbers, counter-based: number i of the stream is a function of the seed and i alone (Philox4x32-10,
 * Salmon et al. 2011), so that the same seed gives the same tensors on every machine. Drawing moves the stream on. Threads may
 * share one, though which of them then gets which numbers is open; {@link #split} gives each its own.
 */
public final class Generator {

    private static final Generator GLOBAL = of(0);

    private static final int MULTIPLIER_0 = 0xD2511F53;
    private static final int MULTIPLIER_1 = 0xCD9E8D57;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;

    private static final int PIECE = 1 << 14;

    private static final int NUMBERS = 0; // the purposes of blocks
    private static final int SPLITS = 1;

    private final long seed;
    private long position; // the next 32-bit word of the stream
    private int[] block; // the one that next() took a word from last
    private long blockIndex = -1;
    private long splits;

    private Generator(long seed) {
        this.seed = seed;
    }

    /** {@return the stream of a seed; every seed, 0 too, is a seed} */
    public static Generator of(long seed) {
        return new Generator(seed);
    }

    /** {@return the stream that layers draw from where none is given; its seed is 0, so that programs repeat themselves} */
    public static Generator global() {
        return GLOBAL;
    }

    /** {@return a new stream, independent of this one and of those split off before} */
    public synchronized Generator split() {
        int[] block = block(splits++, SPLITS);
        return new Generator(block[0] & 0xFFFFFFFFL | (long) block[1] << 32);
    }

    /** {@return float32 numbers evenly distributed over 0 ≤ u < 1} */
    public Tensor uniform(int... dims) {
        return uniform(DType.FLOAT32, dims);
    }

    /** {@return numbers evenly distributed over 0 ≤ u < 1, multiples of 2⁻²⁴ or, for float64, 2⁻⁵³} */
    public Tensor uniform(DType dtype, int... dims) {
        requireFloating("uniform", dtype);
        Shape shape = Shape.of(dims);
        return Tensor.copyOf(uniforms(dtype, shape.size()), shape.size()).reshape(dims);
    }

    /** {@return float32 numbers from the normal distribution with mean 0 and deviation 1} */
    public Tensor normal(int... dims) {
        return normal(DType.FLOAT32, dims);
    }

    /** {@return numbers from the normal distribution with mean 0 and deviation 1 (Box and Muller 1958)} */
    public Tensor normal(DType dtype, int... dims) {
        requireFloating("normal", dtype);
        Shape shape = Shape.of(dims);
        int n = shape.size();
        int half = n / 2 + n % 2;
        Kernels<Object> kernels = Elements.kernels(dtype);
        Object radius = uniforms(dtype, half);
        Object angle = uniforms(dtype, half);
        Object z = dtype.newArray(2 * half);
        for (int i = 0; i < half; i++) {
            Elements.setDouble(radius, i, -Elements.getDouble(radius, i)); // log1p(−u) is finite for all u below 1
            Elements.setDouble(angle, i, 2 * Math.PI * Elements.getDouble(angle, i));
        }
        kernels.log1p(radius, 0, radius, 0, half);
        for (int i = 0; i < half; i++) {
            Elements.setDouble(radius, i, -2 * Elements.getDouble(radius, i));
        }
        kernels.sqrt(radius, 0, radius, 0, half);
        kernels.cos(angle, 0, z, 0, half);
        kernels.sin(angle, 0, z, half, half);
        kernels.mul(radius, 0, z, 0, z, 0, half);
        kernels.mul(radius, 0, z, half, z, half, half);
        return Tensor.copyOf(z, 2 * half).slice(0, 0, n).reshape(dims);
    }

    /** {@return float32 numbers from the normal distribution with mean 0 and deviation 1, cut off to low ≤ x ≤ high} */
    public Tensor truncatedNormal(double low, double high, int... dims) {
        return truncatedNormal(DType.FLOAT32, low, high, dims);
    }

    /**
     * {@return numbers from the normal distribution with mean 0 and deviation 1 before it is cut off to low ≤ x ≤ high; either may
     * be infinite, and however far in a tail they are, drawing takes the same time (Robert 1995)}
     *
     * @throws IllegalArgumentException when low is not less than high, or no number of the dtype is between
     */
    public synchronized Tensor truncatedNormal(DType dtype, double low, double high, int... dims) {
        requireFloating("truncatedNormal", dtype);
        TruncatedNormal interval = new TruncatedNormal(dtype, low, high);
        Shape shape = Shape.of(dims);
        Object z = dtype.newArray(shape.size());
        for (int i = 0; i < shape.size(); i++) {
            Elements.setDouble(z, i, interval.draw(this));
        }
        return Tensor.copyOf(z, shape.size()).reshape(dims);
    }

    /**
     * {@return int32 numbers low ≤ i < high, each equally likely}
     *
     * @throws IllegalArgumentException when low is not less than high
     */
    public synchronized Tensor integers(int low, int high, int... dims) {
        if (low >= high) {
            throw new IllegalArgumentException("Generator.integers: no number from " + low + " up to, but without, " + high
                    + "; low must be less than high");
        }
        int[] z = new int[Shape.of(dims).size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = (int) (low + nextBelow((long) high - low));
        }
        return Tensor.copyOf(z, z.length).reshape(dims);
    }

    /**
     * {@return bools that are true with probability p, to the nearest multiple of 2⁻³²}
     *
     * @throws IllegalArgumentException when p is not within 0 to 1
     */
    public Tensor bernoulli(double p, int... dims) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("Generator.bernoulli: probability " + p + "; it must be within 0 to 1");
        }
        long bound = Math.round(p * 0x1p32);
        int[] words = words(Shape.of(dims).size());
        boolean[] z = new boolean[words.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = (words[i] & 0xFFFFFFFFL) < bound;
        }
        return Tensor.copyOf(z, z.length).reshape(dims);
    }

    /**
     * {@return for each row of logits (…, classes) an int32 (…) that is i with probability exp(logitᵢ) / Σ exp(logit); −∞ is
     * never drawn. For probabilities, or any weights, give their logarithm}
     *
     * @throws IllegalArgumentException when the logits have no axis or are not of a float type, or a row has no class that can be
     *     drawn, or a NaN or +∞
     */
    public Tensor categorical(Tensor logits) {
        requireFloating("categorical", logits.dtype());
        if (logits.rank() == 0 || logits.shape().dim(-1) == 0) {
            throw new IllegalArgumentException("Generator.categorical: logits of shape " + logits.shape()
                    + " have no classes; the last axis is that of the classes");
        }
        int classes = logits.shape().dim(-1);
        Shape shape = logits.shape().without(logits.rank() - 1);
        double[] weights = logits.toDoubleArray();
        for (int row = 0; row < shape.size(); row++) {
            weigh(weights, row, classes);
        }
        double[] u = (double[]) uniforms(DType.FLOAT64, shape.size());
        int[] z = new int[shape.size()];
        for (int row = 0; row < z.length; row++) {
            double place = u[row] * weights[(row + 1) * classes - 1];
            while (z[row] < classes - 1 && weights[row * classes + z[row]] <= place) {
                z[row]++;
            }
        }
        return Tensor.copyOf(z, z.length).reshape(shape.toArray());
    }

    /** Makes a row of logits the sums of exp(logitⱼ − maximum) over j = 0 … i. */
    private static void weigh(double[] x, int row, int classes) {
        int from = row * classes;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + classes; i++) {
            if (!(x[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("Generator.categorical: logit " + x[i] + " of class " + (i - from) + " in row "
                        + row + "; it must be a number, or −∞ for a class that is never drawn");
            }
            max = Math.max(max, x[i]);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("Generator.categorical: all logits of row " + row
                    + " are −∞; at least one class must be possible");
        }
        for (int i = from; i < from + classes; i++) {
            x[i] -= max;
        }
        Elements.kernels(DType.FLOAT64).exp(x, from, x, from, classes);
        for (int i = from + 1; i < from + classes; i++) {
            x[i] += x[i - 1];
        }
    }

    /** {@return int32 numbers 0 … n − 1 in random order (Fisher and Yates 1938, in the form of Durstenfeld 1964)} */
    public synchronized Tensor permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("Generator.permutation: of " + n + " numbers; n cannot be negative");
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = (int) nextBelow(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return Tensor.copyOf(order, n);
    }

    /**
     * {@return a number from 0 to bound − 1, each equally likely}
     *
     * @throws IllegalArgumentException when the bound is not positive
     */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("Generator.below: bound " + bound + "; it must be positive");
        }
        return (int) nextBelow(bound);
    }

    /** {@return a number from 0 to bound − 1, for 0 < bound ≤ 2³²: the upper half of word × bound, without bias (Lemire 2019)} */
    private synchronized long nextBelow(long bound) {
        long product = (next() & 0xFFFFFFFFL) * bound; // of 64 bits without a sign
        long fraction = product & 0xFFFFFFFFL;
        if (fraction < bound) {
            long threshold = (0x1_0000_0000L - bound) % bound;
            while (fraction < threshold) {
                product = (next() & 0xFFFFFFFFL) * bound;
                fraction = product & 0xFFFFFFFFL;
            }
        }
        return product >>> 32;
    }

    /** {@return a multiple of 2⁻⁵³, at least 0 and below 1} */
    synchronized double nextDouble() {
        return toDouble(next(), next());
    }

    private static double toDouble(int high, int low) {
        return ((high & 0xFFFFFFFFL) << 21 | low >>> 11) * 0x1p-53;
    }

    /** Piece by piece, so that the words take little memory beside the numbers; locked, so that they are next to each other. */
    private synchronized Object uniforms(DType dtype, int n) {
        Object u = dtype.newArray(n);
        for (int at = 0, m; at < n; at += m) {
            m = Math.min(n - at, PIECE);
            if (u instanceof float[] z) {
                int[] words = words(m);
                for (int i = 0; i < m; i++) {
                    z[at + i] = (words[i] >>> 8) * 0x1p-24f;
                }
            } else {
                double[] z = (double[]) u;
                int[] words = words(2 * m);
                for (int i = 0; i < m; i++) {
                    z[at + i] = toDouble(words[2 * i], words[2 * i + 1]);
                }
            }
        }
        return u;
    }

    private synchronized int next() {
        if (position / 4 != blockIndex) {
            blockIndex = position / 4;
            block = block(blockIndex, NUMBERS);
        }
        return block[(int) (position++ % 4)];
    }

    private int[] words(int n) {
        long from;
        synchronized (this) {
            from = position;
            position += n;
        }
        int[] words = new int[n];
        int[] block = null;
        for (int i = 0; i < n; i++) {
            int lane = (int) ((from + i) % 4);
            if (block == null || lane == 0) {
                block = block((from + i) / 4, NUMBERS);
            }
            words[i] = block[lane];
        }
        return words;
    }

    /** {@return four random words: block number {@code index} of those for a purpose} */
    private int[] block(long index, int purpose) {
        return philox((int) index, (int) (index >>> 32), purpose, 0, (int) seed, (int) (seed >>> 32));
    }

    /** {@return the counter c after ten rounds of Philox4x32 under the key k} */
    static int[] philox(int c0, int c1, int c2, int c3, int k0, int k1) {
        for (int round = 0; round < 10; round++) {
            long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return new int[] {c0, c1, c2, c3};
    }

    private static void requireFloating(String op, DType dtype) {
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException("Generator." + op + ": not defined for " + dtype + "; use FLOAT32 or FLOAT64");
        }
    }

    /** {@return the seed, and how many words of 32 bits the stream has given} */
    @Override
    public synchronized String toString() {
        return "generator of seed " + seed + " at word " + position;
    }
}
