package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/**
 * What a rule is called, measures and answers.
 *
 * @param name kebab-case, unique
 * @param code why an order is shrunk, rejected or skipped by it
 * @param effect what it does to an order that does not pass
 * @param unit unit of its limit, and what 0 means
 * @param summary one sentence for people
 */
public record RuleSpec(String name, ErrorCode code, Effect effect, String unit, String summary) {
    /** What becomes of an order that does not pass. */
    public enum Effect {
        /** Nothing of it is sent. */
        REJECT,
        /** What adds to the position is not sent; what reduces it is. */
        REDUCE_ONLY,
        /** Sent smaller; rejected when nothing is left. */
        SHRINK,
        /** Left out as too small; what is missing stays intended. */
        SKIP
    }

    /** The answer that says no. */
    long refusal() {
        return -code.number();
    }
}
