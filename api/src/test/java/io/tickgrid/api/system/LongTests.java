package io.tickgrid.api.system;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How long the tests with faults take: as part of {@code verify} outages are short; in whole they are with the
 * profile {@code long-tests}. {@code -Dtickgrid.seed=N} gives the seed.
 */
final class LongTests {
    private static final boolean LONG = Boolean.getBoolean("tickgrid.long-tests");

    private LongTests() {}

    /** The seeds to run with. */
    static Stream<Long> seeds() {
        Long given = Long.getLong("tickgrid.seed");
        return given != null ? Stream.of(given) : LongStream.range(0, 3).mapToObj(n -> MarketStream.SEED + n * 1_237);
    }

    static Duration either(Duration ofVerify, Duration ofLongTests) {
        return LONG ? ofLongTests : ofVerify;
    }

    static boolean areMeant() {
        return LONG;
    }
}
