package io.tickgrid.pipelines.copytrade;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.risk.KillSwitchMap;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Copies leaders' fills, those of a leader in the order in which PostgreSQL has them. What Kafka brings only says how far:
 * the fills themselves, and any that Kafka lost or brings later, are read where they were booked. Links that changed are
 * read before each decision, so that an order never follows a link that PostgreSQL had closed. So are kill switches, and
 * decisions are stored only if no switch changed meanwhile: else they are taken anew. Limits of accounts and what is marked
 * for them are read before each decision too. Not thread-safe; one in the cluster.
 */
public final class LeaderCopies {
    private static final String LINKS = "copy-links";
    private static final int BATCH = 2_000;
    private static final int FILLS = 200;

    private final Stores stores;
    private final CursorStore cursors;
    private final FollowerBlocks blocks;
    private final IMap<String, LedgerRow> ledger;
    private final IMap<String, CopyLink> links;
    private final Map<String, Long> copied = new HashMap<>();
    private final KillSwitchMap shownSwitches;
    private final LateJoins joins;
    private final StopCopies stops;
    private final int batch;
    private long linkChange = -1;
    /** From 0: whoever takes over tells the blocks all switches once more. */
    private long switchChange;
    /** From 0 too. */
    private long limitChange;

    /** The day for which the followers of a leader are marked. */
    private final Map<String, Long> markedDays = new HashMap<>();

    public LeaderCopies(HazelcastInstance hazelcast, Stores stores) {
        this(hazelcast, stores, BATCH);
    }

    /** @param batch most decisions of a transaction */
    public LeaderCopies(HazelcastInstance hazelcast, Stores stores, int batch) {
        this.stores = stores;
        this.batch = batch;
        cursors = new CursorStore(stores.db());
        blocks = new FollowerBlocks(hazelcast, stores);
        ledger = hazelcast.getMap(GridMaps.COPY_LEDGER.mapName());
        links = hazelcast.getMap(GridMaps.COPY_LINKS.mapName());
        shownSwitches = new KillSwitchMap(hazelcast);
        stops = new StopCopies(stores, blocks);
        joins = new LateJoins(stores, blocks, this::caughtUp);
    }

    /**
     * Copies the fills of a leader up to a sequence, this one again if it is copied already: all that is done is done once.
     *
     * @return false when PostgreSQL has no fill of that sequence
     */
    public boolean copy(String leaderAccountId, long sequence) {
        long last = copied(leaderAccountId);
        long reached = Math.min(last, sequence - 1);
        while (reached < sequence) {
            List<byte[]> events = Objects.requireNonNull(stores.copies()
                    .leaderEvents(leaderAccountId, reached, sequence, FILLS)
                    .collectList()
                    .block());
            if (events.isEmpty()) {
                return false;
            }
            for (byte[] event : events) {
                LeaderFill fill = OrderWire.leaderFill(event);
                copy(fill);
                stores.copyJoins().close(fill).block();
                reached = fill.leaderSequence();
                if (reached > last) {
                    cursors.set(CursorStore.COPIED + leaderAccountId, reached).block();
                    copied.put(leaderAccountId, reached);
                    last = reached;
                }
            }
        }
        return true;
    }

    /**
     * Opens what late joiners wait for, where the markets allow it now: see {@link LateJoins}. What comes of it is told as
     * leaders' fills are, and copied with {@link #copy}.
     *
     * @return how many positions were opened
     */
    public int openJoins() {
        return joins.open();
    }

    /**
     * Stops the links that have lost too much at the markets' latest prices: see {@link StopCopies}. What comes of it is told
     * and copied as leaders' fills are.
     *
     * @return how many stopped
     */
    public int stopLosing() {
        return stops.judge();
    }

    /** Copies what is booked of a leader's fills and not copied yet; gives the last that is. */
    private long caughtUp(String leaderAccountId) {
        long booked = Objects.requireNonNull(stores.accounts()
                        .byIds(List.of(leaderAccountId))
                        .single()
                        .block())
                .leaderSequence();
        if (booked > copied(leaderAccountId)) {
            copy(leaderAccountId, booked);
        }
        return copied(leaderAccountId);
    }

    /** The last fill whose decisions are all stored and applied; the ledger, of which the last may lack some, begins it. */
    private long copied(String leaderAccountId) {
        Long cached = copied.get(leaderAccountId);
        if (cached != null) {
            return cached;
        }
        long known = Objects.requireNonNull(
                cursors.get(CursorStore.COPIED + leaderAccountId).block());
        long told = Objects.requireNonNull(
                stores.copies().lastInLedger(leaderAccountId).block());
        return known > 0 ? known : Math.max(0, told - 1);
    }

    private void copy(LeaderFill fill) {
        Map<String, LedgerRow> stored = new HashMap<>();
        // what was decided before an end in the middle, also for links that are closed by now
        put(
                stored,
                Objects.requireNonNull(stores.copies()
                        .decided(fill.leaderAccountId(), fill.leaderSequence())
                        .collectList()
                        .block()));
        do {
            learnLinks();
            learnSwitches();
            learnLimits(fill);
        } while (!store(fill, blocks.decide(fill), stored));
        Map<String, LedgerRow> rows = new HashMap<>(stored);
        rows.values().removeIf(row -> !row.clientOrderId().isEmpty());
        // before the blocks apply: what they have applied is not decided again
        ledger.setAll(rows);
        blocks.apply(fill, List.copyOf(stored.values()));
    }

    /**
     * Stores the decisions that are not stored yet, batch by batch.
     *
     * @return false when a kill switch changed that concerns a batch: it and those after it are to be decided anew
     */
    private boolean store(LeaderFill fill, List<LedgerRow> decided, Map<String, LedgerRow> stored) {
        List<LedgerRow> open =
                decided.stream().filter(row -> !stored.containsKey(key(row))).toList();
        for (int i = 0; i < open.size(); i += batch) {
            List<LedgerRow> some = open.subList(i, Math.min(open.size(), i + batch));
            List<OrderRow> orders = CopyDecisions.orders(fill, some);
            List<LedgerRow> rows = stores.copies()
                    .store(fill, some, orders, switchChange, Topics.MARKET_INPUT, OrderWire::paperOrders)
                    .block();
            if (rows == null) {
                return false;
            }
            put(stored, rows);
        }
        return true;
    }

    private static void put(Map<String, LedgerRow> stored, List<LedgerRow> rows) {
        rows.forEach(row -> stored.put(key(row), row));
    }

    private static String key(LedgerRow row) {
        return LedgerRow.key(row.leaderAccountId(), row.leaderSequence(), row.followerAccountId(), row.leg());
    }

    /** Tells blocks and map the switches that changed: before each decision, and now and then while there is none. */
    void learnSwitches() {
        for (; ; ) {
            List<KillSwitch> changed = Objects.requireNonNull(stores.killSwitches()
                    .changedAfter(switchChange, BATCH)
                    .collectList()
                    .block());
            if (changed.isEmpty()) {
                return;
            }
            blocks.putSwitches(changed);
            changed.forEach(shownSwitches::show);
            switchChange = changed.getLast().changeSequence();
        }
    }

    /** Marks the equities of a day that begins, and tells the blocks the limits and marks that changed. */
    private void learnLimits(LeaderFill fill) {
        long day = RiskMarks.day(fill.eventTimeNs());
        if (day > markedDays.getOrDefault(fill.leaderAccountId(), Long.MIN_VALUE)) {
            stores.risk().roll(fill.leaderAccountId(), fill.eventTimeNs()).block();
            markedDays.put(fill.leaderAccountId(), day);
        }
        boolean rolled = false;
        for (; ; ) {
            List<AccountRisk> changed = Objects.requireNonNull(
                    stores.risk().changedAfter(limitChange, BATCH).collectList().block());
            if (changed.isEmpty()) {
                return;
            }
            if (!rolled && changed.stream().anyMatch(l -> l.marks().day() < day)) {
                // limits that were set since
                stores.risk().roll(fill.leaderAccountId(), fill.eventTimeNs()).block();
                rolled = true;
                continue;
            }
            blocks.putLimits(changed);
            limitChange = changed.getLast().changeSequence();
        }
    }

    private void learnLinks() {
        if (linkChange < 0) {
            linkChange = Objects.requireNonNull(cursors.get(LINKS).block());
        }
        for (; ; ) {
            List<CopyLink> changed = Objects.requireNonNull(stores.copies()
                    .changedAfter(linkChange, BATCH)
                    .collectList()
                    .block());
            if (changed.isEmpty()) {
                return;
            }
            blocks.put(changed);
            markedDays.clear(); // a new follower may be in an earlier day
            Map<String, CopyLink> rows = new HashMap<>();
            changed.forEach(link -> rows.put(link.id(), link));
            links.setAll(rows);
            long last = changed.getLast().changeSequence();
            cursors.set(LINKS, last).block();
            linkChange = last;
        }
    }
}
