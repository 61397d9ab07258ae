package gradus.tensor;

/**
 * The standard normal distribution cut off to an interval, drawn by rejection (Robert 1995, "Simulation of truncated normal
 * variables"): from the normal distribution where the interval is wide about 0, evenly where it is narrow, from an exponential
 * distribution in a tail. More than one proposal in three is taken, wherever the interval is. StrictMath gives the same bits
 * everywhere.
 */
final class TruncatedNormal {

    private final double low; // of the interval that is drawn from, mirrored where it is below 0
    private final double high;
    private final boolean mirrored;
    private final double rate; // of the exponential proposals
    private final Proposal proposal;
    private final double least; // the outermost numbers of the dtype within the interval
    private final double largest;

    private enum Proposal { NORMAL, EVEN, EXPONENTIAL }

    TruncatedNormal(DType dtype, double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException("Generator.truncatedNormal: low " + low + " and high " + high
                    + "; low must be less than high");
        }
        this.least = dtype == DType.FLOAT64 ? Math.max(low, -Double.MAX_VALUE) : leastFloat(low);
        this.largest = dtype == DType.FLOAT64 ? Math.min(high, Double.MAX_VALUE) : -leastFloat(-high);
        if (least > largest) {
            throw new IllegalArgumentException("Generator.truncatedNormal: no " + dtype + " is between low " + low + " and high "
                    + high + "; widen the interval or draw FLOAT64");
        }
        this.mirrored = high <= 0;
        this.low = mirrored ? -high : low;
        this.high = mirrored ? -low : high;
        double a = Math.max(this.low, 0);
        double root = StrictMath.hypot(a, 2);
        this.rate = a / 2 + root / 2;
        double width = this.high - this.low;
        if (this.low < 0) {
            this.proposal = width > StrictMath.sqrt(2 * Math.PI) ? Proposal.NORMAL : Proposal.EVEN;
        } else { // Robert's bound, in which a² − a √(a² + 4) = −4 a / (a + √(a² + 4))
            double wide = StrictMath.exp(0.5 - a / (a + root)) / rate;
            this.proposal = width > wide ? Proposal.EXPONENTIAL : Proposal.EVEN;
        }
    }

    /** {@return the least finite float that is not less than x} */
    private static double leastFloat(double x) {
        float f = (float) Math.clamp(x, -Float.MAX_VALUE, Double.POSITIVE_INFINITY);
        return f < x ? Math.nextUp(f) : f;
    }

    /** {@return a number of the interval that the dtype has, made of the next numbers of a stream} */
    double draw(Generator random) {
        double x = switch (proposal) {
            case NORMAL -> normal(random);
            case EVEN -> even(random);
            case EXPONENTIAL -> exponential(random);
        };
        return Math.clamp(mirrored ? -x : x, least, largest);
    }

    /** The polar method (Marsaglia and Bray 1964). */
    private double normal(Generator random) {
        while (true) {
            double v = 2 * random.nextDouble() - 1;
            double w = 2 * random.nextDouble() - 1;
            double square = v * v + w * w;
            if (square < 1 && square > 0) {
                double x = v * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
                if (low <= x && x <= high) {
                    return x;
                }
            }
        }
    }

    private double even(Generator random) {
        double nearest = Math.max(low, 0); // where the density is largest
        while (true) {
            double x = low + (high - low) * random.nextDouble();
            if (random.nextDouble() < StrictMath.exp((nearest - x) * (nearest + x) / 2)) {
                return x;
            }
        }
    }

    private double exponential(Generator random) {
        while (true) {
            double x = low - StrictMath.log1p(-random.nextDouble()) / rate;
            double distance = x - rate;
            if (x <= high && random.nextDouble() < StrictMath.exp(-distance * distance / 2)) {
                return x;
            }
        }
    }
}
