package gradus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a copy of the house whose Maven and JDK only tell how they were called. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {

    private static final List<String> MODULES = List.of("simd", "tensor", "autograd", "optim", "nn", "tests/examples", "tests/benchmarks");

    @TempDir
    Path room;

    private Path house;
    private Path tools;
    private Path jdks;
    private final Map<String, String> environment = new TreeMap<>();

    private record Run(int exit, String out, String err) {
    }

    @BeforeEach
    void build() throws IOException {
        room = room.toRealPath();
        house = Files.createDirectories(room.resolve("the house")); // a space, to see that nothing splits it
        tools = Files.createDirectories(room.resolve("tools"));
        jdks = Files.createDirectories(room.resolve("jdks"));
        Files.copy(Path.of("../../gradus"), house.resolve("gradus"));
        Files.setPosixFilePermissions(house.resolve("gradus"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(house.resolve("pom.xml"), "");
        for (String module : MODULES) {
            Files.createDirectories(house.resolve(module).resolve("src"));
            Files.writeString(house.resolve(module).resolve("pom.xml"), "");
            Files.writeString(house.resolve(module).resolve("src/A.java"), "");
        }
        // The launcher needs these commands and no others.
        for (String tool : List.of("cat", "find", "mkdir", "mv", "readlink", "sed", "tee")) {
            Path found = Stream.of("/bin", "/usr/bin").map(Path::of).map(bin -> bin.resolve(tool)).filter(Files::exists)
                    .findFirst().orElseThrow();
            script(tools.resolve(tool), "exec " + found + " \"$@\"");
        }
        maven("3.8.7", 0);
        jdk("jdk-25", "25.0.1");
        environment.put("PATH", tools.toString());
        environment.put("GRADUS_JDKS", jdks.toString());
    }

    private void maven(String version, int exit) throws IOException {
        script(tools.resolve("mvn"), """
                case $* in
                *-v*) echo 'Apache Maven %s (abc)' ;;
                *) echo "maven $* in $PWD with $JAVA_HOME" | tee -a '%s'; exit %d ;;
                esac""".formatted(version, room.resolve("calls"), exit));
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = jdks.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"A\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"1\"\n");
        for (String tool : List.of("java", "javac", "jshell")) {
            script(home.resolve("bin").resolve(tool), "echo \"" + tool + " of " + name + ": $*\"; exit 7");
        }
        return home;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** {@return what Maven was called for since the last time this was asked} */
    private String calls() throws IOException {
        Path file = room.resolve("calls");
        String calls = Files.exists(file) ? Files.readString(file) : "";
        Files.deleteIfExists(file);
        return calls;
    }

    private Run gradus(String... arguments) throws IOException, InterruptedException {
        return run(house.resolve("gradus"), room, arguments);
    }

    private Run run(Path launcher, Path directory, String... arguments) throws IOException, InterruptedException {
        Path out = room.resolve("out");
        Path err = room.resolve("err");
        ProcessBuilder process = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList())
                .directory(directory.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        process.environment().clear();
        process.environment().putAll(environment);
        int exit = process.start().waitFor();
        return new Run(exit, Files.readString(out), Files.readString(err));
    }

    private static void assertRefused(Run run, String sentence) {
        assertEquals(2, run.exit);
        assertEquals("", run.out);
        assertEquals("gradus: " + sentence + "\n", run.err);
    }

    @Test
    void tellsItsCommands() throws Exception {
        Run help = gradus("help");
        assertEquals(0, help.exit);
        for (String command : List.of("train", "test", "jshell", "bench", "example", "ops", "mutations", "help")) {
            assertTrue(help.out.contains("\n  " + command), command);
        }
        assertEquals(help, gradus());
        assertEquals(help, gradus("--help"));
    }

    @Test
    void refusesAnUnknownCommand() throws Exception {
        assertRefused(gradus("trian"), "there is no command trian; ./gradus help lists them");
        assertRefused(gradus("--fast"), "there is no command --fast; ./gradus help lists them");
        assertRefused(gradus("test", "FooTest"),
                "test takes no argument, but was given FooTest; for single tests: mvn verify -Dtest=NAME");
        assertRefused(gradus("ops", "add"), "ops takes no argument, but was given add");
        assertRefused(gradus("bench", "--nope"),
                "bench has no option --nope; it takes names, --list, and JMH's options (-h prints those)");
    }

    @Test
    void refusesToRunWithoutANewEnoughJdk() throws Exception {
        jdk("jdk-25", "24.0.2");
        jdk("jdk-8", "1.8.0_442");
        Path old = jdk("jdk-17", "17.0.15");
        environment.put("JAVA_HOME", old.toString());
        String sentence = "no JDK 25 or newer was found; install one (https://adoptium.net) or let JAVA_HOME name its folder";
        for (String command : List.of("train", "test", "jshell", "bench", "example", "ops", "mutations")) {
            assertRefused(gradus(command), sentence);
        }
        Files.delete(jdk("jdk-25", "25").resolve("bin/javac")); // a JRE
        assertRefused(gradus("train"), sentence);
    }

    @Test
    void prefersJavaHomeThenThePathThenTheUsualPlaces() throws Exception {
        Path here = jdk("jdk-26", "26-ea");
        assertTrue(gradus("train").out.startsWith("java of jdk-25: "));
        Files.createSymbolicLink(tools.resolve("java"), here.resolve("bin/java"));
        assertTrue(gradus("train").out.startsWith("java of jdk-26: "));
        environment.put("JAVA_HOME", jdk("jdk-27", "27.0.1").toString());
        assertTrue(gradus("train").out.startsWith("java of jdk-27: "));
        environment.put("JAVA_HOME", jdk("jdk-21", "21.0.1").toString());
        assertTrue(gradus("train").out.startsWith("java of jdk-26: "));
    }

    @Test
    void refusesToBuildWithoutANewEnoughMaven() throws Exception {
        maven("3.6.3", 0);
        assertRefused(gradus("test"), "Maven 3.6 is too old; install Maven 3.8 or newer (https://maven.apache.org)");
        Files.delete(tools.resolve("mvn"));
        assertRefused(gradus("test"),
                "Maven was not found; install Maven 3.8 or newer (https://maven.apache.org) so that mvn is on the PATH");
        maven("4.0.0-rc-3", 0);
        assertEquals(0, gradus("test").exit);
    }

    @Test
    void testsWithMavenAndPassesItsExitCodeOn() throws Exception {
        maven("3.9.9", 1);
        Run test = gradus("test");
        assertEquals(1, test.exit);
        assertTrue(test.out.matches("maven .*\\bverify\\b.* in " + house + " with " + jdks + "/jdk-25\n"), test.out);
    }

    @Test
    void trainsOnTheModulePath() throws Exception {
        Run train = gradus("train", "--epochs", "2", "--out", "a b");
        assertEquals(7, train.exit);
        assertTrue(train.out.matches("java of jdk-25: .*--add-modules jdk.incubator.vector .*"
                + "-m gradus.examples/gradus.examples.Train --epochs 2 --out a b\n"), train.out);
        assertEquals("gradus: building tests/examples and what it needs …\n", train.err);
        assertTrue(calls().matches("maven -B -ntp -q .*package -pl tests/examples -am in " + house + " with .*\n"));
        assertTrue(gradus("example", "ridge-regression").out.endsWith("gradus.examples.Examples ridge-regression\n"));
    }

    @Test
    void buildsOnlyWhatHasChanged() throws Exception {
        gradus("train");
        assertNotEquals("", calls());
        gradus("train");
        gradus("jshell");
        assertEquals("", calls());
        for (String touched : List.of("pom.xml", "simd/pom.xml", "tensor/src/A.java", "tests/examples/src/A.java")) {
            Files.setLastModifiedTime(house.resolve(touched), FileTime.from(Instant.now().plusSeconds(2)));
            gradus("train");
            assertNotEquals("", calls(), touched);
            Files.setLastModifiedTime(house.resolve(touched), FileTime.from(Instant.now().minusSeconds(60)));
            gradus("train");
            calls();
            gradus("train");
            assertEquals("", calls(), touched);
        }
        Files.delete(house.resolve("nn/src/A.java"));
        Files.setLastModifiedTime(house.resolve("nn/src"), FileTime.from(Instant.now().plusSeconds(2)));
        gradus("train");
        assertNotEquals("", calls());
    }

    @Test
    void runsNothingWhenTheBuildFails() throws Exception {
        maven("3.8.7", 3);
        for (int i = 0; i < 2; i++) { // the second time it is still not built
            Run train = gradus("train");
            assertEquals(3, train.exit);
            assertEquals("", train.out);
            assertEquals("gradus: building tests/examples and what it needs …\n" + calls(), train.err);
        }
    }

    @Test
    void worksFromAnywhereAndThroughALink() throws Exception {
        Path elsewhere = Files.createDirectories(room.resolve("else where"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("g"), Path.of("../the house/gradus"));
        String direct = run(house.resolve("gradus"), house, "train").out;
        assertEquals(direct, run(link, elsewhere, "train").out);
        assertEquals(direct, run(Path.of("./gradus"), house, "train").out);
        assertTrue(direct.contains(house + "/nn/target"));
        assertFalse(direct.contains("else where"));
    }

    @Test
    void opensAShellWithTheLibrary() throws Exception {
        Run shell = gradus("jshell", "--feedback", "concise");
        assertTrue(shell.out.matches("jshell of jdk-25: -J.* --module-path " + house + "/simd/target/gradus-simd.jar:.*\n"), shell.out);
        assertTrue(shell.out.contains("--add-modules jdk.incubator.vector,gradus.nn"));
        assertTrue(shell.out.endsWith("/imports.jsh --feedback concise\n"));
    }

    /** A java or jshell that writes the archive it is asked for, and tells the options that name one. */
    private void archives(String tool, String body) throws IOException {
        script(jdks.resolve("jdk-25/bin").resolve(tool), """
                for argument; do
                    case $argument in
                    *-XX:ArchiveClassesAtExit=*) echo noise; echo noise >&2; echo made >>'%s'; file=${argument#*=}; %s ;;
                    *-XX:SharedArchiveFile=*) echo "uses ${argument#*=}" ;;
                    esac
                done""".formatted(room.resolve("calls"), body));
    }

    @Test
    void makesAnArchiveOfClassesWhenSomethingIsNewer() throws Exception {
        for (String command : List.of("train", "jshell")) {
            Path archive = Files.createDirectories(house.resolve("tests/examples/target")).resolve(command + ".jsa");
            Run uses = new Run(0, "uses " + archive + "\n", "");
            archives(command.equals("train") ? "java" : "jshell", "echo classes >\"$file\"");
            gradus(command);
            assertTrue(calls().endsWith("made\n"));
            assertEquals("classes\n", Files.readString(archive));
            assertEquals(uses, gradus(command));
            assertEquals("", calls());
            for (Path newer : List.of(house.resolve("nn/target/gradus-nn.jar"), jdks.resolve("jdk-25/release"))) {
                Files.createDirectories(newer.getParent());
                Files.write(newer, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                Files.setLastModifiedTime(newer, FileTime.from(Instant.now().plusSeconds(9)));
                assertEquals(uses, gradus(command));
                assertEquals("made\n", calls(), newer.toString());
                Files.setLastModifiedTime(newer, FileTime.from(Instant.now().minusSeconds(9)));
            }
        }
    }

    @Test
    void goesOnWithoutAnArchiveAndTriesItOnce() throws Exception {
        archives("java", "exit 1");
        gradus("train");
        assertTrue(calls().endsWith("made\n"));
        Path archive = house.resolve("tests/examples/target/train.jsa");
        assertEquals(new Run(0, "uses " + archive + "\n", ""), gradus("train"));
        assertEquals("", calls());
        assertEquals(0, Files.size(archive));
    }

    @Test
    void runsAndListsBenchmarks() throws Exception {
        Path target = Files.createDirectories(house.resolve("tests/benchmarks/target"));
        Files.writeString(target.resolve("classpath"), "/repository/jmh.jar");
        Run list = gradus("bench", "--list");
        assertTrue(list.out.endsWith("target/classes:/repository/jmh.jar org.openjdk.jmh.Main -l\n"), list.out);
        assertTrue(gradus("bench", "Matmul", "-f", "1").out.endsWith("org.openjdk.jmh.Main Matmul -f 1\n"));
        assertTrue(gradus("bench", "Steps", "-p", "job=gpt_step", "-prof", "gc").out
                .endsWith("org.openjdk.jmh.Main Steps -p job=gpt_step -prof gc\n"));
        assertTrue(gradus("bench", "peers", "--rounds", "3", "mnist").out
                .endsWith("/repository/jmh.jar gradus.benchmarks.peers.Peers --rounds 3 mnist\n"));
        assertTrue(gradus("bench", "scaling", "2").out.endsWith("/repository/jmh.jar gradus.benchmarks.Scaling 2\n"));
    }

    @Test
    void runsProgramsOfTheTests() throws Exception {
        for (String module : List.of("tests/properties", "tests/kit")) {
            Files.createDirectories(house.resolve(module).resolve("src"));
        }
        Files.writeString(house.resolve("tests/properties/pom.xml"), "");
        Path target = Files.createDirectories(house.resolve("tests/properties/target"));
        Files.writeString(target.resolve("classpath"), "/repository/junit.jar");
        assertTrue(gradus("ops").out.endsWith("target/test-classes:/repository/junit.jar gradus.tensor.OpTable\n"));
        assertTrue(gradus("mutations", "tanh").out.endsWith("/repository/junit.jar gradus.mutations.Mutations tanh\n"));
    }
}
