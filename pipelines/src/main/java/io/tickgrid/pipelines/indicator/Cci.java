package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Commodity channel index: {@code (tp - sma(tp)) / (0.015 * mean |tp - sma(tp)|)} of the typical price over {@code period} bars.
 * 0 when the window is flat to the last digits (4 ulp of the mean), where TA-Lib divides rounding errors unless they cancel.
 * Warm-up {@code period - 1} bars, no seed. O(period) a bar.
 */
final class Cci {
    static final IndicatorSpec SPEC = IndicatorSpec.of("cci", "Commodity Channel Index", "momentum")
            .source("Donald Lambert, Commodities (1980); TA-Lib CCI")
            .formula("(tp - sma(tp)) / (0.015 * mean absolute deviation of tp), tp = (high + low + close) / 3")
            .seed("none")
            .nan("NaN until warm; 0 in a flat window")
            .param(ParamSpec.bars("period", 20, 2))
            .output(OutputSpec.free("value", "", p -> p.bars("period") - 1))
            .recipe(Cci::build);

    private static final double FLAT = 0x1p-50;

    private static final Kernel KERNEL = new Kernel(
            "Cci.step", 1, (s, b, bar, n) -> step(s, bar, s[b + n.in0], s[b + n.in1], b + n.ringAt, n.mask, n.i0));

    private Cci() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node typical = Price.typical(g);
        Node mean = Rolling.mean(g, typical, period);
        return new Node[] {g.addOverRing(KERNEL, mean.warmup, period, List.of(typical, mean), period)};
    }

    static double step(double[] s, int bar, double x, double mean, int ringAt, int mask, int period) {
        if (bar < period - 1) {
            return Double.NaN;
        }
        double sum = Math.abs(x - mean);
        for (int back = 1; back < period; back++) {
            sum += Math.abs(s[ringAt + ((bar - back) & mask)] - mean);
        }
        double deviation = sum / period;
        return deviation <= FLAT * Math.abs(mean) ? 0 : (x - mean) / (0.015 * deviation);
    }
}
