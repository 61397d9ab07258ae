package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Archives of named NumPy arrays, as {@code numpy.savez} and {@code savez_compressed} write them: a zip file of {@link Npy} files
 * (NumPy reference, "numpy.lib.format"). A member named {@code w.npy} is the array {@code w}.
 *
 * <pre>{@code
 * Npz.write(Path.of("x.npz"), Map.of("w", Tensor.ones(2, 3)));   // numpy.load("x.npz")["w"]
 * Tensor w = Npz.read(Path.of("x.npz")).get("w");
 * }</pre>
 */
public final class Npz {

    private static final String SUFFIX = ".npy";

    /** Deflate packs 258 bytes into two bits at best, so a member that claims more than this for a byte is lying. */
    private static final int LARGEST_EXPANSION = 1032;

    /** The time of each member, as NumPy has it too: equal arrays give equal files. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {
    }

    /**
     * {@return the arrays of a file by name, without the ending .npy, in the order of the archive's directory}
     *
     * @throws IllegalArgumentException when the content is damaged, or of a dtype that cannot be held
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static SequencedMap<String, Tensor> read(Path file) {
        String name = file.toString();
        try {
            if (file.getFileSystem() == FileSystems.getDefault()) {
                return tensors(name, file.toFile());
            }
            try (InputStream in = Files.newInputStream(file)) { // within another archive, say
                return tensors(name, in);
            }
        } catch (IOException e) {
            throw FileBytes.failure(name, "read", e);
        }
    }

    /**
     * {@return the arrays of a file that a stream holds, such as a resource; the stream is read to its end and not closed} A zip
     * file is read from its end, so a temporary file holds the bytes meanwhile.
     *
     * @throws IllegalArgumentException when the content is damaged, or of a dtype that cannot be held
     * @throws UncheckedIOException when the stream cannot be read, or the temporary file not written
     */
    public static SequencedMap<String, Tensor> read(InputStream in) {
        try {
            return tensors("npz stream", in);
        } catch (IOException e) {
            throw FileBytes.failure("npz stream", "read", e);
        }
    }

    private static SequencedMap<String, Tensor> tensors(String name, InputStream in) throws IOException {
        Path temporary = Files.createTempFile("gradus-", ".npz");
        try {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            return tensors(name, temporary.toFile());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static SequencedMap<String, Tensor> tensors(String name, File file) throws IOException {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file)) {
            long left = file.length();
            for (ZipEntry member : Collections.list(zip.entries())) {
                if (!member.getName().endsWith(SUFFIX)) {
                    throw refused(name, member, "is not an array; its name does not end in " + SUFFIX);
                }
                left -= member.getCompressedSize(); // members that share bytes could unpack to any size
                if (left < 0 || member.getSize() > member.getCompressedSize() * LARGEST_EXPANSION) {
                    throw refused(name, member, "claims " + member.getSize() + " bytes packed into " + member.getCompressedSize()
                            + ", which cannot be");
                }
                String key = member.getName().substring(0, member.getName().length() - SUFFIX.length());
                if (tensors.put(key, tensor(name, zip, member)) != null) {
                    throw refused(name, member, "is there twice");
                }
            }
        } catch (ZipException | EOFException e) {
            throw new IllegalArgumentException(name + ": this is no zip file, or a damaged one ("
                    + Objects.requireNonNullElse(e.getMessage(), "it is cut off") + ")", e);
        }
        return tensors;
    }

    private static Tensor tensor(String name, ZipFile zip, ZipEntry member) throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(member), crc)) {
            Tensor tensor = Npy.tensor(new ByteInput(name + ": " + member.getName(), in, member.getSize()));
            if (crc.getValue() != member.getCrc()) {
                throw refused(name, member, "does not match its checksum; the file is damaged");
            }
            return tensor;
        }
    }

    private static IllegalArgumentException refused(String name, ZipEntry member, String why) {
        return new IllegalArgumentException(name + ": the member \"" + member.getName() + "\" " + why);
    }

    /**
     * Writes a file, as a whole or not at all, uncompressed as {@code numpy.savez} does. Equal maps of equal order give equal
     * files.
     *
     * @throws IllegalArgumentException when a name cannot be written
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors) {
        write(file, tensors, ZipEntry.STORED);
    }

    /**
     * Writes a file as {@link #write} does, but compressed as {@code numpy.savez_compressed} does.
     *
     * @throws IllegalArgumentException when a name cannot be written
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void writeCompressed(Path file, Map<String, Tensor> tensors) {
        write(file, tensors, ZipEntry.DEFLATED);
    }

    private static void write(Path file, Map<String, Tensor> tensors, int method) {
        tensors.forEach(Npz::requireWritable);
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(out));
            zip.setMethod(method);
            WritableByteChannel member = Channels.newChannel(zip);
            for (Map.Entry<String, Tensor> each : tensors.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey() + SUFFIX);
                entry.setTimeLocal(TIME);
                if (method == ZipEntry.STORED) { // then size and checksum stand before the data
                    Measured measured = new Measured();
                    Npy.write(measured, each.getValue());
                    entry.setSize(measured.size);
                    entry.setCrc(measured.crc.getValue());
                }
                zip.putNextEntry(entry);
                Npy.write(member, each.getValue());
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private static void requireWritable(String name, Tensor tensor) {
        if (name.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("Npz.write: the name \"" + name
                    + "\" holds a zero character or half a surrogate pair; use Unicode text");
        }
        int bytes = (name + SUFFIX).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 0xffff) {
            throw new IllegalArgumentException("Npz.write: a name takes " + bytes + " bytes, more than the " + 0xffff
                    + " of a zip file; use a shorter one");
        }
        Npy.header(tensor);
    }

    /** Takes size and checksum of bytes that go nowhere. */
    private static final class Measured implements WritableByteChannel {
        private final CRC32 crc = new CRC32();
        private long size;

        @Override
        public int write(ByteBuffer bytes) {
            int n = bytes.remaining();
            size += n;
            crc.update(bytes);
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
        }
    }
}
