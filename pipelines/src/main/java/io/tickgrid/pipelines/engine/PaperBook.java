package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.pipelines.signal.SignalSide;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The paper broker's open orders in one instrument, filled by its ticks.
 *
 * <p>An order is filled whole by the first tick, in the order of input after the order's own record, whose event time is
 * at or past cause + latency; at the tick's price, worsened by the slippage and rounded to the worse side. A tick
 * at which price, value or fee fit no number fills nothing; an order that the ticks of a minute could not fill ends as
 * rejected. A client order id that is open, or among the last {@value #REMEMBERED_IDS} accepted, is not taken again: a help against
 * redelivery, while the store's unique key is the final guard. Not thread-safe.
 */
public final class PaperBook {
    /** Decimal places of fees. */
    public static final int FEE_SCALE = 8;

    static final int REMEMBERED_IDS = 256;

    /** Event time past due after which an order that does not fit is given up. */
    static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

    private static final BigDecimal BPS = BigDecimal.valueOf(10_000);
    private static final BigInteger GREATEST_UNITS = BigInteger.valueOf(Long.MAX_VALUE);

    private final String instrument;
    private final int priceScale;
    private final int quantityScale;
    private final PaperTerms terms;
    private final BigDecimal feeRate;
    private final EngineOutput out;
    private final List<Pending> open = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final ArrayDeque<String> knownInOrder = new ArrayDeque<>();
    private long nextDueNs = Long.MAX_VALUE;

    PaperBook(String instrument, int priceScale, int quantityScale, PaperTerms terms, EngineOutput out) {
        this.instrument = instrument;
        this.priceScale = priceScale;
        this.quantityScale = quantityScale;
        this.terms = terms;
        this.feeRate = BigDecimal.valueOf(terms.feeBps()).divide(BPS);
        this.out = out;
    }

    /** Takes the orders of a batch that are not known yet; returns how many. */
    int take(PaperOrders orders) {
        long dueNs = orders.causeTimeNs() > Long.MAX_VALUE - terms.latencyNs()
                ? Long.MAX_VALUE
                : orders.causeTimeNs() + terms.latencyNs();
        int taken = 0;
        for (int i = 0; i < orders.size(); i++) {
            PaperOrders.Order order = orders.order(i);
            if (known.add(order.clientOrderId())) {
                knownInOrder.add(order.clientOrderId());
                open.add(new Pending(order, dueNs));
                taken++;
            }
        }
        forgetOldIds();
        findNextDue();
        return taken;
    }

    /** Fills what a tick fills. */
    void onTick(long timeNs, double price) {
        if (timeNs >= nextDueNs) {
            fillDue(timeNs, BigDecimal.valueOf(price));
        }
    }

    int openOrders() {
        return open.size();
    }

    private void fillDue(long timeNs, BigDecimal price) {
        int kept = 0;
        for (int i = 0; i < open.size(); i++) {
            Pending pending = open.get(i);
            if (timeNs < pending.dueNs() || (!fill(pending.order(), price, timeNs) && !rejected(pending, timeNs))) {
                open.set(kept++, pending);
            }
        }
        open.subList(kept, open.size()).clear();
        findNextDue();
    }

    /** Ends an order that no tick could fill for long: its quantity is too great for any price, or its price too small. */
    private boolean rejected(Pending pending, long timeNs) {
        if (timeNs - pending.dueNs() < PATIENCE_NS) {
            return false;
        }
        PaperOrders.Order order = pending.order();
        out.reject(order.clientOrderId(), order.tenantId(), order.accountId(), ErrorCode.AMOUNT_OUT_OF_RANGE, timeNs);
        return true;
    }

    /** False if price, fee or value do not fit their units: no number is better than a wrong one. */
    private boolean fill(PaperOrders.Order order, BigDecimal price, long timeNs) {
        boolean buys = order.side() == SignalSide.BUY;
        BigDecimal slippage = BigDecimal.valueOf(terms.slippageBps());
        BigDecimal worse = price.multiply(buys ? BPS.add(slippage) : BPS.subtract(slippage))
                .divide(BPS);
        BigDecimal rounded = worse.setScale(priceScale, buys ? RoundingMode.CEILING : RoundingMode.FLOOR);
        BigInteger priceUnits = rounded.unscaledValue();
        BigDecimal notional = rounded.multiply(BigDecimal.valueOf(order.quantityUnits(), quantityScale));
        BigInteger feeUnits = notional.multiply(feeRate)
                .setScale(FEE_SCALE, RoundingMode.CEILING)
                .unscaledValue();
        BigInteger amount = notional.setScale(FEE_SCALE, RoundingMode.CEILING).unscaledValue();
        if (priceUnits.signum() == 0
                || priceUnits.compareTo(GREATEST_UNITS) > 0
                || amount.add(feeUnits).compareTo(GREATEST_UNITS) > 0) {
            return false;
        }
        out.fill(
                instrument,
                order.clientOrderId(),
                order.tenantId(),
                order.accountId(),
                order.side(),
                order.quantityUnits(),
                priceUnits.longValue(),
                feeUnits.longValue(),
                timeNs);
        return true;
    }

    private void findNextDue() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < open.size(); i++) {
            next = Math.min(next, open.get(i).dueNs());
        }
        nextDueNs = next;
    }

    /** Ids of open orders are never forgotten: they are put back behind the others. */
    private void forgetOldIds() {
        if (knownInOrder.size() <= REMEMBERED_IDS + open.size()) {
            return;
        }
        Set<String> stillOpen = HashSet.newHashSet(open.size());
        for (Pending pending : open) {
            stillOpen.add(pending.order().clientOrderId());
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
        for (Pending pending : open) {
            PaperOrders.Order order = pending.order();
            to.putString(order.clientOrderId());
            to.putString(order.tenantId());
            to.putString(order.accountId());
            to.putBoolean(order.side() == SignalSide.BUY);
            to.putLong(order.quantityUnits());
            to.putLong(pending.dueNs());
        }
    }

    void load(StateReader from) {
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
            PaperOrders.Order order = new PaperOrders.Order(
                    from.getString(),
                    from.getString(),
                    from.getString(),
                    from.getBoolean() ? SignalSide.BUY : SignalSide.SELL,
                    from.getLong());
            open.add(new Pending(order, from.getLong()));
        }
        findNextDue();
    }

    private record Pending(PaperOrders.Order order, long dueNs) {}
}
