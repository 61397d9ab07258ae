package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.DType;
import gradus.tensor.Tensor;
import gradus.tensor.internal.TensorAccess;

/** A stretch of a recording in words: as lines, and as a graph. */
final class Listing {

    /** Of a longer tape only its beginning and its end are listed. */
    private static final int MOST_LINES = 1000;

    private final Recording recording;
    private final int start;
    private final int end;

    Listing(Recording recording, int start, int end) {
        this.recording = recording;
        this.start = start;
        this.end = end;
    }

    /** {@return a line for each entry: %3 = matmul %1 %2 : float32[64, 10]} */
    String lines() {
        StringBuilder text = new StringBuilder("tape of " + (end - start) + (end - start == 1 ? " entry" : " entries"));
        int omitted = Math.max(0, end - start - MOST_LINES);
        int gap = start + MOST_LINES / 2;
        for (int i = start; i < end; i++) {
            if (omitted > 0 && i == gap) {
                text.append("\n… ").append(omitted).append(" more");
                i += omitted;
            }
            Entry entry = recording.entry(i);
            text.append("\n%").append(i).append(" = ").append(name(entry));
            for (Tensor x : entry.inputs()) {
                if (recording.indexOf(x) >= 0 || entry.op() != null) {
                    text.append(' ').append(operand(x));
                }
            }
            text.append(" : ").append(type(entry.output()));
            if (entry.line() != null) {
                text.append(" at ").append(entry.line());
            }
        }
        return text.toString();
    }

    /** {@return the same as a graph in the language of Graphviz} */
    String dot() {
        StringBuilder text = new StringBuilder("digraph tape {\n  node [shape=box]\n");
        for (int i = start; i < end; i++) {
            Entry entry = recording.entry(i);
            text.append("  e").append(i).append(" [label=\"%").append(i).append(' ').append(quoted(name(entry))).append("\\n")
                    .append(type(entry.output())).append(entry.op() == null ? "\", style=filled]\n" : "\"]\n");
            for (int k = 0; k < entry.inputs().length; k++) {
                Tensor x = entry.inputs()[k];
                int from = recording.indexOf(x);
                if (from >= start) {
                    text.append("  e").append(from).append(" -> e").append(i).append('\n');
                } else if (entry.op() != null) {
                    String constant = "c" + i + "_" + k;
                    text.append("  ").append(constant).append(" [label=\"").append(operand(x)).append("\", shape=plaintext]\n  ")
                            .append(constant).append(" -> e").append(i).append('\n');
                }
            }
        }
        return text.append("}\n").toString();
    }

    private static String name(Entry entry) {
        return entry.op() != null ? entry.op().toString() : entry.source() instanceof Parameter ? "parameter" : "watched";
    }

    /** {@return the place of a tensor; a constant of one element as its value, and others as their type} */
    private String operand(Tensor x) {
        int index = recording.indexOf(x);
        if (index >= 0) {
            return "%" + index;
        }
        if (x.size() != 1 || !TensorAccess.get().storage(x).isReadable()) {
            return type(x);
        }
        double value = x.item();
        return value == (long) value ? Long.toString((long) value)
                : x.dtype() == DType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
    }

    private static String type(Tensor x) {
        return x.dtype().toString() + x.shape();
    }

    private static String quoted(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
