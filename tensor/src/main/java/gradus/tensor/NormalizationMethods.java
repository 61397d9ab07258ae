package gradus.tensor;

import java.util.Arrays;

/**
 * The methods of {@link Tensor} that bring elements to mean 0 and variance 1 before a scale and a shift:
 * (x − mean) / √(variance + ε) · scale + shift, where the variance is Σ (x − mean)² / n and ε > 0 keeps constant elements at 0.
 */
public sealed interface NormalizationMethods permits Tensor {

    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@return this normalised over its last axes, those of scale and shift} (Ba, Kiros and Hinton 2016)
     *
     * @throws IllegalArgumentException unless scale and shift have one shape, that of the last axes
     */
    default Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
        Shape shape = self().shape();
        int lead = shape.rank() - scale.rank();
        if (scale.rank() == 0 || lead < 0
                || !Arrays.equals(Arrays.copyOfRange(shape.toArray(), lead, shape.rank()), scale.shape().toArray())) {
            throw new IllegalArgumentException("layerNorm: " + shape + " with scale " + scale.shape()
                    + ": the scale must have the sizes of the last axes, one or more");
        }
        int[] axes = new int[scale.rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = lead + i;
        }
        return new Normalize(Axes.of("layerNorm", shape, axes), epsilon).apply(self(), scale, shift);
    }

    /**
     * {@return this, [N, C, …], normalised over all axes but that of the C channels, as in training} (Ioffe and Szegedy 2015)
     *
     * @throws IllegalArgumentException unless scale and shift are [C]
     */
    default Tensor batchNorm(Tensor scale, Tensor shift, double epsilon) {
        requireChannels("batchNorm", scale, shift);
        int rank = self().rank();
        int[] axes = new int[rank - 1];
        int[] channels = new int[rank - 1]; // [C, 1, …, 1]
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i == 0 ? 0 : i + 1;
            channels[i] = i == 0 ? -1 : 1;
        }
        return new Normalize(Axes.of("batchNorm", self().shape(), axes), epsilon)
                .apply(self(), scale.reshape(channels), shift.reshape(channels));
    }

    /**
     * {@return this, [N, C, …], with the channels in groups, each normalised over its channels and all axes behind} (Wu and He
     * 2018) As many groups as channels make instance norm, one group is a layer norm with a scale for each channel.
     *
     * @throws IllegalArgumentException unless scale and shift are [C], and C is a multiple of the groups
     */
    default Tensor groupNorm(int groups, Tensor scale, Tensor shift, double epsilon) {
        requireChannels("groupNorm", scale, shift);
        Shape shape = self().shape();
        int channels = shape.get(1);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException("groupNorm: " + channels + " channels of " + shape + " do not make " + groups
                    + " groups; choose a divisor");
        }
        int n = channels / groups;
        int inner = 1;
        for (int axis = 2; axis < shape.rank(); axis++) {
            inner *= shape.get(axis);
        }
        Shape grouped = Shape.of(shape.get(0), groups, n, inner);
        return new Normalize(Axes.of("groupNorm", grouped, 2, 3), epsilon).apply(self().reshape(grouped.toArray()),
                scale.reshape(groups, n, 1), shift.reshape(groups, n, 1)).reshape(shape.toArray());
    }

    private void requireChannels(String op, Tensor scale, Tensor shift) {
        Shape shape = self().shape();
        if (shape.rank() < 2 || scale.rank() != 1 || !scale.shape().equals(shift.shape()) || scale.size() != shape.get(1)) {
            throw new IllegalArgumentException(op + ": " + shape + " with scale " + scale.shape() + " and shift " + shift.shape()
                    + ": needs [N, C, …] with [C] and [C]");
        }
    }
}
