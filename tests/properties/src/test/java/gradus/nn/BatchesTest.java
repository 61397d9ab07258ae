package gradus.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.nn.Batches.Batch;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Shape;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {

    /** Row i of x is i, i + ½; row i of y is i. */
    private static Batches batches(int rows, int size, long seed) {
        Tensor y = Tensor.range(rows);
        Tensor first = y.to(DType.FLOAT32).unsqueeze(1);
        return new Batches(Tensor.concat(1, first, first.add(0.5)), y, size, Generator.of(seed));
    }

    private static List<Integer> rows(Iterable<Batch> pass) {
        List<Integer> rows = new ArrayList<>();
        for (Batch batch : pass) {
            for (int row : batch.y().toIntArray()) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Property(tries = 200)
    void eachPassSeesEachRowOnce(@ForAll @IntRange(min = 1, max = 200) int rows, @ForAll @IntRange(min = 1, max = 70) int wish,
            @ForAll long seed) {
        int size = Math.min(wish, rows);
        Batches batches = batches(rows, size, seed);
        for (int pass = 0; pass < 2; pass++) {
            boolean[] seen = new boolean[rows];
            int count = 0;
            int left = rows;
            for (Batch batch : batches) {
                assertEquals(Math.min(size, left), batch.size());
                assertEquals(Shape.of(batch.size(), 2), batch.x().shape());
                float[] x = batch.x().toFloatArray();
                int[] y = batch.y().toIntArray();
                for (int i = 0; i < y.length; i++) {
                    assertEquals(y[i], x[2 * i]);
                    assertEquals(y[i] + 0.5f, x[2 * i + 1]);
                    assertFalse(seen[y[i]]);
                    seen[y[i]] = true;
                }
                left -= batch.size();
                count++;
            }
            assertEquals(0, left);
            assertEquals(batches.count(), count);
        }
    }

    @Property(tries = 200)
    void wholeBatchesAreAllOfOneSize(@ForAll @IntRange(min = 1, max = 200) int rows, @ForAll @IntRange(min = 1, max = 70) int wish) {
        int size = Math.min(wish, rows);
        Batches whole = batches(rows, size, 1).whole();
        int count = 0;
        for (Batch batch : whole) {
            assertEquals(size, batch.size());
            count++;
        }
        assertEquals(rows / size, count);
        assertEquals(count, whole.count());
        assertEquals(count * size, rows(whole).stream().distinct().count());
    }

    @Test
    void theSeedDecidesTheOrder() {
        Batches batches = batches(1000, 64, 3);
        List<Integer> first = rows(batches);
        List<Integer> second = rows(batches);
        Batches again = batches(1000, 64, 3);
        assertEquals(first, rows(again));
        assertEquals(second, rows(again));
        assertFalse(first.equals(second));
        assertFalse(first.equals(rows(batches(1000, 64, 4))));
        assertFalse(first.equals(IntStream.range(0, 1000).boxed().toList()));
    }

    @Test
    void refusesWhatCannotBeCut() {
        Tensor x = Tensor.zeros(5, 2);
        assertEquals("Batches: x is [5, 2], y is [4]; both need the same number of rows", assertThrows(IllegalArgumentException.class,
                () -> new Batches(x, Tensor.zeros(4), 2, Generator.of(0))).getMessage());
        for (int size : new int[] {0, -1, 6}) {
            assertEquals("Batches: size " + size + " of 5 rows; it must be at least 1 and at most the number of rows",
                    assertThrows(IllegalArgumentException.class, () -> new Batches(x, x, size, Generator.of(0))).getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new Batches(Tensor.scalar(1), Tensor.scalar(1), 1, Generator.of(0)));
        Iterator<Batch> pass = batches(2, 2, 0).iterator();
        pass.next();
        assertFalse(pass.hasNext());
        assertThrows(NoSuchElementException.class, pass::next);
    }

    @Test
    void printsItself() {
        assertEquals("3 batches of 2 from x [5, 2], y [5]", batches(5, 2, 0).toString());
        int[] first = batches(5, 5, 0).iterator().next().y().toIntArray();
        assertTrue(batches(5, 5, 0).iterator().next().toString().contains(Arrays.toString(first).replace(",", "")));
        assertArrayEquals(first, batches(5, 5, 0).iterator().next().y().toIntArray());
    }
}
