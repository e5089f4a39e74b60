package io.tickgrid.api.candle;

import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.candle.TimeFrame;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The frames of bars that this deployment serves: those of time, shortest first, then those by activity. */
public final class Frames {
    private static final String JUDGED = "5m";

    private final List<String> all;

    /** @param all such as {@code 1m}, shortest first, at least one of time, which come before others */
    public Frames(List<String> all) {
        this.all = List.copyOf(all);
    }

    /** All of them, shortest first. */
    public List<String> all() {
        return all;
    }

    /** Whose scores are meant where none is named, and whose signals the demo's leader trades: 5m, else the shortest. */
    public String judged() {
        return all.contains(JUDGED) ? JUDGED : all.getFirst();
    }

    /** The longest frame of time of at most so many milliseconds; the shortest when none is that short. */
    public TimeFrame longestWithin(long ms) {
        return all.stream()
                .map(Frame::parse)
                .filter(TimeFrame.class::isInstance)
                .map(TimeFrame.class::cast)
                .filter(f -> f.lengthMs() <= ms)
                .reduce((shorter, longer) -> longer)
                .orElseGet(() -> TimeFrame.parse(all.getFirst()));
    }

    /**
     * The frame that a caller named.
     *
     * @param frame null or empty = {@code other}
     * @throws TickgridException invalid_request, naming those that are served
     */
    public String orElse(@Nullable String frame, String other) {
        return frame == null || frame.isEmpty() ? other : Texts.oneOf("frame", frame, all);
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
