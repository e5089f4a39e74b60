package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Money flow index: {@code 100 * positive / (positive + negative)}, the sums over {@code period} bars of typical price * volume on bars
 * whose typical price rose and fell. 0 when there was no flow; TA-Lib says 0 already when the flow is below 1.0 in
 * whatever currency, which would silence small lots, so here the test is exact. Warm-up {@code period} bars. O(1) a bar.
 */
final class Mfi {
    static final IndicatorSpec SPEC = IndicatorSpec.of("mfi", "Money Flow Index", "momentum")
            .source("Gene Quong and Avrum Soudack (1989); TA-Lib MFI")
            .formula("100 * positive flow / (positive + negative flow), flow = typical price * volume")
            .seed("none")
            .nan("NaN until warm; 0 when the window has no flow")
            .param(ParamSpec.bars("period", 14, 2))
            .output(OutputSpec.percent("value", "", p -> p.bars("period")))
            .recipe(Mfi::build);

    private static final Kernel FLOW =
            new Kernel("Mfi.flow", 2, (s, b, bar, n) -> flow(s, b + n.at, bar, s[b + n.in0], s[b + n.in1]));
    private static final Kernel POSITIVE = new Kernel("Mfi.positive", 1, (s, b, bar, n) -> positive(s[b + n.in0]));
    private static final Kernel NEGATIVE = new Kernel("Mfi.negative", 1, (s, b, bar, n) -> negative(s[b + n.in0]));
    private static final Kernel RATIO = new Kernel("Mfi.ratio", 1, (s, b, bar, n) -> ratio(s[b + n.in0], s[b + n.in1]));

    private Mfi() {}

    static Node[] build(Graph g, Params p) {
        int period = p.bars("period");
        Node flow = g.add(FLOW, 1, List.of(Price.typical(g), Price.turnover(g)));
        Node positive = Rolling.sum(g, g.add(POSITIVE, 1, List.of(flow)), period);
        Node negative = Rolling.sum(g, g.add(NEGATIVE, 1, List.of(flow)), period);
        return new Node[] {g.add(RATIO, positive.warmup, List.of(positive, negative))};
    }

    /** Signed flow; keeps the typical price for the next bar. */
    static double flow(double[] s, int at, int bar, double typical, double turnover) {
        double previous = s[at + 1];
        s[at + 1] = typical;
        if (bar == 0) {
            return Double.NaN;
        }
        return typical > previous ? turnover : typical < previous ? -turnover : 0;
    }

    static double positive(double flow) {
        return Math.max(flow, 0.0);
    }

    static double negative(double flow) {
        return Math.max(-flow, 0.0);
    }

    static double ratio(double positive, double negative) {
        double up = Math.max(positive, 0.0);
        double both = up + Math.max(negative, 0.0);
        return both == 0 ? 0 : 100 * (up / both);
    }
}
