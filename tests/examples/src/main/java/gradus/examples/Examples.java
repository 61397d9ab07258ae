package gradus.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Runs an example by its name: {@code ./gradus example linear-regression}. */
public final class Examples {

    private static final Map<String, Supplier<Object>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("linear-regression", LinearRegression::run);
        BY_NAME.put("stochastic-gradient-descent", StochasticGradientDescent::run);
        BY_NAME.put("polynomial-regression", PolynomialRegression::run);
        BY_NAME.put("ridge-regression", RidgeRegression::run);
        BY_NAME.put("binary-classifier", BinaryClassifier::run);
        BY_NAME.put("digits", () -> new Train(TrainOptions.parse()).learn());
    }

    private Examples() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** {@return the exit code: 0, or 2 where there is no such example} */
    static int run(String... arguments) {
        if (arguments.length == 0) {
            System.out.println("examples, for ./gradus example NAME:");
            BY_NAME.keySet().forEach(name -> System.out.println("  " + name));
            return 0;
        }
        Supplier<Object> example = BY_NAME.get(arguments[0]);
        if (example == null || arguments.length > 1) {
            System.err.println(example == null
                    ? "example: there is none of the name " + arguments[0] + "; ./gradus example lists them"
                    : "example: " + arguments[0] + " takes no argument, but was given " + arguments[1]);
            return 2;
        }
        System.out.println(example.get());
        return 0;
    }
}
