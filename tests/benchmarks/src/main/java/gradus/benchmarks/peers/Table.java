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
import java.util.stream.DoubleStream;

/**
 * Medians of milliseconds, a row for each job, as Markdown and as JSON. Each column but the first is compared with the first, as a ratio of
 * our time to theirs; behind the first of ours stands what it allocates.
 */
final class Table {

    private final List<Contender> contenders;
    private final Map<String, Map<String, List<Reading>>> rows = new LinkedHashMap<>();
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
            if (contender == ours()) {
                names.add("      KB");
                rule.add("---------:");
            }
            if (contender != contenders.getFirst()) {
                names.add("ratio");
                rule.add("------:");
            }
        }
        return machine() + ", " + threads + (threads == 1 ? " thread, " : " threads, ") + LocalDate.now()
                + "\n\n" + names + "\n" + rule;
    }

    /** {@return the first column of ours} */
    private Contender ours() {
        return contenders.stream().filter(Contender::isOurs).findFirst().orElseThrow();
    }

    /** {@return the row of a job, remembered, from what each turn of each library cost} */
    String row(String job, Map<String, List<Reading>> turns) {
        rows.put(job, turns);
        contenders.forEach(contender -> versions.put(contender.name(), contender.version()));
        StringJoiner row = new StringJoiner(" | ", "| ", " |");
        row.add(String.format("%-18s", job));
        double first = milliseconds(turns.get(contenders.getFirst().name()));
        for (Contender contender : contenders) {
            double time = milliseconds(turns.get(contender.name()));
            row.add(cell("%8.4f", time));
            if (contender == ours()) {
                row.add(cell("%8.1f", kilobytes(turns.get(contender.name()))));
            }
            if (contender != contenders.getFirst()) {
                row.add(cell("%5.2f", contender.isOurs() ? time / first : first / time));
            }
        }
        return row.toString();
    }

    private static String cell(String format, double value) {
        String text = String.format(Locale.ROOT, format, value);
        return Double.isNaN(value) ? text.replace("NaN", "  –") : text;
    }

    private static double milliseconds(List<Reading> turns) {
        return turns == null ? Double.NaN : median(turns.stream().mapToDouble(Reading::milliseconds));
    }

    private static double kilobytes(List<Reading> turns) {
        return turns == null ? Double.NaN : median(turns.stream().mapToDouble(Reading::kilobytes));
    }

    private static double median(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    String foot() {
        StringJoiner foot = new StringJoiner("; ", "A ratio is our time to " + (contenders.getFirst().isOurs() ? "theirs" : "the first's")
                + ", KB what ours allocates in a run. ", ".");
        versions.forEach((name, version) -> foot.add((name + " " + version).strip()));
        return foot.toString();
    }

    String json(int threads, int rounds) {
        List<String> jobs = new ArrayList<>();
        rows.forEach((job, turns) -> {
            StringJoiner all = new StringJoiner(", ", "    " + quoted(job) + ": {", "}");
            turns.forEach((name, readings) -> {
                double kilobytes = kilobytes(readings);
                all.add(quoted(name) + ": {\"median\": " + milliseconds(readings) + ", \"rounds\": "
                        + readings.stream().map(Reading::milliseconds).toList()
                        + (Double.isNaN(kilobytes) ? "" : ", \"kilobytes\": " + kilobytes) + "}");
            });
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
