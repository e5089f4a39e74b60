package io.tickgrid.pipelines.candle;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bars of one length of time, aligned to the epoch in UTC or to the sessions of an exchange.
 *
 * @param lengthMs length in milliseconds: whole seconds, from one second to 366 days
 */
public record TimeFrame(long lengthMs) implements Frame {
    private static final long SECOND_MS = 1_000;
    private static final long MINUTE_MS = 60 * SECOND_MS;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long MAX_MS = 366 * DAY_MS;
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    public TimeFrame {
        if (lengthMs < SECOND_MS || lengthMs > MAX_MS || lengthMs % SECOND_MS != 0) {
            throw new IllegalArgumentException(
                    "frame length must be whole seconds from 1s to 366d, was " + lengthMs + " ms");
        }
    }

    /**
     * Reads a number with one of the units s, m, h, d: {@code 1m}, {@code 15m}, {@code 4h}. Equal lengths are equal
     * frames: {@code 60m} is {@code 1h}.
     *
     * @throws IllegalArgumentException if the text is not such a frame
     */
    public static TimeFrame parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "frame must be a number and one of s, m, h, d such as 1m, 5m, 15m or 1h, was '" + text + "'");
        }
        long unitMs = switch (matcher.group(2)) {
            case "s" -> SECOND_MS;
            case "m" -> MINUTE_MS;
            case "h" -> HOUR_MS;
            default -> DAY_MS;
        };
        long lengthMs = Long.parseLong(matcher.group(1)) * unitMs;
        if (lengthMs > MAX_MS) {
            throw new IllegalArgumentException("frame must be at most 366d, was '" + text + "'");
        }
        return new TimeFrame(lengthMs);
    }

    /** Length in nanoseconds. */
    public long lengthNs() {
        return lengthMs * 1_000_000;
    }

    /** Open time of the bar that holds a time, both in milliseconds since the epoch. */
    public long openTime(long timeMs) {
        return Math.floorDiv(timeMs, lengthMs) * lengthMs;
    }

    @Override
    public int compareTo(Frame other) {
        return switch (other) {
            case TimeFrame time -> Long.compare(lengthMs, time.lengthMs);
            case ActivityFrame _ -> -1;
        };
    }

    /** The shortest text that {@link #parse} reads as this frame. */
    @Override
    public String toString() {
        if (lengthMs % DAY_MS == 0) {
            return lengthMs / DAY_MS + "d";
        }
        if (lengthMs % HOUR_MS == 0) {
            return lengthMs / HOUR_MS + "h";
        }
        if (lengthMs % MINUTE_MS == 0) {
            return lengthMs / MINUTE_MS + "m";
        }
        return lengthMs / SECOND_MS + "s";
    }
}
