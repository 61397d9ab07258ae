package gradus.nn;

import gradus.autograd.Parameter;
import gradus.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** A function of one tensor with parameters. A lambda will do where there are none. */
@FunctionalInterface
public interface Layer {

    /** {@return the layer's output} */
    Tensor forward(Tensor x);

    /** {@return what is learned, by names that stay the same from run to run: they name the tensors in a saved file} */
    default SequencedMap<String, Parameter> parameters() {
        return Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
    }
}
