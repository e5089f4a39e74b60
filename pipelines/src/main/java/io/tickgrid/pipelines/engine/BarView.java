package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.agent.MarketView;
import io.tickgrid.pipelines.candle.Bar;

/** The flyweight that agents and the signal rule look through. */
final class BarView implements MarketView {
    private double open;
    private double high;
    private double low;
    private double close;
    private double volume;
    private long barCount;
    private double[] values = {};

    /** Looks at a bar; {@code values} is not copied. */
    void set(Bar bar, double volume, long barCount, double[] values) {
        open = bar.open();
        high = bar.high();
        low = bar.low();
        close = bar.close();
        this.volume = volume;
        this.barCount = barCount;
        this.values = values;
    }

    @Override
    public double open() {
        return open;
    }

    @Override
    public double high() {
        return high;
    }

    @Override
    public double low() {
        return low;
    }

    @Override
    public double close() {
        return close;
    }

    @Override
    public double volume() {
        return volume;
    }

    @Override
    public long barCount() {
        return barCount;
    }

    @Override
    public double value(int column) {
        return values[column];
    }
}
