package gradus.tensor;

import java.util.Arrays;

/** A list of axes of a tensor, each counted from the front and named at most once. An immutable value. */
public final class Axes {

    private final int[] axes;

    private Axes(int[] axes) {
        this.axes = axes;
    }

    /**
     * {@return the axes named, where −1 is the last}
     *
     * @throws IllegalArgumentException when an axis is out of range or named twice, in the name of {@code op}
     */
    static Axes of(Object op, Shape shape, int... axes) {
        int[] normal = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            normal[i] = normalize(op, axes[i], shape);
            for (int j = 0; j < i; j++) {
                if (normal[i] == normal[j]) {
                    throw new IllegalArgumentException(op + ": axes " + Arrays.toString(axes) + " of " + shape
                            + " name axis " + normal[i] + " twice; name each axis once");
                }
            }
        }
        return new Axes(normal);
    }

    /** {@return the axes to reduce over, in rising order: those named, or all of them where none is} */
    static Axes reduced(Object op, Shape shape, int... axes) {
        if (axes.length == 0) {
            int[] all = new int[shape.rank()];
            Arrays.setAll(all, axis -> axis);
            return new Axes(all);
        }
        Axes named = of(op, shape, axes);
        Arrays.sort(named.axes);
        return named;
    }

    /** {@return the axis counted from the front} */
    static int normalize(Object op, int axis, Shape shape) {
        int rank = shape.rank();
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException(op + ": axis " + axis + " of " + shape + " is out of range; "
                    + (rank == 0 ? "a scalar has no axes" : "use " + -rank + " to " + (rank - 1)));
        }
        return axis < 0 ? axis + rank : axis;
    }

    /** {@return the place of a new axis among those of a shape, counted from the front; −1 is behind the last} */
    static int normalizeNew(Object op, int axis, Shape shape) {
        int rank = shape.rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException(op + ": a new axis " + axis + " for " + shape + " is out of range; use " + -rank
                    + " to " + (rank - 1));
        }
        return axis < 0 ? axis + rank : axis;
    }

    /** Refuses an axis counted from the end, in the name of {@code op}: the attributes of ops count from the front. */
    static void requireFromFront(String op, int axis) {
        if (axis < 0) {
            throw new IllegalArgumentException(op + ": axis " + axis + "; an op counts its axes from 0, the methods of Tensor "
                    + "from the end, too");
        }
    }

    /** Refuses, in the name of {@code op}, a shape that lacks one of the axes. */
    void requireWithin(Object op, Shape shape) {
        for (int axis : axes) {
            normalize(op, axis, shape);
        }
    }

    /** {@return the number of axes listed} */
    public int count() {
        return axes.length;
    }

    /** {@return the i-th axis listed} */
    public int get(int i) {
        return axes[i];
    }

    /** {@return whether the axis is listed} */
    public boolean contains(int axis) {
        for (int a : axes) {
            if (a == axis) {
                return true;
            }
        }
        return false;
    }

    /** {@return the axes in a new array} */
    public int[] toArray() {
        return axes.clone();
    }

    /** {@return the permutation that undoes this one} */
    public Axes inverse() {
        int[] inverse = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            inverse[axes[i]] = i;
        }
        return new Axes(inverse);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Axes that && Arrays.equals(axes, that.axes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(axes);
    }

    @Override
    public String toString() {
        return Arrays.toString(axes);
    }
}
