package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.candle.TimeFrame;
import java.util.List;

/** The limit of the engine: ticks in order to candles of some frames and their 31 outputs, one plain loop, one series each. */
final class FusedLoop {
    private final long[] lengthNs;
    private final long[] endNs;
    private final FusedSeries[] series;
    private final double[] high;
    private final double[] low;
    private final double[] close;
    private final double[] volume;
    private final double[] out = new double[FusedSeries.OUTPUTS];
    private long bars;
    private double check;

    FusedLoop(List<Frame> frames) {
        int n = frames.size();
        lengthNs = frames.stream()
                .map(TimeFrame.class::cast)
                .mapToLong(TimeFrame::lengthNs)
                .toArray();
        endNs = new long[n];
        series = new FusedSeries[n];
        high = new double[n];
        low = new double[n];
        close = new double[n];
        volume = new double[n];
        for (int i = 0; i < n; i++) {
            series[i] = new FusedSeries();
        }
    }

    void tick(long timeNs, double price, double size) {
        for (int i = 0; i < lengthNs.length; i++) {
            if (timeNs >= endNs[i]) {
                close(i);
                endNs[i] = timeNs / lengthNs[i] * lengthNs[i] + lengthNs[i];
                high[i] = price;
                low[i] = price;
                volume[i] = size;
            } else {
                high[i] = Math.max(high[i], price);
                low[i] = Math.min(low[i], price);
                volume[i] += size;
            }
            close[i] = price;
        }
    }

    private void close(int i) {
        if (endNs[i] != 0) {
            series[i].update(high[i], low[i], close[i], volume[i], out);
            bars++;
            check += out[0] > 0 ? out[0] : 0;
        }
    }

    long bars() {
        return bars;
    }

    /** So that nothing of it can be left out. */
    double check() {
        return check;
    }
}
