import module gradus.nn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import static gradus.autograd.Transforms.*;
import static gradus.nn.Activation.*;
import static gradus.nn.Losses.*;
import static gradus.tensor.DType.*;

// One gradient, so that yours need not wait until all classes have been loaded.
{ grad(w -> w.square().sum()).apply(Tensor.zeros(2, 3)).toString(); }
