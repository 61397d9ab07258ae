package gradus.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fields of a CSV text, one at a time, so that a file of any length takes the memory of its longest field. */
final class CsvLines {

    private static final int END = -1;
    private static final int LONGEST_SHOWN = 40;

    /** The byte order mark, U+FEFF. */
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final String name;
    private final InputStream in;
    private final char separator;

    private final byte[] chunk = new byte[1 << 14];
    private int at;
    private int limit;

    private byte[] field = new byte[64];
    private int length;
    private boolean endsLine = true;

    private long lines; // of which the end has been read
    private long line; // where the field begins, and its number in it, both from 1
    private long column;

    /** The text of a stream, from its beginning. */
    CsvLines(String name, InputStream in, char separator) throws IOException {
        this.name = name;
        this.in = in;
        this.separator = separator;
        this.limit = in.readNBytes(chunk, 0, MARK.length);
        this.at = limit == MARK.length && Arrays.equals(chunk, 0, limit, MARK, 0, limit) ? limit : 0;
    }

    /** Refuses what can be part of a number, of a quoted field, or of a line's end. */
    static void requireSeparator(String op, char separator) {
        boolean sign = separator >= ' ' && separator < 127 && !Character.isLetterOrDigit(separator);
        if (!sign && separator != '\t' || "+-.\"".indexOf(separator) >= 0) {
            throw new IllegalArgumentException(op + ": the separator is " + (separator >= ' ' && separator < 127
                    ? "'" + separator + "'" : String.format("U+%04X", (int) separator))
                    + "; use ',', ';', a tab or another sign that no number has");
        }
    }

    /** {@return whether there is another line that is not blank; its first field is then the next} */
    boolean nextLine() throws IOException {
        assert endsLine;
        while (true) {
            passBlanks();
            int c = peek();
            if (c == END) {
                return false;
            }
            if (c != '\n' && c != '\r') {
                endsLine = false;
                column = 0;
                return true;
            }
            passLineEnd();
        }
    }

    /** Reads the next field of the line. */
    void nextField() throws IOException {
        line = lines + 1;
        column++;
        length = 0;
        passBlanks();
        if (peek() == '"') {
            quoted();
        } else {
            for (int c = peek(); c != separator && c != '\n' && c != '\r' && c != END; c = peek()) {
                append(next());
            }
            while (length > 0 && isBlank(field[length - 1])) {
                length--;
            }
        }
        endsLine = peek() != separator;
        if (endsLine) {
            passLineEnd();
        } else {
            next();
        }
    }

    private void quoted() throws IOException {
        next();
        while (true) {
            int c = next();
            if (c == END) {
                throw refused("the quote that begins here is not closed");
            }
            if (c == '"' && peek() != '"') {
                break;
            }
            if (c == '"') {
                next(); // two stand for one
            } else if (c == '\n') {
                lines++;
            }
            append(c);
        }
        passBlanks();
        int c = peek();
        if (c != separator && c != '\n' && c != '\r' && c != END) {
            throw refused("more follows after the closing quote");
        }
    }

    /** {@return whether the last field was the last of its line} */
    boolean endsLine() {
        return endsLine;
    }

    /** {@return the last field, each byte as a character: what is not ASCII cannot be part of a number} */
    String text() {
        return new String(field, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** {@return the fields of the next line as Unicode text} */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        if (nextLine()) {
            do {
                nextField();
                String text = new String(field, 0, length, StandardCharsets.UTF_8); // malformed bytes do not come back
                if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(field, length))) {
                    throw refused("the name is not UTF-8");
                }
                names.add(text);
            } while (!endsLine);
        }
        return names;
    }

    /** {@return the exception that refuses the last field} */
    IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(name + ": line " + line + ", column " + column + ": " + why);
    }

    /** {@return a field as a message shows it} */
    static String shown(String text) {
        String start = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return "'" + start.replaceAll("[\\p{Cntrl}\u0080-\u00ff]", "?") + "'";
    }

    private boolean isBlank(int c) {
        return (c == ' ' || c == '\t') && c != separator;
    }

    private void passBlanks() throws IOException {
        while (isBlank(peek())) {
            at++;
        }
    }

    /** Passes LF, CR or both, if they come next. */
    private void passLineEnd() throws IOException {
        if (peek() == '\r') {
            at++;
            lines += peek() == '\n' ? 0 : 1;
        }
        if (peek() == '\n') {
            at++;
            lines++;
        }
    }

    private void append(int c) {
        if (length == field.length) {
            field = Arrays.copyOf(field, 2 * length);
        }
        field[length++] = (byte) c;
    }

    private int next() throws IOException {
        int c = peek();
        at += c == END ? 0 : 1;
        return c;
    }

    private int peek() throws IOException {
        while (at == limit) {
            at = 0;
            limit = in.read(chunk);
            if (limit < 0) {
                limit = 0;
                return END;
            }
        }
        return chunk[at] & 0xff;
    }
}
