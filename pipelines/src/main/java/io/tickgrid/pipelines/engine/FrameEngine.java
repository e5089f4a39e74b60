package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.Bar;
import io.tickgrid.pipelines.candle.TimeFrame;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.ReorderBuffer;
import io.tickgrid.pipelines.tick.Sources;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One instrument in one frame of time: the open bar, the closed bars that a tick or a correction still reaches, and all state.
 *
 * <p>A bar is a summary that takes a late tick without its other ticks ({@link Bar}), so restating needs no ticks: take
 * back the indicators to the scalars before the changed bar, and update with each bar from there again. The list of
 * closed bars is ascending and holds every one that a tick or a correction can still reach; there are at most {@link
 * EngineConfig#undoBars} of those, which is how far the indicator set can be taken back.
 *
 * <p>A summary gives no tick back, so a bar with a corrected tick is made again: of the summary of its ticks that are not
 * kept any more, which at most one bar has besides kept ones, and of those that are kept. A bar that is left without ticks is
 * withdrawn and stays in the list as an empty one, for its revision.
 *
 * <p>Of the state only the indicators are ever taken back: what was judged stays judged.
 */
final class FrameEngine extends BarEngine {
    private final long lengthNs;
    private final SessionCalendar calendar;

    private long openNs = Long.MIN_VALUE;
    private long endNs = Long.MIN_VALUE;

    private ClosedBar[] closed = new ClosedBar[2];
    private int closedSize;

    /** Null without corrections. */
    private final @Nullable Settled settled;

    /** Of one bar the ticks that are not kept any more. */
    private static final class Settled {
        final Bar bar = new Bar();
        long openNs = Long.MIN_VALUE;
        long endNs = Long.MIN_VALUE;
    }

    FrameEngine(
            String instrument, TimeFrame frame, SessionCalendar calendar, EngineWorkspace shared, EngineOutput out) {
        super(instrument, frame, shared, out);
        this.calendar = calendar;
        lengthNs = frame.lengthNs();
        settled = shared.config.correctionsNs() > 0 ? new Settled() : null;
    }

    /** Whether the bar that holds the engine's time has ticks. */
    boolean hasForming() {
        return !forming.isEmpty();
    }

    /** End of the bar that holds the engine's time; Long.MIN_VALUE before any input. */
    long endNs() {
        return endNs;
    }

    /**
     * Time has come to {@code nowNs}, past the end of the current bar: closes it if it has ticks.
     *
     * @param reachNs no tick or correction of a time before it is accepted any more
     */
    void moveTo(long nowNs, long reachNs) {
        if (!forming.isEmpty()) {
            close(nowNs);
        }
        openNs = calendar.barOpenNs(nowNs, lengthNs);
        endNs = calendar.barEndNs(openNs, lengthNs);
        evict(reachNs);
    }

    /** Adds a tick at or before the engine's time and not before the horizon; true if it restated a closed bar. */
    boolean add(long timeNs, int source, long sequence, double price, long units, int scale, Sources order) {
        dirty = true;
        if (timeNs >= openNs) {
            forming.add(timeNs, source, sequence, price, units, scale, order);
            return false;
        }
        restate(timeNs, source, sequence, price, units, scale, order);
        return true;
    }

    private void close(long nowNs) {
        ClosedBar bar = append();
        bar.bar.copyFrom(forming);
        bar.openNs = openNs;
        bar.candleRevision = 0;
        bar.rowRevision = 0;
        forming.reset();
        dirty = false;
        System.arraycopy(state, 0, bar.scalarsBefore, 0, bar.scalarsBefore.length);
        double volume = bar.bar.volume();
        update(bar.bar, volume, bar.row);
        long openMs = openMs(openNs);
        publishCandle(bar.bar, openMs, volume, 0, true);
        publishRow(openMs, 0, bar.row);
        judge(bar.bar, openMs, volume, bar.row, nowNs);
    }

    private void restate(long timeNs, int source, long sequence, double price, long units, int scale, Sources order) {
        long barOpenNs = calendar.barOpenNs(timeNs, lengthNs);
        int at = closedSize;
        while (at > 0 && closed[at - 1].openNs >= barOpenNs) {
            at--;
        }
        if (at == closedSize || closed[at].openNs != barOpenNs) {
            insert(at, barOpenNs);
        }
        boolean isNew = closed[at].bar.isEmpty();
        closed[at].bar.add(timeNs, source, sequence, price, units, scale, order);
        redo(at, isNew);
    }

    /** The bar at a place has changed: says so, and computes the rows from there again. */
    private void redo(int at, boolean isNew) {
        ClosedBar changed = closed[at];
        changed.candleRevision++;
        System.arraycopy(changed.scalarsBefore, 0, state, 0, changed.scalarsBefore.length);
        for (int i = at; i < closedSize; i++) {
            ClosedBar bar = closed[i];
            if (i > at) {
                System.arraycopy(state, 0, bar.scalarsBefore, 0, bar.scalarsBefore.length);
            }
            if (bar.bar.isEmpty()) {
                if (i == at) {
                    publishWithdrawn(openMs(bar.openNs), bar.candleRevision, true);
                }
                continue;
            }
            double volume = bar.bar.volume();
            update(bar.bar, volume, shared.row);
            if (i == at) {
                publishCandle(bar.bar, openMs(bar.openNs), volume, bar.candleRevision, true);
            }
            if ((isNew && i == at) || !sameBits(shared.row, bar.row)) {
                System.arraycopy(shared.row, 0, bar.row, 0, bar.row.length);
                bar.rowRevision++;
                publishRow(openMs(bar.openNs), bar.rowRevision, bar.row);
            }
        }
    }

    /**
     * A kept tick of that time has another price or size, or is gone: makes its bar again.
     *
     * @param kept the ticks that are kept, as they are now; a busted one has the price {@link TickColumns#BUST}
     * @param fromNs those of a time before it are settled
     * @return whether it restated a closed bar
     */
    boolean correct(long timeNs, ReorderBuffer kept, long fromNs, Sources order) {
        dirty = true;
        boolean isForming = timeNs >= openNs;
        long barOpenNs = isForming ? openNs : calendar.barOpenNs(timeNs, lengthNs);
        gather(shared.bar, barOpenNs, kept, fromNs, order);
        if (isForming) {
            forming.copyFrom(shared.bar);
            if (forming.isEmpty()) {
                publishWithdrawn(openMs(openNs), 0, false);
                publishLatestRow();
            }
            return false;
        }
        int at = closedSize - 1;
        while (closed[at].openNs != barOpenNs) {
            at--;
        }
        closed[at].bar.copyFrom(shared.bar);
        redo(at, false);
        if (closed[at].bar.isEmpty()) {
            publishLatestRow();
        }
        return true;
    }

    private void gather(Bar into, long barOpenNs, ReorderBuffer kept, long fromNs, Sources order) {
        into.reset();
        Settled gone = Objects.requireNonNull(settled);
        if (gone.openNs == barOpenNs) {
            into.copyFrom(gone.bar);
        }
        long firstNs = Math.max(barOpenNs, fromNs);
        long endNs = calendar.barEndNs(barOpenNs, lengthNs);
        for (int i = 0; i < kept.size(); i++) {
            int slot = kept.slot(i);
            long timeNs = kept.timeNs(slot);
            if (timeNs >= firstNs && timeNs < endNs && kept.price(slot) != TickColumns.BUST) {
                add(into, kept, slot, order);
            }
        }
    }

    /** A tick that is settled as it comes: of before the time from which they can be corrected. */
    void settle(long timeNs, int source, long sequence, double price, long units, int scale, Sources order) {
        Settled to = Objects.requireNonNull(settled);
        if (timeNs >= to.openNs && timeNs < to.endNs) {
            to.bar.add(timeNs, source, sequence, price, units, scale, order);
        }
    }

    /** The tick of a slot is kept no longer; they come in their order. */
    void settle(ReorderBuffer kept, int slot, Sources order) {
        Settled to = Objects.requireNonNull(settled);
        long timeNs = kept.timeNs(slot);
        if (timeNs >= to.endNs) {
            to.openNs = calendar.barOpenNs(timeNs, lengthNs);
            to.endNs = calendar.barEndNs(to.openNs, lengthNs);
            to.bar.reset();
        }
        add(to.bar, kept, slot, order);
    }

    private static void add(Bar to, ReorderBuffer kept, int slot, Sources order) {
        to.add(
                kept.timeNs(slot),
                kept.source(slot),
                kept.sequence(slot),
                kept.price(slot),
                kept.sizeUnits(slot),
                kept.sizeScale(slot),
                order);
    }

    /** Says the row of the newest bar again, after that of a withdrawn one was shown. */
    private void publishLatestRow() {
        for (int i = closedSize - 1; i >= 0; i--) {
            if (!closed[i].bar.isEmpty()) {
                publishRow(openMs(closed[i].openNs), closed[i].rowRevision, closed[i].row);
                return;
            }
        }
    }

    /** Makes room for a bar that first exists by a late tick; its scalars are those before the bar that follows. */
    private void insert(int at, long barOpenNs) {
        ClosedBar bar = append();
        System.arraycopy(closed, at, closed, at + 1, closedSize - 1 - at);
        closed[at] = bar;
        bar.bar.reset();
        bar.openNs = barOpenNs;
        bar.candleRevision = 0;
        bar.rowRevision = 0;
        double[] before = at + 1 < closedSize ? closed[at + 1].scalarsBefore : state;
        System.arraycopy(before, 0, bar.scalarsBefore, 0, bar.scalarsBefore.length);
    }

    @Override
    long formingOpenMs() {
        return openMs(openNs);
    }

    /** Drops the closed bars that nothing accepted can reach any more, keeping their objects for reuse. */
    private void evict(long reachNs) {
        long oldestOpenNs = calendar.barOpenNs(Math.max(0, reachNs), lengthNs);
        int gone = 0;
        while (gone < closedSize && closed[gone].openNs < oldestOpenNs) {
            gone++;
        }
        if (gone == 0) {
            return;
        }
        for (int i = 0; i < gone; i++) {
            // Rotation by one: the spare objects gather behind the list.
            ClosedBar spare = closed[0];
            System.arraycopy(closed, 1, closed, 0, closedSize - 1);
            closed[--closedSize] = spare;
        }
    }

    /** The next closed bar at the end of the list, its contents left over from earlier use. */
    private ClosedBar append() {
        if (closedSize == closed.length) {
            closed = Arrays.copyOf(closed, closedSize * 2);
        }
        ClosedBar bar = closed[closedSize];
        if (bar == null) {
            bar = new ClosedBar(indicators.scalarCount(), shared.row.length);
            closed[closedSize] = bar;
        }
        closedSize++;
        return bar;
    }

    private static boolean sameBits(double[] left, double[] right) {
        for (int i = 0; i < left.length; i++) {
            if (Double.doubleToRawLongBits(left[i]) != Double.doubleToRawLongBits(right[i])) {
                return false;
            }
        }
        return true;
    }

    private static long openMs(long openNs) {
        return openNs / 1_000_000;
    }

    /** @param reachNs bars before it are left out, whenever the clock that passed them came */
    void save(StateWriter to, long reachNs) {
        evict(reachNs);
        to.putLong(openNs);
        saveBar(forming, to);
        to.putInt(closedSize);
        for (int i = 0; i < closedSize; i++) {
            ClosedBar bar = closed[i];
            to.putLong(bar.openNs);
            to.putInt(bar.candleRevision);
            to.putInt(bar.rowRevision);
            saveBar(bar.bar, to);
            to.putDoubles(bar.scalarsBefore, bar.scalarsBefore.length);
            to.putDoubles(bar.row, bar.row.length);
        }
        saveState(to);
        if (settled != null) {
            to.putLong(settled.openNs);
            saveBar(settled.bar, to);
        }
    }

    /**
     * @param laidOut the indicator set as it was when the state was saved
     * @param hasSettled whether the state is of an engine that took corrections
     */
    void load(StateReader from, IndicatorSet laidOut, boolean hasSettled) {
        openNs = from.getLong();
        endNs = openNs == Long.MIN_VALUE ? Long.MIN_VALUE : calendar.barEndNs(openNs, lengthNs);
        loadBar(forming, from);
        // Not saved: when the forming bar was last shown is wall time's business. It is shown again.
        dirty = !forming.isEmpty();
        int bars = from.getInt();
        closedSize = 0;
        for (int i = 0; i < bars; i++) {
            ClosedBar bar = append();
            bar.openNs = from.getLong();
            bar.candleRevision = from.getInt();
            bar.rowRevision = from.getInt();
            loadBar(bar.bar, from);
            from.getDoubles(bar.scalarsBefore, bar.scalarsBefore.length);
            from.getDoubles(bar.row, bar.row.length);
        }
        loadState(from, laidOut);
        Settled to = settled == null ? new Settled() : settled;
        to.openNs = openNs;
        if (hasSettled) {
            to.openNs = from.getLong();
            loadBar(to.bar, from);
        } else {
            // The ticks until now are not kept: what is known of them is the bar.
            to.bar.copyFrom(forming);
        }
        to.endNs = to.openNs == Long.MIN_VALUE ? Long.MIN_VALUE : calendar.barEndNs(to.openNs, lengthNs);
    }
}
