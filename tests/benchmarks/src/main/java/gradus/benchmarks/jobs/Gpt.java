package gradus.benchmarks.jobs;

import static gradus.nn.Losses.crossEntropy;

import gradus.autograd.Parameter;
import gradus.tensor.Generator;
import gradus.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A training step of a small GPT on single characters, as in the peers' gpt.py: 4 layers of 4 heads and width 128, blocks of 64
 * characters, no biases, embedding and head tied; AdamW with gradients clipped to the norm 1. The text repeats a pattern.
 */
public final class Gpt implements Job {

    private static final int LAYERS = 4, HEADS = 4, WIDTH = 128, BLOCK = 64, BATCH = 12, CHARACTERS = 65;

    private final Generator generator;
    private final Parameter token;
    private final Parameter position;
    private final Parameter lastScale = new Parameter(Tensor.ones(WIDTH));
    private final List<Block> blocks = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final gradus.tensor.Attention attention = new gradus.tensor.Attention(HEADS, true);
    private final ClippedAdam optimizer;
    private final Tensor text;

    public Gpt(Generator generator) {
        this.generator = generator;
        token = weight(1, CHARACTERS, WIDTH);
        position = weight(1, BLOCK, WIDTH);
        for (int i = 0; i < LAYERS; i++) {
            blocks.add(new Block());
        }
        parameters.add(lastScale);
        optimizer = new ClippedAdam(parameters, 0.9, 0.99, 0.1);
        int[] characters = new int[10_000];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = i * i / 7 % CHARACTERS;
        }
        text = Tensor.of(characters);
    }

    private Parameter weight(double scale, int... dims) {
        Parameter weight = new Parameter(generator.normal(dims).mul(0.02 * scale));
        parameters.add(weight);
        return weight;
    }

    private final class Block {
        final Parameter scale1 = new Parameter(Tensor.ones(WIDTH)), scale2 = new Parameter(Tensor.ones(WIDTH));
        final Parameter qkv = weight(1, WIDTH, 3 * WIDTH), out = weight(1 / Math.sqrt(2 * LAYERS), WIDTH, WIDTH);
        final Parameter up = weight(1, WIDTH, 4 * WIDTH), down = weight(1 / Math.sqrt(2 * LAYERS), 4 * WIDTH, WIDTH);

        Block() {
            parameters.add(scale1);
            parameters.add(scale2);
        }

        Tensor forward(Tensor x) {
            Tensor y = Attention.normalize(x).mul(scale1.value()).matmul(qkv.value());
            Tensor z = x.add(attention.apply(y).matmul(out.value()));
            return z.add(Attention.normalize(z).mul(scale2.value()).matmul(up.value()).gelu().matmul(down.value()));
        }
    }

    /** {@return logits [B T, characters] for the characters that follow each of [B, T]} */
    private Tensor forward(Tensor characters) {
        Tensor embedding = token.value();
        Tensor x = embedding.indexSelect(0, characters).add(position.value());
        for (Block block : blocks) {
            x = block.forward(x);
        }
        return Attention.normalize(x).mul(lastScale.value()).reshape(-1, WIDTH).matmul(embedding.transpose());
    }

    @Override
    public double run() {
        Tensor[] x = new Tensor[BATCH];
        Tensor[] y = new Tensor[BATCH];
        for (int i = 0; i < BATCH; i++) {
            int start = generator.below(text.size() - BLOCK);
            x[i] = text.slice(0, start, start + BLOCK);
            y[i] = text.slice(0, start + 1, start + 1 + BLOCK);
        }
        Tensor characters = Tensor.stack(0, x);
        Tensor next = Tensor.concat(0, y);
        return optimizer.minimize(() -> crossEntropy(forward(characters), next), 1e-3, 1);
    }

    /** No character may see those after it, and the loss falls. */
    @Override
    public void check() {
        Tensor one = text.slice(0, 0, BLOCK).unsqueeze(0);
        Tensor other = Tensor.concat(1, one.slice(1, 0, BLOCK - 1), Tensor.of(new int[] {1}, 1, 1));
        Tensor before = forward(one).slice(0, 0, BLOCK - 1);
        Job.require(before.contentEquals(forward(other).slice(0, 0, BLOCK - 1)), "the last character changes logits before it");
        Training.falls(this, CHARACTERS, 6);
    }
}
