package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Round trips: any tensor under any name comes back from each format, bit for bit. */
class FilesTest {

    private static final double[] SPECIAL = {0, -0d, 1, -1, 0.1, 1 / 3.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE, Double.MAX_VALUE, Float.MIN_VALUE, Float.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, 1L << 53, -0x1p63};

    private Path folder;

    @BeforeProperty
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("gradus-files");
    }

    @AfterProperty
    void removeFolder() throws IOException {
        for (Path file : listed()) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    /** Any dtype; up to four axes of sizes 0 to 4; special and other values; in some layout. */
    @Provide
    Arbitrary<Tensor> tensors() {
        Arbitrary<Integer> dim = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(0)),
                Tuple.of(9, Arbitraries.integers().between(1, 4)));
        Arbitrary<int[]> dims = dim.array(int[].class).ofMinSize(0).ofMaxSize(4);
        return Arbitraries.of(DType.class).flatMap(dtype -> dims.flatMap(shape -> values(dtype, Shape.of(shape).size())
                .flatMap(x -> Arbitraries.of(Layouts.of(Tensor.of(x).reshape(shape).to(dtype))))));
    }

    private static Arbitrary<double[]> values(DType dtype, int n) {
        Arbitrary<Double> value = Arbitraries.oneOf(Arbitraries.integers().between(0, SPECIAL.length - 1).map(i -> SPECIAL[i]),
                dtype.isFloating() ? Arbitraries.doubles() : Arbitraries.doubles().between(-1e19, 1e19));
        return value.array(double[].class).ofSize(n);
    }

    @Provide
    Arbitrary<Map<String, Tensor>> maps() {
        Arbitrary<String> name = Arbitraries.strings().ofMaxLength(8).excludeChars('\0').filter(text -> text.chars()
                .noneMatch(c -> Character.isSurrogate((char) c)));
        return Arbitraries.maps(Arbitraries.oneOf(name, Arbitraries.of("w", "0.weight", "模型", "😀", "a/b", "../x", "w.npy")), tensors())
                .ofMaxSize(5);
    }

    @Property(tries = 500)
    void npyGivesBackAnyTensor(@ForAll("tensors") Tensor x) {
        Path file = folder.resolve("x.npy");
        Npy.write(file, x);
        assertTrue(x.contentEquals(Npy.read(file)), () -> x + " came back as " + Npy.read(file));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void npzGivesBackAnyTensors(@ForAll("maps") Map<String, Tensor> tensors, @ForAll boolean compressed) throws IOException {
        Path file = folder.resolve("x.npz");
        write(file, tensors, compressed);
        byte[] first = Files.readAllBytes(file);
        Map<String, Tensor> read = Npz.read(file);
        SafetensorsTest.requireSame("npz", tensors, read);
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.keySet()), "in the order of the map");
        write(file, tensors, compressed);
        assertArrayEquals(first, Files.readAllBytes(file), "equal maps give equal files");
    }

    private static void write(Path file, Map<String, Tensor> tensors, boolean compressed) {
        if (compressed) {
            Npz.writeCompressed(file, tensors);
        } else {
            Npz.write(file, tensors);
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void safetensorsGivesBackAnyTensors(@ForAll("maps") Map<String, Tensor> tensors) {
        Path file = folder.resolve("x.safetensors");
        Map<String, String> metadata = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> metadata.put(name, name));
        Safetensors.write(file, tensors, metadata);
        SafetensorsTest.requireSame("safetensors", tensors, Safetensors.read(file));
        assertEquals(metadata, Safetensors.readMetadata(file));
    }

    @Property(tries = 1)
    void aTensorOfManyChunksComesBack() {
        Tensor x = Generator.of(1).normal(DType.FLOAT64, 201, 503).transpose();
        Npy.write(folder.resolve("x.npy"), x);
        assertTrue(x.contentEquals(Npy.read(folder.resolve("x.npy"))));
        Npz.writeCompressed(folder.resolve("x.npz"), Map.of("x", x));
        assertTrue(x.contentEquals(Npz.read(folder.resolve("x.npz")).get("x")));
    }

    /** A path need not be of the computer's own file system. */
    @Property(tries = 1)
    void archivesWithinArchivesAreRead() throws IOException {
        Path outer = folder.resolve("outer.zip");
        try (var zip = FileSystems.newFileSystem(outer, Map.of("create", "true"))) {
            Npz.write(folder.resolve("x.npz"), Map.of("x", Tensor.range(3)));
            Files.copy(folder.resolve("x.npz"), zip.getPath("/x.npz"));
            assertTrue(Tensor.range(3).contentEquals(Npz.read(zip.getPath("/x.npz")).get("x")));
        }
    }

    @Property(tries = 1)
    void aRefusedOrInterruptedWriteLeavesTheOldFile() throws IOException {
        Path npz = folder.resolve("x.npz");
        Path npy = folder.resolve("x.npy");
        Npz.write(npz, Map.of("x", Tensor.ones(3)));
        Npy.write(npy, Tensor.ones(3));
        byte[] oldNpz = Files.readAllBytes(npz);
        byte[] oldNpy = Files.readAllBytes(npy);
        assertThrows(IllegalArgumentException.class, () -> Npz.write(npz, Map.of("a\0b", Tensor.ones(3))));
        assertThrows(IllegalArgumentException.class, () -> Npz.write(npz, Map.of("\uD800", Tensor.ones(3))));
        assertThrows(IllegalArgumentException.class, () -> Npz.write(npz, Map.of("x".repeat(70_000), Tensor.ones(3))));
        assertThrows(IllegalArgumentException.class, () -> Npy.write(npy, Tensor.ones(new int[40_000])));
        Thread.currentThread().interrupt();
        try {
            assertThrows(UncheckedIOException.class, () -> Npz.writeCompressed(npz, Map.of("x", Tensor.ones(3))));
            assertThrows(UncheckedIOException.class, () -> Npy.write(npy, Tensor.zeros(3)));
        } finally {
            Thread.interrupted();
        }
        assertArrayEquals(oldNpz, Files.readAllBytes(npz));
        assertArrayEquals(oldNpy, Files.readAllBytes(npy));
        assertEquals(2, listed().size());
    }

    private List<Path> listed() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
