package io.tickgrid.pipelines.broker;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.tickgrid.grid.db.Db;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what a broker really did, by its own append-only history, with what the tables say, read in SQL: at most one
 * broker order for each (leader's event, follower, leg), an end for each order, the same executions on both sides, and
 * positions and cash that are their sum. It uses nothing of what it checks.
 */
final class HistoryChecker {
    private final Db db;
    private final BrokerHistory history;
    private final String broker;
    private final List<String> violations = new ArrayList<>();

    HistoryChecker(Db db, BrokerHistory history, String broker) {
        this.db = db;
        this.history = history;
        this.broker = broker;
    }

    /** An order as the tables have it. */
    private record Stored(
            String id, String account, String instrument, String side, long quantity, String status, String cause) {}

    /** What is wrong; empty when nothing is. */
    List<String> violations() {
        List<Stored> stored = query(
                "select o.* from orders o join accounts a on a.id = o.account_id where a.broker = $1",
                r -> new Stored(
                        text(r, "client_order_id"),
                        text(r, "account_id"),
                        text(r, "instrument"),
                        text(r, "side"),
                        int64(r, "quantity_units"),
                        text(r, "status"),
                        text(r, "cause")));
        onceEach(stored);
        ends(stored);
        fills();
        sums();
        return violations;
    }

    /** How many orders of copied fills the tables have. */
    long copied() {
        return query(
                        "select l.client_order_id from copy_ledger l join accounts a on a.id = l.follower_account_id"
                                + " where a.broker = $1 and l.client_order_id <> ''",
                        r -> 1)
                .size();
    }

    private <T> List<T> query(String sql, java.util.function.Function<io.r2dbc.spi.Readable, T> row) {
        return Objects.requireNonNull(db.query(sql, row, broker).collectList().block());
    }

    private void onceEach(List<Stored> stored) {
        Map<String, String> eventOf = new HashMap<>();
        query(
                        "select l.* from copy_ledger l join accounts a on a.id = l.follower_account_id"
                                + " where a.broker = $1 and l.client_order_id <> ''",
                        r -> Map.entry(
                                text(r, "client_order_id"),
                                text(r, "leader_account_id") + " " + int64(r, "leader_sequence") + " "
                                        + text(r, "follower_account_id") + " " + text(r, "leg")))
                .forEach(e -> eventOf.put(e.getKey(), e.getValue()));
        Map<String, Stored> byId = stored.stream().collect(Collectors.toMap(Stored::id, s -> s));
        Map<String, List<String>> atBroker = new TreeMap<>();
        for (BrokerHistory.Order o : history.orders()) {
            Stored s = byId.get(o.clientOrderId());
            if (s == null) {
                violations.add("the broker has " + o + ", which nobody stored");
                continue;
            }
            boolean same = s.account.equals(o.accountId())
                    && s.instrument.equals(o.instrument())
                    && s.side.equals(o.buy() ? "BUY" : "SELL")
                    && BigDecimal.valueOf(s.quantity, 8).compareTo(o.quantity()) == 0;
            if (!same) {
                violations.add("the broker has " + o + ", stored is " + s);
            }
            atBroker.computeIfAbsent(eventOf.getOrDefault(s.id, s.cause), e -> new ArrayList<>())
                    .add(o.brokerOrderId());
        }
        atBroker.forEach((event, orders) -> {
            if (orders.size() > 1) {
                violations.add("the broker has " + orders.size() + " orders of " + event + ": " + orders);
            }
        });
    }

    private void ends(List<Stored> stored) {
        Set<String> over = Set.of("FILLED", "CANCELLED", "REJECTED", "EXPIRED");
        Set<String> taken = history.orders().stream()
                .map(BrokerHistory.Order::clientOrderId)
                .collect(Collectors.toSet());
        for (Stored s : stored) {
            if (!over.contains(s.status)) {
                violations.add(s.id + " has no end, it is " + s.status);
            }
            if (!taken.contains(s.id) && s.status.equals("FILLED")) {
                violations.add(s.id + " is filled, and the broker never had it");
            }
        }
        Map<String, OrderReport.Status> ended = new HashMap<>();
        history.ends().forEach(e -> ended.put(e.brokerOrderId(), e.status()));
        Map<String, String> status = stored.stream().collect(Collectors.toMap(Stored::id, Stored::status));
        for (BrokerHistory.Order o : history.orders()) {
            OrderReport.Status at = ended.get(o.brokerOrderId());
            if (at == null) {
                violations.add(o.brokerOrderId() + " still works at the broker");
            } else if (!at.name().equals(status.get(o.clientOrderId()))) {
                violations.add(o.clientOrderId() + " is " + status.get(o.clientOrderId()) + ", at the broker " + at);
            }
        }
        query(
                        "select l.client_order_id from copy_ledger l join accounts a on a.id = l.follower_account_id"
                                + " where a.broker = $1 and l.outcome not in ('filled', 'rejected', 'skipped')",
                        r -> text(r, "client_order_id"))
                .forEach(id -> violations.add("the ledger has no outcome of " + id));
        query(
                        "select b.client_order_id, b.problem from broker_orders b where b.broker = $1"
                                + " and (b.open or b.problem <> '')",
                        r -> text(r, "client_order_id") + " " + text(r, "problem"))
                .forEach(row -> violations.add("open or disagreeing: " + row));
    }

    private void fills() {
        Map<String, String> clientIds = new HashMap<>();
        history.orders().forEach(o -> clientIds.put(o.brokerOrderId(), o.clientOrderId()));
        Set<String> made = history.fills().stream()
                .map(f -> clientIds.get(f.brokerOrderId()) + " " + f.execution().executionId() + " "
                        + units(f.execution().quantity(), 8) + " "
                        + units(f.execution().price(), 2) + " "
                        + units(f.execution().fee(), 8))
                .collect(Collectors.toSet());
        Set<String> booked = new HashSet<>(query(
                "select f.* from fills f join accounts a on a.id = f.account_id where a.broker = $1",
                r -> text(r, "client_order_id") + " " + text(r, "execution_id") + " " + int64(r, "quantity_units") + " "
                        + int64(r, "price_units") + " " + int64(r, "fee_units")));
        made.stream().filter(f -> !booked.contains(f)).forEach(f -> violations.add("filled and not booked: " + f));
        booked.stream().filter(f -> !made.contains(f)).forEach(f -> violations.add("booked and not filled: " + f));
    }

    private static long units(BigDecimal value, int scale) {
        return value.setScale(scale, java.math.RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact();
    }

    private void sums() {
        Map<String, BrokerHistory.Order> orders = new HashMap<>();
        history.orders().forEach(o -> orders.put(o.brokerOrderId(), o));
        Map<String, Long> positions = new TreeMap<>();
        Map<String, BigDecimal> cash = new TreeMap<>();
        for (BrokerHistory.Filled f : history.fills()) {
            BrokerHistory.Order o = Objects.requireNonNull(orders.get(f.brokerOrderId()));
            long quantity = units(f.execution().quantity(), 8);
            positions.merge(o.accountId() + " " + o.instrument(), o.buy() ? quantity : -quantity, Long::sum);
            BigDecimal value = f.execution().quantity().multiply(f.execution().price());
            // as the platform rounds: what is paid up, what is received down
            BigDecimal moved = o.buy()
                    ? value.setScale(8, java.math.RoundingMode.CEILING).negate()
                    : value.setScale(8, java.math.RoundingMode.FLOOR);
            cash.merge(o.accountId(), moved.subtract(f.execution().fee()), BigDecimal::add);
        }
        positions.values().removeIf(q -> q == 0);
        Map<String, Long> held = new TreeMap<>();
        query(
                        "select p.* from positions p join accounts a on a.id = p.account_id where a.broker = $1"
                                + " and p.quantity_units <> 0",
                        r -> Map.entry(text(r, "account_id") + " " + text(r, "instrument"), int64(r, "quantity_units")))
                .forEach(e -> held.put(e.getKey(), e.getValue()));
        if (!held.equals(positions)) {
            violations.add("positions are " + held + ", at the broker " + positions);
        }
        query(
                        "select * from accounts where broker = $1",
                        r -> Map.entry(text(r, "id"), int64(r, "cash_units") - BrokerFixture.CASH))
                .forEach(e -> {
                    long expected = units(cash.getOrDefault(e.getKey(), BigDecimal.ZERO), 8);
                    if (e.getValue() != expected) {
                        violations.add("cash of " + e.getKey() + " moved by " + e.getValue() + ", at the broker by "
                                + expected);
                    }
                });
        query(
                        "select o.client_order_id from orders o join accounts a on a.id = o.account_id where a.broker"
                            + " = $1 and o.filled_units <> (select coalesce(sum(quantity_units), 0) from fills f where"
                            + " f.client_order_id = o.client_order_id)",
                        r -> text(r, "client_order_id"))
                .forEach(id -> violations.add("fills of " + id + " do not add up to what it says"));
    }
}
