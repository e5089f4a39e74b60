package io.tickgrid.pipelines.copytrade;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.pipelines.engine.PaperCosts;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a follower block, on the thread of its partition and again on its backup. Every task carries all that
 * it needs, so that both do the same.
 */
abstract class BlockTask<R> implements EntryProcessor<String, StoredBlock, R>, DataSerializable {
    private static final long serialVersionUID = 1L;

    abstract @Nullable R run(FollowerBlock block);

    boolean changes() {
        return true;
    }

    /** Null where the block is lost: whoever asked makes it again from PostgreSQL. One that is empty would know nobody. */
    @Override
    public @Nullable R process(Map.Entry<String, StoredBlock> entry) {
        StoredBlock stored = entry.getValue();
        if (stored == null) {
            return null;
        }
        R result = run(stored.block());
        if (changes()) {
            entry.setValue(stored);
        }
        return result;
    }

    static InstrumentTerms terms(Instrument instrument) {
        return InstrumentTerms.of(instrument, PaperCosts.FEE_BPS, PaperCosts.SLIPPAGE_BPS);
    }

    private static <T> T read(ObjectDataInput in) throws IOException {
        return Objects.requireNonNull(in.<T>readObject());
    }

    /** Decides a leader's fill; changes nothing. */
    private abstract static class OnFill<R> extends BlockTask<R> implements com.hazelcast.core.ReadOnly {
        private static final long serialVersionUID = 1L;
        private @Nullable LeaderFill fill;
        private @Nullable Instrument instrument;
        private long marketUnits;

        OnFill() {}

        OnFill(LeaderFill fill, Instrument instrument, long marketUnits) {
            this.fill = fill;
            this.instrument = instrument;
            this.marketUnits = marketUnits;
        }

        abstract R result(LeaderFill event, InstrumentTerms terms, DecisionColumns decided);

        @Override
        boolean changes() {
            return false;
        }

        @Override
        R run(FollowerBlock block) {
            LeaderFill event = Objects.requireNonNull(fill);
            InstrumentTerms terms = terms(Objects.requireNonNull(instrument));
            DecisionColumns decided = new DecisionColumns();
            block.decide(event, terms, event.priceUnits(), marketUnits, decided);
            return result(event, terms, decided);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(fill);
            out.writeObject(instrument);
            out.writeLong(marketUnits);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            fill = read(in);
            instrument = read(in);
            marketUnits = in.readLong();
        }
    }

    /** Gives the decisions as rows of the ledger. */
    static final class Decide extends OnFill<List<LedgerRow>> {
        private static final long serialVersionUID = 1L;

        Decide() {}

        Decide(LeaderFill fill, Instrument instrument, long marketUnits) {
            super(fill, instrument, marketUnits);
        }

        @Override
        List<LedgerRow> result(LeaderFill event, InstrumentTerms terms, DecisionColumns decided) {
            return CopyDecisions.ledger(event, terms, decided);
        }
    }

    /** Only counts the decisions, see {@link FollowerBlocks.Counts}. */
    static final class Count extends OnFill<long[]> {
        private static final long serialVersionUID = 1L;

        Count() {}

        Count(LeaderFill fill, Instrument instrument) {
            super(fill, instrument, 0);
        }

        @Override
        long[] result(LeaderFill event, InstrumentTerms terms, DecisionColumns decided) {
            long[] counts = new long[FollowerBlocks.Counts.FIGURES];
            for (int i = 0; i < decided.size(); i++) {
                counts[decided.outcome(i).ordinal()]++;
                counts[FollowerBlocks.Counts.FIGURES - 1] += decided.orderedUnits(i);
            }
            return counts;
        }
    }

    /** Says how many copied orders are open, and since when the oldest is. */
    static final class Open extends BlockTask<long[]> implements com.hazelcast.core.ReadOnly {
        private static final long serialVersionUID = 1L;

        @Override
        boolean changes() {
            return false;
        }

        @Override
        long[] run(FollowerBlock block) {
            return new long[] {block.orders.open(), block.orders.oldestNs()};
        }

        @Override
        public void writeData(ObjectDataOutput out) {}

        @Override
        public void readData(ObjectDataInput in) {}
    }

    /** Applies stored decisions. */
    static final class Apply extends BlockTask<Integer> {
        private static final long serialVersionUID = 1L;
        private @Nullable LeaderFill fill;
        private @Nullable Instrument instrument;
        private List<LedgerRow> stored = List.of();

        Apply() {}

        Apply(LeaderFill fill, Instrument instrument, List<LedgerRow> stored) {
            this.fill = fill;
            this.instrument = instrument;
            this.stored = new ArrayList<>(stored);
        }

        @Override
        Integer run(FollowerBlock block) {
            LeaderFill event = Objects.requireNonNull(fill);
            InstrumentTerms terms = terms(Objects.requireNonNull(instrument));
            DecisionColumns decisions = new DecisionColumns();
            CopyDecisions.read(event, terms, stored, decisions);
            return block.apply(event, terms, decisions);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(fill);
            out.writeObject(instrument);
            out.writeObject(stored);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            fill = read(in);
            instrument = read(in);
            stored = read(in);
        }
    }

    /** Applies order events, in their sequence. */
    static final class Fill extends BlockTask<Integer> {
        private static final long serialVersionUID = 1L;
        private List<OrderEvent> events = List.of();
        private Map<String, Instrument> instruments = Map.of();

        Fill() {}

        Fill(List<OrderEvent> events, Map<String, Instrument> instruments) {
            this.events = new ArrayList<>(events);
            this.instruments = new HashMap<>(instruments);
        }

        @Override
        Integer run(FollowerBlock block) {
            int applied = 0;
            for (OrderEvent event : events) {
                Instrument instrument = Objects.requireNonNull(instruments.get(event.instrument()));
                applied += block.fill(event, terms(instrument)) ? 1 : 0;
            }
            return applied;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(events);
            out.writeObject(instruments);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            events = read(in);
            instruments = read(in);
        }
    }

    /** Notes the latest prices, at which what accounts hold is valued. */
    static final class PutPrices extends BlockTask<Integer> {
        private static final long serialVersionUID = 1L;
        private List<Instrument> instruments = List.of();
        private long[] priceUnits = new long[0];

        PutPrices() {}

        PutPrices(List<Instrument> instruments, long[] priceUnits) {
            this.instruments = new ArrayList<>(instruments);
            this.priceUnits = priceUnits;
        }

        @Override
        Integer run(FollowerBlock block) {
            for (int i = 0; i < priceUnits.length; i++) {
                block.price(terms(instruments.get(i)), priceUnits[i]);
            }
            return priceUnits.length;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(instruments);
            out.writeLongArray(priceUnits);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            instruments = read(in);
            priceUnits = Objects.requireNonNull(in.readLongArray());
        }
    }

    /** Adds or changes links; null, and nothing is done, when the account of one is not here. */
    static final class PutLinks extends BlockTask<Integer> {
        private static final long serialVersionUID = 1L;
        private List<CopyLink> links = List.of();

        PutLinks() {}

        PutLinks(List<CopyLink> links) {
            this.links = new ArrayList<>(links);
        }

        @Override
        @Nullable
        Integer run(FollowerBlock block) {
            if (!links.stream().allMatch(l -> block.hasAccount(l.followerAccountId()))) {
                return null;
            }
            int changed = 0;
            for (CopyLink l : links) {
                changed += block.putLink(LinkTerms.of(l, l.fromSequence())) ? 1 : 0;
            }
            return changed;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(links);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            links = read(in);
        }
    }

    /** Sets kill switches, unless newer changes of them are known. */
    static final class PutSwitches extends BlockTask<Integer> {
        private static final long serialVersionUID = 1L;
        private List<KillSwitch> switches = List.of();

        PutSwitches() {}

        PutSwitches(List<KillSwitch> switches) {
            this.switches = new ArrayList<>(switches);
        }

        @Override
        Integer run(FollowerBlock block) {
            int changed = 0;
            for (KillSwitch s : switches) {
                changed += block.killSwitch(KillScope.of(s.scope()), s.name(), s.on(), s.changeSequence()) ? 1 : 0;
            }
            return changed;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(switches);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            switches = read(in);
        }
    }

    /** Sets limits and marks of accounts; null, and nothing is done, when one of the accounts is not here. */
    static final class PutLimits extends BlockTask<Integer> {
        private static final long serialVersionUID = 1L;
        private String[] accountIds = new String[0];
        private long[] columns = new long[0];
        private long[] changes = new long[0];

        PutLimits() {}

        PutLimits(List<AccountRisk> rows) {
            accountIds = rows.stream().map(AccountRisk::accountId).toArray(String[]::new);
            columns =
                    rows.stream().flatMapToLong(r -> Arrays.stream(r.column())).toArray();
            changes = rows.stream().mapToLong(AccountRisk::changeSequence).toArray();
        }

        @Override
        @Nullable
        Integer run(FollowerBlock block) {
            if (!Arrays.stream(accountIds).allMatch(block::hasAccount)) {
                return null;
            }
            int changed = 0;
            for (int i = 0; i < accountIds.length; i++) {
                long[] column = Arrays.copyOfRange(columns, i * AccountRisk.WIDTH, (i + 1) * AccountRisk.WIDTH);
                changed += block.putLimits(accountIds[i], column, changes[i]) ? 1 : 0;
            }
            return changed;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeStringArray(accountIds);
            out.writeLongArray(columns);
            out.writeLongArray(changes);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            accountIds = Objects.requireNonNull(in.readStringArray());
            columns = Objects.requireNonNull(in.readLongArray());
            changes = Objects.requireNonNull(in.readLongArray());
        }
    }

    /** Says which instruments the followers of a leader hold. */
    static final class Held extends BlockTask<List<String>> implements com.hazelcast.core.ReadOnly {
        private static final long serialVersionUID = 1L;
        private String leaderAccountId = "";

        Held() {}

        Held(String leaderAccountId) {
            this.leaderAccountId = leaderAccountId;
        }

        @Override
        boolean changes() {
            return false;
        }

        @Override
        List<String> run(FollowerBlock block) {
            Set<String> ids = new HashSet<>();
            block.heldByFollowers(leaderAccountId, ids);
            return new ArrayList<>(ids);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeString(leaderAccountId);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            leaderAccountId = Objects.requireNonNull(in.readString());
        }
    }

    /** Puts a block that was made anew in the place of one that has no later order event. */
    static final class Replace implements EntryProcessor<String, StoredBlock, Boolean>, DataSerializable {
        private static final long serialVersionUID = 1L;
        private StoredBlock made;

        Replace() {
            this(new StoredBlock());
        }

        Replace(StoredBlock made) {
            this.made = made;
        }

        @Override
        public Boolean process(Map.Entry<String, StoredBlock> entry) {
            StoredBlock old = entry.getValue();
            if (old != null && old.block().lastEventSequence() > made.block().lastEventSequence()) {
                return false;
            }
            entry.setValue(made);
            return true;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            made.writeData(out);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            made.readData(in);
        }
    }
}
