package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.order.TimeInForce;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A broker in memory, as bad as they come, or well-behaved: what it does to calls is drawn from a seed and counted. Its
 * market stands at 100.00; time and market go on with {@link #advance}. Its {@link BrokerHistory} says what it really did.
 */
final class HostileBroker implements Broker {
    static final Duration SETTLES = Duration.ofSeconds(5);
    private static final BigDecimal MARKET = new BigDecimal("100.00");
    private static final BigDecimal LOT = new BigDecimal("0.0001");
    /** So often each fault strikes soon, before it is left to chance. */
    static final int ENOUGH = 3;

    private static final Duration AWAY = Duration.ofMinutes(1);

    /** What it does to those who call. */
    enum Fault {
        /** It never gets the order. */
        REQUEST_LOST,
        /** It takes the order, and its answer is lost. */
        REPLY_LOST,
        /** The order comes after its sender has given up waiting. */
        LATE,
        /** It turns the order away unread. */
        RATE_LIMITED,
        /** It takes no orders of this kind today. */
        REJECTED,
        /** It ends what is left of an order. */
        CANCELLED,
        /** It does not answer for a minute. */
        AWAY,
        /** It leaves a fill out of what it tells. */
        FILL_LOST,
        /** It tells of a fill twice. */
        DUPLICATED,
        /** It tells of fills in another order, or later. */
        REORDERED
    }

    private static final class Venue {
        private final String id;
        private final BrokerOrder order;
        private final List<Execution> executions = new ArrayList<>();
        private BigDecimal quantity;
        private BigDecimal limit;
        private OrderReport.Status status = OrderReport.Status.WORKING;

        Venue(String id, BrokerOrder order) {
            this.id = id;
            this.order = order;
            quantity = order.quantity();
            limit = order.limit();
        }

        BigDecimal filled() {
            return executions.stream().map(Execution::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    private record Late(long dueMs, BrokerOrder order) {}

    private final BrokerProfile profile;
    private final TestClock clock;
    private final Random random;
    private final boolean hostile;
    private final boolean dedupes;
    private final BrokerHistory history = new BrokerHistory();
    private final Map<String, Venue> venue = new LinkedHashMap<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<Late> late = new ArrayList<>();
    private final List<OrderReport> delayed = new ArrayList<>();
    private Consumer<OrderReport> listener = r -> {};
    private long awayUntilMs;
    private int number;

    HostileBroker(BrokerProfile profile, TestClock clock, Random random, boolean hostile) {
        this(profile, clock, random, hostile, profile.clientIds() == ClientIds.IDEMPOTENT);
    }

    /** @param dedupes whether the same client id is the same order: it may declare so, and not do it */
    HostileBroker(BrokerProfile profile, TestClock clock, Random random, boolean hostile, boolean dedupes) {
        this.profile = profile;
        this.clock = clock;
        this.random = random;
        this.hostile = hostile;
        this.dedupes = dedupes;
    }

    static BrokerProfile profile(String id, ClientIds clientIds, Capability... capabilities) {
        return new BrokerProfile(
                new BrokerId(id),
                clientIds,
                java.util.Set.of(capabilities),
                SETTLES,
                clientIds == ClientIds.IDEMPOTENT ? Duration.ofDays(1) : Duration.ZERO);
    }

    BrokerHistory history() {
        return history;
    }

    /** How often it did what. */
    Map<Fault, Integer> faults() {
        return faults;
    }

    /** Whether nothing of it is to come any more. */
    boolean isQuiet() {
        return late.isEmpty()
                && delayed.isEmpty()
                && venue.values().stream().allMatch(v -> v.status != OrderReport.Status.WORKING);
    }

    /** The broker's own id of what it took under a client id; empty when it took none. What its people would find. */
    String lookUp(String clientOrderId) {
        return venue.values().stream()
                .filter(v -> v.order.clientOrderId().equals(clientOrderId))
                .map(v -> v.id)
                .findFirst()
                .orElse("");
    }

    private boolean strikes(Fault fault, double probability) {
        // the first ones come soon: a short run meets each
        double chance = faults.getOrDefault(fault, 0) < ENOUGH ? Math.max(probability, 0.2) : probability;
        if (!hostile || random.nextDouble() >= chance) {
            return false;
        }
        faults.merge(fault, 1, Integer::sum);
        return true;
    }

    /** It does not answer for a minute. */
    void goAway() {
        faults.merge(Fault.AWAY, 1, Integer::sum);
        awayUntilMs = clock.millis() + AWAY.toMillis();
    }

    private boolean isAway() {
        return clock.millis() < awayUntilMs;
    }

    // ---- what happens at the broker ----

    /** Lets the market go on: late orders come in, working ones are filled in parts, what waited is told. */
    void advance() {
        for (Late l : List.copyOf(late)) {
            if (l.dueMs <= clock.millis()) {
                late.remove(l);
                take(l.order);
            }
        }
        List.copyOf(venue.values()).forEach(this::trade);
        List<OrderReport> now = List.copyOf(delayed);
        delayed.clear();
        now.forEach(listener);
    }

    private PlaceReply take(BrokerOrder order) {
        if (dedupes) {
            for (Venue v : venue.values()) {
                if (v.order.clientOrderId().equals(order.clientOrderId())) {
                    return new PlaceReply.Accepted(v.id);
                }
            }
        }
        if (order.instrument().endsWith("UNKNOWN") || strikes(Fault.REJECTED, 0.03)) {
            return new PlaceReply.Rejected("4711", "not today");
        }
        Venue v = new Venue("V" + ++number, order);
        venue.put(v.id, v);
        history.add(new BrokerHistory.Order(
                v.id, order.clientOrderId(), order.accountId(), order.instrument(), order.buy(), order.quantity()));
        if (order.timeInForce() == TimeInForce.IOC || order.timeInForce() == TimeInForce.FOK) {
            if (isMarketable(v)) {
                fill(v, v.quantity);
            } else {
                end(v, OrderReport.Status.CANCELLED);
            }
        }
        return new PlaceReply.Accepted(v.id);
    }

    private static boolean isMarketable(Venue v) {
        boolean limitMet =
                v.limit == null || (v.order.buy() ? v.limit.compareTo(MARKET) >= 0 : v.limit.compareTo(MARKET) <= 0);
        boolean stopMet = v.order.stop() == null
                || (v.order.buy()
                        ? v.order.stop().compareTo(MARKET) <= 0
                        : v.order.stop().compareTo(MARKET) >= 0);
        return limitMet && stopMet;
    }

    private void trade(Venue v) {
        if (v.status != OrderReport.Status.WORKING || !isMarketable(v)) {
            return;
        }
        if (strikes(Fault.CANCELLED, 0.04)) {
            end(v, OrderReport.Status.CANCELLED);
            return;
        }
        BigDecimal left = v.quantity.subtract(v.filled());
        BigDecimal part = left.multiply(BigDecimal.valueOf(0.2 + 0.8 * random.nextDouble()))
                .divide(LOT, 0, RoundingMode.DOWN)
                .multiply(LOT);
        fill(v, part.signum() <= 0 || random.nextInt(3) == 0 ? left : part);
    }

    private void fill(Venue v, BigDecimal quantity) {
        BigDecimal price = MARKET.add(BigDecimal.valueOf(random.nextInt(21) - 10, 2));
        BigDecimal fee =
                quantity.multiply(price).multiply(new BigDecimal("0.001")).setScale(8, RoundingMode.CEILING);
        Execution e = new Execution(v.id + "-" + (v.executions.size() + 1), quantity, price, fee, clock.nanos());
        v.executions.add(e);
        history.add(new BrokerHistory.Filled(v.id, e));
        if (v.filled().compareTo(v.quantity) == 0) {
            end(v, OrderReport.Status.FILLED);
        }
        tell(v, e);
    }

    private void end(Venue v, OrderReport.Status status) {
        v.status = status;
        history.add(new BrokerHistory.Ended(v.id, status));
    }

    private void tell(Venue v, Execution e) {
        if (clock.millis() < awayUntilMs || strikes(Fault.FILL_LOST, 0.05)) {
            return;
        }
        OrderReport report = report(v, List.of(e));
        if (strikes(Fault.REORDERED, 0.1)) {
            delayed.add(report);
            return;
        }
        listener.accept(report);
        if (strikes(Fault.DUPLICATED, 0.1)) {
            listener.accept(report);
        }
    }

    private OrderReport report(Venue v, List<Execution> executions) {
        return new OrderReport(
                profile.clientIds() == ClientIds.NONE ? "" : v.order.clientOrderId(),
                v.id,
                v.status,
                v.filled(),
                executions,
                "",
                clock.nanos());
    }

    // ---- what callers see of it ----

    @Override
    public BrokerProfile profile() {
        return profile;
    }

    @Override
    public void authenticate() {}

    @Override
    public Map<String, BigDecimal> balances(String accountId) {
        BigDecimal cash = new BigDecimal("1000000");
        for (Venue v : venue.values()) {
            if (v.order.accountId().equals(accountId)) {
                for (Execution e : v.executions) {
                    BigDecimal value = e.quantity().multiply(e.price());
                    cash = cash.add(v.order.buy() ? value.negate() : value).subtract(e.fee());
                }
            }
        }
        return Map.of("USD", cash);
    }

    @Override
    public Map<String, BigDecimal> positions(String accountId) {
        Map<String, BigDecimal> held = new HashMap<>();
        for (Venue v : venue.values()) {
            if (v.order.accountId().equals(accountId)) {
                held.merge(
                        v.order.instrument(),
                        v.order.buy() ? v.filled() : v.filled().negate(),
                        BigDecimal::add);
            }
        }
        held.values().removeIf(q -> q.signum() == 0);
        return held;
    }

    @Override
    public PlaceReply place(BrokerOrder order) {
        if (!profile.capabilities().containsAll(order.needs())) {
            throw new UnsupportedOperationException("expected one of " + profile.capabilities() + ", got " + order);
        }
        if (strikes(Fault.RATE_LIMITED, 0.04)) {
            return new PlaceReply.NotSent("429");
        }
        if (isAway() || strikes(Fault.REQUEST_LOST, 0.06)) {
            return new PlaceReply.Unknown("no answer");
        }
        if (strikes(Fault.LATE, 0.06)) {
            long inMs = 1 + random.nextInt((int) SETTLES.toMillis() - 1);
            late.add(new Late(clock.millis() + inMs, order));
            return new PlaceReply.Unknown("no answer yet");
        }
        PlaceReply reply = take(order);
        return strikes(Fault.REPLY_LOST, 0.1) ? new PlaceReply.Unknown("connection reset") : reply;
    }

    private Venue find(OrderRef ref) {
        return venue.values().stream()
                .filter(v -> ref.brokerOrderId().isEmpty()
                        ? profile.clientIds() != ClientIds.NONE
                                && v.order.clientOrderId().equals(ref.clientOrderId())
                        : v.id.equals(ref.brokerOrderId()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public ChangeReply cancel(OrderRef order) {
        if (isAway()) {
            return new ChangeReply.Unknown("no answer");
        }
        Venue v = find(order);
        if (v == null || v.status != OrderReport.Status.WORKING) {
            return new ChangeReply.Refused("0815", "not working");
        }
        end(v, OrderReport.Status.CANCELLED);
        return strikes(Fault.REPLY_LOST, 0.1) ? new ChangeReply.Unknown("connection reset") : new ChangeReply.Taken();
    }

    @Override
    public ChangeReply replace(OrderRef order, BigDecimal quantity, BigDecimal limit) {
        if (!profile.can(Capability.AMEND)) {
            throw new UnsupportedOperationException("expected AMEND");
        }
        Venue v = find(order);
        if (v == null || v.status != OrderReport.Status.WORKING || quantity.compareTo(v.filled()) <= 0) {
            return new ChangeReply.Refused("0815", "not working");
        }
        v.quantity = quantity;
        v.limit = limit;
        return new ChangeReply.Taken();
    }

    @Override
    public StatusReply status(OrderRef order) {
        if (isAway()) {
            return new StatusReply.Unknown("no answer");
        }
        Venue v = find(order);
        if (v == null) {
            return profile.clientIds() == ClientIds.NONE
                            && order.brokerOrderId().isEmpty()
                    ? new StatusReply.Unknown("there are no client ids")
                    : new StatusReply.NotKnown();
        }
        List<Execution> told = new ArrayList<>();
        for (Execution e : v.executions) {
            if (!strikes(Fault.FILL_LOST, 0.05)) {
                told.add(e);
                if (strikes(Fault.DUPLICATED, 0.1)) {
                    told.add(e);
                }
            }
        }
        if (told.size() > 1 && strikes(Fault.REORDERED, 0.3)) {
            Collections.shuffle(told, random);
        }
        return new StatusReply.Known(report(v, told));
    }

    @Override
    public void stream(Consumer<OrderReport> to) {
        if (!profile.can(Capability.STREAMING)) {
            throw new UnsupportedOperationException("expected STREAMING");
        }
        listener = to;
    }

    @Override
    public void close() {}
}
