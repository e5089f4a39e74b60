package io.tickgrid.pipelines.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.order.BrokerOrderStore;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of an order of a broker outside, answer by answer, on a real PostgreSQL. */
class BrokerDispatcherTest {
    private static final PlaceReply LOST = new PlaceReply.Unknown("no answer");
    private static final StatusReply NOT_KNOWN = new StatusReply.NotKnown();
    private static final Duration LONG_AFTER = HostileBroker.SETTLES.multipliedBy(3);

    private final BrokerFixture fixture = BrokerFixture.shared();
    private final TestClock clock = new TestClock();
    private ScriptedBroker broker;
    private BrokerDispatcher dispatcher;
    private String account;

    private void broker(ClientIds ids, Capability... capabilities) {
        String name = BrokerFixture.unique("scripted");
        broker = new ScriptedBroker(HostileBroker.profile(name, ids, capabilities));
        broker.places.add(LOST);
        broker.statuses.add(new StatusReply.Unknown("no answer"));
        account = fixture.account(name + "-account", "own", name);
        dispatcher = fixture.dispatcher(broker, fixture.journal, clock);
    }

    private String order() {
        return fixture.order(account, clock);
    }

    /** Steps until there is nothing to do now. */
    private void settle() {
        for (int i = 0; i < 20 && dispatcher.step(); i++) {}
    }

    private void later(Duration by) {
        clock.advance(by);
        settle();
    }

    private void answers(StatusReply reply) {
        broker.statuses.clear();
        broker.statuses.add(reply);
    }

    private OrderReport report(String id, OrderReport.Status status, String filled, Execution... executions) {
        return new OrderReport(id, "B-" + id, status, new BigDecimal(filled), List.of(executions), "", clock.nanos());
    }

    private Execution execution(String id, String quantity) {
        return new Execution(id, new BigDecimal(quantity), new BigDecimal("100.00"), BigDecimal.ZERO, clock.nanos());
    }

    // ---- routing ----

    @Test
    void ordersOfABrokerOutsideGoIntoNoRecordOfThePaperBroker() {
        broker(ClientIds.IDEMPOTENT);
        String paper = fixture.account(BrokerFixture.unique("paper"), "own", BrokerOrderStore.PAPER);
        String outside = order();
        String inside = fixture.order(paper, clock);
        assertThat(sentOnPaper(inside)).isEqualTo(1);
        assertThat(sentOnPaper(outside)).isZero();
        assertThat(fixture.count("broker_orders where client_order_id = '" + inside + "'"))
                .isZero();

        // what a topic may have lost is sent again: on paper only
        fixture.node
                .db()
                .moneyTransaction(
                        c -> OutboxStore.addAgain(c, Topics.MARKET_INPUT, OrderWire::paperOrders, Topics.LEADER_EVENTS)
                                .thenReturn(true))
                .block();
        assertThat(sentOnPaper(inside)).isEqualTo(2);
        assertThat(sentOnPaper(outside)).isZero();
    }

    private long sentOnPaper(String id) {
        String hex = HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8));
        return fixture.count("outbox where encode(payload, 'hex') like '%" + hex + "%'");
    }

    @Test
    void anOrderStaysAtTheBrokerThatItsAccountHadWhenItWasStored() {
        broker(ClientIds.IDEMPOTENT);
        String id = order();
        fixture.node
                .db()
                .update("update accounts set broker = 'paper' where id = $1", account)
                .block();
        settle();
        assertThat(broker.placed).extracting(BrokerOrder::clientOrderId).containsExactly(id);
    }

    // ---- the way of an order ----

    @Test
    void theIntentIsStoredBeforeTheCallAndTheReplyAfterIt() {
        broker(ClientIds.IDEMPOTENT);
        String id = order();
        broker.duringPlace = () -> assertThat(fixture.state(id)).isEqualTo("SENT");
        broker.places.addFirst(new PlaceReply.Accepted("B1"));
        dispatcher.step();
        assertThat(fixture.state(id)).isEqualTo("ACKNOWLEDGED");
        assertThat(fixture.brokerRow(broker.profile().id().text(), id).brokerOrderId())
                .isEqualTo("B1");
        assertThat(broker.placed).hasSize(1);
        assertThat(broker.placed.getFirst().quantity()).isEqualByComparingTo("1");
    }

    @Test
    void ordersAreSentInTheOrderOfCommits() {
        broker(ClientIds.IDEMPOTENT);
        List<String> ids = List.of(order(), order(), order());
        broker.places.addFirst(new PlaceReply.Accepted("B"));
        dispatcher.step();
        assertThat(broker.placed).extracting(BrokerOrder::clientOrderId).containsExactlyElementsOf(ids);
    }

    @Test
    void whatTheBrokerRejectsAtFirstEndsWithItsCode() {
        broker(ClientIds.ECHO_ONLY);
        String id = order();
        broker.places.addFirst(new PlaceReply.Rejected("4711", "no"));
        settle();
        assertThat(fixture.state(id)).isEqualTo("REJECTED broker_rejected");
        later(Duration.ofHours(1));
        assertThat(broker.placed).hasSize(1);
        assertThat(broker.asked).isEmpty();
    }

    @Test
    void whatTheBrokerCannotDoIsRejectedWithoutACall() {
        broker(ClientIds.IDEMPOTENT, Capability.LIMIT);
        OrderTerms stop = new OrderTerms(OrderType.STOP, 0, 90_00, TimeInForce.GTC, 0, false, "", OrderLeg.SINGLE);
        OrderTerms leg = new OrderTerms(OrderType.LIMIT, 90_00, 0, TimeInForce.GTC, 0, false, "g", OrderLeg.ENTRY);
        String first = fixture.order(account, stop, clock);
        String second = fixture.order(account, leg, clock);
        settle();
        assertThat(fixture.state(first)).isEqualTo("REJECTED order_unsupported");
        assertThat(fixture.state(second)).isEqualTo("REJECTED order_unsupported");
        assertThat(broker.placed).isEmpty();
    }

    @Test
    void anOrderThatExpiredBeforeItWasSentIsNotSent() {
        broker(ClientIds.IDEMPOTENT, Capability.GTD);
        String id = fixture.order(account, OrderTerms.market(clock.nanos() + 1), clock);
        clock.advance(Duration.ofSeconds(1));
        settle();
        assertThat(fixture.state(id)).isEqualTo("EXPIRED order_expired");
        assertThat(broker.placed).isEmpty();
    }

    // ---- outcomes that are not known ----

    @Test
    void idempotentOrderThatTheBrokerDoesNotKnowIsSentAgainUnderTheSameId() {
        broker(ClientIds.IDEMPOTENT);
        String id = order();
        dispatcher.step();
        assertThat(fixture.state(id)).isEqualTo("UNKNOWN");
        answers(NOT_KNOWN);
        broker.places.clear();
        broker.places.add(new PlaceReply.Accepted("B1"));
        later(Duration.ofSeconds(1));
        assertThat(fixture.state(id)).isEqualTo("ACKNOWLEDGED");
        assertThat(broker.placed).extracting(BrokerOrder::clientOrderId).containsExactly(id, id);
    }

    @Test
    void echoedOrderIsSentAgainOnlyAfterItHasSettled() {
        broker(ClientIds.ECHO_ONLY);
        String id = order();
        answers(NOT_KNOWN);
        settle();
        for (Duration at = Duration.ZERO; at.compareTo(LONG_AFTER.minusSeconds(1)) < 0; at = at.plusSeconds(1)) {
            later(Duration.ofSeconds(1));
            assertThat(broker.placed).as("after " + at).hasSize(1);
        }
        assertThat(broker.asked).hasSizeGreaterThan(3);
        assertThat(fixture.state(id)).isEqualTo("UNKNOWN");
        later(Duration.ofSeconds(30));
        assertThat(broker.placed).extracting(BrokerOrder::clientOrderId).containsExactly(id, id);
    }

    @Test
    void echoedOrderThatNobodyAnswersForIsNotSentAgain() {
        broker(ClientIds.ECHO_ONLY);
        String id = order();
        settle();
        for (int i = 0; i < 50; i++) {
            later(Duration.ofMinutes(1));
        }
        assertThat(broker.asked).hasSizeGreaterThan(20);
        assertThat(broker.placed).hasSize(1);
        assertThat(fixture.state(id)).isEqualTo("UNKNOWN");
    }

    @Test
    void orderWithoutClientIdsIsNeverSentAgainAndEndsAsPeopleSay() {
        broker(ClientIds.NONE);
        String absent = order();
        settle();
        String present = order();
        settle();
        later(Duration.ofDays(1));
        assertThat(broker.placed).extracting(BrokerOrder::clientOrderId).containsExactly(absent, present);
        assertThat(fixture.state(absent)).isEqualTo("UNKNOWN");
        assertThat(watched().unknown()).isEqualTo(2);
        assertThat(watched().oldestUnknownMs()).isPositive();

        say(absent, "absent_by = 'user:anna'");
        say(present, "broker_order_id = 'B7'");
        answers(new StatusReply.Known(new OrderReport(
                "", "B7", OrderReport.Status.FILLED, BigDecimal.ONE, List.of(execution("e1", "1")), "", 1)));
        later(Duration.ofMinutes(1));
        assertThat(fixture.state(absent)).isEqualTo("REJECTED broker_rejected");
        assertThat(fixture.state(present)).isEqualTo("FILLED");
        assertThat(fixture.count("order_events where cause = 'user:anna' and client_order_id = '" + absent + "'"))
                .isEqualTo(1);
    }

    private void say(String id, String what) {
        fixture.node
                .db()
                .update("update broker_orders set " + what + " where client_order_id = $1", id)
                .block();
    }

    private BrokerOrderStore.Watched watched() {
        return Objects.requireNonNull(BrokerOrderStore.watched(fixture.node.db())
                .filter(w -> w.broker().equals(broker.profile().id().text()))
                .blockFirst());
    }

    @Test
    void whatSurelyDidNotLeaveIsSentAgainWhateverTheIdsAre() {
        broker(ClientIds.NONE);
        String id = order();
        broker.places.clear();
        broker.places.add(new PlaceReply.NotSent("429"));
        broker.places.add(new PlaceReply.Accepted("B1"));
        settle();
        assertThat(fixture.state(id)).isEqualTo("ACKNOWLEDGED");
        assertThat(broker.placed).hasSize(2);
    }

    @Test
    void anIntentThatIsFoundAtTheStartIsAskedForAndNotSent() {
        broker(ClientIds.ECHO_ONLY);
        String id = order();
        fixture.journal.intend(fixture.journal.unsent(broker.profile().id().text(), 10), clock.millis());
        answers(new StatusReply.Known(
                report(id, OrderReport.Status.FILLED, "1", execution("e1", "0.4"), execution("e2", "0.6"))));
        settle();
        assertThat(fixture.state(id)).isEqualTo("FILLED");
        assertThat(broker.placed).isEmpty();
        assertThat(broker.asked.getFirst().clientOrderId()).isEqualTo(id);
    }

    @Test
    void anIntentThatGrewOldIsNotCalledFor() {
        broker(ClientIds.ECHO_ONLY);
        String id = order();
        BrokerJournal slow = new ForwardingJournal(fixture.journal) {
            @Override
            public java.util.Set<String> intend(List<io.tickgrid.grid.order.BrokerOrderRow> rows, long nowMs) {
                java.util.Set<String> mine = super.intend(rows, nowMs);
                clock.advance(HostileBroker.SETTLES.plusMillis(1));
                return mine;
            }
        };
        fixture.dispatcher(broker, slow, clock).step();
        assertThat(broker.placed).isEmpty();
        assertThat(fixture.state(id)).isEqualTo("UNKNOWN");
        broker.places.addFirst(new PlaceReply.Accepted("B1"));
        settle();
        assertThat(broker.placed).hasSize(1);
        assertThat(fixture.state(id)).isEqualTo("ACKNOWLEDGED");
    }

    @Test
    void ofTwoWhoMeanToSendAnOrderOneDoes() {
        broker(ClientIds.NONE);
        order();
        List<io.tickgrid.grid.order.BrokerOrderRow> read =
                fixture.journal.unsent(broker.profile().id().text(), 10);
        assertThat(fixture.journal.intend(read, 1)).hasSize(1);
        assertThat(fixture.journal.intend(read, 2)).isEmpty();
    }

    @Test
    void rejectionThatIsBookedLateDoesNotEndWhatWasSentSince() {
        broker(ClientIds.ECHO_ONLY);
        String id = order();
        answers(NOT_KNOWN);
        broker.places.clear();
        broker.places.add(new PlaceReply.Accepted("B2"));
        broker.places.add(new PlaceReply.Rejected("1", "no"));
        broker.duringPlace = () -> {
            // the first call hangs, and another process takes over
            broker.duringPlace = () -> {};
            clock.advance(LONG_AFTER.plusSeconds(1));
            fixture.dispatcher(broker, fixture.journal, clock).step();
        };
        dispatcher.step();
        assertThat(broker.placed).hasSize(2);
        assertThat(fixture.state(id)).isEqualTo("ACKNOWLEDGED");
        answers(new StatusReply.Known(report(id, OrderReport.Status.FILLED, "1", execution("e1", "1"))));
        later(Duration.ofMinutes(1));
        assertThat(fixture.state(id)).isEqualTo("FILLED");
    }

    @Test
    void rejectionOfARepetitionIsNotBelievedBeforeTheFirstHasSettled() {
        broker(ClientIds.IDEMPOTENT);
        String id = order();
        dispatcher.step();
        answers(NOT_KNOWN);
        broker.places.clear();
        broker.places.add(new PlaceReply.Rejected("1", "no cash: the first one binds it"));
        later(Duration.ofSeconds(1));
        assertThat(fixture.state(id)).isEqualTo("UNKNOWN");
        // the first one comes in after all
        answers(new StatusReply.Known(report(id, OrderReport.Status.FILLED, "1", execution("e1", "1"))));
        later(Duration.ofMinutes(1));
        assertThat(fixture.state(id)).isEqualTo("FILLED");
    }

    @Test
    void rejectionOfARepetitionIsTheEndOnceTheBrokerSurelyHasNothing() {
        broker(ClientIds.IDEMPOTENT);
        String id = order();
        dispatcher.step();
        answers(NOT_KNOWN);
        broker.places.clear();
        broker.places.add(new PlaceReply.Rejected("1", "no"));
        later(Duration.ofSeconds(1));
        later(Duration.ofMinutes(1));
        assertThat(fixture.state(id)).isEqualTo("REJECTED broker_rejected");
        assertThat(broker.placed).hasSize(2);
    }

    @Test
    void orderThatTheBrokerHadAndForgotIsNotSentAgain() {
        broker(ClientIds.IDEMPOTENT);
        String id = order();
        broker.places.addFirst(new PlaceReply.Accepted("B1"));
        answers(NOT_KNOWN);
        settle();
        later(Duration.ofMinutes(1));
        later(Duration.ofMinutes(1));
        assertThat(broker.placed).hasSize(1);
        assertThat(fixture.state(id)).isEqualTo("UNKNOWN");
        assertThat(watched().problems()).isEqualTo(1);
    }

    // ---- fills and ends ----

    @Test
    void lostFillsAreAskedForUntilTheyAddUp() {
        broker(ClientIds.IDEMPOTENT, Capability.STREAMING);
        String id = order();
        broker.places.addFirst(new PlaceReply.Accepted("B-" + id));
        answers(new StatusReply.Known(report(id, OrderReport.Status.WORKING, "0")));
        settle();
        Execution first = execution("e1", "0.25");
        Execution second = execution("e2", "0.5");
        broker.listener.accept(report(id, OrderReport.Status.WORKING, "0.25", first));
        broker.listener.accept(report(id, OrderReport.Status.WORKING, "0.25", first));
        settle();
        assertThat(fixture.state(id)).isEqualTo("PARTLY_FILLED");
        // it ends with less than all, and tells of half of its fills
        answers(new StatusReply.Known(report(id, OrderReport.Status.CANCELLED, "0.75", first)));
        later(Duration.ofMinutes(1));
        assertThat(fixture.state(id)).isEqualTo("PARTLY_FILLED");
        answers(new StatusReply.Known(report(id, OrderReport.Status.CANCELLED, "0.75", second)));
        later(Duration.ofMinutes(1));
        assertThat(fixture.state(id)).isEqualTo("CANCELLED order_cancelled");
        assertThat(fixture.row(id).filledUnits()).isEqualTo(75_000_000);
        assertThat(fixture.count("fills where client_order_id = '" + id + "'")).isEqualTo(2);
    }

    @Test
    void whatDoesNotAgreeWithTheBrokerIsKeptForPeople() {
        broker(ClientIds.IDEMPOTENT, Capability.STREAMING);
        String id = order();
        broker.places.addFirst(new PlaceReply.Accepted("B-" + id));
        answers(new StatusReply.Known(report(id, OrderReport.Status.CANCELLED, "0")));
        settle();
        assertThat(fixture.state(id)).isEqualTo("CANCELLED order_cancelled");
        broker.listener.accept(report(id, OrderReport.Status.FILLED, "1", execution("e1", "1")));
        settle();
        assertThat(watched().problems()).isEqualTo(1);
        assertThat(watched().open()).isZero();

        String odd = order();
        answers(new StatusReply.Known(
                report(odd, OrderReport.Status.WORKING, "0.0000000001", execution("e1", "0.0000000001"))));
        settle();
        later(Duration.ofSeconds(1));
        assertThat(watched().problems()).isEqualTo(2);
        assertThat(fixture.row(odd).filledUnits()).isZero();
    }

    @Test
    void cancelEndsAnOrderBeforeItIsSentAndAsksTheBrokerAfterwards() {
        broker(ClientIds.IDEMPOTENT);
        String before = order();
        cancel(before);
        settle();
        assertThat(fixture.state(before)).isEqualTo("CANCELLED order_cancelled");
        assertThat(broker.placed).isEmpty();

        String after = order();
        broker.places.addFirst(new PlaceReply.Accepted("B-" + after));
        answers(new StatusReply.Known(report(after, OrderReport.Status.WORKING, "0")));
        settle();
        cancel(after);
        answers(new StatusReply.Known(report(after, OrderReport.Status.CANCELLED, "0")));
        later(Duration.ofMinutes(1));
        assertThat(broker.cancelled).hasSize(1);
        assertThat(fixture.state(after)).isEqualTo("CANCELLED order_cancelled");
        assertThat(fixture.count("order_events where cause = 'user:anna' and client_order_id in ('" + before + "', '"
                        + after + "') and kind = 'CANCELLED'"))
                .isEqualTo(2);
    }

    private void cancel(String id) {
        assertThat(fixture.node
                        .db()
                        .moneyTransaction(c -> BrokerOrderStore.cancel(c, id, "user:anna"))
                        .block())
                .isTrue();
    }
}
