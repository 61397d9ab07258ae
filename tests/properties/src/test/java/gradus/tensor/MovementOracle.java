package gradus.tensor;

import static gradus.tensor.Oracle.at;
import static gradus.tensor.Oracle.broadcast;
import static gradus.tensor.Oracle.each;
import static gradus.tensor.Oracle.elements;
import static gradus.tensor.Oracle.filled;
import static gradus.tensor.Oracle.flat;
import static gradus.tensor.Oracle.require;
import static gradus.tensor.Oracle.spliced;
import static gradus.tensor.Oracle.visit;

import java.util.Arrays;

/** What the {@link Movement} ops must give, place by place, and which operands they must refuse. */
final class MovementOracle {

    private MovementOracle() {
    }

    static Tensor compute(Movement f, Tensor... x) {
        Tensor first = x[0];
        Shape shape = first.shape();
        DType dtype = first.dtype();
        return switch (f) {
            case Movement.Reshape(Shape target) -> {
                require(target.size() == shape.size());
                double[] values = elements(first);
                yield filled(dtype, target, i -> values[i]);
            }
            case Movement.Contiguous _ -> each(dtype, shape, first::item);
            case Movement.Permute(Axes axes) -> {
                require(axes.count() == shape.rank());
                int[] dims = new int[shape.rank()];
                for (int axis = 0; axis < dims.length; axis++) {
                    dims[axis] = shape.get(axes.get(axis));
                }
                yield each(dtype, Shape.of(dims), i -> {
                    int[] from = new int[i.length];
                    for (int axis = 0; axis < i.length; axis++) {
                        from[axes.get(axis)] = i[axis];
                    }
                    return first.item(from);
                });
            }
            case Movement.Expand(Shape target) -> {
                require(broadcast(shape, target).equals(target));
                yield each(dtype, target, i -> at(first, i));
            }
            case Movement.Slice(int axis, int start, int count, int step) -> {
                requirePlaces(axis, shape, start, count, step, axis < shape.rank() ? shape.get(axis) : 0);
                yield each(dtype, shape.with(axis, count), i -> first.item(spliced(i, axis, 1, start + i[axis] * step)));
            }
            case Movement.Unslice(int axis, int start, int step, int size) -> {
                requirePlaces(axis, shape, start, axis < shape.rank() ? shape.get(axis) : 0, step, size);
                yield each(dtype, shape.with(axis, size), i -> {
                    for (int k = 0; k < shape.get(axis); k++) {
                        if (start + k * step == i[axis]) {
                            return first.item(spliced(i, axis, 1, k));
                        }
                    }
                    return 0;
                });
            }
            case Movement.Unfold(int axis, int size, int step, int dilation) -> {
                require(axis < shape.rank());
                int windows = 0;
                while (windows * step + (size - 1) * dilation < shape.get(axis)) {
                    windows++;
                }
                require(windows > 0);
                int[] dims = Arrays.copyOf(shape.with(axis, windows).toArray(), shape.rank() + 1);
                dims[shape.rank()] = size;
                yield each(dtype, Shape.of(dims), i -> first.item(spliced(Arrays.copyOf(i, shape.rank()), axis, 1,
                        i[axis] * step + i[shape.rank()] * dilation)));
            }
            case Movement.Fold(int axis, int length, int step, int dilation) -> {
                int last = shape.rank() - 1;
                require(dtype.isFloating() && axis < last && shape.get(last) > 0);
                int span = (shape.get(last) - 1) * dilation;
                require((length - 1 - span < 0 ? 0 : (length - 1 - span) / step + 1) == shape.get(axis));
                Shape target = shape.without(last).with(axis, length);
                double[] sums = new double[target.size()];
                visit(shape, i -> sums[flat(target, spliced(Arrays.copyOf(i, last), axis, 1, i[axis] * step + i[last] * dilation))]
                        += first.item(i));
                yield filled(dtype, target, i -> sums[i]);
            }
            case Movement.Concat(int axis) -> {
                require(axis < shape.rank());
                int size = 0;
                for (Tensor part : x) {
                    require(part.dtype() == dtype && part.rank() == shape.rank()
                            && part.shape().with(axis, 0).equals(shape.with(axis, 0)));
                    size += part.shape().get(axis);
                }
                yield each(dtype, shape.with(axis, size), i -> {
                    int place = i[axis];
                    for (Tensor part : x) {
                        if (place < part.shape().get(axis)) {
                            return part.item(spliced(i, axis, 1, place));
                        }
                        place -= part.shape().get(axis);
                    }
                    throw new AssertionError();
                });
            }
        };
    }

    private static void requirePlaces(int axis, Shape shape, int start, int count, int step, int size) {
        require(axis < shape.rank() && count >= 0 && step != 0);
        for (int k = 0; k < count; k++) {
            require(start + k * step >= 0 && start + k * step < size);
        }
    }
}
