package io.tickgrid.grid.risk;

import java.util.Locale;

/** What a kill switch stops. */
public enum KillScope {
    /** Every order of everybody; its name is empty. */
    ALL,
    /** Orders that copy a leader account; the leader's own are those of its account. */
    LEADER,
    /** Orders of an instrument, of everybody. */
    INSTRUMENT,
    /** Orders of an account. */
    ACCOUNT;

    /** As PostgreSQL, REST and gRPC write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when the text is none */
    public static KillScope of(String text) {
        for (KillScope scope : values()) {
            if (scope.text().equals(text)) {
                return scope;
            }
        }
        throw new IllegalArgumentException(
                "a kill switch must be of scope all, leader, instrument or account, was " + text);
    }

    /** Whether it concerns all tenants: such a switch belongs to none. */
    public boolean ofEverybody() {
        return this == ALL || this == INSTRUMENT;
    }
}
