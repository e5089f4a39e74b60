package io.tickgrid.pipelines.indicator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An indicator with its parameters, complete: what is left out is filled from the SPEC, so that equal requests are equal.
 *
 * @param id of the indicator
 * @param params every parameter of the SPEC in its order
 */
public record IndicatorRequest(String id, Map<String, Double> params) {
    /**
     * Checks the request against its SPEC.
     *
     * @throws IndicatorException for an unknown indicator or parameter, or a value outside its bounds
     */
    public IndicatorRequest {
        params = Indicators.byId(id).params(params).values();
    }

    /**
     * A request as the command line gives it.
     *
     * @param assignments {@code name=value} each
     * @throws IndicatorException as the constructor, and for an assignment that is none
     */
    public static IndicatorRequest of(String id, List<String> assignments) {
        Map<String, Double> params = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new IndicatorException("a parameter must be written name=value, was " + assignment);
            }
            String name = assignment.substring(0, equals).strip();
            if (params.put(name, number(name, assignment.substring(equals + 1).strip())) != null) {
                throw new IndicatorException("a parameter must be given once, was " + name + " twice");
            }
        }
        return new IndicatorRequest(id, params);
    }

    /** For people and files: {@code ema(period=21)}; no brackets where there is no parameter. */
    public String text() {
        return params.isEmpty()
                ? id
                : params.entrySet().stream()
                        .map(e -> e.getKey() + "=" + Numbers.text(e.getValue()))
                        .collect(Collectors.joining(",", id + "(", ")"));
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IndicatorException(name + " must be a number, was " + text);
        }
    }
}
