package gradus.examples;

import gradus.nn.Idx;
import gradus.simd.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Pictures of the digits 0 to 9, read from MNIST's files or drawn.
 *
 * @param images [count, height, width], 0 for the ground to 255 for ink
 * @param labels [count], the digit of each
 */
public record Digits(Idx images, Idx labels) {

    public static final int CLASSES = 10;

    private static final int DRAWN_AT_ONCE = 1_000;

    /**
     * @throws IllegalArgumentException when images and labels do not match, or a label is not a digit
     */
    public Digits {
        if (images.shape().length != 3) {
            throw new IllegalArgumentException("the images have the shape " + Arrays.toString(images.shape())
                    + "; it must be [count, height, width]");
        }
        if (labels.shape().length != 1 || labels.shape()[0] != images.shape()[0]) {
            throw new IllegalArgumentException("there are labels of the shape " + Arrays.toString(labels.shape()) + " for "
                    + images.shape()[0] + " images; each image needs one label");
        }
        byte[] digits = labels.data();
        for (int i = 0; i < digits.length; i++) {
            if ((digits[i] & 0xff) >= CLASSES) {
                throw new IllegalArgumentException("label " + i + " is " + (digits[i] & 0xff) + "; labels must be 0 to "
                        + (CLASSES - 1));
            }
        }
    }

    /**
     * Reads {@code NAME-images-idx3-ubyte} and {@code NAME-labels-idx1-ubyte}, or these with {@code .gz}, from a directory.
     *
     * @throws IllegalArgumentException when the directory or a file is missing, damaged, or does not match the other
     */
    public static Digits read(Path directory, String name) {
        Idx images = Idx.read(find(directory, name + "-images-idx3-ubyte"));
        Idx labels = Idx.read(find(directory, name + "-labels-idx1-ubyte"));
        try {
            return new Digits(images, labels);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(directory.resolve(name + "-…") + ": " + e.getMessage(), e);
        }
    }

    private static Path find(Path directory, String name) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("the data directory " + directory + " does not exist; name one that holds MNIST's files");
        }
        Path plain = directory.resolve(name);
        Path gzipped = directory.resolve(name + ".gz");
        if (Files.exists(plain)) {
            return plain;
        }
        if (Files.exists(gzipped)) {
            return gzipped;
        }
        throw new IllegalArgumentException("the data directory " + directory + " has neither " + name + " nor " + name + ".gz");
    }

    /** {@return that many pictures in the embedded {@link Handwriting}, the digits in turn; the same for the same seed} */
    public static Digits draw(int count, long seed) {
        byte[] pixels = new byte[count * Handwriting.PIXELS];
        byte[] digits = new byte[count];
        Threads.forEach((count + DRAWN_AT_ONCE - 1) / DRAWN_AT_ONCE, part -> {
            Handwriting hand = new Handwriting(seed);
            for (int i = part * DRAWN_AT_ONCE; i < Math.min(count, (part + 1) * DRAWN_AT_ONCE); i++) {
                digits[i] = (byte) (i % CLASSES);
                hand.draw(digits[i], i, pixels, i * Handwriting.PIXELS);
            }
        });
        return new Digits(new Idx(new int[] {count, Handwriting.SIDE, Handwriting.SIDE}, pixels),
                new Idx(new int[] {count}, digits));
    }

    /** {@return the number of pictures} */
    public int count() {
        return labels.data().length;
    }

    /** {@return the number of pixels of a picture} */
    public int pixels() {
        return images.shape()[1] * images.shape()[2];
    }
}
