package io.tickgrid.pipelines.copytrade;

import java.util.Locale;

/** Whether a link copies. The order of the constants is stored in bytes: add at the end only. */
public enum LinkStatus {
    /** Every fill of the leader is copied. */
    ACTIVE,
    /** Nothing is ordered; what the leader closes meanwhile is no longer intended, and is closed after resuming. */
    PAUSED,
    /** Over: what it holds is the user's own from then on, and later fills of the leader have no row. */
    CLOSED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
