package gradus.tensor;

/**
 * The methods of {@link Tensor} that reduce over axes: those named, or all where none is. The axes go; those named …Keep leave
 * them with size 1, and {@code unsqueeze} puts them back elsewhere.
 */
public sealed interface ReductionMethods permits Tensor {

    DType dtype();

    Shape shape();

    int size();

    private Tensor self() {
        return (Tensor) this;
    }

    // Sums and products

    /** {@return the sum, 0 over nothing; of integers and bools as int64} */
    default Tensor sum(int... axes) {
        return new Reduction.Sum(Axes.reduced("sum", shape(), axes), false).apply(self());
    }

    /** {@return the sum, the axes kept with size 1} */
    default Tensor sumKeep(int... axes) {
        return new Reduction.Sum(Axes.reduced("sum", shape(), axes), true).apply(self());
    }

    /** {@return the mean; NaN over nothing; of floats only} */
    default Tensor mean(int... axes) {
        return meanOf("mean", sum(axes));
    }

    /** {@return the mean, the axes kept with size 1} */
    default Tensor meanKeep(int... axes) {
        return meanOf("mean", sumKeep(axes));
    }

    private Tensor meanOf(String op, Tensor sum) {
        requireFloating(op);
        return size() == 0 ? sum.div(0) : sum.mul((double) sum.size() / size());
    }

    /** {@return the product, 1 over nothing; of integers and bools as int64} */
    default Tensor prod(int... axes) {
        Tensor rows = rows("prod", axes);
        int last = rows.rank() - 1;
        int n = rows.shape().get(last);
        Tensor one = Tensor.full(rows.dtype().isFloating() ? rows.dtype() : DType.INT64, 1, rows.shape().without(last).toArray());
        return n == 0 ? one : rows.cumprod(last).slice(last, n - 1, n).squeeze(last);
    }

    // Extremes

    /** {@return the largest elements; NaN where one is NaN; equal ones share their gradient} */
    default Tensor max(int... axes) {
        return new Reduction.Max(Axes.reduced("max", shape(), axes), false).apply(self());
    }

    /** {@return the largest elements, the axes kept with size 1} */
    default Tensor maxKeep(int... axes) {
        return new Reduction.Max(Axes.reduced("max", shape(), axes), true).apply(self());
    }

    /** {@return the smallest elements; NaN where one is NaN; equal ones share their gradient} */
    default Tensor min(int... axes) {
        return new Reduction.Min(Axes.reduced("min", shape(), axes), false).apply(self());
    }

    /** {@return the smallest elements, the axes kept with size 1} */
    default Tensor minKeep(int... axes) {
        return new Reduction.Min(Axes.reduced("min", shape(), axes), true).apply(self());
    }

    /** {@return the int32 positions of the largest elements along an axis} */
    default Tensor argmax(int axis) {
        return new Ordering.ArgMax(Axes.normalize("argmax", axis, shape())).apply(self());
    }

    /** {@return the int32 positions of the smallest elements along an axis} */
    default Tensor argmin(int axis) {
        return new Ordering.ArgMin(Axes.normalize("argmin", axis, shape())).apply(self());
    }

    /** {@return log Σ e^x, computed without overflow; −∞ over nothing} */
    default Tensor logSumExp(int... axes) {
        return new Reduction.LogSumExp(Axes.reduced("logSumExp", shape(), axes), false).apply(self());
    }

    /** {@return whether any of the elements of a bool tensor is true; false over nothing} */
    default Tensor any(int... axes) {
        return count("any", axes).greater(0);
    }

    /** {@return whether all elements of a bool tensor are true; true over nothing} */
    default Tensor all(int... axes) {
        Tensor count = count("all", axes);
        return count.equalTo(count.size() == 0 ? 0 : size() / count.size());
    }

    private Tensor count(String op, int... axes) {
        if (dtype() != DType.BOOL) {
            throw new IllegalArgumentException(op + ": " + dtype() + shape() + " is not bool; compare it first, such as with "
                    + ".notEqual(…)");
        }
        return sum(axes);
    }

    // Spread and size

    /**
     * {@return the variance, Σ (x − mean)² / (n − correction): 1 for the unbiased estimate of a sample (Bessel), 0 for a whole
     * population; NaN where n ≤ correction}
     */
    default Tensor var(int correction, int... axes) {
        requireFloating("var");
        Axes reduced = Axes.reduced("var", shape(), axes);
        int n = 1;
        for (int i = 0; i < reduced.count(); i++) {
            n *= shape().get(reduced.get(i));
        }
        Tensor squares = self().sub(meanKeep(axes)).square().sum(axes);
        return n > correction ? squares.div(n - correction) : squares.mul(Double.NaN);
    }

    /** {@return the standard deviation, √{@link #var}; its gradient where all elements are equal is 0} */
    default Tensor std(int correction, int... axes) {
        return root(var(correction, axes));
    }

    /**
     * {@return the norm of order p, (Σ |x|^p)^(1/p); ∞ gives the largest |x|, −∞ the smallest, 0 the number of elements other
     * than 0} The gradient of an element that is 0 is 0, whatever the order.
     */
    default Tensor norm(double p, int... axes) {
        requireFloating("norm");
        Tensor x = self();
        Tensor zero = Tensor.full(dtype(), 0);
        if (p == 2) {
            return root(x.square().sum(axes));
        } else if (p == 1) {
            return x.abs().sum(axes);
        } else if (p == Double.POSITIVE_INFINITY) {
            return x.abs().max(axes);
        } else if (p == Double.NEGATIVE_INFINITY) {
            return x.abs().min(axes);
        } else if (p == 0) {
            return x.notEqual(zero).sum(axes).to(dtype());
        }
        Tensor none = x.equalTo(zero);
        Tensor base = Tensor.where(none, Tensor.full(dtype(), 1), x.abs());
        Tensor powers = Tensor.where(none, Tensor.full(dtype(), Math.pow(0, p)), base.pow(p)).sum(axes);
        Tensor some = powers.notEqual(zero);
        return Tensor.where(some, Tensor.where(some, powers, Tensor.full(dtype(), 1)).pow(1 / p), zero);
    }

    /** {@return √x, whose gradient at 0 is 0: the smallest of those of a root of squares} */
    private static Tensor root(Tensor x) {
        Tensor zero = Tensor.full(x.dtype(), 0);
        Tensor none = x.equalTo(zero);
        return Tensor.where(none, zero, Tensor.where(none, Tensor.full(x.dtype(), 1), x).sqrt());
    }

    // Order statistics

    /** {@return the median: the middle element, or the mean of the middle two; NaN where one is NaN} */
    default Tensor median(int... axes) {
        return quantile("median", 0.5, axes);
    }

    /**
     * {@return the q-quantile: the element at q (n − 1) in rising order, between two of them by linear interpolation (Hyndman
     * and Fan 1996, type 7, as in NumPy); NaN where one is NaN}
     *
     * @throws IllegalArgumentException when q is not within 0 to 1, or there is no element
     */
    default Tensor quantile(double q, int... axes) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile: q = " + q + "; it must be within 0 to 1");
        }
        return quantile("quantile", q, axes);
    }

    private Tensor quantile(String op, double q, int... axes) {
        requireFloating(op);
        Tensor rows = rows(op, axes);
        int last = rows.rank() - 1;
        int n = rows.shape().get(last);
        if (n == 0) {
            throw new IllegalArgumentException(op + ": " + shape() + ": no element to choose from; reduce over axes that are not "
                    + "empty");
        }
        Tensor sorted = rows.sort(last);
        double place = q * (n - 1);
        int below = (int) place;
        Tensor low = sorted.slice(last, below, below + 1).squeeze(last);
        int above = Math.min(below + 1, n - 1);
        Tensor high = sorted.slice(last, above, above + 1).squeeze(last);
        double weight = place - below;
        Tensor value = weight == 0 ? low : low.mul(1 - weight).add(high.mul(weight));
        Tensor largest = sorted.slice(last, n - 1, n).squeeze(last);
        return Tensor.where(largest.equalTo(largest), value, largest);
    }

    /** {@return this tensor with the axes named moved to the end and joined to one} */
    private Tensor rows(String op, int... axes) {
        Axes reduced = Axes.reduced(op, shape(), axes);
        int rank = shape().rank();
        int[] order = new int[rank];
        int[] dims = new int[rank - reduced.count() + 1];
        int place = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (!reduced.contains(axis)) {
                dims[place] = shape().get(axis);
                order[place++] = axis;
            }
        }
        dims[place] = 1;
        for (int i = 0; i < reduced.count(); i++) {
            dims[place] *= shape().get(reduced.get(i));
            order[place + i] = reduced.get(i);
        }
        return self().permute(order).reshape(dims);
    }

    private void requireFloating(String op) {
        if (!dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": not defined for " + dtype() + shape() + "; convert with .to(FLOAT32)");
        }
    }
}
