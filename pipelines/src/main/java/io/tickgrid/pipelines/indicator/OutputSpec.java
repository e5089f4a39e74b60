package io.tickgrid.pipelines.indicator;

import java.util.function.ToIntFunction;

/**
 * One output of an indicator.
 *
 * @param name TA-Lib's name in lower snake case without {@code out}; {@code value} when it is the only one
 * @param columnSuffix what a column adds to the indicator's own name; empty for the main output
 * @param min smallest value that can come out, or negative infinity
 * @param max greatest value that can come out, or positive infinity
 * @param warmupOf bars before the first finite value, from the parameters
 */
public record OutputSpec(String name, String columnSuffix, double min, double max, ToIntFunction<Params> warmupOf) {
    static OutputSpec free(String name, String columnSuffix, ToIntFunction<Params> warmup) {
        return new OutputSpec(name, columnSuffix, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, warmup);
    }

    static OutputSpec positive(String name, String columnSuffix, ToIntFunction<Params> warmup) {
        return new OutputSpec(name, columnSuffix, 0, Double.POSITIVE_INFINITY, warmup);
    }

    static OutputSpec percent(String name, String columnSuffix, ToIntFunction<Params> warmup) {
        return new OutputSpec(name, columnSuffix, 0, 100, warmup);
    }

    /** Bars before the first finite value with the defaults of {@code spec}. */
    public int defaultWarmup(IndicatorSpec spec) {
        return warmupOf.applyAsInt(spec.defaults());
    }
}
