package io.tickgrid.api.candle;

import io.tickgrid.grid.candle.Candle;
import java.util.ArrayList;
import java.util.List;

/** Bars for the minutes without trades, on request: at the close before them, without volume. */
final class GapFill {
    private GapFill() {}

    /**
     * A bar of a filled list.
     *
     * @param filled whether there was no trade in it
     */
    record Bar(Candle candle, boolean filled) {
        static Bar traded(Candle candle) {
            return new Bar(candle, false);
        }

        CandleView view() {
            return CandleView.of(candle, filled);
        }
    }

    /**
     * Fills the gaps between bars, newest first, up to a number of bars: a gap of years costs no more than that. What comes
     * before the oldest bar given is not known, and not filled.
     *
     * @param beforeMs the gap between the newest bar and this time is filled too
     */
    static List<Bar> fill(List<Candle> newestFirst, long beforeMs, long stepMs, int most) {
        List<Bar> bars = new ArrayList<>();
        long next = beforeMs;
        for (Candle bar : newestFirst) {
            long missing = Math.floorDiv(next - 1 - bar.openTimeMs(), stepMs);
            for (long n = missing; n > 0 && bars.size() < most; n--) {
                bars.add(new Bar(quiet(bar, bar.openTimeMs() + n * stepMs), true));
            }
            if (bars.size() == most) {
                break;
            }
            bars.add(Bar.traded(bar));
            next = bar.openTimeMs();
        }
        return bars;
    }

    private static Candle quiet(Candle previous, long openTimeMs) {
        double close = previous.close();
        return new Candle(
                previous.instrument(), previous.frame(), openTimeMs, close, close, close, close, 0, 0, 0, true);
    }
}
