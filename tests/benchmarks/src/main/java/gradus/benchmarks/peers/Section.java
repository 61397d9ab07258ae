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
        Place place = place();
        String old = Files.readString(file);
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new");
        try {
            Files.copy(file, next, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES); // its permissions
            Files.writeString(next, old.substring(0, place.from) + text + old.substring(place.to));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Where the text stands, between the two lines. */
    record Place(int from, int to) {
    }

    /** {@return where in the file the section is} Thrown is the same as by {@link #write}. */
    Place place() throws IOException {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- /" + name + " -->\n";
        String text = Files.readString(file);
        int from = only(text, begin);
        int to = only(text, end);
        if (to < from) {
            throw refused("has " + end.strip() + " before " + begin.strip() + "; exchange them");
        }
        return new Place(from + begin.length(), to);
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
