package gradus.benchmarks.peers;

import gradus.benchmarks.jobs.Jobs;
import gradus.benchmarks.jobs.Mnist;
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
              --warmup SECONDS  before a job on the JVM is timed (4)
              --threads N       threads of every library (1)
              --peers DIR       the folder of PyTorch's scripts steps.py, gpt.py and mnist.py (../shared/peers)
              --data DIR        the folder of MNIST's files, for our job mnist (../shared/data/mnist)
              --java OPTION     an option for our JVM, such as -XX:UseAVX=2 or -Dgradus.simd=scalar; can be repeated
              --alone           only ours
              --modes           ours with the widest vectors, with AVX2's and without the module, each beside PyTorch
              --readme          put the table into README.md, between <!-- peers --> and <!-- /peers --> (with --modes: modes)
              --check           only check that our jobs compute what they should
              --install         first, fetch DJL, EJML, ojAlgo and rapaio with Maven (110 MB, unpacked into build/djl: 425 MB)

            The job mnist is a whole training, ten epochs in a new process for each turn, ours with all that the JVM compiles meanwhile.
            PyTorch runs on the first python3 that has it: the folder's bin/python3, that on the PATH, /usr/bin/python3. It
            is measured at its best: variables OPENBLAS_… of yours are left out, and on processors with AVX-512 its core is set to
            SKYLAKEX, as OpenBLAS 0.3.21 does not know the newer ones and computes slowly there.
            """;

    private static int threads = 1;

    private final Path root = Path.of(System.getProperty("gradus.root", ".")).toAbsolutePath().normalize();
    private final Path output = root.resolve("build/bench");
    private Path folder = root.resolve("../shared/peers").normalize();
    private int rounds = 5;
    private double warmup = 4;
    private Path data = Mnist.folder();
    private boolean alone, check, modes, readme;
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
            if (List.of("--rounds", "--warmup", "--threads", "--peers", "--data", "--java").contains(option)) {
                if (++i == arguments.length) {
                    throw new IllegalArgumentException(option + " needs a value");
                }
            }
            switch (option) {
                case "--rounds" -> rounds = (int) number(option, arguments[i]);
                case "--warmup" -> warmup = number(option, arguments[i]);
                case "--threads" -> threads = (int) number(option, arguments[i]);
                case "--peers" -> folder = Path.of(arguments[i]).toAbsolutePath();
                case "--data" -> data = Path.of(arguments[i]).toAbsolutePath();
                case "--java" -> options.add(arguments[i]);
                case "--alone" -> alone = true;
                case "--modes" -> modes = true;
                case "--readme" -> readme = true;
                case "--check" -> check = true;
                default -> wanted.addAll(named(option));
            }
        }
        if (wanted.isEmpty()) {
            wanted.addAll(Jobs.all().sequencedKeySet());
        }
        System.setProperty("gradus.mnist", data.toString());
        if (wanted.contains("mnist") && !Mnist.isIn(data)) {
            System.err.println("bench peers: mnist is left out, as " + data + " does not hold MNIST's four files; --data DIR names"
                    + " another folder");
            wanted.remove("mnist");
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
        Section section = new Section(root.resolve("README.md"), modes ? "modes" : "peers");
        if (readme) {
            section.place(); // rather refused now than when all has been measured
        }
        Files.createDirectories(output);
        List<Contender> contenders = contenders();
        SequencedMap<String, List<String>> families = new LinkedHashMap<>();
        for (String job : wanted) {
            families.computeIfAbsent(together(job), family -> new ArrayList<>()).add(job);
        }
        Table table = new Table(contenders);
        StringBuilder text = new StringBuilder();
        print(text, table.head(threads));
        for (List<String> jobs : families.values()) {
            Map<String, Map<String, List<Reading>>> turns = measure(contenders, jobs);
            for (String job : jobs) {
                print(text, table.row(job, turns.get(job)));
            }
            Files.writeString(output.resolve("peers.json"), table.json(threads, rounds)); // after each, lest a later one fail
        }
        print(text, "\n" + table.foot());
        if (readme) {
            section.write(text.toString());
        }
    }

    /** {@return the name of those that are measured together: the short ones, or else PyTorch's starts would take most of the time} */
    private static String together(String job) {
        return Jobs.of(job).runs() == 50 || Jobs.of(job).runs() == 200 ? "short" : family(job);
    }

    private static void print(StringBuilder text, String line) {
        System.out.println(line);
        text.append(line).append('\n');
    }

    /** {@return what each turn of each job cost, by the name of the library} A library that fails is reported and left out. */
    private Map<String, Map<String, List<Reading>>> measure(List<Contender> contenders, List<String> jobs) throws IOException {
        Map<String, Map<String, List<Reading>>> turns = new LinkedHashMap<>();
        jobs.forEach(job -> turns.put(job, new LinkedHashMap<>()));
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
                    attempt(contender, ready, () -> contender.turn().forEach((job, reading) -> turns.get(job)
                            .computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(reading)));
                }
            }
        } finally {
            contenders.forEach(Contender::close);
        }
        return turns;
    }

    private interface Turn {
        void take() throws IOException;
    }

    private static void attempt(Contender contender, List<Contender> ready, Turn turn) throws IOException {
        try {
            turn.take();
        } catch (IOException e) {
            if (contender.isOurs()) {
                throw e;
            }
            System.err.println("bench peers: " + e.getMessage().strip());
            ready.remove(contender);
        }
    }

    private List<Contender> contenders() throws IOException {
        List<Contender> contenders = new ArrayList<>();
        if (modes) {
            addTorch(contenders);
            contenders.add(ours("vectors", true));
            contenders.add(ours("AVX2", true, "-XX:UseAVX=2"));
            contenders.add(ours("no module", false));
            return contenders;
        }
        contenders.add(ours("Gradus", true));
        if (!alone) {
            addTorch(contenders);
            addJava(contenders);
        }
        return contenders;
    }

    /** {@return ours, with the Vector API's module or without, and options of its own} */
    private Contender ours(String name, boolean module, String... more) {
        List<String> command = java(System.getProperty("java.class.path"));
        command.removeIf(argument -> argument.startsWith("-Dgradus.simd=") || !module && argument.startsWith("--add-modules"));
        command.addAll(1, options);
        command.addAll(1, List.of(more));
        command.addAll(1, List.of("-Dgradus.threads=" + threads, "-Dgradus.mnist=" + data));
        if (module) {
            command.add(1, "-Dgradus.simd=vector"); // from the first call on, so that none take over while it measures
        }
        command.add(Stopwatch.class.getName());
        List<String> families = Jobs.all().keySet().stream().map(Peers::family).distinct().toList();
        return new JavaContender(name, true, command, families, warmup, output.resolve(name.replace(' ', '-') + ".err"));
    }

    private void addTorch(List<Contender> contenders) throws IOException {
        boolean scripts = Files.exists(folder.resolve("steps.py"));
        Contender torch = scripts && !alone ? TorchContender.find(folder, output.resolve("torch.err")) : null;
        if (torch != null) {
            contenders.add(torch);
        } else if (!alone) {
            System.err.println("bench peers: PyTorch is left out, as " + (scripts
                    ? "no python3 has it; " + folder + "/install.sh installs it"
                    : folder + " has no steps.py; --peers DIR names another folder"));
        }
    }

    private void addJava(List<Contender> contenders) throws IOException {
        Path classpath = root.resolve("tests/peers/target/classpath");
        if (!Files.exists(classpath)) {
            System.err.println("bench peers: DJL, EJML, ojAlgo and rapaio are left out, not being here; --install fetches them");
            return;
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
            contenders.add(new JavaContender(library, false, command, known, warmup, output.resolve(library + ".err")));
        }
    }

    /** {@return the start of a command line: this Java with the options it was started with, and a class path} */
    private static List<String> java(String classpath) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", classpath));
        return command;
    }
}
