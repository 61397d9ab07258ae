package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import gradus.simd.start.NegateOften;
import gradus.simd.start.PrintSimd;

/** The choice at start-up, in JVMs started for it. */
class SimdTest {

    private static final String ADD = "--add-modules=jdk.incubator.vector";
    private static final String ABSENT = "module jdk.incubator.vector is absent; add --add-modules jdk.incubator.vector";

    private record Run(int exit, String output, String errors) {

        String description() {
            assertEquals(0, exit, errors);
            assertTrue(output.contains(" / 6.0 2.0 / "), output);
            return output.substring(0, output.indexOf(" / "));
        }

        String kernels() {
            assertEquals(0, exit, errors);
            return output.substring(output.lastIndexOf(' ') + 1).strip();
        }
    }

    private static Run run(String... options) throws IOException, InterruptedException {
        String path = location(Simd.class) + System.getProperty("path.separator") + location(PrintSimd.class);
        return start(PrintSimd.class, List.of("-cp", path), options);
    }

    private static Run start(Class<?> main, List<String> path, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(path);
        command.addAll(List.of(options));
        command.add(main.getName());
        Path output = Files.createTempFile("simd", ".out"), errors = Files.createTempFile("simd", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
            Process process = builder.start();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
            return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /** {@return the folder or the jar that a class is in} */
    static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void vectorsWithTheModule() throws IOException, InterruptedException {
        Run run = run(ADD);
        assertTrue(run.description().matches("vector, (128|256|512) bits|scalar: (no AVX2|vectors of) .*"), run.output);
        if (run.description().startsWith("vector")) assertFalse(run.errors.contains("vector,"), run.errors);
    }

    /** In the background, unless vectors are asked for, or nobody is there to do it. */
    @Test
    void rehearsedWithSeveralProcessors() throws IOException, InterruptedException {
        if (!run(ADD).description().startsWith("vector")) return;
        assertEquals("RehearsedKernels", run(ADD, "-XX:ActiveProcessorCount=2").kernels());
        assertEquals("RehearsedKernels", run(ADD, "-XX:ActiveProcessorCount=2", "-Dgradus.threads=1").kernels());
        assertEquals("VectorFloatKernels", run(ADD, "-XX:ActiveProcessorCount=1").kernels());
        assertEquals("VectorFloatKernels", run(ADD, "-XX:ActiveProcessorCount=2", "-Dgradus.simd=vector").kernels());
        assertEquals("ScalarFloatKernels", run(ADD, "-XX:ActiveProcessorCount=2", "-Dgradus.simd=scalar").kernels());
    }

    @Test
    void scalarWithoutTheModule() throws IOException, InterruptedException {
        Run run = run();
        assertEquals("scalar: " + ABSENT, run.description());
        assertTrue(run.errors.contains("INFO: scalar: " + ABSENT), run.errors);
    }

    @Test
    void scalarWhereNothingIsCompiled() throws IOException, InterruptedException {
        assertEquals("scalar: this JVM only interprets; remove -Xint", run(ADD, "-Xint").description());
        assertEquals("scalar: the optimising compiler is off; remove -XX:TieredStopAtLevel",
            run(ADD, "-XX:TieredStopAtLevel=1").description());
    }

    @Test
    void asAskedFor() throws IOException, InterruptedException {
        Run scalar = run(ADD, "-Dgradus.simd=scalar", "-Xlog:class+load:stderr");
        assertEquals("scalar: asked for by -Dgradus.simd=scalar", scalar.description());
        assertFalse(scalar.errors.contains("jdk.incubator.vector."), "loads vector classes");
        assertFalse(scalar.errors.contains("INFO"), scalar.errors);
        assertTrue(run(ADD, "-Dgradus.simd=vector", "-Xint").description().startsWith("vector, "));
        assertEquals("vector, 128 bits", run(ADD, "-Dgradus.simd=vector", "-Dgradus.simd.bits=128").description());
    }

    @Test
    void refusesWhatCannotBe() throws IOException, InterruptedException {
        refused("java.lang.IllegalStateException: -Dgradus.simd=vector cannot be: " + ABSENT + ".", "-Dgradus.simd=vector");
        refused("java.lang.IllegalArgumentException: -Dgradus.simd=fast must be scalar or vector.", "-Dgradus.simd=fast");
        refused("java.lang.IllegalArgumentException: -Dgradus.simd.bits=99 must be 128, 256 or 512 and at most this machine's ",
            ADD, "-Dgradus.simd=vector", "-Dgradus.simd.bits=99");
    }

    private static void refused(String sentence, String... options) throws IOException, InterruptedException {
        Run run = run(options);
        assertNotEquals(0, run.exit);
        assertTrue(run.errors.contains("Caused by: " + sentence), run.errors);
    }

    @Test
    void asANamedModule() throws IOException, InterruptedException {
        List<String> path = List.of("-p", location(Simd.class), "-cp", location(PrintSimd.class));
        assertEquals("scalar: " + ABSENT, start(PrintSimd.class, path, "--add-modules=gradus.simd").description());
        assertTrue(start(PrintSimd.class, path, "--add-modules=gradus.simd,jdk.incubator.vector", "-Dgradus.simd=vector").description().startsWith("vector, "));
    }

    /** As with -XX:MaxVectorSize=16 and -XX:UseAVX=2, where there is such an option. */
    @Test
    void narrowVectorsAreStillVectors() throws IOException, InterruptedException {
        if (!run(ADD).description().startsWith("vector")) return;
        assertEquals("vector, 128 bits", run(ADD, "-XX:MaxVectorSize=16").description());
        assertTrue(run(ADD, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2").description().startsWith("vector, "));
    }

    /** Else a large caller could cost a kernel its vectors, see {@link CompiledAlone}. */
    @Test
    void kernelsAreNotInlined() throws IOException, InterruptedException {
        if (!run(ADD).description().startsWith("vector")) return;
        String path = location(Simd.class) + System.getProperty("path.separator") + location(NegateOften.class);
        Run run = start(NegateOften.class, List.of("-cp", path), ADD, "-Dgradus.simd=vector", "-XX:+UnlockDiagnosticVMOptions",
            "-XX:CompileCommand=PrintInlining," + NegateOften.class.getName() + "::*");
        assertEquals(0, run.exit, run.errors);
        assertTrue(run.output.contains("VectorFloatPointwise::neg"), run.output);
        assertFalse(run.output.contains("jdk.incubator.vector."), run.output);
    }
}
