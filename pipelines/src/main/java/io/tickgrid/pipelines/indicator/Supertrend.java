package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Supertrend: a band of {@code multiplier} ATRs about the bar's middle that only follows the trend. The upper band falls, or starts anew after
 * a close above it; the lower one rises, or starts anew after a close below it. In a downtrend the value is the upper band until a
 * close above it, in an uptrend the lower band until a close below it. Begins as a downtrend with the first ATR, as the
 * published script does. Warm-up {@code period} bars (the Wilder ATR's). O(1) a bar.
 */
final class Supertrend {
    static final IndicatorSpec SPEC = IndicatorSpec.of("supertrend", "Supertrend", "trend")
            .source("Olivier Seban; TradingView Pine reference ta.supertrend, with TA-Lib's ATR")
            .formula("(high + low) / 2 +- multiplier * atr(period), carried in the direction of the trend")
            .seed("a downtrend at the first ATR value")
            .nan("NaN until warm")
            .param(ParamSpec.bars("period", 10, 1))
            .param(ParamSpec.factor("multiplier", 3))
            .output(OutputSpec.free("value", "", p -> p.bars("period")))
            .recipe(Supertrend::build);

    private static final Kernel KERNEL = new Kernel(
            "Supertrend.step",
            4,
            (s, b, bar, n) -> step(
                    s,
                    b + n.at,
                    bar,
                    s[b + n.in0],
                    s[b + n.in1],
                    s[b + n.in2],
                    s[b + n.in3],
                    s[b + n.in4],
                    n.k0,
                    n.i1));

    private Supertrend() {}

    static Node[] build(Graph g, Params p) {
        Node atr = Atr.over(g, p.bars("period"));
        return new Node[] {
            g.add(
                    KERNEL,
                    atr.warmup,
                    List.of(g.high(), g.low(), g.close(), g.previousClose(), atr),
                    p.value("multiplier"),
                    atr.warmup)
        };
    }

    /** Own scalars: value, upper band, lower band, 1 in an uptrend else 0. */
    static double step(
            double[] s,
            int at,
            int bar,
            double high,
            double low,
            double close,
            double previousClose,
            double atr,
            double multiplier,
            int start) {
        if (bar < start) {
            return Double.NaN;
        }
        double middle = (high + low) / 2;
        double upper = middle + multiplier * atr;
        double lower = middle - multiplier * atr;
        boolean up = false;
        if (bar > start) {
            double previousUpper = s[at + 1];
            double previousLower = s[at + 2];
            upper = upper < previousUpper || previousClose > previousUpper ? upper : previousUpper;
            lower = lower > previousLower || previousClose < previousLower ? lower : previousLower;
            up = s[at + 3] != 0 ? close >= lower : close > upper;
        }
        s[at + 1] = upper;
        s[at + 2] = lower;
        s[at + 3] = up ? 1 : 0;
        return up ? lower : upper;
    }
}
