package gradus.simd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import jdk.incubator.vector.VectorShape;

/**
 * The kernels this JVM uses, chosen once: vector kernels where the module {@code jdk.incubator.vector} is present and the
 * JVM compiles it to vector instructions, scalar ones elsewhere. Both give the same bits. A vector kernel takes over from its
 * scalar sibling when that has computed much and it has been compiled, in the background; a short program never waits for it.
 *
 * <p>{@code -Dgradus.simd=scalar} or {@code vector} overrides the choice, {@code vector} from the first call on;
 * {@code -Dgradus.simd.bits=128}, {@code 256} or {@code 512} narrows the vectors, for measurements. The logger
 * {@code gradus.simd} tells the choice in one line, as soon as it is made.
 */
public final class Simd {

    /** Kernels over {@code float[]}. */
    public static final Kernels<float[]> FLOAT;

    /** Kernels over {@code double[]}. */
    public static final Kernels<double[]> DOUBLE;

    private static final String MODULE = "jdk.incubator.vector";
    private static final String ABSENT = "module " + MODULE + " is absent; add --add-modules " + MODULE;
    private static final String DESCRIPTION; // null if vectors have yet to say

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
        if (obstacle != null) {
            FLOAT = new ScalarFloatKernels();
            DOUBLE = new ScalarDoubleKernels();
            DESCRIPTION = "scalar: " + obstacle;
            log(DESCRIPTION, asked.isEmpty());
        } else if (asked.isEmpty()) {
            FLOAT = new RehearsedKernels<>(new ScalarFloatKernels(), Choice::floats, float[]::new);
            DOUBLE = new RehearsedKernels<>(new ScalarDoubleKernels(), Choice::doubles, double[]::new);
            DESCRIPTION = null;
        } else {
            FLOAT = Vectors.floats();
            DOUBLE = Vectors.doubles();
            DESCRIPTION = Vectors.description();
            log(DESCRIPTION, false);
        }
    }

    private Simd() {}

    /** {@return the choice, like "vector, 512 bits", or "scalar: " with the reason and what would change it} */
    public static String description() {
        return DESCRIPTION == null ? Choice.DESCRIPTION : DESCRIPTION;
    }

    private static void log(String description, boolean fellBack) {
        System.getLogger("gradus.simd").log(fellBack ? Level.INFO : Level.DEBUG, description);
    }

    /** What speaks against vectors, as far as can be said without them, and how to remove it, or null. */
    private static String obstacle() {
        if (!modulePresent()) return ABSENT;
        String name = System.getProperty("java.vm.name", ""), mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted")) return "this JVM only interprets; remove -Xint";
        if (mode.contains("emulated-client")) return "the optimising compiler is off; remove -XX:TieredStopAtLevel";
        if (!name.contains("Server VM")) return name + " may not compile vectors; if it does, -Dgradus.simd=vector";
        return null;
    }

    private static boolean modulePresent() {
        return ModuleLayer.boot().findModule(MODULE).filter(Simd.class.getModule()::canRead).isPresent();
    }

    /** What vectors say, who are asked only when they are needed: their classes take a tenth of a second to load. */
    private static final class Choice {

        static final String OBSTACLE = Vectors.obstacle(System.getProperty("os.arch", ""));
        static final String DESCRIPTION = OBSTACLE == null ? Vectors.description() : "scalar: " + OBSTACLE;

        static {
            log(DESCRIPTION, OBSTACLE != null);
        }

        static Kernels<float[]> floats() {
            return OBSTACLE == null ? Vectors.floats() : null;
        }

        static Kernels<double[]> doubles() {
            return OBSTACLE == null ? Vectors.doubles() : null;
        }
    }

    /** Apart, so that no vector class is looked for where the module is absent. */
    private static final class Vectors {

        static Kernels<float[]> floats() {
            return new VectorFloatKernels();
        }

        static Kernels<double[]> doubles() {
            return new VectorDoubleKernels();
        }

        static String description() {
            return "vector, " + VectorWidth.SHAPE.vectorBitSize() + " bits";
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
