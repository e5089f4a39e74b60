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
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.engine.PaperCosts;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    @Override
    public @Nullable R process(Map.Entry<String, StoredBlock> entry) {
        StoredBlock stored = entry.getValue();
        if (stored == null) {
            if (!changes()) {
                return null;
            }
            stored = new StoredBlock(new FollowerBlock());
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
    static final class Decide extends BlockTask<List<LedgerRow>> implements com.hazelcast.core.ReadOnly {
        private static final long serialVersionUID = 1L;
        private @Nullable LeaderFill fill;
        private @Nullable Instrument instrument;

        Decide() {}

        Decide(LeaderFill fill, Instrument instrument) {
            this.fill = fill;
            this.instrument = instrument;
        }

        @Override
        boolean changes() {
            return false;
        }

        @Override
        List<LedgerRow> run(FollowerBlock block) {
            LeaderFill event = Objects.requireNonNull(fill);
            InstrumentTerms terms = terms(Objects.requireNonNull(instrument));
            DecisionColumns out = new DecisionColumns();
            block.decide(event, terms, event.priceUnits(), out);
            return CopyDecisions.ledger(event, terms, out);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(fill);
            out.writeObject(instrument);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            fill = read(in);
            instrument = read(in);
        }
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

    /** Adds or changes an account. */
    static final class PutAccount extends BlockTask<Boolean> {
        private static final long serialVersionUID = 1L;
        private @Nullable Account account;

        PutAccount() {}

        PutAccount(Account account) {
            this.account = account;
        }

        @Override
        Boolean run(FollowerBlock block) {
            return block.putAccount(AccountTerms.of(Objects.requireNonNull(account)));
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(account);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            account = read(in);
        }
    }

    /** Adds or changes a link of an account that is here. */
    static final class PutLink extends BlockTask<Boolean> {
        private static final long serialVersionUID = 1L;
        private @Nullable CopyLink link;

        PutLink() {}

        PutLink(CopyLink link) {
            this.link = link;
        }

        @Override
        Boolean run(FollowerBlock block) {
            CopyLink l = Objects.requireNonNull(link);
            return block.putLink(LinkTerms.of(l, l.fromSequence()));
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeObject(link);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            link = read(in);
        }
    }
}
