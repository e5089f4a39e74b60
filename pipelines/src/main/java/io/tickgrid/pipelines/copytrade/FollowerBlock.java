package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.pipelines.copytrade.DecisionColumns.Outcome;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import io.tickgrid.pipelines.risk.RiskEngine;
import io.tickgrid.pipelines.risk.Wide;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.Set;

/**
 * The followers of one partition: columns of accounts, links, holdings, intended positions and working orders.
 *
 * <p>Each input carries a sequence and is applied once: changes of accounts and links by their change sequence, decisions
 * by the leader's sequence per link, order events by their own. So any input may come again. Not thread-safe; owned by
 * the thread of its partition.
 *
 * <p>What a link holds is what its own orders filled, not what the account holds: a follower's other trades stay its own,
 * and two links on one instrument do not trade against each other.
 *
 * <p>Long, because one input moves several of the columns, and which of them, and in what order, is to be read in one piece.
 */
public final class FollowerBlock {
    /** Version of the bytes that {@link #writeTo} writes. */
    public static final int VERSION = 4;

    final AccountColumns accounts;
    final LinkColumns links;
    final HoldingColumns holdings;
    final CopyColumns copies;
    final OrderColumns orders;
    final InstrumentColumns instruments;
    final KillSwitches switches;
    private long lastEventSequence;

    public FollowerBlock() {
        this(
                new AccountColumns(),
                new LinkColumns(),
                new HoldingColumns(),
                new CopyColumns(),
                new OrderColumns(),
                new InstrumentColumns(),
                new KillSwitches(),
                0);
    }

    private FollowerBlock(
            AccountColumns accounts,
            LinkColumns links,
            HoldingColumns holdings,
            CopyColumns copies,
            OrderColumns orders,
            InstrumentColumns instruments,
            KillSwitches switches,
            long lastEventSequence) {
        this.accounts = accounts;
        this.links = links;
        this.holdings = holdings;
        this.copies = copies;
        this.orders = orders;
        this.instruments = instruments;
        this.switches = switches;
        this.lastEventSequence = lastEventSequence;
    }

    // ---- terms -----------------------------------------------------------------------------------------------------

    /**
     * Adds or changes an account. The opening cash counts only when it is new.
     *
     * @return whether it was new or changed; false for a change that is not newer than the last
     */
    public boolean putAccount(AccountTerms terms) {
        return accounts.put(terms);
    }

    /**
     * Adds or changes a link, whose follower must be here. An existing link keeps its position in the leader's sequence.
     * Changes of different links may come in any order: of two open links of a pair the one with the newer change stays.
     *
     * @return whether it was new or changed; false for a change that is not newer than the last
     * @throws IllegalArgumentException when the follower is not here, or the link changes leader or follower
     * @throws TickgridException CONFLICT when another link of the pair is open by the same change
     */
    public boolean putLink(LinkTerms terms) {
        int account = accountRow(terms.followerAccountId());
        int row = links.find(terms.id());
        if (row >= 0) {
            if (links.account[row] != account || !links.leaderId(row).equals(terms.leaderAccountId())) {
                throw new IllegalArgumentException("link " + terms.id() + " must stay with leader "
                        + links.leaderId(row) + " and follower " + accounts.id(links.account[row]) + ", was "
                        + terms.leaderAccountId() + " and " + terms.followerAccountId());
            }
            if (terms.changeSequence() <= links.change[row]) {
                return false;
            }
        }
        int open = terms.status() == LinkStatus.CLOSED ? -1 : openLink(terms, account, row);
        if (open >= 0) {
            if (links.change[open] == terms.changeSequence()) {
                throw new TickgridException(
                        ErrorCode.CONFLICT,
                        "follower " + terms.followerAccountId() + " must have one open link to leader "
                                + terms.leaderAccountId() + ", has " + links.id(open) + " and was given "
                                + terms.id());
            }
            if (links.change[open] > terms.changeSequence()) {
                return false;
            }
            // PostgreSQL lets a pair have one open link: the older one is closed there, and its change is on its way
            links.close(open);
            handOver(open, true);
        }
        if (row < 0) {
            row = links.add(terms, accounts, account);
            links.set(row, terms);
            return true;
        }
        boolean wasOpen = links.isOpen(row);
        links.set(row, terms);
        if (wasOpen != links.isOpen(row)) {
            handOver(row, wasOpen);
        }
        return true;
    }

    /** Another link of the pair that is not closed here, or -1. */
    private int openLink(LinkTerms terms, int account, int row) {
        for (int other = accounts.firstLink[account]; other >= 0; other = links.nextOfAccount[other]) {
            if (other != row && links.isOpen(other) && links.leaderId(other).equals(terms.leaderAccountId())) {
                return other;
            }
        }
        return -1;
    }

    /** What a closed link holds becomes the account's own, and no longer the link's when it were opened again. */
    private void handOver(int link, boolean closing) {
        for (int copy = links.firstCopy[link]; copy >= 0; copy = copies.next[copy]) {
            int holding = holdings.findOrAdd(accounts, links.account[link], copies.instrument[copy]);
            holdings.copied[holding] += closing ? -copies.held[copy] : copies.held[copy];
        }
    }

    /**
     * Sets limits and marks of an account that is here, unless a newer change of them is known.
     *
     * @param column as {@link io.tickgrid.grid.risk.AccountRisk#column} has them
     */
    public boolean putLimits(String accountId, long[] column, long changeSequence) {
        return accounts.putLimits(accountRow(accountId), column, changeSequence);
    }

    /** Sets a kill switch, unless a newer change of it is known. */
    public boolean killSwitch(KillScope scope, String name, boolean on, long changeSequence) {
        return switches.set(scope, name, on, changeSequence);
    }

    /** Notes an instrument's terms and its latest price, at which what accounts hold of it is valued. */
    public void price(InstrumentTerms terms, long priceUnits) {
        if (priceUnits <= 0) {
            throw new IllegalArgumentException("price must be positive, was " + priceUnits + " for " + terms.id());
        }
        int row = instruments.put(terms); // may grow the column, so before it is read
        instruments.price[row] = priceUnits;
    }

    // ---- start-up load ---------------------------------------------------------------------------------------------

    /** Sets what an account holds of an instrument, and what it cost: signed, units of 10^-8. */
    public void loadHolding(String accountId, InstrumentTerms terms, long heldUnits, long costUnits) {
        int row = holdings.findOrAdd(accounts, accountRow(accountId), instruments.put(terms));
        holdings.held[row] = heldUnits;
        holdings.cost[row] = costUnits;
    }

    /**
     * Sets what a link intends and holds of an instrument.
     *
     * @param intended as a ledger row says it
     * @param heldUnits signed sum of what its orders filled
     * @param lastSequence the last fill of the leader that is decided for the link
     */
    public void loadCopy(String linkId, InstrumentTerms terms, String intended, long heldUnits, long lastSequence) {
        int link = linkRow(linkId);
        int instrument = instruments.put(terms);
        int copy = copies.findOrAdd(links, link, instrument);
        BigInteger number = Intended.parse(intended, terms.quantityScale());
        copies.high[copy] = Intended.high(number);
        copies.low[copy] = Intended.low(number);
        if (links.isOpen(link)) {
            int holding = holdings.findOrAdd(accounts, links.account[link], instrument);
            holdings.copied[holding] += heldUnits - copies.held[copy];
        }
        copies.held[copy] = heldUnits;
        links.lastSequence[link] = Math.max(links.lastSequence[link], lastSequence);
    }

    /**
     * Adds a stored order that is not terminal, after {@link #loadHolding} and {@link #loadCopy}.
     *
     * @param causedNs event time of the leader's fill
     */
    public void loadOrder(
            String linkId,
            InstrumentTerms terms,
            String clientOrderId,
            long signedUnits,
            long priceUnits,
            long causedNs) {
        if (orders.find(clientOrderId) < 0) {
            int instrument = instruments.put(terms);
            if (instruments.price[instrument] == 0) {
                instruments.price[instrument] = priceUnits; // as when its decision was applied
            }
            open(linkRow(linkId), instrument, terms, clientOrderId, signedUnits, priceUnits, causedNs);
        }
    }

    /** Says that order events up to this one are in what was loaded. */
    public void loadedUpTo(long eventSequence) {
        lastEventSequence = Math.max(lastEventSequence, eventSequence);
    }

    // ---- the money path --------------------------------------------------------------------------------------------

    /**
     * Decides a leader's fill for each link here that has not decided it yet. Changes nothing in the block, and gives the
     * same decisions however often it is asked.
     *
     * @param priceUnits price at which value and balance are judged, > 0
     * @param marketUnits latest price of the instrument, by which slippage and the price band are judged; 0 = not known
     * @param out is emptied first; one row for each link of the leader that is not closed
     * @throws IllegalArgumentException when the fill is of another instrument, or has no quantity, price or sequence
     */
    public void decide(
            LeaderFill event, InstrumentTerms terms, long priceUnits, long marketUnits, DecisionColumns out) {
        require(event, terms);
        if (priceUnits <= 0 || marketUnits < 0) {
            throw new IllegalArgumentException("price must be positive, and the market's not negative, were "
                    + priceUnits + " and " + marketUnits);
        }
        out.begin(event.leaderAccountId(), event.leaderSequence());
        new Decider(this, event, terms, priceUnits, marketUnits, out).decide();
    }

    /**
     * Applies decisions as they are stored: moves intended positions and reserves what was ordered. A decision that a link
     * has already applied changes nothing.
     *
     * @return how many decisions were applied
     * @throws IllegalArgumentException when the decisions are of another fill, or of a link that is not here
     */
    public int apply(LeaderFill event, InstrumentTerms terms, DecisionColumns stored) {
        require(event, terms);
        if (!stored.leaderAccountId().equals(event.leaderAccountId())
                || stored.leaderSequence() != event.leaderSequence()) {
            throw new IllegalArgumentException(
                    "decisions must be of leader " + event.leaderAccountId() + " and sequence "
                            + event.leaderSequence() + ", were of " + stored.leaderAccountId() + " and "
                            + stored.leaderSequence());
        }
        int instrument = instruments.put(terms);
        instruments.price[instrument] = event.priceUnits();
        int applied = 0;
        for (int i = 0; i < stored.size(); i++) {
            int link = linkRow(stored.linkId(i));
            if (event.leaderSequence() <= links.lastSequence[link]) {
                continue;
            }
            int copy = copies.findOrAdd(links, link, instrument);
            copies.high[copy] = stored.intendedHigh(i);
            copies.low[copy] = stored.intendedLow(i);
            links.lastSequence[link] = event.leaderSequence();
            if (stored.outcome(i) == Outcome.ORDER) {
                long signed = stored.buy(i) ? stored.orderedUnits(i) : -stored.orderedUnits(i);
                open(link, instrument, terms, stored.clientOrderId(i), signed, event.priceUnits(), event.eventTimeNs());
            }
            applied++;
        }
        return applied;
    }

    private void open(
            int link,
            int instrument,
            InstrumentTerms terms,
            String id,
            long signedUnits,
            long priceUnits,
            long causedNs) {
        int account = links.account[link];
        int holding = holdings.findOrAdd(accounts, account, instrument);
        int copy = copies.findOrAdd(links, link, instrument);
        long working = signedUnits;
        int early = orders.find(id);
        if (early >= 0) {
            working += orders.remaining[early];
            moveHeld(link, holding, copy, orders.early[early]);
            orders.remove(early);
        }
        if (working == 0) {
            return;
        }
        long before = holdings.held[holding] + holdings.working[holding];
        long size = Math.abs(working);
        long closing = (working > 0 ? before < 0 : before > 0) ? Math.min(size, Math.abs(before)) : 0;
        int row = orders.add(id, link, holding, copy);
        orders.remaining[row] = working;
        orders.causedNs[row] = causedNs;
        orders.reserved[row] = RiskEngine.bound(size - closing, closing, priceUnits, terms);
        accounts.reserved[account] = Money.sum(accounts.reserved[account], orders.reserved[row]);
        holdings.working[holding] += working;
        copies.working[copy] += working;
    }

    private void moveHeld(int link, int holding, int copy, long signedUnits) {
        copies.held[copy] = Math.addExact(copies.held[copy], signedUnits);
        if (links.isOpen(link)) {
            holdings.copied[holding] = Math.addExact(holdings.copied[holding], signedUnits);
        }
    }

    /**
     * Applies an order event: cash and position of the account, and what a copied order no longer binds. Events of
     * accounts that are not here count as applied.
     *
     * @return false when this event or a later one was applied before
     */
    public boolean fill(OrderEvent event, InstrumentTerms terms) {
        if (!event.instrument().equals(terms.id())) {
            throw new IllegalArgumentException("terms must be of " + event.instrument() + ", were of " + terms.id());
        }
        if (event.sequence() <= lastEventSequence) {
            return false;
        }
        lastEventSequence = event.sequence();
        int account = accounts.find(event.accountId());
        if (account < 0 || (event.signedUnits() | event.releasedUnits() | event.cashUnits()) == 0) {
            return true;
        }
        int holding = holdings.findOrAdd(accounts, account, instruments.put(terms));
        if (event.signedUnits() != 0) {
            holdings.fill(holding, event.signedUnits(), -event.cashUnits());
        }
        accounts.cash[account] = Math.addExact(accounts.cash[account], event.cashUnits());
        int order = orders.find(event.clientOrderId());
        if (order < 0 && ClientOrderIds.isCopy(event.clientOrderId())) {
            order = orders.add(event.clientOrderId(), -1, holding, -1);
        }
        if (order >= 0) {
            release(order, account, event.signedUnits(), event.releasedUnits());
        }
        return true;
    }

    private void release(int order, int account, long signedUnits, long releasedUnits) {
        long before = orders.remaining[order];
        orders.remaining[order] = before - releasedUnits;
        int link = orders.link[order];
        if (link < 0) {
            orders.early[order] = Math.addExact(orders.early[order], signedUnits);
            return;
        }
        moveHeld(link, orders.holding[order], orders.copy[order], signedUnits);
        holdings.working[orders.holding[order]] -= releasedUnits;
        copies.working[orders.copy[order]] -= releasedUnits;
        long left = Math.abs(orders.remaining[order]);
        long kept = new Wide()
                .set(orders.reserved[order])
                .multiply(left)
                .divideUp(Math.abs(before))
                .saturated();
        accounts.reserved[account] -= orders.reserved[order] - kept;
        orders.reserved[order] = kept;
        if (left == 0) {
            orders.remove(order);
        }
    }

    private static void require(LeaderFill event, InstrumentTerms terms) {
        if (!event.instrument().equals(terms.id())) {
            throw new IllegalArgumentException("terms must be of " + event.instrument() + ", were of " + terms.id());
        }
        if (event.quantityUnits() <= 0 || event.priceUnits() <= 0 || event.leaderSequence() < 1) {
            throw new IllegalArgumentException("a leader's fill must have positive quantity, price and sequence, was "
                    + event.quantityUnits() + ", " + event.priceUnits() + ", " + event.leaderSequence());
        }
        if (event.leaderPositionBeforeUnits() == Long.MIN_VALUE) {
            throw new IllegalArgumentException("a leader's position must be greater than -2^63");
        }
    }

    private int accountRow(String id) {
        int row = accounts.find(id);
        if (row < 0) {
            throw new IllegalArgumentException("account " + id + " must be put into its block before what it owns");
        }
        return row;
    }

    private int linkRow(String id) {
        int row = links.find(id);
        if (row < 0) {
            throw new IllegalArgumentException("link " + id + " must be put into its block before its decisions");
        }
        return row;
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    public boolean hasAccount(String id) {
        return accounts.find(id) >= 0;
    }

    /** Adds to {@code ids} what followers of a leader hold or have ordered: instruments whose price decisions need. */
    public void heldByFollowers(String leaderAccountId, Set<String> ids) {
        BitSet rows = new BitSet();
        for (int link = links.firstOfLeader(leaderAccountId); link >= 0; link = links.nextOfLeader[link]) {
            if (links.isOpen(link)) {
                for (int h = accounts.firstHolding[links.account[link]]; h >= 0; h = holdings.next[h]) {
                    if (holdings.held[h] != 0 || holdings.working[h] != 0) {
                        rows.set(holdings.instrument[h]);
                    }
                }
            }
        }
        rows.stream().forEach(row -> ids.add(instruments.terms(row).id()));
    }

    public int accountCount() {
        return accounts.size();
    }

    public int linkCount() {
        return links.size();
    }

    /** Copied orders that are not terminal, and fills whose decision has not come yet. */
    public int openOrderCount() {
        return orders.size();
    }

    /** The last order event that was applied. */
    public long lastEventSequence() {
        return lastEventSequence;
    }

    /** Cash of an account, units of 10^-8. */
    public long cashUnits(String accountId) {
        return accounts.cash[accountRow(accountId)];
    }

    /** Cash that working orders bind, units of 10^-8. */
    public long reservedUnits(String accountId) {
        return accounts.reserved[accountRow(accountId)];
    }

    /** Signed quantity that an account holds. */
    public long heldUnits(String accountId, String instrument) {
        int row = holding(accountId, instrument);
        return row < 0 ? 0 : holdings.held[row];
    }

    /** Signed quantity of an account's copied orders that are not terminal. */
    public long workingUnits(String accountId, String instrument) {
        int row = holding(accountId, instrument);
        return row < 0 ? 0 : holdings.working[row];
    }

    private int holding(String accountId, String instrument) {
        int row = instruments.find(instrument);
        return row < 0 ? -1 : holdings.find(accounts, accountRow(accountId), row);
    }

    /** The position that a link should have of an instrument, as an exact decimal. */
    public String intended(String linkId, String instrument) {
        int row = instruments.find(instrument);
        int copy = row < 0 ? -1 : copies.find(links, linkRow(linkId), row);
        return copy < 0
                ? "0"
                : Intended.text(
                        copies.high[copy],
                        copies.low[copy],
                        instruments.terms(row).quantityScale());
    }

    // ---- bytes -----------------------------------------------------------------------------------------------------

    /** Writes the whole block, version first. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeInt(VERSION);
        out.writeLong(lastEventSequence);
        accounts.writeTo(out);
        links.writeTo(out);
        holdings.writeTo(out);
        copies.writeTo(out);
        orders.writeTo(out);
        instruments.writeTo(out);
        switches.writeTo(out);
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws IOException when the bytes are of another version, or too few
     */
    public static FollowerBlock readFrom(DataInput in) throws IOException {
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException("follower block must be of version " + VERSION + ", was " + version);
        }
        long lastEventSequence = in.readLong();
        return new FollowerBlock(
                AccountColumns.readFrom(in),
                LinkColumns.readFrom(in),
                HoldingColumns.readFrom(in),
                CopyColumns.readFrom(in),
                OrderColumns.readFrom(in),
                InstrumentColumns.readFrom(in),
                KillSwitches.readFrom(in),
                lastEventSequence);
    }
}
