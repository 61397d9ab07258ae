package gradus.simd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import jdk.incubator.vector.VectorShape;

/**
 * The kernels this JVM uses, chosen once: vector kernels where the module {@code jdk.incubator.vector} is present and the
 * JVM compiles it to vector instructions, scalar ones elsewhere. Both give the same bits. Where there are processors enough, a
 * vector kernel is first compiled in the background, while its scalar sibling computes; a short program never waits for it.
 *
 * <p>{@code -Dgradus.simd=scalar} or {@code vector} overrides the choice, {@code vector} from the first call on;
 * {@code -Dgradus.simd.bits=128}, {@code 256} or {@code 512} narrows the vectors, for measurements. The logger {@code gradus.simd} tells the choice in one line.
 */
public final class Simd {

    /** Kernels over {@code float[]}. */
    public static final Kernels<float[]> FLOAT;

    /** Kernels over {@code double[]}. */
    public static final Kernels<double[]> DOUBLE;

    private static final String MODULE = "jdk.incubator.vector";
    private static final String ABSENT = "module " + MODULE + " is absent; add --add-modules " + MODULE;
    private static final String DESCRIPTION;

    static {
        String asked = System.getProperty("gradus.simd", "");
        String obstacle = switch (asked) {
            case "scalar" -> "asked for by -Dgradus.simd=scalar";
            case "vector" -> {
                if (!modulePresent()) throw new IllegalStateException("-Dgradus.simd=vector cannot be: " + ABSENT + '.');
                yield null;
            }
            case "" -> obstacle();
            default -> throw new IllegalArgumentException("-Dgradus.simd=" + asked + " must be scalar or vector.");
        };
        if (obstacle == null) {
            boolean rehearsed = asked.isEmpty() && Runtime.getRuntime().availableProcessors() > 1; // else there is nobody to do it
            FLOAT = Vectors.floats(rehearsed);
            DOUBLE = Vectors.doubles(rehearsed);
            DESCRIPTION = "vector, " + Vectors.bits() + " bits";
        } else {
            FLOAT = new ScalarFloatKernels();
            DOUBLE = new ScalarDoubleKernels();
            DESCRIPTION = "scalar: " + obstacle;
        }
        boolean fellBack = obstacle != null && asked.isEmpty();
        System.getLogger("gradus.simd").log(fellBack ? Level.INFO : Level.DEBUG, DESCRIPTION);
    }

    private Simd() {}

    /** {@return the choice, like "vector, 512 bits", or "scalar: " with the reason and what would change it} */
    public static String description() {
        return DESCRIPTION;
    }

    /** What speaks against vectors and how to remove it, or null. */
    private static String obstacle() {
        if (!modulePresent()) return ABSENT;
        String name = System.getProperty("java.vm.name", ""), mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted")) return "this JVM only interprets; remove -Xint";
        if (mode.contains("emulated-client")) return "the optimising compiler is off; remove -XX:TieredStopAtLevel";
        if (!name.contains("Server VM")) return name + " may not compile vectors; if it does, -Dgradus.simd=vector";
        return Vectors.obstacle(System.getProperty("os.arch", ""));
    }

    private static boolean modulePresent() {
        return ModuleLayer.boot().findModule(MODULE).filter(Simd.class.getModule()::canRead).isPresent();
    }

    /** Apart, so that no vector class is looked for where the module is absent. */
    private static final class Vectors {

        static Kernels<float[]> floats(boolean rehearsed) {
            Kernels<float[]> vector = new VectorFloatKernels();
            return rehearsed ? new RehearsedKernels<>(new ScalarFloatKernels(), vector, float[]::new) : vector;
        }

        static Kernels<double[]> doubles(boolean rehearsed) {
            Kernels<double[]> vector = new VectorDoubleKernels();
            return rehearsed ? new RehearsedKernels<>(new ScalarDoubleKernels(), vector, double[]::new) : vector;
        }

        static int bits() {
            return VectorWidth.SHAPE.vectorBitSize();
        }

        static String obstacle(String architecture) {
            int bits = VectorShape.preferredShape().vectorBitSize();
            if (bits < 128) return "vectors of " + bits + " bits are too short; a wider machine is needed";
            // Without AVX2 there is no fused multiply-add, which Java then computes with big numbers.
            boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
            return x86 && bits == 128 && !avx2()
                ? "no AVX2 found on this x86 machine; if it is there, -Dgradus.simd=vector" : null;
        }

        /** For vectors of 128 bits, which an AVX2 machine has under -XX:MaxVectorSize=16. */
        private static boolean avx2() {
            if (VectorShape.largestShapeFor(float.class) != VectorShape.largestShapeFor(int.class)) return false; // AVX 1
            try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
                return lines.filter(line -> line.startsWith("flags")).findFirst().orElse("").contains(" avx2");
            } catch (IOException e) {
                return false; // another system than Linux: not known, so not relied on
            }
        }
    }
}
