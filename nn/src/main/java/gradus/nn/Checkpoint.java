package gradus.nn;

import gradus.autograd.Parameter;
import gradus.tensor.Safetensors;
import gradus.tensor.Tensor;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a layer has learned, in a safetensors file under the names of {@link Layer#parameters}.
 *
 * <pre>{@code
 * Checkpoint.save(net, Path.of("model.safetensors"));
 * Checkpoint.load(net, Path.of("model.safetensors"));
 * }</pre>
 */
public final class Checkpoint {

    private Checkpoint() {
    }

    /**
     * Saves the parameters of a layer, as a whole or not at all.
     *
     * @throws UncheckedIOException when the file cannot be written; the old one is then as it was
     */
    public static void save(Layer layer, Path file) {
        SequencedMap<String, Tensor> values = new LinkedHashMap<>();
        layer.parameters().forEach((name, parameter) -> values.put(name, parameter.value()));
        Safetensors.write(file, values);
    }

    /**
     * Gives the parameters of a layer the values of a file, all of them or none.
     *
     * @throws IllegalArgumentException when the file is damaged, or its names, dtypes and shapes are not exactly those of the
     *     layer; nothing has then been changed
     * @throws UncheckedIOException when the file is missing or cannot be read
     */
    public static void load(Layer layer, Path file) {
        Map<String, Parameter> parameters = layer.parameters();
        Map<String, Tensor> values = Safetensors.read(file);
        parameters.forEach((name, parameter) -> requireFit(file, name, parameter, values.get(name)));
        for (String name : values.keySet()) {
            if (!parameters.containsKey(name)) {
                throw unfit(file, "the file has \"" + name + "\", the layer has not; build the layer that was saved");
            }
        }
        parameters.forEach((name, parameter) -> parameter.set(values.get(name)));
    }

    private static void requireFit(Path file, String name, Parameter parameter, Tensor value) {
        if (value == null) {
            throw unfit(file, "the layer has \"" + name + "\", the file has not; build the layer that was saved");
        }
        if (value.dtype() != parameter.dtype() || !value.shape().equals(parameter.shape())) {
            throw unfit(file, "\"" + name + "\" is " + value.dtype() + value.shape() + " in the file, but " + parameter.dtype()
                    + parameter.shape() + " in the layer; build the layer that was saved");
        }
    }

    private static IllegalArgumentException unfit(Path file, String why) {
        return new IllegalArgumentException("Checkpoint.load: " + file + ": " + why);
    }
}
