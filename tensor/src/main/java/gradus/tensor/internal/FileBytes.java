package gradus.tensor.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The bytes of a file, to be read at any place. Nothing is allocated for more than there are. */
public final class FileBytes {

    /** Where the bytes come from: {@link FileChannel#read(ByteBuffer, long)} or alike. */
    private interface Source {
        int read(ByteBuffer into, long position) throws IOException;
    }

    /** What makes a value of a file. */
    public interface Reading<T> {
        T read(FileBytes bytes) throws IOException;
    }

    private final String name;
    private final long size;
    private final Source source;

    private FileBytes(String name, long size, Source source) {
        this.name = name;
        this.size = size;
        this.source = source;
    }

    /**
     * {@return what {@code reading} makes of a file, which is open until then}
     *
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static <T> T read(Path file, Reading<T> reading) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, "it is a folder");
            }
            return reading.read(new FileBytes(file.toString(), channel.size(), channel::read));
        } catch (IOException e) {
            throw failure(file.toString(), "read", e);
        }
    }

    /**
     * {@return what {@code reading} makes of the rest of a stream, which is not closed}
     *
     * @throws UncheckedIOException when the stream cannot be read
     */
    public static <T> T read(String name, InputStream in, Reading<T> reading) {
        try {
            byte[] all = in.readAllBytes();
            return reading.read(new FileBytes(name, all.length, (into, position) -> {
                int n = Math.min(into.remaining(), all.length - (int) position);
                into.put(all, (int) position, n);
                return n;
            }));
        } catch (IOException e) {
            throw failure(name, "read", e);
        }
    }

    /** {@return the exception that says in a sentence why a file cannot be read or written} */
    public static UncheckedIOException failure(String name, String verb, IOException e) {
        return new UncheckedIOException(name + switch (e) {
            case NoSuchFileException _ -> ": there is no such file or folder";
            case AccessDeniedException _ -> ": cannot be " + verb + " (permission denied)";
            case FileSystemException f when f.getReason() != null -> ": cannot be " + verb + " (" + f.getReason() + ")";
            default -> ": cannot be " + verb + " (" + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()) + ")";
        }, e);
    }

    /** {@return the name of the file, for messages} */
    public String name() {
        return name;
    }

    /** {@return the number of bytes} */
    public long size() {
        return size;
    }

    /** {@return all bytes, from front to back} */
    public ByteInput input() {
        return new ByteInput(name, stream(0, size), size);
    }

    /** {@return the n bytes from a place on; fewer where the file has become shorter meanwhile} */
    public InputStream stream(long position, long n) {
        return new Stream(position, n);
    }

    /** {@return the exception that refuses the file for what stands at a place} */
    public IllegalArgumentException refused(long place, String why) {
        return input().refused(place, why);
    }

    private final class Stream extends InputStream {
        private final long end;
        private long at;

        Stream(long position, long n) {
            this.at = position;
            this.end = position + n;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int n) throws IOException {
            Objects.checkFromIndexSize(offset, n, into.length);
            if (n == 0) {
                return 0;
            }
            if (at == end) {
                return -1;
            }
            int got = source.read(ByteBuffer.wrap(into, offset, (int) Math.min(n, end - at)), at);
            at += Math.max(got, 0);
            return got;
        }
    }
}
