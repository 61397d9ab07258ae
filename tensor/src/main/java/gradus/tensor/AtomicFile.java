package gradus.tensor;

import gradus.tensor.internal.FileBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces a file as a whole or not at all: the bytes go to a temporary file in the same folder, are forced to the disk, and take
 * the target's name in one move. Only a process that is killed meanwhile leaves that file, named {@code .gradus-….tmp}.
 */
final class AtomicFile {

    /** What writes the bytes. */
    interface Writing {
        void write(WritableByteChannel out) throws IOException;
    }

    private AtomicFile() {
    }

    /**
     * Writes a file.
     *
     * @throws UncheckedIOException when that fails; the old file is then as it was, as it is when {@code writing} throws
     */
    static void write(Path target, Writing writing) {
        try {
            Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath(); // what a link points to, not the link
            if (Files.exists(place) && !Files.isRegularFile(place)) {
                throw new FileSystemException(target.toString(), null, "it is not a regular file");
            }
            if (!Files.isDirectory(place.getParent())) {
                throw new FileSystemException(target.toString(), null, "there is no folder " + place.getParent());
            }
            replace(place, writing);
        } catch (IOException e) {
            throw FileBytes.failure(target.toString(), "written", e);
        }
    }

    private static void replace(Path place, Writing writing) throws IOException {
        Path temporary = place.resolveSibling(".gradus-" + UUID.randomUUID() + ".tmp");
        boolean posix = place.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writing.write(out);
                out.force(true);
            }
            if (posix && Files.exists(place)) {
                Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(place));
            }
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (Throwable failure) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        if (posix) { // elsewhere a folder cannot be opened, and the move is on the disk already
            try (FileChannel folder = FileChannel.open(place.getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }
}
