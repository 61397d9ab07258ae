package gradus.tensor;

import gradus.tensor.internal.FileBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Archives of named NumPy arrays, as {@code numpy.savez} and {@code savez_compressed} write them: a zip file of npy files. */
public final class Npz {

    private static final String SUFFIX = ".npy";

    private Npz() {
    }

    /**
     * {@return the arrays of a file by name, without the ending .npy, in the order of the archive's directory}
     *
     * @throws IllegalArgumentException when the content is damaged, or of a dtype that cannot be held
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static SequencedMap<String, Tensor> read(Path file) {
        return FileBytes.read(file, Npz::tensors);
    }

    /**
     * {@return the arrays of a file that a stream holds, such as a resource; the stream is read to its end and not closed}
     *
     * @throws IllegalArgumentException when the content is damaged, or of a dtype that cannot be held
     * @throws UncheckedIOException when the stream cannot be read
     */
    public static SequencedMap<String, Tensor> read(InputStream in) {
        return FileBytes.read("npz stream", in, Npz::tensors);
    }

    private static SequencedMap<String, Tensor> tensors(FileBytes file) throws IOException {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        for (ZipMember member : ZipMember.all(file)) {
            String name = member.name();
            if (!name.endsWith(SUFFIX)) {
                throw file.refused(member.place(), "the member \"" + name + "\" is not an array; its name does not end in " + SUFFIX);
            }
            tensors.put(name.substring(0, name.length() - SUFFIX.length()), member.read(file, Npy::tensor));
        }
        return tensors;
    }
}
