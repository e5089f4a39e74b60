package io.tickgrid.pipelines.agent;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What an agent is, as data.
 *
 * @param id stable name in files, maps and metrics, lower snake case
 * @param name readable name
 * @param question what the agent judges, one sentence
 * @param source published source of its thresholds
 * @param columns indicator columns it reads, without duplicates; all must be warm before it has an opinion
 */
public record AgentSpec(String id, String name, String question, String source, List<String> columns) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*");

    public AgentSpec {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("agent id must match " + ID + ", was '" + id + "'");
        }
        if (name.isBlank() || question.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException("agent " + id + " must have a name, a question and a source");
        }
        columns = List.copyOf(columns);
        if (columns.stream().distinct().count() != columns.size()) {
            throw new IllegalArgumentException("agent " + id + " must name each column once, was " + columns);
        }
    }
}
