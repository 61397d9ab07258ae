package gradus.examples;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Losses.crossEntropy;

import gradus.autograd.Parameter;
import gradus.nn.Batches;
import gradus.nn.Batches.Batch;
import gradus.nn.Checkpoint;
import gradus.nn.ConfusionMatrix;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.optim.Optimizer;
import gradus.optim.Sgd;
import gradus.simd.Threads;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The main job: a network of one hidden layer learns to tell digits, is tested after each epoch, and is saved. */
public final class Train {

    private static final int DRAWN_FOR_TRAINING = 20_000;
    private static final int DRAWN_FOR_TEST = 4_000;
    private static final int TESTED_AT_ONCE = 1_000;
    private static final double SECOND = 1e9; // in nanoseconds

    private final TrainOptions options;
    private final Progress progress;
    private final Sequential net;
    private final Optimizer optimizer;
    private final Batches batches;
    private final int rows;
    private final Tensor testImages;
    private final Tensor testLabels;

    /** What came of it. The seconds are those of training and testing; the speed is that of training alone. */
    public record Result(double accuracy, double loss, double seconds, double samplesPerSecond, Path model,
            ConfusionMatrix confusion) {

        /** {@return the last line, for programs to read} */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "accuracy %.4f loss %.4f seconds %.2f samples_per_second %.0f model %s",
                    accuracy, loss, seconds, samplesPerSecond, model);
        }
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** {@return the exit code: 0, or 2 where the command line or the data are not as they should be} */
    static int run(String... arguments) {
        Train train;
        try {
            TrainOptions options = TrainOptions.parse(arguments);
            if (options.help()) {
                System.out.println(TrainOptions.HELP);
                return 0;
            }
            train = new Train(options);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println("train: " + e.getMessage());
            return 2;
        }
        Result result = train.learn();
        if (train.options.digest()) {
            System.out.println("sha256 " + train.digest());
        }
        System.out.println(result);
        return 0;
    }

    /**
     * Gets everything ready.
     *
     * @throws IllegalArgumentException when the data are not as they should be, or nothing can be saved
     */
    public Train(TrainOptions options) {
        this.options = options;
        requireWritable(options.out());
        Threads.use(options.threads());
        Digits training = options.data() == null ? Digits.draw(DRAWN_FOR_TRAINING, options.seed())
                : Digits.read(options.data(), "train");
        Digits test = options.data() == null ? Digits.draw(DRAWN_FOR_TEST, ~options.seed())
                : Digits.read(options.data(), "t10k");
        if (test.pixels() != training.pixels()) {
            throw new IllegalArgumentException("the test images have " + test.pixels() + " pixels, the training images "
                    + training.pixels() + "; both must be alike");
        }
        if (options.batch() > training.count()) {
            throw new IllegalArgumentException("--batch " + options.batch() + ": there are only " + training.count()
                    + " training images; choose a smaller batch");
        }
        this.rows = training.count();
        this.testImages = test.images().toFractions().reshape(test.count(), test.pixels());
        this.testLabels = test.labels().toIntegers();

        Generator generator = Generator.of(options.seed());
        this.net = new Sequential(new Linear(training.pixels(), options.hidden(), generator), RELU,
                new Linear(options.hidden(), Digits.CLASSES, generator));
        this.optimizer = new Optimizer(new Sgd(options.learningRate()).withMomentum(options.momentum()),
                net.parameters().values());
        this.batches = new Batches(training.images().toFractions().reshape(rows, training.pixels()),
                training.labels().toIntegers(), options.batch(), generator);
        long all = Math.min((long) options.epochs() * batches.count(), options.steps()) * options.batch();
        this.progress = options.quiet() ? Progress.NONE : Progress.onStandardOutput(options.epochs(), all);
    }

    private static void requireWritable(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "model", ".probe"));
        } catch (IOException e) {
            throw new IllegalArgumentException("--out " + directory + ": nothing can be written there (" + e + ")", e);
        }
    }

    /** Trains, tests, and saves the network. */
    public Result learn() {
        long begun = System.nanoTime();
        long training = 0; // nanoseconds
        long samples = 0;
        Test test = null;
        int steps = options.steps();
        for (int epoch = 1; epoch <= options.epochs() && steps > 0; epoch++) {
            long epochBegun = System.nanoTime();
            double sum = 0;
            int seen = 0;
            for (Batch batch : batches) {
                float loss = optimizer.minimize(() -> crossEntropy(net.forward(batch.x()), batch.y()));
                sum += loss * batch.size();
                seen += batch.size();
                progress.advance(epoch, batch.size(), seen / (double) rows, sum / seen);
                if (--steps == 0) {
                    break;
                }
            }
            samples += seen;
            training += System.nanoTime() - epochBegun;
            test = test(net, testImages, testLabels);
            progress.say(String.format(Locale.ROOT, "epoch %d  training loss %.4f  test loss %.4f  test accuracy %.4f",
                    epoch, sum / seen, test.loss, test.confusion.accuracy()));
        }
        double seconds = (System.nanoTime() - begun) / SECOND;
        progress.say(test.confusion.toString());
        return new Result(test.confusion.accuracy(), test.loss, seconds, samples / (training / SECOND), save(), test.confusion);
    }

    private record Test(double loss, ConfusionMatrix confusion) {
    }

    /** {@return how a network does on images that it has not seen} */
    private static Test test(Layer net, Tensor images, Tensor labels) {
        int count = labels.size();
        Tensor[] logits = new Tensor[(count + TESTED_AT_ONCE - 1) / TESTED_AT_ONCE];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = net.forward(images.slice(0, i * TESTED_AT_ONCE, Math.min(count, (i + 1) * TESTED_AT_ONCE)));
        }
        Tensor all = Tensor.concat(0, logits);
        return new Test(crossEntropy(all, labels).item(), ConfusionMatrix.of(all.argmax(1), labels, Digits.CLASSES));
    }

    private Path save() {
        Path file = options.out().resolve("model.safetensors");
        Checkpoint.save(net, file);
        return file;
    }

    /** {@return the SHA-256 of all parameters in order, each in row-major order as little-endian float32} */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Parameter parameter : net.parameters().values()) {
                float[] values = parameter.value().toFloatArray();
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
