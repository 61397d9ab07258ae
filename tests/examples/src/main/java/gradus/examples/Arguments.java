package gradus.examples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Walks through a command line of options, {@code --name value} or {@code --name=value}, and checks their values. */
final class Arguments {

    private final String[] line;
    private int at;
    private String option;
    private String value; // null where the option stands alone

    Arguments(String... line) {
        this.line = line;
    }

    /** {@return whether there is another option, which is the current one from now on} */
    boolean next() {
        if (at == line.length) {
            return false;
        }
        String word = line[at++];
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        option = equals < 0 ? word : word.substring(0, equals);
        value = equals < 0 ? null : word.substring(equals + 1);
        return true;
    }

    /** {@return the name of the current option, with its hyphens} */
    String option() {
        return option;
    }

    /** {@return true} The current option has no value. */
    boolean flag() {
        if (value != null) {
            throw new IllegalArgumentException(option + " takes no value, but was given " + value);
        }
        return true;
    }

    String text() {
        if (value == null && at < line.length && !line[at].startsWith("--")) {
            value = line[at++];
        }
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value; --help tells which");
        }
        return value;
    }

    Path path() {
        try {
            return Path.of(text());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option + " " + value + ": is not the name of a folder or file", e);
        }
    }

    long whole(long low, long high) {
        String range = "a whole number from " + low + " to " + high;
        try {
            long number = Long.parseLong(text());
            return number >= low && number <= high ? number : refuse(range, null);
        } catch (NumberFormatException e) {
            return refuse(range, e);
        }
    }

    int count() {
        return (int) whole(1, Integer.MAX_VALUE);
    }

    double positive() {
        double number = number("a number above 0 and finite");
        return number > 0 && number < Double.POSITIVE_INFINITY ? number : refuse("a number above 0 and finite", null);
    }

    /** {@return the value, at least 0 and below 1} */
    double fraction() {
        double number = number("a number from 0 to below 1");
        return number >= 0 && number < 1 ? number : refuse("a number from 0 to below 1", null);
    }

    private double number(String range) {
        try {
            return Double.parseDouble(text());
        } catch (NumberFormatException e) {
            return refuse(range, e);
        }
    }

    private long refuse(String range, NumberFormatException cause) {
        throw new IllegalArgumentException(option + " " + value + ": must be " + range, cause);
    }
}
