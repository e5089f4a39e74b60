package io.tickgrid.pipelines.engine;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Inbox;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.UnsavedInput;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.agent.AgentPanel;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
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
    /** Showing gets a fifth of the time at most: what it took, and so often as much again for the engines. */
    private static final int ENGINES_SHARE = 4;

    /** After a flush that took long, as while PostgreSQL is away, this long at the most. */
    private static final long MAX_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    /** Forming bars are made for so long at a time, for ticks wait meanwhile; longer when none have come for some times. */
    private static final long FORMING_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final long FORMING_WHEN_IDLE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int IDLE_AFTER = 8;

    private static final int MAX_WAITING_ROWS = 60_000;
    private static final int ROUNDS = 60;
    /** Tests set it lower, so that few engines too are saved in shares. */
    private static final int LEAST_SHARE = Integer.getInteger("tickgrid.least-share", 100);

    /** Begins the names of engines that have no instrument. */
    private static final String REFUSED = "#refused-";

    private final MarketSettings settings;
    private final MarketStore.Opener opener;
    private final EngineWorkspace workspace;
    private final Map<String, Seat> seats = new HashMap<>();
    /** By grid partition; null where another processor has it. */
    private @Nullable Part[] parts = {};

    /** Engines that had input since their forming bars were made. */
    private final List<Seat> touched = new ArrayList<>();
    /** Those whose forming bars are being made for the next flush, the last ones first. */
    private final List<Seat> forming = new ArrayList<>();

    private boolean isForming;
    /** How often forming bars were made since input came. */
    private int withoutInput;

    private long formingNs;
    private final UnsavedEngines unsaved = new UnsavedEngines();
    /** Whether the next flush is to be followed by a share of states. */
    private boolean saveDue;

    private @Nullable IMap<String, UnsavedInput> unsavedInputs;
    private String key = "";

    private final MarketInputWire wire = new MarketInputWire();
    private final ForwardingOutput output = new ForwardingOutput();
    private @Nullable MarketStore store;
    private MarketBuffers buffers = new MarketBuffers(List.of());
    private boolean flushing;
    private long flushBeganNs;
    private long nextFlushNs = System.nanoTime();
    private final long[] toldFailures;

    /** An engine, where its clock comes from, and what is still to be done with it. */
    private static final class Seat {
        final InstrumentEngine engine;
        /** Null of an engine that only counts refused records. */
        final @Nullable Instrument instrument;

        final int kafkaPartition;
        /** Of its instrument; without one a name that no venue has. */
        final String venue;

        final PartitionClock clock;
        /** How often its clock had changed when the engine was told last. */
        long told;
        /** Whether it had input since its forming bars were made. */
        boolean isTouched;
        /** Whether it has input that is in no saved state. */
        boolean isUnsaved;

        Seat(
                InstrumentEngine engine,
                @Nullable Instrument instrument,
                int kafkaPartition,
                String venue,
                PartitionClock clock) {
            this.engine = engine;
            this.instrument = instrument;
            this.kafkaPartition = kafkaPartition;
            this.venue = venue;
            this.clock = clock;
        }
    }

    /**
     * A grid partition: its engines, and the clocks of the Kafka partitions as far as its records have come. A clock is told
     * to each part in its place among the part's records, for the parts of a processor are not in step.
     */
    private record Part(List<Seat> seats, Map<Integer, PartitionClock> clocks) {
        PartitionClock clock(int kafkaPartition) {
            return clocks.computeIfAbsent(kafkaPartition, p -> new PartitionClock());
        }
    }

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
        output.to(buffers);
        unsavedInputs = context.hazelcastInstance().getMap(GridMaps.UNSAVED_INPUT.mapName());
        key = UnsavedInput.key(context.executionId(), context.globalProcessorIndex());
        loadEngines(context.hazelcastInstance().getPartitionService(), context.processorPartitions());
    }

    /** All engines that have a state: a clock closes their bars whether their instruments trade or not. */
    private void loadEngines(PartitionService partitions, int[] gridPartitions) {
        parts = new Part[partitions.getPartitions().size()];
        for (int g : gridPartitions) {
            parts[g] = new Part(new ArrayList<>(), new HashMap<>());
        }
        ToIntFunction<String> partOf = name -> partitions.getPartition(name).getPartitionId();
        store().states(
                        name -> !name.startsWith(REFUSED)
                                && parts[partOf.applyAsInt(name)] != null
                                && store().instrument(name) != null,
                        saved -> {
                            Instrument instrument = Objects.requireNonNull(store().instrument(saved.instrument()));
                            Part part = part(partOf.applyAsInt(saved.instrument()));
                            Seat seat = add(part, instrument, saved.kafkaPartition(), saved);
                            // What forms and what became of its ticks may not have been shown before the state was
                            // saved.
                            seat.isTouched = true;
                            touched.add(seat);
                        });
    }

    private Part part(int gridPartition) {
        return Objects.requireNonNull(parts[gridPartition], "a grid partition of another processor");
    }

    private MarketStore store() {
        return Objects.requireNonNull(store, "not yet initialised");
    }

    @Override
    public void process(int ordinal, Inbox inbox) {
        withoutInput = 0;
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
            clock(part(gridPartition), entry);
            return;
        }
        Seat seat = seats.get(key);
        Instrument instrument = seat == null || seat.instrument == null ? store().instrument(key) : seat.instrument;
        DeadReason refusal = refusal(instrument, entry, kind);
        if (refusal == DeadReason.INACTIVE_INSTRUMENT
                && kind == MarketInputWire.Kind.PAPER_ORDERS
                && wire.orders().size() == 0) {
            refusal = null; // orders in what no longer trades may end
        }
        if (instrument == null || refusal != null) {
            if (kind == MarketInputWire.Kind.PAPER_ORDERS) {
                wire.orders().reject(code(Objects.requireNonNull(refusal)), output);
            }
            wire.refuse(kind, Objects.requireNonNull(refusal), detail(refusal, entry));
            kind = MarketInputWire.Kind.TICKS;
            seat = counting(entry.kafkaPartition(), gridPartition);
        } else {
            if (seat == null) {
                seat = add(part(gridPartition), instrument, entry.kafkaPartition(), store().state(key));
            }
            if (seat.told != seat.clock.changes()) {
                seat.told = seat.clock.changes();
                seat.engine.clock(seat.clock.timeNs(seat.venue));
            }
        }
        InstrumentEngine engine = seat.engine;
        wire.ticks().written(entry.writtenNs());
        buffers.record(key, entry.kafkaPartition(), entry.position(), wire.detail());
        switch (kind) {
            case TICKS -> engine.ticks(entry.kafkaPartition(), entry.position(), wire.ticks());
            case CLOCK -> engine.clock(entry.kafkaPartition(), entry.position(), wire.clockTimeNs());
            case CORRECTIONS -> engine.corrections(entry.kafkaPartition(), entry.position(), wire.ticks());
            case PAPER_ORDERS -> engine.paperOrders(entry.kafkaPartition(), entry.position(), wire.orders());
        }
        applied(seat, entry.kafkaPartition(), entry.position());
    }

    private void applied(Seat seat, int kafkaPartition, long position) {
        if (!seat.isTouched) {
            seat.isTouched = true;
            touched.add(seat);
        }
        if (!seat.isUnsaved) {
            seat.isUnsaved = true;
            unsaved.applied(seat.engine.instrument(), kafkaPartition, position);
        }
    }

    /**
     * Applies a clock to the engines in which a bar ends by it. The others take it before their next record, so that a
     * clock costs, and makes unsaved, only what it changes.
     */
    private void clock(Part part, MarketSlice.Entry entry) {
        int kafkaPartition = entry.kafkaPartition();
        String venue = wire.clockVenue();
        long timeNs = wire.clockTimeNs();
        PartitionClock clock = part.clock(kafkaPartition);
        if (!clock.advance(venue, timeNs)) {
            return;
        }
        for (Seat seat : part.seats()) {
            if (seat.kafkaPartition == kafkaPartition
                    && PartitionClock.concerns(venue, seat.venue)
                    && seat.engine.isDue(timeNs)) {
                seat.engine.clock(clock.timeNs(seat.venue));
                applied(seat, kafkaPartition, entry.position());
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
    private Seat counting(int kafkaPartition, int gridPartition) {
        String name = REFUSED + kafkaPartition + "-" + gridPartition;
        Seat seat = seats.get(name);
        return seat == null
                ? add(
                        name,
                        EngineTerms.of(0, 0),
                        store().state(name),
                        null,
                        kafkaPartition,
                        REFUSED,
                        new PartitionClock())
                : seat;
    }

    private Seat add(Part part, Instrument instrument, int kafkaPartition, @Nullable EngineState saved) {
        Seat seat = add(
                instrument.id(),
                settings.terms(instrument),
                saved,
                instrument,
                kafkaPartition,
                venue(instrument.id()),
                part.clock(kafkaPartition));
        part.seats().add(seat);
        return seat;
    }

    private Seat add(
            String name,
            EngineTerms terms,
            @Nullable EngineState saved,
            @Nullable Instrument instrument,
            int kafkaPartition,
            String venue,
            PartitionClock clock) {
        InstrumentEngine engine = new InstrumentEngine(name, terms, workspace, output);
        if (saved != null) {
            engine.load(saved.bytes());
        }
        Seat seat = new Seat(engine, instrument, kafkaPartition, venue, clock);
        seats.put(name, seat);
        return seat;
    }

    private static String venue(String instrument) {
        return instrument.substring(0, instrument.indexOf(':'));
    }

    /**
     * Called again and again, with input or without. To make and to write what is shown takes a share of the time at most:
     * where there is more to show, the latest values are shown less often.
     */
    @Override
    public boolean tryProcess() {
        long now = System.nanoTime();
        if (isForming) {
            makeForming(now);
            return true;
        }
        if (now - nextFlushNs < 0 || !store().isIdle()) {
            return true;
        }
        if (flushing) {
            flushing = false;
            long took = now - flushBeganNs;
            long pause = Math.min(MAX_PAUSE_NS, ENGINES_SHARE * (took + formingNs));
            nextFlushNs = now + Math.max(FLUSH_NS - took - formingNs, pause);
            return true;
        }
        for (Seat seat : touched) {
            seat.isTouched = false;
        }
        forming.addAll(touched);
        touched.clear();
        formingNs = 0;
        isForming = true;
        makeForming(now);
        return true;
    }

    /** Makes forming bars for a while; when all are made, they and what was said meanwhile are written. */
    private void makeForming(long now) {
        long budget = withoutInput++ < IDLE_AFTER ? FORMING_NS : FORMING_WHEN_IDLE_NS;
        long end = now;
        while (!forming.isEmpty() && end - now < budget) {
            InstrumentEngine engine = forming.removeLast().engine;
            engine.publishForming();
            buffers.ledger(engine.instrument(), engine.ledger());
            end = System.nanoTime();
        }
        formingNs += end - now;
        if (!forming.isEmpty() || !store().isIdle()) {
            return;
        }
        isForming = false;
        if (buffers.isEmpty()) {
            nextFlushNs = end + FLUSH_NS;
            save();
        } else {
            flush();
        }
    }

    private void flush() {
        store().flush(buffers);
        flushBeganNs = System.nanoTime();
        flushing = true;
        buffers = store().buffers();
        output.to(buffers);
        save();
    }

    /** Saves the share that is due, while nothing waits that engines have said: behind the flush that is under way. */
    private void save() {
        if (saveDue && store().isSaved()) {
            saveDue = false;
            unsaved.saved();
            List<String> share = unsaved.take(Math.max(LEAST_SHARE, seats.size() / ROUNDS));
            if (!share.isEmpty()) {
                store().save(states(share));
            }
        }
    }

    /**
     * Has a share of the states that have changed saved, in the background, and tells the source since where input is in no
     * saved state: the barrier waits for no state to be stored, and for no flush. With few engines a share is all of them;
     * with many, each is saved once in {@link #ROUNDS} snapshots, in more where flushes take longer than snapshots are apart,
     * and a restart reads as much more.
     */
    @Override
    public boolean saveToSnapshot() {
        if (store().isSaved()) {
            unsaved.saved();
        }
        saveDue = true;
        Objects.requireNonNull(unsavedInputs)
                .set(key, new UnsavedInput(key, unsaved.firstPositions()), UnsavedInput.KEPT_SECONDS, TimeUnit.SECONDS);
        tellOfFailures();
        return true;
    }

    private List<EngineState> states(List<String> names) {
        List<EngineState> states = new ArrayList<>(names.size());
        for (String name : names) {
            Seat seat = Objects.requireNonNull(seats.get(name));
            seat.isUnsaved = false;
            InstrumentEngine engine = seat.engine;
            states.add(new EngineState(name, engine.partition(), engine.offset(), engine.save()));
        }
        return states;
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
