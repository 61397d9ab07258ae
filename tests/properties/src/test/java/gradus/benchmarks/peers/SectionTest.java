package gradus.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {

    @TempDir
    Path room;

    private Path file;

    @BeforeEach
    void name() {
        file = room.resolve("README.md");
    }

    /** Whatever happened, nothing lies beside the file. */
    @AfterEach
    void leavesNothingBehind() throws IOException {
        try (Stream<Path> files = Files.list(room)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private void assertRefused(String why, String text) throws IOException {
        Files.writeString(file, text);
        IOException refused = assertThrows(IOException.class, () -> new Section(file, "peers").write("new\n"));
        assertEquals(file + " " + why, refused.getMessage());
        assertEquals(text, Files.readString(file));
    }

    @Test
    void replacesWhatStandsBetweenItsLines() throws IOException {
        Files.writeString(file, "# A\n\n<!-- peers -->\nold\nolder\n<!-- /peers -->\n\nB – ü\n");
        new Section(file, "peers").write("| new |\n");
        assertEquals("# A\n\n<!-- peers -->\n| new |\n<!-- /peers -->\n\nB – ü\n", Files.readString(file));
        new Section(file, "peers").write("again\n");
        assertEquals("# A\n\n<!-- peers -->\nagain\n<!-- /peers -->\n\nB – ü\n", Files.readString(file));
    }

    @Test
    void fillsAnEmptyPlaceAtTheStartAndTheEndOfAFile() throws IOException {
        Files.writeString(file, "<!-- peers -->\n<!-- /peers -->\n");
        new Section(file, "peers").write("new\n");
        assertEquals("<!-- peers -->\nnew\n<!-- /peers -->\n", Files.readString(file));
    }

    @Test
    void leavesOtherSectionsAndWordsAboutItsLinesAlone() throws IOException {
        Files.writeString(file, "between `<!-- peers -->` and so on\n<!-- modes -->\nM\n<!-- /modes -->\n<!-- peers -->\nP\n<!-- /peers -->\n");
        new Section(file, "modes").write("N\n");
        new Section(file, "peers").write("Q\n");
        assertEquals("between `<!-- peers -->` and so on\n<!-- modes -->\nN\n<!-- /modes -->\n<!-- peers -->\nQ\n<!-- /peers -->\n",
                Files.readString(file));
    }

    @Test
    void refusesAFileWithoutThePlace() throws IOException {
        assertRefused("has no line <!-- peers -->; add it where the table shall be", "# A\n");
        assertRefused("has no line <!-- peers -->; add it where the table shall be", "a <!-- peers -->\n<!-- /peers -->\n");
        assertRefused("has no line <!-- /peers -->; add it where the table shall be", "<!-- peers -->\n");
        assertRefused("has no line <!-- /peers -->; add it where the table shall be", "<!-- peers -->\n<!-- /peers -->");
    }

    @Test
    void refusesAPlaceThatIsNotOne() throws IOException {
        assertRefused("has more than one line <!-- peers -->; leave one", "<!-- peers -->\n<!-- peers -->\n<!-- /peers -->\n");
        assertRefused("has more than one line <!-- /peers -->; leave one",
                "<!-- peers -->\n<!-- /peers -->\n<!-- peers 2 -->\n<!-- /peers -->\n");
        assertRefused("has <!-- /peers --> before <!-- peers -->; exchange them", "<!-- /peers -->\n<!-- peers -->\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no such permissions there")
    void keepsThePermissions() throws IOException {
        Files.writeString(file, "<!-- peers -->\n<!-- /peers -->\n");
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-rw-r--");
        Files.setPosixFilePermissions(file, permissions);
        new Section(file, "peers").write("new\n");
        assertEquals(permissions, Files.getPosixFilePermissions(file));
    }
}
