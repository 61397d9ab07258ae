package gradus.benchmarks.jobs;

/** A piece of work that is measured here and in other libraries, such as one training step. */
public interface Job {

    /** {@return a number out of the result, after the work has been done once} */
    double run();

    /**
     * Does the work on known ground.
     *
     * @throws IllegalStateException when it does not give what it should, so that nothing wrong is measured
     */
    void check();

    /** Throws, unless the condition holds, what it means for the work. */
    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
