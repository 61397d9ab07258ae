/** Optimisers: rules that turn gradients into steps. */
module gradus.optim {
    requires transitive gradus.autograd;
    exports gradus.optim;
}
