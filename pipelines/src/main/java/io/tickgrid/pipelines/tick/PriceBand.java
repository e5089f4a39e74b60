package io.tickgrid.pipelines.tick;

/**
 * The range of recent prices of one instrument, and whether a new one lies within the band around it. Two windows of event
 * time, the newest price's and the one before, each with its least and greatest price. Mutable; not thread-safe; allocates
 * nothing.
 */
public final class PriceBand {
    /** Number of longs of a saved band. */
    public static final int FIELDS = 9;

    private static final long NO_WINDOW = Long.MIN_VALUE;

    private final double share;
    private final long windowNs;
    private final int confirmations;

    private double newest = Double.NaN;
    private long newestNs = Long.MIN_VALUE;
    private long window = NO_WINDOW;
    private double low = Double.NaN;
    private double high = Double.NaN;
    private double earlierLow = Double.NaN;
    private double earlierHigh = Double.NaN;
    private double candidate = Double.NaN;
    private int confirmed;

    public PriceBand(QualityRules rules) {
        share = rules.bandPct() / 100;
        windowNs = rules.bandWindowNs();
        confirmations = rules.confirmations();
    }

    /** Whether a price may be used; remembers it where not, since others may confirm it. */
    public boolean admits(double price) {
        // Without a band share is NaN and without an earlier price the bounds are: all comparisons are then false.
        double top = Double.isNaN(earlierHigh) || high >= earlierHigh ? high : earlierHigh;
        double bottom = Double.isNaN(earlierLow) || low <= earlierLow ? low : earlierLow;
        if (!(price - top > top * share || bottom - price > bottom * share)) {
            confirmed = 0;
            return true;
        }
        if (confirmations == 0) {
            return false;
        }
        confirmed = confirmed > 0 && !(Math.abs(price - candidate) > candidate * share) ? confirmed + 1 : 1;
        candidate = price;
        if (confirmed < confirmations) {
            return false;
        }
        confirmed = 0;
        window = NO_WINDOW;
        newestNs = Long.MIN_VALUE;
        earlierLow = Double.NaN;
        earlierHigh = Double.NaN;
        return true;
    }

    /** Takes in a price that is used. */
    public void used(long timeNs, double price) {
        boolean isNewest = timeNs >= newestNs;
        if (isNewest) {
            newestNs = timeNs;
            newest = price;
        }
        if (windowNs == 0) {
            low = newest;
            high = newest;
            return;
        }
        long at = timeNs / windowNs;
        if (window == NO_WINDOW || at > window) {
            boolean follows = at == window + 1;
            earlierLow = follows ? low : Double.NaN;
            earlierHigh = follows ? high : Double.NaN;
            low = price;
            high = price;
            window = at;
        } else if (at == window) {
            low = Math.min(low, price);
            high = Math.max(high, price);
        } else if (at == window - 1) {
            earlierLow = price < earlierLow || Double.isNaN(earlierLow) ? price : earlierLow;
            earlierHigh = price > earlierHigh || Double.isNaN(earlierHigh) ? price : earlierHigh;
        }
    }

    /** Writes it as {@link #FIELDS} longs. */
    public void save(long[] to) {
        to[0] = Double.doubleToRawLongBits(newest);
        to[1] = newestNs;
        to[2] = window;
        to[3] = Double.doubleToRawLongBits(low);
        to[4] = Double.doubleToRawLongBits(high);
        to[5] = Double.doubleToRawLongBits(earlierLow);
        to[6] = Double.doubleToRawLongBits(earlierHigh);
        to[7] = Double.doubleToRawLongBits(candidate);
        to[8] = confirmed;
    }

    /** Takes over what {@link #save} wrote. */
    public void load(long[] from) {
        newest = Double.longBitsToDouble(from[0]);
        newestNs = from[1];
        window = from[2];
        low = Double.longBitsToDouble(from[3]);
        high = Double.longBitsToDouble(from[4]);
        earlierLow = Double.longBitsToDouble(from[5]);
        earlierHigh = Double.longBitsToDouble(from[6]);
        candidate = Double.longBitsToDouble(from[7]);
        confirmed = (int) from[8];
    }
}
