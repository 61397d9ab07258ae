package gradus.examples;

import java.nio.file.Path;

/**
 * What {@code train} was asked to do.
 *
 * @param data where MNIST's files are, or null to draw digits
 * @param steps how many steps to make at most
 */
public record TrainOptions(Path data, int epochs, int batch, double learningRate, double momentum, int hidden, long seed,
        int threads, Path out, int steps, boolean digest, boolean quiet, boolean help) {

    static final String HELP = """
            usage: ./gradus train [OPTION…]
            Trains a network of one hidden layer to tell digits, tests it after each epoch, and saves it.

              --data DIR           MNIST's four IDX files, gzipped or plain (default: draw 20,000 and 4,000 digits)
              --epochs N           how often to go through the training images (10)
              --batch N            images in a step (64)
              --learning-rate X    (0.01)
              --momentum X         (0.9)
              --hidden N           units of the hidden layer (128)
              --seed N             of the first weights, the order of the images, and the digits drawn (0)
              --threads N          (the number of processors)
              --out DIR            where to save model.safetensors (build/train)
              --steps N            stop after N steps
              --digest             print the SHA-256 of all parameters
              --quiet              print the last line only
              --help               print this""";

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException on an option that is not known, or a value out of range
     */
    public static TrainOptions parse(String... line) {
        Path data = null;
        int epochs = 10;
        int batch = 64;
        double learningRate = 0.01;
        double momentum = 0.9;
        int hidden = 128;
        long seed = 0;
        int threads = Runtime.getRuntime().availableProcessors();
        Path out = Path.of("build", "train");
        int steps = Integer.MAX_VALUE;
        boolean digest = false;
        boolean quiet = false;
        boolean help = false;
        Arguments arguments = new Arguments(line);
        while (arguments.next()) {
            switch (arguments.option()) {
                case "--data" -> data = arguments.path();
                case "--epochs" -> epochs = arguments.count();
                case "--batch" -> batch = arguments.count();
                case "--learning-rate" -> learningRate = arguments.positive();
                case "--momentum" -> momentum = arguments.fraction();
                case "--hidden" -> hidden = arguments.count();
                case "--seed" -> seed = arguments.whole(Long.MIN_VALUE, Long.MAX_VALUE);
                case "--threads" -> threads = arguments.count();
                case "--out" -> out = arguments.path();
                case "--steps" -> steps = arguments.count();
                case "--digest" -> digest = arguments.flag();
                case "--quiet" -> quiet = arguments.flag();
                case "--help", "-h" -> help = arguments.flag();
                default -> throw new IllegalArgumentException("train has no option " + arguments.option() + "; train --help lists them");
            }
        }
        return new TrainOptions(data, epochs, batch, learningRate, momentum, hidden, seed, threads, out, steps, digest, quiet, help);
    }
}
