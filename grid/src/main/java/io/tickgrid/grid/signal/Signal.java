package io.tickgrid.grid.signal;

/**
 * A call to buy or sell, emitted once at the close of a bar and never changed.
 *
 * @param id a pure function of instrument, frame, bar and side
 * @param sequence order of publication; 0 until stored
 * @param side BUY or SELL
 */
public record Signal(
        String id,
        long sequence,
        String instrument,
        String frame,
        String side,
        double score,
        double confidence,
        double entry,
        double stop,
        double target1,
        double target2,
        long openTimeMs,
        long eventTimeNs) {

    /** The id of the signal that this bar and side can emit. */
    public static String id(String instrument, String frame, long openTimeMs, String side) {
        return instrument + "|" + frame + "|" + openTimeMs + "|" + side;
    }
}
