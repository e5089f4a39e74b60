package io.tickgrid.pipelines.broker;

import java.time.Duration;

/**
 * How one broker is called.
 *
 * @param callsPerSecond most calls of a second, of all kinds
 * @param callsAtOnce most calls that wait for an answer
 * @param failures so many calls without an answer, one after the other, and it is not called for a while
 * @param pause for how long
 * @param attempts most attempts of a call that may be repeated
 * @param firstWait before the second attempt; it doubles
 */
public record BrokerLimits(
        int callsPerSecond, int callsAtOnce, int failures, Duration pause, int attempts, Duration firstWait) {
    /** For a broker of which nothing else is known. */
    public static final BrokerLimits DEFAULT =
            new BrokerLimits(10, 8, 5, Duration.ofSeconds(300), 3, Duration.ofMillis(200));

    public BrokerLimits {
        if (callsPerSecond < 1 || callsAtOnce < 1 || failures < 1 || attempts < 1) {
            throw new IllegalArgumentException("expected limits of 1 or more, got " + callsPerSecond + ", "
                    + callsAtOnce + ", " + failures + ", " + attempts);
        }
    }
}
