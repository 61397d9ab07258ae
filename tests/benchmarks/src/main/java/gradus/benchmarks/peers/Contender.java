package gradus.benchmarks.peers;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A library that takes its turn. */
interface Contender extends AutoCloseable {

    /** {@return its name, as the head of its column} */
    String name();

    /** {@return a sentence with its version and how it runs, known once it has begun} */
    String version();

    /** {@return those of the jobs, all of one family, that it knows, made ready to be timed} */
    List<String> begin(List<String> jobs) throws IOException;

    /** {@return the milliseconds of each job begun} */
    Map<String, Double> turn() throws IOException;

    /** Ends what was begun. */
    @Override
    void close();
}
