package gradus.tensor;

import java.util.ArrayList;
import java.util.List;

/** The same tensor in other memory layouts. */
final class Layouts {

    private Layouts() {
    }

    /** {@return tensors with the content of x: transposed, cut out of larger ones, and running backwards} */
    static List<Tensor> of(Tensor x) {
        List<Tensor> layouts = new ArrayList<>();
        layouts.add(x);
        int rank = x.rank();
        int[] reversed = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            reversed[axis] = rank - 1 - axis;
        }
        layouts.add(x.permute(reversed).contiguous().permute(reversed));
        Tensor cut = x;
        Tensor backwards = x;
        for (int axis = 0; axis < rank; axis++) {
            Tensor border = x.dtype().isFloating() ? Oracle.filled(x.dtype(), cut.shape().with(axis, 2), _ -> Double.NaN)
                    : Oracle.filled(x.dtype(), cut.shape().with(axis, 2), _ -> 1);
            cut = Tensor.concat(axis, border, cut, border);
            backwards = turned(backwards, axis).contiguous();
        }
        for (int axis = 0; axis < rank; axis++) {
            cut = cut.slice(axis, 2, 2 + x.shape().get(axis));
            backwards = turned(backwards, axis);
        }
        layouts.add(cut);
        layouts.add(backwards);
        if (rank > 0) { // every second of a doubled axis
            int last = rank - 1;
            Tensor doubled = Tensor.concat(rank, x.unsqueeze(-1), x.unsqueeze(-1));
            int[] dims = x.shape().toArray();
            dims[last] *= 2;
            layouts.add(new Movement.Slice(last, 0, x.shape().get(last), 2).apply(doubled.reshape(dims)));
        }
        return layouts;
    }

    private static Tensor turned(Tensor x, int axis) {
        int n = x.shape().get(axis);
        return new Movement.Slice(axis, n - 1, n, -1).apply(x);
    }
}
