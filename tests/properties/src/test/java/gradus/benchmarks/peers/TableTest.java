package gradus.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    /** A library that says of itself what it was given. */
    private record Named(String name, boolean isOurs) implements Contender {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<String> begin(List<String> jobs) {
            return jobs;
        }

        @Override
        public Map<String, Reading> turn() {
            return Map.of();
        }

        @Override
        public void close() {
        }
    }

    private static List<Reading> turns(double kilobytes, double... milliseconds) {
        return Arrays.stream(milliseconds).mapToObj(time -> new Reading(time, kilobytes)).toList();
    }

    @Test
    void comparesOursWithOthers() {
        Table table = new Table(List.of(new Named("Gradus", true), new Named("PyTorch", false), new Named("DJL", false)));
        assertTrue(table.head(1).endsWith("""
                1 thread, %s

                | milliseconds       |   Gradus |       KB |  PyTorch | ratio |      DJL | ratio |
                |--------------------|---------:|---------:|---------:|------:|---------:|------:|""".formatted(LocalDate.now())),
                table.head(1));
        assertEquals("| add/1000           |   2.0000 |     12.5 |   4.0000 |  0.50 |        – |     – |", table.row("add/1000",
                Map.of("Gradus", turns(12.5, 3, 1, 2), "PyTorch", turns(Double.NaN, 5, 3, 4, 4))));
        assertEquals("A ratio is our time to theirs, KB what ours allocates in a run. Gradus 1; PyTorch 1; DJL 1.", table.foot());
        assertTrue(table.json(1, 3).contains("\"add/1000\": {\"") && table.json(1, 3).contains(
                "\"Gradus\": {\"median\": 2.0, \"rounds\": [3.0, 1.0, 2.0], \"kilobytes\": 12.5}"), table.json(1, 3));
    }

    @Test
    void comparesSeveralOfOursWithAnother() {
        Table table = new Table(List.of(new Named("PyTorch", false), new Named("vectors", true), new Named("AVX2", true)));
        assertTrue(table.head(2).contains(", 2 threads, "), table.head(2));
        assertTrue(table.head(2).contains("|  PyTorch |  vectors |       KB | ratio |     AVX2 | ratio |"), table.head(2));
        assertEquals("| exp/1000           |   4.0000 |   1.0000 |      0.0 |  0.25 |   6.0000 |  1.50 |", table.row("exp/1000",
                Map.of("PyTorch", turns(Double.NaN, 4), "vectors", turns(0, 1), "AVX2", turns(0, 6))));
    }
}
