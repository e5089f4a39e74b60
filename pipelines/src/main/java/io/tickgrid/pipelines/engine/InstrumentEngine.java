package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.ActivityFrame;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.candle.TimeFrame;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.PriceBand;
import io.tickgrid.pipelines.tick.SequenceMemory;
import io.tickgrid.pipelines.tick.Sources;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.TickRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole computation of one instrument: ordered input in; candles, indicators, opinions, scores, signals and paper
 * fills out. The same class serves live, replay, backtest and benchmark.
 *
 * <p>It reads nothing but its input records: no clock, no other instrument. Given the same records it makes the same
 * calls, bit for bit, also when it is saved and loaded in between. Every record carries the Kafka partition and the
 * position it was read at (see {@link io.tickgrid.pipelines.TopicPositions}); one at or below the last applied position is
 * skipped whole.
 *
 * <p>Rules for a tick, the first that holds:
 *
 * <ol>
 *   <li>it breaks a rule of {@link TickRules} or was rejected by its decoder: dead with that reason;
 *   <li>its event time is further after the writing of its record than the quality rules allow: dead with TIME_TRAVEL; or
 *       its market does not trade at that time: dead with OUT_OF_SESSION;
 *   <li>its source is new and {@value Sources#MOST} others are known: dead with TOO_MANY_SOURCES;
 *   <li>its source and sequence were used before ({@link SequenceMemory}): duplicate;
 *   <li>its event time is before the horizon, which is the greatest event time seen (of a used tick or a clock record)
 *       less the lateness: late;
 *   <li>its price is outside the {@link PriceBand} of the quality rules: dead with PRICE_BAND;
 *   <li>else it is used. Where its bar is closed already, bar and later values are restated.
 * </ol>
 *
 * <p>A correction names a trade by source, sequence and event time, and gives it another price or size, or says that it
 * never was (a bust). Where corrections are taken the used ticks are kept so long ({@link EngineConfig#correctionsNs}), and
 * candles and indicators become, bit for bit, those of the corrected ticks. Not taken back are event time, the price band,
 * what was refused or judged, paper fills, and bars by activity that have the trade already. Rules for a correction, the
 * first that holds:
 *
 * <ol>
 *   <li>it was rejected by its decoder, or its price and size break a rule of {@link TickRules}: dead with that reason;
 *   <li>no corrections are taken: dead with CORRECTIONS_OFF;
 *   <li>its trade is kept: used, or a duplicate if that changes nothing;
 *   <li>its trade is older than those that are kept: late;
 *   <li>else dead with UNKNOWN_TRADE, also of a trade that was busted before.
 * </ol>
 *
 * <p>Frames by activity get a used tick once the horizon has passed it, in the total order: where their bars end depends on
 * every tick before, so there is no restating. Until then it waits, and counts as used. What waits is bounded by lateness x
 * rate. With a lateness of zero it waits for the first record of a later time, since one of equal time may come before it.
 *
 * <p>Not thread-safe; nothing is allocated per tick once warm. Long, because the rules for a tick and the one order in which
 * state is saved and loaded are to be read in one piece.
 */
public final class InstrumentEngine {
    /** Version of the saved bytes; raised with every change of them. */
    public static final int STATE_VERSION = 5;

    /** The version before corrections, which is read too. */
    private static final int VERSION_3 = 3;

    /** The version that knew market orders alone, which is read too. */
    private static final int VERSION_4 = 4;

    /** Partition of an engine that has had no input. */
    public static final int NO_PARTITION = -1;

    /** Offset of an engine that has had no input. */
    public static final long NO_OFFSET = -1;

    private static final int MAGIC = 0x54474549;

    private final String instrument;
    private final EngineTerms terms;
    private final EngineWorkspace shared;
    private final EngineOutput out;
    private final long latenessNs;
    private final long maxAheadNs;
    private final SessionCalendar calendar;
    private final boolean hasSessions;
    private final PriceBand band;
    private final FrameEngine[] frames;
    private final ActivityEngine[] activities;
    /** Null where there are no frames by activity and no corrections are taken. */
    private final @Nullable KeptTicks kept;

    private final PaperBook paper;
    private final Sources sources = new Sources();
    /** Room to save and load the band. */
    private final long[] bandFields = new long[PriceBand.FIELDS];

    private int partition = NO_PARTITION;
    private long offset = NO_OFFSET;
    private long in;
    private long used;
    private long restated;
    private long late;
    private long duplicate;
    private long dead;
    private long nowNs = Long.MIN_VALUE;
    private long horizonNs = Long.MIN_VALUE;
    private long nextEndNs = Long.MIN_VALUE;
    /** The session that held the last time looked up: not state, only quicker than looking again. */
    private long sessionOpenNs = Long.MAX_VALUE;

    private long sessionCloseNs = Long.MIN_VALUE;

    /** An engine with a workspace of its own. */
    public InstrumentEngine(String instrument, EngineTerms terms, EngineConfig config, EngineOutput out) {
        this(instrument, terms, new EngineWorkspace(config), out);
    }

    /** An engine that shares the workspace of its thread. */
    public InstrumentEngine(String instrument, EngineTerms terms, EngineWorkspace shared, EngineOutput out) {
        if (instrument.isBlank()) {
            throw new IllegalArgumentException("instrument must not be blank, was '" + instrument + "'");
        }
        this.instrument = instrument;
        this.terms = terms;
        this.shared = shared;
        this.out = out;
        EngineConfig config = shared.config;
        latenessNs = config.latenessNs();
        maxAheadNs = terms.quality().maxAheadNs();
        calendar = terms.calendar();
        hasSessions = !calendar.isAlways();
        band = new PriceBand(terms.quality());
        List<FrameEngine> byTime = new ArrayList<>();
        List<ActivityEngine> byActivity = new ArrayList<>();
        for (Frame frame : config.frames()) {
            switch (frame) {
                case TimeFrame time -> byTime.add(new FrameEngine(instrument, time, calendar, shared, out));
                case ActivityFrame activity -> byActivity.add(new ActivityEngine(instrument, activity, shared, out));
            }
        }
        frames = byTime.toArray(FrameEngine[]::new);
        activities = byActivity.toArray(ActivityEngine[]::new);
        kept = activities.length > 0 || config.correctionsNs() > 0
                ? new KeptTicks(sources, config.correctionsNs(), frames, activities)
                : null;
        paper = new PaperBook(instrument, terms.priceScale(), terms.quantityScale(), config.paper(), out);
    }

    /**
     * Applies a batch of ticks, in its order.
     *
     * @return how many were used; 0 if the record was applied before
     */
    public int ticks(int partition, long offset, TickColumns ticks) {
        if (!advance(partition, offset)) {
            return 0;
        }
        long usedBefore = used;
        int source = sources.find(ticks.source());
        int size = ticks.size();
        long latestNs = latest(ticks.writtenNs());
        in += size;
        for (int row = 0; row < size; row++) {
            DeadReason reason = ticks.fault(row);
            if (reason == null) {
                reason = TickRules.check(
                        ticks.timeNs(row), ticks.price(row), ticks.sizeUnits(row), ticks.sizeScale(row));
            }
            if (reason == null) {
                reason = misplaced(ticks.timeNs(row), latestNs);
            }
            if (reason == null && source == Sources.UNKNOWN) {
                if (sources.isFull()) {
                    reason = DeadReason.TOO_MANY_SOURCES;
                } else {
                    source = sources.intern(ticks.source());
                }
            }
            if (reason == null) {
                reason = place(source, ticks, row);
            }
            if (reason != null) {
                refuse(ticks, row, reason);
            }
        }
        return (int) (used - usedBefore);
    }

    /**
     * Applies a batch of corrections, in its order: of the trades of those sources, sequences and event times, with the price
     * and size that they had. One of price {@link TickColumns#BUST} never was.
     *
     * @return how many changed something; 0 if the record was applied before
     */
    public int corrections(int partition, long offset, TickColumns corrections) {
        if (!advance(partition, offset)) {
            return 0;
        }
        long usedBefore = used;
        int source = sources.find(corrections.source());
        in += corrections.size();
        for (int row = 0; row < corrections.size(); row++) {
            DeadReason reason = corrections.fault(row);
            if (reason == null && corrections.price(row) != TickColumns.BUST) {
                reason = TickRules.check(
                        corrections.timeNs(row),
                        corrections.price(row),
                        corrections.sizeUnits(row),
                        corrections.sizeScale(row));
            }
            if (reason == null) {
                reason = correct(source, corrections, row);
            }
            if (reason != null) {
                refuse(corrections, row, reason);
            }
        }
        return (int) (used - usedBefore);
    }

    /** Applies a correction that is well formed, or counts it as a duplicate; else returns why it is refused. */
    private @Nullable DeadReason correct(int source, TickColumns corrections, int row) {
        if (kept == null || shared.config.correctionsNs() == 0) {
            return DeadReason.CORRECTIONS_OFF;
        }
        KeptTicks.Correction done = kept.correct(
                source,
                corrections.sequence(row),
                corrections.timeNs(row),
                corrections.price(row),
                corrections.sizeUnits(row),
                corrections.sizeScale(row),
                nowNs);
        switch (done) {
            case TOO_LATE -> {
                return DeadReason.LATE;
            }
            case UNKNOWN -> {
                return DeadReason.UNKNOWN_TRADE;
            }
            case REPEATED -> duplicate++;
            case APPLIED -> used++;
            case RESTATED -> {
                used++;
                restated++;
            }
        }
        return null;
    }

    /** No tick and no correction of a time before it is accepted any more. */
    private long acceptedFromNs() {
        return Math.min(horizonNs, reachNs());
    }

    /** No correction of a time before it is accepted any more; the horizon where none is taken. */
    private long reachNs() {
        return kept == null ? horizonNs : kept.reachNs(nowNs, horizonNs);
    }

    /**
     * A clock record of this instrument says that its time has reached {@code timeNs} (nanoseconds since the epoch): closes
     * what ends at or before it, and moves the horizon, which lets ticks go to bars by activity. A time that is impossible
     * or in the past of this engine changes nothing.
     */
    public void clock(int partition, long offset, long timeNs) {
        if (advance(partition, offset)) {
            clock(timeNs);
        }
    }

    /**
     * As a clock record, of the instrument's whole partition. It leaves no offset behind, for it may be applied later than
     * it came: at the latest before the engine's next record, and when {@link #isDue} already.
     */
    public void clock(long timeNs) {
        if (timeNs > nowNs && timeNs >= 0 && timeNs < TickRules.END_OF_TIME_NS) {
            moveTo(timeNs);
        }
    }

    /**
     * Whether a clock of that time would change something: close a bar that has ticks, let go a tick that waits, or end an
     * order that expires.
     */
    public boolean isDue(long timeNs) {
        return (timeNs >= nextEndNs && hasForming())
                || (kept != null && kept.isWaiting(timeNs - latenessNs))
                || paper.isDue(timeNs);
    }

    private boolean hasForming() {
        for (FrameEngine frame : frames) {
            if (frame.hasForming()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes paper orders and cancellations.
     *
     * @return how many were not known before
     */
    public int paperOrders(int partition, long offset, PaperOrders orders) {
        return advance(partition, offset) ? paper.take(orders, nowNs) : 0;
    }

    /**
     * Publishes the forming bar of every frame in which something changed since the last call; once per slice. One by
     * activity is that of the horizon: ticks that wait are not in it.
     */
    public void publishForming() {
        for (FrameEngine frame : frames) {
            frame.publishForming();
        }
        for (ActivityEngine activity : activities) {
            activity.publishForming();
        }
    }

    /**
     * Gives the ticks that wait to the frames by activity, as if the horizon had passed them. For the end of an input only:
     * of ticks that came after all, those within the lateness would stand behind them in bars by activity.
     */
    public void letAllGo() {
        if (kept != null) {
            kept.letGo(Long.MAX_VALUE, nowNs);
        }
    }

    public String instrument() {
        return instrument;
    }

    /** What became of the ticks so far. */
    public Ledger ledger() {
        return new Ledger(in, used, restated, late, duplicate, dead);
    }

    /** Partition of the input; {@link #NO_PARTITION} before any. */
    public int partition() {
        return partition;
    }

    /** Offset of the last record applied; {@link #NO_OFFSET} before any. */
    public long offset() {
        return offset;
    }

    /** Greatest event time seen, nanoseconds since the epoch; Long.MIN_VALUE before any. */
    public long timeNs() {
        return nowNs;
    }

    /** Paper orders that wait for their tick. */
    public int openPaperOrders() {
        return paper.openOrders();
    }

    private boolean advance(int recordPartition, long recordOffset) {
        if (recordOffset <= offset) {
            return false;
        }
        partition = recordPartition;
        offset = recordOffset;
        return true;
    }

    /** Greatest event time of a tick whose record was written at a time. */
    private long latest(long writtenNs) {
        return writtenNs == TickColumns.NO_TIME || maxAheadNs > Long.MAX_VALUE - Math.max(0, writtenNs)
                ? Long.MAX_VALUE
                : writtenNs + maxAheadNs;
    }

    private @Nullable DeadReason misplaced(long timeNs, long latestNs) {
        if (timeNs > latestNs) {
            return DeadReason.TIME_TRAVEL;
        }
        if (hasSessions && (timeNs < sessionOpenNs || timeNs >= sessionCloseNs)) {
            int session = calendar.session(timeNs);
            if (session < 0) {
                return DeadReason.OUT_OF_SESSION;
            }
            sessionOpenNs = calendar.openNs(session);
            sessionCloseNs = calendar.closeNs(session);
        }
        return null;
    }

    /** Uses an acceptable tick, or counts it as a duplicate; else returns why it is refused. */
    private @Nullable DeadReason place(int source, TickColumns ticks, int row) {
        long timeNs = ticks.timeNs(row);
        long sequence = ticks.sequence(row);
        SequenceMemory seen = sources.memory(source);
        boolean numbered = sequence != TickColumns.NO_SEQUENCE;
        if (numbered && seen.contains(sequence)) {
            duplicate++;
            return null;
        }
        if (timeNs < horizonNs) {
            return DeadReason.LATE;
        }
        double price = ticks.price(row);
        if (!band.admits(price)) {
            return DeadReason.PRICE_BAND;
        }
        used++;
        if (timeNs > nowNs) {
            moveTo(timeNs);
        }
        if (numbered) {
            seen.add(sequence, timeNs, horizonNs);
        }
        band.used(timeNs, price);
        long units = ticks.sizeUnits(row);
        int scale = ticks.sizeScale(row);
        boolean restates = false;
        for (FrameEngine frame : frames) {
            restates |= frame.add(timeNs, source, sequence, price, units, scale, sources);
        }
        if (kept != null) {
            kept.add(timeNs, source, sequence, price, units, scale);
        }
        if (restates) {
            restated++;
        } else {
            paper.onTick(timeNs, price, units, scale);
        }
        return null;
    }

    private void moveTo(long timeNs) {
        nowNs = timeNs;
        horizonNs = timeNs - latenessNs;
        paper.onTime(timeNs);
        if (timeNs >= nextEndNs) {
            long next = Long.MAX_VALUE;
            for (FrameEngine frame : frames) {
                if (timeNs >= frame.endNs()) {
                    frame.moveTo(timeNs, acceptedFromNs());
                }
                next = Math.min(next, frame.endNs());
            }
            nextEndNs = next;
        }
        if (kept != null) {
            kept.letGo(horizonNs, nowNs);
        }
    }

    private void refuse(TickColumns ticks, int row, DeadReason reason) {
        if (reason == DeadReason.LATE) {
            late++;
        } else {
            dead++;
        }
        out.dead(
                instrument,
                ticks.source(),
                ticks.sequence(row),
                ticks.timeNs(row),
                ticks.price(row),
                ticks.sizeUnits(row),
                ticks.sizeScale(row),
                reason);
    }

    /** The whole state as bytes for {@link #load}; equal states give equal bytes. */
    public byte[] save() {
        StateWriter to = new StateWriter();
        to.putInt(MAGIC);
        to.putInt(STATE_VERSION);
        to.putString(instrument);
        to.putLong(shared.config.correctionsNs());
        to.putLong(layoutHash(shared.indicators));
        to.putInt(partition);
        to.putLong(offset);
        to.putLong(in);
        to.putLong(used);
        to.putLong(restated);
        to.putLong(late);
        to.putLong(duplicate);
        to.putLong(dead);
        to.putLong(nowNs);
        to.putLong(horizonNs);
        to.putLong(reachNs());
        band.save(bandFields);
        to.putLongs(bandFields, bandFields.length);
        to.putInt(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            to.putString(sources.name(i));
            saveMemory(sources.memory(i), to);
        }
        for (FrameEngine frame : frames) {
            frame.save(to, acceptedFromNs());
        }
        if (kept == null) {
            KeptTicks.saveNone(to);
        } else {
            kept.save(to);
        }
        for (ActivityEngine activity : activities) {
            activity.save(to);
        }
        paper.save(to);
        return to.finish();
    }

    /**
     * Takes over saved state; whatever this engine had is gone.
     *
     * @throws StateMismatchException if the bytes are damaged or of another version, instrument or layout; then nothing
     *     has changed
     */
    public void load(byte[] saved) {
        StateReader from = new StateReader(saved);
        from.expectInt("magic", MAGIC);
        int version = from.expectInt("version", VERSION_3, STATE_VERSION);
        String foundInstrument = from.getString();
        if (!foundInstrument.equals(instrument)) {
            throw new StateMismatchException("instrument", instrument, foundInstrument);
        }
        long savedCorrectionsNs = version == VERSION_3 ? 0 : from.getLong();
        IndicatorSet laidOut = shared.indicatorsFor(savedCorrectionsNs);
        long layout = layoutHash(laidOut);
        long foundLayout = from.getLong();
        if (foundLayout != layout) {
            throw new StateMismatchException("layout", Long.toHexString(layout), Long.toHexString(foundLayout));
        }
        partition = from.getInt();
        offset = from.getLong();
        in = from.getLong();
        used = from.getLong();
        restated = from.getLong();
        late = from.getLong();
        duplicate = from.getLong();
        dead = from.getLong();
        nowNs = from.getLong();
        horizonNs = from.getLong();
        long savedFromNs = version == VERSION_3 ? horizonNs : from.getLong();
        // Where none were taken the ticks until now are not kept: only those that come from here on can be corrected.
        long sinceNs = nowNs == Long.MIN_VALUE ? Long.MIN_VALUE : nowNs + 1;
        from.getLongs(bandFields, bandFields.length);
        band.load(bandFields);
        sources.clear();
        int sourceCount = from.getInt();
        for (int i = 0; i < sourceCount; i++) {
            loadMemory(sources.memory(sources.intern(from.getString())), from);
        }
        nextEndNs = Long.MAX_VALUE;
        for (FrameEngine frame : frames) {
            frame.load(from, laidOut, savedCorrectionsNs > 0);
            nextEndNs = Math.min(nextEndNs, frame.endNs());
        }
        KeptTicks into = kept == null ? new KeptTicks(sources, 0, frames, activities) : kept;
        into.load(from, horizonNs, savedCorrectionsNs > 0 ? savedFromNs : sinceNs);
        for (ActivityEngine activity : activities) {
            activity.load(from, laidOut);
        }
        paper.load(from, version > VERSION_4);
        from.finish();
    }

    private static void saveMemory(SequenceMemory memory, StateWriter to) {
        to.putInt(memory.ranges());
        to.putInt(memory.forgetAt());
        for (int i = 0; i < memory.ranges(); i++) {
            to.putLong(memory.low(i));
            to.putLong(memory.high(i));
            to.putLong(memory.newestNs(i));
        }
    }

    private static void loadMemory(SequenceMemory memory, StateReader from) {
        int ranges = from.getInt();
        memory.restore(ranges, from.getInt());
        for (int i = 0; i < ranges; i++) {
            memory.restoreRange(from.getLong(), from.getLong(), from.getLong());
        }
    }

    /** What the meaning of the saved doubles depends on. FNV-1a over longs. */
    private long layoutHash(IndicatorSet laidOut) {
        long hash = mix(0xcbf29ce484222325L, laidOut.layoutHash());
        hash = mix(hash, laidOut.scalarCount());
        hash = mix(hash, FrameEngine.stateSize(shared) - shared.indicators.stateSize() + laidOut.stateSize());
        hash = mix(hash, shared.row.length);
        for (int i = 0; i < shared.panel.size(); i++) {
            hash = mix(hash, shared.panel.spec(i).id().hashCode());
        }
        for (Frame frame : shared.config.frames()) {
            hash = mix(
                    hash,
                    switch (frame) {
                        case TimeFrame time -> time.lengthMs();
                        case ActivityFrame activity -> activity.toString().hashCode();
                    });
        }
        // Undone bars are found in the rings only up to the lateness that they were laid out for.
        hash = mix(hash, latenessNs);
        hash = mix(hash, calendar.id().hashCode());
        hash = mix(hash, terms.priceScale());
        return mix(hash, terms.quantityScale());
    }

    private static long mix(long hash, long value) {
        return (hash ^ value) * 0x100000001b3L;
    }
}
