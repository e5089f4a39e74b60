package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import java.math.BigDecimal;

/** What the risk rules say of one order, at the edge. */
public sealed interface Verdict {
    /** Send it as it is. */
    record Allow() implements Verdict {}

    /** Send {@code quantity} of it. */
    record Shrink(BigDecimal quantity, ErrorCode why) implements Verdict {}

    /** Send nothing. */
    record Reject(ErrorCode why) implements Verdict {}
}
