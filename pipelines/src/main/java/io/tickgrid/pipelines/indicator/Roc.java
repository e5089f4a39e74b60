package io.tickgrid.pipelines.indicator;

import java.util.List;

/** Rate of change of the close in percent: {@code 100 * (close / close period bars ago - 1)}. Warm-up {@code period} bars, no seed. */
final class Roc {
    static final IndicatorSpec SPEC = IndicatorSpec.of("roc", "Rate of Change", "momentum")
            .source("TA-Lib ROC")
            .formula("100 * (close / close period bars ago - 1)")
            .seed("none")
            .nan("NaN until warm; 0 when the old close was 0")
            .param(ParamSpec.bars("period", 10, 1))
            .output(OutputSpec.free("value", "", p -> p.bars("period")))
            .recipe(Roc::build);

    private static final Kernel KERNEL =
            new Kernel("Roc.step", 1, (s, b, bar, n) -> step(s, bar, s[b + n.in0], b + n.ringAt, n.mask, n.i0));

    private Roc() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        return new Node[] {g.addOverRing(KERNEL, period, period, List.of(g.close()), period)};
    }

    static double step(double[] s, int bar, double x, int ringAt, int mask, int period) {
        if (bar < period) {
            return Double.NaN;
        }
        double old = s[ringAt + ((bar - period) & mask)];
        return old == 0 ? 0 : (x / old - 1) * 100;
    }
}
