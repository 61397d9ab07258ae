package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * A hundred thousand damaged files: each is refused in a sentence that says where, or gives a right tensor, without another
 * exception, an endless loop, or memory beyond a small multiple of the file.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class FuzzTest {

    @Test
    void npy() throws IOException {
        int refused = 0;
        int right = 0;
        for (int file = 0; file < 25; file++) {
            byte[] bytes = NpzTest.npy(SafetensorsTest.tensor(new Random(file)), file % 2 == 0, 1 + file % 3);
            Hostile.Outcome outcome = Hostile.mutate(bytes, 1200, "{}'(),:<>|fibu248L0123456789 ", Hostile.PLACE, mutant -> {
                Tensor x = Npy.read(new ByteArrayInputStream(mutant));
                return () -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    Npy.write(Channels.newChannel(out), x);
                    assertTrue(x.contentEquals(Npy.read(new ByteArrayInputStream(out.toByteArray()))));
                };
            });
            refused += outcome.refused();
            right += outcome.right();
        }
        assertTrue(refused > 15_000 && right > 1000, refused + " refused, " + right + " right");
    }

    /** A result can differ only where the damage reached the checksum, too, or a name. */
    @Test
    void npz() throws IOException {
        for (String how : new String[] {"stored", "deflated", "streamed", "versions"}) {
            byte[] bytes = resource("/npz/" + how + ".npz");
            Map<String, Tensor> expected = Npz.read(new ByteArrayInputStream(bytes));
            Hostile.Outcome outcome = Hostile.mutate(bytes, 5000, "PK\1\2\3\4\5\6\b'(),<f48", NpzTest.REFUSAL, mutant -> {
                Map<String, Tensor> read = Npz.read(new ByteArrayInputStream(mutant));
                return () -> read.forEach((name, x) -> assertTrue(x.contentEquals(expected.getOrDefault(name, x)), name));
            });
            assertTrue(outcome.refused() > 3000 && outcome.right() > 100, how + outcome);
        }
    }

    @Test
    void safetensors() throws IOException {
        for (String how : new String[] {"types", "written"}) {
            byte[] bytes = resource("/safetensors/" + how + ".safetensors");
            Hostile.Outcome outcome = Hostile.mutate(bytes, 12_500, "[]{},:\"\\0123456789FUBI", Hostile.PLACE, mutant -> {
                Map<String, Tensor> read = Safetensors.read(new ByteArrayInputStream(mutant));
                return () -> {
                    SafetensorsHeader header = SafetensorsHeader.of(read, StoredType::of, Map.of());
                    assertEquals(read.size(), header.entries().size());
                    read.values().forEach(x -> assertEquals(x.shape().size(), x.contiguous().size()));
                };
            });
            assertTrue(outcome.refused() > 7000 && outcome.right() > 300, how + outcome);
        }
    }

    @Test
    void csv() throws IOException {
        String names = "\uFEFF\"a\",b c,\"d\"\"e\nf\"\r\n";
        String text = "1,2.5,-3e-5\r\n\r\n\"4\", 5 ,nan\n-0.0,inf,1e30\n";
        String whole = "1;2\n-3;+4\n\"5\";6\n2147483647;-2147483648\n";
        for (int times = 1; times <= 5; times++) {
            boolean header = times % 2 == 0;
            requireCsv((header ? names : "") + text.repeat(times), times < 3 ? DType.FLOAT64 : DType.FLOAT32, ',', header);
            requireCsv(whole.repeat(times), times < 3 ? DType.INT64 : DType.INT32, ';', false);
        }
    }

    private static void requireCsv(String text, DType dtype, char separator, boolean header) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String refusal = "csv stream: line [1-9]\\d*, column [1-9]\\d*: .*";
        Hostile.Outcome outcome = Hostile.mutate(bytes, 2500, "0123456789+-.eE,;\"\r\n\t naif", refusal, mutant -> {
            Tensor x = Csv.read(new ByteArrayInputStream(mutant), dtype, separator, header);
            return () -> {
                StringBuilder again = new StringBuilder();
                for (int i = 0; i < x.size(); i++) {
                    Tensor one = x.reshape(x.size()).slice(0, i, i + 1);
                    again.append(dtype.isFloating() ? String.valueOf(one.item()) : String.valueOf(one.toLongArray()[0])).append('\n');
                }
                byte[] written = again.toString().getBytes(StandardCharsets.US_ASCII);
                Tensor column = Csv.read(new ByteArrayInputStream(written), dtype, ',', false);
                assertTrue(x.reshape(x.size()).contentEquals(column.reshape(x.size())));
            };
        });
        assertTrue(outcome.refused() > 500 && outcome.right() > 100, outcome::toString);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = FuzzTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
