package gradus.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private long now; // nanoseconds

    private Progress progress(boolean terminal) {
        return new Progress(out, terminal, () -> now, 2, 2000);
    }

    private String printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    @Test
    void redrawsOneLineOnATerminalTenTimesASecond() {
        Progress progress = progress(true);
        for (int i = 1; i <= 50; i++) {
            now += 20_000_000; // 10 samples in 20 ms
            progress.advance(1, 10, i / 100.0, 0.5);
        }
        String text = printed();
        assertTrue(!text.contains("\n"));
        String[] drawn = text.split("\r");
        assertEquals(1 + 10, drawn.length);
        assertEquals("epoch 1/2 [##..................]  10 %  loss 0.5000  500 samples/s  0:04 left", drawn[2]);
        progress.say("short");
        assertTrue(printed().matches("\rshort {50,}\n"));
        progress.say("again");
        assertEquals("again\n", printed());
    }

    @Test
    void aShorterLineCoversALongerOne() {
        Progress progress = progress(true);
        now += 1_000_000;
        progress.advance(1, 500, 0.5, 0.5); // too soon
        assertEquals("", printed());
        now += 200_000_000;
        progress.advance(1, 500, 0.5, 1000);
        int width = printed().length();
        now += 200_000_000_000L;
        progress.advance(1, 500, 0.5, 1);
        assertEquals(width, printed().length());
    }

    @Test
    void printsALineEveryTenSecondsElsewhere() {
        Progress progress = progress(false);
        for (int i = 1; i <= 250; i++) {
            now += 100_000_000;
            progress.advance(2, 4, i / 500.0, 0.25);
        }
        assertEquals("""
                epoch 2/2 [####................]  20 %  loss 0.2500  40 samples/s  0:40 left
                epoch 2/2 [########............]  40 %  loss 0.2500  40 samples/s  0:30 left
                """, printed());
        progress.say("end");
        assertEquals("end\n", printed());
    }
}
