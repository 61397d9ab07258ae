package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {

    @Test
    void isAValue() {
        int[] dims = {2, 3};
        Shape shape = Shape.of(dims);
        dims[0] = 9;
        shape.toArray()[0] = 9;
        assertEquals(Shape.of(2, 3), shape);
        assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
        assertNotEquals(Shape.of(3, 2), shape);
        assertNotEquals(Shape.of(2, 3, 1), shape);
        assertEquals("[2, 3]", shape.toString());
        assertEquals("[]", Shape.of().toString());
    }

    @Test
    void countsAxesAndElements() {
        assertEquals(6, Shape.of(2, 3).size());
        assertEquals(1, Shape.of().size());
        assertEquals(0, Shape.of(5, 0, 7).size());
        assertEquals(0, Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 0).size());
        assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
        assertEquals(2, Shape.of(2, 3).rank());
        assertEquals(3, Shape.of(2, 3).dim(-1));
        assertEquals(2, Shape.of(2, 3).dim(0));
    }

    @Test
    void refusesWhatIsNoShape() {
        assertEquals("shape [2, -1]: sizes cannot be negative",
                assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1)).getMessage());
        assertEquals("shape [65536, 65536]: more than 2³¹ − 1 elements; split the tensor",
                assertThrows(IllegalArgumentException.class, () -> Shape.of(65536, 65536)).getMessage());
        assertEquals("dim: axis 2 of [2, 3] is out of range; use -2 to 1",
                assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 3).dim(2)).getMessage());
        assertEquals("dim: axis 0 of [] is out of range; a scalar has no axes",
                assertThrows(IllegalArgumentException.class, () -> Shape.of().dim(0)).getMessage());
    }

    @Test
    void broadcastsAsNumPy() {
        assertEquals(Shape.of(4, 2, 3), Shape.broadcast("op", Shape.of(2, 1), Shape.of(4, 1, 3)));
        assertEquals(Shape.of(3), Shape.broadcast("op", Shape.of(), Shape.of(3)));
        assertEquals(Shape.of(2, 0), Shape.broadcast("op", Shape.of(2, 1), Shape.of(0)));
        assertEquals("op: [2, 3] and [2]: sizes 3 and 2 of axis −1 differ and neither is 1; reshape or expand one of them",
                assertThrows(IllegalArgumentException.class, () -> Shape.broadcast("op", Shape.of(2, 3), Shape.of(2))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Shape.broadcast("op", Shape.of(0), Shape.of(2)));
    }

    @Test
    void stridesAreThoseOfRowMajorOrder() {
        assertArrayEquals(new int[] {12, 4, 1}, Shape.of(2, 3, 4).rowMajorStrides());
        assertArrayEquals(new int[0], Shape.of().rowMajorStrides());
    }

    @Test
    void axesAreNormalAndDistinct() {
        Shape shape = Shape.of(2, 3, 4);
        assertArrayEquals(new int[] {2, 0}, Axes.of("op", shape, -1, 0).toArray());
        assertArrayEquals(new int[] {0, 2}, Axes.reduced("op", shape, -1, 0).toArray());
        assertArrayEquals(new int[] {0, 1, 2}, Axes.reduced("op", shape).toArray());
        assertArrayEquals(new int[0], Axes.reduced("op", Shape.of()).toArray());
        assertArrayEquals(new int[] {1, 2, 0}, Axes.of("op", shape, 2, 0, 1).inverse().toArray());
        assertEquals(Axes.of("op", shape, 2), Axes.of("op", shape, -1));
        assertEquals("[2]", Axes.of("op", shape, -1).toString());
        assertEquals("op: axes [1, -2] of [2, 3, 4] name axis 1 twice; name each axis once",
                assertThrows(IllegalArgumentException.class, () -> Axes.of("op", shape, 1, -2)).getMessage());
        assertEquals("op: axis -4 of [2, 3, 4] is out of range; use -3 to 2",
                assertThrows(IllegalArgumentException.class, () -> Axes.of("op", shape, -4)).getMessage());
    }

    @Test
    void opsCountAxesFromTheFront() {
        assertThrows(IllegalArgumentException.class, () -> new Ordering.ArgMax(-1));
        assertThrows(IllegalArgumentException.class, () -> new Softmax(-1));
        assertThrows(IllegalArgumentException.class, () -> new LogSoftmax(-1));
        assertThrows(IllegalArgumentException.class, () -> new Movement.Slice(-1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Movement.Unslice(-1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Movement.Concat(-1));
        assertThrows(IllegalArgumentException.class, () -> new Indexing.IndexSelect(-1));
        assertThrows(IllegalArgumentException.class, () -> new Indexing.IndexAdd(-1, 1));
    }
}
