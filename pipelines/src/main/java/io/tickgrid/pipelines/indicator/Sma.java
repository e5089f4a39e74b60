package io.tickgrid.pipelines.indicator;

/**
 * Simple moving average of the close: the mean of the last {@code period} closes. Warm-up {@code period - 1} bars, no seed.
 * Kernel: {@link Rolling}, O(1) a bar, without error growth.
 */
final class Sma {
    static final IndicatorSpec SPEC = IndicatorSpec.of("sma", "Simple Moving Average", "overlap")
            .source("TA-Lib SMA")
            .formula("sum of the last period closes / period")
            .seed("none")
            .nan("NaN until warm")
            .param(ParamSpec.bars("period", 20, 2))
            .output(OutputSpec.free("value", "", p -> p.bars("period") - 1))
            .recipe(Sma::build);

    private Sma() {}

    static Node[] build(Graph g, Params p) {
        return new Node[] {Rolling.mean(g, g.close(), p.bars("period"))};
    }
}
