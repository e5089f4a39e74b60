package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.SequenceMemory;
import io.tickgrid.pipelines.tick.Sources;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.TickRules;
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
 *   <li>its source is new and {@value Sources#MOST} others are known: dead with TOO_MANY_SOURCES;
 *   <li>its source and sequence were used before ({@link SequenceMemory}): duplicate;
 *   <li>its event time is before the horizon, which is the greatest event time seen (of a used tick or a clock record)
 *       less the lateness: late;
 *   <li>its price is outside the band around that of the newest tick used: dead with PRICE_BAND;
 *   <li>else it is used. Where its bar is closed already, bar and later values are restated.
 * </ol>
 *
 * <p>Not thread-safe; nothing is allocated per tick once warm.
 */
public final class InstrumentEngine {
    /** Version of the saved bytes; raised with every change of them. */
    public static final int STATE_VERSION = 1;

    /** Partition of an engine that has had no input. */
    public static final int NO_PARTITION = -1;

    /** Offset of an engine that has had no input. */
    public static final long NO_OFFSET = -1;

    private static final int MAGIC = 0x54474549;
    private static final int MAX_SCALE = 18;

    private final String instrument;
    private final int priceScale;
    private final int quantityScale;
    private final EngineWorkspace shared;
    private final EngineOutput out;
    private final long latenessNs;
    private final double bandShare;
    private final FrameEngine[] frames;
    private final PaperBook paper;
    private final Sources sources = new Sources();

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
    private double newestPrice = Double.NaN;
    private long newestPriceNs = Long.MIN_VALUE;

    /** An engine with a workspace of its own. */
    public InstrumentEngine(
            String instrument, int priceScale, int quantityScale, EngineConfig config, EngineOutput out) {
        this(instrument, priceScale, quantityScale, new EngineWorkspace(config), out);
    }

    /**
     * An engine that shares the workspace of its thread.
     *
     * @param priceScale decimal places of prices of fills, in [0, 18]
     * @param quantityScale decimal places of quantities of orders, in [0, 18]
     */
    public InstrumentEngine(
            String instrument, int priceScale, int quantityScale, EngineWorkspace shared, EngineOutput out) {
        if (instrument.isBlank()) {
            throw new IllegalArgumentException("instrument must not be blank, was '" + instrument + "'");
        }
        if (priceScale < 0 || priceScale > MAX_SCALE || quantityScale < 0 || quantityScale > MAX_SCALE) {
            throw new IllegalArgumentException("scales of " + instrument + " must be in [0, 18], were price "
                    + priceScale + " and quantity " + quantityScale);
        }
        this.instrument = instrument;
        this.priceScale = priceScale;
        this.quantityScale = quantityScale;
        this.shared = shared;
        this.out = out;
        EngineConfig config = shared.config;
        latenessNs = config.latenessNs();
        bandShare = config.priceBandPct() / 100;
        List<Frame> lengths = config.frames();
        frames = new FrameEngine[lengths.size()];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new FrameEngine(instrument, lengths.get(i), shared, out);
        }
        paper = new PaperBook(instrument, priceScale, quantityScale, config.paper(), out);
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
        in += size;
        for (int row = 0; row < size; row++) {
            DeadReason reason = ticks.fault(row);
            if (reason == null) {
                reason = TickRules.check(
                        ticks.timeNs(row), ticks.price(row), ticks.sizeUnits(row), ticks.sizeScale(row));
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
     * The time of the partition has reached {@code timeNs} (nanoseconds since the epoch): closes what ends at or before
     * it, and moves the horizon. A time that is impossible or in the past of this engine changes nothing.
     */
    public void clock(int partition, long offset, long timeNs) {
        if (advance(partition, offset) && timeNs > nowNs && timeNs >= 0 && timeNs < TickRules.END_OF_TIME_NS) {
            moveTo(timeNs);
        }
    }

    /**
     * Takes paper orders.
     *
     * @return how many were not known before
     */
    public int paperOrders(int partition, long offset, PaperOrders orders) {
        return advance(partition, offset) ? paper.take(orders) : 0;
    }

    /** Publishes the forming bar of every frame in which something changed since the last call; once per slice. */
    public void publishForming() {
        for (FrameEngine frame : frames) {
            frame.publishForming();
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
        // Without a band bandShare is NaN and without an earlier price newestPrice is: the comparison is then false.
        if (Math.abs(price - newestPrice) > newestPrice * bandShare) {
            return DeadReason.PRICE_BAND;
        }
        used++;
        if (timeNs > nowNs) {
            moveTo(timeNs);
        }
        if (numbered) {
            seen.add(sequence, timeNs, horizonNs);
        }
        if (timeNs >= newestPriceNs) {
            newestPriceNs = timeNs;
            newestPrice = price;
        }
        long units = ticks.sizeUnits(row);
        int scale = ticks.sizeScale(row);
        boolean restates = false;
        for (FrameEngine frame : frames) {
            restates |= frame.add(timeNs, source, sequence, price, units, scale, sources);
        }
        if (restates) {
            restated++;
        } else {
            paper.onTick(timeNs, price);
        }
        return null;
    }

    private void moveTo(long timeNs) {
        nowNs = timeNs;
        horizonNs = timeNs - latenessNs;
        if (timeNs >= nextEndNs) {
            long next = Long.MAX_VALUE;
            for (FrameEngine frame : frames) {
                if (timeNs >= frame.endNs()) {
                    frame.moveTo(timeNs, horizonNs);
                }
                next = Math.min(next, frame.endNs());
            }
            nextEndNs = next;
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
        to.putLong(layoutHash());
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
        to.putDouble(newestPrice);
        to.putLong(newestPriceNs);
        to.putInt(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            to.putString(sources.name(i));
            saveMemory(sources.memory(i), to);
        }
        for (FrameEngine frame : frames) {
            frame.save(to);
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
        from.expectInt("version", STATE_VERSION);
        String foundInstrument = from.getString();
        if (!foundInstrument.equals(instrument)) {
            throw new StateMismatchException("instrument", instrument, foundInstrument);
        }
        long foundLayout = from.getLong();
        if (foundLayout != layoutHash()) {
            throw new StateMismatchException("layout", Long.toHexString(layoutHash()), Long.toHexString(foundLayout));
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
        newestPrice = from.getDouble();
        newestPriceNs = from.getLong();
        sources.clear();
        int sourceCount = from.getInt();
        for (int i = 0; i < sourceCount; i++) {
            loadMemory(sources.memory(sources.intern(from.getString())), from);
        }
        nextEndNs = Long.MAX_VALUE;
        for (FrameEngine frame : frames) {
            frame.load(from);
            nextEndNs = Math.min(nextEndNs, frame.endNs());
        }
        paper.load(from);
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
    private long layoutHash() {
        long hash = mix(0xcbf29ce484222325L, shared.indicators.layoutHash());
        hash = mix(hash, shared.indicators.scalarCount());
        hash = mix(hash, FrameEngine.stateSize(shared));
        hash = mix(hash, shared.row.length);
        for (int i = 0; i < shared.panel.size(); i++) {
            hash = mix(hash, shared.panel.spec(i).id().hashCode());
        }
        for (Frame frame : shared.config.frames()) {
            hash = mix(hash, frame.lengthMs());
        }
        // Undone bars are found in the rings only up to the lateness that they were laid out for.
        hash = mix(hash, latenessNs);
        hash = mix(hash, priceScale);
        return mix(hash, quantityScale);
    }

    private static long mix(long hash, long value) {
        return (hash ^ value) * 0x100000001b3L;
    }
}
