package gradus.examples;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how far a training has come: a line that is drawn again and again on a terminal, a line now and then elsewhere. */
final class Progress {

    /** Shows nothing. */
    static final Progress NONE = new Progress(new PrintStream(OutputStream.nullOutputStream()), false, System::nanoTime, 0, 0);

    private static final int BAR = 20;
    private static final long SECOND = 1_000_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier clock; // nanoseconds
    private final int epochs;
    private final long total; // samples of the whole training
    private final long begun;
    private long shown;
    private long done;
    private int width; // of the line on the terminal that the next one has to cover

    Progress(PrintStream out, boolean terminal, LongSupplier clock, int epochs, long total) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.epochs = epochs;
        this.total = total;
        this.begun = clock.getAsLong();
        this.shown = begun;
    }

    /** {@return progress on standard output, redrawn if that is a terminal} */
    static Progress onStandardOutput(int epochs, long total) {
        return new Progress(System.out, System.console() != null && System.console().isTerminal(), System::nanoTime, epochs, total);
    }

    /** Notes that {@code samples} more have been used, in an epoch of so many; the loss is the mean of the epoch so far. */
    void advance(int epoch, int samples, double epochDone, double loss) {
        done += samples;
        long now = clock.getAsLong();
        if (now - shown < (terminal ? SECOND / 10 : 10 * SECOND)) {
            return;
        }
        shown = now;
        double speed = done * (double) SECOND / (now - begun);
        long left = Math.round((total - done) / speed);
        int filled = (int) Math.round(BAR * epochDone);
        String bar = "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
        String line = String.format(Locale.ROOT, "epoch %d/%d %s %3.0f %%  loss %.4f  %,.0f samples/s  %d:%02d left",
                epoch, epochs, bar, 100 * epochDone, loss, speed, left / 60, left % 60);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    /** Prints a line that stays. */
    void say(String line) {
        out.println(width == 0 ? line : "\r" + line + " ".repeat(Math.max(0, width - line.length())));
        width = 0;
    }
}
