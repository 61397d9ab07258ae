package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class SparesTest {

    /** A convolution holds two pieces at a time: on one processor, too, both must be there the next time. */
    @Test
    void keepsTwoPiecesAProcessor() {
        Spares<Object> spares = new Spares<>(Object::new);
        List<Object> pieces = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) pieces.add(spares.take());
        pieces.forEach(spares::giveBack);
        spares.giveBack(new Object()); // one more than it keeps

        List<Object> again = new ArrayList<>();
        pieces.forEach(_ -> again.add(spares.take()));
        assertEquals(Set.copyOf(pieces), Set.copyOf(again));
        assertFalse(pieces.contains(spares.take()));
    }
}
