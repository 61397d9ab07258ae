package gradus.peers;

import gradus.benchmarks.jobs.Job;
import gradus.benchmarks.peers.Stopwatch;
import java.io.IOException;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.R032Store;
import org.ojalgo.random.Uniform;
import rapaio.darray.DArray;
import rapaio.darray.DArrayManager;
import rapaio.darray.DType;
import rapaio.darray.Order;
import rapaio.darray.Shape;

/** Times one job of one library: its name, the name of the job, and the seconds to warm up. */
public final class Library {

    private Library() {
    }

    public static void main(String[] arguments) throws IOException {
        String job = arguments[1];
        int slash = job.indexOf('/');
        String family = job.substring(0, slash);
        int n = Integer.parseInt(job.substring(slash + 1));
        String version = switch (arguments[0]) {
            case "DJL" -> "0.32.0 (libtorch 2.5.1)";
            case "EJML" -> "0.44.0";
            case "ojAlgo" -> OjAlgoUtils.getVersion();
            case "rapaio" -> "8.1.0";
            default -> throw new IllegalArgumentException("there is no library " + arguments[0]);
        };
        Job work = switch (arguments[0] + " " + family) {
            case "DJL matmul" -> Djl.matmul(n);
            case "DJL mlp_step" -> new Djl.MlpStep(n);
            case "EJML matmul" -> ejml(n);
            case "ojAlgo matmul" -> ojAlgo(n, Integer.getInteger("gradus.threads", 1));
            case "rapaio matmul" -> rapaio(n, Integer.getInteger("gradus.threads", 1));
            default -> throw new IllegalArgumentException(arguments[0] + " does not do " + job);
        };
        Stopwatch.serve(version, job, work, Double.parseDouble(arguments[2]));
    }

    private static Job ejml(int n) {
        Random random = new Random(0);
        FMatrixRMaj a = RandomMatrices_FDRM.rectangle(n, n, random);
        FMatrixRMaj b = RandomMatrices_FDRM.rectangle(n, n, random);
        return new Product(n, a::get, b::get, () -> CommonOps_FDRM.mult(a, b, null)::get);
    }

    private static Job ojAlgo(int n, int threads) {
        OjAlgoUtils.limitThreadsTo(threads);
        R032Store a = R032Store.FACTORY.makeFilled(n, n, Uniform.standard());
        R032Store b = R032Store.FACTORY.makeFilled(n, n, Uniform.standard());
        return new Product(n, a::doubleValue, b::doubleValue, () -> {
            R032Store c = R032Store.FACTORY.make(n, n);
            a.multiply(b, c);
            return c::doubleValue;
        });
    }

    private static Job rapaio(int n, int threads) {
        DArrayManager manager = DArrayManager.base(threads);
        Random random = new Random(0);
        // In these orders its product is four times as fast as in others.
        DArray<Float> a = manager.random(DType.FLOAT, Shape.of(n, n), random, Order.C);
        DArray<Float> b = manager.random(DType.FLOAT, Shape.of(n, n), random, Order.F);
        return new Product(n, a::getDouble, b::getDouble, () -> a.mm(b, Order.C)::getDouble);
    }
}
