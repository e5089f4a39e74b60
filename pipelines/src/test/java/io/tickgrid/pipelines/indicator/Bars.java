package io.tickgrid.pipelines.indicator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Test bars as columns. */
record Bars(double[] open, double[] high, double[] low, double[] close, double[] volume) {

    int size() {
        return close.length;
    }

    /** A random walk with cents, gaps, flat stretches and bars without volume; the same for the same seed. */
    static Bars generated(int size, long seed) {
        return generated(size, seed, true);
    }

    /** A random walk that never stands still, for oracles that mistake a standstill. */
    static Bars moving(int size, long seed) {
        return generated(size, seed, false);
    }

    private static Bars generated(int size, long seed, boolean standstills) {
        Random random = new Random(seed);
        Bars bars = empty(size);
        double price = 100;
        for (int i = 0; i < size; i++) {
            boolean flat = standstills && i % 997 > 960;
            double open = flat ? price : cents(price * (1 + 0.002 * random.nextGaussian()));
            double close = flat ? open : cents(Math.max(5, open * (1 + 0.01 * random.nextGaussian())));
            double high = flat ? open : cents(Math.max(open, close) * (1 + 0.004 * random.nextDouble()));
            double low = flat ? open : cents(Math.min(open, close) * (1 - 0.004 * random.nextDouble()));
            bars.open[i] = open;
            bars.close[i] = close;
            bars.high[i] = Math.max(high, Math.max(open, close));
            bars.low[i] = Math.min(low, Math.min(open, close));
            bars.volume[i] = random.nextInt(50) == 0 ? 0 : cents(1000 * random.nextDouble());
            price = price < 20 ? close * 1.01 : price > 2000 ? close * 0.99 : close;
        }
        return bars;
    }

    /** Every price and volume the same. */
    static Bars flat(int size, double price, double volume) {
        Bars bars = empty(size);
        for (int i = 0; i < size; i++) {
            bars.open[i] = price;
            bars.high[i] = price;
            bars.low[i] = price;
            bars.close[i] = price;
            bars.volume[i] = volume;
        }
        return bars;
    }

    /** One-minute bars of 100,000 real trades (Bitstamp BTC/USD, November 2013), minutes without a trade left out. */
    static Bars bitstamp() {
        List<double[]> bars = new ArrayList<>();
        long minute = Long.MIN_VALUE;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        Bars.class.getResourceAsStream("/bitstamp_trades_from_20131125_usd.csv"), "ta4j-examples jar"),
                StandardCharsets.UTF_8))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split(",");
                double price = Double.parseDouble(fields[1]);
                double size = Double.parseDouble(fields[2]);
                long at = Long.parseLong(fields[0]) / 60;
                if (at != minute) {
                    minute = at;
                    bars.add(new double[] {price, price, price, price, 0});
                }
                double[] bar = bars.getLast();
                bar[1] = Math.max(bar[1], price);
                bar[2] = Math.min(bar[2], price);
                bar[3] = price;
                bar[4] += size;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Bars columns = empty(bars.size());
        for (int i = 0; i < bars.size(); i++) {
            double[] bar = bars.get(i);
            columns.open[i] = bar[0];
            columns.high[i] = bar[1];
            columns.low[i] = bar[2];
            columns.close[i] = bar[3];
            columns.volume[i] = bar[4];
        }
        return columns;
    }

    void update(IndicatorSet set, double[] s, int at, int bar, double[] out) {
        set.update(s, at, open[bar], high[bar], low[bar], close[bar], volume[bar], out, 0);
    }

    void forming(IndicatorSet set, double[] s, int at, int bar, double[] scratch, double[] out) {
        set.forming(s, at, open[bar], high[bar], low[bar], close[bar], volume[bar], scratch, out, 0);
    }

    /** All columns of all bars: {@code [bar][column]}. */
    double[][] compute(IndicatorSet set) {
        double[] s = new double[set.stateSize()];
        set.init(s, 0);
        double[][] rows = new double[size()][set.columns().size()];
        for (int bar = 0; bar < size(); bar++) {
            update(set, s, 0, bar, rows[bar]);
        }
        return rows;
    }

    /** One column of all bars. */
    double[] compute(IndicatorSet set, String column) {
        int index = set.indexOf(column);
        double[] values = new double[size()];
        double[][] rows = compute(set);
        for (int bar = 0; bar < values.length; bar++) {
            values[bar] = rows[bar][index];
        }
        return values;
    }

    private static Bars empty(int size) {
        return new Bars(new double[size], new double[size], new double[size], new double[size], new double[size]);
    }

    private static double cents(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
