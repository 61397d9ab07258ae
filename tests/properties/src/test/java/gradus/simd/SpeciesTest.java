package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

/**
 * All kernels use vectors of one shape. C2 inlines a method of {@code FloatVector} by the classes it has met there, in whatever kernel;
 * with two of them it made objects of the vectors of both, in about one JVM of twenty.
 */
class SpeciesTest {

    @Test
    void oneShapeOnly() throws ReflectiveOperationException, IOException {
        int found = 0;
        for (String name : classes()) {
            for (Field field : Class.forName(name).getDeclaredFields()) {
                Object shape = shape(field);
                if (shape != null) {
                    found++;
                    assertEquals(VectorWidth.SHAPE, shape, field.toString());
                }
            }
        }
        assertTrue(found > 50, "only " + found + " fields were found");
    }

    private static Object shape(Field field) throws ReflectiveOperationException {
        Class<?> type = field.getType();
        if (type != VectorSpecies.class && type != VectorShuffle.class && type != VectorMask.class) return null;
        field.setAccessible(true);
        return switch (field.get(null)) {
            case VectorSpecies<?> species -> species.vectorShape();
            case VectorShuffle<?> shuffle -> shuffle.vectorSpecies().vectorShape();
            case VectorMask<?> mask -> mask.vectorSpecies().vectorShape();
            case Object other -> throw new AssertionError(other);
        };
    }

    /** The names of the classes of vector code, from the folder or the jar that they are in. */
    private static List<String> classes() throws IOException {
        Path place = Path.of(SimdTest.location(Simd.class));
        if (Files.isDirectory(place)) return classes(place);
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
            return classes(jar.getPath("/"));
        }
    }

    private static List<String> classes(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve("gradus/simd"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.contains("Vector") && name.endsWith(".class")) {
                    names.add("gradus.simd." + name.substring(0, name.length() - ".class".length()));
                }
            }
        }
        return names;
    }
}
