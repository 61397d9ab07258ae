import module gradus.nn;
import static gradus.autograd.Transforms.*;
import static gradus.nn.Activation.*;
import static gradus.nn.Losses.*;
import static gradus.tensor.DType.*;
