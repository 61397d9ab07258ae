package gradus.tensor;

import java.util.Arrays;

/**
 * What a text such as {@code bij,bjk->bik} says: the labels of each operand's axes and of the result's. A letter is its
 * character; the axes of an ellipsis are −1, −2, … from the last one backwards, so that they align as in broadcasting.
 */
final class EinsumText {

    private final String text;
    private final String signs; // the text without blanks
    private final int[] columns;
    private final int arrow;
    private int ellipsis;       // the largest number of axes that an ellipsis stands for

    private EinsumText(String text) {
        this.text = text;
        StringBuilder signs = new StringBuilder();
        this.columns = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                columns[signs.length()] = i + 1;
                signs.append(text.charAt(i));
            }
        }
        columns[signs.length()] = text.length() + 1;
        this.signs = signs.toString();
        this.arrow = this.signs.indexOf("->");
    }

    /** The labels of the operands' axes and of the result's. */
    record Labels(int[][] operands, int[] result) {
    }

    /** {@return the labels of these operands and their result} */
    static Labels read(String text, Tensor... x) {
        return new EinsumText(text).labels(x);
    }

    private Labels labels(Tensor[] x) {
        int end = arrow < 0 ? signs.length() : arrow;
        int[][] operands = new int[x.length][];
        int start = 0;
        int count = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || signs.charAt(i) == ',') {
                if (count < x.length) {
                    operands[count] = operand(start, i, count, x[count].shape());
                }
                count++;
                start = i + 1;
            }
        }
        if (count != x.length) {
            throw new IllegalArgumentException("einsum(\"" + text + "\"): " + count + " operands in the text and " + x.length
                    + " tensors; give as many of both, with commas between");
        }
        return new Labels(operands, arrow < 0 ? implied(operands) : result(operands));
    }

    private int[] operand(int start, int end, int number, Shape shape) {
        int[] labels = new int[Math.max(shape.rank(), end - start)];
        int rank = 0;
        boolean open = false;
        for (int i = start; i < end; i++) {
            if (isEllipsis(i, end)) {
                if (open) {
                    throw error(i, "a second ... in one operand");
                }
                open = true;
                int axes = shape.rank() - (end - start - 3);
                ellipsis = Math.max(ellipsis, axes);
                for (int axis = axes; axis > 0; axis--) {
                    labels[rank++] = -axis;
                }
                i += 2;
            } else {
                labels[rank++] = letter(i);
            }
        }
        if (rank != shape.rank()) {
            throw error(start, "'" + signs.substring(start, end) + "' names " + rank + " axes of operand " + number + ", "
                    + shape + ", which has " + shape.rank());
        }
        return Arrays.copyOf(labels, rank);
    }

    private int[] result(int[][] operands) {
        int[] labels = new int[signs.length() + ellipsis];
        int rank = 0;
        boolean open = false;
        for (int i = arrow + 2; i < signs.length(); i++) {
            if (isEllipsis(i, signs.length())) {
                if (open) {
                    throw error(i, "a second ... in the result");
                }
                open = true;
                for (int axis = ellipsis; axis > 0; axis--) {
                    labels[rank++] = -axis;
                }
                i += 2;
                continue;
            }
            int label = letter(i);
            if (contains(Arrays.copyOf(labels, rank), label)) {
                throw error(i, "'" + (char) label + "' is in the result twice");
            }
            boolean known = false;
            for (int[] operand : operands) {
                known |= contains(operand, label);
            }
            if (!known) {
                throw error(i, "'" + (char) label + "' is an axis of no operand");
            }
            labels[rank++] = label;
        }
        return Arrays.copyOf(labels, rank);
    }

    /** {@return without an arrow: the axes of the ellipsis, then the letters that occur once, in the order of the alphabet} */
    private int[] implied(int[][] operands) {
        int[] labels = new int[ellipsis + 2 * 26];
        int rank = 0;
        for (int axis = ellipsis; axis > 0; axis--) {
            labels[rank++] = -axis;
        }
        for (int letter = 'A'; letter <= 'z'; letter++) {
            int count = 0;
            for (int[] operand : operands) {
                for (int label : operand) {
                    count += label == letter ? 1 : 0;
                }
            }
            if (count == 1) {
                labels[rank++] = letter;
            }
        }
        return Arrays.copyOf(labels, rank);
    }

    private boolean isEllipsis(int i, int end) {
        return i + 3 <= end && signs.startsWith("...", i);
    }

    private int letter(int i) {
        char sign = signs.charAt(i);
        if ((sign < 'a' || sign > 'z') && (sign < 'A' || sign > 'Z')) {
            throw error(i, "'" + sign + "' is no label");
        }
        return sign;
    }

    static boolean contains(int[] labels, int label) {
        for (int other : labels) {
            if (other == label) {
                return true;
            }
        }
        return false;
    }

    private IllegalArgumentException error(int sign, String what) {
        return new IllegalArgumentException("einsum(\"" + text + "\"): column " + columns[sign] + ": " + what
                + "; write a letter for each axis, ... for the others, such as \"...ij,...jk->...ik\"");
    }
}
