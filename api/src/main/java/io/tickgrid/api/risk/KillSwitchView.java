package io.tickgrid.api.risk;

import io.tickgrid.grid.risk.KillSwitch;
import org.jspecify.annotations.Nullable;

/**
 * A kill switch.
 *
 * @param scope all, leader, instrument or account
 * @param name id of the account or instrument; null for all
 * @param byOperator whether an operator set it, so that only operators lift it
 * @param reason of its last change; null when it was never set
 * @param changedBy who changed it last; null when that is not the caller's to know
 * @param changedAtMs wall time; null when it was never set
 */
public record KillSwitchView(
        String scope,
        @Nullable String name,
        boolean on,
        boolean byOperator,
        @Nullable String reason,
        @Nullable String changedBy,
        @Nullable Long changedAtMs) {

    static KillSwitchView of(KillSwitch s, boolean showsWho) {
        boolean set = s.changeSequence() > 0;
        return new KillSwitchView(
                s.scope(),
                s.name().isEmpty() ? null : s.name(),
                s.on(),
                s.byOperator(),
                set ? s.reason() : null,
                set && showsWho ? s.changedBy() : null,
                set ? s.changedAtMs() : null);
    }
}
