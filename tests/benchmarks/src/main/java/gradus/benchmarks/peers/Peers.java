package gradus.benchmarks.peers;

import gradus.benchmarks.jobs.Jobs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Measures ours and every other library that is installed in one run, taking turns, and prints both side by side. */
public final class Peers {

    private static final String HELP = """
            usage: ./gradus bench peers [--install] [OPTION…] [JOB…]

            Times the jobs, all of them by default, here and in the other libraries that are installed, in turns, and prints the
            medians in milliseconds; build/bench/peers.json has every figure. A JOB is a name, such as matmul/96, or a family,
            such as matmul.

              --rounds N        turns of each library (5)
              --warmup SECONDS  before a job on the JVM is timed (5)
              --threads N       threads of every library (1)
              --peers DIR       the folder of PyTorch's scripts steps.py and gpt.py (../shared/peers)
              --java OPTION     an option for our JVM, such as -XX:UseAVX=2 or -Dgradus.simd=scalar; can be repeated
              --alone           only ours
              --readme          put the table into README.md, between <!-- peers --> and <!-- /peers -->
              --check           only check that our jobs compute what they should
              --install         first, fetch DJL, EJML, ojAlgo and rapaio with Maven (110 MB, unpacked into build/djl: 425 MB)

            PyTorch runs on the first python3 that has it: the folder's bin/python3, that on the PATH, /usr/bin/python3. On
            processors with AVX-512, OPENBLAS_CORETYPE=SKYLAKEX is set unless you set another: OpenBLAS 0.3.21 does not know the
            newer ones and computes slowly there.
            """;

    private static int threads = 1;

    private final Path root = Path.of(System.getProperty("gradus.root", ".")).toAbsolutePath().normalize();
    private final Path output = root.resolve("build/bench");
    private Path folder = root.resolve("../shared/peers").normalize();
    private int rounds = 5;
    private double warmup = 5;
    private boolean alone, check, readme;
    private final List<String> options = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();

    private Peers() {
    }

    public static void main(String[] arguments) {
        Peers peers = new Peers();
        if (List.of(arguments).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        try {
            peers.read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bench peers: " + e.getMessage() + "; --help tells more");
            System.exit(2);
        }
        try {
            if (peers.check) {
                peers.check();
            } else {
                peers.run();
            }
        } catch (IOException | IllegalStateException e) {
            System.err.println("bench peers: " + e.getMessage());
            System.exit(1);
        }
    }

    /** {@return the number of threads that every library may use} */
    static int threads() {
        return threads;
    }

    /** {@return what a job's name begins with, before the size} */
    static String family(String job) {
        int slash = job.indexOf('/');
        return slash < 0 ? job : job.substring(0, slash);
    }

    private void read(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (List.of("--rounds", "--warmup", "--threads", "--peers", "--java").contains(option)) {
                if (++i == arguments.length) {
                    throw new IllegalArgumentException(option + " needs a value");
                }
            }
            switch (option) {
                case "--rounds" -> rounds = (int) number(option, arguments[i]);
                case "--warmup" -> warmup = number(option, arguments[i]);
                case "--threads" -> threads = (int) number(option, arguments[i]);
                case "--peers" -> folder = Path.of(arguments[i]).toAbsolutePath();
                case "--java" -> options.add(arguments[i]);
                case "--alone" -> alone = true;
                case "--readme" -> readme = true;
                case "--check" -> check = true;
                default -> wanted.addAll(named(option));
            }
        }
        if (wanted.isEmpty()) {
            wanted.addAll(Jobs.all().sequencedKeySet());
        }
    }

    private static double number(String option, String text) {
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && (number >= 1 || option.equals("--warmup"))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw new IllegalArgumentException(option + " " + text + " is no number "
                + (option.equals("--warmup") ? "above 0" : "of at least 1"));
    }

    private static List<String> named(String text) {
        if (text.startsWith("--")) {
            throw new IllegalArgumentException("there is no option " + text);
        }
        List<String> named = Jobs.all().keySet().stream().filter(job -> job.equals(text) || family(job).equals(text)).toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("there is no job " + text + "; there are "
                    + String.join(" ", Jobs.all().keySet()));
        }
        return named;
    }

    private void check() {
        for (String job : wanted) {
            Jobs.of(job).job().get().check();
            System.out.println(job + " is right");
        }
    }

    private void run() throws IOException {
        Files.createDirectories(output);
        List<Contender> contenders = contenders();
        SequencedMap<String, List<String>> families = new LinkedHashMap<>();
        for (String job : wanted) {
            families.computeIfAbsent(family(job), family -> new ArrayList<>()).add(job);
        }
        Table table = new Table(contenders);
        StringBuilder text = new StringBuilder();
        print(text, table.head(threads));
        for (List<String> jobs : families.values()) {
            Map<String, Map<String, List<Double>>> times = measure(contenders, jobs);
            for (String job : jobs) {
                print(text, table.row(job, times.get(job)));
            }
            Files.writeString(output.resolve("peers.json"), table.json(threads, rounds)); // after each, lest a later one fail
        }
        print(text, "\n" + table.foot());
        if (readme) {
            intoReadme(text.toString());
        }
    }

    private static void print(StringBuilder text, String line) {
        System.out.println(line);
        text.append(line).append('\n');
    }

    private void intoReadme(String table) throws IOException {
        Path file = root.resolve("README.md");
        String begin = "<!-- peers -->\n";
        String end = "<!-- /peers -->";
        String text = Files.readString(file);
        int from = text.indexOf(begin);
        int to = text.indexOf(end, Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new IOException(file + " has no place for the table; add the lines " + begin.strip() + " and " + end);
        }
        Files.writeString(file, text.substring(0, from + begin.length()) + table + text.substring(to));
    }

    /** {@return the times of each job by the name of the library} A library that fails is reported and left out. */
    private Map<String, Map<String, List<Double>>> measure(List<Contender> contenders, List<String> jobs) throws IOException {
        Map<String, Map<String, List<Double>>> times = new LinkedHashMap<>();
        jobs.forEach(job -> times.put(job, new LinkedHashMap<>()));
        List<Contender> ready = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                ready.add(contender);
                attempt(contender, ready, () -> {
                    if (contender.begin(jobs).isEmpty()) {
                        ready.remove(contender);
                    }
                });
            }
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : List.copyOf(ready)) {
                    attempt(contender, ready, () -> contender.turn().forEach((job, milliseconds) -> times.get(job)
                            .computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(milliseconds)));
                }
            }
        } finally {
            contenders.forEach(Contender::close);
        }
        return times;
    }

    private interface Turn {
        void take() throws IOException;
    }

    private static void attempt(Contender contender, List<Contender> ready, Turn turn) throws IOException {
        try {
            turn.take();
        } catch (IOException e) {
            if (contender.name().equals("Gradus")) {
                throw e;
            }
            System.err.println("bench peers: " + e.getMessage().strip());
            ready.remove(contender);
        }
    }

    private List<Contender> contenders() throws IOException {
        List<Contender> contenders = new ArrayList<>();
        List<String> ours = java(System.getProperty("java.class.path"));
        ours.addAll(1, options);
        ours.add(1, "-Dgradus.threads=" + threads);
        ours.add(Stopwatch.class.getName());
        List<String> families = Jobs.all().keySet().stream().map(Peers::family).distinct().toList();
        contenders.add(new JavaContender("Gradus", ours, families, warmup, output.resolve("gradus.err")));
        if (alone) {
            return contenders;
        }
        boolean scripts = Files.exists(folder.resolve("steps.py"));
        Contender torch = scripts ? TorchContender.find(folder, output.resolve("torch.err")) : null;
        if (torch != null) {
            contenders.add(torch);
        } else {
            System.err.println("bench peers: PyTorch is left out, as " + (scripts
                    ? "no python3 has it; " + folder + "/install.sh installs it"
                    : folder + " has no steps.py; --peers DIR names another folder"));
        }
        Path classpath = root.resolve("tests/peers/target/classpath");
        if (!Files.exists(classpath)) {
            System.err.println("bench peers: DJL, EJML, ojAlgo and rapaio are left out, not being here; --install fetches them");
            return contenders;
        }
        for (String library : List.of("DJL", "EJML", "ojAlgo", "rapaio")) {
            List<String> known = library.equals("DJL") ? List.of("matmul", "mlp_step") : List.of("matmul");
            if (wanted.stream().noneMatch(job -> known.contains(family(job)))) {
                continue;
            }
            List<String> command = java(root.resolve("tests/peers/target/classes") + ":" + Files.readString(classpath).strip());
            command.addAll(1, List.of("-Dai.djl.offline=true", "-DDJL_CACHE_DIR=" + root.resolve("build/djl"),
                    "-DENGINE_CACHE_DIR=" + root.resolve("build/djl"), "-Dai.djl.pytorch.num_threads=" + threads,
                    "-Dgradus.threads=" + threads, "--enable-native-access=ALL-UNNAMED"));
            command.addAll(List.of("gradus.peers.Library", library));
            contenders.add(new JavaContender(library, command, known, warmup, output.resolve(library + ".err")));
        }
        return contenders;
    }

    /** {@return the start of a command line: this Java with the options it was started with, and a class path} */
    private static List<String> java(String classpath) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", classpath));
        return command;
    }
}
