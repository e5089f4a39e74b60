package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/**
 * What a rule saw in an order that it did not let pass as it was.
 *
 * @param rule its name
 * @param code what it answers
 * @param seen the number of the order or account
 * @param limit the number that it would have had to keep to
 * @param unit of both
 */
public record Finding(String rule, ErrorCode code, String seen, String limit, String unit) {
    /** For people: {@code max-leverage: 2.5 times the equity, limit 2}. */
    public String text() {
        return unit.equals(Measure.FLAG.text())
                ? rule + ": " + seen + ", must be " + limit
                : rule + ": " + seen + " " + unit + ", limit " + limit;
    }
}
