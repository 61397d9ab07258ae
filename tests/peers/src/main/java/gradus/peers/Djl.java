package gradus.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import gradus.benchmarks.jobs.Job;
import java.util.Random;

/** Deep Java Library on libtorch. */
final class Djl {

    private Djl() {
    }

    static Job matmul(int n) {
        NDManager manager = NDManager.newBaseManager();
        NDArray a = manager.randomUniform(0, 1, new Shape(n, n));
        NDArray b = manager.randomUniform(0, 1, new Shape(n, n));
        return new Job() {

            @Override
            public double run() {
                try (NDArray c = a.matMul(b)) {
                    return c.size();
                }
            }

            @Override
            public void check() {
                float[] x = a.toFloatArray();
                float[] y = b.toFloatArray();
                try (NDArray c = a.matMul(b)) {
                    float[] z = c.toFloatArray();
                    new Product(n, (i, j) -> x[i * n + j], (i, j) -> y[i * n + j], () -> (i, j) -> z[i * n + j]).check();
                }
            }
        };
    }

    /** A training step of 784-128-10 with SGD and momentum, as its documentation writes it. */
    static final class MlpStep implements Job {

        private final Trainer trainer;
        private final NDArray x;
        private final NDArray y;

        MlpStep(int batch) {
            NDManager manager = NDManager.newBaseManager();
            Model model = Model.newInstance("mlp");
            model.setBlock(new SequentialBlock().add(Linear.builder().setUnits(128).build()).add(Activation::relu)
                    .add(Linear.builder().setUnits(10).build()));
            Optimizer optimizer = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.01f)).optMomentum(0.9f).build();
            trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
            trainer.initialize(new Shape(batch, 784));
            x = manager.randomUniform(0, 1, new Shape(batch, 784));
            int[] classes = new Random(0).ints(batch, 0, 10).toArray();
            y = manager.create(classes);
        }

        @Override
        public double run() {
            return step(false);
        }

        private double step(boolean read) {
            try (NDManager inner = trainer.getManager().newSubManager()) {
                NDArray data = x.duplicate();
                data.attach(inner);
                double before = 0;
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDArray loss = trainer.getLoss().evaluate(new NDList(y), trainer.forward(new NDList(data)));
                    collector.backward(loss);
                    before = read ? loss.getFloat() : 0;
                    loss.close();
                }
                trainer.step();
                return before;
            }
        }

        @Override
        public void check() {
            double first = step(true);
            double last = first;
            for (int i = 0; i < 12; i++) {
                last = step(true);
            }
            Job.require(last < first, "the loss went from " + first + " to " + last);
        }
    }
}
