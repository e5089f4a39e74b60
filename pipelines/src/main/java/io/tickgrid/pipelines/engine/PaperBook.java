package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The paper broker's open orders in one instrument, filled by its ticks, which stand for the last price (a quote for its
 * mid). The first tick, in the order of input after the order's own record, whose event time is at or past cause + latency,
 * may fill it, and each one after:
 *
 * <ul>
 *   <li>a market order at the tick's price, worsened by the slippage and rounded to the worse side;
 *   <li>a limit order likewise, but never beyond its limit, when the first price that may fill it is at its limit or better;
 *       else it rests, and the first price that reaches its limit fills it at the limit;
 *   <li>a stop order from the first price on that reaches its stop (for a buy at or above it), by that very tick.
 * </ul>
 *
 * <p>An order fills whole, or, where the deployment says how much of a tick's size the orders may take together, by so much
 * as is there, the earlier order first. What IOC and FOK leave is cancelled at once. From its expiry on an order is filled
 * no more. Exits of a bracket fill for as much as their entry did; what one exit fills, the other no longer has to.
 *
 * <p>A tick at which price, value or fee fit no number fills nothing; an order that the ticks of a minute could not fill for
 * that ends as rejected. A client order id that is open, or among the last {@value #REMEMBERED_IDS} accepted, is not taken
 * again: a help against redelivery, while the store's unique key is the final guard. Not thread-safe; a tick that moves no
 * order allocates nothing.
 */
public final class PaperBook {
    /** Decimal places of fees. */
    public static final int FEE_SCALE = 8;

    /** The cause of what the broker does by itself. */
    static final String BROKER = "broker";

    /** The cause of an expiry. */
    static final String TIME = "time";

    static final int REMEMBERED_IDS = 256;

    /** Event time for which an order may not fit before it is given up. */
    static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

    private static final BigDecimal BPS = BigDecimal.valueOf(10_000);
    private static final BigInteger GREATEST_UNITS = BigInteger.valueOf(Long.MAX_VALUE);

    private final String instrument;
    private final int priceScale;
    private final int quantityScale;
    private final PaperTerms terms;
    private final BigDecimal feeRate;
    private final BigDecimal participation;
    private final EngineOutput out;
    private final List<PaperPending> open = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final ArrayDeque<String> knownInOrder = new ArrayDeque<>();

    // What a tick must reach to move an order.
    private long nextDueNs = Long.MAX_VALUE;
    private double movesAtOrBelow = Double.NEGATIVE_INFINITY;
    private double movesAtOrAbove = Double.POSITIVE_INFINITY;
    private long nextExpiryNs = Long.MAX_VALUE;

    PaperBook(String instrument, int priceScale, int quantityScale, PaperTerms terms, EngineOutput out) {
        this.instrument = instrument;
        this.priceScale = priceScale;
        this.quantityScale = quantityScale;
        this.terms = terms;
        this.feeRate = BigDecimal.valueOf(terms.feeBps()).divide(BPS);
        this.participation = BigDecimal.valueOf(terms.participation());
        this.out = out;
    }

    /**
     * Takes the orders of a batch that are not known yet, and cancels what it says; returns how many were taken.
     *
     * @param nowNs greatest event time seen
     */
    int take(PaperOrders orders, long nowNs) {
        int taken = 0;
        Set<String> knownGroups = knownGroups(orders);
        for (int i = 0; i < orders.size(); i++) {
            PaperOrders.Order order = orders.order(i);
            if (!knownGroups.contains(order.terms().groupId()) && known.add(order.clientOrderId())) {
                knownInOrder.add(order.clientOrderId());
                add(order, orders, nowNs);
                taken++;
            }
        }
        cancel(orders, Math.max(nowNs, orders.causeTimeNs()));
        expire(nowNs);
        settle();
        forgetOldIds();
        return taken;
    }

    private void cancel(PaperOrders orders, long timeNs) {
        if (orders.cancels().isEmpty()) {
            return;
        }
        Map<String, PaperPending> byId = HashMap.newHashMap(open.size());
        for (PaperPending p : open) {
            byId.put(p.order.clientOrderId(), p);
        }
        for (PaperOrders.Cancel cancel : orders.cancels()) {
            PaperPending p = byId.get(cancel.clientOrderId());
            if (p != null
                    && !p.over
                    && p.order.tenantId().equals(cancel.tenantId())
                    && p.order.accountId().equals(cancel.accountId())) {
                end(p, OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED, cancel.cause(), timeNs);
            }
        }
    }

    /** A group comes whole and once: where one of its ids is remembered all of them came, and some may be forgotten. */
    private Set<String> knownGroups(PaperOrders orders) {
        Set<String> groups = new HashSet<>();
        for (int i = 0; i < orders.size(); i++) {
            PaperOrders.Order order = orders.order(i);
            if (order.terms().leg() != OrderLeg.SINGLE && known.contains(order.clientOrderId())) {
                groups.add(order.terms().groupId());
            }
        }
        return groups;
    }

    private void add(PaperOrders.Order order, PaperOrders batch, long nowNs) {
        long latencyNs = terms.latencyNs(order.clientOrderId());
        // One that waits for a price meets none of before it was there, however late a tick comes.
        long fromNs =
                order.terms().type() == OrderType.MARKET ? batch.causeTimeNs() : Math.max(batch.causeTimeNs(), nowNs);
        long dueNs = fromNs > Long.MAX_VALUE - latencyNs ? Long.MAX_VALUE : fromNs + latencyNs;
        PaperPending pending = new PaperPending(order, dueNs);
        OrderTerms t = order.terms();
        if (t.leg().isExit()) {
            for (int i = 0; i < batch.size(); i++) {
                PaperOrders.Order entry = batch.order(i);
                if (entry.terms().leg() == OrderLeg.ENTRY
                        && entry.terms().groupId().equals(t.groupId())) {
                    pending.entryIsOpen = true;
                    pending.withheldUnits = entry.quantityUnits() - entry.filledUnits();
                }
            }
        }
        open.add(pending);
        if (t.type() != OrderType.MARKET || t.leg() != OrderLeg.SINGLE) {
            tell(pending, OrderState.Open.ACKNOWLEDGED, null, BROKER, batch.causeTimeNs());
        }
    }

    /** Fills what a tick fills. */
    void onTick(long timeNs, double price, long sizeUnits, int sizeScale) {
        if (timeNs >= nextDueNs || price <= movesAtOrBelow || price >= movesAtOrAbove) {
            match(timeNs, price, sizeUnits, sizeScale);
        }
    }

    /** Event time has reached a point: ends what expires by it. */
    void onTime(long nowNs) {
        if (nowNs >= nextExpiryNs) {
            expire(nowNs);
            settle();
        }
    }

    /** Whether that time ends an order. */
    boolean isDue(long timeNs) {
        return timeNs >= nextExpiryNs;
    }

    int openOrders() {
        return open.size();
    }

    private void expire(long nowNs) {
        for (int i = 0; i < open.size(); i++) {
            PaperPending p = open.get(i);
            long at = p.terms().expiresEventNs();
            if (!p.over && at != 0 && at <= nowNs) {
                // the time that it names, not that of the record which said so: clocks may come in any number
                end(p, OrderState.Final.EXPIRED, ErrorCode.ORDER_EXPIRED, TIME, at);
            }
        }
    }

    private void match(long timeNs, double price, long sizeUnits, int sizeScale) {
        BigDecimal last = BigDecimal.valueOf(price);
        long thereUnits = there(sizeUnits, sizeScale);
        for (int i = 0; i < open.size(); i++) {
            PaperPending p = open.get(i);
            if (!p.over && !p.justArmed && timeNs >= p.dueNs && p.leftUnits() > 0) {
                thereUnits -= match(p, last, thereUnits, timeNs);
            }
        }
        settle();
    }

    /** How much of a tick the orders may take together, at the scale of quantities. */
    private long there(long sizeUnits, int sizeScale) {
        if (participation.signum() == 0) {
            return Long.MAX_VALUE;
        }
        BigInteger units = BigDecimal.valueOf(sizeUnits, sizeScale)
                .multiply(participation)
                .setScale(quantityScale, RoundingMode.DOWN)
                .unscaledValue();
        return units.min(GREATEST_UNITS).longValue();
    }

    /** Moves an order at a price; returns how much of it was filled, 0 where orders fill whole. */
    private long match(PaperPending p, BigDecimal last, long thereUnits, long timeNs) {
        OrderTerms t = p.terms();
        boolean buys = p.order.buys();
        if (p.waitsForStop()) {
            int side = last.compareTo(BigDecimal.valueOf(t.stopUnits(), priceScale));
            if (buys ? side < 0 : side > 0) {
                return 0;
            }
            p.triggered = true;
        }
        boolean atOnce = t.timeInForce() == TimeInForce.IOC || t.timeInForce() == TimeInForce.FOK;
        BigDecimal limit = t.type().hasLimit() ? BigDecimal.valueOf(t.limitUnits(), priceScale) : null;
        if (limit != null && (buys ? last.compareTo(limit) > 0 : last.compareTo(limit) < 0)) {
            p.resting = true;
            if (atOnce) {
                end(p, OrderState.Final.CANCELLED, ErrorCode.NOT_FILLABLE, BROKER, timeNs);
            }
            return 0;
        }
        long units = Math.min(p.leftUnits(), thereUnits);
        if (units <= 0 || (t.timeInForce() == TimeInForce.FOK && units < p.leftUnits())) {
            if (atOnce) {
                end(p, OrderState.Final.CANCELLED, ErrorCode.NOT_FILLABLE, BROKER, timeNs);
            }
            return 0;
        }
        if (!fill(p, p.resting ? Objects.requireNonNull(limit) : taken(last, limit, buys), units, timeNs)) {
            if (p.unfitSinceNs == PaperPending.FITS) {
                p.unfitSinceNs = p.dueNs > timeNs - PATIENCE_NS ? p.dueNs : timeNs;
            }
            if (timeNs - p.unfitSinceNs >= PATIENCE_NS) {
                end(p, OrderState.Final.REJECTED, ErrorCode.AMOUNT_OUT_OF_RANGE, BROKER, timeNs);
            }
            return 0;
        }
        if (atOnce && !p.over) {
            end(p, OrderState.Final.CANCELLED, ErrorCode.NOT_FILLABLE, BROKER, timeNs);
        }
        return thereUnits == Long.MAX_VALUE ? 0 : units;
    }

    /** What an order pays that takes a price: worse by the slippage, rounded to the worse side, not beyond its limit. */
    private BigDecimal taken(BigDecimal last, @Nullable BigDecimal limit, boolean buys) {
        BigDecimal slippage = BigDecimal.valueOf(terms.slippageBps());
        BigDecimal worse = last.multiply(buys ? BPS.add(slippage) : BPS.subtract(slippage))
                .divide(BPS)
                .setScale(priceScale, buys ? RoundingMode.CEILING : RoundingMode.FLOOR);
        if (limit == null) {
            return worse;
        }
        return buys ? worse.min(limit) : worse.max(limit);
    }

    /** False if price, fee or value do not fit their units: no number is better than a wrong one. */
    private boolean fill(PaperPending p, BigDecimal price, long units, long timeNs) {
        BigInteger priceUnits = price.setScale(priceScale).unscaledValue();
        BigDecimal notional = price.multiply(BigDecimal.valueOf(units, quantityScale));
        BigInteger feeUnits = notional.multiply(feeRate)
                .setScale(FEE_SCALE, RoundingMode.CEILING)
                .unscaledValue();
        BigInteger amount = notional.setScale(FEE_SCALE, RoundingMode.CEILING).unscaledValue();
        if (priceUnits.signum() == 0
                || priceUnits.compareTo(GREATEST_UNITS) > 0
                || amount.add(feeUnits).compareTo(GREATEST_UNITS) > 0) {
            return false;
        }
        p.unfitSinceNs = PaperPending.FITS;
        p.filledUnits += units;
        out.fill(
                instrument,
                p.order.clientOrderId(),
                p.filledUnits,
                p.order.tenantId(),
                p.order.accountId(),
                p.order.side(),
                units,
                priceUnits.longValue(),
                feeUnits.longValue(),
                timeNs);
        p.over = p.filledUnits == p.order.quantityUnits();
        filled(p, units, timeNs);
        return true;
    }

    /** What a fill of an order of a group does to the others. */
    private void filled(PaperPending p, long units, long timeNs) {
        OrderTerms t = p.terms();
        if (t.leg() == OrderLeg.SINGLE) {
            return;
        }
        for (int i = 0; i < open.size(); i++) {
            PaperPending other = open.get(i);
            if (other == p || !other.isOf(t.groupId()) || !other.terms().leg().isExit()) {
                continue;
            }
            if (t.leg() == OrderLeg.ENTRY) {
                other.withheldUnits -= units;
                other.justArmed = true;
                other.resting = other.terms().type().hasLimit();
            } else {
                other.takenUnits += units;
            }
        }
        if (p.terms().leg().isExit() && !p.over && p.isSpent()) {
            end(p, OrderState.Final.CANCELLED, whySpent(p), BROKER, timeNs);
        } else {
            endSpent(p, timeNs);
        }
    }

    private static ErrorCode whySpent(PaperPending p) {
        return p.takenUnits > 0 ? ErrorCode.OTHER_EXIT_FILLED : ErrorCode.ENTRY_ENDED;
    }

    /** Ends the exits that have nothing left to do after another order of their group moved. */
    private void endSpent(PaperPending by, long timeNs) {
        if (by.terms().leg() == OrderLeg.SINGLE) {
            return;
        }
        for (int i = 0; i < open.size(); i++) {
            PaperPending other = open.get(i);
            if (other == by || !other.isOf(by.terms().groupId())) {
                continue;
            }
            if (by.terms().leg() == OrderLeg.ENTRY && by.over) {
                other.entryIsOpen = false;
            }
            if (other.isSpent()) {
                end(other, OrderState.Final.CANCELLED, whySpent(other), "order:" + by.order.clientOrderId(), timeNs);
            }
        }
    }

    private void end(PaperPending p, OrderState over, ErrorCode why, String cause, long timeNs) {
        p.over = true;
        tell(p, over, why, cause, timeNs);
        endSpent(p, timeNs);
    }

    private void tell(PaperPending p, OrderState to, @Nullable ErrorCode why, String cause, long timeNs) {
        out.order(p.order.clientOrderId(), p.order.tenantId(), p.order.accountId(), to, why, cause, timeNs);
    }

    /** Lets go what is over, and finds what would move the rest. */
    private void settle() {
        open.removeIf(p -> p.over);
        nextDueNs = Long.MAX_VALUE;
        nextExpiryNs = Long.MAX_VALUE;
        movesAtOrBelow = Double.NEGATIVE_INFINITY;
        movesAtOrAbove = Double.POSITIVE_INFINITY;
        for (int i = 0; i < open.size(); i++) {
            PaperPending p = open.get(i);
            OrderTerms t = p.terms();
            p.justArmed = false;
            if (t.expiresEventNs() != 0) {
                nextExpiryNs = Math.min(nextExpiryNs, t.expiresEventNs());
            }
            if (p.leftUnits() <= 0) {
                continue; // an exit whose entry has filled nothing
            }
            if (p.takesAnyPrice()) {
                nextDueNs = Math.min(nextDueNs, p.dueNs);
                continue;
            }
            // Whether it is due is looked at when the price is there. A double next to the price, so that none is
            // missed.
            boolean stop = p.waitsForStop();
            double at = BigDecimal.valueOf(stop ? t.stopUnits() : t.limitUnits(), priceScale)
                    .doubleValue();
            if (stop == p.order.buys()) {
                movesAtOrAbove = Math.min(movesAtOrAbove, Math.nextDown(at));
            } else {
                movesAtOrBelow = Math.max(movesAtOrBelow, Math.nextUp(at));
            }
        }
    }

    /** Ids of open orders are never forgotten: they are put back behind the others. */
    private void forgetOldIds() {
        if (knownInOrder.size() <= REMEMBERED_IDS + open.size()) {
            return;
        }
        Set<String> stillOpen = HashSet.newHashSet(open.size());
        for (PaperPending pending : open) {
            stillOpen.add(pending.order.clientOrderId());
        }
        while (knownInOrder.size() > REMEMBERED_IDS + open.size()) {
            String oldest = knownInOrder.remove();
            if (stillOpen.contains(oldest)) {
                knownInOrder.add(oldest);
            } else {
                known.remove(oldest);
            }
        }
    }

    void save(StateWriter to) {
        to.putInt(knownInOrder.size());
        for (String id : knownInOrder) {
            to.putString(id);
        }
        to.putInt(open.size());
        for (PaperPending pending : open) {
            pending.save(to);
        }
    }

    /** @param hasTerms whether the state is of a version that knows more than market orders */
    void load(StateReader from, boolean hasTerms) {
        known.clear();
        knownInOrder.clear();
        open.clear();
        int ids = from.getInt();
        for (int i = 0; i < ids; i++) {
            String id = from.getString();
            known.add(id);
            knownInOrder.add(id);
        }
        int orders = from.getInt();
        for (int i = 0; i < orders; i++) {
            open.add(PaperPending.load(from, hasTerms));
        }
        settle();
    }
}
