package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.api.run.DemoData;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.pipelines.Jobs;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A leader trades the signals of real trades and 1,000 followers copy, while members are killed in the middle of it:
 * nothing is lost, nothing doubled, and every amount is the exact sum of what was filled.
 */
class MoneyRecoveryIT {
    private static final int TRADES_A_RECORD = 4;

    /** So slow that fan-outs keep up: a backlog of them would only take its time. */
    private static final int RECORDS_A_SECOND = 60;

    /** A leader's fill is committed and no follower's decision is. */
    private static final String TOLD_BUT_NOT_DECIDED = """
        select count(*) as n from leader_events e where not exists
            (select 1 from copy_ledger l where l.leader_account_id = e.leader_account_id
             and l.leader_sequence = e.leader_sequence)\
        """;

    /** Followers' orders are committed and not filled. */
    private static final String DECIDED_BUT_NOT_FILLED =
            "select count(*) as n from orders where status = 'STORED' and cause like 'leader:%'";

    private static List<ProducerRecord<String, byte[]>> tape;

    @BeforeAll
    static void readTape() {
        tape = new ArrayList<>();
        TickColumns columns = new TickColumns("bitstamp");
        List<RecordedTrades.Trade> trades = RecordedTrades.load();
        // Twice, the second time a week later: a slow machine needs more of them before all is settled.
        for (int i = 0; i < 2 * trades.size(); i++) {
            RecordedTrades.Trade t = trades.get(i % trades.size());
            long shiftNs = i < trades.size() ? 0 : TimeUnit.DAYS.toNanos(7);
            columns.add(t.timeNs() + shiftNs, i + 1, t.price(), t.sizeUnits(), RecordedTrades.SIZE_SCALE);
            if (columns.size() == TRADES_A_RECORD) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                        Topics.MARKET_INPUT,
                        TradeTape.INSTRUMENT,
                        MarketInputWire.ticks(TradeTape.INSTRUMENT, columns));
                record.headers().add(Topics.SOURCE_HEADER, "bitstamp".getBytes(StandardCharsets.UTF_8));
                record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
                tape.add(record);
                columns.clear("bitstamp");
            }
        }
    }

    @Test
    void platformKilledInTheMiddleOfFanOutsLosesAndDoublesNothing() throws Exception {
        try (Deployment d = deployment("money-platform-killed")) {
            Member member = d.launch(0, "market,money").awaitStarted();
            try (Feeder feeder = Feeder.start(d.kafka(), tape, RECORDS_A_SECOND);
                    HandOrders byHand =
                            HandOrders.start(d, LongTests.seeds().findFirst().orElseThrow())) {
                for (String moment : List.of(TOLD_BUT_NOT_DECIDED, DECIDED_BUT_NOT_FILLED)) {
                    awaitCopied(d, 1);
                    d.awaitThat(moment, () -> d.count(moment) > 0);
                    d.kill(member);
                    feeder.hold(); // a backlog of fan-outs would only take its time
                    assertThat(d.count("select count(*) as n from leader_events"))
                            .isPositive();
                    member = d.launch(0, "market,money").awaitStarted();
                    feeder.goOn();
                }
                awaitCopied(d, 1);
                byHand.settle();
                settle(d, feeder);
                assertThat(byHand.placed()).isGreaterThan(50);
            }
            assertThat(d.count("select count(distinct status || code) as n from orders where account_id = '"
                            + HandOrders.ACCOUNT + "'"))
                    .as("filled, cancelled for several reasons, expired")
                    .isGreaterThan(4);
            PlainEngines engines = assertExact(d);
            assertSecondRunOfTheCopyJobChangesNothing(d);
            assertSecondDeliveryChangesNothing(d);
            assertCheckerFails(d, engines);
        }
    }

    @Test
    void survivorOfAMemberKilledInTheMiddleOfAFanOutLosesAndDoublesNothing() {
        try (Deployment d = deployment("money-member-killed")) {
            Member killed = d.launch(0, "market,money").awaitStarted();
            d.launch(1, "market,money").awaitStarted();
            try (Feeder feeder = Feeder.start(d.kafka(), tape, RECORDS_A_SECOND)) {
                awaitCopied(d, 2);
                d.awaitThat("orders under way", () -> d.count(DECIDED_BUT_NOT_FILLED) > 0);
                d.kill(killed);
                awaitCopied(d, 2);
                settle(d, feeder);
            }
            assertExact(d);
        }
    }

    private static Deployment deployment(String name) {
        Deployment d = Deployment.start(name);
        DemoData.seed(d.stores(), "5m");
        // More fan-outs in less time: the leader trades the signals of 1-minute bars.
        d.update("update signal_traders set frame = '1m'");
        HandOrders.addAccount(d);
        MoneyChecks.begin(d);
        return d;
    }

    /** Waits until so many further leader events are filled for their followers. */
    private static void awaitCopied(Deployment d, int further) {
        String copied = "select count(distinct leader_sequence) as n from copy_ledger where outcome = 'filled'";
        long before = d.count(copied);
        d.awaitThat("followers' fills", () -> d.count(copied) >= before + further);
    }

    /** The leader trades no more; the feed goes on until nothing is open, and ends. */
    private static void settle(Deployment d, Feeder feeder) {
        d.update("delete from signal_traders");
        // In one statement: between two of them a decision may be stored that neither sees.
        d.awaitThat(
                "all orders to be filled",
                () -> d.count("select (select count(*) from orders where status in " + OrderState.OPEN_SQL + ")"
                                + " + (select count(*) from outbox) + (" + TOLD_BUT_NOT_DECIDED + ") as n")
                        == 0);
        assertThat(feeder.isDone()).isFalse();
        feeder.stop();
        d.awaitDrained(Topics.MARKET_INPUT);
        d.awaitDrained(Topics.LEADER_EVENTS);
    }

    private static PlainEngines assertExact(Deployment d) {
        MarketChecks market = MarketChecks.of(d);
        assertThat(d.count("select count(*) as n from fills")).isGreaterThan(1_000);
        assertThat(d.count("select count(distinct outcome) as n from copy_ledger"))
                .isEqualTo(3);
        assertThat(market.findings()).isEmpty();
        assertThat(MoneyChecks.findings(d, market.expected())).isEmpty();
        assertMapsShowWhatIsStored(d);
        return market.expected();
    }

    private static void assertMapsShowWhatIsStored(Deployment d) {
        Map<String, Account> accounts = new TreeMap<>();
        Objects.requireNonNull(d.stores().accounts().loadAll().collectList().block())
                .forEach(a -> accounts.put(a.id(), a));
        Map<String, Position> positions = new TreeMap<>();
        Objects.requireNonNull(
                        d.stores().accounts().loadPositions().collectList().block())
                .forEach(p -> positions.put(Position.key(p.accountId(), p.instrument()), p));
        try (GridNode node = d.client()) {
            await("maps to show what is stored").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(node.hazelcast().getMap(GridMaps.ACCOUNTS.mapName()).getAll(Set.copyOf(accounts.keySet())))
                        .isEqualTo(accounts);
                assertThat(node.hazelcast().getMap(GridMaps.POSITIONS.mapName()).getAll(Set.copyOf(positions.keySet())))
                        .isEqualTo(positions);
            });
        }
    }

    private static void assertSecondRunOfTheCopyJobChangesNothing(Deployment d) {
        MarketBooks before = MoneyChecks.rows(d);
        d.update("delete from engine_offsets where topic = '" + Topics.LEADER_EVENTS + "'");
        try (GridNode node = d.client()) {
            Objects.requireNonNull(Jobs.COPY_TRADE.find(node.hazelcast())).restart();
            d.awaitDrained(Topics.LEADER_EVENTS);
        }
        assertThat(MarketBooks.differences(before, MoneyChecks.rows(d))).isEmpty();
    }

    /** As a producer may that did not hear the acknowledgement: everything again, then the market goes on. */
    private static void assertSecondDeliveryChangesNothing(Deployment d) {
        MarketBooks before = MoneyChecks.rows(d);
        for (String topic : List.of(Topics.LEADER_EVENTS, Topics.MARKET_INPUT)) {
            Feeder.send(
                    d.kafka(),
                    d.read(topic).stream()
                            .map(r -> new ProducerRecord<>(topic, null, r.key(), r.value(), r.headers()))
                            .toList());
            d.awaitDrained(topic);
        }
        Feeder.send(d.kafka(), tape.subList(tape.size() - 2_000, tape.size()));
        d.awaitDrained(Topics.MARKET_INPUT);
        assertThat(MarketBooks.differences(before, MoneyChecks.rows(d))).isEmpty();
        assertThat(MarketChecks.of(d).findings()).isEmpty();
    }

    private static void assertCheckerFails(Deployment d, PlainEngines engines) {
        List<String> found = MoneyChecks.findings(d, engines);
        assertThat(found).isEmpty();
        for (String mutant : List.of(
                "delete from copy_ledger where ctid = (select max(ctid) from copy_ledger where outcome = 'skipped')",
                "update fills set price_units = price_units + 1 where ctid = (select max(ctid) from fills)",
                "update positions set quantity_units = quantity_units + 1 where account_id = 'leader-1'",
                "update accounts set cash_units = cash_units + 1 where id = 'follower-0001'",
                "update copy_intended set held_units = held_units + 1 where ctid = (select max(ctid) from"
                        + " copy_intended)",
                "delete from order_events where ctid = (select max(ctid) from order_events)",
                "update copy_ledger set outcome = 'pending' where ctid ="
                        + " (select max(ctid) from copy_ledger where outcome = 'filled')",
                "update copy_ledger set intended = '9' || intended where ctid = (select max(l.ctid) from copy_ledger l"
                        + " join copy_links k on k.id = l.link_id"
                        + " where outcome = 'filled' and code = '' and not force_minimum)",
                "delete from leader_events where leader_sequence = 2")) {
            d.update(mutant);
            List<String> now = MoneyChecks.findings(d, engines);
            assertThat(now).as(mutant).isNotEqualTo(found);
            found = now;
        }
    }
}
