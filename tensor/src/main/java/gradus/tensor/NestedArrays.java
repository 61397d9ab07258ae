package gradus.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Reads nested Java arrays, such as {@code float[][]}. */
final class NestedArrays {

    private NestedArrays() {
    }

    static Tensor read(Object[] nested) {
        List<Integer> dims = new ArrayList<>();
        Object first = nested;
        while (first instanceof Object[] rows) {
            dims.add(rows.length);
            if (rows.length == 0) { // what is deeper is empty as well: its sizes are unknown and taken as 0
                first = emptyOf(rows, dims);
            } else {
                first = rows[0];
            }
        }
        if (first == null) {
            throw new IllegalArgumentException("Tensor.of: the array holds null; fill every row");
        }
        DType dtype = DType.ofArray(first);
        dims.add(Array.getLength(first));
        Shape shape = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
        Object array = dtype.newArray(shape.size());
        copy(nested, shape, 0, first.getClass(), array, 0);
        return Tensor.copyOf(array, shape.size(), shape.toArray());
    }

    private static Object emptyOf(Object[] rows, List<Integer> dims) {
        Class<?> component = rows.getClass().getComponentType();
        while (component.isArray() && component.getComponentType().isArray()) {
            dims.add(0);
            component = component.getComponentType();
        }
        if (!component.isArray()) {
            throw new IllegalArgumentException("Tensor.of: the array is an empty " + rows.getClass().getSimpleName()
                    + ", which has no element type; use float, double, int, long or boolean arrays");
        }
        return Array.newInstance(component.getComponentType(), 0);
    }

    private static int copy(Object nested, Shape shape, int axis, Class<?> leaf, Object array, int at) {
        boolean last = axis == shape.rank() - 1;
        if (nested != null && (last ? nested.getClass() != leaf : !(nested instanceof Object[]))) {
            throw new IllegalArgumentException("Tensor.of: a row along axis " + axis + " of " + shape + " is a "
                    + nested.getClass().getSimpleName() + ", where the first is " + (last ? leaf.getSimpleName() : "deeper")
                    + "; make all rows alike");
        }
        if (nested == null || Array.getLength(nested) != shape.get(axis)) {
            throw new IllegalArgumentException("Tensor.of: ragged array: a row of " + shape + " along axis " + axis + " has "
                    + (nested == null ? "no" : Array.getLength(nested)) + " entries; make all rows equally long");
        }
        if (!last) {
            int next = at;
            for (Object row : (Object[]) nested) {
                next = copy(row, shape, axis + 1, leaf, array, next);
            }
            return next;
        }
        int n = shape.get(axis);
        System.arraycopy(nested, 0, array, at, n);
        return at + n;
    }
}
