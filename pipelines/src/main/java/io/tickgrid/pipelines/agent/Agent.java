package io.tickgrid.pipelines.agent;

/**
 * A pure judge of one aspect of the market.
 *
 * <p>The opinion depends on the view alone: no field changes, no clock, no randomness, no allocation; StrictMath for
 * transcendental functions, so that machines agree bit for bit. One instance may judge any number of instruments, from
 * any number of threads.
 */
public interface Agent {
    AgentSpec spec();

    /**
     * Writes the opinion on this bar over whatever {@code out} held: {@link Opinion#set} and its reasons, or {@link
     * Opinion#reset} to abstain, which it does while any value it needs is NaN.
     */
    void judge(MarketView view, Opinion out);
}
