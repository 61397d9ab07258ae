package gradus.optim;

import gradus.simd.Kernels;

/**
 * How one step is made from a gradient: an immutable value, with the hyperparameters as they stand in the paper. State lives in
 * the {@link Optimizer}; one rule may serve many.
 */
public sealed interface Rule permits Sgd, Adam {

    /** {@return the number of arrays that the rule remembers, each with a place for every element of the parameter, zero at first} */
    int states();

    /** Makes one step on one parameter, in place. */
    <A> void apply(Kernels<A> kernels, Step<A> step);

    /**
     * One step on one parameter: its elements, w from {@code wo} on, and what is remembered of each, from there on, too; its
     * gradient, g from {@code go} on, all n long and in the same order, and the number t = 1, 2, … of the step.
     */
    record Step<A>(A w, int wo, A g, int go, A[] state, int n, long t) {
    }

    /** {@return the value} Refuses, in the name of the rule, what is not within low ≤ value < high, NaN above all. */
    static double require(String rule, String name, double value, double low, double high) {
        if (!(value >= low && value < high)) {
            throw new IllegalArgumentException(rule + ": " + name + " " + value + "; it must be at least " + low
                    + (high == Double.POSITIVE_INFINITY ? " and finite" : " and below " + high));
        }
        return value;
    }
}
