package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Sums and means over the last {@code period} bars of a node.
 *
 * <p>The sum is kept as the unevaluated pair (sum, error): each addition and subtraction adds its exact rounding error (Knuth's
 * TwoSum) to the second part, as in Neumaier's summation. The pair's own error is of the order of the square of the unit
 * roundoff a bar, so a million bars do not show it, and a window of zeros sums to zero. Cost: two TwoSums a bar.
 * Sources: Knuth, TAOCP 2, 4.2.2; Neumaier, ZAMM 54 (1974).
 */
final class Rolling {
    private static final Kernel SUM = new Kernel(
            "Rolling.sum", 3, (s, b, bar, n) -> sum(s, b + n.at, bar, s[b + n.in0], b + n.ringAt, n.mask, n.i0, n.i1));
    private static final Kernel MEAN = new Kernel(
            "Rolling.mean",
            3,
            (s, b, bar, n) -> mean(s, b + n.at, bar, s[b + n.in0], b + n.ringAt, n.mask, n.i0, n.i1));

    private Rolling() {}

    /** Sum of the last {@code period} values. */
    static Node sum(Graph g, Node x, int period) {
        return g.addOverRing(SUM, x.warmup + period - 1, period, List.of(x), period, x.warmup);
    }

    /** Mean of the last {@code period} values: the SMA. */
    static Node mean(Graph g, Node x, int period) {
        return g.addOverRing(MEAN, x.warmup + period - 1, period, List.of(x), period, x.warmup);
    }

    static double sum(double[] s, int at, int bar, double x, int ringAt, int mask, int period, int start) {
        int age = bar - start;
        if (age < 0) {
            return Double.NaN;
        }
        double sum = s[at + 1];
        double error = s[at + 2];
        double next = sum + x;
        double part = next - sum;
        error += (sum - (next - part)) + (x - part);
        if (age >= period) {
            double leaving = -s[ringAt + ((bar - period) & mask)];
            sum = next;
            next = sum + leaving;
            part = next - sum;
            error += (sum - (next - part)) + (leaving - part);
        }
        s[at + 1] = next;
        s[at + 2] = error;
        return age < period - 1 ? Double.NaN : next + error;
    }

    static double mean(double[] s, int at, int bar, double x, int ringAt, int mask, int period, int start) {
        return sum(s, at, bar, x, ringAt, mask, period, start) / period;
    }
}
