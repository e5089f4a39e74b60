package io.tickgrid.pipelines.tick;

import java.io.Serializable;

/**
 * What a tick of a class of instruments must look like beside those before it.
 *
 * @param bandPct greatest distance in percent from the recent range of prices, positive; NaN = no band
 * @param bandWindowNs what is recent: the range holds the used prices of the window of event time that the newest lies in,
 *     and of the one before; 0 = the newest used price alone
 * @param confirmations so many ticks in a row that the band refuses, each within the band around the one before, are taken
 *     for a true jump: the last of them is used and the range begins anew. 0 = never; then nothing is used until the price
 *     comes back
 * @param maxAheadNs how far a tick's time may lie after the time at which its record was written; a greater one is time
 *     travel. Long.MAX_VALUE = not looked at
 */
public record QualityRules(double bandPct, long bandWindowNs, int confirmations, long maxAheadNs)
        implements Serializable {
    /** Looks at nothing. */
    public static final QualityRules NONE = new QualityRules(Double.NaN, 0, 0, Long.MAX_VALUE);

    /** A minute ahead of the clock of who wrote the record is no time. */
    public static final QualityRules DEFAULT = new QualityRules(Double.NaN, 0, 0, 60_000_000_000L);

    private static final long MAX_WINDOW_NS = 366L * 86_400_000_000_000L;

    public QualityRules {
        if (!Double.isNaN(bandPct) && !(bandPct > 0 && bandPct < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "price band must be a positive number of percent or NaN for none, was " + bandPct);
        }
        if (bandWindowNs < 0 || bandWindowNs > MAX_WINDOW_NS) {
            throw new IllegalArgumentException(
                    "window of the price band must be in [0, 366 days], was " + bandWindowNs + " ns");
        }
        if (confirmations < 0 || confirmations > 1_000) {
            throw new IllegalArgumentException("confirmations must be in [0, 1000], were " + confirmations);
        }
        if (maxAheadNs < 0) {
            throw new IllegalArgumentException("time ahead must not be negative, was " + maxAheadNs + " ns");
        }
    }

    /** A band around the newest used price, and nothing else. */
    public static QualityRules band(double bandPct) {
        return new QualityRules(bandPct, 0, 0, Long.MAX_VALUE);
    }
}
