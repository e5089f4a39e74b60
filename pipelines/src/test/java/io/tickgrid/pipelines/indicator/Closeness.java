package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;

/** Equality to 1e-9 of the greater value, or of the scale on which the output naturally moves. */
final class Closeness {
    static final double TOLERANCE = 1e-9;

    private Closeness() {}

    /** Compares from bar {@code from} on; {@code expected} is aligned to the bars. */
    static void assertClose(String what, double[] actual, double[] expected, int from, double scale) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int bar = from; bar < actual.length; bar++) {
            double allowed = TOLERANCE * Math.max(scale, Math.max(Math.abs(actual[bar]), Math.abs(expected[bar])));
            if (!(Math.abs(actual[bar] - expected[bar]) <= allowed)) {
                throw new AssertionError(what + " at bar " + bar + " must be within " + allowed + " of " + expected[bar]
                        + ", was " + actual[bar]);
            }
        }
    }
}
