package io.tickgrid.pipelines.agent;

import java.util.Arrays;
import java.util.List;

/** A view filled by hand: a bar and the columns of the demo set, all cold until set. */
public final class HandView implements MarketView {
    public static final List<String> COLUMNS = List.of(
            "rsi_14",
            "ema_9",
            "ema_21",
            "ema_50",
            "ema_200",
            "sma_20",
            "sma_50",
            "sma_200",
            "macd_12_26_9",
            "macd_12_26_9_signal",
            "macd_12_26_9_hist",
            "atr_14",
            "adx_14",
            "plus_di_14",
            "minus_di_14",
            "bbands_20_2_upper",
            "bbands_20_2_middle",
            "bbands_20_2_lower",
            "stoch_14_3_3_slowk",
            "stoch_14_3_3_slowd",
            "cci_20",
            "obv",
            "vwap_20",
            "willr_14",
            "mfi_14",
            "roc_10",
            "supertrend_10_3",
            "ichimoku_9_26_52_tenkan",
            "ichimoku_9_26_52_kijun",
            "ichimoku_9_26_52_senkou_a",
            "ichimoku_9_26_52_senkou_b");

    public double open;
    public double high;
    public double low;
    public double close;
    public double volume = 1;
    public long barCount = 1;
    private final double[] values = new double[COLUMNS.size()];

    public HandView() {
        Arrays.fill(values, Double.NaN);
    }

    public HandView bar(double open, double high, double low, double close) {
        this.open = open;
        this.high = high;
        this.low = low;
        this.close = close;
        return this;
    }

    public HandView with(String column, double value) {
        int index = COLUMNS.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + column);
        }
        values[index] = value;
        return this;
    }

    public double get(String column) {
        return values[COLUMNS.indexOf(column)];
    }

    /** A market that rises steadily, strongly and on volume; 200 bars old. */
    public static HandView strongUp() {
        HandView view = new HandView().bar(109, 111, 109, 110.8);
        view.barCount = 200;
        return view.with("ema_9", 109)
                .with("ema_21", 106)
                .with("ema_50", 100)
                .with("adx_14", 45)
                .with("plus_di_14", 40)
                .with("minus_di_14", 5)
                .with("supertrend_10_3", 104)
                .with("rsi_14", 72)
                .with("macd_12_26_9_hist", 0.6)
                .with("stoch_14_3_3_slowk", 92)
                .with("stoch_14_3_3_slowd", 85)
                .with("roc_10", 6)
                .with("atr_14", 1.5)
                .with("bbands_20_2_upper", 111)
                .with("bbands_20_2_lower", 99)
                .with("vwap_20", 106)
                .with("mfi_14", 80);
    }

    /** A market that does not move: every measure at its middle. */
    public static HandView neutral() {
        HandView view = new HandView().bar(100, 100.5, 99.5, 100);
        view.barCount = 200;
        return view.with("ema_9", 100)
                .with("ema_21", 100)
                .with("ema_50", 100)
                .with("adx_14", 8)
                .with("plus_di_14", 20)
                .with("minus_di_14", 20)
                .with("supertrend_10_3", 97)
                .with("rsi_14", 50)
                .with("macd_12_26_9_hist", 0)
                .with("stoch_14_3_3_slowk", 50)
                .with("stoch_14_3_3_slowd", 50)
                .with("roc_10", 0)
                .with("atr_14", 1)
                .with("bbands_20_2_upper", 101)
                .with("bbands_20_2_lower", 99)
                .with("vwap_20", 100)
                .with("mfi_14", 50);
    }

    /** The same market upside down: prices mirrored at {@code axis}, oscillators at their middle. */
    public HandView mirrored(double axis) {
        HandView mirror = new HandView();
        mirror.bar(2 * axis - open, 2 * axis - low, 2 * axis - high, 2 * axis - close);
        mirror.volume = volume;
        mirror.barCount = barCount;
        for (String price : List.of("ema_9", "ema_21", "ema_50", "supertrend_10_3", "vwap_20")) {
            mirror.with(price, 2 * axis - get(price));
        }
        mirror.with("bbands_20_2_upper", 2 * axis - get("bbands_20_2_lower"));
        mirror.with("bbands_20_2_lower", 2 * axis - get("bbands_20_2_upper"));
        for (String oscillator : List.of("rsi_14", "stoch_14_3_3_slowk", "stoch_14_3_3_slowd", "mfi_14")) {
            mirror.with(oscillator, 100 - get(oscillator));
        }
        mirror.with("plus_di_14", get("minus_di_14")).with("minus_di_14", get("plus_di_14"));
        mirror.with("macd_12_26_9_hist", -get("macd_12_26_9_hist"));
        mirror.with("roc_10", -get("roc_10") * close / mirror.close); // the same move in price
        return mirror.with("adx_14", get("adx_14")).with("atr_14", get("atr_14"));
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
