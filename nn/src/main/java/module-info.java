/** Layers, losses, initialisers, metrics and data. */
module gradus.nn {
    requires transitive gradus.optim;
    exports gradus.nn;
}
