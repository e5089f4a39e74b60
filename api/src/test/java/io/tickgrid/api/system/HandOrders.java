package io.tickgrid.api.system;

import io.tickgrid.api.run.DemoData;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Orders of every type, and cancellations, of an account that nobody follows, stored in the same transactions as those by
 * hand are, also while no member lives. Around the price of the last bar, so that some are filled, some rest, some expire.
 */
final class HandOrders implements AutoCloseable {
    static final String ACCOUNT = "by-hand";
    private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Deployment d;
    private final Random random;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;
    private int placed;

    private HandOrders(Deployment d, long seed) {
        this.d = d;
        random = new Random(seed);
        thread = new Thread(this::run, "orders-by-hand");
    }

    /** Before {@link MoneyChecks#begin}. */
    static void addAccount(Deployment d) {
        d.stores()
                .accounts()
                .add(List.of(new Account(
                        ACCOUNT,
                        DemoData.TENANT,
                        "nobody",
                        "By hand",
                        "own",
                        "USD",
                        100_000_000_000_000L,
                        true,
                        true,
                        0,
                        0,
                        1)))
                .block(PATIENCE);
    }

    static HandOrders start(Deployment d, long seed) {
        System.out.println("orders by hand: seed " + seed);
        HandOrders orders = new HandOrders(d, seed);
        orders.thread.start();
        return orders;
    }

    /** Places no more, and asks for the end of what is open. */
    void settle() throws InterruptedException {
        stopping = true;
        thread.join();
        Throwable f = failure;
        if (f != null) {
            throw new IllegalStateException("an order could not be placed", f);
        }
        open().forEach(this::cancel);
    }

    int placed() {
        return placed;
    }

    private void run() {
        try {
            while (!stopping) {
                Long[] last = lastBar();
                if (last != null) {
                    if (random.nextInt(6) == 0) {
                        List<OrderRow> open = open();
                        if (!open.isEmpty()) {
                            cancel(open.get(random.nextInt(open.size())));
                        }
                    } else {
                        place(last[0], last[1]);
                    }
                }
                LockSupport.parkNanos(EVERY_NS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Event time in nanoseconds and price in hundredths of the newest stored bar. */
    private Long @Nullable [] lastBar() {
        return d.db().query(
                        "select open_time_ms, close from candles where instrument = '" + TradeTape.INSTRUMENT
                                + "' and frame = '1m' order by open_time_ms desc limit 1",
                        r -> new Long[] {
                            Db.int64(r, "open_time_ms") * 1_000_000, Math.round(Db.float64(r, "close") * 100)
                        })
                .blockFirst(PATIENCE);
    }

    private List<OrderRow> open() {
        return Objects.requireNonNull(d.db().moneyTransaction(
                        c -> OrderStore.working(c, List.of(ACCOUNT)).collectList())
                .block(PATIENCE));
    }

    private void cancel(OrderRow order) {
        d.db().moneyTransaction(c -> OutboxStore.add(
                        c,
                        Topics.MARKET_INPUT,
                        order.instrument(),
                        OrderWire.paperCancels(List.of(order), "user:nobody", order.updatedEventNs())))
                .block(PATIENCE);
    }

    private void place(long timeNs, long priceUnits) {
        List<OrderRow> rows = new ArrayList<>();
        boolean buy = random.nextBoolean();
        long off = Math.max(1, priceUnits / 1_000);
        long near = priceUnits + random.nextLong(-3 * off, 3 * off + 1);
        String id = "hand-" + placed++;
        switch (random.nextInt(6)) {
            case 0 -> rows.add(row(id, buy, timeNs, OrderTerms.MARKET));
            case 1 -> rows.add(row(id, buy, timeNs, single(OrderType.LIMIT, near, 0, TimeInForce.GTC, 0)));
            case 2 -> rows.add(row(id, buy, timeNs, single(OrderType.STOP, 0, near, TimeInForce.GTC, 0)));
            case 3 ->
                rows.add(row(
                        id,
                        buy,
                        timeNs,
                        single(
                                OrderType.LIMIT,
                                near,
                                0,
                                TimeInForce.GTD,
                                timeNs + TimeUnit.MINUTES.toNanos(1 + random.nextInt(10)))));
            case 4 -> rows.add(row(id, buy, timeNs, single(OrderType.LIMIT, near, 0, TimeInForce.IOC, 0)));
            default -> {
                long away = buy ? 2 * off : -2 * off;
                rows.add(row(id, buy, timeNs, leg(id, OrderType.LIMIT, near, 0, OrderLeg.ENTRY)));
                rows.add(row(
                        id + "-profit", !buy, timeNs, leg(id, OrderType.LIMIT, near + away, 0, OrderLeg.TAKE_PROFIT)));
                rows.add(row(id + "-loss", !buy, timeNs, leg(id, OrderType.STOP, 0, near - away, OrderLeg.STOP_LOSS)));
            }
        }
        d.db().moneyTransaction(c -> OrderStore.place(c, rows, Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block(PATIENCE);
    }

    private static OrderTerms single(OrderType type, long limit, long stop, TimeInForce time, long expiresNs) {
        return new OrderTerms(type, limit, stop, time, expiresNs, false, "", OrderLeg.SINGLE);
    }

    private static OrderTerms leg(String group, OrderType type, long limit, long stop, OrderLeg leg) {
        return new OrderTerms(type, limit, stop, TimeInForce.GTC, 0, leg.isExit(), group, leg);
    }

    private static OrderRow row(String id, boolean buy, long timeNs, OrderTerms terms) {
        return OrderRow.of(
                id,
                DemoData.TENANT,
                ACCOUNT,
                TradeTape.INSTRUMENT,
                buy,
                1_000_000,
                terms,
                null,
                "manual:" + id,
                timeNs);
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }
}
