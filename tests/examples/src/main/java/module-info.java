/** Small programs that use the libraries, the main job of training among them. */
module gradus.examples {
    requires transitive gradus.nn;
    exports gradus.examples;
}
