package io.tickgrid.pipelines.indicator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of one indicator: every one that its SPEC names, in the order of the SPEC, within its bounds.
 * Made by {@link IndicatorSpec#params(Map)} only.
 */
public record Params(Map<String, Double> values) {
    public Params {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no parameter " + name + " among " + values.keySet());
        }
        return value;
    }

    int bars(String name) {
        return (int) value(name);
    }
}
