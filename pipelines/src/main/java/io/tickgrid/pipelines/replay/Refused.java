package io.tickgrid.pipelines.replay;

import io.tickgrid.pipelines.tick.DeadReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/** Reports refused rows with their line numbers, the first {@value #SHOWN} of each reason one by one. */
final class Refused {
    static final int SHOWN = 100;

    private final Appendable to;
    private final Map<DeadReason, Long> counts = new EnumMap<>(DeadReason.class);
    private long lineNumber;
    private String detail = "";

    Refused(Appendable to) {
        this.to = to;
    }

    /** The row that the next refusal is about. */
    void at(long lineNumber, String detail) {
        this.lineNumber = lineNumber;
        this.detail = detail;
    }

    void add(DeadReason reason, long timeNs, double price) {
        if (counts.merge(reason, 1L, Long::sum) <= SHOWN) {
            String found = detail.isEmpty() ? "found price " + price + " at " + timeNs / 1_000_000 + " ms" : detail;
            say("line " + lineNumber + ": " + reason + ": " + reason.text() + ": " + found);
        }
    }

    /** Says how many rows were not shown. */
    void summary() {
        counts.forEach((reason, count) -> {
            if (count > SHOWN) {
                say((count - SHOWN) + " more rows: " + reason + ": " + reason.text());
            }
        });
    }

    void say(String text) {
        try {
            to.append(text).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write diagnostics", e);
        }
    }
}
