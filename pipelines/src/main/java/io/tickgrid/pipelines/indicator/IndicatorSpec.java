package io.tickgrid.pipelines.indicator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an indicator says of itself: validation, columns, reference page, REST, SQL and tests read it.
 *
 * @param id TA-Lib's name in lower snake case where it has the function
 * @param name for people
 * @param group momentum, overlap, trend, volatility or volume
 * @param source the published reference that decides
 * @param formula in one line of plain text
 * @param seed how the first value comes about
 * @param nanPolicy what is put out where the formula has no answer
 * @param params in the order in which they are written
 * @param outputs in the order of the columns
 * @param recipe adds the nodes to a graph
 */
public record IndicatorSpec(
        String id,
        String name,
        String group,
        String source,
        String formula,
        String seed,
        String nanPolicy,
        List<ParamSpec> params,
        List<OutputSpec> outputs,
        Recipe recipe) {

    /** Adds the nodes of one indicator to a graph and returns one node an output. */
    @FunctionalInterface
    public interface Recipe {
        Node[] build(Graph g, Params p);
    }

    public IndicatorSpec {
        params = List.copyOf(params);
        outputs = List.copyOf(outputs);
        if (outputs.isEmpty()) {
            throw new IndicatorException(id + " must have at least one output, had none");
        }
    }

    /**
     * The request's parameters made complete and checked.
     *
     * @throws IndicatorException for an unknown name or a value outside its bounds
     */
    public Params params(Map<String, Double> given) {
        for (String name : given.keySet()) {
            if (params.stream().noneMatch(p -> p.name().equals(name))) {
                throw new IndicatorException(id + " must be given parameters among " + paramNames() + ", was " + name);
            }
        }
        Map<String, Double> complete = new LinkedHashMap<>();
        for (ParamSpec param : params) {
            complete.put(param.name(), param.checked(given.getOrDefault(param.name(), param.defaultValue())));
        }
        return new Params(complete);
    }

    /** The parameters of a request that names none. */
    public Params defaults() {
        return params(Map.of());
    }

    /** Bars before every output is finite, with the default parameters. */
    public int defaultWarmup() {
        return outputs.stream().mapToInt(o -> o.defaultWarmup(this)).max().orElseThrow();
    }

    List<String> paramNames() {
        return params.stream().map(ParamSpec::name).toList();
    }

    /** The column of an output: {@code ema_21}, {@code macd_12_26_9_signal}. */
    String column(Params p, OutputSpec output) {
        StringBuilder column = new StringBuilder(id);
        double before = Double.NaN;
        for (ParamSpec param : params) {
            double value = p.value(param.name());
            if (!param.folds() || value != before) {
                column.append('_').append(Numbers.column(value));
            }
            before = value;
        }
        return output.columnSuffix().isEmpty()
                ? column.toString()
                : column.append('_').append(output.columnSuffix()).toString();
    }

    static Draft of(String id, String name, String group) {
        return new Draft(id, name, group);
    }

    /** A SPEC being written down, one line a property. */
    static final class Draft {
        private final String id;
        private final String name;
        private final String group;
        private String source = "";
        private String formula = "";
        private String seed = "";
        private String nanPolicy = "";
        private final List<ParamSpec> params = new ArrayList<>();
        private final List<OutputSpec> outputs = new ArrayList<>();

        private Draft(String id, String name, String group) {
            this.id = id;
            this.name = name;
            this.group = group;
        }

        Draft source(String text) {
            source = text;
            return this;
        }

        Draft formula(String text) {
            formula = text;
            return this;
        }

        Draft seed(String text) {
            seed = text;
            return this;
        }

        Draft nan(String text) {
            nanPolicy = text;
            return this;
        }

        Draft param(ParamSpec param) {
            params.add(param);
            return this;
        }

        Draft output(OutputSpec output) {
            outputs.add(output);
            return this;
        }

        IndicatorSpec recipe(Recipe recipe) {
            return new IndicatorSpec(id, name, group, source, formula, seed, nanPolicy, params, outputs, recipe);
        }
    }
}
