package io.tickgrid.pipelines.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every adapter holds to, gated by what it declares. It is asked as the dispatch asks: an answer may be lost, and then
 * the order is asked for.
 */
abstract class BrokerContractTest {
    private static final int PATIENCE = 2_000;
    private static final BigDecimal ONE = new BigDecimal("1.0000");

    private int number;

    /** A broker whose accounts are empty; the same one within a test. */
    abstract Broker broker();

    /** Lets time and market go on by a little. */
    abstract void advance();

    /** Its price, about which limits are set. */
    abstract BigDecimal market();

    abstract String account();

    private boolean can(Capability capability) {
        return broker().profile().can(capability);
    }

    private ClientIds ids() {
        return broker().profile().clientIds();
    }

    private BrokerOrder order(
            boolean buy, OrderType type, BigDecimal limit, BigDecimal stop, TimeInForce time, boolean reduceOnly) {
        return new BrokerOrder(
                BrokerFixture.unique("contract") + "-" + ++number,
                account(),
                BrokerFixture.ALPHA.id(),
                buy,
                type,
                ONE,
                limit,
                stop,
                time,
                null,
                reduceOnly);
    }

    private BrokerOrder marketOrder() {
        return order(true, OrderType.MARKET, null, null, TimeInForce.GTC, false);
    }

    /** A limit far below the market. */
    private BrokerOrder waiting() {
        return order(true, OrderType.LIMIT, market().divide(new BigDecimal(2)), null, TimeInForce.GTC, false);
    }

    /** Sends an order of the kind until one is surely taken; its name as the broker has it. */
    private OrderRef taken(java.util.function.Supplier<BrokerOrder> kind) {
        for (int i = 0; i < PATIENCE; i++) {
            BrokerOrder order = kind.get();
            if (broker().place(order) instanceof PlaceReply.Accepted(String id)) {
                return new OrderRef(account(), order.clientOrderId(), id);
            }
            advance();
        }
        throw new AssertionError("expected an order to be taken");
    }

    private StatusReply answered(OrderRef ref) {
        for (int i = 0; i < PATIENCE; i++) {
            StatusReply reply = broker().status(ref);
            if (!(reply instanceof StatusReply.Unknown)) {
                return reply;
            }
            advance();
        }
        throw new AssertionError("expected an answer about " + ref);
    }

    private OrderReport known(OrderRef ref) {
        return ((StatusReply.Known) answered(ref)).report();
    }

    /** When it is over: all executions that it was ever told of, by id. */
    private Map<String, Execution> over(OrderRef ref, OrderReport.Status expected) {
        Set<Execution> seen = new HashSet<>();
        for (int i = 0; i < PATIENCE; i++) {
            OrderReport report = known(ref);
            seen.addAll(report.executions());
            BigDecimal sum = seen.stream().map(Execution::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
            if (report.status() != OrderReport.Status.WORKING && sum.compareTo(report.filled()) == 0) {
                assertThat(report.status()).isEqualTo(expected);
                // the same id is the same execution
                return seen.stream().collect(Collectors.toMap(Execution::executionId, e -> e));
            }
            advance();
        }
        throw new AssertionError("expected the end of " + ref);
    }

    /** Of orders that are filled the first that is filled whole: a broker may end others before. */
    private OrderRef filled() {
        for (int i = 0; i < PATIENCE; i++) {
            OrderRef ref = taken(this::marketOrder);
            for (int j = 0; j < PATIENCE; j++) {
                OrderReport.Status status = known(ref).status();
                if (status == OrderReport.Status.FILLED) {
                    return ref;
                }
                if (status != OrderReport.Status.WORKING) {
                    break;
                }
                advance();
            }
        }
        throw new AssertionError("expected an order to be filled");
    }

    @Test
    void logsInAsOftenAsItIsAsked() {
        broker().authenticate();
        broker().authenticate();
        assertThat(broker().balances(account())).isNotEmpty();
    }

    @Test
    void orderThatIsTakenIsKnownByTheBrokersId() {
        OrderRef ref = taken(this::marketOrder);
        OrderReport report = known(new OrderRef(account(), "", ref.brokerOrderId()));
        assertThat(report.brokerOrderId()).isEqualTo(ref.brokerOrderId());
        assertThat(report.clientOrderId()).isEqualTo(ids() == ClientIds.NONE ? "" : ref.clientOrderId());
    }

    @Test
    void orderIsKnownByItsClientIdWhereThereAreAny() {
        OrderRef ref = taken(this::marketOrder);
        OrderRef byClientId = new OrderRef(account(), ref.clientOrderId(), "");
        if (ids() == ClientIds.NONE) {
            assertThat(broker().status(byClientId)).isInstanceOf(StatusReply.Unknown.class);
        } else {
            assertThat(known(byClientId).brokerOrderId()).isEqualTo(ref.brokerOrderId());
        }
    }

    @Test
    void orderThatItNeverHadIsNotKnown() {
        assertThat(answered(new OrderRef(account(), "", "no-such-order"))).isEqualTo(new StatusReply.NotKnown());
        if (ids() != ClientIds.NONE) {
            assertThat(answered(new OrderRef(account(), "never-sent", ""))).isEqualTo(new StatusReply.NotKnown());
        }
    }

    @Test
    void sameClientIdAgainIsTheSameOrder() {
        assumeTrue(ids() == ClientIds.IDEMPOTENT);
        BrokerOrder[] sent = new BrokerOrder[1];
        OrderRef ref = taken(() -> sent[0] = marketOrder());
        assertThat(taken(() -> sent[0])).isEqualTo(ref);
        OrderRef other = taken(this::marketOrder);
        assertThat(other.brokerOrderId()).isNotEqualTo(ref.brokerOrderId());
    }

    @Test
    void executionsOfAFilledOrderAddUpAndKeepTheirIds() {
        OrderRef ref = filled();
        Map<String, Execution> executions = over(ref, OrderReport.Status.FILLED);
        assertThat(executions.values().stream().map(Execution::quantity).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(ONE);
        assertThat(over(ref, OrderReport.Status.FILLED)).isEqualTo(executions);
    }

    @Test
    void positionsAndCashMoveByTheExecutions() {
        String cash = broker().balances(account()).keySet().iterator().next();
        BigDecimal before = broker().balances(account()).get(cash);
        OrderRef ref = filled();
        over(ref, OrderReport.Status.FILLED);
        assertThat(broker().positions(account()).get(BrokerFixture.ALPHA.id())).isGreaterThanOrEqualTo(ONE);
        assertThat(broker().balances(account()).get(cash)).isLessThan(before);
    }

    @Test
    void whatIsNotDeclaredIsRefusedAtOnce() {
        if (!can(Capability.LIMIT)) {
            assertThatThrownBy(() -> broker().place(waiting())).isInstanceOf(UnsupportedOperationException.class);
        }
        if (!can(Capability.AMEND)) {
            assertThatThrownBy(() -> broker().replace(new OrderRef(account(), "c", "b"), ONE, null))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
        if (!can(Capability.STREAMING)) {
            assertThatThrownBy(() -> broker().stream(r -> {})).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(broker().positions(account())).isEmpty();
    }

    @Test
    void orderThatIsCancelledEndsAndMayBeCancelledAgain() {
        assumeTrue(can(Capability.LIMIT));
        OrderRef ref = taken(this::waiting);
        assertThat(known(ref).status()).isEqualTo(OrderReport.Status.WORKING);
        while (known(ref).status() == OrderReport.Status.WORKING) {
            broker().cancel(ref);
            advance();
        }
        assertThat(over(ref, OrderReport.Status.CANCELLED)).isEmpty();
        assertThat(broker().cancel(ref)).isNotNull();
        assertThat(over(ref, OrderReport.Status.CANCELLED)).isEmpty();
    }

    @Test
    void workingOrderIsReplaced() {
        assumeTrue(can(Capability.AMEND) && can(Capability.LIMIT));
        OrderRef ref = taken(this::waiting);
        BigDecimal two = ONE.add(ONE);
        assertThat(broker().replace(ref, two, market())).isEqualTo(new ChangeReply.Taken());
        for (int i = 0; i < PATIENCE && known(ref).status() == OrderReport.Status.WORKING; i++) {
            advance();
        }
        OrderReport report = known(ref);
        assertThat(report.status() == OrderReport.Status.CANCELLED
                        || report.filled().compareTo(two) == 0)
                .isTrue();
    }

    @Test
    void stopLossAndTakeProfitWaitForTheirPrices() {
        assumeTrue(can(Capability.STOP) && can(Capability.LIMIT) && can(Capability.REDUCE_ONLY));
        filled();
        BigDecimal half = market().divide(new BigDecimal(2));
        OrderRef stop = taken(() -> order(false, OrderType.STOP, null, half, TimeInForce.GTC, true));
        OrderRef profit = taken(() -> order(false, OrderType.LIMIT, market().add(half), null, TimeInForce.GTC, true));
        for (OrderRef exit : List.of(stop, profit)) {
            advance();
            assertThat(known(exit).status()).isEqualTo(OrderReport.Status.WORKING);
        }
    }

    @Test
    void immediateOrderLeavesNothingWorking() {
        assumeTrue(can(Capability.IOC) && can(Capability.LIMIT));
        OrderRef ref = taken(
                () -> order(true, OrderType.LIMIT, market().divide(new BigDecimal(2)), null, TimeInForce.IOC, false));
        assertThat(over(ref, OrderReport.Status.CANCELLED)).isEmpty();
    }

    @Test
    void executionsAreToldOnceSomebodyListens() {
        assumeTrue(can(Capability.STREAMING));
        Queue<OrderReport> told = new ConcurrentLinkedQueue<>();
        broker().stream(told::add);
        Set<String> made = new HashSet<>();
        // one may be lost, of several one is told
        for (int i = 0; i < 5; i++) {
            made.addAll(over(filled(), OrderReport.Status.FILLED).keySet());
        }
        advance();
        assertThat(told.stream().flatMap(r -> r.executions().stream()).map(Execution::executionId))
                .containsAnyElementsOf(made);
    }

    @Test
    void orderThatIsRejectedIsNeverFilled() {
        BrokerOrder of = marketOrder();
        BrokerOrder bad = new BrokerOrder(
                of.clientOrderId(),
                of.accountId(),
                "SIM:UNKNOWN",
                true,
                OrderType.MARKET,
                ONE,
                null,
                null,
                TimeInForce.GTC,
                null,
                false);
        assertThat(broker().place(bad)).isNotInstanceOf(PlaceReply.Accepted.class);
        for (int i = 0; i < 100; i++) {
            advance();
        }
        assertThat(broker().positions(account())).isEmpty();
    }
}
