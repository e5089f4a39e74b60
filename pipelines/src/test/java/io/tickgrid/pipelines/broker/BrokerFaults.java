package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore.Booking;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One run of copied orders against a {@link HostileBroker}, with dispatchers that are killed at every step and begin anew
 * from what PostgreSQL has, or hang there while another one takes over and go on afterwards.
 */
final class BrokerFaults {
    /** So often each step is killed for certain, before it is left to chance. */
    static final int ENOUGH = 3;

    private static final int LONGEST_HANG_MS = 30_000;
    private static final Duration LONGEST = Duration.ofMinutes(20);

    /** Where a dispatcher is killed, or hangs. */
    enum Step {
        BEFORE_INTENT,
        INTENT_STORED,
        BROKER_CALLED,
        BEFORE_BOOKING,
        BOOKED
    }

    /** The end of a process: nothing catches it. */
    @SuppressWarnings("serial")
    private static final class Killed extends Error {
        Killed(Step at) {
            super(at.name());
        }
    }

    private final BrokerFixture fixture = BrokerFixture.shared();
    private final TestClock clock = new TestClock();
    private final Map<Step, Integer> kills = new EnumMap<>(Step.class);
    private final Map<Step, Integer> hangs = new EnumMap<>(Step.class);
    private final Random random;
    private final HostileBroker broker;
    private final UnaryOperator<BrokerJournal> journals;
    private final UnaryOperator<Broker> brokers;
    private final String name;
    private boolean hanging;

    /**
     * @param dedupes whether the broker takes the same client id for the same order
     * @param brokers what the dispatcher has between itself and the broker; the identity for what is right
     */
    BrokerFaults(
            String name,
            ClientIds ids,
            boolean dedupes,
            long seed,
            UnaryOperator<BrokerJournal> journals,
            UnaryOperator<Broker> brokers) {
        this.name = BrokerFixture.unique(name);
        this.journals = journals;
        this.brokers = brokers;
        random = new Random(seed);
        broker = new HostileBroker(
                HostileBroker.profile(this.name, ids, Capability.STREAMING),
                clock,
                new Random(seed + 1),
                true,
                dedupes);
    }

    Map<Step, Integer> kills() {
        return kills;
    }

    Map<Step, Integer> hangs() {
        return hangs;
    }

    Map<HostileBroker.Fault, Integer> faults() {
        return broker.faults();
    }

    HistoryChecker checker() {
        return new HistoryChecker(fixture.node.db(), broker.history(), name);
    }

    /** Copies fills of a leader to followers at the broker, until all is over or it takes too long. */
    void run(int fills, int followers) {
        String leader = fixture.account(name + "-leader", "leader", "paper");
        for (int i = 0; i < followers; i++) {
            fixture.link(leader, fixture.account(name + "-f" + i, "follower", name));
        }
        long endMs = clock.millis() + LONGEST.toMillis();
        int copied = 0;
        int steps = 0;
        BrokerDispatcher dispatcher = begin();
        while (clock.millis() < endMs) {
            if (copied < fills && steps++ % 15 == 0) {
                copied++;
                if (copied == fills / 2) {
                    broker.goAway();
                }
                fixture.leaderTrades(leader, copied, copied % 3 != 0, clock.nanos());
            }
            dispatcher = step(dispatcher);
            if (copied == fills && broker.isQuiet() && steps++ % 10 == 0) {
                people();
                if (fixture.count("broker_orders where open and broker = '" + name + "'") == 0) {
                    return;
                }
            }
        }
    }

    /** Where nobody else can say, people look at the broker's own pages and tell. */
    private void people() {
        if (broker.profile().clientIds() == ClientIds.NONE) {
            for (BrokerOrderRow row : fixture.journal.called(name)) {
                String found = broker.lookUp(row.clientOrderId());
                if (row.order().status().equals("UNKNOWN")
                        && row.brokerOrderId().isEmpty()) {
                    String told = found.isEmpty() ? "absent_by = 'user:anna'" : "broker_order_id = '" + found + "'";
                    fixture.node
                            .db()
                            .update(
                                    "update broker_orders set " + told + " where client_order_id = $1",
                                    row.clientOrderId())
                            .block();
                }
            }
        }
    }

    /** Lets a dispatcher do a step, and time go on; gives it, or where it was killed the next one. */
    private BrokerDispatcher step(BrokerDispatcher dispatcher) {
        BrokerDispatcher next = dispatcher;
        try {
            dispatcher.step();
        } catch (Killed e) {
            kills.merge(Step.valueOf(e.getMessage()), 1, Integer::sum);
            next = begin();
        }
        clock.advance(Duration.ofMillis(50 + random.nextInt(400)));
        broker.advance();
        return next;
    }

    private BrokerDispatcher begin() {
        Life life = new Life();
        return fixture.dispatcher(
                brokers.apply(new MortalBroker(life)), journals.apply(new MortalJournal(life)), clock);
    }

    /** Of a process that dispatches. */
    private final class Life {
        private boolean dead;

        /** Is killed here, or hangs while another one takes over, and goes on as if nothing had happened. */
        void reach(Step step) {
            if (dead || strikes(kills, step, 0.03)) {
                dead = true;
                throw new Killed(step);
            }
            if (!hanging && strikes(hangs, step, 0.03)) {
                hangs.merge(step, 1, Integer::sum);
                hanging = true;
                long untilMs = clock.millis() + random.nextInt(LONGEST_HANG_MS);
                BrokerDispatcher other = begin();
                while (clock.millis() < untilMs) {
                    other = step(other);
                }
                hanging = false;
            }
        }

        private boolean strikes(Map<Step, Integer> counts, Step step, double probability) {
            return random.nextDouble() < (counts.getOrDefault(step, 0) < ENOUGH ? 0.4 : probability);
        }
    }

    /** The journal, as long as the process lives. */
    private final class MortalJournal extends ForwardingJournal {
        private final Life life;

        MortalJournal(Life life) {
            super(fixture.journal);
            this.life = life;
        }

        @Override
        public Set<String> intend(List<BrokerOrderRow> rows, long nowMs) {
            life.reach(Step.BEFORE_INTENT);
            Set<String> mine = super.intend(rows, nowMs);
            life.reach(Step.INTENT_STORED);
            return mine;
        }

        @Override
        public void book(Booking booking) {
            life.reach(Step.BEFORE_BOOKING);
            super.book(booking);
            life.reach(Step.BOOKED);
        }
    }

    /** The broker, as long as the process lives. */
    private final class MortalBroker extends ForwardingBroker {
        private final Life life;

        MortalBroker(Life life) {
            super(broker);
            this.life = life;
        }

        @Override
        public PlaceReply place(BrokerOrder order) {
            if (life.dead) {
                throw new Killed(Step.BROKER_CALLED);
            }
            PlaceReply reply = super.place(order);
            life.reach(Step.BROKER_CALLED);
            return reply;
        }
    }
}
