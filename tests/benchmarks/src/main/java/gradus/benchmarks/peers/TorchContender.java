package gradus.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PyTorch: the scripts of the peers' folder, a run of steps.py, gpt.py or mnist.py for each turn. */
final class TorchContender implements Contender {

    private final Path folder;
    private final String python;
    private final String core;
    private final String version;
    private final Path errors;
    private List<String> begun = List.of();

    private TorchContender(Path folder, String python, String version, Path errors) {
        this.folder = folder;
        this.python = python;
        this.core = coreType();
        this.version = version;
        this.errors = errors;
    }

    /** {@return PyTorch on the first that has it of the folder's python3, the PATH's and the system's; null where none has} */
    static TorchContender find(Path folder, Path errors) throws IOException {
        for (String python : new String[] {folder.resolve("bin/python3").toString(), "python3", "/usr/bin/python3"}) {
            try {
                TorchContender found = new TorchContender(folder, python, "", errors);
                String version = found.run("-c", "import torch; print(torch.__version__)").strip();
                String core = found.core == null ? "" : ", OPENBLAS_CORETYPE=" + found.core;
                return new TorchContender(folder, python, version + " (" + python + core + ")", errors);
            } catch (IOException e) {
                continue; // the next one may do
            }
        }
        return null;
    }

    /**
     * {@return the core that OpenBLAS is told to take this processor for; null where it is left to find out} OpenBLAS 0.3.21 does
     * not know the processors made after it, and computes with the slowest kernels on them.
     */
    private static String coreType() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512bw ") ? "SKYLAKEX" : null;
        } catch (IOException e) {
            return null; // another system
        }
    }

    @Override
    public String name() {
        return "PyTorch";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> begin(List<String> jobs) {
        begun = List.copyOf(jobs);
        return begun;
    }

    @Override
    public Map<String, Reading> turn() throws IOException {
        List<String> families = begun.stream().map(Peers::family).distinct().toList();
        String output = switch (families.getFirst()) {
            case "gpt_step" -> run("gpt.py", "30");
            case "mnist" -> run("mnist.py");
            default -> {
                List<String> line = new ArrayList<>(List.of("steps.py"));
                line.addAll(families);
                yield run(line.toArray(String[]::new));
            }
        };
        Map<String, Reading> readings = new LinkedHashMap<>();
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ");
            if (begun.contains(words[0])) {
                readings.put(words[0], new Reading(Double.parseDouble(words[1]), Double.NaN));
            } else if (words[0].equals("seconds")) { // mnist.py's last line
                readings.put("mnist", new Reading(1000 * Double.parseDouble(words[1]), Double.NaN));
            }
        }
        return readings;
    }

    private String run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(python));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("OPENBLAS_")); // it is measured at its best, whatever is set here
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(Peers.threads()));
        if (core != null) {
            builder.environment().put("OPENBLAS_CORETYPE", core);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", line) + " failed:\n" + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return output;
    }

    @Override
    public void close() {
        begun = List.of();
    }
}
