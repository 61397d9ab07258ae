package gradus.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The text of a tensor: its dtype and shape, then its elements in columns. Numbers share one format, the shortest that shows
 * four decimals or all of them; long axes are shortened with … until the whole fits what jshell shows of a value.
 */
final class Printing {

    private static final int MOST_CHARACTERS = 1000;
    private static final int[] EDGES = {Integer.MAX_VALUE, 8, 5, 4, 3, 2, 1};
    private static final String GAP = "…";

    private final Tensor tensor;
    private final int edge;
    private final List<String> cells = new ArrayList<>();

    private Printing(Tensor tensor, int edge) {
        this.tensor = tensor;
        this.edge = edge;
    }

    static String print(Tensor tensor) {
        String header = tensor.dtype() + tensor.shape().toString();
        String text = header;
        for (int edge : EDGES) {
            if (shown(tensor.shape(), edge) > MOST_CHARACTERS / 2) {
                continue; // cannot fit: each takes two characters or more
            }
            text = header + (tensor.rank() == 0 ? " " : "\n") + new Printing(tensor, edge).body();
            if (text.length() <= MOST_CHARACTERS) {
                return text;
            }
        }
        return text.substring(0, Math.min(text.length(), MOST_CHARACTERS - 2)) + "\n" + GAP;
    }

    /** {@return the number of elements shown with this many at each end of each axis} */
    private static double shown(Shape shape, int edge) {
        double shown = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            shown *= Math.min(shape.get(axis), 2.0 * edge + 1);
        }
        return shown;
    }

    private String body() {
        List<Double> shown = new ArrayList<>();
        collect(0, tensor.offset(), shown);
        Format format = Format.of(tensor.dtype(), shown);
        StringBuilder text = new StringBuilder();
        fill(0, tensor.offset(), format);
        int columns = tensor.rank() == 0 ? 1 : places(tensor.rank() - 1).size();
        int[] widths = new int[Math.max(columns, 1)];
        for (int i = 0; i < cells.size(); i++) {
            widths[i % columns] = Math.max(widths[i % columns], cells.get(i).length());
        }
        write(0, text, widths, new int[1]);
        tensor.storage().requireIntact();
        return text.toString();
    }

    /** {@return the places of an axis that are shown; −1 stands for the gap} */
    private List<Integer> places(int axis) {
        int dim = tensor.shape().get(axis);
        List<Integer> places = new ArrayList<>();
        boolean whole = dim <= 2L * edge + 1;
        for (int i = 0; i < dim; i++) {
            if (whole || i < edge || i >= dim - edge) {
                places.add(i);
            } else if (i == edge) {
                places.add(-1);
            }
        }
        return places;
    }

    private void collect(int axis, int at, List<Double> shown) {
        if (axis == tensor.rank()) {
            shown.add(Elements.getDouble(tensor.array(), at));
            return;
        }
        for (int place : places(axis)) {
            if (place >= 0) {
                collect(axis + 1, at + place * tensor.strides()[axis], shown);
            }
        }
    }

    private void fill(int axis, int at, Format format) {
        if (axis == tensor.rank()) {
            cells.add(format.cell(tensor.array(), at));
            return;
        }
        for (int place : places(axis)) {
            if (place >= 0) {
                fill(axis + 1, at + place * tensor.strides()[axis], format);
            } else if (axis == tensor.rank() - 1) {
                cells.add(GAP);
            }
        }
    }

    private void write(int axis, StringBuilder text, int[] widths, int[] next) {
        if (axis == tensor.rank()) {
            String cell = cells.get(next[0]);
            text.repeat(" ", widths[next[0] % widths.length] - cell.length()).append(cell);
            next[0]++;
            return;
        }
        boolean last = axis == tensor.rank() - 1;
        text.append('[');
        boolean first = true;
        for (int place : places(axis)) {
            if (!first) {
                text.append(last ? " " : "\n" + " ".repeat(axis + 1));
            }
            first = false;
            if (place < 0 && !last) {
                text.append(GAP);
            } else {
                write(axis + 1, text, widths, next);
            }
        }
        text.append(']');
    }

    /** How the numbers of one tensor are written. */
    private record Format(DType dtype, boolean scientific, int decimals) {

        static Format of(DType dtype, List<Double> values) {
            double largest = 0;
            double smallest = Double.POSITIVE_INFINITY;
            for (double value : values) {
                double size = Math.abs(value);
                if (Double.isFinite(size) && size > 0) {
                    largest = Math.max(largest, size);
                    smallest = Math.min(smallest, size);
                }
            }
            boolean whole = values.stream().allMatch(value -> !Double.isFinite(value) || value == Math.rint(value));
            boolean scientific = dtype.isFloating()
                    && (largest >= 1e8 || !whole && (largest >= 1e5 || smallest < 1e-4 && largest > 0));
            int decimals = 0;
            for (double value : values) {
                while (Double.isFinite(value) && !scientific && decimals < 4 && !isWholeAt(value, decimals)) {
                    decimals++;
                }
            }
            return new Format(dtype, scientific, decimals);
        }

        /** Whether no decimal beyond these would show, up to float32's precision. */
        private static boolean isWholeAt(double value, int decimals) {
            double scaled = value * Math.pow(10, decimals);
            return Math.abs(scaled - Math.rint(scaled)) <= Math.abs(scaled) * 1e-7;
        }

        String cell(Object array, int at) {
            if (dtype == DType.BOOL) {
                return Elements.getLong(array, at) == 0 ? "false" : "true";
            }
            if (dtype.isInteger()) {
                return Long.toString(Elements.getLong(array, at));
            }
            double value = Elements.getDouble(array, at);
            if (!Double.isFinite(value)) {
                return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
            }
            return String.format(Locale.ROOT, scientific ? "%.4e" : "%." + decimals + "f", value);
        }
    }
}
