package gradus.tensor;

import gradus.tensor.internal.FileBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Tables of numbers as text, a line for each row (RFC 4180, Shafranovich 2005): numbers parted by commas or another character,
 * bare or in double quotes, with spaces or tabs around; lines end in LF, CRLF or CR. Blank lines and a byte order mark are passed
 * over.
 *
 * <pre>{@code
 * Tensor x = Csv.read(Path.of("iris.csv"), DType.FLOAT32, ',', true);   // the first line names the columns
 * Csv.write(Path.of("x.csv"), x);
 * }</pre>
 *
 * <p>A float is {@code 1.5}, {@code -1e-5}, {@code nan}, {@code inf} or {@code infinity}, in capitals or small letters, and is read
 * as the nearest of its type. What is written comes back exactly, though a NaN as the one NaN that Java writes. A field that is
 * empty, no number or out of range, and a line with other columns than the first, are refused with line and column, both counted
 * from 1.
 */
public final class Csv {

    private static final int CHUNK = 1 << 16;

    private Csv() {
    }

    /**
     * {@return the float32 table of a file separated by commas, without a line of names, [rows, columns]}
     *
     * @throws IllegalArgumentException when a line has a field that is no number, or more or fewer fields than the first
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static Tensor read(Path file) {
        return read(file, DType.FLOAT32, ',', false);
    }

    /**
     * {@return the table of a file, [rows, columns]}
     *
     * @param separator what parts the numbers, such as {@code ','}, {@code ';'} or {@code '\t'}
     * @param header whether the first line names the columns; it is then passed over, but sets their number
     * @throws IllegalArgumentException when a line has a field that is no number of the dtype, or more or fewer fields than the
     *     first; when the dtype is BOOL, or the separator can be part of a number
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static Tensor read(Path file, DType dtype, char separator, boolean header) {
        CsvLines.requireSeparator("Csv.read", separator);
        return FileBytes.read(file, bytes -> table(bytes.name(), bytes.stream(0, bytes.size()), dtype, separator, header));
    }

    /**
     * {@return the table that a stream holds, read as {@link #read(Path, DType, char, boolean)} does; the stream is not closed}
     *
     * @throws IllegalArgumentException when that refuses the text
     * @throws UncheckedIOException when the stream cannot be read
     */
    public static Tensor read(InputStream in, DType dtype, char separator, boolean header) {
        CsvLines.requireSeparator("Csv.read", separator);
        try {
            return table("csv stream", in, dtype, separator, header);
        } catch (IOException e) {
            throw FileBytes.failure("csv stream", "read", e);
        }
    }

    /**
     * {@return the fields of the first line, such as the names of the columns}
     *
     * @throws IllegalArgumentException when they are not UTF-8, or a quote is not closed
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static List<String> readHeader(Path file, char separator) {
        CsvLines.requireSeparator("Csv.readHeader", separator);
        return FileBytes.read(file, bytes -> new CsvLines(bytes.name(), bytes.stream(0, bytes.size()), separator).names());
    }

    private static Tensor table(String name, InputStream in, DType dtype, char separator, boolean header) throws IOException {
        if (dtype == DType.BOOL) {
            throw new IllegalArgumentException("Csv.read: numbers are no bools; read INT32 and convert with .to(BOOL)");
        }
        CsvLines lines = new CsvLines(name, in, separator);
        int columns = header ? lines.names().size() : -1;
        CsvNumbers numbers = new CsvNumbers(dtype);
        int rows = 0;
        while (lines.nextLine()) {
            int fields = 0;
            do {
                lines.nextField();
                String wrong = numbers.add(lines.text());
                if (wrong != null) {
                    throw lines.refused(rows > 0 || header ? wrong
                            : wrong + "; if the first line names the columns, read it as the header");
                }
                fields++;
                if (columns >= 0 && fields > columns || lines.endsLine() && columns >= 0 && fields != columns) {
                    throw lines.refused("the line has " + (fields > columns ? "more than " + columns : fields + " of " + columns)
                            + " columns; each needs as many as the first");
                }
            } while (!lines.endsLine());
            columns = fields;
            rows++;
        }
        columns = Math.max(columns, 0);
        return Tensor.copyOf(numbers.array(), rows * columns).reshape(rows, columns);
    }

    /**
     * Writes a table separated by commas, without a line of names, as {@link #write(Path, Tensor, char, String...)} does.
     *
     * @throws IllegalArgumentException when the tensor is no table of numbers
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Tensor table) {
        write(file, table, ',');
    }

    /**
     * Writes a table, as a whole or not at all: floats with as many digits as tell them from their neighbours, lines ending in LF.
     *
     * @param names those of the columns, for the first line; none for a file without
     * @throws IllegalArgumentException when the tensor is not [rows, columns] of numbers, has no numbers to show its columns, or the
     *     names are not as many
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void write(Path file, Tensor table, char separator, String... names) {
        CsvLines.requireSeparator("Csv.write", separator);
        requireTable(table, names);
        AtomicFile.write(file, out -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < names.length; i++) {
                quote(i == 0 ? text : text.append(separator), names[i], separator, names.length == 1);
            }
            text.append(names.length == 0 ? "" : "\n");
            int columns = table.shape().get(1);
            Tensor x = table.rowMajor();
            for (int i = 0; i < x.size(); i++) {
                append(text, x.array(), x.offset() + i).append((i + 1) % columns == 0 ? '\n' : separator);
                if (text.length() > CHUNK) {
                    flush(out, text);
                }
            }
            x.storage().requireIntact();
            flush(out, text);
        });
    }

    private static void requireTable(Tensor table, String[] names) {
        String what = "Csv.write: " + table.dtype() + table.shape();
        if (table.dtype() == DType.BOOL) {
            throw new IllegalArgumentException(what + " is not of numbers; convert it with .to(INT32)");
        }
        if (table.rank() != 2) {
            throw new IllegalArgumentException(what + " is no table of two axes; reshape it, a column with .unsqueeze(1)");
        }
        int columns = table.shape().get(1);
        if (names.length > 0 && names.length != columns) {
            throw new IllegalArgumentException(what + " has " + columns + " columns, but " + names.length + " names are given");
        }
        if (table.size() == 0 && table.shape().get(columns == 0 ? 0 : 1) > 0 && names.length == 0) {
            throw new IllegalArgumentException(what + " has no numbers, so that a file could not show its shape; "
                    + (columns == 0 ? "write a table with columns" : "name the columns"));
        }
        for (String name : names) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                throw new IllegalArgumentException("Csv.write: the name \"" + name
                        + "\" holds half a surrogate pair; use Unicode text");
            }
        }
    }

    /** An only name that is blank is quoted, too, or its line would be one to pass over. */
    private static void quote(StringBuilder text, String name, char separator, boolean only) {
        if (name.indexOf(separator) < 0 && name.chars().noneMatch(c -> c == '"' || c == '\n' || c == '\r' || c == '\uFEFF')
                && name.strip().equals(name) && !(only && name.isEmpty())) {
            text.append(name);
        } else {
            text.append('"').append(name.replace("\"", "\"\"")).append('"');
        }
    }

    private static StringBuilder append(StringBuilder text, Object array, int i) {
        return switch (array) {
            case float[] a -> text.append(a[i]);
            case double[] a -> text.append(a[i]);
            case int[] a -> text.append(a[i]);
            case long[] a -> text.append(a[i]);
            default -> throw new AssertionError(array.getClass());
        };
    }

    private static void flush(WritableByteChannel out, StringBuilder text) throws IOException {
        StoredElements.writeAll(out, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        text.setLength(0);
    }
}
