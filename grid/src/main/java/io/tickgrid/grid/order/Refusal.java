package io.tickgrid.grid.order;

/**
 * What a risk rule saw in an order that it refused.
 *
 * @param rule name of the rule
 * @param seen the number that it saw
 * @param limit the number that it would have had to keep to
 * @param unit of both
 */
public record Refusal(String clientOrderId, String rule, String seen, String limit, String unit) {}
