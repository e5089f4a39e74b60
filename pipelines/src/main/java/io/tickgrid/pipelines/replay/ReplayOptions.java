package io.tickgrid.pipelines.replay;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.EngineConfig;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to replay, and into what.
 *
 * @param ticks CSV of ticks, plain or gzip
 * @param symbol instrument as it shall stand in the outputs, not blank
 * @param out directory of the outputs; made if it is not there
 * @param frames of the candles, each once
 * @param latenessNs how much older than the greatest event time before it a tick may be, nanoseconds
 * @param priceBandPct greatest distance from the last accepted price in percent; NaN for no band
 * @param calendar when the instrument's market trades
 */
public record ReplayOptions(
        Path ticks,
        String symbol,
        Path out,
        List<Frame> frames,
        long latenessNs,
        double priceBandPct,
        SessionCalendar calendar) {
    /** The frames of the market job. */
    public static final List<Frame> DEFAULT_FRAMES = parseFrames("1m,5m,15m,1h");

    private static final Pattern SPAN = Pattern.compile("([0-9]{1,12})(ms|s|m|h)");

    /** @throws IllegalArgumentException if an option is out of range: an error of usage */
    public ReplayOptions {
        if (symbol.isBlank() || symbol.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("symbol must be printable and not blank, was '" + symbol + "'");
        }
        frames = frames.stream().sorted().toList();
        EngineConfig.undoBars(frames, latenessNs);
        if (!Double.isNaN(priceBandPct) && !(priceBandPct > 0 && priceBandPct < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("price band must be a positive number of percent, was " + priceBandPct);
        }
    }

    /**
     * Reads frames such as {@code 1m,v1000,$1000000}.
     *
     * @throws IllegalArgumentException if one is no frame
     */
    public static List<Frame> parseFrames(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> Frame.parse(part.strip()))
                .toList();
    }

    /**
     * Reads a span of time such as {@code 5s}, {@code 250ms} or {@code 2m}, in nanoseconds.
     *
     * @param what it is, for the error
     * @throws IllegalArgumentException if it is none
     */
    public static long parseSpan(String what, String text) {
        Matcher matcher = SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    what + " must be a whole number and one of ms, s, m, h such as 5s, was '" + text + "'");
        }
        long unitNs = switch (matcher.group(2)) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE / unitNs) {
            throw new IllegalArgumentException(what + " must be at most 366 days, was '" + text + "'");
        }
        return count * unitNs;
    }
}
