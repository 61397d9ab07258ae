package gradus.autograd;

import gradus.autograd.Recording.Entry;
import gradus.tensor.Op;
import gradus.tensor.Tensor;
import java.util.List;

/** Finds the op at which the first NaN or infinity arises, for {@link Tape#checked}, and the user's line that called it. */
final class Anomaly {

    private static final List<String> NOT_THE_USERS = List.of("gradus.simd.", "gradus.tensor.", "gradus.autograd.", "gradus.optim.",
            "gradus.nn.", "java.", "jdk.");

    private Anomaly() {
    }

    /** What the elements of a tensor are like. */
    private record Range(double min, double max, int nans, int infinities) {

        static Range of(Tensor x) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            int nans = 0;
            int infinities = 0;
            for (double value : x.toDoubleArray()) {
                nans += Double.isNaN(value) ? 1 : 0;
                infinities += Double.isInfinite(value) ? 1 : 0;
                if (Double.isFinite(value)) {
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
            }
            return new Range(min, max, nans, infinities);
        }

        boolean isFinite() {
            return nans == 0 && infinities == 0;
        }

        /** {@return such as: 1 NaN and 2 infinities} */
        String strangers() {
            String infinite = infinities == 1 ? "1 infinity" : infinities + " infinities";
            return nans == 0 ? infinite : nans + " NaN" + (infinities == 0 ? "" : " and " + infinite);
        }

        @Override
        public String toString() {
            return (min <= max ? " from " + min + " to " + max : "") + (isFinite() ? "" : " with " + strangers());
        }
    }

    /**
     * Refuses a NaN in the result of an op, and an infinity that was in none of its operands: with those users mask.
     *
     * @throws ArithmeticException with one sentence
     */
    static void check(Op op, Tensor[] inputs, Tensor output) {
        Range range = Range.of(output);
        boolean arises = range.nans > 0;
        if (range.infinities > 0 && !arises) {
            arises = true;
            for (Tensor x : inputs) {
                arises &= !x.dtype().isFloating() || Range.of(x).infinities == 0;
            }
        }
        if (arises) {
            throw new ArithmeticException(op + ": gives " + range.strangers() + " in " + output.dtype() + output.shape() + " for "
                    + operands(inputs) + ", called at " + line() + "; keep the operands where it is defined and finite");
        }
    }

    /**
     * Refuses a NaN or infinity in what the rule of an op gives for operand k.
     *
     * @throws ArithmeticException with one sentence
     */
    static void check(Entry entry, int k, Tensor g, Tensor part) {
        Range range = Range.of(part);
        if (!range.isFinite()) {
            throw new ArithmeticException(entry.op() + ": its gradient of operand " + k + " has " + range.strangers() + " in "
                    + part.dtype() + part.shape() + " for " + operands(entry.inputs()) + " and the gradient of the result"
                    + Range.of(g) + ", called at " + entry.line() + "; keep the operands where it is smooth");
        }
    }

    /**
     * Refuses a NaN or infinity in the sum of what has reached an entry.
     *
     * @throws ArithmeticException with one sentence
     */
    static void check(Entry entry, Tensor sum) {
        Range range = Range.of(sum);
        if (!range.isFinite()) {
            throw new ArithmeticException((entry.op() == null ? "watched tensor" : entry.op()) + ": the gradients of its result "
                    + entry.output().dtype() + entry.output().shape() + " add up to " + range.strangers() + ", called at "
                    + entry.line() + "; scale the loss down");
        }
    }

    private static String operands(Tensor[] inputs) {
        StringBuilder text = new StringBuilder(inputs.length == 1 ? "the operand " : "the operands ");
        for (int k = 0; k < inputs.length; k++) {
            Tensor x = inputs[k];
            text.append(k == 0 ? "" : ", ").append(x.dtype()).append(x.shape()).append(x.dtype().isFloating() ? Range.of(x) : "");
        }
        return text.toString();
    }

    /** {@return the file and line of the innermost caller that is not of this library, such as Net.java:12} */
    static String line() {
        return StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> NOT_THE_USERS.stream().noneMatch(frame.getClassName()::startsWith)).findFirst()
                .map(frame -> frame.getFileName() == null || frame.getLineNumber() < 0 ? frame.getClassName()
                        : frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("an unknown line"));
    }
}
