package gradus.tensor;

import static gradus.tensor.DType.FLOAT32;
import static gradus.tensor.DType.FLOAT64;
import static gradus.tensor.DType.INT32;
import static gradus.tensor.DType.INT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    private static final double[] SPECIAL = {0, -0d, 1, 0.1, -1 / 3.0, 1e-5, 1e22, Double.NaN, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -Double.MAX_VALUE, Float.MIN_VALUE, Float.MAX_VALUE, Integer.MIN_VALUE, 1L << 62};

    @TempDir
    Path folder;

    private static Tensor read(String text, DType dtype, char separator, boolean header) {
        return Csv.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), dtype, separator, header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,2.5\n-3,4e2\n", "1,2.5\r\n-3,4e2\r\n", "1,2.5\r-3,4e2", "\uFEFF1,2.5\n-3,4e2", "\n\n 1 ,\t2.5 \n\r\n  \n-3.0,400\n\n",
        "\"1\",\"2.5\"\n\" -3\" , \"+4E+2\"", "1.,+2.50\n-3,400.", "01,2.5\n-3,0.4e003"})
    void readsATable(String text) throws IOException {
        Tensor expected = Tensor.of(new float[][] {{1, 2.5f}, {-3, 400}});
        assertTrue(expected.contentEquals(read(text, FLOAT32, ',', false)));
        assertTrue(expected.contentEquals(Csv.read(Files.writeString(folder.resolve("x.csv"), text))));
        assertTrue(expected.to(FLOAT64).contentEquals(read("a,\"b \n\"\"\"\n" + text.replace("\uFEFF", ""), FLOAT64, ',', true)));
        assertTrue(expected.contentEquals(read(text.replace(',', ';'), FLOAT32, ';', false)));
        assertTrue(expected.contentEquals(read(text.replace("\t", "").replace(',', '\t'), FLOAT32, '\t', false)));
    }

    @Test
    void readsWholeNumbersAndWords() {
        assertTrue(Tensor.of(new int[][] {{Integer.MIN_VALUE, 7}}).contentEquals(read("-2147483648,+7", INT32, ',', false)));
        assertTrue(Tensor.of(new long[][] {{Long.MIN_VALUE}, {0}}).contentEquals(read("-9223372036854775808\n-0", INT64, ',', false)));
        double inf = Double.POSITIVE_INFINITY;
        assertTrue(Tensor.of(new double[][] {{inf, -inf, inf, Double.NaN, Double.NaN}}).contentEquals(
                read("inf,-INFINITY,+Infinity,nan,-NaN", FLOAT64, ',', false)));
        assertEquals(Shape.of(0, 0), read("", FLOAT32, ',', false).shape());
        assertEquals(Shape.of(0, 0), read("\n \n", FLOAT32, ',', true).shape());
        assertEquals(Shape.of(0, 2), read("a,b\n", FLOAT32, ',', true).shape());
        assertEquals(Shape.of(1, 2), read("1 2", FLOAT32, ' ', false).shape());
    }

    /** Not by way of a double, which would round twice. */
    @Test
    void readsTheNearestFloat() {
        String text = "1.00000017881393432617187499";
        assertEquals(1.0000001f, read(text, FLOAT32, ',', false).item());
        assertEquals(1.0000002f, (float) Double.parseDouble(text), "the double is half way, and goes to the even one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1,2~3 | line 2, column 1: the line has 1 of 2 columns; each needs as many as the first
            1,2~~3,4,5 | line 3, column 3: the line has more than 2 columns
            1,2,~3,4 | line 1, column 3: the field is empty; write nan for a float that is missing
            1,,2 | line 1, column 2: the field is empty
            , | line 1, column 1: the field is empty
            a,b~1,2 | line 1, column 1: 'a' is no number; if the first line names the columns, read it as the header
            1,2~3,x | line 2, column 2: 'x' is no number
            1 2 | line 1, column 1: '1 2' is no number
            1e | line 1, column 1: '1e' is no number
            0x10 | line 1, column 1: '0x10' is no number
            1f | line 1, column 1: '1f' is no number
            1e39 | line 1, column 1: '1e39' is beyond the range of float32; read FLOAT64
            ٣ | line 1, column 1: '??' is no number
            1,"2 | line 1, column 2: the quote that begins here is not closed
            1,"2"3 | line 1, column 2: more follows after the closing quote
            1,2"" | line 1, column 2: '2""' is no number
            "1~2"~x | line 1, column 1: '1?2' is no number
            """)
    void refusesALine(String text, String sentence) {
        requireRefused(text.replace('~', '\n'), FLOAT32, sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.0 | line 1, column 1: '1.0' is no whole number; read FLOAT64 for others
            2147483648 | line 1, column 1: '2147483648' is beyond the range of int32; read INT64
            99999999999999999999 | is beyond the range of int32
            1-2 | '1-2' is no whole number
            - | '-' is no whole number
            ٣ | is no whole number
            """)
    void refusesAWholeNumber(String text, String sentence) {
        requireRefused(text, INT32, sentence);
    }

    private static void requireRefused(String text, DType dtype, String sentence) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(text, dtype, ',', false)).getMessage();
        assertTrue(message.startsWith("csv stream: line ") && message.contains(sentence), message);
    }

    @Test
    void countsTheLinesWithinQuotes() {
        assertEquals("csv stream: line 5, column 1: 'x' is no number", assertThrows(IllegalArgumentException.class,
                () -> read("a,\"b\nb\"\r\n1,2\n\nx", FLOAT64, ',', true)).getMessage());
        requireRefused("x".repeat(100_000), FLOAT64, "'" + "x".repeat(40) + "…' is no number");
    }

    @Test
    void refusesWhatIsNoTable() {
        Path file = folder.resolve("never.csv");
        assertTrue(refusal(file, Tensor.ones(3)).contains("float32[3] is no table of two axes"));
        assertTrue(refusal(file, Tensor.ones(3, 1).to(DType.BOOL)).contains("bool[3, 1] is not of numbers"));
        assertTrue(refusal(file, Tensor.ones(0, 2)).contains("name the columns"));
        assertTrue(refusal(file, Tensor.ones(2, 0)).contains("write a table with columns"));
        assertTrue(refusal(file, Tensor.ones(2, 2), "a").contains("has 2 columns, but 1 names are given"));
        assertTrue(refusal(file, Tensor.ones(2, 1), "\uD800").contains("surrogate"));
        for (char separator : new char[] {'1', '-', '.', 'e', '"', '\n', '\r', '\0', 'é'}) {
            assertThrows(IllegalArgumentException.class, () -> Csv.write(file, Tensor.ones(2, 2), separator));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> read("", FLOAT32, separator, false)).getMessage()
                    .startsWith("Csv.read: the separator is "));
        }
        assertThrows(IllegalArgumentException.class, () -> read("1", DType.BOOL, ',', false));
        assertTrue(Files.notExists(file));
        assertEquals(file + ": there is no such file or folder", assertThrows(UncheckedIOException.class, () -> Csv.read(file)).getMessage());
    }

    private static String refusal(Path file, Tensor table, String... names) {
        return assertThrows(IllegalArgumentException.class, () -> Csv.write(file, table, ',', names)).getMessage();
    }

    // Round trips

    @Test
    void anyTableComesBack() throws IOException {
        Path file = folder.resolve("x.csv");
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            DType dtype = List.of(FLOAT32, FLOAT64, INT32, INT64).get(seed % 4);
            int rows = random.nextInt(5);
            int columns = 1 + random.nextInt(4);
            double[] values = random.doubles((long) rows * columns).map(u -> u < 0.3 ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : dtype.isFloating() ? Double.longBitsToDouble(random.nextLong()) : random.nextLong()).toArray();
            Tensor x = Tensor.of(values).reshape(rows, columns).to(dtype);
            Tensor table = List.copyOf(Layouts.of(x)).get(random.nextInt(Layouts.of(x).size()));
            char separator = ",;\t |".charAt(random.nextInt(5));
            String[] names = Stream.generate(() -> List.of("", " a", "ε", "a,b;c|d", "\"", "1", "x\r\ny", "\uFEFF", "ｘ").get(random.nextInt(9)))
                    .limit(rows == 0 || random.nextBoolean() ? columns : 0).toArray(String[]::new);
            Csv.write(file, table, separator, names);
            Tensor found = Csv.read(file, dtype, separator, names.length > 0);
            assertTrue(x.contentEquals(found), () -> x + " came back as " + found);
            if (names.length > 0) {
                assertEquals(List.of(names), Csv.readHeader(file, separator));
            }
        }
    }

    @Test
    void writesPlainText() throws IOException {
        Path file = folder.resolve("x.csv");
        Csv.write(file, Tensor.of(new double[][] {{0.1, -0d, 1e300}, {Double.NaN, 3, Double.NEGATIVE_INFINITY}}), ';', "a", "b;", "c");
        assertEquals("a;\"b;\";c\n0.1;-0.0;1.0E300\nNaN;3.0;-Infinity\n", Files.readString(file));
        Csv.write(file, Tensor.of(new int[][] {{1, -2}}));
        assertEquals("1,-2\n", Files.readString(file));
    }

    @Test
    void aRefusedOrInterruptedWriteLeavesTheOldFile() throws IOException {
        Path file = folder.resolve("x.csv");
        Csv.write(file, Tensor.ones(2, 2));
        byte[] old = Files.readAllBytes(file);
        assertThrows(IllegalArgumentException.class, () -> Csv.write(file, Tensor.ones(2)));
        Thread.currentThread().interrupt();
        try {
            assertThrows(UncheckedIOException.class, () -> Csv.write(file, Tensor.zeros(2, 2)));
        } finally {
            Thread.interrupted();
        }
        assertArrayEquals(old, Files.readAllBytes(file));
    }

    /** A long text takes the memory of its numbers and the texts that are being read, not of all texts. */
    @Test
    void readsALongTextInLittleMemory() {
        byte[] line = ("1.5,2.5,3.5,4.5" + " ".repeat(2000) + "\n").getBytes(StandardCharsets.US_ASCII);
        int rows = 10_000;
        long[] left = {(long) line.length * rows};
        InputStream in = new InputStream() {
            @Override
            public int read() {
                return left[0] == 0 ? -1 : line[(int) (line.length - 1 - --left[0] % line.length)];
            }

            @Override
            public int read(byte[] into, int from, int n) {
                int some = (int) Math.min(n, left[0]);
                for (int i = 0; i < some; i++) {
                    into[from + i] = (byte) read();
                }
                return n > 0 && some == 0 ? -1 : some;
            }
        };
        long before = Hostile.allocated();
        Tensor x = Csv.read(in, FLOAT32, ',', false);
        assertTrue(Hostile.allocated() - before < (long) line.length * rows / 2);
        assertEquals(Shape.of(rows, 4), x.shape());
        assertTrue(Arrays.equals(new double[] {1.5, 2.5, 3.5, 4.5}, x.slice(0, rows - 1, rows).toDoubleArray()));
    }
}
