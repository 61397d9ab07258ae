package gradus.nn;

import gradus.autograd.Parameter;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.StringJoiner;

/** Layers one after the other. The parameters of layer i are named {@code i.name}. */
public final class Sequential implements Layer {

    private final List<Layer> layers;

    public Sequential(Layer... layers) {
        this.layers = List.of(layers);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.forward(y);
        }
        return y;
    }

    /** {@return the layers in order} */
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public SequencedMap<String, Parameter> parameters() {
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            String prefix = i + ".";
            layers.get(i).parameters().forEach((name, parameter) -> parameters.put(prefix + name, parameter));
        }
        return Collections.unmodifiableSequencedMap(parameters);
    }

    /** {@return a line for each layer: what it is, how many parameters it has, and which} */
    @Override
    public String toString() {
        List<Row> rows = new ArrayList<>();
        addRows(rows, "");
        int width = 25; // of the names, at least
        for (Row row : rows) {
            width = Math.max(width, row.name.length() + 2);
        }
        int digits = count(this).length();
        StringBuilder text = new StringBuilder("Sequential").append(" ".repeat(width - 10)).append(count(this))
                .append(" parameters");
        for (Row row : rows) {
            String line = "  " + row.name + " ".repeat(width + digits - row.name.length() - row.count.length())
                    + row.count + "  " + row.parts;
            text.append('\n').append(line.stripTrailing());
        }
        return text.toString();
    }

    /** A layer as printed: its number and name, how many parameters it has, and which. */
    private record Row(String name, String count, String parts) {
    }

    private void addRows(List<Row> rows, String indent) {
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            String name = indent + i + " ";
            if (layer instanceof Sequential nested) {
                rows.add(new Row(name + "Sequential", count(layer), ""));
                nested.addRows(rows, indent + "  ");
            } else {
                StringJoiner parts = new StringJoiner(" ");
                layer.parameters().forEach((part, parameter) -> parts.add(part + parameter.shape()));
                rows.add(new Row(name + layer, layer.parameters().isEmpty() ? "" : count(layer), parts.toString()));
            }
        }
    }

    private static String count(Layer layer) {
        return String.format(Locale.ROOT, "%,d", layer.parameters().values().stream().mapToLong(Parameter::size).sum());
    }
}
