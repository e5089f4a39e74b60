package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.tick.ReorderBuffer;
import io.tickgrid.pipelines.tick.Sources;
import io.tickgrid.pipelines.tick.TickColumns;

/**
 * The latest used ticks of one engine, in their total order: those that its frames by activity wait for and, where
 * corrections are taken, those before them that can still be corrected. A busted tick stays, with the price {@link
 * TickColumns#BUST}, so that its bust is known when it comes again. Not thread-safe.
 */
final class KeptTicks {
    /** What a correction did, or why it did nothing. */
    enum Correction {
        /** A closed bar of some frame has changed. */
        RESTATED,
        /** Only bars that form have changed. */
        APPLIED,
        /** The tick has those values already. */
        REPEATED,
        /** Ticks of that time are not kept any more, or were not yet. */
        TOO_LATE,
        /** No such tick was used, or it was busted. */
        UNKNOWN
    }

    private final ReorderBuffer ticks;
    private final Sources sources;
    private final long correctionsNs;
    private final FrameEngine[] frames;
    private final ActivityEngine[] activities;
    /** How many of the first ticks do not wait any more. */
    private int given;
    /** Where corrections are taken: ticks of a time before it cannot be corrected, for not all of them are kept. */
    private long fromNs = Long.MIN_VALUE;

    /**
     * @param correctionsNs how far back corrections reach; 0 = none are taken
     * @param frames that corrections concern
     * @param activities that get each tick once none can come before it
     */
    KeptTicks(Sources sources, long correctionsNs, FrameEngine[] frames, ActivityEngine[] activities) {
        ticks = new ReorderBuffer(sources);
        this.sources = sources;
        this.correctionsNs = correctionsNs;
        this.frames = frames;
        this.activities = activities;
    }

    /** Keeps a tick that was used. */
    void add(long timeNs, int source, long sequence, double price, long units, int scale) {
        if (timeNs < fromNs) {
            for (FrameEngine frame : frames) {
                frame.settle(timeNs, source, sequence, price, units, scale, sources);
            }
        }
        ticks.add(timeNs, source, sequence, price, units, scale);
    }

    /** Time before which no correction is taken; that of the horizon where none is taken at all. */
    long reachNs(long nowNs, long horizonNs) {
        if (correctionsNs == 0) {
            return horizonNs;
        }
        return nowNs == Long.MIN_VALUE ? Long.MIN_VALUE : Math.max(fromNs, nowNs - correctionsNs);
    }

    /** Whether a tick of a time before that one waits for a frame by activity. */
    boolean isWaiting(long beforeNs) {
        return activities.length > 0 && given < ticks.size() && ticks.timeNs(ticks.slot(given)) < beforeNs;
    }

    /**
     * Gives the waiting ticks before a time to the frames by activity, in the total order, and keeps none that no
     * correction can reach.
     */
    void letGo(long beforeNs, long nowNs) {
        for (; given < ticks.size() && ticks.timeNs(ticks.slot(given)) < beforeNs; given++) {
            int slot = ticks.slot(given);
            if (ticks.price(slot) != TickColumns.BUST) {
                for (ActivityEngine activity : activities) {
                    activity.add(ticks, slot, sources, nowNs);
                }
            }
        }
        long reachNs = reachNs(nowNs, Long.MAX_VALUE);
        for (; given > 0 && ticks.timeNs(ticks.slot(0)) < reachNs; given--) {
            settle(ticks.slot(0));
            ticks.removeFirst();
        }
    }

    /** Those of before {@link #fromNs} were settled when they came, or by the bar that was loaded. */
    private void settle(int slot) {
        if (correctionsNs > 0 && ticks.timeNs(slot) >= fromNs && ticks.price(slot) != TickColumns.BUST) {
            for (FrameEngine frame : frames) {
                frame.settle(ticks, slot, sources);
            }
        }
    }

    /** Gives the tick of a source, sequence and event time another price and size; a price of BUST takes it away. */
    Correction correct(int source, long sequence, long timeNs, double price, long units, int scale, long nowNs) {
        if (timeNs < reachNs(nowNs, Long.MAX_VALUE)) {
            return Correction.TOO_LATE;
        }
        int at = source == Sources.UNKNOWN || sequence == TickColumns.NO_SEQUENCE
                ? -1
                : ticks.find(source, sequence, timeNs);
        if (at < 0) {
            return Correction.UNKNOWN;
        }
        int slot = ticks.slot(at);
        if (ticks.price(slot) == price && ticks.sizeUnits(slot) == units && ticks.sizeScale(slot) == scale) {
            return Correction.REPEATED;
        }
        if (ticks.price(slot) == TickColumns.BUST) {
            return Correction.UNKNOWN;
        }
        ticks.correct(at, price, units, scale);
        boolean restates = false;
        for (FrameEngine frame : frames) {
            restates |= frame.correct(timeNs, ticks, fromNs, sources);
        }
        return restates ? Correction.RESTATED : Correction.APPLIED;
    }

    /** In their order: where they stand in memory, and for how many there is room, is no state. */
    void save(StateWriter to) {
        to.putInt(ticks.size());
        for (int i = 0; i < ticks.size(); i++) {
            int slot = ticks.slot(i);
            to.putLong(ticks.timeNs(slot));
            to.putInt(ticks.source(slot));
            to.putLong(ticks.sequence(slot));
            to.putDouble(ticks.price(slot));
            to.putLong(ticks.sizeUnits(slot));
            to.putInt(ticks.sizeScale(slot));
        }
    }

    /** Saves that nothing is kept. */
    static void saveNone(StateWriter to) {
        to.putInt(0);
    }

    /**
     * @param horizonNs ticks of before it do not wait
     * @param savedFromNs since when ticks that can be corrected are kept
     */
    void load(StateReader from, long horizonNs, long savedFromNs) {
        fromNs = correctionsNs == 0 ? Long.MIN_VALUE : savedFromNs;
        ticks.clear();
        given = 0;
        int saved = from.getInt();
        for (int i = 0; i < saved; i++) {
            long timeNs = from.getLong();
            ticks.add(timeNs, from.getInt(), from.getLong(), from.getDouble(), from.getLong(), from.getInt());
            given += timeNs < horizonNs ? 1 : 0;
        }
        if (correctionsNs == 0) {
            for (; given > 0; given--) {
                ticks.removeFirst();
            }
        }
    }
}
