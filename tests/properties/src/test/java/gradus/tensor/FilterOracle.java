package gradus.tensor;

import java.util.Arrays;

/** What the {@link Filter} and {@link Pooling} ops must give, in naive loops over the elements of each window. */
final class FilterOracle {

    private FilterOracle() {
    }

    static Tensor compute(Filter f, Tensor... x) {
        if (!(f instanceof Filter.Affine)) {
            return compute(f, x[0], x[1]);
        }
        Tensor y = compute(new Filter.Convolve(f.window(), f.groups()), x[0], x[1]);
        Oracle.require(Oracle.sameType(x[0], x[2]) == y.dtype() && x[2].rank() == 1 && x[2].size() == y.shape().get(1));
        return Oracle.each(y.dtype(), y.shape(), i -> y.item(i) + x[2].item(i[1]));
    }

    private static Tensor compute(Filter f, Tensor a, Tensor b) {
        int rank = f.window().axes() + 2;
        Oracle.require(Oracle.sameType(a, b).isFloating() && a.rank() == rank && b.rank() == rank);
        int[] sizes = f.window().sizes();
        return switch (f) {
            case Filter.Convolve _ -> {
                int[] w = b.shape().toArray();
                requireWeights(f, a.shape().get(1), w);
                int[] y = joined(a.shape().get(0), w[0], places(f.window(), spatial(a.shape())));
                yield sum(f, a.dtype(), a.shape().toArray(), w, y, y, (ix, iw, iy) -> iy, (ix, iw, iy) -> a.item(ix) * b.item(iw));
            }
            case Filter.Affine _ -> throw new AssertionError("has three operands");
            case Filter.Transposed(_, int groups, Shape spatial) -> {
                int[] w = b.shape().toArray();
                int[] x = joined(a.shape().get(0), w[1] * groups, spatial.toArray());
                Oracle.require(a.shape().get(1) == w[0] && Arrays.equals(spatial(a.shape()), places(f.window(), spatial.toArray())));
                requireWeights(f, x[1], w);
                yield sum(f, a.dtype(), x, w, a.shape().toArray(), x, (ix, iw, iy) -> ix, (ix, iw, iy) -> a.item(iy) * b.item(iw));
            }
            case Filter.Weights(_, int groups) -> {
                int channels = a.shape().get(1);
                int[] w = joined(b.shape().get(1), channels / groups, sizes);
                Oracle.require(channels % groups == 0 && a.shape().get(0) == b.shape().get(0)
                        && Arrays.equals(spatial(b.shape()), places(f.window(), spatial(a.shape()))));
                requireWeights(f, channels, w);
                yield sum(f, a.dtype(), a.shape().toArray(), w, b.shape().toArray(), w, (ix, iw, iy) -> iw,
                        (ix, iw, iy) -> a.item(ix) * b.item(iy));
            }
        };
    }

    static Tensor compute(Pooling f, Tensor x, Tensor v) {
        Window window = f.window();
        Oracle.require(Oracle.sameType(x, v).isFloating() && x.rank() == window.axes() + 2);
        int[] places = joined(x.shape().get(0), x.shape().get(1), places(window, spatial(x.shape())));
        return switch (f) {
            case Pooling.Pick _ -> {
                Oracle.require(v.shape().equals(x.shape()));
                yield Oracle.each(x.dtype(), Shape.of(places), i -> v.item(largest(window, x, i)));
            }
            case Pooling.Place _ -> {
                Oracle.require(v.shape().equals(Shape.of(places)));
                double[] sums = new double[x.size()];
                Oracle.visit(v.shape(), i -> sums[Oracle.flat(x.shape(), largest(window, x, i))] += v.item(i));
                yield Oracle.filled(x.dtype(), x.shape(), i -> sums[i]);
            }
        };
    }

    /** {@return where the first largest element of a window stands} */
    private static int[] largest(Window window, Tensor x, int[] place) {
        int[][] best = {null};
        Oracle.visit(Shape.of(joined(1, 1, window.sizes())), k -> {
            int[] here = at(window, place, k);
            double a = best[0] == null ? Double.NaN : x.item(best[0]);
            if (best[0] == null || !Double.isNaN(a) && (x.item(here) > a || Double.isNaN(x.item(here)))) {
                best[0] = here;
            }
            return 0;
        });
        return best[0];
    }

    private static void requireWeights(Filter f, int channels, int[] w) {
        Oracle.require(channels == w[1] * f.groups() && w[0] % f.groups() == 0
                && Arrays.equals(Arrays.copyOfRange(w, 2, w.length), f.window().sizes()));
    }

    private interface Product<R> {
        R of(int[] ix, int[] iw, int[] iy);
    }

    /** Adds the product of each element of y and each of its window, inside of x, to a place of the result. */
    private static Tensor sum(Filter f, DType dtype, int[] x, int[] w, int[] y, int[] z, Product<int[]> place, Product<Double> product) {
        Shape shape = Shape.of(z);
        double[] sums = new double[shape.size()];
        Oracle.visit(Shape.of(y), iy -> {
            int[] window = w.clone();
            window[0] = 1;
            Oracle.visit(Shape.of(window), k -> {
                int[] iw = k.clone();
                iw[0] = iy[1];
                int[] ix = at(f.window(), iy, iw);
                ix[1] = iy[1] / (y[1] / f.groups()) * w[1] + iw[1];
                boolean inside = true;
                for (int axis = 2; axis < ix.length; axis++) {
                    inside &= ix[axis] >= 0 && ix[axis] < x[axis];
                }
                if (inside) {
                    sums[Oracle.flat(shape, place.of(ix, iw, iy))] += product.of(ix, iw, iy);
                }
                return 0;
            });
            return 0;
        });
        return Oracle.filled(dtype, shape, i -> sums[i]);
    }

    private static int[] at(Window window, int[] iy, int[] iw) {
        int[] ix = iy.clone();
        for (int i = 0; i < window.axes(); i++) {
            ix[2 + i] = iy[2 + i] * window.strides[i] + iw[2 + i] * window.dilations[i] - window.paddings[i];
        }
        return ix;
    }

    private static int[] places(Window window, int[] spatial) {
        int[] places = new int[spatial.length];
        for (int i = 0; i < places.length; i++) {
            int left = spatial[i] + 2 * window.paddings[i] - (window.sizes[i] - 1) * window.dilations[i] - 1;
            Oracle.require(left >= 0);
            places[i] = left / window.strides[i] + 1;
        }
        return places;
    }

    private static int[] spatial(Shape x) {
        return Arrays.copyOfRange(x.toArray(), 2, x.rank());
    }

    private static int[] joined(int first, int second, int[] spatial) {
        int[] all = new int[spatial.length + 2];
        all[0] = first;
        all[1] = second;
        System.arraycopy(spatial, 0, all, 2, spatial.length);
        return all;
    }
}
