package gradus.nn;

import gradus.tensor.Tensor;
import java.util.Locale;

/** How often each class was taken for each: a row for each true class, a column for each predicted one. */
public final class ConfusionMatrix {

    private final long[][] counts;

    private ConfusionMatrix(long[][] counts) {
        this.counts = counts;
    }

    /**
     * Compares predicted with true classes, both int32 or int64 [N].
     *
     * @throws IllegalArgumentException when the shapes differ or a class is not within 0 to {@code classes} − 1
     */
    public static ConfusionMatrix of(Tensor predicted, Tensor actual, int classes) {
        if (predicted.rank() != 1 || !predicted.shape().equals(actual.shape())) {
            throw new IllegalArgumentException("ConfusionMatrix: predicted " + predicted.shape() + ", actual " + actual.shape()
                    + "; both must be [N]");
        }
        long[] columns = predicted.toLongArray();
        long[] rows = actual.toLongArray();
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < rows.length; i++) {
            require("actual", i, rows[i], classes);
            require("predicted", i, columns[i], classes);
            counts[(int) rows[i]][(int) columns[i]]++;
        }
        return new ConfusionMatrix(counts);
    }

    private static void require(String which, int place, long label, int classes) {
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("ConfusionMatrix: " + which + " class " + label + " at place " + place
                    + "; it must be within 0 to " + (classes - 1));
        }
    }

    /** {@return how often {@code predicted} was said where {@code actual} was true} */
    public long count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /** {@return the share of right predictions; NaN where there was none at all} */
    public double accuracy() {
        long right = 0;
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
            for (long count : counts[i]) {
                all += count;
            }
        }
        return right / (double) all;
    }

    /** {@return a table; zeros are shown as dots} */
    @Override
    public String toString() {
        int width = Math.max(4, 1 + String.valueOf(largest()).length());
        String cell = "%" + width + "s";
        StringBuilder table = new StringBuilder("true \\ predicted\n    ");
        for (int j = 0; j < counts.length; j++) {
            table.append(String.format(Locale.ROOT, cell, j));
        }
        for (int i = 0; i < counts.length; i++) {
            table.append(String.format(Locale.ROOT, "\n%4d", i));
            for (long count : counts[i]) {
                table.append(String.format(Locale.ROOT, cell, count == 0 ? "." : count));
            }
        }
        return table.toString();
    }

    private long largest() {
        long largest = 0;
        for (long[] row : counts) {
            for (long count : row) {
                largest = Math.max(largest, count);
            }
        }
        return largest;
    }
}
