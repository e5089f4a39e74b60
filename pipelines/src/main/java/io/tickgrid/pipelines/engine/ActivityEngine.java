package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.candle.ActivityFrame;
import io.tickgrid.pipelines.candle.ActivityMeter;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.tick.ReorderBuffer;
import io.tickgrid.pipelines.tick.Sources;

/**
 * One instrument in one frame by activity: the bar that forms, how far it is from its threshold, and all state.
 *
 * <p>It takes ticks in their total order, each once no other can come before it. So a bar is final when it is made: one
 * revision, and nothing to take back.
 */
final class ActivityEngine extends BarEngine {
    private static final long NONE = -1;

    private final ActivityMeter meter;
    /** Start of the forming bar, or of the last one while none has begun. */
    private long openMs = NONE;

    ActivityEngine(String instrument, ActivityFrame frame, EngineWorkspace shared, EngineOutput out) {
        super(instrument, frame, shared, out);
        meter = new ActivityMeter(frame);
    }

    /**
     * Adds the tick of a slot, which comes after all those before it in the total order.
     *
     * @param nowNs the engine's time, by which the tick was let go
     */
    void add(ReorderBuffer ticks, int slot, Sources order, long nowNs) {
        long timeNs = ticks.timeNs(slot);
        double price = ticks.price(slot);
        long units = ticks.sizeUnits(slot);
        int scale = ticks.sizeScale(slot);
        if (forming.isEmpty()) {
            openMs = Math.max(timeNs / 1_000_000, openMs + 1);
        }
        forming.add(timeNs, ticks.source(slot), ticks.sequence(slot), price, units, scale, order);
        dirty = true;
        if (meter.add(price, units, scale)) {
            close(nowNs);
        }
    }

    private void close(long nowNs) {
        double volume = forming.volume();
        update(forming, volume, shared.row);
        publishCandle(forming, openMs, volume, 0, true);
        publishRow(openMs, 0, shared.row);
        judge(forming, openMs, volume, shared.row, nowNs);
        forming.reset();
        dirty = false;
    }

    @Override
    long formingOpenMs() {
        return openMs;
    }

    void save(StateWriter to) {
        to.putLong(openMs);
        saveBar(forming, to);
        meter.save(shared.barFields);
        to.putLongs(shared.barFields, ActivityMeter.FIELDS);
        saveState(to);
    }

    void load(StateReader from, IndicatorSet laidOut) {
        openMs = from.getLong();
        loadBar(forming, from);
        from.getLongs(shared.barFields, ActivityMeter.FIELDS);
        meter.load(shared.barFields);
        // Not saved, as with frames of time: it is shown again.
        dirty = !forming.isEmpty();
        loadState(from, laidOut);
    }
}
