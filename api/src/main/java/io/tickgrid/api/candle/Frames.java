package io.tickgrid.api.candle;

import io.tickgrid.api.rest.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lengths of bars that are served, shortest first. */
public final class Frames {
    public static final List<String> ALL = List.of("1m", "5m", "15m", "1h");

    private static final long MINUTE_MS = 60_000;

    private Frames() {}

    /** @param frame null = {@code other} */
    public static String orElse(@Nullable String frame, String other) {
        return frame == null || frame.isEmpty() ? other : Texts.oneOf("frame", frame, ALL);
    }

    /** Length in milliseconds. */
    public static long lengthMs(String frame) {
        return switch (frame) {
            case "1m" -> MINUTE_MS;
            case "5m" -> 5 * MINUTE_MS;
            case "15m" -> 15 * MINUTE_MS;
            case "1h" -> 60 * MINUTE_MS;
            default -> throw new IllegalArgumentException("frame must be one of " + ALL + ", was " + frame);
        };
    }
}
