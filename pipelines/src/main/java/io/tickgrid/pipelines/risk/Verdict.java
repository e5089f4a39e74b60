package io.tickgrid.pipelines.risk;

import java.math.BigDecimal;

/** What the risk rules say of one order, at the edge. */
public sealed interface Verdict {
    /** Send it as it is. */
    record Allow() implements Verdict {}

    /** Send {@code quantity} of it; {@code why} is what the first rule found that made it smaller. */
    record Shrink(BigDecimal quantity, Finding why) implements Verdict {}

    /** Send nothing. */
    record Reject(Finding why) implements Verdict {}
}
