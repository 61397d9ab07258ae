package gradus.benchmarks.peers;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A library that takes its turn. */
interface Contender extends AutoCloseable {

    /** {@return its name, as the head of its column} */
    String name();

    /** {@return whether it is this library, which the others are compared with} */
    default boolean isOurs() {
        return false;
    }

    /** {@return a sentence with its version and how it runs, known once it has begun} */
    String version();

    /** {@return those of the jobs, all of one family, that it knows, made ready to be timed} */
    List<String> begin(List<String> jobs) throws IOException;

    /** {@return what each job begun cost} */
    Map<String, Reading> turn() throws IOException;

    /** Ends what was begun. */
    @Override
    void close();
}
