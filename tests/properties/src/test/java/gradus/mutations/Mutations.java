package gradus.mutations;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/**
 * Plants faults in the libraries, one by one, and runs the tests on each: a fault that no test finds is a hole in the tests.
 * {@code ./gradus mutations} runs all of {@code mutations/faults.txt}, or those whose title or file contains its argument.
 *
 * <p>A fault is a text that stands once in a file, and what it is replaced by. Only the changed file is compiled anew, into a
 * folder before all others on the class path. A program that hangs counts as found after five minutes.
 */
public final class Mutations {

    /** What a run of the tests exits with when one of them failed. */
    static final int FOUND = 3;

    private static final int MINUTES = 5;

    /** What is wrong, where, and how. */
    record Fault(String title, String file, String right, String wrong) {

        /** {@return the source with the fault in it} */
        String plantIn(String source) {
            int at = source.indexOf(right);
            if (at < 0 || source.indexOf(right, at + 1) >= 0) {
                throw new IllegalArgumentException(title + ": " + file + " must contain once, and not " + (at < 0 ? "never" : "twice")
                        + ": " + right);
            }
            return source.substring(0, at) + wrong + source.substring(at + right.length());
        }
    }

    private Mutations() {
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String wanted = arguments.length == 0 ? "" : arguments[0];
        List<Fault> faults = faults().stream().filter(fault -> (fault.title + fault.file).contains(wanted)).toList();
        Path root = Path.of(System.getProperty("gradus.root"));
        String failing = firstToFail(System.getProperty("java.class.path"), root);
        if (failing != null) {
            System.err.println("mutations: " + failing + " fails without a fault; mend that first");
            System.exit(2);
        }
        int missed = 0;
        for (Fault fault : faults) {
            String found = firstToFail(fault, root);
            missed += found == null ? 1 : 0;
            System.out.printf("%-62s %s%n", fault.title, found == null ? "NOT FOUND" : "found by " + found);
        }
        System.out.printf("%d faults planted, %d found%n", faults.size(), faults.size() - missed);
        System.exit(missed == 0 && !faults.isEmpty() ? 0 : 1);
    }

    /** {@return the faults listed: a title after #, the file, lines that are right after −, and wrong ones after +} */
    static List<Fault> faults() throws IOException {
        try (InputStream in = Mutations.class.getResourceAsStream("/mutations/faults.txt")) {
            List<Fault> faults = new ArrayList<>();
            for (String block : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split("\n\n+")) {
                String[] lines = block.split("\n");
                faults.add(new Fault(lines[0].substring(2), lines[1], marked('-', lines), marked('+', lines)));
            }
            return faults;
        }
    }

    private static String marked(char mark, String[] lines) {
        List<String> marked = new ArrayList<>();
        for (String line : lines) {
            if (line.charAt(0) == mark) {
                marked.add(line.substring(Math.min(2, line.length())));
            }
        }
        return String.join("\n", marked);
    }

    /** {@return the test that finds the fault, or null} */
    private static String firstToFail(Fault fault, Path root) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gradus-mutation");
        try {
            Path source = Files.createDirectories(folder.resolve("source")).resolve(Path.of(fault.file).getFileName());
            Files.writeString(source, fault.plantIn(Files.readString(root.resolve(fault.file))));
            Path classes = Files.createDirectories(folder.resolve("classes"));
            String classPath = System.getProperty("java.class.path");
            int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-nowarn", "-proc:none", "-implicit:none",
                    "--add-modules", "jdk.incubator.vector", "-Xlint:-incubating",
                    "-cp", classPath, "-d", classes.toString(), source.toString());
            if (code != 0) {
                throw new IllegalArgumentException(fault.title + ": the fault does not compile; write another");
            }
            return firstToFail(classes + File.pathSeparator + classPath, root);
        } finally {
            delete(folder);
        }
    }

    private static String firstToFail(String classPath, Path root) throws IOException, InterruptedException {
        Path output = Files.createTempFile("gradus-mutation", ".txt");
        try {
            Process tests = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx2g", "-Dgradus.simd=vector", "--add-modules",
                    "jdk.incubator.vector", "-cp", classPath, FirstFailure.class.getName())
                    .directory(root.resolve("tests/properties").toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!tests.waitFor(MINUTES, TimeUnit.MINUTES)) {
                tests.destroyForcibly().waitFor();
                return "running for " + MINUTES + " minutes";
            }
            String text = Files.readString(output).strip();
            return switch (tests.exitValue()) {
                case 0 -> null;
                case FOUND -> text.substring(text.lastIndexOf('\n') + 1);
                default -> throw new IllegalStateException("the tests could not be run: " + text);
            };
        } finally {
            Files.delete(output);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
