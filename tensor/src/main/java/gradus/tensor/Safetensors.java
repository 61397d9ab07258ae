package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import gradus.tensor.internal.TensorAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * Files of named tensors in the safetensors format (Hugging Face, 2022; github.com/huggingface/safetensors, section "Format"): the
 * length of the header as a little-endian int64, the header in JSON, then the elements, row-major and little-endian, without gaps.
 * Types that no tensor has are read into one that has all their values ({@link StoredType}).
 *
 * <pre>{@code
 * Safetensors.write(Path.of("model.safetensors"), Map.of("w", Tensor.ones(2, 3)));
 * Tensor w = Safetensors.read(Path.of("model.safetensors")).get("w");
 * }</pre>
 *
 * <p>Files come from anywhere, so reading trusts none: a header that lies, overlaps, leaves gaps or does not parse is refused with
 * the place in the file, and memory is taken only for what the file holds.
 */
public final class Safetensors {

    private Safetensors() {
    }

    /**
     * {@return the tensors of a file, in the order of its header}
     *
     * @throws IllegalArgumentException when the content is not what the format asks, or of a dtype that cannot be held
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static SequencedMap<String, Tensor> read(Path file) {
        return FileBytes.read(file, bytes -> tensors(bytes.input()));
    }

    /**
     * {@return the tensors of a file that a stream holds; the stream is read to its end, kept in memory meanwhile, and not closed}
     *
     * @throws IllegalArgumentException when the content is not what the format asks, or of a dtype that cannot be held
     * @throws UncheckedIOException when the stream cannot be read
     */
    public static SequencedMap<String, Tensor> read(InputStream in) {
        return FileBytes.read("safetensors stream", in, bytes -> tensors(bytes.input()));
    }

    /**
     * {@return the free texts in the header of a file; none where it has none}
     *
     * @throws IllegalArgumentException when the header is not what the format asks
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static SequencedMap<String, String> readMetadata(Path file) {
        return FileBytes.read(file, bytes -> SafetensorsHeader.read(bytes.input()).metadata());
    }

    /**
     * Writes a file, as a whole or not at all. Equal maps give equal files: the tensors stand by the size of their elements, the
     * largest first, so that each is aligned, and then by name.
     *
     * @throws IllegalArgumentException when a name cannot be written: {@code __metadata__}, or one that is not Unicode
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors) {
        write(file, tensors, Map.of());
    }

    /**
     * Writes a file as {@link #write(Path, Map)} does, with free texts in the header.
     *
     * @throws IllegalArgumentException when a name or text cannot be written: {@code __metadata__}, or one that is not Unicode
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        write(file, tensors, metadata, StoredType::of);
    }

    /**
     * Writes a file as {@link #write(Path, Map, Map)} does, with floating tensors in a type that may be smaller than theirs: each
     * element is rounded to the nearest that the type has, of two equally near to the even one. Others are stored as they are.
     *
     * @throws IllegalArgumentException when the type is not a floating one, an element would become infinite, or a name or text
     *     cannot be written
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata, StoredType floats) {
        if (!floats.dtype().isFloating()) {
            throw new IllegalArgumentException("Safetensors.write: " + floats
                    + " is no floating type; use FLOAT16, BFLOAT16, FLOAT32 or FLOAT64");
        }
        write(file, tensors, metadata, dtype -> dtype.isFloating() ? floats : StoredType.of(dtype));
    }

    private static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata,
            Function<DType, StoredType> storing) {
        SafetensorsHeader header = SafetensorsHeader.of(tensors, storing, metadata);
        byte[] text = header.bytes();
        AtomicFile.write(file, out -> {
            StoredElements.writeAll(out, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, text.length));
            StoredElements.writeAll(out, ByteBuffer.wrap(text));
            for (SafetensorsHeader.Entry entry : header.entries()) {
                Tensor x = tensors.get(entry.name());
                if (entry.type() == StoredType.of(x.dtype())) {
                    StoredElements.write(out, x);
                } else {
                    StoredElements.writeRounded(out, entry.type(), x, "Safetensors.write: \"" + entry.name() + "\"");
                }
            }
        });
    }

    private static SequencedMap<String, Tensor> tensors(ByteInput in) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(in);
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        header.entries().forEach(entry -> tensors.put(entry.name(), null)); // keeps the order of the header
        for (SafetensorsHeader.Entry entry : header.byPlace()) {
            Object array = StoredElements.read(in, entry.type(), ByteOrder.LITTLE_ENDIAN, entry.shape().size(),
                    "the tensor \"" + entry.name() + "\"");
            tensors.put(entry.name(), TensorAccess.get().wrap(array, entry.shape()));
        }
        in.end("its last tensor");
        return tensors;
    }
}
