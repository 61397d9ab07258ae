package gradus.tensor;

/**
 * The type of a tensor's elements. There is no silent promotion between types: an operation on two types is refused with the
 * {@link Tensor#to} to write.
 */
public enum DType {
    FLOAT32(4), FLOAT64(8), INT32(4), INT64(8), BOOL(1);

    private final int bytes;
    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the size of one element in bytes} */
    public int bytes() {
        return bytes;
    }

    /** {@return whether this is a floating-point type, the only ones that have gradients} */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** {@return whether this is int32 or int64} */
    public boolean isInteger() {
        return this == INT32 || this == INT64;
    }

    /** {@return a new zeroed Java array of this type: float[], double[], int[], long[] or boolean[]} */
    public Object newArray(int length) {
        return switch (this) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
            case BOOL -> new boolean[length];
        };
    }

    /**
     * {@return the type of a Java array's elements}
     *
     * @throws IllegalArgumentException when it is none of the five
     */
    public static DType ofArray(Object array) {
        return switch (array) {
            case float[] _ -> FLOAT32;
            case double[] _ -> FLOAT64;
            case int[] _ -> INT32;
            case long[] _ -> INT64;
            case boolean[] _ -> BOOL;
            default -> throw new IllegalArgumentException("Tensor.of: no element type for "
                    + array.getClass().getSimpleName() + "; use float, double, int, long or boolean arrays");
        };
    }

    /** {@return the name in small letters, such as {@code float32}} */
    @Override
    public String toString() {
        return label;
    }
}
