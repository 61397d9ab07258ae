package gradus.mutations;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.mutations.Mutations.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The list of faults fits the sources as they are; whether the tests find the faults, {@link Mutations} says. */
class MutationsTest {

    private static final Path ROOT = Path.of("../..");

    @Test
    void everyFaultCanBePlanted() throws IOException {
        Set<String> titles = new HashSet<>();
        for (Fault fault : Mutations.faults()) {
            assertTrue(titles.add(fault.title()), fault.title() + " is listed twice");
            assertFalse(fault.right().isEmpty(), fault.title());
            String source = Files.readString(ROOT.resolve(fault.file()));
            assertNotEquals(source, fault.plantIn(source), fault.title());
        }
        assertTrue(titles.size() >= 30);
    }
}
