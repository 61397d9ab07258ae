package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.autograd.Parameter;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Safetensors;
import gradus.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved parameters come back; a file that does not fit changes nothing. */
class CheckpointTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("model.safetensors");
    }

    private static Layer net(long seed, int hidden, DType dtype) {
        Generator generator = Generator.of(seed);
        return new Sequential(new Linear(7, hidden, Initializer.KAIMING_UNIFORM, dtype, generator), Activation.RELU,
                new Linear(hidden, 3, Initializer.KAIMING_UNIFORM, dtype, generator));
    }

    private static Map<String, Tensor> values(Layer layer) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        layer.parameters().forEach((name, parameter) -> values.put(name, parameter.value()));
        return values;
    }

    private static void requireSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, x) -> assertTrue(x.contentEquals(found.get(name)), name));
    }

    @Test
    void whatIsSavedComesBack() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Layer saved = net(1, 5, dtype);
            Layer loaded = net(2, 5, dtype);
            Tensor x = Generator.of(3).normal(dtype, 4, 7);
            Checkpoint.save(saved, file);
            assertTrue(!saved.forward(x).contentEquals(loaded.forward(x)));
            Checkpoint.load(loaded, file);
            requireSame(values(saved), values(loaded));
            assertTrue(saved.forward(x).contentEquals(loaded.forward(x)));
        }
    }

    @Test
    void theNamesInTheFileAreThoseOfTheParameters() throws IOException {
        Layer net = net(1, 5, DType.FLOAT32);
        Checkpoint.save(net, file);
        assertEquals(net.parameters().keySet(), Safetensors.read(file).keySet());
        byte[] bytes = Files.readAllBytes(file);
        Checkpoint.save(net, file);
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void aLayerWithoutParametersIsSavedToo() {
        Checkpoint.save(Activation.RELU, file);
        Checkpoint.load(Activation.RELU, file);
        assertEquals(0, Safetensors.read(file).size());
    }

    @Test
    void aFileThatDoesNotFitChangesNothing() {
        requireRefused(values -> values.remove("2.bias"), "the layer has \"2.bias\", the file has not");
        requireRefused(values -> values.put("3.bias", Tensor.ones(1)), "the file has \"3.bias\", the layer has not");
        requireRefused(values -> values.put("2.bias", Tensor.zeros(4)),
                "\"2.bias\" is float32[4] in the file, but float32[3] in the layer");
        requireRefused(values -> values.put("2.bias", Tensor.zeros(DType.FLOAT64, 3)),
                "\"2.bias\" is float64[3] in the file, but float32[3] in the layer");
        requireRefused(values -> values.put("0.weight", values.get("0.weight").transpose()),
                "\"0.weight\" is float32[7, 5] in the file, but float32[5, 7] in the layer");
        requireRefused(values -> {
            values.put("0.bias", Tensor.zeros(9));
            values.remove("2.weight");
        }, "\"0.bias\" is float32[9]"); // the first that differs
    }

    private void requireRefused(Consumer<Map<String, Tensor>> change, String sentence) {
        Map<String, Tensor> changed = new HashMap<>(values(net(1, 5, DType.FLOAT32)));
        change.accept(changed);
        Safetensors.write(file, changed);
        Layer net = net(2, 5, DType.FLOAT32);
        Map<String, Tensor> before = values(net);
        String message = assertThrows(IllegalArgumentException.class, () -> Checkpoint.load(net, file)).getMessage();
        assertTrue(message.startsWith("Checkpoint.load: " + file + ": ") && message.contains(sentence), message);
        requireSame(before, values(net));
    }

    @Test
    void aDamagedFileChangesNothing() throws IOException {
        Layer net = net(1, 5, DType.FLOAT32);
        Checkpoint.save(net, file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        Layer other = net(2, 5, DType.FLOAT32);
        Map<String, Tensor> before = values(other);
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.load(other, file));
        requireSame(before, values(other));
        assertThrows(UncheckedIOException.class, () -> Checkpoint.load(other, folder.resolve("missing")));
        requireSame(before, values(other));
    }

    @Test
    void aSaveThatFailsLeavesTheOldFile() throws IOException {
        Layer net = net(1, 5, DType.FLOAT32);
        Checkpoint.save(net, file);
        byte[] bytes = Files.readAllBytes(file);
        Map<String, Parameter> named = Map.of("\uD800", new Parameter(Tensor.ones(2)));
        Layer unnamable = new Layer() {
            @Override
            public Tensor forward(Tensor x) {
                return x;
            }

            @Override
            public SequencedMap<String, Parameter> parameters() {
                return new LinkedHashMap<>(named);
            }
        };
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.save(unnamable, file));
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }
}
