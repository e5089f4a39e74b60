package io.tickgrid.grid.engine;

/**
 * One message of a market feed: a candle (kind 0), a fused score (kind 1) or a signal (kind 2). Unused numbers are 0,
 * unused texts empty.
 *
 * @param text recommendation of a score, side of a signal
 * @param id id of a signal
 */
public record MarketUpdate(
        int kind,
        String instrument,
        String frame,
        long openTimeMs,
        boolean closed,
        double a,
        double b,
        double c,
        double d,
        double e,
        long count,
        int revision,
        String text,
        String id,
        long eventTimeMs) {

    public static final int CANDLE = 0;
    public static final int FUSION = 1;
    public static final int SIGNAL = 2;

    /** a to e = open, high, low, close, volume. */
    public static MarketUpdate of(io.tickgrid.grid.candle.Candle candle) {
        return new MarketUpdate(
                CANDLE,
                candle.instrument(),
                candle.frame(),
                candle.openTimeMs(),
                candle.closed(),
                candle.open(),
                candle.high(),
                candle.low(),
                candle.close(),
                candle.volume(),
                candle.trades(),
                candle.revision(),
                "",
                "",
                0);
    }

    /** a = score, b = confidence. */
    public static MarketUpdate of(io.tickgrid.grid.fusion.FusionRow row) {
        return new MarketUpdate(
                FUSION,
                row.instrument(),
                row.frame(),
                row.openTimeMs(),
                row.closed(),
                row.score(),
                row.confidence(),
                0,
                0,
                0,
                0,
                0,
                row.recommendation(),
                "",
                0);
    }

    /** a = score, b = confidence, c = entry, d = stop, e = first target. */
    public static MarketUpdate of(io.tickgrid.grid.signal.Signal signal) {
        return new MarketUpdate(
                SIGNAL,
                signal.instrument(),
                signal.frame(),
                signal.openTimeMs(),
                true,
                signal.score(),
                signal.confidence(),
                signal.entry(),
                signal.stop(),
                signal.target1(),
                0,
                0,
                signal.side(),
                signal.id(),
                signal.eventTimeNs() / 1_000_000);
    }
}
