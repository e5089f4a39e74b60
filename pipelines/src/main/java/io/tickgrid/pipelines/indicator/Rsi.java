package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Relative strength index of the close: {@code 100 * gain / (gain + loss)}, gain and loss being Wilder means of the rises and falls
 * of the close, seeded by the means of the first {@code period} changes. Warm-up {@code period} bars. 0 when the close never
 * moved, as TA-Lib; TA-Lib's own zero test is an absolute 1e-8 (Java), here it is exact, so that cheap instruments count too.
 */
final class Rsi {
    static final IndicatorSpec SPEC = IndicatorSpec.of("rsi", "Relative Strength Index", "momentum")
            .source("Wilder (1978); TA-Lib RSI, classic compatibility")
            .formula("100 * gain / (gain + loss), Wilder means of rises and falls of the close")
            .seed("means of the first period changes")
            .nan("NaN until warm; 0 when the close never moved")
            .param(ParamSpec.bars("period", 14, 2))
            .output(OutputSpec.percent("value", "", p -> p.bars("period")))
            .recipe(Rsi::build);

    private static final Kernel GAIN =
            new Kernel("Rsi.gain", 1, (s, b, bar, n) -> gain(bar, s[b + n.in0], s[b + n.in1]));
    private static final Kernel LOSS =
            new Kernel("Rsi.loss", 1, (s, b, bar, n) -> loss(bar, s[b + n.in0], s[b + n.in1]));
    private static final Kernel RATIO = new Kernel("Rsi.ratio", 1, (s, b, bar, n) -> ratio(s[b + n.in0], s[b + n.in1]));

    private Rsi() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node gain = Wilder.mean(g, g.add(GAIN, 1, List.of(g.close(), g.previousClose())), period);
        Node loss = Wilder.mean(g, g.add(LOSS, 1, List.of(g.close(), g.previousClose())), period);
        return new Node[] {g.add(RATIO, gain.warmup, List.of(gain, loss))};
    }

    static double gain(int bar, double close, double previousClose) {
        return bar == 0 ? Double.NaN : Math.max(close - previousClose, 0.0);
    }

    static double loss(int bar, double close, double previousClose) {
        return bar == 0 ? Double.NaN : Math.max(previousClose - close, 0.0);
    }

    static double ratio(double gain, double loss) {
        double both = gain + loss;
        return both == 0 ? 0 : 100 * (gain / both);
    }
}
