package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Wilder's smoothing in the two forms that his indicators use, seeded as TA-Lib does with an unstable period of 0.
 * Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978).
 */
final class Wilder {
    private static final Kernel MEAN =
            new Kernel("Wilder.mean", 2, (s, b, bar, n) -> mean(s, b + n.at, bar, s[b + n.in0], n.i0, n.i1));
    private static final Kernel SUM =
            new Kernel("Wilder.sum", 2, (s, b, bar, n) -> sum(s, b + n.at, bar, s[b + n.in0], n.i0, n.i1));

    private Wilder() {}

    /** Seeded by the mean of the first {@code period} values, then (previous * (period - 1) + x) / period. */
    static Node mean(Graph g, Node x, int period) {
        return g.add(MEAN, x.warmup + period - 1, List.of(x), period, x.warmup);
    }

    /** Seeded by the sum of the first {@code period - 1} values, then previous - previous / period + x. */
    static Node sum(Graph g, Node x, int period) {
        return g.add(SUM, x.warmup + period - 1, List.of(x), period, x.warmup);
    }

    static double mean(double[] s, int at, int bar, double x, int period, int start) {
        int age = bar - start;
        if (age < 0) {
            return Double.NaN;
        }
        double value;
        if (age >= period) {
            value = (s[at + 1] * (period - 1) + x) / period;
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

    static double sum(double[] s, int at, int bar, double x, int period, int start) {
        int age = bar - start;
        if (age < 0) {
            return Double.NaN;
        }
        double previous = s[at + 1];
        if (age < period - 1) {
            s[at + 1] = previous + x;
            return Double.NaN;
        }
        double value = previous - previous / period + x;
        s[at + 1] = value;
        return value;
    }
}
