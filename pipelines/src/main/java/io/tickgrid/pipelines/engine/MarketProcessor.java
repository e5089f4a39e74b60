package io.tickgrid.pipelines.engine;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Inbox;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.agent.AgentPanel;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final int MAX_WAITING_ROWS = 20_000;
    private static final int STATES_AT_ONCE = 200;
    /** Begins the names of engines that have no instrument. */
    private static final String REFUSED = "#refused-";

    private final MarketSettings settings;
    private final EngineConfig config;
    private final EngineWorkspace workspace;
    private final List<String> columns;
    private final Map<String, Seat> seats = new HashMap<>();
    private final Map<Integer, Part> parts = new HashMap<>();
    private final Set<InstrumentEngine> touched = new LinkedHashSet<>();
    private final Set<String> unsaved = new LinkedHashSet<>();
    /** Also read by the writer, on the threads of the database. */
    private final Map<String, Instrument> instruments = new ConcurrentHashMap<>();

    private final MarketInputWire wire = new MarketInputWire();
    private final ForwardingOutput output = new ForwardingOutput();
    private @Nullable IMap<String, EngineState> states;
    private @Nullable IMap<String, Instrument> listings;
    private @Nullable Stores stores;
    private @Nullable MarketWriter writer;
    private MarketBuffers buffers;
    private long lastFlushNs;
    private final long[] toldFailures;

    /**
     * An engine and where its clock comes from.
     *
     * @param venue of its instrument; of an engine that only counts refused records, a name that no venue has
     */
    private record Seat(InstrumentEngine engine, int kafkaPartition, String venue) {}

    /**
     * A grid partition: its engines, and the clocks of the Kafka partitions as far as its records have come. A clock is told
     * to each part in its place among the part's records, for the parts of a processor are not in step.
     */
    private record Part(List<Seat> seats, Map<Integer, PartitionClock> clocks) {
        PartitionClock clock(int kafkaPartition) {
            return clocks.computeIfAbsent(kafkaPartition, p -> new PartitionClock());
        }
    }

    MarketProcessor(MarketSettings settings) {
        this.settings = settings;
        config = settings.engine();
        workspace = new EngineWorkspace(config);
        columns = config.indicators().columns().stream().map(c -> c.column()).toList();
        buffers = new MarketBuffers(columns);
        toldFailures = new long[workspace.panel().size()];
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected void init(Processor.Context context) {
        HazelcastInstance hazelcast = context.hazelcastInstance();
        states = hazelcast.getMap(GridMaps.ENGINE_STATE.mapName());
        listings = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
        Stores all = new Stores(GridNode.database(hazelcast));
        stores = all;
        long layoutHash = config.indicators().layoutHash();
        all.indicators().putSet(layoutHash, columns).block();
        writer = new MarketWriter(hazelcast, all, this::required, layoutHash);
        output.to = buffers;
        loadEngines(hazelcast, context.processorPartitions());
    }

    /** All engines that have a state: a clock closes their bars whether their instruments trade or not. */
    private void loadEngines(HazelcastInstance hazelcast, int[] gridPartitions) {
        for (int g : gridPartitions) {
            part(g);
        }
        List<String> names = Objects.requireNonNull(
                Objects.requireNonNull(stores).engine().names().collectList().block());
        List<String> listed = names.stream()
                .filter(name -> !name.startsWith(REFUSED))
                .filter(name -> parts.containsKey(gridPartition(hazelcast, name)))
                .filter(name -> instrument(name) != null)
                .toList();
        for (int i = 0; i < listed.size(); i += STATES_AT_ONCE) {
            load(hazelcast, listed.subList(i, Math.min(listed.size(), i + STATES_AT_ONCE)));
        }
    }

    private static int gridPartition(HazelcastInstance hazelcast, String name) {
        return hazelcast.getPartitionService().getPartition(name).getPartitionId();
    }

    private Part part(int gridPartition) {
        return parts.computeIfAbsent(gridPartition, g -> new Part(new ArrayList<>(), new HashMap<>()));
    }

    private void load(HazelcastInstance hazelcast, List<String> names) {
        Map<String, EngineState> shown = Objects.requireNonNull(states).getAll(new HashSet<>(names));
        Map<String, EngineState> stored = Objects.requireNonNull(MarketWriter.repeated(
                        Objects.requireNonNull(stores).engine().load(names).collectMap(EngineState::instrument))
                .block());
        for (String name : names) {
            EngineState saved = furthest(shown.get(name), stored.get(name));
            if (saved != null) {
                Seat seat = add(name, saved.kafkaPartition(), settings.terms(required(name)), saved);
                part(gridPartition(hazelcast, name)).seats().add(seat);
            }
        }
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
        if (key.equals(Topics.CLOCK_KEY) && kind == MarketInputWire.Kind.CLOCK && !wire.isAhead(entry.writtenNs())) {
            clock(part(gridPartition), entry.kafkaPartition(), wire.clockVenue(), wire.clockTimeNs());
            return;
        }
        Instrument instrument = instrument(key);
        InstrumentEngine engine;
        DeadReason refusal = refusal(instrument, entry, kind);
        if (instrument == null || refusal != null) {
            if (kind == MarketInputWire.Kind.PAPER_ORDERS) {
                wire.orders().reject(code(Objects.requireNonNull(refusal)), output);
            }
            wire.refuse(kind, Objects.requireNonNull(refusal), detail(refusal, entry));
            kind = MarketInputWire.Kind.TICKS;
            engine = counting(entry.kafkaPartition(), gridPartition);
        } else {
            Part part = part(gridPartition);
            Seat seat = seat(part, key, instrument, entry.kafkaPartition());
            engine = seat.engine();
            engine.clock(part.clock(seat.kafkaPartition()).timeNs(seat.venue()));
        }
        wire.ticks().written(entry.writtenNs());
        buffers.record(key, entry.kafkaPartition(), entry.position(), wire.detail());
        switch (kind) {
            case TICKS -> engine.ticks(entry.kafkaPartition(), entry.position(), wire.ticks());
            case CLOCK -> engine.clock(entry.kafkaPartition(), entry.position(), wire.clockTimeNs());
            case PAPER_ORDERS -> engine.paperOrders(entry.kafkaPartition(), entry.position(), wire.orders());
        }
        touched.add(engine);
        unsaved.add(engine.instrument());
    }

    /**
     * Applies a clock to the engines in which a bar ends by it. The others take it before their next record, so that a
     * clock costs, and makes unsaved, only what it changes.
     */
    private void clock(Part part, int kafkaPartition, String venue, long timeNs) {
        PartitionClock clock = part.clock(kafkaPartition);
        if (!clock.advance(venue, timeNs)) {
            return;
        }
        for (Seat seat : part.seats()) {
            if (seat.kafkaPartition() == kafkaPartition
                    && PartitionClock.concerns(venue, seat.venue())
                    && seat.engine().isDue(timeNs)) {
                seat.engine().clock(clock.timeNs(seat.venue()));
                touched.add(seat.engine());
                unsaved.add(seat.engine().instrument());
            }
        }
    }

    /** Why no engine of an instrument takes the record; null when one does. */
    private @Nullable DeadReason refusal(
            @Nullable Instrument instrument, MarketSlice.Entry entry, MarketInputWire.Kind kind) {
        if (kind == MarketInputWire.Kind.CLOCK && wire.isAhead(entry.writtenNs())) {
            return DeadReason.TIME_TRAVEL;
        }
        if (instrument == null) {
            return entry.key().equals(Topics.CLOCK_KEY) ? DeadReason.MALFORMED : DeadReason.UNKNOWN_INSTRUMENT;
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
            case MALFORMED -> "expected a clock under the key " + Topics.CLOCK_KEY + ", got another record";
            case TIME_TRAVEL ->
                "expected a clock at most a minute after the record's timestamp " + entry.writtenNs() + " ns";
            default ->
                "expected " + entry.key() + " in partition " + entry.keyPartition()
                        + ", where Kafka's default partitioner (murmur2 of the key) puts it, got partition "
                        + entry.kafkaPartition();
        };
    }

    /** The engine that only counts what no instrument takes: one for each way that such a record can come here. */
    private InstrumentEngine counting(int kafkaPartition, int gridPartition) {
        String name = REFUSED + kafkaPartition + "-" + gridPartition;
        Seat seat = seats.get(name);
        return (seat == null ? add(name, kafkaPartition, EngineTerms.of(0, 0), saved(name)) : seat).engine();
    }

    private @Nullable Instrument instrument(String id) {
        Instrument known = instruments.get(id);
        if (known == null && !id.isEmpty()) {
            known = Objects.requireNonNull(listings).get(id);
            if (known != null) {
                instruments.put(id, known);
            }
        }
        return known;
    }

    private Instrument required(String id) {
        return Objects.requireNonNull(instrument(id), () -> "no instrument " + id);
    }

    private Seat seat(Part part, String name, Instrument instrument, int kafkaPartition) {
        Seat seat = seats.get(name);
        if (seat == null) {
            seat = add(name, kafkaPartition, settings.terms(instrument), saved(name));
            part.seats().add(seat);
        }
        return seat;
    }

    private @Nullable EngineState saved(String name) {
        return furthest(
                Objects.requireNonNull(states).get(name),
                MarketWriter.repeated(Objects.requireNonNull(stores).engine().load(name))
                        .block());
    }

    private Seat add(String name, int kafkaPartition, EngineTerms terms, @Nullable EngineState saved) {
        InstrumentEngine engine = new InstrumentEngine(name, terms, workspace, output);
        if (saved != null) {
            engine.load(saved.bytes());
        }
        Seat seat = new Seat(engine, kafkaPartition, name.startsWith(REFUSED) ? REFUSED : venue(name));
        seats.put(name, seat);
        return seat;
    }

    private static String venue(String instrument) {
        return instrument.substring(0, instrument.indexOf(':'));
    }

    /**
     * PostgreSQL's state never goes back; the map's may, after a split of the cluster or a late write of a job that has
     * ended. The source begins at what PostgreSQL has.
     */
    private static @Nullable EngineState furthest(@Nullable EngineState shown, @Nullable EngineState stored) {
        return shown != null && (stored == null || shown.kafkaOffset() > stored.kafkaOffset()) ? shown : stored;
    }

    /** Called again and again, with input or without. */
    @Override
    public boolean tryProcess() {
        long now = System.nanoTime();
        if (now - lastFlushNs >= FLUSH_NS && Objects.requireNonNull(writer).isIdle()) {
            publish();
            if (!buffers.isEmpty()) {
                flush();
            }
            lastFlushNs = now;
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
        Objects.requireNonNull(writer).flush(buffers);
        buffers = new MarketBuffers(columns);
        output.to = buffers;
    }

    @Override
    public boolean saveToSnapshot() {
        publish();
        flush();
        MarketWriter w = Objects.requireNonNull(writer);
        w.await();
        List<EngineState> saved = new ArrayList<>(unsaved.size());
        for (String name : unsaved) {
            InstrumentEngine engine = Objects.requireNonNull(seats.get(name)).engine();
            saved.add(new EngineState(name, engine.partition(), engine.offset(), engine.save()));
        }
        w.save(saved);
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
        if (writer != null) {
            writer.close();
        }
    }

    @Override
    public String toString() {
        return "MarketProcessor" + settings.frames();
    }
}
