package gradus.tensor;

import java.util.Locale;

/**
 * The type of the elements in a file. Those that are no {@link DType} are read into one that has each of their values, so that
 * reading never rounds; the only exception, uint64, is refused where a value is beyond int64.
 */
public enum StoredType { // in the order of the reference implementation of safetensors, which is one of growing alignment
    BOOL(1, DType.BOOL, "b1", "BOOL"),
    UINT8(1, DType.INT32, "u1", "U8"),
    INT8(1, DType.INT32, "i1", "I8"),
    INT16(2, DType.INT32, "i2", "I16"),
    UINT16(2, DType.INT32, "u2", "U16"),
    /** IEEE 754 binary16: 11 significant bits, up to 65504. */
    FLOAT16(2, DType.FLOAT32, "f2", "F16"),
    /** The upper half of a float32: 8 significant bits, its range (Wang and Kanwar 2019). */
    BFLOAT16(2, DType.FLOAT32, "", "BF16"),
    INT32(4, DType.INT32, "i4", "I32"),
    UINT32(4, DType.INT64, "u4", "U32"),
    FLOAT32(4, DType.FLOAT32, "f4", "F32"),
    FLOAT64(8, DType.FLOAT64, "f8", "F64"),
    INT64(8, DType.INT64, "i8", "I64"),
    UINT64(8, DType.INT64, "u8", "U64");

    private final int bytes;
    private final DType dtype;
    private final String numpy;
    private final String safetensors;
    private final String label = name().toLowerCase(Locale.ROOT);

    StoredType(int bytes, DType dtype, String numpy, String safetensors) {
        this.bytes = bytes;
        this.dtype = dtype;
        this.numpy = numpy;
        this.safetensors = safetensors;
    }

    /** {@return the type in which tensors of a type are stored as they are} */
    public static StoredType of(DType dtype) {
        return valueOf(dtype.name());
    }

    /** {@return the size of one element in bytes} */
    public int bytes() {
        return bytes;
    }

    /** {@return the type of the tensors that such elements are read into} */
    public DType dtype() {
        return dtype;
    }

    /** {@return the code in NumPy's files, without the byte order; empty where NumPy has none} */
    String numpy() {
        return numpy;
    }

    /** {@return the code in safetensors files} */
    String safetensors() {
        return safetensors;
    }

    /** {@return the name in small letters, such as {@code float16}} */
    @Override
    public String toString() {
        return label;
    }
}
