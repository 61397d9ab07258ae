/** The tape, gradients, parameters, the derivative rules, and functions that differentiate functions. */
module gradus.autograd {
    requires transitive gradus.tensor;
    exports gradus.autograd;
}
