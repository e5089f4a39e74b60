package io.tickgrid.pipelines.broker;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Nested;

/** The broker of the fault tests holds to the contract, well-behaved and hostile, and so does what limits calls. */
class HostileBrokerContractTest {
    private abstract static class Simulated extends BrokerContractTest {
        private final TestClock clock = new TestClock();
        final HostileBroker simulated;

        Simulated(boolean hostile, ClientIds ids, Capability... capabilities) {
            long seed = Long.getLong("tickgrid.seed", System.nanoTime());
            if (hostile) {
                System.out.println("hostile broker's contract: -Dtickgrid.seed=" + seed);
            }
            simulated = new HostileBroker(
                    HostileBroker.profile("simulated", ids, capabilities), clock, new Random(seed), hostile);
        }

        @Override
        Broker broker() {
            return simulated;
        }

        @Override
        void advance() {
            clock.advance(Duration.ofMillis(200));
            simulated.advance();
        }

        @Override
        BigDecimal market() {
            return new BigDecimal("100.00");
        }

        @Override
        String account() {
            return "anna";
        }
    }

    @Nested
    class WellBehavedWithAll extends Simulated {
        WellBehavedWithAll() {
            super(false, ClientIds.IDEMPOTENT, Capability.values());
        }
    }

    @Nested
    class WellBehavedEchoing extends Simulated {
        WellBehavedEchoing() {
            super(false, ClientIds.ECHO_ONLY, Capability.LIMIT, Capability.STREAMING);
        }
    }

    @Nested
    class WellBehavedWithoutIds extends Simulated {
        WellBehavedWithoutIds() {
            super(false, ClientIds.NONE);
        }
    }

    @Nested
    class HostileWithAll extends Simulated {
        HostileWithAll() {
            super(true, ClientIds.IDEMPOTENT, Capability.values());
        }
    }

    @Nested
    class HostileEchoing extends Simulated {
        HostileEchoing() {
            super(true, ClientIds.ECHO_ONLY, Capability.LIMIT, Capability.IOC);
        }
    }

    @Nested
    class HostileWithoutIds extends Simulated {
        HostileWithoutIds() {
            super(true, ClientIds.NONE, Capability.LIMIT, Capability.STREAMING);
        }
    }

    @Nested
    class WithLimits extends Simulated {
        private final ResilientBroker limited;

        WithLimits() {
            super(false, ClientIds.IDEMPOTENT, Capability.values());
            limited = new ResilientBroker(
                    simulated, new BrokerLimits(1_000_000, 8, 5, Duration.ofSeconds(300), 3, Duration.ofMillis(1)));
        }

        @Override
        Broker broker() {
            return limited;
        }
    }
}
