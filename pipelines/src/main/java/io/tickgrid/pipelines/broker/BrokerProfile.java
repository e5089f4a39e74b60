package io.tickgrid.pipelines.broker;

import java.time.Duration;
import java.util.Set;

/**
 * What an adapter declares of its broker.
 *
 * @param settles longest time from the beginning of a call until the broker can say whether it has the order; thrice that
 *     after an intent a "not known" is believed
 * @param remembers how long after its first call the same client id is still the same order; only for IDEMPOTENT
 */
public record BrokerProfile(
        BrokerId id, ClientIds clientIds, Set<Capability> capabilities, Duration settles, Duration remembers) {
    public BrokerProfile {
        capabilities = Set.copyOf(capabilities);
        if (settles.isNegative() || settles.isZero()) {
            throw new IllegalArgumentException("expected a positive settling time, got " + settles);
        }
        if ((clientIds == ClientIds.IDEMPOTENT) != remembers.isPositive()) {
            throw new IllegalArgumentException(
                    "expected how long ids are remembered of a broker with idempotent ids, and"
                            + " zero of others, got " + remembers + " with " + clientIds);
        }
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}
