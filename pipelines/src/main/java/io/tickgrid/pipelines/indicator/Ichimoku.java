package io.tickgrid.pipelines.indicator;

/**
 * Ichimoku Kinko Hyo: middles of highest high and lowest low. Tenkan over {@code tenkan_period}, kijun over {@code kijun_period},
 * senkou A = middle of the two, senkou B over {@code senkou_period}. The values are those computed on this bar, unshifted: a
 * chart draws the spans of this bar {@code kijun_period} bars ahead. Warm-up: period - 1 each, no seed.
 */
final class Ichimoku {
    static final IndicatorSpec SPEC = IndicatorSpec.of("ichimoku", "Ichimoku Kinko Hyo (unshifted)", "trend")
            .source("Goichi Hosoda (1969); ta4j Ichimoku lines, spans without displacement")
            .formula("line(n) = (highest high(n) + lowest low(n)) / 2; senkou_a = (tenkan + kijun) / 2; senkou_b ="
                    + " line(senkou)")
            .seed("none")
            .nan("NaN until warm, each line by itself")
            .param(ParamSpec.bars("tenkan_period", 9, 1))
            .param(ParamSpec.bars("kijun_period", 26, 1))
            .param(ParamSpec.bars("senkou_period", 52, 1))
            .output(OutputSpec.free("tenkan", "tenkan", p -> p.bars("tenkan_period") - 1))
            .output(OutputSpec.free("kijun", "kijun", p -> p.bars("kijun_period") - 1))
            .output(OutputSpec.free(
                    "senkou_a", "senkou_a", p -> Math.max(p.bars("tenkan_period"), p.bars("kijun_period")) - 1))
            .output(OutputSpec.free("senkou_b", "senkou_b", p -> p.bars("senkou_period") - 1))
            .recipe(Ichimoku::build);

    private Ichimoku() {}

    static Node[] build(Graph g, Params p) {
        Node tenkan = line(g, p.bars("tenkan_period"));
        Node kijun = line(g, p.bars("kijun_period"));
        return new Node[] {tenkan, kijun, Extreme.middle(g, tenkan, kijun), line(g, p.bars("senkou_period"))};
    }

    private static Node line(Graph g, int period) {
        return Extreme.middle(g, Extreme.highestHigh(g, period), Extreme.lowestLow(g, period));
    }
}
