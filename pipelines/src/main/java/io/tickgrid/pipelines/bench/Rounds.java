package io.tickgrid.pipelines.bench;

import java.util.Arrays;

/** Times two things in turn, so that both meet the same moods of the machine. */
final class Rounds {
    private Rounds() {}

    /** Work that is timed as a whole; gives something that depends on all of it. */
    @FunctionalInterface
    interface Work {
        double run();
    }

    /** Medians of one run in nanoseconds, and of the ratios of neighbours. */
    record Pair(double ns, double limitNs, double ratio) {}

    /** Runs each {@code warmups} times, then {@code rounds} times in turn. */
    static Pair time(int warmups, int rounds, Work work, Work limit) {
        double sink = 0;
        for (int i = 0; i < warmups; i++) {
            sink += work.run() + limit.run();
        }
        double[] ns = new double[rounds];
        double[] limitNs = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long a = System.nanoTime();
            sink += work.run();
            long b = System.nanoTime();
            sink += limit.run();
            long c = System.nanoTime();
            ns[i] = b - a;
            limitNs[i] = c - b;
            ratios[i] = limitNs[i] / ns[i];
        }
        if (Double.isNaN(sink)) {
            throw new IllegalStateException("expected the work to give numbers, got NaN");
        }
        return new Pair(median(ns), median(limitNs), median(ratios));
    }

    /** Median of the rounds' ratios: how fast the second is as a share of the first. */
    static double ratio(double[] limitNs, double[] ns) {
        double[] ratios = new double[ns.length];
        for (int i = 0; i < ns.length; i++) {
            ratios[i] = limitNs[i] / ns[i];
        }
        return median(ratios);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
