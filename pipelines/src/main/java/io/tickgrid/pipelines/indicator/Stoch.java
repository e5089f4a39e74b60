package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Slow stochastic: {@code fast_k = 100 * (close - lowest low) / (highest high - lowest low)} over {@code fast_k_period} bars, {@code slow_k} = SMA
 * of fast_k, {@code slow_d} = SMA of slow_k. As TA-Lib both outputs begin with slow_d, and fast_k is 0 when the range is 0.
 * Warm-up {@code fast_k_period + slow_k_period + slow_d_period - 3} bars.
 */
final class Stoch {
    static final IndicatorSpec SPEC = IndicatorSpec.of("stoch", "Stochastic (slow)", "momentum")
            .source("George C. Lane; TA-Lib STOCH with SMA smoothing")
            .formula("slow_k = sma(100 * (close - lowest low) / (highest high - lowest low)); slow_d = sma(slow_k)")
            .seed("none")
            .nan("NaN until warm, both outputs together; a window without range counts as 0")
            .param(ParamSpec.bars("fast_k_period", 14, 1))
            .param(ParamSpec.bars("slow_k_period", 3, 1))
            .param(ParamSpec.bars("slow_d_period", 3, 1))
            .output(OutputSpec.percent("slow_k", "slowk", Stoch::warmup))
            .output(OutputSpec.percent("slow_d", "slowd", Stoch::warmup))
            .recipe(Stoch::build);

    private static final Kernel FAST_K =
            new Kernel("Stoch.fastK", 1, (s, b, bar, n) -> fastK(s[b + n.in0], s[b + n.in1], s[b + n.in2]));

    private Stoch() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("fast_k_period");
        Node fastK = g.add(
                FAST_K, period - 1, List.of(g.close(), Extreme.highestHigh(g, period), Extreme.lowestLow(g, period)));
        Node slowK = Rolling.mean(g, fastK, p.bars("slow_k_period"));
        return new Node[] {slowK, Rolling.mean(g, slowK, p.bars("slow_d_period"))};
    }

    private static int warmup(Params p) {
        return p.bars("fast_k_period") + p.bars("slow_k_period") + p.bars("slow_d_period") - 3;
    }

    static double fastK(double close, double highest, double lowest) {
        double range = highest - lowest;
        return range == 0 ? 0 : 100 * ((close - lowest) / range);
    }
}
