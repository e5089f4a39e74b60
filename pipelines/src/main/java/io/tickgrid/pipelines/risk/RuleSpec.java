package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.RiskLimits;
import org.jspecify.annotations.Nullable;

/**
 * What a rule is called, measures and answers.
 *
 * @param name kebab-case, unique
 * @param code why an order is shrunk, rejected or skipped by it
 * @param effect what it does to an order that does not pass
 * @param limit the limit of the account that it reads, whose bounds stand there; null when it reads none
 * @param unit unit of its limit, and what 0 means
 * @param summary one sentence for people
 */
public record RuleSpec(
        String name, ErrorCode code, Effect effect, RiskLimits.@Nullable Field limit, String unit, String summary) {

    /** A rule that reads no limit of the account. */
    RuleSpec(String name, ErrorCode code, Effect effect, String unit, String summary) {
        this(name, code, effect, null, unit, summary);
    }

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
