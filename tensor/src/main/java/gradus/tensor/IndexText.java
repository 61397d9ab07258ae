package gradus.tensor;

import java.util.ArrayList;
import java.util.List;

/** Reads indices written as in Python. */
final class IndexText {

    private final String text;
    private final List<Index> indices = new ArrayList<>();

    IndexText(String text) {
        this.text = text;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ',') {
                indices.add(index(start, i));
                start = i + 1;
            }
        }
    }

    Index[] indices() {
        return indices.toArray(Index[]::new);
    }

    private Index index(int start, int end) {
        int first = text.indexOf(':', start);
        if (first >= 0 && first < end) {
            return range(start, first, end);
        }
        return switch (text.substring(start, end).strip()) {
            case "..." -> Index.ELLIPSIS;
            case "None", "newaxis" -> Index.NEW_AXIS;
            case "" -> throw error(start, "an index is missing");
            default -> Index.of(integer(start, end, 0));
        };
    }

    private Index range(int start, int first, int end) {
        int found = text.indexOf(':', first + 1);
        int second = found < 0 || found > end ? end : found;
        int third = text.indexOf(':', Math.min(second + 1, end));
        if (third >= 0 && third < end) {
            throw error(third, "a slice has a start, a stop and a step, and no more");
        }
        int step = second == end ? 1 : integer(second + 1, end, 1);
        if (step == 0) {
            throw error(second + 1, "a step of 0 goes nowhere");
        }
        return Index.range(integer(start, first, step > 0 ? 0 : Integer.MAX_VALUE),
                integer(first + 1, second, step > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE), step);
    }

    /** {@return the integer written there, or another where nothing is} */
    private int integer(int start, int end, int open) {
        String digits = text.substring(start, end).strip();
        if (digits.isEmpty()) {
            return open;
        }
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            throw error(start, "'" + digits + "' is no integer of 32 bits");
        }
    }

    private IllegalArgumentException error(int place, String what) {
        int at = place;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return new IllegalArgumentException("at(\"" + text + "\"): column " + (at + 1) + ": " + what
                + "; write indices such as 2, 1:3, ::-1, ... or None, with commas between");
    }
}
