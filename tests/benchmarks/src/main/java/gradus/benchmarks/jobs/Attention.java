package gradus.benchmarks.jobs;

import gradus.tensor.Tensor;

/** The pieces of a transformer (Vaswani et al. 2017), in plain ops. */
final class Attention {

    private Attention() {
    }

    /** {@return softmax(q kᵀ / √d) v for each head; scores where the mask is false count as −∞; no mask is null} */
    static Tensor apply(Tensor qkv, int heads, Tensor mask) {
        int batch = qkv.shape().dim(0);
        int time = qkv.shape().dim(1);
        int width = qkv.shape().dim(2) / 3;
        Tensor[] parts = qkv.chunk(2, 3);
        for (int i = 0; i < 3; i++) {
            parts[i] = parts[i].reshape(batch, time, heads, width / heads).permute(0, 2, 1, 3); // (B, T, C) -> (B, heads, T, d)
        }
        Tensor scores = parts[0].matmul(parts[1].transpose()).mul(1 / Math.sqrt(width / heads)); // (B, heads, T, T)
        if (mask != null) {
            scores = Tensor.where(mask, scores, Tensor.scalar(Double.NEGATIVE_INFINITY));
        }
        Tensor z = scores.softmax(-1).matmul(parts[2]); // (B, heads, T, d)
        return z.permute(0, 2, 1, 3).reshape(batch, time, width);
    }
}
