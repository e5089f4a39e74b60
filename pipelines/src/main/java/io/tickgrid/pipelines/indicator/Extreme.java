package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Greatest and smallest value of the last {@code period} bars of a given column, kept as (value, age in bars): a bar that
 * is no new extreme costs one comparison, and only when the extreme leaves the window is the ring read again. Of equal values
 * the latest counts, which keeps rescans rare.
 */
final class Extreme {
    private static final Kernel HIGHEST = new Kernel(
            "Extreme.highest",
            3,
            (s, b, bar, n) -> highest(s, b + n.at, bar, s[b + n.in0], b + n.ringAt, n.mask, n.i0));
    private static final Kernel LOWEST = new Kernel(
            "Extreme.lowest", 3, (s, b, bar, n) -> lowest(s, b + n.at, bar, s[b + n.in0], b + n.ringAt, n.mask, n.i0));
    private static final Kernel MIDDLE =
            new Kernel("Extreme.middle", 1, (s, b, bar, n) -> middle(s[b + n.in0], s[b + n.in1]));

    private Extreme() {}

    static Node highestHigh(Graph g, int period) {
        return g.addOverRing(HIGHEST, period - 1, period, List.of(g.high()), period);
    }

    static Node lowestLow(Graph g, int period) {
        return g.addOverRing(LOWEST, period - 1, period, List.of(g.low()), period);
    }

    /** Half-way between two nodes. */
    static Node middle(Graph g, Node a, Node b) {
        return g.add(MIDDLE, Math.max(a.warmup, b.warmup), List.of(a, b));
    }

    static double middle(double a, double b) {
        return (a + b) / 2;
    }

    static double highest(double[] s, int at, int bar, double x, int ringAt, int mask, int period) {
        double age = s[at + 2] + 1;
        if (bar == 0 || x >= s[at + 1]) {
            s[at + 1] = x;
            s[at + 2] = 0;
        } else if (age < period) {
            s[at + 2] = age;
        } else {
            rescanHighest(s, at, bar, x, ringAt, mask, period);
        }
        return bar < period - 1 ? Double.NaN : s[at + 1];
    }

    static double lowest(double[] s, int at, int bar, double x, int ringAt, int mask, int period) {
        double age = s[at + 2] + 1;
        if (bar == 0 || x <= s[at + 1]) {
            s[at + 1] = x;
            s[at + 2] = 0;
        } else if (age < period) {
            s[at + 2] = age;
        } else {
            rescanLowest(s, at, bar, x, ringAt, mask, period);
        }
        return bar < period - 1 ? Double.NaN : s[at + 1];
    }

    private static void rescanHighest(double[] s, int at, int bar, double x, int ringAt, int mask, int period) {
        double best = x;
        int age = 0;
        for (int back = 1; back < period; back++) {
            double y = s[ringAt + ((bar - back) & mask)];
            if (y > best) {
                best = y;
                age = back;
            }
        }
        s[at + 1] = best;
        s[at + 2] = age;
    }

    private static void rescanLowest(double[] s, int at, int bar, double x, int ringAt, int mask, int period) {
        double best = x;
        int age = 0;
        for (int back = 1; back < period; back++) {
            double y = s[ringAt + ((bar - back) & mask)];
            if (y < best) {
                best = y;
                age = back;
            }
        }
        s[at + 1] = best;
        s[at + 2] = age;
    }
}
