package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Bollinger bands: SMA of the close, plus and minus a multiple of the population standard deviation over the same window. The deviation
 * is computed in two passes with the correction term, from the window itself, every bar: E[x²] - E[x]², as TA-Lib has it, loses
 * all digits where prices are large against their moves. Warm-up {@code period - 1} bars, no seed. O(period) a bar.
 */
final class Bbands {
    static final IndicatorSpec SPEC = IndicatorSpec.of("bbands", "Bollinger Bands", "overlap")
            .source("John Bollinger, Bollinger on Bollinger Bands (2001); TA-Lib BBANDS with SMA")
            .formula("middle = sma(close); upper = middle + nb_dev_up * sd; lower = middle - nb_dev_dn * sd; population"
                    + " sd")
            .seed("none")
            .nan("NaN until warm; the bands meet when the close does not move")
            .param(ParamSpec.bars("period", 20, 2))
            .param(ParamSpec.factor("nb_dev_up", 2))
            .param(ParamSpec.foldingFactor("nb_dev_dn", 2))
            .output(OutputSpec.free("upper_band", "upper", p -> p.bars("period") - 1))
            .output(OutputSpec.free("middle_band", "middle", p -> p.bars("period") - 1))
            .output(OutputSpec.free("lower_band", "lower", p -> p.bars("period") - 1))
            .recipe(Bbands::build);

    private static final Kernel DEVIATION = new Kernel(
            "Bbands.deviation",
            1,
            (s, b, bar, n) -> deviation(s, bar, s[b + n.in0], s[b + n.in1], b + n.ringAt, n.mask, n.i0));
    private static final Kernel BAND =
            new Kernel("Bbands.band", 1, (s, b, bar, n) -> band(s[b + n.in0], s[b + n.in1], n.k0));

    private Bbands() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node middle = Rolling.mean(g, g.close(), period);
        Node deviation = g.addOverRing(DEVIATION, middle.warmup, period, List.of(g.close(), middle), period);
        Node upper = g.add(BAND, middle.warmup, List.of(middle, deviation), p.value("nb_dev_up"));
        Node lower = g.add(BAND, middle.warmup, List.of(middle, deviation), -p.value("nb_dev_dn"));
        return new Node[] {upper, middle, lower};
    }

    /** Population standard deviation of the window about {@code mean}; the sum of deviations mends the mean's own rounding. */
    static double deviation(double[] s, int bar, double x, double mean, int ringAt, int mask, int period) {
        if (bar < period - 1) {
            return Double.NaN;
        }
        double off = x - mean;
        double sum = off;
        double squares = off * off;
        for (int back = 1; back < period; back++) {
            off = s[ringAt + ((bar - back) & mask)] - mean;
            sum += off;
            squares += off * off;
        }
        return Math.sqrt(Math.max(0, (squares - sum * sum / period) / period));
    }

    static double band(double middle, double deviation, double factor) {
        return middle + factor * deviation;
    }
}
