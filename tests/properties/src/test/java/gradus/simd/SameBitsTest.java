package gradus.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Digests of what the kernels give on fixed arguments, the same on every machine and in every mode of the JVM. A digest may
 * only change together with the definition of its kernel.
 */
@Tag("bits")
class SameBitsTest {

    private static final String DIGESTS = """
        eafdc7d96045 45f296342a53 abs[A, int, A, int, int]
        42a002a94fdd defd60b51011 acos[A, int, A, int, int]
        43cac3fc303e f0d1b0a7f94c adam[A, int, A, int, A, int, A, int, int, long, double, double, double, double, double, double]
        bc96a65507f0 a70b9c626802 add[A, int, A, int, A, int, int]
        2742d542a7ca 145ddba11741 affine[Matrices, Matrices, A, int, Matrices]
        d4e0d597b84f 3f72a3906671 asin[A, int, A, int, int]
        aab696734c3d 5730da149d28 atan2[A, int, A, int, A, int, int]
        f7e1650538d5 035ff30e95d9 atan[A, int, A, int, int]
        1ee4018a65a5 c269ec57ab35 axpy[double, A, int, A, int, int]
        5368e0d1d7b3 fc54a0059ebf ceil[A, int, A, int, int]
        d56eee5693b7 782c19b60070 convolveTransposed[ConvolutionShape, A, int, A, int, A, int]
        f81b8d781588 ae628b9caa98 convolveWeights[ConvolutionShape, A, int, A, int, A, int]
        ef2082f3b22d e58fe44fb692 convolve[ConvolutionShape, A, int, A, int, A, int, A, int]
        7d55d8c7f850 bf9369289c2f cos[A, int, A, int, int]
        aeaf1f556087 80de001ffe11 cosh[A, int, A, int, int]
        c8338cde2463 df5775d1389d div[A, int, A, int, A, int, int]
        17730fe3aa9c c7f5a9cbcdf0 dot[A, int, A, int, int]
        ebb5c3e030d1 fbc7f94090af equal[A, int, A, int, boolean[], int, int]
        57802f9cba52 f6a2c6fd924e erf[A, int, A, int, int]
        8d015b5fb8fb 9805d09cca5d exp[A, int, A, int, int]
        982c83d14364 1261dab69b56 expm1[A, int, A, int, int]
        e18e99ef7750 7b94cde77be0 floor[A, int, A, int, int]
        de9276adf90b ffc366e51411 flow[A, int, A, int, A, int, int]
        0beb7be83641 74e48f7254e9 gate[A, int, A, int, A, int, int]
        76caecebc4c4 11974529d3f9 gather[A, int, int, A, int, int]
        7312c60f568d b32007211fd6 geluSlope[A, int, A, int, int]
        457833ccfb26 e08a0d2eba8e geluTanhSlope[A, int, A, int, int]
        45784c4dd14b 14d020215d0b geluTanh[A, int, A, int, int]
        99c24a8ac0eb a7ae3a09e328 gelu[A, int, A, int, int]
        dcbaf1e40d34 5e4728166e80 greaterEqual[A, int, A, int, boolean[], int, int]
        3f6f254ac8d1 489aa578d2e1 greater[A, int, A, int, boolean[], int, int]
        aecaf1ee41f3 43131218ebf8 gruGradient[A, int, A, int, A, int, A, int, A, int, A, int, int, int]
        1212587c859a ac2ee0555ec2 gru[A, int, A, int, A, int, A, int, A, int, int, int]
        1c3dcbeaf80c 43c16db52e8b hypot[A, int, A, int, A, int, int]
        3451537db9e8 e6a5f52cc62c log1p[A, int, A, int, int]
        2f7fea70cfb5 20f050beffc7 logSoftmax[A, int, A, int, int]
        bad1a0c25476 be5bf4c64ca8 logSumExp[A, int, int]
        4c61ccc4452d 40affacf6183 log[A, int, A, int, int]
        bcff53126c11 c41bc9341788 logaddexp[A, int, A, int, A, int, int]
        bbdda9b6e600 111b16259d78 lstmGradient[A, int, A, int, A, int, A, int, A, int, A, int, A, int, A, int, int, int]
        0e480460a533 3cacaf6499f3 lstm[A, int, A, int, A, int, A, int, A, int, A, int, int, int]
        63b77837ffa4 f09a18c37178 matmul[Matrices, Matrices, Matrices, boolean]
        a0223a36e781 624cb109f346 maxColumns[A, int, int, int, int, A, int]
        13f66cf6b9b2 97512905cb7c max[A, int, A, int, A, int, int]
        46600e782fbe 18e70ee79093 max[A, int, int]
        1ded88797746 0943b24d91ac minColumns[A, int, int, int, int, A, int]
        815d364e5147 4873aaef012b min[A, int, A, int, A, int, int]
        199e60f4959a 56a639957959 min[A, int, int]
        2e774440e1df 197a46909f16 mul[A, int, A, int, A, int, int]
        39ac605284d5 b8e192a0b9b5 neg[A, int, A, int, int]
        d177f934a666 83e67ff848f9 normalizeGradient[A, int, double, double, A, int, A, int, double, double, A, int, int]
        083a87b8c29f c4143823785e normalizeSums[A, int, double, double, A, int, A, int, A, int, A, int, int]
        1f1be09e731b 855553d153ea normalize[A, int, double, double, A, int, A, int, A, int, int]
        4001054b45cb 5b97b46db22b notEqual[A, int, A, int, boolean[], int, int]
        9989d60037ae 39be3d42407d pick[ConvolutionShape, A, int, A, int, A, int]
        c93250fa19ec 481aa4ed3fad place[ConvolutionShape, A, int, A, int, A, int]
        0be8af1b0e71 a25d7d7ec3d0 pow[A, int, A, int, A, int, int]
        e41576ac577c 8a5272693274 reciprocal[A, int, A, int, int]
        eacdaaacd621 b19f219eab99 recurrence[A, int, A, int, A, int, int, int]
        671a2da838fa a50c6851461b relu[A, int, A, int, int]
        8ba6c6769a63 0c544feddcea remainder[A, int, A, int, A, int, int]
        c00944ca4bd5 c6bb7ce3336e round[A, int, A, int, int]
        a8f168f8a383 9d474b7a985f scatter[A, int, A, int, int, int]
        73182937fe4d d08daca63893 sgd[A, int, A, int, A, int, int, boolean, double, double, double, boolean, double, double]
        696a7674d85f 8e0bbb7e5658 share[A, int, A, int, A, int, int]
        c8c8975a9657 33fbe448317f sigmoid[A, int, A, int, int]
        bb1590593a1f 427a4c1d5e7d sign[A, int, A, int, int]
        f66f0d48a3cf 6644ea748997 sin[A, int, A, int, int]
        8ce23aa11a36 ed2b7155d37f sinh[A, int, A, int, int]
        737b44dd5a27 dc99ba9f34e6 softmaxColumnsGradient[double, A, int, A, int, A, int, int, int]
        016de6a95a9d cd25d8b155f8 softmaxColumns[double, A, int, A, int, int, int]
        e47d46d27381 df9176102215 softmax[A, int, A, int, int]
        97cf3b125ceb eb6969111eff softplus[A, int, A, int, int]
        6c8e2dd147b1 a21123533645 sqrt[A, int, A, int, int]
        581752870fea 0f668207f304 square[A, int, A, int, int]
        652bea466ba4 a6aac899aec4 squaredDeviations[A, int, double, int]
        20aba5ef4dff ad06f2b4b68c sub[A, int, A, int, A, int, int]
        50c4f18cdbeb d85ee8bb1397 sumColumns[A, int, int, int, int, A, int]
        647f2731b1c9 bb7f078f4362 sumOfSquares[A, int, int]
        564f769f66fa c6b19bbc9044 sum[A, int, int]
        92f128b5569e c20b6bd7a2ac tan[A, int, A, int, int]
        53e10162dbd4 e29a0fa77bf6 tanh[A, int, A, int, int]
        00849a3d78b2 0a072c416f24 transpose[A, int, int, int, int, A, int, int]
        e03908fde7a9 a2e46601fd1c where[boolean[], int, A, int, A, int, A, int, int]
        """;

    @Test
    void everyKernelGivesTheBitsStoredHere() throws NoSuchAlgorithmException {
        StringBuilder actual = new StringBuilder();
        for (Method kernel : Calls.kernels()) {
            actual.append(digest(kernel, Elements.FLOAT)).append(' ').append(digest(kernel, Elements.DOUBLE)).append(' ')
                .append(Calls.name(kernel)).append('\n');
        }
        assertEquals(DIGESTS, actual.toString(), Simd.description());
    }

    private static <A> String digest(Method kernel, Elements<A> elements) throws NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        Random random = new Random(1);
        for (int n : new int[] {0, 1, 9, 16, 40, 64, 100, 207, 1000, 4096, 4098, 9000}) {
            for (int again = 0; again < 3; again++) {
                Drawn<A> drawn = new Drawn<>(elements, random.nextLong());
                Double value = Calls.call(kernel, elements.chosen(), drawn, n, false);
                if (value != null) add(sha, Double.doubleToLongBits(value));
                for (long[] bits : drawn.bits()) {
                    add(sha, bits);
                }
            }
        }
        return HexFormat.of().formatHex(sha.digest(), 0, 6);
    }

    private static void add(MessageDigest sha, long... bits) {
        ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES);
        bytes.asLongBuffer().put(bits);
        sha.update(bytes);
    }
}
