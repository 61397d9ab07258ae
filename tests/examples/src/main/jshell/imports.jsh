import module gradus.nn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import static gradus.autograd.Transforms.*;
import static gradus.nn.Activation.*;
import static gradus.nn.Losses.*;
import static gradus.tensor.DType.*;
