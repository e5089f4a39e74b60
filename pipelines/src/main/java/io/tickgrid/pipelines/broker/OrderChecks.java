package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountBooks;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.pipelines.engine.PaperCosts;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.risk.AccountView;
import io.tickgrid.pipelines.risk.Finding;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import io.tickgrid.pipelines.risk.OrderView;
import io.tickgrid.pipelines.risk.RiskEngine;
import io.tickgrid.pipelines.risk.RiskRules;
import io.tickgrid.pipelines.risk.Worth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The risk check of orders that come one by one, against what PostgreSQL has at that moment: what waits for its fill binds
 * cash and counts as position, and so does what was accepted before in the same transaction. Not thread-safe.
 */
final class OrderChecks {
    private final AccountBooks books;
    private final Map<String, Candle> forming;
    private final Set<String> stops;
    private final Map<String, AccountRisk> limits;
    private final Map<String, Long> clocks;
    private final Map<String, Sent> sent = new HashMap<>();
    private final List<Working> working = new ArrayList<>();
    private final RiskEngine risk = new RiskEngine();
    private final OrderView order = new OrderView();
    private final AccountView register = new AccountView();
    private final Worth worth = new Worth();

    /** Orders of an account that were accepted here, and are not counted in PostgreSQL yet. */
    private record Sent(long minute, long orders) {}

    /** @param priceUnits what a unit may cost, at the instrument's scale; 0 for the latest price */
    private record Working(String accountId, String instrument, long signedUnits, long priceUnits, boolean resting) {
        Working(String accountId, String instrument, boolean buy, long units, OrderTerms terms) {
            this(
                    accountId,
                    instrument,
                    buy ? units : -units,
                    OrderChecks.price(terms, buy, 0),
                    terms.type() != OrderType.MARKET);
        }
    }

    /**
     * A position that is to come. What waits for a price may never be filled: it takes nothing back from orders of the other
     * side, and adds to those of its own.
     */
    private static final class Exposure {
        /** Held, and ordered at the market. */
        private long sure;

        private long restingBuys;
        private long restingSells;

        long before(boolean buy) {
            return buy ? Money.sum(sure, restingBuys) : Money.sum(sure, restingSells);
        }

        void add(Working w) {
            if (!w.resting()) {
                sure = Money.sum(sure, w.signedUnits());
            } else if (w.signedUnits() > 0) {
                restingBuys = Money.sum(restingBuys, w.signedUnits());
            } else {
                restingSells = Money.sum(restingSells, w.signedUnits());
            }
        }

        /** The greater one of what it may become. */
        long greatest() {
            long bought = before(true);
            long sold = before(false);
            return Math.abs(bought) >= Math.abs(sold) ? bought : sold;
        }
    }

    /**
     * @param forming the bars that are open, by instrument: their close is the latest price
     * @param stops keys of the kill switches that are on
     * @param limits of those of the accounts that have some, marked for the day of the event
     * @param clocks the latest time that is known of a venue, nanoseconds; '' is all of them
     */
    OrderChecks(
            AccountBooks books,
            Map<String, Candle> forming,
            Set<String> stops,
            Map<String, AccountRisk> limits,
            Map<String, Long> clocks) {
        this.books = books;
        this.forming = forming;
        this.stops = stops;
        this.limits = limits;
        this.clocks = clocks;
        for (OrderRow o : books.working()) {
            OrderTerms terms = o.terms();
            if (terms.isExposure()) {
                long left = o.quantityUnits() - o.filledUnits();
                working.add(new Working(o.accountId(), o.instrument(), o.buys(), left, terms));
            }
        }
    }

    /** Event time of the latest bar of an instrument, nanoseconds; 0 when there is none. */
    long timeNs(String instrument) {
        return timeNs(books, forming, instrument);
    }

    static long timeNs(AccountBooks books, Map<String, Candle> forming, String instrument) {
        Candle last = forming.getOrDefault(instrument, books.lastBars().get(instrument));
        return last == null ? 0 : last.openTimeMs() * 1_000_000;
    }

    /** A quantity rounded down to the lot. */
    long lots(String instrument, long units) {
        Instrument listed = books.instruments().get(instrument);
        return listed == null ? units : terms(listed).lots(units);
    }

    /** Why an order is refused: a code, and where a rule said no what it saw. */
    record Refused(ErrorCode code, @Nullable Finding finding) {}

    /**
     * Why an order is refused; null when the rules allow all of it: it then counts as working.
     *
     * @param terms one that only reduces must find a position, and counts as none
     * @param eventNs time of the event that caused it; whether the market is open is asked for the latest time known
     */
    @Nullable
    Refused check(
            String accountId, String instrumentId, boolean buy, long quantityUnits, OrderTerms terms, long eventNs) {
        Account account = books.accounts().get(accountId);
        Instrument instrument = books.instruments().get(instrumentId);
        long priceUnits = instrument == null ? 0 : price(instrument);
        if (account == null) {
            return new Refused(ErrorCode.ACCOUNT_INACTIVE, null);
        }
        if (instrument == null || !instrument.active() || priceUnits == 0) {
            return new Refused(ErrorCode.INACTIVE_INSTRUMENT, null);
        }
        if (quantityUnits <= 0 || quantityUnits % instrument.lotUnits() != 0) {
            return new Refused(ErrorCode.INVALID_QUANTITY, null);
        }
        if (terms.limitUnits() % instrument.tickUnits() != 0 || terms.stopUnits() % instrument.tickUnits() != 0) {
            return new Refused(ErrorCode.INVALID_PRICE, null);
        }
        Map<String, Exposure> positions = value(account);
        long position = terms.isExposure()
                ? positions.getOrDefault(instrumentId, new Exposure()).before(buy)
                : held(account, instrumentId);
        long units = quantityUnits;
        if (!terms.isExposure()) {
            long reducible = buy ? Math.max(0, -position) : Math.max(0, position);
            if (reducible == 0) {
                return new Refused(ErrorCode.NOTHING_TO_REDUCE, null);
            }
            units = Math.min(units, reducible);
        }
        register.set(
                account.active(),
                stopped(KillScope.ACCOUNT, account.id()),
                worth.availableUnits(),
                position,
                account.maxPositionUnits());
        AccountRisk limited = limits.get(accountId);
        if (limited != null) {
            register.limits(column(limited), 0, worth.equityUnits(), otherGross(account, positions, instrumentId));
        }
        order.market(isOpen(instrument, eventNs), priceUnits, RiskMarks.minute(eventNs));
        long mayCost = price(terms, buy, priceUnits);
        order.set(terms(instrument), buy, units, mayCost, register.closing(buy, units), position)
                .permit(true, stopped(KillScope.ALL, "") || stopped(KillScope.INSTRUMENT, instrumentId))
                .limit(0, 0, 0);
        // somebody asked for this quantity: one that a limit makes smaller is refused with the limit's code
        long allowed = risk.checkWhole(order, register);
        if (allowed < 0) {
            return new Refused(RiskRules.code(allowed), risk.finding(order.terms()));
        }
        if (limited != null) {
            sent.put(accountId, counted(limited, RiskMarks.minute(eventNs)));
        }
        if (terms.isExposure()) {
            working.add(new Working(accountId, instrumentId, buy, units, terms));
        }
        return null;
    }

    /**
     * What a unit of an order may cost, or stand for when it is sold: its limit, or its stop where that is worse than the
     * last price.
     */
    private static long price(OrderTerms terms, boolean buy, long lastUnits) {
        if (terms.type().hasLimit()) {
            return buy ? terms.limitUnits() : Math.max(lastUnits, terms.limitUnits());
        }
        return terms.type().hasStop() && buy ? Math.max(lastUnits, terms.stopUnits()) : lastUnits;
    }

    /**
     * An exit in profit lies beyond the price at which it is entered (or, of a pair of exits, the latest price), one in loss
     * on the other side.
     *
     * @throws TickgridException INVALID_PRICE when it does not
     */
    void requireSides(OrderEntry.NewOrder order, OrderEntry.Leg leg) {
        if (!leg.terms().leg().isExit()) {
            return;
        }
        Instrument instrument = listed(order.instrument());
        OrderTerms entry = order.legs().getFirst().terms();
        long from = entry.leg() == OrderLeg.ENTRY && entry.limitUnits() > 0
                ? entry.limitUnits()
                : entry.leg() == OrderLeg.ENTRY && entry.stopUnits() > 0 ? entry.stopUnits() : price(instrument);
        boolean profit = leg.terms().leg() == OrderLeg.TAKE_PROFIT;
        long at = profit ? leg.terms().limitUnits() : leg.terms().stopUnits();
        boolean above = profit != leg.buy();
        if (at % instrument.tickUnits() != 0 || (above ? at <= from : at >= from)) {
            throw new TickgridException(
                    ErrorCode.INVALID_PRICE,
                    "expected a " + (profit ? "take_profit " : "stop_loss ") + (above ? "above " : "below ")
                            + BigDecimal.valueOf(from, instrument.priceScale()).toPlainString() + " in steps of "
                            + BigDecimal.valueOf(instrument.tickUnits(), instrument.priceScale())
                                    .toPlainString()
                            + ", got "
                            + BigDecimal.valueOf(at, instrument.priceScale()).toPlainString());
        }
    }

    /**
     * Terms as they are stored: a DAY order ends with the session that it is placed in, or the next one.
     *
     * @throws TickgridException INVALID_REQUEST for an order that would be over at once
     */
    OrderTerms placed(String instrumentId, OrderTerms terms, long eventNs) {
        long nowNs = latestNs(listed(instrumentId), eventNs);
        if (terms.timeInForce() == TimeInForce.DAY) {
            return terms.expiring(
                    SessionCalendar.of(listed(instrumentId).calendar()).dayEndNs(nowNs));
        }
        if (terms.expiresEventNs() != 0 && terms.expiresEventNs() <= nowNs) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    "expected expires_at_ms after the market's time, " + nowNs / 1_000_000 + ", got "
                            + terms.expiresEventNs() / 1_000_000);
        }
        return terms;
    }

    private long held(Account account, String instrumentId) {
        return books.positions().stream()
                .filter(p ->
                        p.accountId().equals(account.id()) && p.instrument().equals(instrumentId))
                .mapToLong(Position::quantityUnits)
                .sum();
    }

    private boolean isOpen(Instrument instrument, long eventNs) {
        return SessionCalendar.of(instrument.calendar()).isOpen(latestNs(instrument, eventNs));
    }

    /** The latest time that is known of an instrument's market. */
    private long latestNs(Instrument instrument, long eventNs) {
        long venue = clocks.getOrDefault(instrument.venue(), 0L);
        return Math.max(eventNs, Math.max(venue, clocks.getOrDefault("", 0L)));
    }

    /** Limits and marks, with the orders that were accepted here. */
    private long[] column(AccountRisk limited) {
        long[] column = limited.column();
        Sent here = sent.get(limited.accountId());
        if (here != null) {
            column[AccountRisk.MINUTE] = here.minute();
            column[AccountRisk.MINUTE_ORDERS] = here.orders();
        }
        return column;
    }

    /** As PostgreSQL counts an order when it is stored. */
    private Sent counted(AccountRisk limited, long minute) {
        long[] before = column(limited);
        return minute > before[AccountRisk.MINUTE]
                ? new Sent(minute, 1)
                : new Sent(before[AccountRisk.MINUTE], before[AccountRisk.MINUTE_ORDERS] + 1);
    }

    /** Value of what an account holds, and has working, of other instruments. */
    private long otherGross(Account account, Map<String, Exposure> positions, String instrumentId) {
        Map<String, Long> costs = new HashMap<>();
        books.positions().stream()
                .filter(p -> p.accountId().equals(account.id()))
                .forEach(p -> costs.put(p.instrument(), p.costUnits()));
        positions.forEach((id, exposure) -> {
            if (!id.equals(instrumentId)) {
                Instrument of = listed(id);
                worth.expose(exposure.greatest(), price(of), costs.getOrDefault(id, 0L), terms(of));
            }
        });
        return worth.grossUnits();
    }

    private boolean stopped(KillScope scope, String name) {
        return stops.contains(KillSwitch.key(scope, name));
    }

    /** Values an account; gives its positions by instrument, held and working. */
    private Map<String, Exposure> value(Account account) {
        Map<String, Exposure> positions = new HashMap<>();
        for (Position p : books.positions()) {
            if (p.accountId().equals(account.id())) {
                positions.computeIfAbsent(p.instrument(), i -> new Exposure()).sure = p.quantityUnits();
            }
        }
        long bound = 0;
        for (boolean resting : new boolean[] {false, true}) {
            for (Working w : working) {
                if (w.accountId().equals(account.id()) && w.resting() == resting) {
                    Exposure exposure = positions.computeIfAbsent(w.instrument(), i -> new Exposure());
                    bound = Money.sum(bound, bound(w, exposure.before(w.signedUnits() > 0)));
                    exposure.add(w);
                }
            }
        }
        worth.begin(account.cashUnits(), 0, bound);
        for (Position p : books.positions()) {
            if (p.accountId().equals(account.id()) && p.quantityUnits() != 0) {
                Instrument of = listed(p.instrument());
                worth.add(p.quantityUnits(), price(of), p.costUnits(), terms(of));
            }
        }
        return positions;
    }

    private long bound(Working w, long positionBefore) {
        Instrument of = listed(w.instrument());
        long priceUnits = w.priceUnits() > 0 ? w.priceUnits() : price(of);
        if (priceUnits == 0) {
            return Long.MAX_VALUE; // nobody knows what it may cost
        }
        long size = Math.abs(w.signedUnits());
        boolean reduces = w.signedUnits() > 0 ? positionBefore < 0 : positionBefore > 0;
        long closing = reduces ? Math.min(size, Math.abs(positionBefore)) : 0;
        return RiskEngine.bound(size - closing, closing, priceUnits, terms(of));
    }

    /** The latest price; 0 when there is none that fits its units. */
    private long price(Instrument instrument) {
        long units = price(forming.get(instrument.id()), instrument);
        return units > 0 ? units : price(books.lastBars().get(instrument.id()), instrument);
    }

    private static long price(@Nullable Candle bar, Instrument instrument) {
        return bar == null ? 0 : Money.priceUnits(bar.close(), instrument.priceScale());
    }

    private Instrument listed(String id) {
        return Objects.requireNonNull(books.instruments().get(id), () -> "no instrument " + id);
    }

    private static InstrumentTerms terms(Instrument instrument) {
        return InstrumentTerms.of(instrument, PaperCosts.FEE_BPS, PaperCosts.SLIPPAGE_BPS);
    }
}
