package gradus.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gradus.nn.Idx;
import gradus.tensor.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {

    private static final String LAST_LINE =
            "accuracy 0\\.\\d{4} loss \\d+\\.\\d{4} seconds \\d+\\.\\d\\d samples_per_second \\d+ model %s\n";

    @TempDir
    Path room;

    private Path data;
    private Path out;

    /** A data directory of few digits, two files gzipped and two plain. */
    @BeforeEach
    void fill() throws IOException {
        data = Files.createDirectories(room.resolve("data"));
        out = room.resolve("out");
        Digits training = Digits.draw(300, 1);
        Digits test = Digits.draw(100, 2);
        write(training.images(), "train-images-idx3-ubyte.gz");
        write(training.labels(), "train-labels-idx1-ubyte");
        write(test.images(), "t10k-images-idx3-ubyte");
        write(test.labels(), "t10k-labels-idx1-ubyte.gz");
    }

    private void write(Idx idx, String name) throws IOException {
        int[] shape = idx.shape();
        ByteBuffer content = ByteBuffer.allocate(4 + 4 * shape.length + idx.data().length);
        content.putInt(0x0800 | shape.length);
        Arrays.stream(shape).forEach(content::putInt);
        content.put(idx.data());
        try (OutputStream file = Files.newOutputStream(data.resolve(name));
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
            out.write(content.array());
        }
    }

    private Captured train(String... options) {
        List<String> all = new ArrayList<>(List.of("--data", data.toString(), "--out", out.toString(), "--epochs", "1"));
        all.addAll(List.of(options));
        return Captured.of(Train::run, all.toArray(String[]::new));
    }

    private void assertRefused(String sentence, String... options) {
        assertEquals(new Captured(2, "", "train: " + sentence + "\n"), train(options));
        assertTrue(Files.notExists(out.resolve("model.safetensors")));
    }

    @Test
    void trainsTestsAndSaves() {
        Captured train = train("--epochs", "2");
        assertEquals("", train.err());
        assertEquals(0, train.exit());
        String[] lines = train.out().split("\n");
        for (int epoch = 1; epoch <= 2; epoch++) {
            assertTrue(lines[epoch - 1].matches(
                    "epoch " + epoch + "  training loss \\d\\.\\d{4}  test loss \\d\\.\\d{4}  test accuracy 0\\.\\d{4}"), lines[epoch - 1]);
        }
        assertEquals("true \\ predicted", lines[2]);
        assertEquals(2 + 2 + 10 + 1, lines.length);
        Path model = out.resolve("model.safetensors");
        assertTrue((lines[14] + "\n").matches(LAST_LINE.formatted(model)), lines[14]);
        var saved = Safetensors.read(model);
        assertEquals(Set.of("0.weight", "0.bias", "2.weight", "2.bias"), saved.keySet());
        assertEquals("[128, 784]", saved.get("0.weight").shape().toString());
    }

    @Test
    void quietPrintsTheLastLineOnly() {
        String out = train("--quiet").out();
        assertTrue(out.matches(LAST_LINE.formatted(this.out.resolve("model.safetensors"))), out);
    }

    private String digest(String... options) {
        List<String> all = new ArrayList<>(List.of("--quiet", "--digest"));
        all.addAll(List.of(options));
        String[] lines = train(all.toArray(String[]::new)).out().split("\n");
        assertEquals(2, lines.length);
        assertTrue(lines[0].matches("sha256 [0-9a-f]{64}"), lines[0]);
        return lines[0];
    }

    @Test
    void theDigestDependsOnWhatIsLearnedOnly() {
        String once = digest();
        assertEquals(once, digest());
        assertEquals(once, digest("--threads", "2"));
        assertEquals(once, digest("--steps", "5", "--epochs", "9")); // 300 images are 5 batches
        assertNotEquals(once, digest("--steps", "4"));
        assertNotEquals(once, digest("--seed", "1"));
        assertNotEquals(once, digest("--learning-rate=0.02"));
        assertNotEquals(once, digest("--momentum", "0"));
        assertNotEquals(once, digest("--hidden", "64"));
        assertNotEquals(once, digest("--batch", "32"));
    }

    /** Runs once for each way to compute; a change of the kernels' order of addition, or of the drawing, changes it. */
    @Test
    @Tag("bits")
    void everyMachineLearnsTheSameParameters() {
        assertEquals("sha256 1c4d5b50347493b3d5d9d69a4cee9f041e4b8e07f1a05da9bf77b82361b363a8", digest("--epochs", "6"));
    }

    @Test
    void stepsEndInTheMiddleOfAnEpoch() {
        String out = train("--epochs", "9", "--steps", "7").out();
        assertTrue(out.contains("epoch 2  "), out);
        assertTrue(!out.contains("epoch 3  "), out);
    }

    @Test
    void tellsItsOptions() {
        Captured help = Captured.of(Train::run, "--help");
        assertEquals(0, help.exit());
        for (String option : List.of("data", "epochs", "batch", "learning-rate", "momentum", "hidden", "seed", "threads", "out",
                "steps", "digest", "quiet", "help")) {
            assertTrue(help.out().contains("\n  --" + option), option);
        }
    }

    @Test
    void refusesBadOptions() {
        assertRefused("train has no option --epoch; train --help lists them", "--epoch", "3");
        assertRefused("train has no option 3; train --help lists them", "3");
        assertRefused("--epochs needs a value; --help tells which", "--epochs");
        assertRefused("--epochs needs a value; --help tells which", "--epochs", "--quiet");
        assertRefused("--quiet takes no value, but was given yes", "--quiet=yes");
        for (String count : List.of("0", "-1", "2.5", "x", "2147483648")) {
            for (String option : List.of("--epochs", "--batch", "--hidden", "--threads", "--steps")) {
                assertRefused(option + " " + count + ": must be a whole number from 1 to 2147483647", option, count);
            }
        }
        assertRefused("--seed x: must be a whole number from -9223372036854775808 to 9223372036854775807", "--seed", "x");
        for (String rate : List.of("NaN", "0", "-0.1", "Infinity", "fast")) {
            assertRefused("--learning-rate " + rate + ": must be a number above 0 and finite", "--learning-rate", rate);
        }
        for (String momentum : List.of("NaN", "1", "-0.1", "Infinity", "x")) {
            assertRefused("--momentum " + momentum + ": must be a number from 0 to below 1", "--momentum", momentum);
        }
    }

    @Test
    void refusesABatchLargerThanTheData() {
        assertRefused("--batch 301: there are only 300 training images; choose a smaller batch", "--batch", "301");
        assertEquals(0, train("--batch", "300").exit());
    }

    @Test
    void refusesAnOutputThatCannotBeWritten() throws IOException {
        out = Files.writeString(room.resolve("file"), "").resolve("folder");
        Captured train = train();
        assertEquals(2, train.exit());
        assertEquals("", train.out());
        assertTrue(train.err().matches("train: --out " + out + ": nothing can be written there \\(.*\\)\n"), train.err());
    }

    @Test
    void refusesMissingData() throws IOException {
        Files.delete(data.resolve("t10k-labels-idx1-ubyte.gz"));
        assertRefused("the data directory " + data + " has neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz");
        data = room.resolve("nowhere");
        assertRefused("the data directory " + data + " does not exist; name one that holds MNIST's files");
    }

    @Test
    void refusesDamagedData() throws IOException {
        Path labels = data.resolve("train-labels-idx1-ubyte");
        byte[] content = Files.readAllBytes(labels);
        Files.write(labels, Arrays.copyOf(content, 200));
        assertRefused(labels + ": byte 200: the file ends within its elements [300], which takes 300 bytes from byte 8 on");
        Files.write(labels, Files.readAllBytes(data.resolve("t10k-images-idx3-ubyte")));
        assertRefused(data.resolve("train-…") + ": there are labels of the shape [100, 28, 28] for 300 images; each image needs one label");
        Files.writeString(labels, "digits, digits");
        assertRefused(labels + ": byte 0: the magic number is 64 69 67 69, not that of an IDX file (00 00 08 and the number of axes)");
        content[8 + 17] = 11;
        Files.write(labels, content);
        assertRefused(data.resolve("train-…") + ": label 17 is 11; labels must be 0 to 9");
        write(Digits.draw(301, 1).labels(), "train-labels-idx1-ubyte");
        assertRefused(data.resolve("train-…") + ": there are labels of the shape [301] for 300 images; each image needs one label");
    }

    @Test
    void refusesTestImagesOfAnotherSize() throws IOException {
        write(new Idx(new int[] {100, 14, 14}, new byte[100 * 196]), "t10k-images-idx3-ubyte");
        assertRefused("the test images have 196 pixels, the training images 784; both must be alike");
    }

    @Test
    void learnsMnist() {
        data = Path.of("../../../shared/data/mnist");
        assumeTrue(Files.isDirectory(data), "MNIST is not at " + data);
        String last = train("--quiet").out();
        assertTrue(Double.parseDouble(last.split(" ")[1]) >= 0.92, last);
    }
}
