package io.tickgrid.pipelines.bench;

/**
 * The limit of the indicators: all 31 outputs of the demo set for one series, written by hand in one class of plain fields,
 * without a graph, a layout, saved state or a forming bar. Its formulas are those of the indicators; a test compares the
 * two, output for output. Sums are plain: fit for a benchmark's length, not for a million bars.
 */
final class FusedSeries {
    /** Values that {@link #update} writes, in the order of the demo set's columns. */
    static final int OUTPUTS = 31;

    private static final int LONG = 255;
    private static final int SHORT = 63;

    private final double[] closes = new double[LONG + 1];
    private final double[] highs = new double[SHORT + 1];
    private final double[] lows = new double[SHORT + 1];
    private final double[] typicals = new double[SHORT + 1];
    private final double[] volumes = new double[SHORT + 1];
    private final double[] flows = new double[SHORT + 1];
    private final double[] fastKs = new double[4];
    private final double[] slowKs = new double[4];
    private final Extremes of9 = new Extremes(9);
    private final Extremes of14 = new Extremes(14);
    private final Extremes of26 = new Extremes(26);
    private final Extremes of52 = new Extremes(52);

    private int bar;
    private double previousClose;
    private double previousHigh;
    private double previousLow;
    private double previousTypical;
    private double gain;
    private double loss;
    private double ema9;
    private double ema21;
    private double ema50;
    private double ema200;
    private double fast;
    private double slow;
    private double signal;
    private double sum20;
    private double sum50;
    private double sum200;
    private double typicalSum;
    private double turnoverSum;
    private double volumeSum;
    private double atr14;
    private double atr10;
    private double rangeSum;
    private double plusSum;
    private double minusSum;
    private double adx;
    private double fastKSum;
    private double slowKSum;
    private double positive;
    private double negative;
    private double obv;
    private double upperBand;
    private double lowerBand;
    private boolean up;

    /** Highest high and lowest low of the last bars, each with its age; looked for anew when it leaves. */
    private static final class Extremes {
        final int period;
        double highest;
        double lowest;
        int highAge;
        int lowAge;

        Extremes(int period) {
            this.period = period;
        }
    }

    private void extremes(Extremes e, double high, double low) {
        if (bar == 0 || high >= e.highest) {
            e.highest = high;
            e.highAge = 0;
        } else if (++e.highAge >= e.period) {
            e.highest = high;
            e.highAge = 0;
            for (int back = 1; back < e.period; back++) {
                double x = highs[(bar - back) & SHORT];
                if (x > e.highest) {
                    e.highest = x;
                    e.highAge = back;
                }
            }
        }
        if (bar == 0 || low <= e.lowest) {
            e.lowest = low;
            e.lowAge = 0;
        } else if (++e.lowAge >= e.period) {
            e.lowest = low;
            e.lowAge = 0;
            for (int back = 1; back < e.period; back++) {
                double x = lows[(bar - back) & SHORT];
                if (x < e.lowest) {
                    e.lowest = x;
                    e.lowAge = back;
                }
            }
        }
    }

    private double ema(double previous, double x, int period, int age) {
        if (age >= period) {
            return (x - previous) * (2.0 / (period + 1)) + previous;
        }
        double sum = previous + x;
        return age == period - 1 ? sum / period : sum;
    }

    private double wilder(double previous, double x, int period, int age) {
        if (age >= period) {
            return (previous * (period - 1) + x) / period;
        }
        double sum = previous + x;
        return age == period - 1 ? sum / period : sum;
    }

    private double smoothed(double previous, double x, int period, int age) {
        return age < period - 1 ? previous + x : previous - previous / period + x;
    }

    private static double warm(boolean is, double value) {
        return is ? value : Double.NaN;
    }

    /** Takes a closed bar; writes {@value #OUTPUTS} values, NaN where the window is not full yet. */
    void update(double high, double low, double close, double volume, double[] out) {
        int n = bar;
        double typical = (high + low + close) / 3;
        double turnover = typical * volume;
        closes[n & LONG] = close;
        highs[n & SHORT] = high;
        lows[n & SHORT] = low;
        if (n > 0) {
            change(n, high, low, close, typical, turnover);
        }
        obv += n == 0 || close > previousClose ? volume : close < previousClose ? -volume : 0;

        ema9 = ema(ema9, close, 9, n);
        ema21 = ema(ema21, close, 21, n);
        ema50 = ema(ema50, close, 50, n);
        ema200 = ema(ema200, close, 200, n);
        slow = ema(slow, close, 26, n);
        if (n >= 14) {
            fast = ema(fast, close, 12, n - 14);
        }
        double macd = fast - slow;
        if (n >= 25) {
            signal = ema(signal, macd, 9, n - 25);
        }

        sum20 += close - (n >= 20 ? closes[(n - 20) & LONG] : 0);
        sum50 += close - (n >= 50 ? closes[(n - 50) & LONG] : 0);
        sum200 += close - (n >= 200 ? closes[(n - 200) & LONG] : 0);
        double sma20 = sum20 / 20;
        double squares = 0;
        double offs = 0;
        double deviations = 0;
        typicalSum += typical - (n >= 20 ? typicals[(n - 20) & SHORT] : 0);
        double typicalMean = typicalSum / 20;
        volumeSum += volume - (n >= 20 ? volumes[(n - 20) & SHORT] : 0);
        turnoverSum += turnover - (n >= 20 ? typicals[(n - 20) & SHORT] * volumes[(n - 20) & SHORT] : 0);
        typicals[n & SHORT] = typical;
        volumes[n & SHORT] = volume;
        if (n >= 19) {
            for (int back = 0; back < 20; back++) {
                double off = closes[(n - back) & LONG] - sma20;
                offs += off;
                squares += off * off;
                deviations += Math.abs(typicals[(n - back) & SHORT] - typicalMean);
            }
        }
        double deviation = Math.sqrt(Math.max(0, (squares - offs * offs / 20) / 20));

        extremes(of9, high, low);
        extremes(of14, high, low);
        extremes(of26, high, low);
        extremes(of52, high, low);
        double range14 = of14.highest - of14.lowest;
        double slowK = Double.NaN;
        double slowD = Double.NaN;
        if (n >= 13) {
            double fastK = range14 == 0 ? 0 : 100 * ((close - of14.lowest) / range14);
            fastKSum += fastK - (n >= 16 ? fastKs[(n - 3) & 3] : 0);
            fastKs[n & 3] = fastK;
            if (n >= 15) {
                double k = fastKSum / 3;
                slowKSum += k - (n >= 18 ? slowKs[(n - 3) & 3] : 0);
                slowKs[n & 3] = k;
                if (n >= 17) {
                    slowK = k;
                    slowD = slowKSum / 3;
                }
            }
        }

        out[0] = warm(n >= 14, gain + loss == 0 ? 0 : 100 * (gain / (gain + loss)));
        out[1] = warm(n >= 8, ema9);
        out[2] = warm(n >= 20, ema21);
        out[3] = warm(n >= 49, ema50);
        out[4] = warm(n >= 199, ema200);
        out[5] = warm(n >= 19, sma20);
        out[6] = warm(n >= 49, sum50 / 50);
        out[7] = warm(n >= 199, sum200 / 200);
        out[8] = warm(n >= 33, macd);
        out[9] = warm(n >= 33, signal);
        out[10] = warm(n >= 33, macd - signal);
        out[11] = warm(n >= 14, atr14);
        out[12] = warm(n >= 27, adx);
        out[13] = warm(n >= 14, index(plusSum));
        out[14] = warm(n >= 14, index(minusSum));
        out[15] = warm(n >= 19, sma20 + 2 * deviation);
        out[16] = warm(n >= 19, sma20);
        out[17] = warm(n >= 19, sma20 - 2 * deviation);
        out[18] = slowK;
        out[19] = slowD;
        double meanDeviation = deviations / 20;
        out[20] = warm(
                n >= 19,
                meanDeviation <= 0x1p-50 * Math.abs(typicalMean)
                        ? 0
                        : (typical - typicalMean) / (0.015 * meanDeviation));
        out[21] = obv;
        out[22] = warm(n >= 19, volumeSum > 0 ? turnoverSum / volumeSum : typical);
        out[23] = warm(n >= 13, range14 == 0 ? 0 : -100 * ((of14.highest - close) / range14));
        double both = Math.max(positive, 0) + Math.max(negative, 0);
        out[24] = warm(n >= 14, both == 0 ? 0 : 100 * (Math.max(positive, 0) / both));
        double old = closes[(n - 10) & LONG];
        out[25] = warm(n >= 10, old == 0 ? 0 : (close / old - 1) * 100);
        out[26] = warm(n >= 10, up ? lowerBand : upperBand);
        double tenkan = (of9.highest + of9.lowest) / 2;
        double kijun = (of26.highest + of26.lowest) / 2;
        out[27] = warm(n >= 8, tenkan);
        out[28] = warm(n >= 25, kijun);
        out[29] = warm(n >= 25, (tenkan + kijun) / 2);
        out[30] = warm(n >= 51, (of52.highest + of52.lowest) / 2);

        previousClose = close;
        previousHigh = high;
        previousLow = low;
        previousTypical = typical;
        bar = n + 1;
    }

    private double index(double moves) {
        return rangeSum == 0 ? 0 : 100 * (moves / rangeSum);
    }

    /** What compares the bar with the one before. */
    private void change(int n, double high, double low, double close, double typical, double turnover) {
        gain = wilder(gain, Math.max(close - previousClose, 0), 14, n - 1);
        loss = wilder(loss, Math.max(previousClose - close, 0), 14, n - 1);
        double range = Math.max(Math.max(high - low, Math.abs(high - previousClose)), Math.abs(low - previousClose));
        atr14 = wilder(atr14, range, 14, n - 1);
        atr10 = wilder(atr10, range, 10, n - 1);
        rangeSum = smoothed(rangeSum, range, 14, n - 1);
        double rise = high - previousHigh;
        double fall = previousLow - low;
        plusSum = smoothed(plusSum, rise > 0 && rise > fall ? rise : 0, 14, n - 1);
        minusSum = smoothed(minusSum, fall > 0 && fall > rise ? fall : 0, 14, n - 1);
        if (n >= 14) {
            double plus = index(plusSum);
            double minus = index(minusSum);
            int age = n - 14;
            if (plus + minus != 0) {
                adx = wilder(adx, 100 * (Math.abs(minus - plus) / (plus + minus)), 14, age);
            } else if (age == 13) {
                adx /= 14;
            }
        }
        double flow = typical > previousTypical ? turnover : typical < previousTypical ? -turnover : 0;
        double leaving = n >= 15 ? flows[(n - 14) & SHORT] : 0;
        positive += Math.max(flow, 0) - Math.max(leaving, 0);
        negative += Math.max(-flow, 0) - Math.max(-leaving, 0);
        flows[n & SHORT] = flow;
        if (n >= 10) {
            double middle = (high + low) / 2;
            double upper = middle + 3 * atr10;
            double lower = middle - 3 * atr10;
            boolean rising = false;
            if (n > 10) {
                upper = upper < upperBand || previousClose > upperBand ? upper : upperBand;
                lower = lower > lowerBand || previousClose < lowerBand ? lower : lowerBand;
                rising = up ? close >= lower : close > upper;
            }
            upperBand = upper;
            lowerBand = lower;
            up = rising;
        }
    }
}
