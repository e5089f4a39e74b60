package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Average directional index: Wilder mean of {@code 100 * |plus - minus| / (plus + minus)} of the two directional indicators, seeded by the
 * mean of its first {@code period} values. A bar on which both are 0 leaves it as it was (and adds 0 to the seed), as TA-Lib.
 * Warm-up {@code 2 * period - 1} bars. O(1) a bar.
 */
final class Adx {
    static final IndicatorSpec SPEC = IndicatorSpec.of("adx", "Average Directional Movement Index", "trend")
            .source("Wilder (1978); TA-Lib ADX, unstable period 0")
            .formula("Wilder mean of 100 * |plus_di - minus_di| / (plus_di + minus_di)")
            .seed("mean of the first period values, of bars period to 2 * period - 1")
            .nan("NaN until warm; unchanged on a bar with plus_di + minus_di = 0")
            .param(ParamSpec.bars("period", 14, 2))
            .output(OutputSpec.percent("value", "", p -> 2 * p.bars("period") - 1))
            .recipe(Adx::build);

    private static final Kernel KERNEL =
            new Kernel("Adx.step", 2, (s, b, bar, n) -> step(s, b + n.at, bar, s[b + n.in0], s[b + n.in1], n.i0, n.i1));

    private Adx() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node plus = Directional.plus(g, period);
        Node minus = Directional.minus(g, period);
        return new Node[] {g.add(KERNEL, plus.warmup + period - 1, List.of(plus, minus), period, plus.warmup)};
    }

    static double step(double[] s, int at, int bar, double plus, double minus, int period, int start) {
        int age = bar - start;
        if (age < 0) {
            return Double.NaN;
        }
        double both = plus + minus;
        double value = s[at + 1];
        if (age >= period) {
            if (both != 0) {
                value = (value * (period - 1) + 100 * (Math.abs(minus - plus) / both)) / period;
            }
        } else {
            if (both != 0) {
                value += 100 * (Math.abs(minus - plus) / both);
            }
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
