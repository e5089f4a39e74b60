package io.tickgrid.api.candle;

import io.tickgrid.grid.candle.Candle;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.util.ArrayList;
import java.util.List;

/** Bars for the minutes without trades, on request: at the close before them, without volume. */
final class GapFill {
    private static final long NS_A_MS = 1_000_000;

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
     * @param calendar when the market trades; where it does not, nothing is filled
     */
    static List<Bar> fill(List<Candle> newestFirst, long beforeMs, SessionCalendar calendar, long stepMs, int most) {
        List<Bar> bars = new ArrayList<>();
        long next = beforeMs;
        for (Candle bar : newestFirst) {
            long open = openBefore(next, calendar, stepMs);
            for (; open > bar.openTimeMs() && bars.size() < most; open = openBefore(open, calendar, stepMs)) {
                if (calendar.isOpen(open * NS_A_MS)) {
                    bars.add(new Bar(quiet(bar, open), true));
                }
            }
            if (bars.size() == most) {
                break;
            }
            bars.add(Bar.traded(bar));
            next = bar.openTimeMs();
        }
        return bars;
    }

    /** Start of the bar that holds the moment before a time, milliseconds; also of the time between two sessions. */
    private static long openBefore(long timeMs, SessionCalendar calendar, long stepMs) {
        return calendar.barOpenNs(timeMs * NS_A_MS - 1, stepMs * NS_A_MS) / NS_A_MS;
    }

    private static Candle quiet(Candle previous, long openTimeMs) {
        double close = previous.close();
        return new Candle(
                previous.instrument(), previous.frame(), openTimeMs, close, close, close, close, 0, 0, 0, true);
    }
}
