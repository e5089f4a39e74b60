package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.pipelines.signal.SignalSide;

/** An open order of the paper broker, and how far it has come. Not thread-safe. */
final class PaperPending {
    /** Of an order that every tick has fitted so far. */
    static final long FITS = Long.MIN_VALUE;

    final PaperOrders.Order order;
    /** Event time of the first tick that may fill it. */
    final long dueNs;
    /** How much of it is filled. */
    long filledUnits;
    /** Of an exit: how much its entry has not filled. */
    long withheldUnits;
    /** Of an exit: how much the other exit has filled. */
    long takenUnits;
    /** Of an exit: whether its entry may still fill. */
    boolean entryIsOpen;
    /** Whether its stop was reached. */
    boolean triggered;
    /** Whether a price was beyond its limit when it might have been filled: since then others take it, at its limit. */
    boolean resting;
    /** Event time of the first tick that did not fit since one fitted. */
    long unfitSinceNs = FITS;
    /** Of an exit: its entry was filled by the very tick that is looked at. */
    boolean justArmed;
    /** It has ended, and is about to go. */
    boolean over;

    PaperPending(PaperOrders.Order order, long dueNs) {
        this.order = order;
        this.dueNs = dueNs;
        filledUnits = order.filledUnits();
    }

    OrderTerms terms() {
        return order.terms();
    }

    /** How much may be filled now. */
    long leftUnits() {
        return order.quantityUnits() - filledUnits - withheldUnits - takenUnits;
    }

    /** Whether nothing will ever be left to fill. */
    boolean isSpent() {
        return !entryIsOpen && leftUnits() <= 0;
    }

    boolean waitsForStop() {
        return terms().type().hasStop() && !triggered;
    }

    /** Whether it is filled, or ends, at whatever price comes. */
    boolean takesAnyPrice() {
        TimeInForce tif = terms().timeInForce();
        return !waitsForStop()
                && (!terms().type().hasLimit() || tif == TimeInForce.IOC || tif == TimeInForce.FOK || !resting);
    }

    boolean isOf(String groupId) {
        return !over && terms().groupId().equals(groupId);
    }

    void save(StateWriter to) {
        to.putString(order.clientOrderId());
        to.putString(order.tenantId());
        to.putString(order.accountId());
        to.putBoolean(order.buys());
        to.putLong(order.quantityUnits());
        to.putLong(dueNs);
        OrderTerms terms = terms();
        to.putInt(terms.type().ordinal());
        to.putLong(terms.limitUnits());
        to.putLong(terms.stopUnits());
        to.putInt(terms.timeInForce().ordinal());
        to.putLong(terms.expiresEventNs());
        to.putString(terms.groupId());
        to.putInt(terms.leg().ordinal());
        to.putLong(filledUnits);
        to.putLong(withheldUnits);
        to.putLong(takenUnits);
        to.putBoolean(entryIsOpen);
        to.putBoolean(triggered);
        to.putBoolean(resting);
        to.putLong(unfitSinceNs);
    }

    /** @param hasTerms whether the state is of a version that knows more than market orders */
    static PaperPending load(StateReader from, boolean hasTerms) {
        String id = from.getString();
        String tenant = from.getString();
        String account = from.getString();
        SignalSide side = from.getBoolean() ? SignalSide.BUY : SignalSide.SELL;
        long quantityUnits = from.getLong();
        long dueNs = from.getLong();
        if (!hasTerms) {
            return new PaperPending(
                    new PaperOrders.Order(id, tenant, account, side, quantityUnits, 0, OrderTerms.MARKET), dueNs);
        }
        OrderType type = OrderType.values()[from.getInt()];
        long limitUnits = from.getLong();
        long stopUnits = from.getLong();
        TimeInForce timeInForce = TimeInForce.values()[from.getInt()];
        long expiresNs = from.getLong();
        String groupId = from.getString();
        OrderLeg leg = OrderLeg.values()[from.getInt()];
        OrderTerms terms = new OrderTerms(type, limitUnits, stopUnits, timeInForce, expiresNs, false, groupId, leg);
        PaperPending pending =
                new PaperPending(new PaperOrders.Order(id, tenant, account, side, quantityUnits, 0, terms), dueNs);
        pending.filledUnits = from.getLong();
        pending.withheldUnits = from.getLong();
        pending.takenUnits = from.getLong();
        pending.entryIsOpen = from.getBoolean();
        pending.triggered = from.getBoolean();
        pending.resting = from.getBoolean();
        pending.unfitSinceNs = from.getLong();
        return pending;
    }
}
