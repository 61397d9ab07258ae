package gradus.benchmarks.jobs;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Losses.crossEntropy;

import gradus.nn.Batches;
import gradus.nn.Batches.Batch;
import gradus.nn.Idx;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.optim.Optimizer;
import gradus.tensor.DType;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole training: ten epochs of 784-128-10 on MNIST in batches of 64, tested after each, with new weights every time. Reading the
 * files is not part of it. They are in the folder {@code -Dgradus.mnist}, or else ../shared/data/mnist beside {@code -Dgradus.root}.
 */
public final class Mnist implements Job {

    private static final int EPOCHS = 10;

    private final Tensor x, y, testX, testY;
    private double accuracy;

    /** @throws IllegalStateException where the files are not */
    public Mnist() {
        Path folder = folder();
        Job.require(isIn(folder), "mnist: " + folder + " does not hold MNIST's four files; -Dgradus.mnist=DIR names another folder");
        x = images(folder, "train");
        y = labels(folder, "train");
        testX = images(folder, "t10k");
        testY = labels(folder, "t10k");
    }

    /** {@return where the files are looked for} */
    public static Path folder() {
        String named = System.getProperty("gradus.mnist");
        return named != null ? Path.of(named)
                : Path.of(System.getProperty("gradus.root", ".")).toAbsolutePath().resolve("../shared/data/mnist").normalize();
    }

    /** {@return whether the folder holds MNIST's files, gzipped} */
    public static boolean isIn(Path folder) {
        return Files.exists(file(folder, "train", "images-idx3")) && Files.exists(file(folder, "train", "labels-idx1"))
                && Files.exists(file(folder, "t10k", "images-idx3")) && Files.exists(file(folder, "t10k", "labels-idx1"));
    }

    private static Path file(Path folder, String set, String what) {
        return folder.resolve(set + "-" + what + "-ubyte.gz");
    }

    private static Tensor images(Path folder, String set) {
        return Idx.read(file(folder, set, "images-idx3")).toFractions().reshape(-1, 784);
    }

    private static Tensor labels(Path folder, String set) {
        return Idx.read(file(folder, set, "labels-idx1")).toIntegers();
    }

    /** {@return the share of the test images that are told right in the end} */
    @Override
    public double run() {
        Generator generator = Generator.of(0);
        Layer net = new Sequential(new Linear(784, 128, generator), RELU, new Linear(128, 10, generator));
        Optimizer optimizer = new Optimizer(Networks.MOMENTUM, net.parameters().values());
        Batches batches = new Batches(x, y, 64, generator);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (Batch batch : batches) {
                optimizer.minimize(() -> crossEntropy(net.forward(batch.x()), batch.y()));
            }
            accuracy = net.forward(testX).argmax(1).equalTo(testY).to(DType.FLOAT32).mean().item();
        }
        Job.require(accuracy > 0.965, "after " + EPOCHS + " epochs " + accuracy + " of the test images are told right");
        return accuracy;
    }

    @Override
    public void check() {
        run();
    }
}
