package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import gradus.tensor.internal.TensorAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Files of named tensors in the safetensors format, version 0.4: the length of the header as a little-endian int64, the header in
 * JSON, then the elements, row-major and little-endian, without gaps.
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
        SequencedMap<String, Tensor> ordered = SafetensorsHeader.ordered(tensors);
        byte[] header = SafetensorsHeader.write(ordered, metadata);
        AtomicFile.write(file, out -> {
            LittleEndian.writeAll(out, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
            LittleEndian.writeAll(out, ByteBuffer.wrap(header));
            for (Tensor tensor : ordered.values()) {
                LittleEndian.write(out, tensor);
            }
        });
    }

    private static SequencedMap<String, Tensor> tensors(ByteInput in) throws IOException {
        SafetensorsHeader header = SafetensorsHeader.read(in);
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        header.entries().forEach(entry -> tensors.put(entry.name(), null)); // keeps the order of the header
        for (SafetensorsHeader.Entry entry : header.byPlace()) {
            Object array = entry.dtype().newArray(entry.shape().size());
            LittleEndian.read(in, array, "the tensor \"" + entry.name() + "\"");
            tensors.put(entry.name(), TensorAccess.get().wrap(array, entry.shape()));
        }
        in.end("its last tensor");
        return tensors;
    }
}
