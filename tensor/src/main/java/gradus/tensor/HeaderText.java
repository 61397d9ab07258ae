package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The text of a file's header, read from front to back without recursion: JSON for safetensors, a Python literal for npy. What
 * does not fit is refused with its place in the file.
 */
final class HeaderText {

    private final ByteInput file;
    private final byte[] text;
    private final long start;
    private int at;

    /** The header {@code text} that stands in the file from byte {@code start} on. */
    HeaderText(ByteInput file, byte[] text, long start) {
        this.file = file;
        this.text = text;
        this.start = start;
    }

    /** {@return the place in the file of the next token} */
    long position() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return start + at;
    }

    /** {@return the next character, or 0 at the end} */
    char peek() {
        position();
        return at < text.length ? (char) (text[at] & 0xff) : 0;
    }

    /** {@return whether the next character was {@code c}, which has then been read} */
    boolean accept(char c) {
        boolean found = peek() == c && at < text.length;
        if (found) {
            at++;
        }
        return found;
    }

    /** Reads a character that must come next. */
    void expect(char c, String where) {
        if (!accept(c)) {
            throw unexpected("'" + c + "' " + where);
        }
    }

    /** Makes sure that nothing but spaces follows. */
    void end() {
        if (position() != start + text.length) {
            throw unexpected("the end of the header");
        }
    }

    /** {@return a whole number that is not negative} */
    long natural(String what) {
        long place = position();
        int first = at;
        long value = 0;
        for (; at < text.length && text[at] >= '0' && text[at] <= '9'; at++) {
            int digit = text[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw refused(place, what + " is more than 2⁶³ − 1");
            }
            value = 10 * value + digit;
        }
        if (at == first || text[first] == '0' && at - first > 1) {
            at = first;
            throw unexpected("a whole number for " + what);
        }
        return value;
    }

    /** Reads a JSON object: {@code member} is given each key, and reads what stands after the colon. */
    void members(String what, Consumer<String> member) {
        Set<String> keys = new HashSet<>();
        expect('{', "to begin " + what);
        if (accept('}')) {
            return;
        }
        do {
            long place = position();
            String key = jsonString("a key of " + what);
            if (!keys.add(key)) {
                throw refused(place, what + " has the key \"" + key + "\" twice");
            }
            expect(':', "after the key \"" + key + "\"");
            member.accept(key);
        } while (accept(','));
        expect('}', "to end " + what);
    }

    /** {@return a JSON array of whole numbers} */
    long[] naturals(String what) {
        long[] values = new long[4];
        int n = 0;
        expect('[', "to begin " + what);
        if (accept(']')) {
            return new long[0];
        }
        do {
            if (n == values.length) {
                values = Arrays.copyOf(values, 2 * n);
            }
            values[n++] = natural(what);
        } while (accept(','));
        expect(']', "to end " + what);
        return Arrays.copyOf(values, n);
    }

    /** {@return a JSON string, RFC 8259 section 7} */
    String jsonString(String what) {
        if (peek() != '"') {
            throw unexpected("a string for " + what);
        }
        StringBuilder string = new StringBuilder();
        int run = ++at;
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\') {
                string.append(utf8(run, at));
                string.append(escape());
                run = at;
            } else if (text[at] >= 0 && text[at] < ' ') {
                throw refused(start + at, "a control character within " + what);
            } else {
                at++;
            }
        }
        if (at == text.length) {
            throw unexpected("'\"' to end " + what);
        }
        string.append(utf8(run, at++));
        return string.toString();
    }

    /** {@return a Python string in single or double quotes, without escapes} */
    String pythonString(String what) {
        char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw unexpected("a string for " + what);
        }
        int first = ++at;
        while (at < text.length && text[at] != quote && text[at] != '\\' && text[at] >= ' ') {
            at++;
        }
        if (at == text.length || text[at] != quote) {
            throw unexpected(quote + " to end " + what);
        }
        return new String(text, first, at++ - first, StandardCharsets.US_ASCII);
    }

    /** {@return whether the word came next, which has then been read} */
    boolean acceptWord(String word) {
        position();
        byte[] expected = word.getBytes(StandardCharsets.US_ASCII);
        boolean found = text.length - at >= expected.length && Arrays.equals(text, at, at + expected.length, expected, 0, expected.length);
        if (found) {
            at += expected.length;
        }
        return found;
    }

    /**
     * {@return the shape with these sizes}
     *
     * @throws IllegalArgumentException when a Java array cannot hold so many elements
     */
    Shape shape(long place, long[] dims, String the) {
        int[] sizes = new int[dims.length];
        long elements = 1;
        boolean empty = false;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] > Integer.MAX_VALUE) {
                throw refused(place, the + " has an axis of size " + dims[axis] + ", more than can be held");
            }
            sizes[axis] = (int) dims[axis];
            empty |= sizes[axis] == 0;
            elements = Math.min(elements * Math.max(sizes[axis], 1), Integer.MAX_VALUE); // stays clear of overflow
        }
        if (elements > Integer.MAX_VALUE - 8 && !empty) {
            throw refused(place, the + " has the shape " + Arrays.toString(sizes) + ", more elements than can be held");
        }
        return Shape.of(sizes);
    }

    IllegalArgumentException refused(long place, String why) {
        return file.refused(place, why);
    }

    IllegalArgumentException unexpected(String wanted) {
        char found = peek();
        return refused(start + at, "the header has " + (at == text.length ? "its end"
                : found > ' ' && found < 0x7f ? "'" + found + "'" : String.format("byte %02x", (int) found)) + ", not " + wanted);
    }

    private String escape() {
        int place = at++;
        char c = at < text.length ? (char) text[at++] : 0;
        return switch (c) {
            case '"', '\\', '/' -> String.valueOf(c);
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> {
                char unit = unit(place);
                if (!Character.isSurrogate(unit)) {
                    yield String.valueOf(unit);
                }
                boolean pair = Character.isHighSurrogate(unit) && at + 1 < text.length && text[at] == '\\' && text[at + 1] == 'u';
                at += pair ? 2 : 0;
                char low = pair ? unit(place) : 0;
                if (!Character.isLowSurrogate(low)) {
                    throw refused(start + place, "half a surrogate pair in a string");
                }
                yield new String(new char[] {unit, low});
            }
            default -> throw refused(start + place, "no escape that JSON knows in a string");
        };
    }

    /** {@return the UTF-16 unit of the four hexadecimal digits that follow} */
    private char unit(int place) {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length ? Character.digit(text[at++], 16) : -1;
            if (digit < 0) {
                throw refused(start + place, "\\u without four hexadecimal digits in a string");
            }
            unit = 16 * unit + digit;
        }
        return (char) unit;
    }

    private String utf8(int from, int to) {
        return utf8(file, Arrays.copyOfRange(text, from, to), start + from);
    }

    /**
     * {@return the text that the bytes encode}
     *
     * @throws IllegalArgumentException when they are not UTF-8
     */
    static String utf8(ByteInput file, byte[] bytes, long place) {
        String string = new String(bytes, StandardCharsets.UTF_8); // what is malformed becomes U+FFFD and does not come back
        int malformed = Arrays.mismatch(bytes, string.getBytes(StandardCharsets.UTF_8));
        if (malformed >= 0) {
            throw file.refused(place + malformed, "a string is not UTF-8");
        }
        return string;
    }
}
