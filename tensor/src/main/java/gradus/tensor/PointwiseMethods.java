package gradus.tensor;

/** The methods of {@link Tensor} that work element by element; shapes broadcast. */
public sealed interface PointwiseMethods permits Tensor {

    DType dtype();

    private Tensor self() {
        return (Tensor) this;
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

    /** {@return the values in another dtype, as {@link Cast} says; this tensor itself if it has that type} */
    default Tensor to(DType dtype) {
        return dtype == dtype() ? self() : new Cast(dtype).apply(self());
    }

    // Pointwise, two operands; the formulas stand in Binary

    default Tensor add(Tensor y) {
        return Binary.ADD.apply(self(), y);
    }

    default Tensor add(double y) {
        return add(Tensor.full(dtype(), y));
    }

    default Tensor sub(Tensor y) {
        return Binary.SUB.apply(self(), y);
    }

    default Tensor sub(double y) {
        return sub(Tensor.full(dtype(), y));
    }

    default Tensor mul(Tensor y) {
        return Binary.MUL.apply(self(), y);
    }

    default Tensor mul(double y) {
        return mul(Tensor.full(dtype(), y));
    }

    default Tensor div(Tensor y) {
        return Binary.DIV.apply(self(), y);
    }

    default Tensor div(double y) {
        return div(Tensor.full(dtype(), y));
    }

    default Tensor maximum(Tensor y) {
        return Binary.MAXIMUM.apply(self(), y);
    }

    default Tensor minimum(Tensor y) {
        return Binary.MINIMUM.apply(self(), y);
    }

    /** {@return this where y > 0, else 0} */
    default Tensor gate(Tensor y) {
        return Binary.GATE.apply(self(), y);
    }

    // Comparisons, to bool

    default Tensor equalTo(Tensor y) {
        return Comparison.EQUAL.apply(self(), y);
    }

    default Tensor notEqual(Tensor y) {
        return Comparison.NOT_EQUAL.apply(self(), y);
    }

    default Tensor less(Tensor y) {
        return Comparison.LESS.apply(self(), y);
    }

    default Tensor lessEqual(Tensor y) {
        return Comparison.LESS_EQUAL.apply(self(), y);
    }

    default Tensor greater(Tensor y) {
        return Comparison.GREATER.apply(self(), y);
    }

    default Tensor greaterEqual(Tensor y) {
        return Comparison.GREATER_EQUAL.apply(self(), y);
    }
}
