package gradus.tensor;

import gradus.autograd.GradientCheck;
import gradus.tensor.OpCatalogue.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table of all ops, one row each, which {@code ./gradus ops} prints: what it takes, where it is defined and smooth, the
 * dtypes it computes, and up to which order its gradients agree with finite differences. Nothing of it is written down: the ops
 * are found by reflection, and their examples tried.
 */
public final class OpTable {

    private static final int HIGHEST_ORDER = 3;

    /** What is said of one op. */
    record Row(Object op, String family, String name, String arity, String domain, String dtypes, String orders) {

        static Row of(Object op, List<Example> examples) {
            Op first = examples.getFirst().op();
            String family = op instanceof Enum<?> constant ? constant.getDeclaringClass().getSimpleName()
                    : first.getClass().getEnclosingClass() == null ? "Op" : first.getClass().getEnclosingClass().getSimpleName();
            return new Row(op, family, first.toString().split("[\\[( ]")[0], first.arity() < 0 ? "1…" : "" + first.arity(),
                    OpTable.domain(first), OpTable.dtypes(examples), OpTable.orders(examples));
        }
    }

    private OpTable() {
    }

    public static void main(String[] arguments) {
        System.out.print(text(rows()));
    }

    /** {@return a row for each op that is declared} */
    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        List<Example> examples = OpCatalogue.examples();
        for (Object op : OpCatalogue.declared()) {
            rows.add(Row.of(op, examples.stream().filter(example -> example.op() == op || example.op().getClass() == op).toList()));
        }
        return rows;
    }

    private static String text(List<Row> rows) {
        StringBuilder text = new StringBuilder();
        String format = "%-12s %-16s %5s  %-42s %-40s %s%n";
        text.append(format.formatted("family", "op", "arity", "defined and smooth", "dtypes of its first operand", "gradient orders checked"));
        rows.forEach(row -> text.append(format.formatted(row.family, row.name, row.arity, row.domain, row.dtypes, row.orders)));
        return text.append(rows.size()).append(" ops").append(System.lineSeparator()).toString();
    }

    private static String domain(Op op) {
        return switch (op) {
            case Unary f -> of("x", f.domain());
            case Binary f -> domains(f);
            case Reduction.Max _, Reduction.Min _ -> "no equal extremes";
            default -> "everywhere";
        };
    }

    private static String domains(Binary op) {
        return op.domains().entrySet().stream().filter(entry -> !entry.getValue().equals(Domain.REAL))
                .map(entry -> of(entry.getKey(), entry.getValue())).collect(Collectors.collectingAndThen(Collectors.joining(", "),
                        text -> text.isEmpty() ? "everywhere" : text));
    }

    private static String of(String variable, Domain domain) {
        String text = Arrays.stream(domain.kinks()).mapToObj(kink -> variable + " ≠ " + number(kink)).collect(Collectors.joining(", "));
        String low = domain.low() == Double.NEGATIVE_INFINITY ? "" : number(domain.low()) + " < ";
        String high = domain.high() == Double.POSITIVE_INFINITY ? "" : " < " + number(domain.high());
        String interval = low.isEmpty() && high.isEmpty() ? "" : low + variable + high;
        return interval.isEmpty() && text.isEmpty() ? "everywhere" : interval + (interval.isEmpty() || text.isEmpty() ? "" : ", ") + text;
    }

    private static String number(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }

    /** The dtypes that the first operand of an example may have, the others being of the same or as they are. */
    private static String dtypes(List<Example> examples) {
        List<String> names = new ArrayList<>();
        for (DType dtype : DType.values()) {
            if (examples.stream().anyMatch(example -> computes(example, dtype))) {
                names.add(dtype.toString());
            }
        }
        return String.join(" ", names);
    }

    private static boolean computes(Example example, DType dtype) {
        Tensor[] x = example.operands().clone();
        DType first = x[0].dtype();
        for (int k = 0; k < x.length; k++) {
            x[k] = x[k].dtype() == first ? x[k].to(dtype) : x[k];
        }
        try {
            example.op().compute(x);
            return true;
        } catch (IllegalArgumentException _) { // the op's own word that it does not take them
            return false;
        }
    }

    private static String orders(List<Example> examples) {
        List<Example> differentiable = examples.stream()
                .filter(example -> example.op().compute(example.operands()).dtype() == DType.FLOAT64).toList();
        if (differentiable.isEmpty()) {
            return "–";
        }
        int order = 0;
        while (order < HIGHEST_ORDER && agree(order + 1, differentiable)) {
            order++;
        }
        return order == 0 ? "WRONG" : "1" + (order == 1 ? "" : "–" + order);
    }

    private static boolean agree(int order, List<Example> examples) {
        return examples.stream().allMatch(example -> GradientCheck.check(order, example.op()::apply, example.operands()).passes());
    }
}
