package io.tickgrid.pipelines.agent;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The table of agents. Their order is the order of opinions, weights and shares; a new agent is added at the end. */
public final class Agents {
    private static final List<Row> TABLE = List.of(
            new Row(TrendAgent.SPEC, TrendAgent::new),
            new Row(MomentumAgent.SPEC, MomentumAgent::new),
            new Row(MeanReversionAgent.SPEC, MeanReversionAgent::new),
            new Row(VolatilityRegimeAgent.SPEC, VolatilityRegimeAgent::new),
            new Row(VolumeAgent.SPEC, VolumeAgent::new));

    private Agents() {}

    /** Specs of all agents, in order. */
    public static List<AgentSpec> all() {
        return TABLE.stream().map(Row::spec).toList();
    }

    /**
     * All agents, in order, reading the columns of one indicator set.
     *
     * @param indexOf index of a column by its name, negative where the set does not have it
     * @throws IllegalArgumentException naming agent and column, if the set lacks one
     */
    public static List<Agent> bind(ToIntFunction<String> indexOf) {
        return TABLE.stream()
                .map(row -> row.constructor().apply(new Columns(row.spec(), indexOf)))
                .toList();
    }

    private record Row(AgentSpec spec, Function<Columns, Agent> constructor) {}
}
