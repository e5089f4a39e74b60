package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Exponential moving average of the close: {@code ema = (close - ema') * 2 / (period + 1) + ema'}, seeded by the SMA of the first
 * {@code period} closes (TA-Lib's classic behaviour). Warm-up {@code period - 1} bars. O(1) a bar.
 */
final class Ema {
    static final IndicatorSpec SPEC = IndicatorSpec.of("ema", "Exponential Moving Average", "overlap")
            .source("TA-Lib EMA, classic compatibility")
            .formula("(close - previous) * 2 / (period + 1) + previous")
            .seed("SMA of the first period closes")
            .nan("NaN until warm")
            .param(ParamSpec.bars("period", 20, 2))
            .output(OutputSpec.free("value", "", p -> p.bars("period") - 1))
            .recipe(Ema::build);

    private static final Kernel KERNEL =
            new Kernel("Ema.step", 2, (s, b, bar, n) -> step(s, b + n.at, bar, s[b + n.in0], n.i0, n.i1));

    private Ema() {}

    static Node[] build(Graph g, Params p) {
        return new Node[] {over(g, g.close(), p.bars("period"), 0)};
    }

    /** EMA of any node whose seed begins at bar {@code start}, which must not be before the node is warm. */
    static Node over(Graph g, Node x, int period, int start) {
        if (start < x.warmup) {
            throw new IllegalStateException("start must be at least " + x.warmup + ", was " + start);
        }
        return g.add(KERNEL, start + period - 1, List.of(x), period, start);
    }

    static double step(double[] s, int at, int bar, double x, int period, int start) {
        int age = bar - start;
        if (age < 0) {
            return Double.NaN;
        }
        double value;
        if (age >= period) {
            double previous = s[at + 1];
            value = (x - previous) * (2.0 / (period + 1)) + previous;
        } else {
            value = s[at + 1] + x;
            if (age < period - 1) {
                s[at + 1] = value;
                return Double.NaN;
            }
            value /= period;
        }
        s[at + 1] = value;
        return value;
    }
}
