package gradus.tensor;

/**
 * The different values of a tensor. NaN equals NaN and comes last, −0 counts as 0. No gradient flows back through it; take
 * the elements with {@link Tensor#at(Tensor...)} where one is needed.
 *
 * @param values each once, in rising order
 * @param counts how often each occurs, int64
 * @param inverse the place among the values of each element, in the shape of the tensor, int32: {@code values.at(inverse)} is
 *         the tensor
 */
public record Unique(Tensor values, Tensor counts, Tensor inverse) {
}
