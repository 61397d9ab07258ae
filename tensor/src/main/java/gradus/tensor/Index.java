package gradus.tensor;

/**
 * What {@link Tensor#at(Index...)} takes of one axis. Each prints as it is written in {@link Tensor#at(String)}.
 *
 * <pre>{@code
 * x.at(Index.range(1, 3), Index.ALL, Index.of(-1))   // x.at("1:3, :, -1")
 * x.at(Index.ELLIPSIS, Index.by(-1))                 // x.at("..., ::-1")
 * }</pre>
 */
public sealed interface Index {

    /** All places of an axis, {@code :}. */
    Index ALL = by(1);

    /** As many whole axes as the other indices leave, {@code ...}; at most once, and else understood at the end. */
    Index ELLIPSIS = new Ellipsis();

    /** A new axis of size 1, {@code None}. */
    Index NEW_AXIS = new NewAxis();

    /** One place; its axis goes. Negative places count from the end. */
    record Place(int place) implements Index {
        @Override
        public String toString() {
            return Integer.toString(place);
        }
    }

    /**
     * The places start, start + step, … before stop. Negative places count from the end, and what lies beyond an end is cut off,
     * so that ±(2³¹ − 1) and −2³¹ stand for an open end.
     *
     * @throws IllegalArgumentException for a step of 0
     */
    record Range(int start, int stop, int step) implements Index {

        public Range {
            if (step == 0) {
                throw new IllegalArgumentException("Index.range: a step of 0 goes nowhere; use 1, or −1 to run backwards");
            }
        }

        @Override
        public String toString() {
            boolean fromEnd = start == (step > 0 ? 0 : Integer.MAX_VALUE);
            boolean toEnd = stop == (step > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE);
            return (fromEnd ? "" : start) + ":" + (toEnd ? "" : stop) + (step == 1 ? "" : ":" + step);
        }
    }

    /** The places listed by an int32 or int64 tensor, or those where a bool tensor, over as many axes as it has, is true. */
    record Pick(Tensor places) implements Index {

        public Pick {
            if (places.dtype().isFloating()) {
                throw new IllegalArgumentException("Index.of: the places are " + places.dtype() + places.shape()
                        + "; give integers, or a bool mask");
            }
        }

        @Override
        public String toString() {
            return "" + places.dtype() + places.shape();
        }
    }

    /** See {@link #ELLIPSIS}. */
    record Ellipsis() implements Index {
        @Override
        public String toString() {
            return "...";
        }
    }

    /** See {@link #NEW_AXIS}. */
    record NewAxis() implements Index {
        @Override
        public String toString() {
            return "None";
        }
    }

    /** {@return one place; −1 is the last} */
    static Index of(int place) {
        return new Place(place);
    }

    /**
     * {@return the places in an integer tensor, or those where a bool tensor is true}
     *
     * @throws IllegalArgumentException when the tensor is of floats
     */
    static Index of(Tensor places) {
        return new Pick(places);
    }

    /** {@return the places {@code start ≤ i < stop}} */
    static Index range(int start, int stop) {
        return new Range(start, stop, 1);
    }

    /** {@return the places start, start + step, … before stop} */
    static Index range(int start, int stop, int step) {
        return new Range(start, stop, step);
    }

    /** {@return the places from here to the end, {@code start:}} */
    static Index from(int start) {
        return new Range(start, Integer.MAX_VALUE, 1);
    }

    /** {@return the places from the first to before this one, {@code :stop}} */
    static Index to(int stop) {
        return new Range(0, stop, 1);
    }

    /** {@return every step-th place of the axis, {@code ::step}; backwards for a negative step} */
    static Index by(int step) {
        return step < 0 ? new Range(Integer.MAX_VALUE, Integer.MIN_VALUE, step) : new Range(0, Integer.MAX_VALUE, step);
    }

    /**
     * {@return the indices in a text such as {@code 1:3, ..., None, ::-1}}
     *
     * @throws IllegalArgumentException when the text is none, with the column
     */
    static Index[] parse(String text) {
        return new IndexText(text).indices();
    }
}
