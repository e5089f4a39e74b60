package io.tickgrid.api.signal;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.signal.Signal;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** A published signal as callers see it. */
public record SignalView(
        String id,
        long sequence,
        String instrument,
        String frame,
        String side,
        @Nullable Double score,
        @Nullable Double confidence,
        String entry,
        @Nullable String stop,
        List<String> targets,
        long openTimeMs,
        long eventTimeMs) {

    private static final long NS_IN_MS = 1_000_000;

    public static SignalView of(Signal s) {
        return new SignalView(
                s.id(),
                s.sequence(),
                s.instrument(),
                s.frame(),
                s.side(),
                Numbers.number(s.score()),
                Numbers.number(s.confidence()),
                Numbers.decimal(s.entry()),
                Double.isFinite(s.stop()) ? Numbers.decimal(s.stop()) : null,
                DoubleStream.of(s.target1(), s.target2())
                        .filter(t -> Double.isFinite(t) && t > 0)
                        .mapToObj(Numbers::decimal)
                        .toList(),
                s.openTimeMs(),
                Math.floorDiv(s.eventTimeNs(), NS_IN_MS));
    }
}
