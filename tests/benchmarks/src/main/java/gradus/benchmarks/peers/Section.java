package gradus.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A part of a text file that a program writes, between the lines {@code <!-- NAME -->} and {@code <!-- /NAME -->}. */
record Section(Path file, String name) {

    /**
     * Puts the text, which ends with a line break, in the place of what stood there. The file is replaced as a whole, or not at all.
     *
     * @throws IOException when the file cannot be read or replaced, or does not hold each of the two lines once, in this order
     */
    void write(String text) throws IOException {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- /" + name + " -->\n";
        String old = Files.readString(file);
        int from = only(old, begin);
        int to = only(old, end);
        if (to < from) {
            throw refused("has " + end.strip() + " before " + begin.strip() + "; exchange them");
        }
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new");
        try {
            Files.copy(file, next, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES); // its permissions
            Files.writeString(next, old.substring(0, from + begin.length()) + text + old.substring(to));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** {@return where the line begins} */
    private int only(String text, String line) throws IOException {
        String lines = "\n" + text; // so that the first is found like the others
        int place = lines.indexOf("\n" + line);
        if (place < 0) {
            throw refused("has no line " + line.strip() + "; add it where the table shall be");
        }
        if (lines.indexOf("\n" + line, place + 1) >= 0) {
            throw refused("has more than one line " + line.strip() + "; leave one");
        }
        return place;
    }

    private IOException refused(String why) {
        return new IOException(file + " " + why);
    }
}
