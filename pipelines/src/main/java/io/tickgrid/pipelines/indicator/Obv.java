package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * On balance volume: the running sum of volume, added on a rise of the close, taken off on a fall. Begins with the first bar's volume, as
 * TA-Lib. The sum is kept with its rounding error (see {@link Rolling}), so that a long history does not show. No warm-up.
 */
final class Obv {
    static final IndicatorSpec SPEC = IndicatorSpec.of("obv", "On Balance Volume", "volume")
            .source("Joseph Granville (1963); TA-Lib OBV")
            .formula("previous + volume if close > previous close, - volume if below, else unchanged")
            .seed("the first bar's volume")
            .nan("always finite")
            .output(OutputSpec.free("value", "", p -> 0))
            .recipe(Obv::build);

    private static final Kernel KERNEL = new Kernel(
            "Obv.step", 3, (s, b, bar, n) -> step(s, b + n.at, bar, s[b + n.in0], s[b + n.in1], s[b + n.in2]));

    private Obv() {}

    static Node[] build(Graph g, Params p) {
        return new Node[] {g.add(KERNEL, 0, List.of(g.close(), g.previousClose(), g.volume()))};
    }

    static double step(double[] s, int at, int bar, double close, double previousClose, double volume) {
        double signed = bar == 0 || close > previousClose ? volume : close < previousClose ? -volume : 0;
        double sum = s[at + 1];
        double next = sum + signed;
        double part = next - sum;
        double error = s[at + 2] + ((sum - (next - part)) + (signed - part));
        s[at + 1] = next;
        s[at + 2] = error;
        return next + error;
    }
}
