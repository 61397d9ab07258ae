package gradus.tensor;

/** The methods of {@link Tensor} that work element by element; shapes broadcast. */
public sealed interface PointwiseMethods permits Tensor {

    DType dtype();

    private Tensor self() {
        return (Tensor) this;
    }

    private Tensor number(String op, double y) {
        return Making.full(op, dtype(), y);
    }

    // Pointwise, one operand; the formulas stand in Unary

    default Tensor neg() {
        return Unary.NEG.apply(self());
    }

    default Tensor abs() {
        return Unary.ABS.apply(self());
    }

    default Tensor sign() {
        return Unary.SIGN.apply(self());
    }

    default Tensor square() {
        return Unary.SQUARE.apply(self());
    }

    default Tensor sqrt() {
        return Unary.SQRT.apply(self());
    }

    default Tensor reciprocal() {
        return Unary.RECIPROCAL.apply(self());
    }

    default Tensor exp() {
        return Unary.EXP.apply(self());
    }

    default Tensor expm1() {
        return Unary.EXPM1.apply(self());
    }

    default Tensor log() {
        return Unary.LOG.apply(self());
    }

    default Tensor log1p() {
        return Unary.LOG1P.apply(self());
    }

    default Tensor sin() {
        return Unary.SIN.apply(self());
    }

    default Tensor cos() {
        return Unary.COS.apply(self());
    }

    default Tensor tan() {
        return Unary.TAN.apply(self());
    }

    default Tensor asin() {
        return Unary.ASIN.apply(self());
    }

    default Tensor acos() {
        return Unary.ACOS.apply(self());
    }

    default Tensor atan() {
        return Unary.ATAN.apply(self());
    }

    default Tensor sinh() {
        return Unary.SINH.apply(self());
    }

    default Tensor cosh() {
        return Unary.COSH.apply(self());
    }

    default Tensor tanh() {
        return Unary.TANH.apply(self());
    }

    default Tensor erf() {
        return Unary.ERF.apply(self());
    }

    default Tensor sigmoid() {
        return Unary.SIGMOID.apply(self());
    }

    default Tensor relu() {
        return Unary.RELU.apply(self());
    }

    default Tensor floor() {
        return Unary.FLOOR.apply(self());
    }

    default Tensor ceil() {
        return Unary.CEIL.apply(self());
    }

    /** {@return the nearest integers, of two the even one} */
    default Tensor round() {
        return Unary.ROUND.apply(self());
    }

    /** {@return 1/√x} */
    default Tensor rsqrt() {
        return sqrt().reciprocal();
    }

    /** {@return the logarithm to the base 2} */
    default Tensor log2() {
        return log().mul(1 / Math.log(2));
    }

    /** {@return the logarithm to the base 10} */
    default Tensor log10() {
        return log().mul(1 / Math.log(10));
    }

    /**
     * {@return the values, those below {@code min} and above {@code max} replaced by these} The gradient at a bound is half of
     * that within.
     *
     * @throws IllegalArgumentException when min is above max, or an integer type does not have them
     */
    default Tensor clamp(double min, double max) {
        if (!(min <= max)) {
            throw new IllegalArgumentException("clamp: from " + min + " to " + max + " there is nothing; give the smaller bound "
                    + "first, and no NaN");
        }
        return maximum(number("clamp", min)).minimum(number("clamp", max));
    }

    /** {@return the values in another dtype, as {@link Cast} says; this tensor itself if it has that type} */
    default Tensor to(DType dtype) {
        return dtype == dtype() ? self() : new Cast(dtype).apply(self());
    }

    // Pointwise, two operands; the formulas stand in Binary

    default Tensor add(Tensor y) {
        return Binary.ADD.apply(self(), y);
    }

    default Tensor add(double y) {
        return add(number("add", y));
    }

    default Tensor sub(Tensor y) {
        return Binary.SUB.apply(self(), y);
    }

    default Tensor sub(double y) {
        return sub(number("sub", y));
    }

    default Tensor mul(Tensor y) {
        return Binary.MUL.apply(self(), y);
    }

    default Tensor mul(double y) {
        return mul(number("mul", y));
    }

    default Tensor div(Tensor y) {
        return Binary.DIV.apply(self(), y);
    }

    default Tensor div(double y) {
        return div(number("div", y));
    }

    default Tensor maximum(Tensor y) {
        return Binary.MAXIMUM.apply(self(), y);
    }

    default Tensor maximum(double y) {
        return maximum(number("maximum", y));
    }

    default Tensor minimum(Tensor y) {
        return Binary.MINIMUM.apply(self(), y);
    }

    default Tensor minimum(double y) {
        return minimum(number("minimum", y));
    }

    /** {@return x to the power y} The gradient in x at x = 0 is 0 for y = 0; the one in y is 0 there. */
    default Tensor pow(Tensor y) {
        return Binary.POW.apply(self(), y);
    }

    /** {@return x to the power y; 2, ½, 1 and −1 cost no more than what they stand for} */
    default Tensor pow(double y) {
        return y == 2 ? square()
                : y == 1 ? mul(1)
                : y == 0.5 && dtype().isFloating() ? sqrt()
                : y == -1 && dtype().isFloating() ? reciprocal()
                : pow(number("pow", y));
    }

    /** {@return the angle of the point (x, this) from the positive x axis; its gradient at (0, 0) is 0} */
    default Tensor atan2(Tensor x) {
        return Binary.ATAN2.apply(self(), x);
    }

    /** {@return √(this² + y²); its gradient at (0, 0) is 0} */
    default Tensor hypot(Tensor y) {
        return Binary.HYPOT.apply(self(), y);
    }

    default Tensor logaddexp(Tensor y) {
        return Binary.LOGADDEXP.apply(self(), y);
    }

    /** {@return x − y ⌊x/y⌋, with the sign of y} */
    default Tensor remainder(Tensor y) {
        return Binary.REMAINDER.apply(self(), y);
    }

    default Tensor remainder(double y) {
        return remainder(number("remainder", y));
    }

    /** {@return this · slope, but 0 where this is 0, even if the slope is infinite or NaN} */
    default Tensor flow(Tensor slope) {
        return Binary.FLOW.apply(self(), slope);
    }

    /** {@return this where y > 0, else 0} */
    default Tensor gate(Tensor y) {
        return Binary.GATE.apply(self(), y);
    }

    // Comparisons, to bool; with NaN only notEqual holds

    default Tensor equalTo(Tensor y) {
        return Comparison.EQUAL.apply(self(), y);
    }

    default Tensor equalTo(double y) {
        return equalTo(number("equalTo", y));
    }

    default Tensor notEqual(Tensor y) {
        return Comparison.NOT_EQUAL.apply(self(), y);
    }

    default Tensor notEqual(double y) {
        return notEqual(number("notEqual", y));
    }

    default Tensor less(Tensor y) {
        return Comparison.LESS.apply(self(), y);
    }

    default Tensor less(double y) {
        return less(number("less", y));
    }

    default Tensor lessEqual(Tensor y) {
        return Comparison.LESS_EQUAL.apply(self(), y);
    }

    default Tensor lessEqual(double y) {
        return lessEqual(number("lessEqual", y));
    }

    default Tensor greater(Tensor y) {
        return Comparison.GREATER.apply(self(), y);
    }

    default Tensor greater(double y) {
        return greater(number("greater", y));
    }

    default Tensor greaterEqual(Tensor y) {
        return Comparison.GREATER_EQUAL.apply(self(), y);
    }

    default Tensor greaterEqual(double y) {
        return greaterEqual(number("greaterEqual", y));
    }

    default Tensor isNaN() {
        return notEqual(self());
    }

    default Tensor isInfinite() {
        return dtype().isFloating() ? abs().equalTo(Double.POSITIVE_INFINITY) : notEqual(self());
    }

    default Tensor isFinite() {
        return dtype().isFloating() ? abs().less(Double.POSITIVE_INFINITY) : equalTo(self());
    }

    // Logic, of bools

    /** {@return whether both hold} */
    default Tensor and(Tensor y) {
        return Logic.AND.apply(self(), y);
    }

    /** {@return whether one or both hold} */
    default Tensor or(Tensor y) {
        return Logic.OR.apply(self(), y);
    }

    /** {@return whether one holds and the other does not} */
    default Tensor xor(Tensor y) {
        return Logic.XOR.apply(self(), y);
    }

    /** {@return whether it does not hold} */
    default Tensor not() {
        return xor(Tensor.full(DType.BOOL, 1));
    }
}
