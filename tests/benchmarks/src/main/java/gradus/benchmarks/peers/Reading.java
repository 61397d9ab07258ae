package gradus.benchmarks.peers;

/**
 * What a turn of a job cost.
 *
 * @param kilobytes allocated on Java's heap in a run, by all threads; NaN where that is not known
 */
record Reading(double milliseconds, double kilobytes) {
}
