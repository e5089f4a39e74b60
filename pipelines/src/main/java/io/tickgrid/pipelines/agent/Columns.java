package io.tickgrid.pipelines.agent;

import java.util.function.ToIntFunction;

/** The columns of one agent, looked up by name when it is bound, so that judging only indexes. */
final class Columns {
    private final AgentSpec spec;
    private final ToIntFunction<String> indexOf;

    Columns(AgentSpec spec, ToIntFunction<String> indexOf) {
        this.spec = spec;
        this.indexOf = indexOf;
    }

    /**
     * Index of a column of the set.
     *
     * @throws IllegalArgumentException if the agent's spec does not declare it or the set does not have it
     */
    int index(String column) {
        if (!spec.columns().contains(column)) {
            throw new IllegalArgumentException(
                    "agent " + spec.id() + " must declare column " + column + " in its spec, has " + spec.columns());
        }
        int index = indexOf.applyAsInt(column);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "agent " + spec.id() + " needs column " + column + ", which the indicator set does not compute");
        }
        return index;
    }
}
