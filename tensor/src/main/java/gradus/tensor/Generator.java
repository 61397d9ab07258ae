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

    private static final int NUMBERS = 0; // the purposes of blocks
    private static final int SPLITS = 1;

    private final long seed;
    private long position; // the next 32-bit word of the stream
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

    /** {@return int32 numbers 0 … n − 1 in random order (Fisher and Yates 1938, in the form of Durstenfeld 1964)} */
    public Tensor permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return Tensor.copyOf(order, n);
    }

    /**
     * {@return a number from 0 to bound − 1, each equally likely (Lemire 2019)}
     *
     * @throws IllegalArgumentException when the bound is not positive
     */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("Generator.below: bound " + bound + "; it must be positive");
        }
        long product = (next() & 0xFFFFFFFFL) * bound;
        long fraction = product & 0xFFFFFFFFL;
        if (fraction < bound) {
            long threshold = (0x1_0000_0000L - bound) % bound;
            while (fraction < threshold) {
                product = (next() & 0xFFFFFFFFL) * bound;
                fraction = product & 0xFFFFFFFFL;
            }
        }
        return (int) (product >>> 32);
    }

    private Object uniforms(DType dtype, int n) {
        if (dtype == DType.FLOAT32) {
            float[] u = new float[n];
            int[] words = words(n);
            for (int i = 0; i < n; i++) {
                u[i] = (words[i] >>> 8) * 0x1p-24f;
            }
            return u;
        }
        double[] u = new double[n];
        int[] words = words(2 * n);
        for (int i = 0; i < n; i++) {
            long bits = (words[2 * i] & 0xFFFFFFFFL) << 21 | words[2 * i + 1] >>> 11;
            u[i] = bits * 0x1p-53;
        }
        return u;
    }

    private synchronized int next() {
        int[] block = block(position / 4, NUMBERS);
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
}
