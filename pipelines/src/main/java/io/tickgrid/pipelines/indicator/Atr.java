package io.tickgrid.pipelines.indicator;

/**
 * Average true range: Wilder mean of the true range, seeded by the mean of the true ranges of bars 1 to {@code period} (the first bar
 * has none, as in TA-Lib). Warm-up {@code period} bars. O(1) a bar.
 */
final class Atr {
    static final IndicatorSpec SPEC = IndicatorSpec.of("atr", "Average True Range", "volatility")
            .source("Wilder (1978); TA-Lib ATR, unstable period 0")
            .formula("(previous * (period - 1) + true range) / period")
            .seed("mean of the true ranges of bars 1 to period")
            .nan("NaN until warm")
            .param(ParamSpec.bars("period", 14, 1))
            .output(OutputSpec.positive("value", "", p -> p.bars("period")))
            .recipe(Atr::build);

    private Atr() {}

    static Node[] build(Graph g, Params p) {
        return new Node[] {over(g, p.bars("period"))};
    }

    static Node over(Graph g, int period) {
        return Wilder.mean(g, Price.trueRange(g), period);
    }
}
