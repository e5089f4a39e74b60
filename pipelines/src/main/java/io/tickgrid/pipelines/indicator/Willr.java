package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Williams %R: {@code -100 * (highest high - close) / (highest high - lowest low)} over {@code period} bars; 0 when the range is 0, as
 * TA-Lib. Warm-up {@code period - 1} bars, no seed.
 */
final class Willr {
    static final IndicatorSpec SPEC = IndicatorSpec.of("willr", "Williams' %R", "momentum")
            .source("Larry Williams (1973); TA-Lib WILLR")
            .formula("-100 * (highest high - close) / (highest high - lowest low)")
            .seed("none")
            .nan("NaN until warm; 0 when the window has no range")
            .param(ParamSpec.bars("period", 14, 2))
            .output(new OutputSpec("value", "", -100, 0, p -> p.bars("period") - 1))
            .recipe(Willr::build);

    private static final Kernel KERNEL =
            new Kernel("Willr.step", 1, (s, b, bar, n) -> step(s[b + n.in0], s[b + n.in1], s[b + n.in2]));

    private Willr() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node highest = Extreme.highestHigh(g, period);
        return new Node[] {g.add(KERNEL, highest.warmup, List.of(g.close(), highest, Extreme.lowestLow(g, period)))};
    }

    static double step(double close, double highest, double lowest) {
        double range = highest - lowest;
        return range == 0 ? 0 : -100 * ((highest - close) / range);
    }
}
