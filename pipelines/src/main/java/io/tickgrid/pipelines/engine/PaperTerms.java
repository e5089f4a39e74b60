package io.tickgrid.pipelines.engine;

/**
 * How the paper broker fills.
 *
 * @param latencyNs time from an order's cause to the first tick that may fill it, nanoseconds, not negative
 * @param feeBps fee in hundredths of a percent of the notional, in [0, 10000]
 * @param slippageBps how much worse than the tick's price an order fills, in hundredths of a percent, in [0, 10000)
 */
public record PaperTerms(long latencyNs, double feeBps, double slippageBps) {
    public PaperTerms {
        if (latencyNs < 0) {
            throw new IllegalArgumentException("paper latency must not be negative, was " + latencyNs + " ns");
        }
        if (!(feeBps >= 0 && feeBps <= 10_000)) {
            throw new IllegalArgumentException("paper fee must be in [0, 10000] bps, was " + feeBps);
        }
        if (!(slippageBps >= 0 && slippageBps < 10_000)) {
            throw new IllegalArgumentException("paper slippage must be in [0, 10000) bps, was " + slippageBps);
        }
    }
}
