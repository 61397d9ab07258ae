package gradus.mutations;

import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes, the telling ones first, until a test fails; prints its name and exits with 1. */
final class FirstFailure {

    private static final List<String> CLASSES = List.of("gradus.autograd.RulesTest", "gradus.tensor.OpTest",
            "gradus.autograd.GoldenOpsTest", "gradus.tensor.PointwiseTest", "gradus.autograd.TapeTest",
            "gradus.tensor.LinearityTest", "gradus.tensor.ReductionTest", "gradus.simd.DefinitionsTest", "gradus.simd.SameBitsTest",
            "gradus.simd.MatmulTest", "gradus.tensor.SharedLoopsTest", "gradus.autograd.MemoryTest", "gradus.autograd.RowsTest",
            "gradus.simd.SiblingsTest", "gradus.simd.SparesTest", "gradus.simd.ThreadsTest",
            "gradus.tensor.NormalizationMethodsTest", "gradus.optim.RuleTest");

    private FirstFailure() {
    }

    public static void main(String[] arguments) {
        for (String name : CLASSES) {
            LauncherFactory.create().execute(
                    LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass(name)).build(),
                    new TestExecutionListener() {
                        @Override
                        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                            if (test.isTest() && result.getStatus() == Status.FAILED) {
                                System.out.println("\n" + name.substring(name.lastIndexOf('.') + 1) + ": " + test.getDisplayName());
                                System.exit(Mutations.FOUND);
                            }
                        }
                    });
        }
        System.exit(0);
    }
}
