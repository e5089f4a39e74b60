package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A leader's fill to the decisions on all of the leader's followers, on members in this process, with PostgreSQL behind
 * them: deciding alone in the blocks, beside {@link FanOutLimit}; then all that the copy-trade job does until every decision
 * is stored and applied; then the booking of the followers' fills. A round is a buy and a sell, after which all are flat
 * again.
 */
public final class FanOutBench {
    private static final int WARMUPS = 1;
    private static final int DECIDE_WARMUPS = 20;
    private static final int DECIDES = 9;
    private static final int BATCH = 2_000;
    private static final long QUANTITY = 37_010_000;
    private static final long PRICE = 900_00;
    private static final long SECOND_NS = 1_000_000_000L;

    private final FanOutCase fanOut = new FanOutCase();
    private final Stores stores;
    private final int followers;
    private final FanOutLimit limit;
    private final FillStore fills;
    private final Consumer<String> progress;
    private long leaderSequence;
    private long lastEvent;

    private FanOutBench(Stores stores, int followers, Consumer<String> progress) {
        this.stores = stores;
        this.progress = progress;
        this.followers = followers;
        limit = new FanOutLimit(fanOut, followers);
        fills = new FillStore(stores.db(), id -> fanOut.instrument(), Topics.LEADER_EVENTS, OrderWire::leaderEvent);
    }

    /**
     * Runs it.
     *
     * @param db an empty database with the platform's schema
     * @param followers 1 or more
     * @param progress is told what is being done: with many followers a round takes a minute
     */
    public static BenchResult run(int rounds, int followers, Db db, Consumer<String> progress) {
        Stores stores = new Stores(db);
        FanOutBench bench = new FanOutBench(stores, followers, progress);
        progress.accept("making " + followers + " followers");
        bench.fanOut.seed(stores, followers);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("followers", followers);
        Times one = bench.run(rounds, 1);
        Times two = bench.run(rounds, 2);
        one.into(details, "");
        two.into(details, "_with_backups");
        details.put("orders", one.orders);
        return new BenchResult(
                "fanout",
                Rounds.median(one.decideMs),
                "ms",
                Rounds.median(one.limitMs),
                Rounds.ratio(one.limitMs, one.decideMs),
                rounds,
                details);
    }

    /** What the rounds took, in milliseconds. */
    private static final class Times {
        private final double[] decideMs;
        private final double[] limitMs;
        private final double[] copyMs;
        private final double[] bookMs;
        private final double[] applyMs;
        private long orders;

        Times(int rounds) {
            decideMs = new double[rounds];
            limitMs = new double[rounds];
            copyMs = new double[rounds];
            bookMs = new double[rounds];
            applyMs = new double[rounds];
        }

        void into(Map<String, Object> details, String of) {
            details.put("decide_ms" + of, Rounds.median(decideMs));
            details.put("stored_and_applied_ms" + of, Rounds.median(copyMs));
            details.put("fills_booked_per_second" + of, Math.round(orders * 1_000 / Rounds.median(bookMs)));
            details.put("fills_applied_per_second" + of, Math.round(orders * 1_000 / Rounds.median(applyMs)));
        }
    }

    private Times run(int rounds, int members) {
        Times times = new Times(rounds);
        try (BenchGrid grid = BenchGrid.start("bench-fanout-" + members, members, MarketSettings.indicatorColumns())) {
            FollowerBlocks blocks = new FollowerBlocks(grid.first(), stores);
            blocks.loadOnce();
            LeaderCopies copies = new LeaderCopies(grid.first(), stores);
            for (int round = -WARMUPS; round < rounds; round++) {
                progress.accept((members == 1 ? "one member, " : members + " members, ")
                        + (round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds));
                LeaderFill buy = leaderFill(true);
                for (int i = 0; round < 0 && i < DECIDE_WARMUPS; i++) {
                    blocks.count(buy);
                    limit.decide(QUANTITY, PRICE);
                }
                double[] decide = new double[DECIDES];
                double[] plain = new double[DECIDES];
                for (int i = 0; i < DECIDES; i++) {
                    long start = System.nanoTime();
                    FollowerBlocks.Counts counts = blocks.count(buy);
                    long decided = System.nanoTime();
                    FollowerBlocks.Counts expected = limit.decide(QUANTITY, PRICE);
                    plain[i] = (System.nanoTime() - decided) / 1e6;
                    decide[i] = (decided - start) / 1e6;
                    if (!counts.equals(expected)) {
                        throw new IllegalStateException("expected " + expected + ", got " + counts);
                    }
                    times.orders = counts.orders();
                }
                double copied = copy(copies, buy);
                double[] filled = fill(blocks, buy, times.orders);
                LeaderFill sell = leaderFill(false);
                copied = (copied + copy(copies, sell)) / 2;
                double[] sold = fill(blocks, sell, times.orders);
                if (round >= 0) {
                    times.decideMs[round] = Rounds.median(decide);
                    times.limitMs[round] = Rounds.median(plain);
                    times.copyMs[round] = copied;
                    times.bookMs[round] = (filled[0] + sold[0]) / 2;
                    times.applyMs[round] = (filled[1] + sold[1]) / 2;
                }
            }
        }
        return times;
    }

    /** Books a fill of the leader's, which makes the event that is copied. */
    private LeaderFill leaderFill(boolean buy) {
        long sequence = ++leaderSequence;
        long timeNs = sequence * SECOND_NS;
        String id = "bench-" + sequence;
        OrderRow order = OrderRow.market(
                id, FanOutCase.TENANT, FanOutCase.LEADER, FanOutCase.INSTRUMENT, buy, QUANTITY, "manual:" + id, timeNs);
        stores.db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(order), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .then(fills.book(List.of(fill(order))))
                .block();
        byte[] event = Objects.requireNonNull(stores.copies()
                .leaderEvents(FanOutCase.LEADER, sequence - 1, sequence, 1)
                .blockFirst());
        return OrderWire.leaderFill(event);
    }

    private static double copy(LeaderCopies copies, LeaderFill fill) {
        long start = System.nanoTime();
        if (!copies.copy(fill.leaderAccountId(), fill.leaderSequence())) {
            throw new IllegalStateException("expected the fill to be copied: " + fill);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Books the fills of all orders of an event, and tells the blocks; gives milliseconds of both. */
    private double[] fill(FollowerBlocks blocks, LeaderFill event, long orders) {
        List<OrderEvent> placed = eventsSince();
        List<String> ids = placed.stream()
                .filter(e -> e.kind().equals("STORED") && !e.accountId().equals(FanOutCase.LEADER))
                .map(OrderEvent::clientOrderId)
                .toList();
        List<Fill> all = new ArrayList<>();
        for (int i = 0; i < ids.size(); i += BATCH) {
            stores.orders()
                    .byIds(ids.subList(i, Math.min(ids.size(), i + BATCH)))
                    .toIterable()
                    .forEach(o -> all.add(fill(o)));
        }
        long start = System.nanoTime();
        int booked = 0;
        for (int i = 0; i < all.size(); i += BATCH) {
            booked += Objects.requireNonNull(
                    fills.book(all.subList(i, Math.min(all.size(), i + BATCH))).block());
        }
        double bookMs = (System.nanoTime() - start) / 1e6;
        if (booked != orders) {
            throw new IllegalStateException("expected " + orders + " fills, booked " + booked + " of " + event);
        }
        List<OrderEvent> filled = eventsSince();
        start = System.nanoTime();
        for (int i = 0; i < filled.size(); i += BATCH) {
            blocks.apply(filled.subList(i, Math.min(filled.size(), i + BATCH)));
        }
        return new double[] {bookMs, (System.nanoTime() - start) / 1e6};
    }

    private List<OrderEvent> eventsSince() {
        List<OrderEvent> all = Objects.requireNonNull(stores.orders()
                .eventsAfter(lastEvent, Integer.MAX_VALUE)
                .collectList()
                .block());
        if (!all.isEmpty()) {
            lastEvent = all.getLast().sequence();
        }
        return all;
    }

    /** Whole, at one price and without a fee: after a buy and a sell everyone has what it had. */
    private static Fill fill(OrderRow order) {
        return Fill.whole(
                order.clientOrderId(),
                order.tenantId(),
                order.accountId(),
                order.instrument(),
                order.side().equals("BUY"),
                order.quantityUnits(),
                PRICE,
                0,
                order.createdEventNs());
    }
}
