package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transform for lengths that the small examples of all ops do not reach. */
class FourierTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64, 97, 100, 1000, 1024, 4099})
    void thereAndBackAgain(int n) {
        Tensor x = OpCatalogue.normal(n, 3, n, 2);
        Tensor z = x.fft(1);
        assertArrayEquals(x.toDoubleArray(), z.inverseFft(1).toDoubleArray(), 1e-12);
        assertEquals(n * x.square().sum().item(), z.square().sum().item(), 1e-9 * n * n); // Parseval
        assertArrayEquals(x.sum(1).toDoubleArray(), z.at(":, 0").toDoubleArray(), 1e-11);
    }

    /** A wave is one frequency. */
    @ParameterizedTest
    @ValueSource(ints = {8, 12, 1023})
    void waves(int n) {
        double[] wave = new double[2 * n];
        double[] expected = new double[2 * n];
        for (int k = 0; k < n; k++) {
            wave[2 * k] = Math.cos(2 * Math.PI * 3 * k / n);
            wave[2 * k + 1] = Math.sin(2 * Math.PI * 3 * k / n);
        }
        expected[6] = n;
        assertArrayEquals(expected, Tensor.of(wave, n, 2).fft(-1).toDoubleArray(), 1e-9);
    }
}
