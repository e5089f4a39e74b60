package io.tickgrid.grid.candle;

/**
 * A bar of one instrument and frame.
 *
 * @param openTimeMs start of the bar, epoch milliseconds, UTC
 * @param volume exact decimal sum of the sizes, rounded once
 * @param revision 0 at the close; each restatement by a late tick adds one
 * @param closed whether the bar is complete; a forming bar is not
 */
public record Candle(
        String instrument,
        String frame,
        long openTimeMs,
        double open,
        double high,
        double low,
        double close,
        double volume,
        long trades,
        int revision,
        boolean closed) {

    /** The same values as those of a bar that forms. */
    public Candle asForming() {
        return new Candle(instrument, frame, openTimeMs, open, high, low, close, volume, trades, 0, false);
    }

    /** The key in the map {@code candles}: it lives in the partition of its instrument. */
    public static String key(String instrument, String frame, long openTimeMs) {
        return frame + "|" + openTimeMs + "@" + instrument;
    }
}
