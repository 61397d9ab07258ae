package gradus.nn;

import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Goes through the rows of x [N, …] and y [N, …] in mini-batches, each time in a new random order drawn from a generator.
 *
 * <pre>{@code
 * for (Batch batch : new Batches(x, y, 64, Generator.of(0))) {
 *     optimizer.minimize(() -> crossEntropy(net.forward(batch.x()), batch.y()));
 * }
 * }</pre>
 */
public final class Batches implements Iterable<Batches.Batch> {

    private final Tensor x;
    private final Tensor y;
    private final int size;
    private final boolean whole;
    private final Generator generator;

    /**
     * Batches of this size; the last is shorter where the size does not divide N.
     *
     * @throws IllegalArgumentException when x and y differ in rows, or the size is not within 1 to N
     */
    public Batches(Tensor x, Tensor y, int size, Generator generator) {
        this(x, y, size, false, generator);
    }

    private Batches(Tensor x, Tensor y, int size, boolean whole, Generator generator) {
        if (x.rank() == 0 || y.rank() == 0 || x.shape().dim(0) != y.shape().dim(0)) {
            throw new IllegalArgumentException("Batches: x is " + x.shape() + ", y is " + y.shape()
                    + "; both need the same number of rows");
        }
        if (size < 1 || size > x.shape().dim(0)) {
            throw new IllegalArgumentException("Batches: size " + size + " of " + x.shape().dim(0)
                    + " rows; it must be at least 1 and at most the number of rows");
        }
        this.x = x;
        this.y = y;
        this.size = size;
        this.whole = whole;
        this.generator = generator;
    }

    /** {@return these batches without the last one where it is shorter; its rows have their turn in another order} */
    public Batches whole() {
        return new Batches(x, y, size, true, generator);
    }

    /** {@return the number of batches in one pass} */
    public int count() {
        return (whole ? rows() : rows() + size - 1) / size;
    }

    private int rows() {
        return x.shape().dim(0);
    }

    /** Some rows of x and y. They are gathered when asked for: under a tape, whose memory is used again, that costs least. */
    public static final class Batch {

        private final Batches source;
        private final Tensor places;

        private Batch(Batches source, Tensor places) {
            this.source = source;
            this.places = places;
        }

        /** {@return the rows of x, gathered} */
        public Tensor x() {
            return source.x.indexSelect(0, places);
        }

        /** {@return the rows of y, gathered} */
        public Tensor y() {
            return source.y.indexSelect(0, places);
        }

        /** {@return the number of rows} */
        public int size() {
            return places.size();
        }

        @Override
        public String toString() {
            return "batch of rows " + places;
        }
    }

    /** {@return one pass through all rows, in an order of its own} */
    @Override
    public Iterator<Batch> iterator() {
        Tensor order = generator.permutation(rows());
        int end = whole ? count() * size : rows();
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public Batch next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("all " + count() + " batches have been seen; begin another pass");
                }
                int from = next;
                next = Math.min(from + size, end);
                return new Batch(Batches.this, order.slice(0, from, next));
            }
        };
    }

    @Override
    public String toString() {
        return count() + " batches of " + size + " from x " + x.shape() + ", y " + y.shape();
    }
}
