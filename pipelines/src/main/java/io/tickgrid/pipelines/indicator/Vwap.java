package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Rolling volume-weighted average price: {@code sum(typical price * volume) / sum(volume)} over the last {@code period} bars, sessions
 * or not. A window without volume gives the bar's typical price. Warm-up {@code period - 1} bars, no seed. O(1) a bar.
 */
final class Vwap {
    static final IndicatorSpec SPEC = IndicatorSpec.of("vwap", "Volume Weighted Average Price (rolling)", "volume")
            .source("ta4j VWAPIndicator")
            .formula("sum of typical price * volume / sum of volume over the last period bars")
            .seed("none")
            .nan("NaN until warm; the bar's typical price when the window has no volume")
            .param(ParamSpec.bars("period", 20, 1))
            .output(OutputSpec.free("value", "", p -> p.bars("period") - 1))
            .recipe(Vwap::build);

    private static final Kernel KERNEL =
            new Kernel("Vwap.step", 1, (s, b, bar, n) -> step(s[b + n.in0], s[b + n.in1], s[b + n.in2]));

    private Vwap() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node turnover = Rolling.sum(g, Price.turnover(g), period);
        Node volume = Rolling.sum(g, g.volume(), period);
        return new Node[] {g.add(KERNEL, volume.warmup, List.of(turnover, volume, Price.typical(g)))};
    }

    static double step(double turnover, double volume, double typical) {
        return volume > 0 || Double.isNaN(volume) ? turnover / volume : typical;
    }
}
