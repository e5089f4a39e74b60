package io.tickgrid.pipelines.engine;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Inbox;
import com.hazelcast.jet.core.Processor;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.agent.AgentPanel;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the engines of the instruments that live in its grid partitions: decodes their records, applies them, and writes
 * what they say.
 *
 * <p>Writing is part of this processor and no stage of its own, because of the one rule that recovery rests on: an
 * engine's state is saved only after everything that it said before is stored. A crash at any moment then means that
 * some outputs are written twice, with the same keys and values, and none is lost.
 */
final class MarketProcessor extends AbstractProcessor {
    private static final Logger log = LoggerFactory.getLogger(MarketProcessor.class);
    private static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final int MAX_WAITING_ROWS = 60_000;

    private final MarketSettings settings;
    private final MarketStore.Opener opener;
    private final EngineWorkspace workspace;
    private final Map<String, InstrumentEngine> engines = new HashMap<>();
    private final Set<InstrumentEngine> touched = new LinkedHashSet<>();
    private final Set<String> unsaved = new LinkedHashSet<>();

    private final MarketInputWire wire = new MarketInputWire();
    private final ForwardingOutput output = new ForwardingOutput();
    private @Nullable MarketStore store;
    private MarketBuffers buffers = new MarketBuffers(List.of());
    private boolean flushing;
    private long flushBeganNs;
    private long nextFlushNs = System.nanoTime();
    private final long[] toldFailures;

    MarketProcessor(MarketSettings settings, MarketStore.Opener opener) {
        this.settings = settings;
        this.opener = opener;
        workspace = new EngineWorkspace(settings.engine());
        toldFailures = new long[workspace.panel().size()];
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected void init(Processor.Context context) {
        MarketStore opened =
                opener.open(context.hazelcastInstance(), workspace.config().indicators());
        store = opened;
        buffers = opened.buffers();
        output.to = buffers;
    }

    private MarketStore store() {
        return Objects.requireNonNull(store, "not yet initialised");
    }

    @Override
    public void process(int ordinal, Inbox inbox) {
        for (Object item; (item = inbox.poll()) != null; ) {
            MarketSlice slice = (MarketSlice) item;
            for (MarketSlice.Entry entry : slice.entries()) {
                apply(slice.gridPartition(), entry);
            }
            if (buffers.storedRows() > MAX_WAITING_ROWS) {
                flush();
            }
        }
    }

    private void apply(int gridPartition, MarketSlice.Entry entry) {
        MarketInputWire.Kind kind = wire.read(entry.key(), entry.source(), entry.version(), entry.value());
        String key = entry.key();
        Instrument instrument = store().instrument(key);
        InstrumentEngine engine;
        DeadReason refusal = refusal(instrument, entry);
        if (instrument == null || refusal != null) {
            if (kind == MarketInputWire.Kind.PAPER_ORDERS) {
                wire.orders().reject(code(Objects.requireNonNull(refusal)), output);
            }
            wire.refuse(kind, Objects.requireNonNull(refusal), detail(refusal, entry));
            kind = MarketInputWire.Kind.TICKS;
            engine = engine(refused(entry.kafkaPartition(), gridPartition), 0, 0);
        } else {
            engine = engine(key, instrument.priceScale(), instrument.quantityScale());
        }
        buffers.record(key, entry.kafkaPartition(), entry.position(), wire.detail());
        switch (kind) {
            case TICKS -> engine.ticks(entry.kafkaPartition(), entry.position(), wire.ticks());
            case CLOCK -> engine.clock(entry.kafkaPartition(), entry.position(), wire.clockTimeNs());
            case PAPER_ORDERS -> engine.paperOrders(entry.kafkaPartition(), entry.position(), wire.orders());
        }
        touched.add(engine);
        unsaved.add(engine.instrument());
    }

    /** Why no engine of an instrument takes the record; null when one does. */
    private static @Nullable DeadReason refusal(@Nullable Instrument instrument, MarketSlice.Entry entry) {
        if (instrument == null) {
            return DeadReason.UNKNOWN_INSTRUMENT;
        }
        if (!instrument.active()) {
            return DeadReason.INACTIVE_INSTRUMENT;
        }
        return entry.isInPlace() ? null : DeadReason.WRONG_PARTITION;
    }

    /** Why the orders of a refused record end. */
    private static ErrorCode code(DeadReason refusal) {
        return switch (refusal) {
            case UNKNOWN_INSTRUMENT -> ErrorCode.UNKNOWN_INSTRUMENT;
            case INACTIVE_INSTRUMENT -> ErrorCode.INACTIVE_INSTRUMENT;
            default -> ErrorCode.MALFORMED;
        };
    }

    private static String detail(DeadReason refusal, MarketSlice.Entry entry) {
        return switch (refusal) {
            case UNKNOWN_INSTRUMENT -> "expected a listed instrument, got '" + entry.key() + "'";
            case INACTIVE_INSTRUMENT -> "expected an active instrument, got '" + entry.key() + "'";
            default ->
                "expected " + entry.key() + " in partition " + entry.keyPartition()
                        + ", where Kafka's default partitioner (murmur2 of the key) puts it, got partition "
                        + entry.kafkaPartition();
        };
    }

    /** The engine that only counts what no instrument takes: one for each way that such a record can come here. */
    private static String refused(int kafkaPartition, int gridPartition) {
        return "#refused-" + kafkaPartition + "-" + gridPartition;
    }

    private InstrumentEngine engine(String name, int priceScale, int quantityScale) {
        InstrumentEngine engine = engines.get(name);
        if (engine == null) {
            engine = new InstrumentEngine(name, priceScale, quantityScale, workspace, output);
            EngineState saved = store().state(name);
            if (saved != null) {
                engine.load(saved.bytes());
            }
            engines.put(name, engine);
        }
        return engine;
    }

    /**
     * Called again and again, with input or without. A flush that takes long leaves as long to the engines: where there is
     * more to show than can be shown, the latest values are shown less often.
     */
    @Override
    public boolean tryProcess() {
        long now = System.nanoTime();
        if (now - nextFlushNs < 0 || !store().isIdle()) {
            return true;
        }
        if (flushing) {
            flushing = false;
            nextFlushNs = Math.max(flushBeganNs + FLUSH_NS, now + (now - flushBeganNs));
            return true;
        }
        publish();
        if (buffers.isEmpty()) {
            nextFlushNs = now + FLUSH_NS;
        } else {
            flush();
        }
        return true;
    }

    private void publish() {
        for (InstrumentEngine engine : touched) {
            engine.publishForming();
            buffers.ledger(engine.instrument(), engine.ledger());
        }
        touched.clear();
    }

    private void flush() {
        store().flush(buffers);
        flushBeganNs = System.nanoTime();
        flushing = true;
        buffers = store().buffers();
        output.to = buffers;
    }

    @Override
    public boolean saveToSnapshot() {
        publish();
        flush();
        store().await();
        List<EngineState> saved = new ArrayList<>(unsaved.size());
        for (String name : unsaved) {
            InstrumentEngine engine = Objects.requireNonNull(engines.get(name));
            saved.add(new EngineState(name, engine.partition(), engine.offset(), engine.save()));
        }
        store().save(saved);
        unsaved.clear();
        tellOfFailures();
        return true;
    }

    private void tellOfFailures() {
        AgentPanel panel = workspace.panel();
        for (int i = 0; i < panel.size(); i++) {
            long failures = panel.failures(i);
            if (failures > toldFailures[i]) {
                toldFailures[i] = failures;
                log.warn(
                        "agent {} has failed {} times, its last:", panel.spec(i).id(), failures, panel.lastFailure(i));
            }
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }

    @Override
    public String toString() {
        return "MarketProcessor" + settings.frames();
    }
}
