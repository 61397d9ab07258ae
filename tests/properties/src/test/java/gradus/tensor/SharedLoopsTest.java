package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import gradus.simd.Threads;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.lifecycle.AfterTry;

/** Loops long enough to be shared among threads give the bits of one thread. */
class SharedLoopsTest {

    private final int before = Threads.count();
    private final Generator generator = Generator.of(7);

    @AfterTry
    void restore() {
        Threads.use(before);
    }

    private static void sameOnAnyNumberOfThreads(Supplier<Tensor> computation) {
        Threads.use(1);
        Tensor expected = computation.get();
        for (int threads : new int[] {2, 3, 7}) {
            Threads.use(threads);
            assertArrayEquals(expected.toDoubleArray(), computation.get().toDoubleArray(), threads + " threads");
        }
    }

    @Example
    void pointwise() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = generator.normal(600, 517).to(dtype);
            Tensor y = generator.normal(600, 517).to(dtype);
            sameOnAnyNumberOfThreads(x::exp);
            sameOnAnyNumberOfThreads(() -> x.transpose().tanh());
            sameOnAnyNumberOfThreads(() -> x.slice(0, 1, 600).mul(y.slice(0, 0, 599)));
            sameOnAnyNumberOfThreads(() -> x.add(y.slice(1, 3, 4)));
            sameOnAnyNumberOfThreads(() -> x.div(3));
            sameOnAnyNumberOfThreads(() -> x.add(y.reshape(517, 600).transpose()));
        }
    }

    @Example
    void reductionsAndRows() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = generator.normal(301, 1003).to(dtype);
            Tensor blocks = x.slice(1, 0, 1000).reshape(301, 20, 50);
            Tensor large = generator.normal(1003, 601).to(dtype);
            sameOnAnyNumberOfThreads(large::sum);
            sameOnAnyNumberOfThreads(() -> large.reshape(-1).slice(0, 5, 600_000).sum());
            sameOnAnyNumberOfThreads(() -> large.sum(1));
            sameOnAnyNumberOfThreads(() -> large.slice(0, 0, 1000).reshape(20, 50, 601).sum(1));
            sameOnAnyNumberOfThreads(() -> large.max(1));
            sameOnAnyNumberOfThreads(() -> blocks.min(1));
            sameOnAnyNumberOfThreads(() -> x.logSumExp(1));
            sameOnAnyNumberOfThreads(() -> x.softmax(1));
            sameOnAnyNumberOfThreads(() -> x.logSoftmax(0));
            sameOnAnyNumberOfThreads(() -> x.greater(0).to(dtype));
            sameOnAnyNumberOfThreads(() -> Tensor.where(x.less(0), x, blocks.sum().neg()));
        }
    }

    /** Forward and backward, with parameters for each place of a row, shared along it, of their own for each row, and for each row one. */
    @Example
    void normalization() {
        Tensor x = generator.normal(303, 4, 131);
        Tensor g = generator.normal(303, 4, 131);
        int[][] axes = {{2}, {1, 2}, {1, 2}, {2}, {0, 2}};
        int[][] shapes = {{131}, {4, 131}, {131}, {303, 4, 131}, {4, 1}};
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (int i = 0; i < axes.length; i++) {
                Normalize op = new Normalize(Axes.of("test", x.shape(), axes[i]), 1e-5);
                Tensor[] in = {x.to(dtype), generator.normal(shapes[i]).to(dtype), generator.normal(shapes[i]).to(dtype)};
                sameOnAnyNumberOfThreads(() -> op.compute(in));
                sameOnAnyNumberOfThreads(() -> {
                    Tensor[] gradients = new Tensor[3];
                    for (int k = 0; k < 3; k++) {
                        gradients[k] = Tensor.zeros(dtype, in[k].shape().toArray());
                    }
                    op.differentiate(in, null, g.to(dtype), gradients);
                    return Tensor.concat(0, gradients[0].reshape(-1), gradients[1].reshape(-1), gradients[2].reshape(-1));
                });
            }
        }
    }

    /** {images, groups, channels, outputs, size of images, of windows}: few weights of one and of three channels, then more and more. */
    @Example
    void convolutionsAndPooling() {
        int[][] cases = {{40, 1, 1, 7, 28, 5}, {60, 1, 3, 8, 30, 3}, {64, 1, 6, 16, 14, 5}, {9, 2, 5, 20, 20, 3}, {5, 1, 40, 70, 16, 3}};
        for (int[] c : cases) {
            int images = c[0], groups = c[1], channels = c[2], outputs = c[3], size = c[4];
            Window window = Window.of(c[5], c[5]);
            Tensor x = generator.normal(images, groups * channels, size, size);
            Tensor w = generator.normal(groups * outputs, channels, c[5], c[5]);
            Convolution convolution = new Convolution(window, groups);
            Tensor y = convolution.apply(x, w);
            sameOnAnyNumberOfThreads(() -> convolution.apply(x, w));
            sameOnAnyNumberOfThreads(() -> convolution.applyTransposed(y, w));
            sameOnAnyNumberOfThreads(() -> new Filter.Weights(window, groups).apply(x, y));
            for (Window each : new Window[] {Window.of(2, 2).stride(2), Window.of(3, 3)}) {
                Tensor largest = each.max(x);
                sameOnAnyNumberOfThreads(() -> each.max(x));
                sameOnAnyNumberOfThreads(() -> new Pooling.Place(each).apply(x, largest));
            }
        }
    }

    /** (B, T, heads · d) -> (B, heads, T, d), whose two leading axes no one stride describes. */
    private static Tensor heads(Tensor x, int heads) {
        int[] dims = x.shape().toArray();
        return x.reshape(dims[0], dims[1], heads, dims[2] / heads).permute(0, 2, 1, 3);
    }

    @Example
    void batchesOfHeads() {
        for (int batch : new int[] {1, 3, 12}) {
            Tensor q = heads(generator.normal(batch, 40, 4 * 24), 4);
            Tensor k = heads(generator.normal(batch, 40, 4 * 24), 4).transpose();
            sameOnAnyNumberOfThreads(() -> q.matmul(k));
            Tensor scores = q.matmul(k);
            for (int b = 0; b < batch; b++) {
                for (int h = 0; h < 4; h++) {
                    assertArrayEquals(q.at(b, h).matmul(k.at(b, h)).toDoubleArray(), scores.at(b, h).toDoubleArray(),
                            "matrix " + b + ", " + h);
                }
            }
            Tensor one = q.slice(0, 0, 1); // broadcast along the axis that runs
            assertArrayEquals(one.expand(batch, 4, 40, 24).add(0).matmul(k).toDoubleArray(), one.matmul(k).toDoubleArray());
        }
    }
}
