package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.candle.Frame;
import java.util.List;

/** The limit of the market job: one thread over the same ticks, a {@link FusedLoop} for each instrument. */
final class MarketLimit {
    private final MarketLoad load;
    private final FusedLoop[] loops;
    private long next;

    MarketLimit(MarketLoad load, List<Frame> frames) {
        this.load = load;
        loops = new FusedLoop[load.instruments()];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new FusedLoop(frames);
        }
    }

    /** Goes through so many more records; gives the nanoseconds. */
    long pass(long records) {
        long from = System.nanoTime();
        for (long end = next + records; next < end; next++) {
            apply(next);
        }
        return System.nanoTime() - from;
    }

    private void apply(long record) {
        MarketLoad from = load;
        int of = (int) (record % from.records());
        long shift = record / from.records() * from.passNs();
        FusedLoop loop = loops[(int) (record % loops.length)];
        int batch = from.batch();
        for (int row = of * batch, end = row + batch; row < end; row++) {
            loop.tick(from.timeNs(row) + shift, from.price(row), from.size(row));
        }
    }

    /** Applies the next record alone; true if it closed a bar. */
    boolean next() {
        FusedLoop loop = loops[(int) (next % loops.length)];
        long before = loop.bars();
        apply(next++);
        return loop.bars() > before;
    }

    /** Bars that were closed. */
    long bars() {
        long bars = 0;
        double check = 0;
        for (FusedLoop loop : loops) {
            bars += loop.bars();
            check += loop.check();
        }
        if (Double.isNaN(check)) {
            throw new IllegalStateException("expected the limit to give numbers, got NaN");
        }
        return bars;
    }
}
