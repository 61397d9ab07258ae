package gradus.tensor;

import java.util.Locale;

/** Numbers of one dtype read from text, as many as there come. */
final class CsvNumbers {

    private static final int MOST = Integer.MAX_VALUE - 8;

    private final DType dtype;
    private Object array;
    private int capacity = 256;
    private int size;

    /** None yet. */
    CsvNumbers(DType dtype) {
        this.dtype = dtype;
        this.array = dtype.newArray(capacity);
    }

    /** {@return the numbers, in an array of just their length} */
    Object array() {
        resize(size);
        return array;
    }

    /** {@return null, and the number of a text has been added; or why it cannot be} */
    String add(String field) {
        String text = field.strip();
        if (text.isEmpty()) {
            return "the field is empty; write nan for a float that is missing";
        }
        if (size == MOST) {
            return "the table has more numbers than can be held";
        }
        if (size == capacity) {
            resize((int) Math.min(capacity + capacity / 2L, MOST));
        }
        String wrong = dtype.isFloating() ? setFloating(text) : setWhole(text);
        size += wrong == null ? 1 : 0;
        return wrong;
    }

    private void resize(int length) {
        Object resized = dtype.newArray(length);
        System.arraycopy(array, 0, resized, 0, size);
        array = resized;
        capacity = length;
    }

    private String setFloating(String text) {
        String number = consistsOf(text, "0123456789+-.eE") ? text : word(text);
        boolean infinite;
        try {
            if (array instanceof float[] z) {
                z[size] = Float.parseFloat(number);
                infinite = Float.isInfinite(z[size]);
            } else {
                double[] z = (double[]) array;
                z[size] = Double.parseDouble(number);
                infinite = Double.isInfinite(z[size]);
            }
        } catch (NumberFormatException e) {
            return CsvLines.shown(text) + " is no number";
        }
        return infinite && number == text ? outOfRange(text) : null;
    }

    /** {@return how Java writes what is no finite number, or an empty text where it is no number at all} */
    private static String word(String text) {
        String sign = text.startsWith("-") ? "-" : "";
        return switch (text.substring(text.startsWith("+") ? 1 : sign.length()).toLowerCase(Locale.ROOT)) {
            case "nan" -> "NaN";
            case "inf", "infinity" -> sign + "Infinity";
            default -> "";
        };
    }

    private String setWhole(String text) {
        if (!consistsOf(text, "0123456789+-")) {
            return CsvLines.shown(text) + " is no whole number; read FLOAT64 for others";
        }
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return text.lastIndexOf('-') > 0 || text.lastIndexOf('+') > 0 || text.length() == 1 ? CsvLines.shown(text)
                    + " is no whole number" : outOfRange(text);
        }
        if (dtype == DType.INT32 && value != (int) value) {
            return outOfRange(text);
        }
        Elements.setLong(array, size, value);
        return null;
    }

    private String outOfRange(String text) {
        return CsvLines.shown(text) + " is beyond the range of " + dtype + (dtype == DType.FLOAT64 ? ""
                : dtype == DType.INT32 ? "; read INT64" : "; read FLOAT64");
    }

    private static boolean consistsOf(String text, String allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (allowed.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
