package io.tickgrid.pipelines.indicator;

import java.util.List;

/**
 * Moving average convergence/divergence: {@code macd = ema(fast) - ema(slow)}, {@code signal = ema(macd)}, {@code hist = macd -
 * signal}. As TA-Lib both averages have their first value at the same bar, slow - 1: the fast one is seeded by the SMA of the
 * {@code fast} closes up to there; and all three outputs begin with the signal, after {@code slow + signal - 2} bars. O(1) a bar.
 */
final class Macd {
    static final IndicatorSpec SPEC = IndicatorSpec.of("macd", "Moving Average Convergence/Divergence", "momentum")
            .source("Gerald Appel (1979); TA-Lib MACD, classic compatibility")
            .formula("macd = ema(close, fast) - ema(close, slow); signal = ema(macd, signal); hist = macd - signal")
            .seed("SMA seeds; the fast EMA is seeded so that both EMAs begin at bar slow_period - 1")
            .nan("NaN until warm, all three outputs together")
            .param(ParamSpec.bars("fast_period", 12, 2))
            .param(ParamSpec.bars("slow_period", 26, 2))
            .param(ParamSpec.bars("signal_period", 9, 1))
            .output(OutputSpec.free("macd", "", Macd::warmup))
            .output(OutputSpec.free("macd_signal", "signal", Macd::warmup))
            .output(OutputSpec.free("macd_hist", "hist", Macd::warmup))
            .recipe(Macd::build);

    private static final Kernel MINUS =
            new Kernel("Macd.minus", 1, (s, b, bar, n) -> minus(s[b + n.in0], s[b + n.in1]));

    private Macd() {}

    static Node[] build(Graph g, Params p) {
        int fast = p.bars("fast_period");
        int slow = p.bars("slow_period");
        if (fast >= slow) {
            throw new IndicatorException("fast_period must be below slow_period " + slow + ", was " + fast);
        }
        Node slowEma = Ema.over(g, g.close(), slow, 0);
        Node fastEma = Ema.over(g, g.close(), fast, slow - fast);
        Node macd = g.add(MINUS, slow - 1, List.of(fastEma, slowEma));
        Node signal = Ema.over(g, macd, p.bars("signal_period"), macd.warmup);
        return new Node[] {macd, signal, g.add(MINUS, signal.warmup, List.of(macd, signal))};
    }

    private static int warmup(Params p) {
        return p.bars("slow_period") + p.bars("signal_period") - 2;
    }

    static double minus(double a, double b) {
        return a - b;
    }
}
