package io.tickgrid.grid.order;

import io.tickgrid.grid.ErrorCode;

/** The end of an order that nothing can fill. */
public record Rejection(String clientOrderId, String tenantId, String accountId, ErrorCode code, long eventTimeNs) {}
