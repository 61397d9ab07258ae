package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Where elements begin in their arrays: a header of 16 bytes before a line, unless they fill none. */
class CacheLinesTest {

    @Test
    void beginsWhereALineMay() {
        for (int bytes : new int[] {1, 4, 8}) {
            for (int n : new int[] {64 / bytes, 1000, Integer.MAX_VALUE - 64}) {
                assertEquals(64, 16 + bytes * CacheLines.start(n, bytes), n + " elements of " + bytes);
            }
            for (int n : new int[] {0, 1, 64 / bytes - 1, Integer.MAX_VALUE - 63, Integer.MAX_VALUE}) {
                assertEquals(0, CacheLines.start(n, bytes), n + " elements of " + bytes);
            }
        }
    }
}
