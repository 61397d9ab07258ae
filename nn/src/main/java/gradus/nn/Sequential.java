package gradus.nn;

import gradus.autograd.Parameter;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

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
        List<String> names = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        names.add("Sequential");
        counts.add(count(this) + " parameters");
        parts.add("");
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            names.add("  " + i + " " + layer);
            counts.add(layer.parameters().isEmpty() ? "" : count(layer));
            StringBuilder part = new StringBuilder();
            layer.parameters().forEach((name, parameter) -> part.append("  ").append(name).append(
                    parameter.shape().toString().replace(", ", ", ")));
            parts.add(part.toString());
        }
        return table(names, counts, parts);
    }

    private static String count(Layer layer) {
        return String.format(Locale.ROOT, "%,d", layer.parameters().values().stream().mapToLong(Parameter::size).sum());
    }

    private static String table(List<String> names, List<String> counts, List<String> parts) {
        int nameWidth = names.stream().mapToInt(String::length).max().orElse(0);
        int countWidth = counts.stream().mapToInt(count -> count.replace(" parameters", "").length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String count = counts.get(i);
            int digits = count.replace(" parameters", "").length();
            String line = names.get(i) + " ".repeat(nameWidth - names.get(i).length() + 4 + countWidth - digits)
                    + count + (parts.get(i).isEmpty() ? "" : parts.get(i));
            text.append(i == 0 ? "" : "\n").append(line.stripTrailing());
        }
        return text.toString();
    }
}
