package gradus.examples;

import static gradus.nn.Activation.RELU;
import static gradus.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gradus.nn.Batches;
import gradus.nn.Batches.Batch;
import gradus.nn.ConfusionMatrix;
import gradus.nn.Idx;
import gradus.nn.Layer;
import gradus.nn.Linear;
import gradus.nn.Sequential;
import gradus.optim.Optimizer;
import gradus.optim.Sgd;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DigitsTest {

    @Test
    @Tag("bits")
    void everyMachineDrawsTheSamePixels() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Digits.draw(500, 42).images().data());
        assertEquals("4dc69471454d50c551b08d3dc41baf7e29380de0094b02ac42fc1214864ebfc3", HexFormat.of().formatHex(hash));
    }

    @Test
    void theSeedDecidesThePixels() {
        byte[] few = Digits.draw(20, 7).images().data();
        byte[] many = Digits.draw(50, 7).images().data();
        assertArrayEquals(few, Arrays.copyOf(many, few.length)); // an image depends on the seed and its index alone
        assertFalse(Arrays.equals(few, Digits.draw(20, 8).images().data()));
        assertFalse(Arrays.equals(few, 0, 784, few, 10 * 784, 11 * 784)); // the next picture of the same digit is another
    }

    @Test
    void picturesAreDarkWithSomeInkAwayFromTheBorder() {
        Digits digits = Digits.draw(1000, 1);
        double[] mean = new double[784];
        for (int i = 0; i < 1000; i++) {
            double ink = 0;
            for (int p = 0; p < 784; p++) {
                int pixel = digits.images().data()[784 * i + p] & 0xff;
                mean[p] += pixel / 1000.0;
                ink += pixel / 255.0;
            }
            assertTrue(ink > 15 && ink < 250, "image " + i + " has " + ink + " of ink");
        }
        for (int p = 0; p < 28; p++) {
            for (int border : new int[] {p, 27 * 28 + p, 28 * p, 28 * p + 27}) {
                assertTrue(mean[border] < 25, "pixel " + border + " has " + mean[border]);
            }
        }
    }

    /** Trains as the main job does, and {@return the test accuracy}. */
    private static double accuracy(Layer net, Generator generator) {
        Digits training = Digits.draw(20_000, 0);
        Digits test = Digits.draw(4_000, ~0);
        Tensor x = training.images().toFractions().reshape(20_000, 784);
        Optimizer optimizer = new Optimizer(new Sgd(0.01).withMomentum(0.9), net.parameters().values());
        Batches batches = new Batches(x, training.labels().toIntegers(), 64, generator);
        for (int epoch = 0; epoch < 10; epoch++) {
            for (Batch batch : batches) {
                optimizer.minimize(() -> crossEntropy(net.forward(batch.x()), batch.y()));
            }
        }
        Tensor predicted = net.forward(test.images().toFractions().reshape(4_000, 784)).argmax(1);
        return ConfusionMatrix.of(predicted, test.labels().toIntegers(), 10).accuracy();
    }

    @Test
    void aNetworkLearnsThemAndALinearModelDoesNot() {
        Generator generator = Generator.of(1);
        double linear = accuracy(new Linear(784, 10, generator), generator);
        double network = accuracy(new Sequential(new Linear(784, 128, generator), RELU, new Linear(128, 10, generator)), generator);
        assertTrue(linear > 0.85 && linear < 0.95, "linear " + linear);
        assertTrue(network >= 0.97, "network " + network);
    }

    @Test
    void refusesWhatIsNoSetOfDigits() {
        Idx two = new Idx(new int[] {2, 3, 3}, new byte[18]);
        assertEquals("there are labels of the shape [3] for 2 images; each image needs one label", assertThrows(
                IllegalArgumentException.class, () -> new Digits(two, new Idx(new int[] {3}, new byte[3]))).getMessage());
        assertEquals("label 1 is 10; labels must be 0 to 9", assertThrows(IllegalArgumentException.class,
                () -> new Digits(two, new Idx(new int[] {2}, new byte[] {9, 10}))).getMessage());
        assertEquals("label 0 is 255; labels must be 0 to 9", assertThrows(IllegalArgumentException.class,
                () -> new Digits(two, new Idx(new int[] {2}, new byte[] {-1, 0}))).getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> new Digits(new Idx(new int[] {2}, new byte[2]), new Idx(new int[] {2}, new byte[2])));
    }
}
