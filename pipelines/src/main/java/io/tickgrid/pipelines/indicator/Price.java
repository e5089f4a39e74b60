package io.tickgrid.pipelines.indicator;

import java.util.List;

/** Nodes made of one bar, or of a bar and the one before it. */
final class Price {
    private static final Kernel TYPICAL =
            new Kernel("Price.typical", 1, (s, b, bar, n) -> typical(s[b + n.in0], s[b + n.in1], s[b + n.in2]));
    private static final Kernel TURNOVER =
            new Kernel("Price.turnover", 1, (s, b, bar, n) -> turnover(s[b + n.in0], s[b + n.in1]));
    private static final Kernel TRUE_RANGE = new Kernel(
            "Price.trueRange", 1, (s, b, bar, n) -> trueRange(bar, s[b + n.in0], s[b + n.in1], s[b + n.in2]));

    private Price() {}

    /** (high + low + close) / 3. */
    static Node typical(Graph g) {
        return g.add(TYPICAL, 0, List.of(g.high(), g.low(), g.close()));
    }

    /** Typical price times volume. */
    static Node turnover(Graph g) {
        return g.add(TURNOVER, 0, List.of(typical(g), g.volume()));
    }

    /** Greatest of high - low, |high - previous close|, |low - previous close|; from the second bar on, as TA-Lib. */
    static Node trueRange(Graph g) {
        return g.add(TRUE_RANGE, 1, List.of(g.high(), g.low(), g.previousClose()));
    }

    static double typical(double high, double low, double close) {
        return (high + low + close) / 3;
    }

    static double turnover(double typical, double volume) {
        return typical * volume;
    }

    static double trueRange(int bar, double high, double low, double previousClose) {
        if (bar == 0) {
            return Double.NaN;
        }
        double range = Math.max(high - low, Math.abs(high - previousClose));
        return Math.max(range, Math.abs(low - previousClose));
    }
}
