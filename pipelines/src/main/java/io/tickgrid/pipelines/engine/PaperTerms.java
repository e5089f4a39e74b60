package io.tickgrid.pipelines.engine;

/**
 * How the paper broker fills. Equal terms and equal input give equal fills.
 *
 * @param latencyNs time from an order's cause to the first tick that may fill it, nanoseconds, not negative
 * @param feeBps fee in hundredths of a percent of the notional, in [0, 10000]
 * @param slippageBps how much worse than the tick's price an order fills that takes it, in hundredths of a percent, in [0, 10000)
 * @param jitterNs an order's latency is longer by up to so much, nanoseconds, not negative: a pure function of seed and
 *     client order id
 * @param participation how much of a tick's size the orders may take together, in (0, 1]; 0 fills whole, whatever the size
 * @param seed of the jitter
 */
public record PaperTerms(
        long latencyNs, double feeBps, double slippageBps, long jitterNs, double participation, long seed) {
    public PaperTerms {
        if (latencyNs < 0 || jitterNs < 0) {
            throw new IllegalArgumentException("paper latency must not be negative, was " + latencyNs
                    + " ns, longer by up to " + jitterNs + " ns");
        }
        if (!(feeBps >= 0 && feeBps <= 10_000)) {
            throw new IllegalArgumentException("paper fee must be in [0, 10000] bps, was " + feeBps);
        }
        if (!(slippageBps >= 0 && slippageBps < 10_000)) {
            throw new IllegalArgumentException("paper slippage must be in [0, 10000) bps, was " + slippageBps);
        }
        if (!(participation >= 0 && participation <= 1)) {
            throw new IllegalArgumentException("paper participation must be in [0, 1], was " + participation);
        }
    }

    /** Whole fills after a latency that is always the same. */
    public PaperTerms(long latencyNs, double feeBps, double slippageBps) {
        this(latencyNs, feeBps, slippageBps, 0, 0, 0);
    }

    /** Latency of an order, nanoseconds. */
    long latencyNs(String clientOrderId) {
        if (jitterNs == 0) {
            return latencyNs;
        }
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < clientOrderId.length(); i++) {
            hash = (hash ^ clientOrderId.charAt(i)) * 0x100000001b3L; // FNV-1a
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L; // the mix of SplitMix64
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        long spread = Long.remainderUnsigned(hash ^ (hash >>> 31), Math.addExact(jitterNs, 1));
        return latencyNs > Long.MAX_VALUE - spread ? Long.MAX_VALUE : latencyNs + spread;
    }
}
