package io.tickgrid.pipelines.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore.Booking;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.OrderMove;
import io.tickgrid.grid.order.OrderState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Copied orders reach a hostile broker once and end as it says, whatever it does and wherever dispatchers are killed or hang. The
 * mutants are dispatchers and brokers that are wrong in one way each: the checker finds every one.
 * {@code -Dtickgrid.seed=N} gives the seed, {@code -Dtickgrid.long-tests=true} takes more orders and seeds.
 */
class BrokerFaultsTest {
    private static final boolean LONG = Boolean.getBoolean("tickgrid.long-tests");
    private static final int RUNS = LONG ? 10 : 1;
    private static final int FILLS = LONG ? 40 : 12;
    private static final int FOLLOWERS = LONG ? 25 : 10;

    private static long seed(String what) {
        long seed = Long.getLong("tickgrid.seed", System.nanoTime());
        System.out.println(what + ": -Dtickgrid.seed=" + seed);
        return seed;
    }

    @ParameterizedTest
    @EnumSource(ClientIds.class)
    void copiedOrdersReachAHostileBrokerOnceAndEndAsItSays(ClientIds ids) {
        for (int run = 0; run < RUNS; run++) {
            long seed = seed("hostile broker, client ids " + ids) + run;
            BrokerFaults faults = right(ids, seed);
            faults.run(FILLS, FOLLOWERS);
            System.out.println("seed " + seed + ": " + faults.faults() + ", killed at " + faults.kills() + ", hung at "
                    + faults.hangs());
            HistoryChecker checker = faults.checker();
            assertThat(checker.violations()).as("seed " + seed).isEmpty();
            assertThat(checker.copied()).isEqualTo((long) FILLS * FOLLOWERS);
            assertThat(tooFew(faults)).as("too few faults, seed " + seed).isEmpty();
        }
    }

    private static BrokerFaults right(ClientIds ids, long seed) {
        return new BrokerFaults(
                "right", ids, ids == ClientIds.IDEMPOTENT, seed, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** What did not happen often enough for a run to say anything. */
    private static List<String> tooFew(BrokerFaults faults) {
        List<String> few = new ArrayList<>();
        for (HostileBroker.Fault fault : HostileBroker.Fault.values()) {
            int least = fault == HostileBroker.Fault.AWAY ? 1 : HostileBroker.ENOUGH;
            if (faults.faults().getOrDefault(fault, 0) < least) {
                few.add(fault + " " + faults.faults().getOrDefault(fault, 0));
            }
        }
        for (BrokerFaults.Step step : BrokerFaults.Step.values()) {
            if (faults.kills().getOrDefault(step, 0) < BrokerFaults.ENOUGH) {
                few.add(step + " " + faults.kills().getOrDefault(step, 0));
            }
            if (faults.hangs().getOrDefault(step, 0) < 1) {
                few.add(step + " never hung");
            }
        }
        return few;
    }

    @Test
    void runWithoutFaultsIsNotTakenForAProof() {
        assertThat(tooFew(right(ClientIds.IDEMPOTENT, 1)))
                .hasSize(HostileBroker.Fault.values().length + 2 * BrokerFaults.Step.values().length);
    }

    // ---- mutants ----

    private static void isFound(BrokerFaults mutant, String violation) {
        mutant.run(12, 6);
        assertThat(mutant.checker().violations()).anySatisfy(v -> assertThat(v).contains(violation));
    }

    @Test
    void brokerThatDoesNotKnowIdsAgainIsFound() {
        isFound(
                new BrokerFaults(
                        "dedupe-off",
                        ClientIds.IDEMPOTENT,
                        false,
                        seed("dedupe off"),
                        UnaryOperator.identity(),
                        UnaryOperator.identity()),
                "the broker has 2 orders of");
    }

    @Test
    void executionThatIsBookedWithEachReportIsFound() {
        AtomicInteger reports = new AtomicInteger();
        isFound(
                new BrokerFaults(
                        "executions-twice",
                        ClientIds.IDEMPOTENT,
                        true,
                        seed("executions not deduped"),
                        UnaryOperator.identity(),
                        to -> new ForwardingBroker(to) {
                            @Override
                            public StatusReply status(OrderRef order) {
                                StatusReply reply = super.status(order);
                                return reply instanceof StatusReply.Known(OrderReport report)
                                        ? new StatusReply.Known(renamed(report, reports.incrementAndGet()))
                                        : reply;
                            }
                        }),
                "booked and not filled");
    }

    private static OrderReport renamed(OrderReport r, int number) {
        List<Execution> executions = r.executions().stream()
                .map(e -> new Execution(e.executionId() + "#" + number, e.quantity(), e.price(), e.fee(), e.timeNs()))
                .toList();
        return new OrderReport(
                r.clientOrderId(), r.brokerOrderId(), r.status(), r.filled(), executions, r.text(), r.timeNs());
    }

    @Test
    void intentThatIsStoredAfterTheCallIsFound() {
        Map<String, BrokerOrderRow> meant = new HashMap<>();
        BrokerJournal[] real = new BrokerJournal[1];
        isFound(
                new BrokerFaults(
                        "intent-late",
                        ClientIds.ECHO_ONLY,
                        false,
                        seed("intent after the call"),
                        to -> {
                            real[0] = to;
                            return new ForwardingJournal(to) {
                                @Override
                                public Set<String> intend(List<BrokerOrderRow> rows, long nowMs) {
                                    rows.forEach(r -> meant.put(r.clientOrderId(), r));
                                    return rows.stream()
                                            .map(BrokerOrderRow::clientOrderId)
                                            .collect(Collectors.toSet());
                                }
                            };
                        },
                        to -> new ForwardingBroker(to) {
                            @Override
                            public PlaceReply place(BrokerOrder order) {
                                PlaceReply reply = super.place(order);
                                real[0].intend(List.of(meant.get(order.clientOrderId())), 0);
                                return reply;
                            }
                        }),
                "the broker has 2 orders of");
    }

    @Test
    void fillThatIsDroppedIsFound() {
        AtomicInteger bookings = new AtomicInteger();
        isFound(
                new BrokerFaults(
                        "fill-dropped",
                        ClientIds.IDEMPOTENT,
                        true,
                        seed("one fill dropped"),
                        to -> new ForwardingJournal(to) {
                            @Override
                            public void book(Booking booking) {
                                boolean drops = !booking.fills().isEmpty() && bookings.get() < 10;
                                super.book(drops && bookings.get() == 9 ? without(booking) : booking);
                                if (drops) {
                                    bookings.incrementAndGet(); // not when it was killed before
                                }
                            }
                        },
                        UnaryOperator.identity()),
                "filled and not booked");
    }

    /** Without the first fill, and as if the order had it. */
    private static Booking without(Booking booking) {
        Fill dropped = booking.fills().getFirst();
        List<Fill> fills = booking.fills().stream()
                .filter(f -> !f.clientOrderId().equals(dropped.clientOrderId()))
                .toList();
        List<OrderMove> moves = new ArrayList<>(booking.moves());
        moves.add(new OrderMove(
                dropped.clientOrderId(),
                dropped.tenantId(),
                dropped.accountId(),
                OrderState.Final.FILLED,
                null,
                "broker",
                dropped.eventTimeNs()));
        return new Booking(fills, moves, booking.ends(), booking.contacts());
    }
}
