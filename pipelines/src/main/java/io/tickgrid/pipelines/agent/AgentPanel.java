package io.tickgrid.pipelines.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks every agent for its opinion and keeps one that fails from stalling the rest.
 *
 * <p>An agent that throws is dropped for that judgement (its opinion abstains) and counted. After {@value
 * #FAILURES_IN_A_ROW} failures in a row it is off for the next {@value #BARS_OFF} bars, then tried again. Both counters
 * are doubles in the engine's state of one (instrument, frame), so that a replay leaves out the same agents: {@code
 * [failures in a row, bars still off]} per agent, all zero at the start.
 *
 * <p>The counts by agent are of this process and not part of the state. One thread judges; another may read the counts
 * and see them a little late.
 */
public final class AgentPanel {
    /** K: failures in a row that switch an agent off. */
    public static final int FAILURES_IN_A_ROW = 3;
    /** M: bars that it then stays off. */
    public static final int BARS_OFF = 20;

    private static final int STATE_PER_AGENT = 2;

    private final Agent[] agents;
    private final long[] failures;
    private final @Nullable Throwable[] lastFailures;

    /**
     * A panel of these agents, in this order.
     *
     * @throws IllegalArgumentException if there is no agent or two have one id
     */
    public AgentPanel(List<Agent> agents) {
        long distinct =
                agents.stream().map(agent -> agent.spec().id()).distinct().count();
        if (agents.isEmpty() || distinct != agents.size()) {
            throw new IllegalArgumentException("agents must be at least one, each id once, were "
                    + agents.stream().map(agent -> agent.spec().id()).toList());
        }
        this.agents = agents.toArray(Agent[]::new);
        failures = new long[this.agents.length];
        lastFailures = new Throwable[this.agents.length];
    }

    /** Number of agents, opinions and shares. */
    public int size() {
        return agents.length;
    }

    /** Spec of the agent at {@code index}, in [0, size). */
    public AgentSpec spec(int index) {
        return agents[index].spec();
    }

    /** Doubles of one (instrument, frame); zeros are the initial state. */
    public int stateSize() {
        return STATE_PER_AGENT * agents.length;
    }

    /** A reusable array with one opinion an agent. */
    public Opinion[] newOpinions() {
        Opinion[] opinions = new Opinion[agents.length];
        for (int i = 0; i < opinions.length; i++) {
            opinions[i] = new Opinion();
        }
        return opinions;
    }

    /**
     * Judges a closed bar; once a bar.
     *
     * @param state the engine's doubles, of which [at, at + stateSize) are this panel's
     * @param out one opinion an agent, in their order; abstained where the agent abstains, failed or is off
     */
    public void judge(double[] state, int at, MarketView view, Opinion[] out) {
        for (int i = 0; i < agents.length; i++) {
            int failuresAt = at + STATE_PER_AGENT * i;
            int barsOffAt = failuresAt + 1;
            if (state[barsOffAt] > 0) {
                state[barsOffAt]--;
                out[i].reset();
            } else if (ask(i, view, out[i])) {
                state[failuresAt] = 0;
            } else if (++state[failuresAt] >= FAILURES_IN_A_ROW) {
                state[failuresAt] = 0;
                state[barsOffAt] = BARS_OFF;
            }
        }
    }

    /**
     * Judges a forming bar: the same agents are left out, but the state stays as it is, for how often a forming bar is
     * looked at differs between live and replay.
     */
    public void judgeForming(double[] state, int at, MarketView view, Opinion[] out) {
        for (int i = 0; i < agents.length; i++) {
            if (state[at + STATE_PER_AGENT * i + 1] > 0) {
                out[i].reset();
            } else {
                ask(i, view, out[i]);
            }
        }
    }

    /** Failures of the agent at {@code index} since this panel was made, over all instruments, forming bars included. */
    public long failures(int index) {
        return failures[index];
    }

    /** What the agent at {@code index} threw last, for the log; null if it never failed. */
    public @Nullable Throwable lastFailure(int index) {
        return lastFailures[index];
    }

    private boolean ask(int index, MarketView view, Opinion out) {
        try {
            agents[index].judge(view, out);
            return true;
        } catch (Exception | AssertionError | LinkageError e) {
            // Errors of the machine (memory, stack) go through: they are no property of the input, and a replay would
            // not repeat them.
            failures[index]++;
            lastFailures[index] = e;
            out.reset();
            return false;
        }
    }
}
