package gradus.tensor;

import gradus.simd.Matrices;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of sequences that run through recurrent units. Time is the first axis, so that a step is one run of memory, and all
 * steps but the first find the states before them in one matrix.
 *
 * @param gates how many inputs a unit takes in each step
 */
record Sequences(int steps, int batch, int units, int gates) {

    /**
     * {@return the sizes of inputs, weights, a bias and first states}
     *
     * @param biases how many a unit has
     * @throws IllegalArgumentException when they do not fit each other
     */
    static Sequences of(Op op, int gates, int biases, Tensor... x) {
        Fused.requireFloating(op, x[0]);
        for (int k = 1; k < x.length; k++) {
            Tensor.sameType(op, x[0], x[k]);
        }
        int units = x[1].rank() == 2 ? x[1].shape().get(0) : -1;
        boolean fit = units >= 0 && x[1].shape().get(1) == gates * units && x[0].rank() == 3
                && x[0].shape().get(2) == gates * units && x[2].rank() == 1 && x[2].size() == biases * units;
        for (int k = 3; k < x.length && fit; k++) {
            fit = x[k].shape().equals(Shape.of(x[0].shape().get(1), units));
        }
        if (!fit) {
            throw new IllegalArgumentException(op + ": inputs, weights, bias and first states are "
                    + Arrays.stream(x).map(each -> each.shape().toString()).toList() + "; with H units they must be [time, batch, "
                    + gates + "H], [H, " + gates + "H], [" + biases + "H] and [batch, H]");
        }
        return new Sequences(x[0].shape().get(0), x[0].shape().get(1), units, gates);
    }

    /** {@return how many states a step has} */
    int size() {
        return batch * units;
    }

    /** {@return where the states before step t stand: the first ones, or those of the step before} */
    Matrices<Object> before(int t, Tensor first, Tensor states) {
        return t == 0 ? matrix(first, 0, batch, units) : matrix(states, (t - 1) * size(), batch, units);
    }

    /** {@return rows of a row-major tensor, from one of its elements on} */
    static Matrices<Object> matrix(Tensor x, int from, int rows, int columns) {
        return Matrices.one(x.array(), x.offset() + from, rows, columns);
    }

    /** {@return the first columns of rows of a row-major tensor: as many as the weights have, one row for each sequence} */
    Matrices<Object> products(Tensor x, int from, int wide) {
        return new Matrices<>(x.array(), x.offset() + from, 1, 0, batch, gates * units, wide, 1);
    }

    /**
     * Writes the gradient of the weights, the sum over all steps of the states before, transposed, times the gradient of what
     * they gave: first that of step 0, then all others in one product.
     *
     * @param g the gradient of the products, row-major [steps, batch, wide], of which the first columns count
     */
    void weightGradient(Tensor first, Tensor states, Tensor g, int wide, Tensor z) {
        Matrices<Object> dw = matrix(z, 0, units, gates * units);
        for (int t = 0; t < Math.clamp(steps, 1, 2); t++) {
            int rows = batch * (t == 0 ? Math.min(steps, 1) : steps - 1);
            Matrices<Object> h = before(t, first, states);
            Elements.kernels(z.dtype()).matmul(Matrices.one(h.array(), h.offset(), rows, units).transpose(),
                    new Matrices<>(g.array(), g.offset() + t * batch * wide, 1, 0, rows, gates * units, wide, 1), dw, t > 0);
        }
    }

    /** Writes the gradient of the bias, the sum of that of the gates, row-major [steps, batch, columns of z]. */
    void biasGradient(Tensor g, Tensor z) {
        Elements.kernels(z.dtype()).sumColumns(g.array(), g.offset(), z.size(), steps * batch, z.size(), z.array(), z.offset());
    }

    /** {@return the inputs of all steps that sequences x, [batch, time, in], give by weights [in, gates H]} */
    static Tensor inputs(Op op, Tensor x, Tensor weight) {
        if (x.rank() != 3 || weight.rank() != 2 || x.shape().get(2) != weight.shape().get(0)) {
            throw new IllegalArgumentException(op + ": x is " + x.shape() + " and its weights are " + weight.shape()
                    + "; they must be [batch, time, in] and [in, gates]");
        }
        return x.transpose(0, 1).matmul(weight);
    }

    /** {@return states [batch, H] of each step, as composed, one after the other} */
    static Tensor inTime(List<Tensor> states, Tensor first) {
        return states.isEmpty() ? first.unsqueeze(0).slice(0, 0, 0) : Tensor.stack(0, states.toArray(Tensor[]::new));
    }
}
