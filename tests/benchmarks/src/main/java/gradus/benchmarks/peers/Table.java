package gradus.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Medians of milliseconds, a row for each job, as Markdown and as JSON. Ours come first; the others are compared to them. */
final class Table {

    private final List<Contender> contenders;
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();
    private final Map<String, String> versions = new LinkedHashMap<>();

    Table(List<Contender> contenders) {
        this.contenders = contenders;
    }

    String head(int threads) {
        StringJoiner names = new StringJoiner(" | ", "| ", " |");
        StringJoiner rule = new StringJoiner("|", "|", "|");
        names.add(String.format("%-18s", "milliseconds"));
        rule.add("--------------------");
        for (Contender contender : contenders) {
            names.add(String.format("%8s", contender.name()));
            rule.add("---------:");
            if (contender != contenders.getFirst()) {
                names.add("ratio");
                rule.add("------:");
            }
        }
        return machine() + ", " + threads + (threads == 1 ? " thread, " : " threads, ") + LocalDate.now()
                + "\n\n" + names + "\n" + rule;
    }

    /** {@return the row of a job, remembered; a ratio is our time to theirs} */
    String row(String job, Map<String, List<Double>> times) {
        rows.put(job, times);
        contenders.forEach(contender -> versions.put(contender.name(), contender.version()));
        StringJoiner row = new StringJoiner(" | ", "| ", " |");
        row.add(String.format("%-18s", job));
        double ours = median(times.get(contenders.getFirst().name()));
        for (Contender contender : contenders) {
            double theirs = median(times.get(contender.name()));
            row.add(cell("%8.4f", theirs));
            if (contender != contenders.getFirst()) {
                row.add(cell("%5.2f", ours / theirs));
            }
        }
        return row.toString();
    }

    private static String cell(String format, double value) {
        String text = String.format(Locale.ROOT, format, value);
        return Double.isNaN(value) ? text.replace("NaN", "  –") : text;
    }

    private static double median(List<Double> times) {
        if (times == null) {
            return Double.NaN;
        }
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    String foot() {
        StringJoiner foot = new StringJoiner("; ", "A ratio is our time to theirs. ", ".");
        versions.forEach((name, version) -> foot.add((name + " " + version).strip()));
        return foot.toString();
    }

    String json(int threads, int rounds) {
        List<String> jobs = new ArrayList<>();
        rows.forEach((job, times) -> {
            StringJoiner all = new StringJoiner(", ", "    " + quoted(job) + ": {", "}");
            times.forEach((name, values) -> all.add(
                    quoted(name) + ": {\"median\": " + median(values) + ", \"rounds\": " + values + "}"));
            jobs.add(all.toString());
        });
        List<String> libraries = new ArrayList<>();
        versions.forEach((name, version) -> libraries.add(quoted(name) + ": " + quoted(version)));
        return "{\n  \"machine\": " + quoted(machine()) + ",\n  \"date\": " + quoted(LocalDate.now().toString())
                + ",\n  \"threads\": " + threads + ",\n  \"rounds\": " + rounds + ",\n  \"java\": " + quoted(System.getProperty("java.vm.version"))
                + ",\n  \"versions\": {" + String.join(", ", libraries) + "},\n  \"milliseconds\": {\n"
                + String.join(",\n", jobs) + "\n  }\n}\n";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String machine() {
        String model = System.getProperty("os.arch");
        try {
            model = Arrays.stream(Files.readString(Path.of("/proc/cpuinfo")).split("\n"))
                    .filter(line -> line.startsWith("model name")).findFirst().map(line -> line.substring(line.indexOf(':') + 2)).orElse(model);
        } catch (IOException e) {
            // Another system: the architecture has to do.
        }
        return model + ", Java " + System.getProperty("java.version");
    }
}
