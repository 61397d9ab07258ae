package gradus.tensor;

import gradus.simd.Kernels;

/**
 * (x − mean) / √(variance + ε) · scale + shift, with the mean and the variance, Σ (x − mean)² / n, over some axes; scale and
 * shift have one shape, which broadcasts to that of x. Layer norm (Ba, Kiros and Hinton 2016), batch norm (Ioffe and Szegedy
 * 2015) and group norm (Wu and He 2018) are this over different axes.
 */
public record Normalize(Axes axes, double epsilon) implements Fused {

    public Normalize {
        if (axes.count() == 0 || !(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("normalize: over axes " + axes + " with epsilon " + epsilon
                    + ": give one axis or more, and an epsilon of 0 or more");
        }
    }

    @Override
    public int arity() {
        return 3;
    }

    @Override
    public Tensor composed(Tensor... x) {
        Tensor d = x[0].sub(x[0].meanKeep(axes.toArray()));
        return d.mul(d.square().meanKeep(axes.toArray()).add(epsilon).rsqrt()).mul(x[1]).add(x[2]);
    }

    @Override
    public Tensor compute(Tensor... x) {
        requireFit(x);
        if (x[0].size() == 0) {
            return Tensor.result(this, x[0].dtype(), x[0].shape());
        }
        if (!rowsAreRuns(x[0].shape())) {
            return lastAxes(x[0].rank()).compute(moved(x)).permuted(order(x[0].rank()).inverse().toArray());
        }
        Tensor in = x[0].rowMajor();
        Tensor z = Tensor.result(this, in.dtype(), in.shape());
        Tensor scales = x[1].rowMajor();
        Tensor shifts = x[2].rowMajor();
        NormalizedRows all = new NormalizedRows(this, in, scales);
        Kernels<Object> kernels = Elements.kernels(in.dtype());
        all.share((rows, n) -> {
            NormalizedRows.Spread scale = rows.spread(scales);
            NormalizedRows.Spread shift = rows.spread(shifts);
            for (int i = 0; i < n; i++) {
                rows.next();
                for (int piece = 0; piece < rows.pieces; piece++) {
                    scale.moveTo(rows.parameter(piece));
                    shift.moveTo(rows.parameter(piece));
                    int at = rows.element(piece);
                    kernels.normalize(in.array(), in.offset() + at, rows.mean, rows.factor, scale.array, scale.at,
                            shift.array, shift.at, z.array(), z.offset() + at, rows.length);
                }
            }
        });
        return z;
    }

    /** With x̂ = (x − mean) · factor: g x̂ for the scale, g for the shift, factor · (g scale − mean of it − x̂ · mean of g scale x̂). */
    @Override
    public void differentiate(Tensor[] x, Tensor y, Tensor g, Tensor[] z) {
        int rank = x[0].rank();
        for (int i = 1; i < 3; i++) {
            Elements.fillZero(z[i].array(), z[i].offset(), z[i].size());
        }
        if (g.size() == 0) {
            return;
        }
        if (rowsAreRuns(g.shape())) {
            differentiateRows(x[0].rowMajor(), x[1].rowMajor(), g, z);
        } else {
            Tensor[] in = moved(x);
            Tensor[] out = new Tensor[3];
            for (int i = 0; i < 3; i++) {
                out[i] = Tensor.result("copy", in[i].dtype(), in[i].shape());
            }
            lastAxes(rank).differentiate(in, null, g.permuted(order(rank).toArray()).rowMajor(), out);
            for (int i = 0; i < 3; i++) {
                Moving.copyInto(lifted(z[i], rank), out[i].permuted(order(rank).inverse().toArray()));
            }
        }
    }

    private void differentiateRows(Tensor x, Tensor scales, Tensor g, Tensor[] z) {
        NormalizedRows all = new NormalizedRows(this, x, scales);
        Object scaleSums = all.zeros();
        Object shiftSums = all.zeros();
        Kernels<Object> kernels = Elements.kernels(x.dtype());
        all.share((rows, n) -> {
            NormalizedRows.Spread scale = rows.spread(scales);
            NormalizedRows.Sums ofScale = rows.sums(z[1], scaleSums);
            NormalizedRows.Sums ofShift = rows.sums(z[2], shiftSums);
            for (int i = 0; i < n; i++) {
                rows.next();
                double a = 0;
                double b = 0;
                for (int piece = 0; piece < rows.pieces; piece++) {
                    scale.moveTo(rows.parameter(piece));
                    ofScale.moveTo(rows.parameter(piece));
                    ofShift.moveTo(rows.parameter(piece));
                    int at = rows.element(piece);
                    a += kernels.dot(g.array(), g.offset() + at, scale.array, scale.at, rows.length);
                    b += kernels.normalizeSums(x.array(), x.offset() + at, rows.mean, rows.factor, g.array(), g.offset() + at,
                            scale.array, scale.at, scaleSums, ofScale.at, shiftSums, ofShift.at, rows.length);
                }
                for (int piece = 0; piece < rows.pieces; piece++) {
                    scale.moveTo(rows.parameter(piece));
                    int at = rows.element(piece);
                    kernels.normalizeGradient(x.array(), x.offset() + at, rows.mean, rows.factor, g.array(), g.offset() + at,
                            scale.array, scale.at, a / rows.size, b / rows.size, z[0].array(), z[0].offset() + at, rows.length);
                }
                ofScale.endRow();
                ofShift.endRow();
            }
            ofScale.addShared();
            ofShift.addShared();
        });
        all.sums(z[1], scaleSums).addChunks();
        all.sums(z[2], shiftSums).addChunks();
    }

    private void requireFit(Tensor... x) {
        Fused.requireFloating(this, x[0]);
        axes.requireWithin(this, x[0].shape());
        Tensor.sameType(this, x[0], x[1]);
        Tensor.sameType(this, x[0], x[2]);
        if (!x[1].shape().equals(x[2].shape()) || x[1].rank() > x[0].rank()
                || !Shape.broadcast(this, x[0].shape(), x[1].shape()).equals(x[0].shape())) {
            throw new IllegalArgumentException(this + ": " + x[0].shape() + " with scale " + x[1].shape() + " and shift "
                    + x[2].shape() + ": both must have one shape, which broadcasts to the first");
        }
    }

    /** {@return whether elements that share a mean lie next to each other in memory, in pieces at least} */
    private boolean rowsAreRuns(Shape shape) {
        int last = shape.rank() - 1;
        while (last > 0 && shape.get(last) == 1) {
            last--;
        }
        boolean single = true;
        for (int axis : axes.toArray()) {
            single &= shape.get(axis) == 1;
        }
        return single || axes.contains(last);
    }

    // Where they do not, the axes are brought into another order

    private Axes order(int rank) {
        int[] order = new int[rank];
        int place = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (!axes.contains(axis)) {
                order[place++] = axis;
            }
        }
        for (int axis = 0; axis < rank; axis++) {
            if (axes.contains(axis)) {
                order[place++] = axis;
            }
        }
        return Axes.of(this, Shape.of(new int[rank]), order);
    }

    private Normalize lastAxes(int rank) {
        int[] last = new int[axes.count()];
        for (int i = 0; i < last.length; i++) {
            last[i] = rank - last.length + i;
        }
        return new Normalize(Axes.of(this, Shape.of(new int[rank]), last), epsilon);
    }

    private Tensor[] moved(Tensor... x) {
        int rank = x[0].rank();
        int[] order = order(rank).toArray();
        Tensor[] moved = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            moved[i] = lifted(x[i], rank).permuted(order).rowMajor();
        }
        return moved;
    }

    /** {@return a view with axes of size 1 in front, up to this rank} */
    private static Tensor lifted(Tensor x, int rank) {
        int lead = rank - x.rank();
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = axis < lead ? 1 : x.shape().get(axis - lead);
        }
        Shape shape = Shape.of(dims);
        return lead == 0 ? x : x.view(shape, x.stridesFor(shape), x.offset());
    }

    @Override
    public String toString() {
        return "normalize" + axes;
    }
}
