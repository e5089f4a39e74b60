package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.pipelines.copytrade.DecisionColumns.Outcome;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.risk.AccountView;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import io.tickgrid.pipelines.risk.OrderView;
import io.tickgrid.pipelines.risk.RiskEngine;
import io.tickgrid.pipelines.risk.RiskRules;
import io.tickgrid.pipelines.risk.Wide;
import io.tickgrid.pipelines.risk.Worth;
import org.jspecify.annotations.Nullable;

/**
 * Decides one leader fill for the links of one block: reads columns, writes decisions, allocates nothing for a row.
 *
 * <p>For each link: the leader's closing part takes the same share off the intended position; its opening part adds what
 * the mode says, if the link may open; order = intended rounded to the lot − held − working, through the risk rules.
 * Where a link may not open (paused, not entitled, account, switch or symbol, its slippage or open trades), opening fills leave the intended position,
 * closing fills still reduce it, and the order follows it down, except while paused or where no order may be sent. A fill
 * that opens nothing for a follower never makes its position greater: what a limit once refused is not bought on the way
 * out; only his next opening fill makes up for it.
 */
final class Decider {
    private final AccountColumns accounts;
    private final LinkColumns links;
    private final HoldingColumns holdings;
    private final CopyColumns copies;
    private final InstrumentColumns instruments;
    private final KillSwitches switches;
    private final DecisionColumns out;

    private final LeaderFill event;
    private final InstrumentTerms terms;
    private final long priceUnits;
    private final int instrumentRow;
    private final String symbol;
    private final boolean killed;
    private final long leaderSize;
    private final long closedUnits;
    private final long openedUnits;
    private final long minimumUnits;
    private final boolean marketKnown;
    private final long worseForBuyers;
    private final SizingMode.Basis basis;
    /** Whether the one link of the event closes all that it holds, though it is paused by now. */
    private final boolean stops;

    private static final SizingMode[] MODES = SizingMode.values();

    private final RiskEngine risk = new RiskEngine();
    private final OrderView order = new OrderView();
    private final AccountView account = new AccountView();
    private final Wide wide = new Wide();
    private final Worth worth = new Worth();

    // the row in hand: intended position as sign and magnitude, account figures
    private boolean negative;
    private long high;
    private long low;
    private long equityUnits;
    private long availableUnits;
    private long accountPosition;
    private long position;
    /** The follower's side: the leader's, or the other one of a reverse link. */
    private boolean buySide;
    /** Smallest order of the link that adds to its position. */
    private long leastUnits;

    /**
     * @param priceUnits price at which value and balance are judged
     * @param marketUnits latest price of the instrument, by which slippage and the price band are judged; 0 = not known
     */
    Decider(
            FollowerBlock block,
            LeaderFill event,
            InstrumentTerms terms,
            long priceUnits,
            long marketUnits,
            DecisionColumns out) {
        this.accounts = block.accounts;
        this.links = block.links;
        this.holdings = block.holdings;
        this.copies = block.copies;
        this.instruments = block.instruments;
        this.switches = block.switches;
        this.out = out;
        this.event = event;
        this.terms = terms;
        this.priceUnits = priceUnits;
        this.instrumentRow = instruments.find(event.instrument());
        this.symbol = event.instrument().substring(event.instrument().indexOf(':') + 1);
        this.killed = switches.isOn(KillScope.ALL, "")
                || switches.isOn(KillScope.LEADER, event.leaderAccountId())
                || switches.isOn(KillScope.INSTRUMENT, event.instrument());
        this.leaderSize = Math.abs(event.leaderPositionBeforeUnits());
        boolean against = event.buy() ? event.leaderPositionBeforeUnits() < 0 : event.leaderPositionBeforeUnits() > 0;
        this.closedUnits = against ? Math.min(event.quantityUnits(), leaderSize) : 0;
        this.openedUnits = event.quantityUnits() - closedUnits;
        this.minimumUnits = terms.minimumUnits(priceUnits);
        this.marketKnown = marketUnits > 0;
        this.worseForBuyers = marketUnits - event.priceUnits();
        this.stops = event.isStop();
        this.basis = SizingMode.Basis.of(event, terms);
        order.market(
                SessionCalendar.of(terms.calendar()).isOpen(event.eventTimeNs()),
                marketUnits,
                RiskMarks.minute(event.eventTimeNs()));
    }

    void decide() {
        if (!event.linkId().isEmpty()) {
            int link = links.find(event.linkId());
            if (link >= 0
                    && links.leaderId(link).equals(event.leaderAccountId())
                    && event.leaderSequence() > links.lastSequence[link]
                    && links.isOpen(link)) {
                decide(link);
            }
            return;
        }
        for (int link = links.firstOfLeader(event.leaderAccountId()); link >= 0; link = links.nextOfLeader[link]) {
            if (event.leaderSequence() > links.lastSequence[link] && links.isOpen(link)) {
                decide(link);
            }
        }
    }

    private void decide(int link) {
        int accountRow = links.account[link];
        int copy = instrumentRow < 0 ? -1 : copies.find(links, link, instrumentRow);
        value(accountRow);
        long held = copy < 0 ? 0 : effectiveHeld(link, copy, instrumentRow);
        long working = copy < 0 ? 0 : copies.working[copy];
        position = held + working;
        byte rare = links.rare[link];
        buySide = event.buy() != ((rare & LinkColumns.REVERSE) != 0);
        leastUnits = (rare & LinkColumns.MINIMUM) == 0 ? minimumUnits : leastUnits(link);
        load(copy);
        reduce();

        ErrorCode gate = gate(link, accountRow);
        boolean permitted = gate == null;
        boolean opens = permitted && openedUnits > 0;
        if (opens) {
            gate = (rare & LinkColumns.GUARD) == 0 ? null : guard(link, copy);
            gate = gate == null ? open(link) : gate;
            opens = gate == null;
        }
        long delta = delta(link, opens);
        long units = terms.lots(Math.abs(delta));
        boolean buy = delta == 0 ? buySide : delta > 0;

        Outcome outcome;
        ErrorCode code;
        if (units == 0 || gate == ErrorCode.LINK_INACTIVE) {
            units = 0;
            buy = buySide;
            code = stops ? ErrorCode.STOP_COPY : gate != null ? gate : shortfall();
            outcome = gate != null && rejects(gate) ? Outcome.REJECTED : Outcome.SKIPPED;
        } else {
            order.set(
                    terms,
                    buy,
                    units,
                    priceUnits,
                    Math.max(closing(buy, units), account.closing(buy, units)),
                    position);
            order.atLeast(adds(buy) ? leastUnits : 0);
            long allowed = permitted ? risk.checkPermitted(order, account) : risk.check(order, account);
            if (allowed > 0) {
                units = allowed;
                outcome = Outcome.ORDER;
                code = stops ? ErrorCode.STOP_COPY : gate != null && openedUnits > 0 ? gate : risk.shrunkBy();
            } else {
                units = 0;
                code = RiskRules.code(allowed);
                outcome = code == ErrorCode.BELOW_MINIMUM ? Outcome.SKIPPED : Outcome.REJECTED;
            }
        }
        long signedHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
        long signedLow = negative ? -low : low;
        out.add(
                accounts.id(accountRow),
                links.tenant[link],
                links.id(link),
                buy,
                signedHigh,
                signedLow,
                held,
                working,
                units,
                outcome,
                code);
    }

    /** Equity, free cash and position of the account: one walk over what it holds. */
    private void value(int accountRow) {
        worth.begin(accounts.cash[accountRow], accounts.outside[accountRow], accounts.reserved[accountRow]);
        accountPosition = 0;
        boolean limited = accounts.limitsAt[accountRow] >= 0;
        for (int row = accounts.firstHolding[accountRow]; row >= 0; row = holdings.next[row]) {
            boolean here = holdings.instrument[row] == instrumentRow;
            long held = holdings.held[row];
            if (here) {
                accountPosition = held + holdings.working[row];
            }
            if (held != 0) {
                InstrumentTerms of = here ? terms : instruments.terms(holdings.instrument[row]);
                long price = here ? priceUnits : instruments.price[holdings.instrument[row]];
                worth.add(held, price, holdings.cost[row], of);
            }
            if (limited && !here) {
                int other = holdings.instrument[row];
                worth.expose(
                        held + holdings.working[row],
                        instruments.price[other],
                        holdings.cost[row],
                        instruments.terms(other));
            }
        }
        equityUnits = worth.equityUnits();
        availableUnits = worth.availableUnits();
    }

    /**
     * What a link still holds. Where the user sold part of it by hand, the account holds less than its links together:
     * links give way in the order of their ids.
     */
    private long effectiveHeld(int link, int copy, int instrumentRow) {
        long held = copies.held[copy];
        if (held == 0) {
            return 0;
        }
        int holding = holdings.find(accounts, links.account[link], instrumentRow);
        long own = holding < 0 ? 0 : holdings.held[holding] - holdings.copied[holding];
        if (own == 0 || (own > 0) == (held > 0)) {
            return held;
        }
        long missing = Math.abs(own);
        for (int other = accounts.firstLink[links.account[link]]; other >= 0; other = links.nextOfAccount[other]) {
            if (other != link && links.isOpen(other) && links.id(other).compareTo(links.id(link)) < 0) {
                int otherCopy = copies.find(links, other, instrumentRow);
                if (otherCopy >= 0 && (copies.held[otherCopy] > 0) == (held > 0)) {
                    missing = Math.max(0, missing - Math.abs(copies.held[otherCopy]));
                }
            }
        }
        long left = Math.max(0, Math.abs(held) - missing);
        return held > 0 ? left : -left;
    }

    private void load(int copy) {
        high = copy < 0 ? 0 : copies.high[copy];
        low = copy < 0 ? 0 : copies.low[copy];
        negative = high < 0;
        if (negative) {
            high = ~high + (low == 0 ? 1 : 0);
            low = -low;
        }
    }

    private void reduce() {
        if (closedUnits == leaderSize && closedUnits > 0) {
            set(0, 0);
        } else if (closedUnits > 0 && (high | low) != 0) {
            wide.set(high, low).multiply(leaderSize - closedUnits).divideNearest(leaderSize);
            set(wide.high(), wide.low());
        }
    }

    private void set(long newHigh, long newLow) {
        high = newHigh;
        low = newLow;
        negative &= (newHigh | newLow) != 0;
    }

    /** Why a link may not open, in the fixed order: the link, its rights, then the permissions of the risk rules. */
    private @Nullable ErrorCode gate(int link, int accountRow) {
        byte flags = accounts.flags[accountRow];
        boolean accountKilled =
                switches.anyOn(KillScope.ACCOUNT) && switches.isOn(KillScope.ACCOUNT, accounts.id(accountRow));
        account.set(
                (flags & AccountColumns.ACTIVE) != 0,
                accountKilled,
                availableUnits,
                accountPosition,
                accounts.maxPositionValue[accountRow]);
        if (accounts.limitsAt[accountRow] >= 0) {
            account.limits(accounts.limits, accounts.limitsAt[accountRow], equityUnits, worth.grossUnits());
        }
        order.permit(links.permits(link, event.instrument(), symbol), killed);
        order.limit(limit(links.maxQuantity[link]), links.maxCost[link], limit(links.maxPosition[link]));
        if (links.status[link] != LinkStatus.ACTIVE.ordinal() && !stops) {
            return ErrorCode.LINK_INACTIVE;
        }
        if ((flags & AccountColumns.ENTITLED) == 0) {
            return ErrorCode.NOT_ENTITLED;
        }
        order.set(terms, buySide, terms.lotUnits(), priceUnits, 0, 0);
        long permission = risk.permission(order, account);
        return permission < 0 ? RiskRules.code(permission) : null;
    }

    /** Why an opening is left out by the link's own terms: too late a price, or enough open already. */
    private @Nullable ErrorCode guard(int link, int copy) {
        long worse = buySide ? worseForBuyers : -worseForBuyers;
        if (links.maxSlippage[link] > 0
                && marketKnown
                && worse > 0
                && wide.set(worse).multiply(100 * Money.ONE).isMoreThan(links.maxSlippage[link], event.priceUnits())) {
            return ErrorCode.SLIPPAGE;
        }
        if (links.maxOpenTrades[link] > 0 && position == 0 && openTrades(link, copy) >= links.maxOpenTrades[link]) {
            return ErrorCode.MAX_OPEN_TRADES;
        }
        return null;
    }

    /** Instruments, beside this one, in which a link holds something or has ordered it. */
    private int openTrades(int link, int copy) {
        int open = 0;
        for (int row = links.firstCopy[link]; row >= 0; row = copies.next[row]) {
            if (row != copy && effectiveHeld(link, row, copies.instrument[row]) + copies.working[row] != 0) {
                open++;
            }
        }
        return open;
    }

    /** What an order of a link may not be smaller than when it adds to the position, rounded up to the lot. */
    private long leastUnits(int link) {
        long least = minimumUnits;
        if (links.minQuantity[link] > 0) {
            least = Math.max(least, terms.lotsUp(Money.rescaleUp(links.minQuantity[link], terms.quantityScale())));
        }
        if (links.minCost[link] > 0) {
            least = Math.max(least, terms.lotsUp(Money.quantityUp(links.minCost[link], priceUnits, terms)));
        }
        return least;
    }

    /** A limit in units of 10^-8 at the instrument's scale; one that is too small for a unit still limits. */
    private long limit(long units) {
        long rescaled = Money.rescale(units, terms.quantityScale());
        return rescaled == 0 && units != 0 ? OrderView.BELOW_A_UNIT : rescaled;
    }

    /** Adds what the mode says; a code, and nothing added, when that cannot be said. */
    private @Nullable ErrorCode open(int link) {
        SizingMode mode = MODES[links.mode[link]];
        ErrorCode missing = mode.missing(equityUnits, availableUnits, basis);
        if (missing != null) {
            return missing;
        }
        mode.size(wide, openedUnits, links.value[link], equityUnits, availableUnits, basis);
        if (!wide.fits127() || !Intended.inRange(wide.high())) {
            return ErrorCode.INVALID_QUANTITY;
        }
        long addHigh = wide.high();
        long addLow = wide.low();
        boolean addNegative = !buySide;
        if (addNegative == negative || (high | low) == 0) {
            long sumLow = low + addLow;
            long sumHigh = high + addHigh + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
            if (!Intended.inRange(sumHigh)) {
                return ErrorCode.INVALID_QUANTITY;
            }
            negative = addNegative && (sumHigh | sumLow) != 0;
            high = sumHigh;
            low = sumLow;
        } else if (high > addHigh || (high == addHigh && Long.compareUnsigned(low, addLow) >= 0)) {
            set(high - addHigh - (Long.compareUnsigned(low, addLow) < 0 ? 1 : 0), low - addLow);
        } else {
            long difference = addLow - low;
            high = addHigh - high - (Long.compareUnsigned(addLow, low) < 0 ? 1 : 0);
            low = difference;
            negative = addNegative;
        }
        return null;
    }

    /** Signed quantity that is missing to the intended position, in whole lots of position. */
    private long delta(int link, boolean opens) {
        long target = wide.set(high, low)
                .add(Intended.SNAP)
                .divideDown(Intended.ONE_UNIT)
                .low();
        boolean nothing = target == 0 && high == 0 && low <= Intended.SNAP && low >= 0;
        target = terms.lots(target);
        boolean force = links.force[link] != 0;
        if (force && !nothing && position != 0 && (position < 0) == negative) {
            // raised to the minimum when it was opened: it stays there while anything is intended
            target = Math.max(target, Math.min(leastUnits, Math.abs(position)));
        }
        long delta = (negative ? -target : target) - position;
        if (!opens) {
            if (position == 0 || (delta > 0) == (position > 0)) {
                return 0;
            }
            return Math.abs(delta) > Math.abs(position) ? -position : delta;
        }
        if (!force) {
            return delta;
        }
        if (delta != 0 && (delta > 0) != buySide) {
            return 0;
        }
        if (adds(buySide) && Math.abs(delta) < leastUnits && (delta != 0 || (position == 0 && !nothing))) {
            return buySide ? leastUnits : -leastUnits;
        }
        return delta;
    }

    private boolean adds(boolean buy) {
        return position == 0 || (position > 0) == buy;
    }

    private long closing(boolean buy, long units) {
        return (buy ? position < 0 : position > 0) ? Math.min(units, Math.abs(position)) : 0;
    }

    /** Why there is nothing to order: less than a lot is missing on the leader's side, or nothing is. */
    private ErrorCode shortfall() {
        long wholeHigh = Math.multiplyHigh(position, Intended.ONE_UNIT);
        long wholeLow = position * Intended.ONE_UNIT;
        long signedHigh = negative ? ~high + (low == 0 ? 1 : 0) : high;
        long signedLow = negative ? -low : low;
        long gapLow = signedLow - wholeLow;
        long gapHigh = signedHigh - wholeHigh - (Long.compareUnsigned(signedLow, wholeLow) < 0 ? 1 : 0);
        if (!buySide) {
            gapHigh = ~gapHigh + (gapLow == 0 ? 1 : 0);
            gapLow = -gapLow;
        }
        boolean missing = gapHigh > 0 || (gapHigh == 0 && (gapLow < 0 || gapLow > Intended.SNAP));
        return missing ? ErrorCode.BELOW_MINIMUM : ErrorCode.NOTHING_TO_DO;
    }

    private static boolean rejects(ErrorCode gate) {
        return switch (gate) {
            case LINK_INACTIVE, NOT_ENTITLED, SYMBOL_BLOCKED, SLIPPAGE, MAX_OPEN_TRADES -> false;
            default -> true;
        };
    }
}
