package gradus.examples;

import java.util.Arrays;

/**
 * Draws digits as 28 × 28 grey pixels: the strokes of one of a few styles, their points a little displaced, rotated, sheared,
 * scaled and shifted, in a pen of random width with a soft edge, and grain over the whole.
 *
 * <p>Image i depends on the seed and i alone. Only additions, multiplications, divisions and square roots are used, which
 * Java rounds alike everywhere, so every machine draws the same pixels.
 */
final class Handwriting {

    static final int SIDE = 28;
    static final int PIXELS = SIDE * SIDE;

    /**
     * For each digit its styles. A style is its strokes, separated by a bar; a stroke is a smooth curve through its points,
     * x (to the right) and y (down) in percent. A point given twice is a corner.
     */
    private static final String[][] STYLES = {
        {"50,15 32,24 26,50 32,76 50,85 68,76 74,50 68,24 50,15",
            "54,15 36,24 29,50 34,77 49,85 66,73 72,46 65,22 46,17",
            "50,15 32,24 26,50 32,76 50,85 68,76 74,50 68,24 50,15|66,26 34,74"},
        {"50,14 50,86",
            "36,30 51,15 51,15 50,85",
            "36,30 51,15 51,15 51,85|34,85 68,85"},
        {"29,32 35,19 50,15 66,20 70,34 60,52 28,85 28,85 73,84",
            "30,29 44,15 63,20 66,38 49,62 33,82 27,77 35,69 54,80 74,82",
            "30,24 50,15 68,26 62,47 30,84 30,84 72,85"},
        {"29,24 46,15 65,22 65,38 46,48 46,48 68,56 71,72 52,85 28,78",
            "29,16 70,16 70,16 46,43 46,43 67,51 72,68 54,85 28,79",
            "31,20 52,15 66,29 50,46 68,58 68,76 48,86 29,76"},
        {"60,85 60,15 60,15 25,62 25,62 76,62",
            "33,15 28,52 28,52 73,50|66,16 62,86",
            "36,16 30,46 48,56 68,48|70,15 66,45 62,86"},
        {"69,15 35,15 35,15 31,46 31,46 50,41 70,52 70,72 51,85 28,78",
            "35,16 32,44 32,44 56,43 70,60 58,82 30,82|35,16 72,14",
            "70,18 42,15 34,40 54,46 69,62 56,84 30,80"},
        {"64,16 43,32 29,60 35,80 52,86 69,76 68,58 51,50 32,62",
            "52,14 36,40 32,68 46,86 64,78 64,60 48,56 34,68",
            "70,22 52,15 34,32 28,62 40,84 62,82 70,64 54,51 32,60"},
        {"27,16 73,16 73,16 45,86",
            "27,17 73,15 73,15 54,50 46,86|37,50 68,50",
            "27,28 30,17 30,17 72,17 56,45 50,86"},
        {"50,48 33,36 36,20 50,15 64,20 67,36 50,48 31,64 34,80 50,86 66,80 69,64 50,48",
            "68,22 46,15 34,28 50,46 67,64 56,84 36,80 34,62 54,44 68,24",
            "50,46 36,31 50,15 64,31 50,46|50,46 31,66 50,86 69,66 50,46"},
        {"69,38 55,50 36,46 31,30 43,16 60,16 69,30 69,38 66,60 60,86",
            "69,32 54,50 34,42 38,20 56,15 69,30 67,64 52,85 33,79",
            "66,40 48,52 33,38 42,18 62,18 67,38 67,38 64,86"},
    };

    /** Straight pieces between two points of a stroke. */
    private static final int PIECES = 3;

    /** STYLES in numbers: digit, style, stroke, then x, y, x, y … with the digit's centre at 0, 0 and its box of side 1. */
    private final double[][][][] strokes = new double[STYLES.length][][][];

    /** Noise, of which each image takes a stretch: −128 … 127. */
    private final float[] grain = new float[1 << 16];

    /** The square of each pixel's distance from the nearest stroke; then its brightness. */
    private final float[] canvas = new float[PIXELS];

    private final long seed;
    private long state;

    Handwriting(long seed) {
        this.seed = seed;
        for (int digit = 0; digit < STYLES.length; digit++) {
            strokes[digit] = new double[STYLES[digit].length][][];
            for (int style = 0; style < STYLES[digit].length; style++) {
                String[] parts = STYLES[digit][style].split("\\|");
                strokes[digit][style] = new double[parts.length][];
                for (int i = 0; i < parts.length; i++) {
                    strokes[digit][style][i] = points(parts[i].split("[ ,]"));
                }
            }
        }
        for (int i = 0; i < grain.length; i++) {
            grain[i] = (float) (128 * uniform());
        }
    }

    private static double[] points(String[] percent) {
        double[] p = new double[percent.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = Integer.parseInt(percent[i]) / 100.0 - 0.5;
        }
        return p;
    }

    /** Writes image {@code index}, a picture of {@code digit}, to {@code pixels} from {@code offset} on. */
    void draw(int digit, long index, byte[] pixels, int offset) {
        state = mix(mix(seed) + index);
        double[][][] styles = strokes[digit];
        double[][] style = styles[(int) ((uniform() + 1) / 2 * styles.length)];
        Affine place = place();
        float radius = (float) (1.15 + 0.55 * uniform());
        float blur = (float) (0.9 + 0.4 * uniform());
        Arrays.fill(canvas, SIDE * SIDE);
        for (double[] stroke : style) {
            trace(displaced(stroke, place), radius + blur);
        }
        soften(canvas, radius + blur, 1 / (2 * blur));
        float ink = (float) (230 + 25 * uniform());
        float noise = (float) (0.25 + 0.25 * uniform());
        develop(canvas, ink, grain, (int) ((uniform() + 1) / 2 * (grain.length - PIXELS)), noise);
        quantise(canvas, pixels, offset);
    }

    /** x' = a x + b y + e, y' = c x + d y + f. */
    private record Affine(double a, double b, double c, double d, double e, double f) {
    }

    /** Shear, then rotation by up to asin(1/4) = 14°, then scaling and shift. */
    private Affine place() {
        double sin = 0.25 * uniform();
        double cos = Math.sqrt(1 - sin * sin);
        double shear = 0.3 * uniform();
        double wide = SIDE * (0.92 + 0.22 * uniform());
        double high = SIDE * (1 + 0.13 * uniform());
        return new Affine(wide * cos, wide * (cos * shear - sin), high * sin, high * (sin * shear + cos),
            (SIDE - 1) / 2.0 + 2.4 * uniform(), (SIDE - 1) / 2.0 + 2.4 * uniform());
    }

    /** The points of a stroke, each moved a little, in pixels. Both halves of a corner move together. */
    private double[] displaced(double[] stroke, Affine place) {
        double[] q = new double[stroke.length];
        double dx = 0;
        double dy = 0;
        for (int i = 0; i < q.length; i += 2) {
            boolean corner = i > 0 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1];
            if (!corner) {
                dx = 0.025 * (uniform() + uniform());
                dy = 0.025 * (uniform() + uniform());
            }
            double x = stroke[i] + dx;
            double y = stroke[i + 1] + dy;
            q[i] = place.a * x + place.b * y + place.e;
            q[i + 1] = place.c * x + place.d * y + place.f;
        }
        return q;
    }

    /** Draws the curve through the points q: Catmull and Rom (1974), in straight pieces. */
    private void trace(double[] q, float reach) {
        int last = q.length - 2;
        for (int i = 0; i < last; i += 2) {
            int before = Math.max(i - 2, 0);
            int next = i + 2;
            int after = Math.min(i + 4, last);
            float x = (float) q[i];
            float y = (float) q[i + 1];
            if (q[i] == q[next] && q[i + 1] == q[next + 1]) {
                continue;
            }
            for (int piece = 1; piece <= PIECES; piece++) {
                double u = piece / (double) PIECES;
                float toX = (float) spline(q[before], q[i], q[next], q[after], u);
                float toY = (float) spline(q[before + 1], q[i + 1], q[next + 1], q[after + 1], u);
                approach(x, y, toX, toY, reach);
                x = toX;
                y = toY;
            }
        }
    }

    /** Between q (u = 0) and r (u = 1), on a curve that comes from p and goes on to s. */
    private static double spline(double p, double q, double r, double s, double u) {
        return q + u / 2 * (r - p + u * (2 * p - 5 * q + 4 * r - s + u * (3 * (q - r) + s - p)));
    }

    /** Lowers the squared distances of the pixels near the line from a to b. */
    private void approach(float ax, float ay, float bx, float by, float reach) {
        int left = Math.max(0, (int) Math.ceil(Math.min(ax, bx) - reach));
        int right = Math.min(SIDE - 1, (int) Math.floor(Math.max(ax, bx) + reach));
        int top = Math.max(0, (int) Math.ceil(Math.min(ay, by) - reach));
        int bottom = Math.min(SIDE - 1, (int) Math.floor(Math.max(ay, by) + reach));
        float dx = bx - ax;
        float dy = by - ay;
        float perLength = 1 / Math.max(dx * dx + dy * dy, 1e-6f);
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                float t = ((x - ax) * dx + (y - ay) * dy) * perLength;
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                float ex = x - ax - t * dx;
                float ey = y - ay - t * dy;
                float square = ex * ex + ey * ey;
                if (square < canvas[y * SIDE + x]) {
                    canvas[y * SIDE + x] = square;
                }
            }
        }
    }

    // Three loops of their own, because the compiler vectorises each but not their sum.

    /** From squared distance to brightness: 1 well inside the stroke, 0 from {@code reach} on, a ramp between. */
    private static void soften(float[] canvas, float reach, float slope) {
        for (int i = 0; i < PIXELS; i++) {
            float v = (reach - (float) Math.sqrt(canvas[i])) * slope;
            canvas[i] = Math.max(0f, Math.min(1f, v));
        }
    }

    /** Rounds the ramp off, 3 v² − 2 v³, and adds the grain. */
    private static void develop(float[] canvas, float ink, float[] grain, int from, float noise) {
        for (int i = 0; i < PIXELS; i++) {
            float v = canvas[i];
            v = v * v * (3 - 2 * v) * ink + grain[from + i] * noise;
            canvas[i] = Math.max(0f, Math.min(255f, v));
        }
    }

    private static void quantise(float[] canvas, byte[] pixels, int offset) {
        for (int i = 0; i < PIXELS; i++) {
            pixels[offset + i] = (byte) (int) canvas[i];
        }
    }

    /** The next random number, −1 … 1. */
    private double uniform() {
        state += 0x9e3779b97f4a7c15L;
        return (mix(state) >> 11) * 0x1p-52;
    }

    /** The output function of SplitMix64 (Steele, Lea and Flood 2014; the constants are Stafford's variant 13). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
