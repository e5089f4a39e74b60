package io.tickgrid.api.candle;

import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.pipelines.candle.TimeFrame;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The lengths of bars that are served, shortest first. */
public final class Frames {
    public static final List<String> ALL = List.of("1m", "5m", "15m", "1h");

    private Frames() {}

    /** @param frame null = {@code other} */
    public static String orElse(@Nullable String frame, String other) {
        return frame == null || frame.isEmpty() ? other : Texts.oneOf("frame", frame, ALL);
    }

    /** The milliseconds between the bars of a frame of time; empty for one that counts something else, as v1000 does. */
    static OptionalLong stepMs(String frame) {
        try {
            return OptionalLong.of(TimeFrame.parse(frame).lengthMs());
        } catch (IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    /** @throws TickgridException invalid_request, when bars of the frame have no places in time that could be empty */
    static long requireStepMs(String frame) {
        return stepMs(frame)
                .orElseThrow(() -> new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "fill must go with a frame of time such as 1m, was " + Texts.quote(frame)
                                + ", whose bars begin at no fixed times"));
    }
}
