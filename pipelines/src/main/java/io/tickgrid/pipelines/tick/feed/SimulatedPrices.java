package io.tickgrid.pipelines.tick.feed;

import java.util.concurrent.TimeUnit;

/**
 * Made-up trades of a made-up instrument, one each second of event time: a pure function of the second, so that a feed
 * that starts again makes the same ones.
 *
 * @param base price around which it swings
 */
public record SimulatedPrices(String instrument, double base, long seed) {
    static final int SIZE_SCALE = 4;

    private static final double[] PERIODS_S = {173, 1_009, 4_801, 21_613, 86_413};
    private static final double[] WEIGHTS = {0.0006, 0.002, 0.006, 0.012, 0.02};

    /** Sequence of the trade at an event time: the second since the epoch. */
    static long sequenceAt(long timeNs) {
        return timeNs / TimeUnit.SECONDS.toNanos(1);
    }

    /** Event time of the trade with a sequence. */
    static long timeNs(long sequence) {
        return TimeUnit.SECONDS.toNanos(sequence);
    }

    /** Price with two decimals. */
    double price(long sequence) {
        double x = 0;
        for (int i = 0; i < PERIODS_S.length; i++) {
            double phase = unit(seed * 31 + i) * 2 * StrictMath.PI;
            x += WEIGHTS[i] * StrictMath.sin(2 * StrictMath.PI * sequence / PERIODS_S[i] + phase);
        }
        double noise = (unit(seed ^ mix(sequence)) - 0.5) * 0.0008;
        return Math.rint(base * (1 + x + noise) * 100) / 100;
    }

    /** Size in units of 10^-4. */
    long sizeUnits(long sequence) {
        return 100 + (mix(sequence + seed) >>> 50);
    }

    private static double unit(long x) {
        return (mix(x) >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long x) {
        long z = x + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
