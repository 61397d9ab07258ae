/** The tensor type, its closed set of operations, random numbers, printing and files. */
@SuppressWarnings("module") // the friends below are built later
module gradus.tensor {
    requires transitive gradus.simd;
    exports gradus.tensor;
    exports gradus.tensor.internal to gradus.autograd, gradus.optim, gradus.nn;
}
