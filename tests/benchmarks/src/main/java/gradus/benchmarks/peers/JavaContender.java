package gradus.benchmarks.peers;

import gradus.benchmarks.jobs.Jobs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A library on the JVM: a process for each job, with a {@link Stopwatch} inside, so that none spoils another's code. */
final class JavaContender implements Contender {

    private final String name;
    private final boolean ours;
    private final List<String> command;
    private final List<String> known;
    private final String warmup;
    private final Path errors;
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Map<String, BufferedReader> answers = new LinkedHashMap<>();
    private String version = "";

    /** What the command runs, with the name of a job and the seconds to warm up as its last arguments, knows these families. */
    JavaContender(String name, boolean ours, List<String> command, List<String> known, double warmup, Path errors) {
        this.name = name;
        this.ours = ours;
        this.command = command;
        this.known = known;
        this.warmup = Double.toString(warmup);
        this.errors = errors;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isOurs() {
        return ours;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> begin(List<String> jobs) throws IOException {
        for (String job : jobs) {
            if (known.contains(Peers.family(job))) {
                begin(job);
            }
        }
        return List.copyOf(processes.keySet());
    }

    private void begin(String job) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.add(job);
        line.add(warmup);
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(Peers.threads()));
        Process process = builder.start();
        processes.put(job, process);
        answers.put(job, new BufferedReader(new InputStreamReader(process.getInputStream())));
        String ready = answer(job);
        if (!ready.startsWith("ready ")) {
            throw new IOException(name + " " + job + ": " + ready);
        }
        version = ready.substring(6);
    }

    private String answer(String job) throws IOException {
        String line = answers.get(job).readLine();
        if (line == null) {
            throw new IOException(name + " " + job + " ended without an answer:\n" + Files.readString(errors));
        }
        return line;
    }

    @Override
    public Map<String, Reading> turn() throws IOException {
        Map<String, Reading> readings = new LinkedHashMap<>();
        for (String job : List.copyOf(processes.keySet())) {
            if (!processes.get(job).isAlive()) {
                begin(job); // a whole training, which ended after its turn
            }
            Process process = processes.get(job);
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            String[] numbers = answer(job).split(" ");
            readings.put(job, new Reading(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])));
            if (Jobs.of(job).whole()) {
                end(process);
            }
        }
        return readings;
    }

    @Override
    public void close() {
        processes.values().forEach(JavaContender::end);
        processes.clear();
        answers.clear();
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly(); // it has ended before its input did
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
