package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Plus and minus directional indicator: {@code 100 * smoothed directional movement / smoothed true range}, Wilder sums seeded by bars
 * 1 to {@code period - 1}. The directional movement of a bar is the greater of its moves beyond the last high and the last low,
 * if positive, on its own side only. Warm-up {@code period} bars. 0 when the smoothed true range is 0. O(1) a bar.
 */
final class Directional {
    static final IndicatorSpec PLUS_SPEC =
            draft("plus_di", "Plus Directional Indicator").recipe((g, p) -> new Node[] {plus(g, p.bars("period"))});
    static final IndicatorSpec MINUS_SPEC =
            draft("minus_di", "Minus Directional Indicator").recipe((g, p) -> new Node[] {minus(g, p.bars("period"))});

    private static final Kernel PLUS_MOVE = new Kernel(
            "Directional.plusMove",
            1,
            (s, b, bar, n) -> plusMove(bar, s[b + n.in0], s[b + n.in1], s[b + n.in2], s[b + n.in3]));
    private static final Kernel MINUS_MOVE = new Kernel(
            "Directional.minusMove",
            1,
            (s, b, bar, n) -> minusMove(bar, s[b + n.in0], s[b + n.in1], s[b + n.in2], s[b + n.in3]));
    private static final Kernel INDEX =
            new Kernel("Directional.index", 1, (s, b, bar, n) -> index(s[b + n.in0], s[b + n.in1]));

    private Directional() {}

    private static IndicatorSpec.Draft draft(String id, String name) {
        return IndicatorSpec.of(id, name, "trend")
                .source("Wilder (1978); TA-Lib " + id.toUpperCase(java.util.Locale.ROOT) + ", unstable period 0")
                .formula("100 * Wilder sum of directional movement / Wilder sum of true range")
                .seed("sums of bars 1 to period - 1, then smoothed")
                .nan("NaN until warm; 0 when the smoothed true range is 0")
                .param(ParamSpec.bars("period", 14, 2))
                .output(OutputSpec.percent("value", "", p -> p.bars("period")));
    }

    static Node plus(Graph g, int period) {
        return index(g, PLUS_MOVE, period);
    }

    static Node minus(Graph g, int period) {
        return index(g, MINUS_MOVE, period);
    }

    private static Node index(Graph g, Kernel kernel, int period) {
        Node move = g.add(kernel, 1, List.of(g.high(), g.low(), g.previousHigh(), g.previousLow()));
        Node range = Wilder.sum(g, Price.trueRange(g), period);
        Node smoothed = Wilder.sum(g, move, period);
        return g.add(INDEX, range.warmup, List.of(smoothed, range));
    }

    static double plusMove(int bar, double high, double low, double previousHigh, double previousLow) {
        if (bar == 0) {
            return Double.NaN;
        }
        double up = high - previousHigh;
        return up > 0 && up > previousLow - low ? up : 0;
    }

    static double minusMove(int bar, double high, double low, double previousHigh, double previousLow) {
        if (bar == 0) {
            return Double.NaN;
        }
        double down = previousLow - low;
        return down > 0 && down > high - previousHigh ? down : 0;
    }

    static double index(double move, double range) {
        return range == 0 ? 0 : 100 * (move / range);
    }
}
